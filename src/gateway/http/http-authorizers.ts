import { Fn, Token } from 'aws-cdk-lib';
import {
  AuthorizerPayloadVersion, HttpApi, HttpAuthorizer, HttpAuthorizerType, HttpNoneAuthorizer, HttpRouteAuthorizerConfig, IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { refusal } from '../../synthesis/refusal';
import { Authorizer, AuthorizerKinds, CognitoAuthorizer, JwtAuthorizer, LambdaRequestAuthorizer } from '../authorizer';
import { allowInvocation, authorizerArn, invocationUri } from '../function-invocation';
import { NamedAuthorizers } from '../named-authorizers';

/** The authorizers of one HTTP API. */
export class HttpAuthorizers implements AuthorizerKinds<IHttpRouteAuthorizer> {
  private readonly named = new NamedAuthorizers<HttpAuthorizer>();

  constructor(private readonly httpApi: HttpApi) {}

  /** What a route is to have. */
  authorize(authorizer: Authorizer = Authorizer.none()): IHttpRouteAuthorizer {
    return authorizer._renderBy(this);
  }

  none(): IHttpRouteAuthorizer {
    return new HttpNoneAuthorizer();
  }

  iam(): IHttpRouteAuthorizer {
    return bound({ authorizationType: 'AWS_IAM' });
  }

  jwt(jwt: JwtAuthorizer): IHttpRouteAuthorizer {
    const { authorizerId } = this.named.getOrCreate(jwt, ({ name, issuer, audience }) => this.createJwt(name, issuer, audience));
    return bound({ authorizationType: 'JWT', authorizerId, authorizationScopes: jwt.scopes });
  }

  cognito(cognito: CognitoAuthorizer): IHttpRouteAuthorizer {
    const { clientIds = [], scopes } = cognito;
    if (clientIds.length === 0) {
      throw refusal('`clientIds` of `Authorizer.cognito()` must name at least one app client with `ApiGateway.http()`', cognito.clientIds ?? 'none');
    }
    const [, region, primary] = /:cognito-idp:([\w-]+):.*userpool\/([\w-]+)_/.exec(cognito.userPoolArn) ?? [];
    if (region !== primary) {
      throw refusal('`userPoolArn` must be of a pool that is not replicated with `ApiGateway.http()`, because replicas share an issuer', cognito.userPoolArn,
        `Choose \`Authorizer.jwt()\` with its updated issuer, https://issuer-cognito-idp.${primary}.amazonaws.com/<pool id>`);
    }
    const { authorizerId } = this.named.getOrCreate(cognito, ({ name, userPoolArn }) => this.createJwt(name, issuerOf(userPoolArn), clientIds));
    return bound({ authorizationType: 'JWT', authorizerId, authorizationScopes: scopes });
  }

  lambdaToken(): never {
    throw refusal('`Authorizer.lambdaToken()` needs `ApiGateway.rest()`', 'ApiGateway.http()', 'Choose `Authorizer.lambdaRequest()`');
  }

  lambdaRequest(lambda: LambdaRequestAuthorizer): IHttpRouteAuthorizer {
    const { authorizerId } = this.named.getOrCreate(lambda, settings => this.createLambda(settings));
    return bound({ authorizationType: 'CUSTOM', authorizerId });
  }

  private createJwt(name: string, jwtIssuer: string, jwtAudience: string[]): HttpAuthorizer {
    return new HttpAuthorizer(this.httpApi, idOf(name), {
      httpApi: this.httpApi,
      authorizerName: name,
      type: HttpAuthorizerType.JWT,
      identitySource: ['$request.header.Authorization'],
      jwtIssuer,
      jwtAudience,
    });
  }

  private createLambda({ name, handler, headers, resultsCacheTtl }: LambdaRequestAuthorizer): HttpAuthorizer {
    const authorizer = new HttpAuthorizer(this.httpApi, idOf(name), {
      httpApi: this.httpApi,
      authorizerName: name,
      type: HttpAuthorizerType.LAMBDA,
      // A remembered "yes" to one route must not open another.
      identitySource: [...headers.map(header => `$request.header.${header}`), '$context.routeKey'],
      authorizerUri: invocationUri(handler),
      payloadFormatVersion: AuthorizerPayloadVersion.VERSION_2_0,
      enableSimpleResponses: true,
      resultsCacheTtl,
    });
    allowInvocation(handler, authorizer, authorizerArn(authorizer, this.httpApi.apiId, authorizer.authorizerId));
    return authorizer;
  }
}

/** Who signs the tokens of a user pool. The ARN of a pool in the same stack is known after deployment only. */
function issuerOf(userPoolArn: string): string {
  const isToken = (separator: string) => Token.isUnresolved(userPoolArn) && !userPoolArn.includes(separator);
  const part = (separator: string, i: number) =>
    isToken(separator) ? Fn.select(i, Fn.split(separator, userPoolArn)) : userPoolArn.split(separator)[i];
  const suffix = part(':', 1) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://cognito-idp.${part(':', 3)}.${suffix}/${part('/', 1)}`;
}

/** Beside routes, whose ids begin with a method. */
function idOf(name: string): string {
  return `Authorizer-${name}`;
}

function bound(config: HttpRouteAuthorizerConfig): IHttpRouteAuthorizer {
  return { bind: () => config };
}
