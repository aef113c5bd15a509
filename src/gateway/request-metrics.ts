import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';

/** What CloudWatch tells of the requests of one Region, every minute, under names that are literals. */
export interface RequestMetrics {
  /** How many there are. */
  readonly requests: Metric;
  /** The share that is answered with a 5xx status, 0 to 1. */
  readonly serverErrorShare: Metric;
  /** From a request's arrival to the response, in milliseconds; the statistic is a percentile. */
  readonly latency: Metric;
  /** How many are answered 429, where that is counted. */
  readonly throttled?: Metric;
  /** Whether the requests of Route 53's checkers are among them. */
  readonly includesCheckers: boolean;
}

/** The name of a REST API's stage. */
export const STAGE_NAME = 'prod';

/**
 * What API Gateway tells of a REST API by itself, which goes by the API's name. Route 53's checkers are in it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export function restRequestMetrics(apiName: string): RequestMetrics {
  const metric = (metricName: string, statistic: string) => new Metric({
    namespace: 'AWS/ApiGateway', metricName, statistic, dimensionsMap: { ApiName: apiName, Stage: STAGE_NAME }, period: Duration.minutes(1),
  });
  return {
    requests: metric('Count', Stats.SUM),
    serverErrorShare: metric('5XXError', Stats.AVERAGE),
    latency: metric('Latency', Stats.p(99)),
    includesCheckers: true,
  };
}
