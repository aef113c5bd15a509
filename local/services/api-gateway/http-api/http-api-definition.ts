import { ApiDefinition, IamAuthorizerDefinition, LambdaProxyIntegration, UnsupportedIntegration } from '../api-definition';
import { HttpProxyIntegration, ServiceIntegration } from '../integrations/integration-definition';
import { CalledFunction } from '../lambda-invocation';

/** An HTTP API as its template describes it. */
export interface HttpApiDefinition extends ApiDefinition {
  readonly cors?: CorsDefinition;
  readonly routes: HttpRouteDefinition[];
}

export interface CorsDefinition {
  /** E.g. `https://www.example.com`, `https://*` or `*`. */
  readonly allowOrigins: string[];
  readonly allowMethods: string[];
  readonly allowHeaders: string[];
  readonly exposeHeaders: string[];
  readonly allowCredentials: boolean;
  readonly maxAgeSeconds?: number;
}

export interface HttpRouteDefinition {
  /** E.g. `GET /orders/{id}`, or `$default`. */
  readonly routeKey: string;
  readonly integration: ((HttpLambdaIntegration | HttpProxyIntegration | ServiceIntegration) & ParameterMappings) | UnsupportedIntegration;
  readonly authorizer?: HttpAuthorizerDefinition | JwtAuthorizerDefinition | IamAuthorizerDefinition;
}

export type PayloadFormat = '1.0' | '2.0';

/** What is changed, e.g. `append:header.x-color`, and the value for it, e.g. `$request.querystring.color`. */
export type ParameterMapping = Readonly<Record<string, string>>;

export interface ParameterMappings {
  readonly requestParameters?: ParameterMapping;
  /** By the status of the integration's answer. */
  readonly responseParameters?: Readonly<Record<string, ParameterMapping>>;
}

export interface HttpLambdaIntegration extends LambdaProxyIntegration {
  readonly payloadFormat: PayloadFormat;
}

/** A Lambda authorizer of an HTTP API. */
export interface HttpAuthorizerDefinition extends CalledFunction {
  readonly type: 'REQUEST';
  readonly id: string;
  readonly payloadFormat: PayloadFormat;
  /** Whether it answers `{ isAuthorized }` rather than a policy. */
  readonly simpleResponses: boolean;
  /** E.g. `$request.header.Authorization`; a request that lacks one is refused without asking the function. */
  readonly identitySources: string[];
  /** How long its answers are kept. */
  readonly ttlSeconds: number;
}

/** An authorizer of an HTTP API that takes the tokens of an issuer, with what a route asks of them. */
export interface JwtAuthorizerDefinition {
  readonly type: 'JWT';
  /** E.g. `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123`. */
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** Of which a token must have one; none if that is not asked for. */
  readonly scopes: readonly string[];
  /** E.g. `$request.header.Authorization`. */
  readonly identitySource: string;
}
