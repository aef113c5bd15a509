import { CfnResource, Duration, Stack, Token } from 'aws-cdk-lib';
import { Alarm, AlarmProps, CfnAlarm, ComparisonOperator, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnGlobalTable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { IGlobalTable } from './global-table-base';
import { LatencyAlarmOptions, ReplicationLatencyAlarmOptions, ServerErrorsAlarmOptions } from './health-alarm';
import { refusal } from './refusal';
import { RegionalApi } from './regional-api';
import { fromNextInRing } from './ring';

export const DEFAULT_SHARE = 5;
export const DEFAULT_PERCENTILE = 99;
export const DEFAULT_REPLICATION_LATENCY = Duration.minutes(5);
const DEFAULT_EVALUATION_PERIODS = 3;

/** What differs from alarm to alarm. */
export interface ReadyMadeAlarm extends Pick<AlarmProps, 'threshold' | 'alarmDescription' | 'alarmName'> {
  readonly metric: Metric | MathExpression;
  readonly evaluationPeriods?: number;
}

/** An alarm on whole minutes in a row, for which a minute without data is a good one. */
export function createAlarm(scope: Construct, id: string, alarm: ReadyMadeAlarm): Alarm {
  const { metric, evaluationPeriods = DEFAULT_EVALUATION_PERIODS, ...props } = alarm;
  return new Alarm(scope, id, {
    metric: metric.with({ period: Duration.minutes(1) }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    ...props,
  });
}

/** The alarm on the share of 5xx in a Region, given as a metric. */
export function serverErrorsAlarm(region: RegionalApi, metric: Metric, { share = DEFAULT_SHARE, evaluationPeriods }: ServerErrorsAlarmOptions) {
  return {
    metric,
    threshold: toShare(share),
    evaluationPeriods,
    alarmDescription: `More than ${share} % of the requests to ${region.region} fail`,
  };
}

/** The alarms on what is written in a Region and arrives late in the others, with names if they are to have any. */
export function createReplicationLatencyAlarms(
  scope: Construct, region: RegionalApi, table: IGlobalTable, options: ReplicationLatencyAlarmOptions, nameFor?: (receiver: string) => string,
): Alarm[] {
  const { threshold = DEFAULT_REPLICATION_LATENCY, evaluationPeriods } = options;
  table.replica(region.region); // refuses a table of other Regions
  return fromNextInRing(region.region, region._ring).map((receiver, i) => {
    const alarm = createAlarm(scope, `${table.node.id}ReplicationLatencyAlarm${i + 1}`, {
      metric: replicationLatency(table.tableName, receiver),
      threshold: threshold.toMilliseconds(),
      evaluationPeriods,
      alarmName: nameFor?.(receiver),
      alarmDescription: `What is written to ${table.tableName} in ${region.region} takes more than ${threshold.toMilliseconds()} ms to ${receiver}`,
    });
    nameAfter(receiver, alarm);
    return alarm;
  });
}

/** What DynamoDB tells in the Region that sends. */
export function replicationLatency(tableName: string, receiver: string): Metric {
  return new Metric({
    namespace: 'AWS/DynamoDB',
    metricName: 'ReplicationLatency',
    dimensionsMap: { TableName: tableName, ReceivingRegion: receiver },
    statistic: 'Average',
    period: Duration.minutes(1),
  });
}

/** A new receiver is a new alarm; its name stands in the logical ID as it is, so that templates differ in nothing else. */
function nameAfter(receiver: string, alarm: Alarm) {
  const resource = alarm.node.defaultChild as CfnAlarm;
  resource.overrideLogicalId(`${Stack.of(alarm).getLogicalId(resource)}${receiver.replaceAll('-', '')}`);
}

/** A percentage as a share, without the last digit's noise. */
export function toShare(percentage: number): number {
  return Number((percentage / 100).toFixed(8));
}

export function validateServerErrorsAlarm({ share = DEFAULT_SHARE, evaluationPeriods }: ServerErrorsAlarmOptions) {
  validatePercentage('share', share, 0);
  validatePeriods(evaluationPeriods);
}

export function validateLatencyAlarm({ threshold, percentile = DEFAULT_PERCENTILE, evaluationPeriods }: LatencyAlarmOptions) {
  validateThreshold(threshold);
  validatePercentage('percentile', percentile, Number.MIN_VALUE);
  validatePeriods(evaluationPeriods);
}

export function validateReplicationLatencyAlarm({ threshold = DEFAULT_REPLICATION_LATENCY, evaluationPeriods }: ReplicationLatencyAlarmOptions) {
  validateThreshold(threshold);
  validatePeriods(evaluationPeriods);
}

export function validatePercentage(prop: string, value: number, min: number) {
  if (Token.isUnresolved(value) || !(value >= min && value < 100)) {
    throw refusal(`\`${prop}\` must be a percentage, ${min === 0 ? 'from' : 'above'} 0 and below 100`, value);
  }
}

export function validatePeriods(periods: number = DEFAULT_EVALUATION_PERIODS) {
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

export function validateIsEventual(table: IGlobalTable) {
  const resource = table.node.findAll().find(child => CfnResource.isCfnResource(child)) as CfnGlobalTable | undefined;
  if (resource?.multiRegionConsistency === 'STRONG') {
    throw refusal('`table` must be of `Consistency.eventual()`: with `Consistency.strong()` a write is in a second Region before it is answered', table.tableName);
  }
}
