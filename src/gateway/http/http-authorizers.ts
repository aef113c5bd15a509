import {
  AuthorizerPayloadVersion, HttpApi, HttpAuthorizer, HttpAuthorizerType, HttpNoneAuthorizer, HttpRouteAuthorizerConfig, IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { refusal } from '../../synthesis/refusal';
import { Authorizer } from '../authorizer';
import { allowInvocation, authorizerArn, invocationUri } from '../function-invocation';
import { NamedAuthorizers, Settings } from '../named-authorizers';

type Named = Settings<'jwt' | 'cognito' | 'lambda-request'>;

/** The authorizers of one HTTP API. */
export class HttpAuthorizers {
  private readonly named = new NamedAuthorizers((settings: Named) => this.create(settings));

  constructor(private readonly httpApi: HttpApi) {}

  /** What a route is to have. */
  find(authorizer?: Authorizer): IHttpRouteAuthorizer {
    const settings = authorizer?._settings;
    if (!settings || settings.kind === 'none') return new HttpNoneAuthorizer();
    if (settings.kind === 'iam') return bound({ authorizationType: 'AWS_IAM' });
    const named = validateHttpAuthorizer(settings);
    const { authorizerId } = this.named.find(named);
    if (named.kind === 'lambda-request') return bound({ authorizationType: 'CUSTOM', authorizerId });
    return bound({ authorizationType: 'JWT', authorizerId, authorizationScopes: named.scopes });
  }

  private create(settings: Named): HttpAuthorizer {
    if (settings.kind === 'lambda-request') return this.createLambda(settings);
    const { issuer, audience } = settings.kind === 'jwt' ? settings : { issuer: issuerOf(settings.userPoolArn), audience: settings.clientIds };
    return new HttpAuthorizer(this.httpApi, idOf(settings.name), {
      httpApi: this.httpApi,
      authorizerName: settings.name,
      type: HttpAuthorizerType.JWT,
      identitySource: ['$request.header.Authorization'],
      jwtIssuer: issuer,
      jwtAudience: audience,
    });
  }

  private createLambda({ name, handler, headers, resultsCacheTtl }: Settings<'lambda-request'>): HttpAuthorizer {
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

/** What an HTTP API has no authorizer for. */
function validateHttpAuthorizer(settings: Named | Settings<'lambda-token'>): Named {
  if (settings.kind === 'lambda-token') {
    throw refusal('`Authorizer.lambdaToken()` needs `ApiGateway.rest()`', 'ApiGateway.http()', 'Choose `Authorizer.lambdaRequest()`');
  }
  if (settings.kind === 'cognito' && !settings.clientIds?.length) {
    throw refusal('`clientIds` of `Authorizer.cognito()` must name at least one app client with `ApiGateway.http()`', settings.clientIds ?? 'none');
  }
  return settings;
}

/** Who signs the tokens of a user pool. */
function issuerOf(userPoolArn: string): string {
  const [, partition,, region,, resource] = userPoolArn.split(':');
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://cognito-idp.${region}.${suffix}/${resource.replace('userpool/', '')}`;
}

/** Beside routes, whose ids begin with a method. */
function idOf(name: string): string {
  return `Authorizer-${name}`;
}

function bound(config: HttpRouteAuthorizerConfig): IHttpRouteAuthorizer {
  return { bind: () => config };
}
