import { AuthorizationType, CfnAuthorizer, CfnAuthorizerProps, MethodOptions, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { refusal } from '../../synthesis/refusal';
import { Authorizer, AuthorizerKinds, CognitoAuthorizer, LambdaRequestAuthorizer, LambdaTokenAuthorizer } from '../authorizer';
import { allowInvocation, authorizerArn, invocationUri, literalFunctionName } from '../function-invocation';
import { NamedAuthorizers } from '../named-authorizers';

type Rendered = Omit<CfnAuthorizerProps, 'restApiId' | 'name'>;

/**
 * The authorizers of one REST API.
 *
 * CDK's own put the Region's name into the logical IDs of their permissions.
 */
export class RestAuthorizers implements AuthorizerKinds<MethodOptions> {
  private readonly named = new NamedAuthorizers<CfnAuthorizer>();

  constructor(private readonly restApi: RestApi) {}

  /** What the method of a route has. */
  authorize(authorizer: Authorizer = Authorizer.none()): MethodOptions {
    return authorizer._renderBy(this);
  }

  none(): MethodOptions {
    return { authorizationType: AuthorizationType.NONE };
  }

  iam(): MethodOptions {
    return { authorizationType: AuthorizationType.IAM };
  }

  jwt(): never {
    throw refusal('`Authorizer.jwt()` needs `ApiGateway.http()`', 'ApiGateway.rest()',
      'Choose `Authorizer.cognito()` for the tokens of a user pool, `Authorizer.lambdaToken()` for others');
  }

  cognito(cognito: CognitoAuthorizer): MethodOptions {
    if (cognito.clientIds) {
      throw refusal('`clientIds` of `Authorizer.cognito()` need `ApiGateway.http()`: a REST API takes every client of the pool', cognito.clientIds,
        'Tell clients apart by `scopes`');
    }
    const { ref: authorizerId } = this.named.getOrCreate(cognito, ({ name, userPoolArn }) => this.create(name, {
      type: 'COGNITO_USER_POOLS', providerArns: [userPoolArn], identitySource: 'method.request.header.Authorization',
    }));
    return { authorizer: { authorizerId, authorizationType: AuthorizationType.COGNITO }, authorizationScopes: cognito.scopes };
  }

  lambdaToken(lambda: LambdaTokenAuthorizer): MethodOptions {
    return this.lambda(lambda, 'TOKEN', ['Authorization']);
  }

  lambdaRequest(lambda: LambdaRequestAuthorizer): MethodOptions {
    return this.lambda(lambda, 'REQUEST', lambda.headers);
  }

  private lambda(lambda: LambdaTokenAuthorizer, type: string, headers: string[]): MethodOptions {
    const { ref: authorizerId } = this.named.getOrCreate(lambda, ({ name, handler, resultsCacheTtl }) => {
      const rendered = {
        type,
        authorizerUri: invocationUri(handler),
        authorizerResultTtlInSeconds: resultsCacheTtl.toSeconds(),
        identitySource: headers.map(header => `method.request.header.${header}`).join() || undefined,
      };
      const authorizer = this.create(name, rendered, literalFunctionName(handler));
      const permission = allowInvocation(handler, authorizer, authorizerArn(authorizer, this.restApi.restApiId, authorizer.ref));
      if (permission) {
        this.restApi.latestDeployment?.node.addDependency(permission);
      }
      return authorizer;
    });
    return { authorizer: { authorizerId, authorizationType: AuthorizationType.CUSTOM } };
  }

  private create(name: string, rendered: Rendered, functionName?: string): CfnAuthorizer {
    const props = { name, ...rendered };
    this.restApi.latestDeployment?.addToLogicalId({ authorizer: props, functionName });
    // A part of a path has no space, so that no resource has this id.
    return new CfnAuthorizer(this.restApi, `Authorizer ${name}`, { restApiId: this.restApi.restApiId, ...props });
  }
}
