import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  DEFAULT_EVALUATION_PERIODS, DEFAULT_PERCENTILE, DEFAULT_SHARE, LatencyAlarmOptions, ReplicationLatencyAlarmOptions, ServerErrorsAlarmOptions,
  validateLatencyAlarm, validateReplicationLatencyAlarm, validateServerErrorsAlarm,
} from './alarm-options';
import { LoggedShare } from './logged-share';
import { createAlarm, serverErrorsAlarm, toShare } from './ready-made-alarm';
import { serverErrorShareOf } from './region-metrics';
import { createReplicationLatencyAlarms, validateHasLag } from './replication-latency-alarm';
import { RegionalApi } from '../region/regional-api';
import { refusal } from '../synthesis/refusal';
import { GlobalTableBase } from '../tables/global-table-base';

/**
 * Ready-made alarms that Route 53 can follow, for `region.addHealthAlarm()` and for notifications.
 *
 * They look at whole minutes, and take a minute without data for a good one.
 *
 * Before a Region goes out of service for an alarm, ask whether another one would do better: what is wrong with the code or
 * the callers is wrong everywhere, and the alarm will soon be raised there, too. Route 53 then answers as if all were healthy.
 *
 * @example
 * const orders = api.addGlobalTable('Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
 * for (const region of api.regionalApis) {
 *   region.addHealthAlarm(HealthAlarm.serverErrors(region, { share: 20 }));
 *   region.addHealthAlarm(HealthAlarm.latency(region, { threshold: Duration.seconds(2) })); // p99
 *   HealthAlarm.replicationLatency(region, orders); // for people to be notified by
 * }
 */
export class HealthAlarm {
  /**
   * Raised while too many requests are answered with a 5xx status.
   *
   * With `accessLogs` the access log is counted, without the requests of Route 53's checkers; `ApiGateway.http()` needs them. With
   * `ApiGateway.rest()` and without them it is the average of API Gateway's `5XXError`, which has the checkers in it: a
   * `HealthCheck.deep()` that fails is some thirty errors a minute at an interval of 30 seconds; "not drained" is a 404 and none.
   *
   * Alarms with other settings are other ones: a Region can have one for its health and one for a `GradualDeployment`.
   *
   * @param region the Region to watch, and the alarm's scope
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
   */
  static serverErrors(region: RegionalApi, options: ServerErrorsAlarmOptions = {}): Alarm {
    validateServerErrorsAlarm(options);
    const metric = serverErrorShareOf(region) ?? refuseWithoutLog('HealthAlarm.serverErrors()');
    return createAlarm(region, serverErrorsId(options), serverErrorsAlarm(region, metric, options));
  }

  /**
   * Raised while too many requests are too slow: while their p99, or another percentile, is above the threshold.
   *
   * Route 53 follows no percentile. So the alarm is on the share of requests above the threshold, which says the same: p99 is
   * above 800 ms exactly while more than 1 % of the requests take longer. The access log is counted, without the requests
   * of Route 53's checkers; it needs the gateway's `accessLogs`.
   *
   * With less than a hundred requests a minute one slow request is more than 1 %: choose a lower percentile, or more
   * `evaluationPeriods`.
   *
   * @param region the Region to watch, and the alarm's scope
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
   */
  static latency(region: RegionalApi, options: LatencyAlarmOptions): Alarm {
    validateLatencyAlarm(options);
    const { threshold, percentile = DEFAULT_PERCENTILE, evaluationPeriods } = options;
    const limit = threshold.toMilliseconds();
    return createAlarm(region, 'LatencyAlarm', {
      metric: slowRequestShare(region, limit),
      threshold: toShare(100 - percentile),
      evaluationPeriods,
      alarmDescription: `p${percentile} of the requests to ${region.region} is above ${limit} ms`,
    });
  }

  /**
   * Raised while what is written in the Region does not arrive in time in another one: an alarm for each of the others, the
   * next of `regions` first.
   *
   * DynamoDB tells the latency in the Region that sends. So each alarm is about what would be lost if this Region were: its
   * RPO. But an ill *receiver* raises an alarm in all that send to it. Have the alarms notify people. To take a Region
   * out of service that can no longer send, `addHealthAlarm()` accepts the first one, in APIs of three Regions or more: an ill
   * receiver then takes one other Region out of service, and never all of them.
   *
   * Nothing is published for a table that nobody writes to. Strongly consistent tables have no latency.
   *
   * @param region the Region that sends, and the alarms' scope
   * @param table a table of this API; an imported one is taken for eventually consistent
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_monitoring.html
   */
  static replicationLatency(region: RegionalApi, table: GlobalTableBase, options: ReplicationLatencyAlarmOptions = {}): Alarm[] {
    validateReplicationLatencyAlarm(options);
    validateHasLag(table, region.region);
    return createReplicationLatencyAlarms(region, region, table, options);
  }

  private constructor() {}
}

/** Settings that are not the defaults stand in the id, so that a Region can have several. */
function serverErrorsId({ share = DEFAULT_SHARE, evaluationPeriods = DEFAULT_EVALUATION_PERIODS }: ServerErrorsAlarmOptions): string {
  const above = share === DEFAULT_SHARE ? '' : `Above${share}`;
  const during = evaluationPeriods === DEFAULT_EVALUATION_PERIODS ? '' : `For${evaluationPeriods}`;
  return `ServerErrorsAlarm${above}${during}`;
}

function refuseWithoutLog(what: string): never {
  throw refusal(`\`${what}\` needs the \`accessLogs\` of the API's \`gateway\``, 'none', 'Choose `AccessLogs.cloudWatch()`');
}

function slowRequestShare(region: RegionalApi, limit: number): Metric {
  const { logGroup, domainName } = region._accessLog ?? refuseWithoutLog('HealthAlarm.latency()');
  const id = 'SlowRequests';
  return new LoggedShare(region, id, {
    logGroup, namespace: domainName, metricName: id, domainName, field: 'responseLatency', operator: '>', limit,
  }).metric;
}
