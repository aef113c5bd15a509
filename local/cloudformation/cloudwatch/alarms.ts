import { alarmArn } from './identities';
import {
  AlarmDefinition, Comparison, COMPARISONS, CompositeAlarmDefinition, MetricAlarmDefinition, MetricQuery,
} from '../../services/cloudwatch/alarm-definition';
import { readDimensions, readQuery } from '../../services/cloudwatch/cloudwatch-operations';
import { resolvable } from '../resolvable';
import { Resource } from '../resource';
import { StackResources } from '../stack-resources';

/** The alarms of a stack that are evaluated here. */
export function readAlarms(resources: StackResources): AlarmDefinition[] {
  return [
    ...resources.read(resources.ofType('AWS::CloudWatch::Alarm').filter(isEvaluated), readMetricAlarm),
    ...resources.read(resources.ofType('AWS::CloudWatch::CompositeAlarm'), readCompositeAlarm),
  ];
}

/** Alarms on a band of anomalies are not. */
export function isEvaluated(alarm: Resource): boolean {
  return alarm.property('ComparisonOperator') in COMPARISONS && alarm.has('Threshold');
}

function readMetricAlarm(alarm: Resource): MetricAlarmDefinition {
  const evaluationPeriods = Number(alarm.property('EvaluationPeriods'));
  return {
    ...readAlarm(alarm),
    queries: readQueries(alarm),
    comparison: alarm.property('ComparisonOperator') as Comparison,
    threshold: Number(alarm.property('Threshold')),
    evaluationPeriods,
    datapointsToAlarm: Number(alarm.property('DatapointsToAlarm') ?? evaluationPeriods),
    missingData: alarm.property('TreatMissingData') ?? 'missing',
  };
}

function readCompositeAlarm(alarm: Resource): CompositeAlarmDefinition {
  return { ...readAlarm(alarm), rule: alarm.property('AlarmRule') };
}

function readAlarm(alarm: Resource) {
  const actions = (property: string): string[] => resolvable(alarm, property) ?? []; // a topic has no ARN where nothing runs it
  return {
    name: alarm.ref,
    arn: alarmArn(alarm),
    region: alarm.stack.region,
    description: alarm.property('AlarmDescription'),
    actionsEnabled: alarm.property('ActionsEnabled') ?? true,
    actions: { OK: actions('OKActions'), ALARM: actions('AlarmActions'), INSUFFICIENT_DATA: actions('InsufficientDataActions') },
  };
}

export function readQueries(alarm: Resource): MetricQuery[] {
  if (alarm.has('Metrics')) return alarm.property('Metrics').map(readQuery);
  const metric = { namespace: alarm.property('Namespace'), name: alarm.property('MetricName'), dimensions: readDimensions(alarm.property('Dimensions')) };
  const stat = alarm.property('Statistic') ?? alarm.property('ExtendedStatistic');
  return [{ id: 'm1', returnData: true, stat: { metric, period: Number(alarm.property('Period')), stat } }];
}
