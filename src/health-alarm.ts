import { CfnResource, Duration, Stack, Token } from 'aws-cdk-lib';
import { Alarm, AlarmProps, CfnAlarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnGlobalTable } from 'aws-cdk-lib/aws-dynamodb';
import { InsufficientDataHealthStatusEnum } from 'aws-cdk-lib/aws-route53';
import { IGlobalTable } from './global-table-base';
import { LoggedShare, LoggedShareProps } from './logged-share';
import { refusal } from './refusal';
import { RegionalApi } from './regional-api';
import { fromNextInRing } from './ring';

/** How an alarm counts in a Region's health. */
export interface HealthAlarmOptions {
  /**
   * What the Region is while CloudWatch has too little data to tell.
   *
   * Route 53 knows nothing of the alarm's `treatMissingData`: it asks this instead.
   *
   * @default - what the alarm's `treatMissingData` comes to: UNHEALTHY for BREACHING, LAST_KNOWN_STATUS for IGNORE, otherwise HEALTHY
   */
  readonly insufficientData?: InsufficientDataHealthStatusEnum;
}

/** When a ready-made alarm is raised. */
export interface AlarmEvaluationOptions {
  /**
   * How many minutes in a row must be bad, and good again: 1 to 60.
   *
   * @default 3
   */
  readonly evaluationPeriods?: number;
}

/** Settings of `HealthAlarm.serverErrors()`. */
export interface ServerErrorsAlarmOptions extends AlarmEvaluationOptions {
  /**
   * The share of requests that may be answered with a 5xx status, in percent: 0 or more, and less than 100.
   *
   * @default 5
   */
  readonly share?: number;
}

/** Settings of `HealthAlarm.latency()`. */
export interface LatencyAlarmOptions extends AlarmEvaluationOptions {
  /** How long a request may take, from its arrival at API Gateway to the response. */
  readonly threshold: Duration;

  /**
   * The share of requests that must be as fast, in percent: more than 0 and less than 100.
   *
   * @default 99
   */
  readonly percentile?: number;
}

/** Settings of `HealthAlarm.replicationLatency()`. */
export interface ReplicationLatencyAlarmOptions extends AlarmEvaluationOptions {
  /**
   * How long a write may take, on average, to arrive in another Region.
   *
   * @default Duration.minutes(5)
   */
  readonly threshold?: Duration;
}

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
   * With `ApiGateway.rest()` it is the average of API Gateway's `5XXError`. It counts the requests of Route 53's checkers, too: a
   * `HealthCheck.deep()` that fails is some thirty errors a minute at an interval of 30 seconds; "not drained" is a 404 and none.
   * With `ApiGateway.http()` the access log is counted, without the checkers; it needs `accessLogs`.
   *
   * @param region the Region to watch, and the alarm's scope
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
   */
  static serverErrors(region: RegionalApi, options: ServerErrorsAlarmOptions = {}): Alarm {
    const { share = DEFAULT_SHARE, evaluationPeriods } = options;
    validatePercentage('share', share, 0);
    validatePeriods(evaluationPeriods);
    const metric = region._gateway.serverErrorShare
      ?? loggedShare(region, 'ServerErrors', 'HealthAlarm.serverErrors()', { field: 'status', operator: '>=', limit: 500 });
    return createAlarm(region, 'ServerErrorsAlarm', {
      metric,
      threshold: toShare(share),
      evaluationPeriods,
      alarmDescription: `More than ${share} % of the requests to ${region.region} fail`,
    });
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
    const { threshold, percentile = DEFAULT_PERCENTILE, evaluationPeriods } = options;
    validateThreshold(threshold);
    validatePercentage('percentile', percentile, Number.MIN_VALUE);
    validatePeriods(evaluationPeriods);
    const limit = threshold.toMilliseconds();
    return createAlarm(region, 'LatencyAlarm', {
      metric: loggedShare(region, 'SlowRequests', 'HealthAlarm.latency()', { field: 'responseLatency', operator: '>', limit }),
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
  static replicationLatency(region: RegionalApi, table: IGlobalTable, options: ReplicationLatencyAlarmOptions = {}): Alarm[] {
    const { threshold = DEFAULT_REPLICATION_LATENCY, evaluationPeriods } = options;
    validateThreshold(threshold);
    validatePeriods(evaluationPeriods);
    validateIsEventual(table);
    table.replica(region.region); // refuses a table of other Regions
    return fromNextInRing(region.region, region._ring).map((receiver, i) => {
      const alarm = createAlarm(region, `${table.node.id}ReplicationLatencyAlarm${i + 1}`, {
        metric: new Metric({
          namespace: 'AWS/DynamoDB',
          metricName: 'ReplicationLatency',
          dimensionsMap: { TableName: table.tableName, ReceivingRegion: receiver },
          statistic: 'Average',
        }),
        threshold: threshold.toMilliseconds(),
        evaluationPeriods,
        alarmDescription: `What is written to ${table.tableName} in ${region.region} takes more than ${threshold.toMilliseconds()} ms to ${receiver}`,
      });
      nameAfter(receiver, alarm);
      return alarm;
    });
  }

  private constructor() {}
}

const DEFAULT_EVALUATION_PERIODS = 3;
const DEFAULT_SHARE = 5;
const DEFAULT_PERCENTILE = 99;
const DEFAULT_REPLICATION_LATENCY = Duration.minutes(5);

interface ReadyMadeAlarm extends Pick<AlarmProps, 'threshold' | 'alarmDescription'> {
  readonly metric: Metric;
  readonly evaluationPeriods?: number;
}

function createAlarm(scope: RegionalApi, id: string, { metric, evaluationPeriods = DEFAULT_EVALUATION_PERIODS, ...props }: ReadyMadeAlarm): Alarm {
  return new Alarm(scope, id, {
    metric: metric.with({ period: Duration.minutes(1) }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    ...props,
  });
}

/** A new receiver is a new alarm; its name stands in the logical ID as it is, so that templates differ in nothing else. */
function nameAfter(receiver: string, alarm: Alarm) {
  const resource = alarm.node.defaultChild as CfnAlarm;
  resource.overrideLogicalId(`${Stack.of(alarm).getLogicalId(resource)}${receiver.replaceAll('-', '')}`);
}

function loggedShare(region: RegionalApi, id: string, what: string, counted: Pick<LoggedShareProps, 'field' | 'operator' | 'limit'>): Metric {
  const logGroup = region._gateway.accessLogGroup;
  if (!logGroup) {
    throw refusal(`\`${what}\` needs the \`accessLogs\` of the API's \`gateway\``, 'none', 'Choose `AccessLogs.cloudWatch()`');
  }
  const domainName = new URL(region.url).hostname;
  return new LoggedShare(region, id, { logGroup, namespace: domainName, metricName: id, domainName, ...counted }).metric;
}

/** A percentage as a share, without the last digit's noise. */
function toShare(percentage: number): number {
  return Number((percentage / 100).toFixed(8));
}

function validatePercentage(prop: string, value: number, min: number) {
  if (Token.isUnresolved(value) || !(value >= min && value < 100)) {
    throw refusal(`\`${prop}\` must be a percentage, ${min === 0 ? 'from' : 'above'} 0 and below 100`, value);
  }
}

function validatePeriods(periods: number = DEFAULT_EVALUATION_PERIODS) {
  if (Token.isUnresolved(periods) || !Number.isInteger(periods) || periods < 1 || periods > 60) {
    throw refusal('`evaluationPeriods` must be a whole number from 1 to 60', periods);
  }
}

function validateThreshold(threshold: Duration) {
  if (threshold.isUnresolved()) {
    throw refusal('`threshold` must be a literal', threshold.toString());
  }
  if (threshold.toMilliseconds() < 1) {
    throw refusal('`threshold` must be at least a millisecond', threshold.toMilliseconds());
  }
}

function validateIsEventual(table: IGlobalTable) {
  const resource = table.node.findAll().find(child => CfnResource.isCfnResource(child)) as CfnGlobalTable | undefined;
  if (resource?.multiRegionConsistency === 'STRONG') {
    throw refusal('`table` must be of `Consistency.eventual()`: with `Consistency.strong()` a write is in a second Region before it is answered', table.tableName);
  }
}
