import { AlarmDefinition, AlarmState, watched } from './alarm-definition';

export interface AlarmTurn {
  readonly state: AlarmState;
  readonly before: AlarmState;
  readonly reason: string;
  readonly at: number;
}

/** What an alarm tells a topic when it turns. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html */
export function alarmNotification(definition: AlarmDefinition, { state, before, reason, at }: AlarmTurn): string {
  const { name, arn, description, region, actions } = definition;
  return JSON.stringify({
    AlarmName: name,
    AlarmDescription: description ?? null,
    AWSAccountId: arn.split(':')[4],
    NewStateValue: state,
    NewStateReason: reason,
    StateChangeTime: new Date(at).toISOString().replace('Z', '+0000'),
    Region: region,
    AlarmArn: arn,
    OldStateValue: before,
    OKActions: actions.OK,
    AlarmActions: actions.ALARM,
    InsufficientDataActions: actions.INSUFFICIENT_DATA,
    ...'rule' in definition ? { AlarmRule: definition.rule } : { Trigger: triggerOf(definition) },
  });
}

function triggerOf(definition: Exclude<AlarmDefinition, { rule: string }>) {
  const { comparison, threshold, evaluationPeriods, datapointsToAlarm, missingData } = definition;
  const { stat } = watched(definition);
  return {
    ...stat && {
      MetricName: stat.metric.name,
      Namespace: stat.metric.namespace,
      StatisticType: 'Statistic',
      Statistic: stat.stat,
      Dimensions: Object.entries(stat.metric.dimensions).map(([name, value]) => ({ name, value })),
      Period: stat.period,
    },
    EvaluationPeriods: evaluationPeriods,
    DatapointsToAlarm: datapointsToAlarm,
    ComparisonOperator: comparison,
    Threshold: threshold,
    TreatMissingData: missingData,
  };
}
