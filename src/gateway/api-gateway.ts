import { Size } from 'aws-cdk-lib';
import { GatewayResponseOptions, ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { AccessLogs } from './access-logs';
import { Cors, validateCors } from './cors';
import { HttpGateway } from './http/http-gateway';
import { GatewayProps, RegionalGateway } from './regional-gateway';
import { UsagePlan } from './rest/api-keys';
import { RestGateway } from './rest/rest-gateway';
import { validateRestOptions } from './rest/rest-options';
import { validateThrottle } from './throttle';

/** Settings that both kinds of API Gateway take. */
export interface ApiGatewayOptions {
  /**
   * How many requests a second, and at once, each Region lets through to each route; a route can have a `throttle` of its own.
   *
   * It is a limit of each Region, not of all together: size it for what a Region gets when another one fails. The path of the
   * health check has a throttle of its own, at least 20 requests a second, so that an overloaded Region is not taken for an
   * unhealthy one; give the route of a `HealthCheck.custom()` its own.
   *
   * @default - the account's throttle in each Region: 10,000 requests a second, in some Regions 2,500
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
   */
  readonly throttle?: ThrottleSettings;

  /**
   * Which web pages of other origins may call the API.
   *
   * @default - none
   */
  readonly cors?: Cors;

  /**
   * Where each request is logged: one line of JSON with the Region, the request id, the latency and the integration's error.
   *
   * @default - no access logs
   */
  readonly accessLogs?: AccessLogs;

  /**
   * Whether CloudWatch gets the metrics of each route besides those of the API; they are charged as custom metrics.
   *
   * @default false
   */
  readonly detailedMetrics?: boolean;
}

/** Settings of an HTTP API: those that both kinds take. */
export interface HttpApiGatewayOptions extends ApiGatewayOptions {}

/** Settings of a REST API. */
export interface RestApiGatewayOptions extends ApiGatewayOptions {
  /**
   * Whether X-Ray traces requests.
   *
   * @default false
   */
  readonly tracing?: boolean;

  /**
   * Who may call the routes that require an API key, and how often.
   *
   * @default - no API keys
   */
  readonly usagePlans?: UsagePlan[];

  /**
   * From which size of its body on a response is compressed, for callers who accept that: at most 10 MiB.
   *
   * @default - responses are not compressed
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gzip-compression-decompression.html
   */
  readonly minCompressionSize?: Size;

  /**
   * The content types that handlers send and get as base64, e.g. `['image/png']`.
   *
   * @default - text only
   */
  readonly binaryMediaTypes?: string[];

  /**
   * What API Gateway answers when it does not reach a handler, as CDK's `restApi.addGatewayResponse()` takes it, one for each type.
   *
   * @default - API Gateway's own answers
   */
  readonly gatewayResponses?: GatewayResponseOptions[];
}

/**
 * What stands in front of the handlers in each Region: a REST API or an HTTP API.
 *
 * One cannot take the other's place in a deployed API: API Gateway maps a name and its `basePath` once. Give the new kind
 * another `domain.basePath`, or another name.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html
 * @example
 * new MultiRegionServerlessApi(app, 'Shop', {
 *   regions,
 *   domain,
 *   gateway: ApiGateway.http({
 *     cors: { allowOrigins: ['https://www.example.com'] },
 *     accessLogs: AccessLogs.cloudWatch(),
 *   }),
 * });
 */
export class ApiGateway {
  /**
   * A REST API, with usage plans, request validation, web ACLs and tracing; handlers get REST API proxy events.
   *
   * @example
   * ApiGateway.rest({
   *   throttle: { rateLimit: 500, burstLimit: 1000 },
   *   usagePlans: [{
   *     name: 'Partners',
   *     apiKeys: [{ name: 'Acme', value: SecretValue.secretsManager('shop/acme-key') }],
   *     quota: { limit: 10_000, period: Period.DAY },
   *   }],
   *   gatewayResponses: [{ type: ResponseType.THROTTLED, responseHeaders: { 'Retry-After': "'1'" } }],
   * });
   */
  static rest(options: RestApiGatewayOptions = {}): ApiGateway {
    validateRestOptions(options);
    return new ApiGateway('rest', options, (scope, props) => new RestGateway(scope, props, options));
  }

  /**
   * An HTTP API, which is cheaper and faster, with JWT authorizers and fewer options; handlers get events in format 2.0.
   *
   * It has no API keys, no request validation, no web ACL and no `HealthCheck.shallow()`. Its domain has the TLS policy `TLS_1_2`.
   */
  static http(options: HttpApiGatewayOptions = {}): ApiGateway {
    return new ApiGateway('http', options, (scope, props) => new HttpGateway(scope, props, options));
  }

  /** @internal */
  readonly _throttle?: ThrottleSettings;

  private constructor(
    /** @internal */
    readonly _kind: 'rest' | 'http',
    options: ApiGatewayOptions,
    /** @internal */
    readonly _createIn: (scope: Construct, props: GatewayProps) => RegionalGateway,
  ) {
    validateThrottle('throttle', options.throttle);
    validateCors(options.cors);
    this._throttle = options.throttle;
  }
}
