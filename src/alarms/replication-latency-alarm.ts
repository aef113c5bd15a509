import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, CfnAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { DEFAULT_REPLICATION_LATENCY, ReplicationLatencyAlarmOptions } from './alarm-options';
import { createAlarm } from './ready-made-alarm';
import { RegionalApi } from '../region/regional-api';
import { fromNextInRing } from '../regions/ring';
import { refusal } from '../synthesis/refusal';
import { GlobalTableBase } from '../tables/global-table-base';
import { LaggingTable } from '../tables/replica-home';

/** The alarms on what is written in a Region and arrives late in the others, with names if they are to have any. */
export function createReplicationLatencyAlarms(
  scope: Construct, region: RegionalApi, table: LaggingTable, options: ReplicationLatencyAlarmOptions, nameFor?: (receiver: string) => string,
): Alarm[] {
  const { threshold = DEFAULT_REPLICATION_LATENCY, evaluationPeriods } = options;
  const receivers = fromNextInRing(region.region, region._ring);
  const alarms = receivers.map((receiver, i) => createAlarm(scope, `${table.node.id}ReplicationLatencyAlarm${i + 1}`, {
    metric: replicationLatency(table.tableName, receiver),
    threshold: threshold.toMilliseconds(),
    evaluationPeriods,
    alarmName: nameFor?.(receiver),
    alarmDescription: `What is written to ${table.tableName} in ${region.region} takes more than ${threshold.toMilliseconds()} ms to ${receiver}`,
  }));
  nameAfter(receivers, alarms);
  return alarms;
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

/**
 * Each receiver has its alarm whatever its place among `regions`: the logical ID is the first one's with the receiver's name as it is, so
 * that templates differ in nothing else. CloudFormation could not give the name of an alarm to another logical ID.
 */
function nameAfter(receivers: string[], alarms: Alarm[]) {
  const resources = alarms.map(alarm => alarm.node.defaultChild as CfnAlarm);
  const stem = Stack.of(alarms[0]).getLogicalId(resources[0]);
  resources.forEach((resource, i) => resource.overrideLogicalId(`${stem}${receivers[i].replaceAll('-', '')}`));
}

/** A write of it takes its time from this Region to the others. */
export function validateHasLag(table: GlobalTableBase, region: string) {
  table.replica(region); // refuses a table of other Regions
  if (!table._replicas.hasLag) {
    throw refusal('`table` must be of `Consistency.eventual()`: with `Consistency.strong()` a write is in a second Region before it is answered', table.tableName);
  }
}
