import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { AccessLogs } from './access-logs';
import { CorsSettings } from './cors';

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
  readonly cors?: CorsSettings;

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
