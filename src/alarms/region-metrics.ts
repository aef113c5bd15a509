import { Duration } from 'aws-cdk-lib';
import { Metric, Stats, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { loggedServerErrors } from './logged-share';
import { LoggedRequests } from '../gateway/access-logs';
import { RequestMetrics } from '../gateway/request-metrics';
import { RegionalApi } from '../region/regional-api';

/**
 * What is told of the requests to one Region: by the access log if there is one, since Route 53's checkers thin out the errors and flatter the
 * latency of API Gateway's own metrics. The ones of an HTTP API go by an id that is unknown at synthesis: undefined without a log.
 *
 * @param scope of what is made, but for the metric of server errors, which is shared with `HealthAlarm.serverErrors()`
 */
export function requestMetricsOf(region: RegionalApi, scope: Construct): RequestMetrics | undefined {
  return region._accessLog ? loggedRequestMetrics(region, scope, region._accessLog) : region._gateway.requestMetrics;
}

/** The share of the requests to one Region that are answered with a 5xx status: the same choice. */
export function serverErrorShareOf(region: RegionalApi): Metric | undefined {
  return region._accessLog ? loggedServerErrors(region, region._accessLog) : region._gateway.requestMetrics?.serverErrorShare;
}

function loggedRequestMetrics(region: RegionalApi, scope: Construct, log: LoggedRequests): RequestMetrics {
  const errors = loggedServerErrors(region, log).with({ period: Duration.minutes(1) });
  const { logGroup, domainName } = log;
  new MetricFilter(scope, 'LoggedLatency', {
    logGroup,
    metricNamespace: domainName,
    metricName: 'Latency',
    metricValue: '$.responseLatency',
    unit: Unit.MILLISECONDS,
    filterPattern: FilterPattern.literal(`{ ($.domainName = "${domainName}") && ($.responseLatency >= 0) }`),
  });
  return {
    requests: errors.with({ statistic: Stats.SAMPLE_COUNT }), // each request is a 1 or a 0
    serverErrorShare: errors,
    latency: new Metric({ namespace: domainName, metricName: 'Latency', statistic: Stats.p(99), period: Duration.minutes(1) }),
    throttled: loggedThrottles(scope, log),
    includesCheckers: false,
  };
}

/** How many requests were answered 429: API Gateway has no metric of it. */
function loggedThrottles(scope: Construct, { logGroup, domainName }: LoggedRequests): Metric {
  new MetricFilter(scope, 'LoggedThrottles', {
    logGroup,
    metricNamespace: domainName,
    metricName: 'Throttled',
    metricValue: '1',
    defaultValue: 0,
    filterPattern: FilterPattern.literal(`{ ($.domainName = "${domainName}") && ($.status = 429) }`),
  });
  return new Metric({ namespace: domainName, metricName: 'Throttled', statistic: Stats.SUM, period: Duration.minutes(1) });
}
