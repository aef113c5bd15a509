import { partition } from '../../machine/aws-regions';
import { arn, id, Identity, named, Resource } from '../resource';

const clientName = named('ClientName');

export const COGNITO_IDENTITIES: Record<string, Identity> = {
  'AWS::Cognito::UserPool': {
    ref: poolId,
    attributes: {
      Arn: pool => arn(pool, 'cognito-idp', `userpool/${poolId(pool)}`),
      ProviderName: providerName,
      ProviderURL: issuerOf,
      UserPoolId: poolId,
    },
  },
  'AWS::Cognito::UserPoolClient': {
    ref: clientId,
    attributes: { ClientId: clientId, ClientSecret: client => id(client, 48), Name: clientName, UserPoolId: client => client.property('UserPoolId') },
  },
  'AWS::Cognito::UserPoolDomain': { ref: domain => domain.property('Domain') },
  'AWS::Cognito::UserPoolGroup': { ref: group => group.property('GroupName') },
  'AWS::Cognito::UserPoolResourceServer': { ref: server => server.property('Identifier') },
};

/** What a pool's tokens have for `iss`. */
export function issuerOf(pool: Resource): string {
  return `https://${providerName(pool)}`;
}

function poolId(pool: Resource): string {
  return `${pool.stack.region}_${id(pool, 9)}`;
}

function clientId(client: Resource): string {
  return id(client, 26);
}

function providerName(pool: Resource): string {
  const { region } = pool.stack;
  return `cognito-idp.${region}.${partition(region).dnsSuffix}/${poolId(pool)}`;
}
