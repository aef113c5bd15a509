import { AuthorizationType, CfnAuthorizer, MethodOptions, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { refusal } from '../../synthesis/refusal';
import { Authorizer } from '../authorizer';
import { allowInvocation, authorizerArn, invocationUri, literalFunctionName } from '../function-invocation';
import { NamedAuthorizers, Settings } from '../named-authorizers';

type Named = Settings<'cognito' | 'lambda-token' | 'lambda-request'>;

/**
 * The authorizers of one REST API.
 *
 * CDK's own put the Region's name into the logical IDs of their permissions.
 */
export class RestAuthorizers {
  private readonly named = new NamedAuthorizers((settings: Named) => this.create(settings));

  constructor(private readonly restApi: RestApi) {}

  /** What a route's method has. */
  find(authorizer?: Authorizer): MethodOptions {
    const settings = authorizer?._settings;
    if (!settings || settings.kind === 'none') return { authorizationType: AuthorizationType.NONE };
    if (settings.kind === 'iam') return { authorizationType: AuthorizationType.IAM };
    const named = validateRestAuthorizer(settings);
    const authorizationType = named.kind === 'cognito' ? AuthorizationType.COGNITO : AuthorizationType.CUSTOM;
    return {
      authorizer: { authorizerId: this.named.find(named).ref, authorizationType },
      authorizationScopes: named.kind === 'cognito' ? named.scopes : undefined,
    };
  }

  private create(settings: Named): CfnAuthorizer {
    const props = { name: settings.name, ...render(settings) };
    // A part of a path has no space, so that no resource has this id.
    const authorizer = new CfnAuthorizer(this.restApi, `Authorizer ${settings.name}`, { restApiId: this.restApi.restApiId, ...props });
    if (settings.kind !== 'cognito') {
      this.allowInvocation(settings, authorizer);
    }
    const functionName = settings.kind === 'cognito' ? undefined : literalFunctionName(settings.handler);
    this.restApi.latestDeployment?.addToLogicalId({ authorizer: props, functionName });
    return authorizer;
  }

  private allowInvocation({ handler }: Settings<'lambda-token' | 'lambda-request'>, authorizer: CfnAuthorizer) {
    const permission = allowInvocation(handler, authorizer, authorizerArn(authorizer, this.restApi.restApiId, authorizer.ref));
    if (permission) {
      this.restApi.latestDeployment?.node.addDependency(permission);
    }
  }
}

/** What a REST API has no authorizer for. */
function validateRestAuthorizer(settings: Named | Settings<'jwt'>): Named {
  if (settings.kind === 'jwt') {
    throw refusal('`Authorizer.jwt()` needs `ApiGateway.http()`', 'ApiGateway.rest()',
      'Choose `Authorizer.cognito()` for the tokens of a user pool, `Authorizer.lambdaToken()` for others');
  }
  if (settings.kind === 'cognito' && settings.clientIds) {
    throw refusal('`clientIds` of `Authorizer.cognito()` need `ApiGateway.http()`: a REST API takes every client of the pool', settings.clientIds,
      'Tell clients apart by `scopes`');
  }
  return settings;
}

function render(settings: Named) {
  if (settings.kind === 'cognito') {
    return { type: 'COGNITO_USER_POOLS', providerArns: [settings.userPoolArn], identitySource: 'method.request.header.Authorization' };
  }
  const headers = settings.kind === 'lambda-token' ? ['Authorization'] : settings.headers;
  return {
    type: settings.kind === 'lambda-token' ? 'TOKEN' : 'REQUEST',
    authorizerUri: invocationUri(settings.handler),
    authorizerResultTtlInSeconds: settings.resultsCacheTtl.toSeconds(),
    identitySource: headers.map(header => `method.request.header.${header}`).join() || undefined,
  };
}
