import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { validateCors } from './cors';
import { ApiGatewayOptions } from './gateway-options';
import { HttpGateway } from './http/http-gateway';
import { HttpApiGatewayOptions } from './http/http-options';
import { GatewayProps, RegionalGateway } from './regional-gateway';
import { RestGateway } from './rest/rest-gateway';
import { RestApiGatewayOptions, validateRestOptions } from './rest/rest-options';
import { validateThrottle } from './throttle';

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
    return new ApiGateway(options, (scope, props) => new RestGateway(scope, props, options), { canAnswer: true, canBeEnhanced: true });
  }

  /**
   * An HTTP API, which is cheaper and faster, with JWT authorizers and fewer options; handlers get events in format 2.0.
   *
   * It has no API keys, no request validation, no web ACL and no `HealthCheck.shallow()`. Its domain has the TLS policy `TLS_1_2`.
   */
  static http(options: HttpApiGatewayOptions = {}): ApiGateway {
    return new ApiGateway(options, (scope, props) => new HttpGateway(scope, props, options), { canAnswer: false, canBeEnhanced: false });
  }

  /** @internal */
  readonly _throttle?: ThrottleSettings;
  /** @internal Whether it answers without a function. */
  readonly _canAnswer: boolean;
  /** @internal Whether its domain names take the security policies after `TLS_1_2`. */
  readonly _canBeEnhanced: boolean;

  private constructor(
    options: ApiGatewayOptions,
    /** @internal */
    readonly _createIn: (scope: Construct, props: GatewayProps) => RegionalGateway,
    { canAnswer, canBeEnhanced }: { canAnswer: boolean; canBeEnhanced: boolean },
  ) {
    validateThrottle('throttle', options.throttle);
    validateCors(options.cors);
    this._throttle = options.throttle;
    this._canAnswer = canAnswer;
    this._canBeEnhanced = canBeEnhanced;
  }
}
