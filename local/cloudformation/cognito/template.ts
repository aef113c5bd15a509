import { COGNITO_IDENTITIES, issuerOf } from './identities';
import { IssuerDefinition } from '../../services/cognito/issuer-definition';
import { resolvable } from '../resolvable';
import { Resource } from '../resource';
import { limit, ServiceTemplate } from '../service-template';
import { StackResources } from '../stack-resources';

export interface CognitoDefinitions {
  readonly userPools: IssuerDefinition[];
}

export const COGNITO: ServiceTemplate<CognitoDefinitions> = {
  runs: 'user pools and their clients, as issuers of [tokens](#tokens-of-users), and any other issuer that an API trusts',
  differs: ['nobody signs up or in: whoever asks on this machine gets a token of any user'],
  types: [
    'AWS::Cognito::UserPool',
    'AWS::Cognito::UserPoolClient',
    'AWS::Cognito::UserPoolDomain',
    'AWS::Cognito::UserPoolGroup',
    'AWS::Cognito::UserPoolResourceServer',
  ],
  identities: COGNITO_IDENTITIES,
  limits: [
    limit('AWS::Cognito::UserPool', pool => Object.keys(pool.outline('LambdaConfig') ?? {}).length > 0, 'its triggers are not invoked'),
    limit('AWS::Cognito::UserPoolDomain', () => true, 'nobody signs in there: `npx multi-region token --user ana` issues tokens'),
  ],
  define: resources => ({ userPools: resources.read(resources.ofType('AWS::Cognito::UserPool'), pool => readUserPool(pool, resources)) }),
};

function readUserPool(pool: Resource, resources: StackResources): IssuerDefinition {
  const clients = resources.ofTypeInRegion('AWS::Cognito::UserPoolClient').filter(client => resolvable(client, 'UserPoolId') === pool.ref);
  return { url: issuerOf(pool), path: pool.path, audiences: clients.map(({ ref }) => ref) };
}
