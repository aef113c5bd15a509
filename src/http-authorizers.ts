import { ArnFormat, Stack } from 'aws-cdk-lib';
import {
  AuthorizerPayloadVersion, HttpApi, HttpAuthorizer, HttpAuthorizerType, HttpNoneAuthorizer, HttpRouteAuthorizerConfig, IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Authorizer, AuthorizerSettings } from './authorizer';
import { isSameAuthorizer } from './authorizer-settings';
import { invocationUri } from './function-invocation';
import { refusal } from './refusal';

type Settings<Kind extends AuthorizerSettings['kind']> = Extract<AuthorizerSettings, { kind: Kind }>;
type Named = Settings<'jwt' | 'cognito' | 'lambda-request'>;

/** The authorizers of one HTTP API: one for each name, however many routes have it. */
export class HttpAuthorizers {
  private readonly named = new Map<string, { settings: Named; authorizer: HttpAuthorizer }>();

  constructor(private readonly httpApi: HttpApi) {}

  /** What a route is to have. */
  find(authorizer?: Authorizer): IHttpRouteAuthorizer {
    const settings = authorizer?._settings ?? { kind: 'none' };
    validateHttpAuthorizer(settings);
    if (settings.kind === 'none') return new HttpNoneAuthorizer();
    if (settings.kind === 'iam') return bound({ authorizationType: 'AWS_IAM' });
    const named = settings as Named; // tokens of functions are refused
    const { authorizerId } = this.findNamed(named);
    if (named.kind === 'lambda-request') return bound({ authorizationType: 'CUSTOM', authorizerId });
    return bound({ authorizationType: 'JWT', authorizerId, authorizationScopes: named.scopes });
  }

  private findNamed(settings: Named): HttpAuthorizer {
    const existing = this.named.get(settings.name);
    if (existing && !isSameAuthorizer(existing.settings, settings)) {
      throw refusal('`name` of an authorizer must be given to one authorizer in an API', settings.name);
    }
    const authorizer = existing?.authorizer ?? this.create(settings);
    this.named.set(settings.name, { settings, authorizer });
    return authorizer;
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
    handler.addPermission('Invoke', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      scope: authorizer,
      sourceArn: Stack.of(authorizer).formatArn({
        service: 'execute-api',
        resource: this.httpApi.apiId,
        resourceName: `authorizers/${authorizer.authorizerId}`,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      }),
    });
    return authorizer;
  }
}

/** What an HTTP API has no authorizer for. */
export function validateHttpAuthorizer(settings: AuthorizerSettings) {
  if (settings.kind === 'lambda-token') {
    throw refusal('`Authorizer.lambdaToken()` needs `ApiGateway.rest()`', 'ApiGateway.http()', 'Choose `Authorizer.lambdaRequest()`');
  }
  if (settings.kind === 'cognito' && !settings.clientIds?.length) {
    throw refusal('`clientIds` of `Authorizer.cognito()` must name at least one app client with `ApiGateway.http()`', settings.clientIds ?? 'none');
  }
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
