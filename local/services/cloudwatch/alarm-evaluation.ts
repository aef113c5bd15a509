import { AlarmState, MetricAlarmDefinition, COMPARISONS } from './alarm-definition';

/** How many periods before the evaluated ones may stand in for those that have no data: late data on AWS. */
export const OLDER_PERIODS = 2;

/**
 * The state that the latest data points, the newest first, make of an alarm.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function alarmState(
  { comparison, threshold, evaluationPeriods, datapointsToAlarm, missingData }:
  Pick<MetricAlarmDefinition, 'comparison' | 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm' | 'missingData'>,
  points: readonly (number | undefined)[], current: AlarmState,
): AlarmState {
  const breaches = points.filter(point => point !== undefined).map(point => COMPARISONS[comparison](point, threshold)).slice(0, evaluationPeriods);
  const breaching = breaches.filter(Boolean).length;
  if (breaches.length === evaluationPeriods) return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
  const missing = evaluationPeriods - breaches.length;
  switch (missingData) {
    case 'breaching': return breaching + missing >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'notBreaching': return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'ignore': return ofThoseThatAre(breaches, datapointsToAlarm, breaching >= datapointsToAlarm ? 'ALARM' : current, current);
    case 'missing': return ofThoseThatAre(breaches, datapointsToAlarm, 'ALARM', 'INSUFFICIENT_DATA');
  }
}

function ofThoseThatAre(breaches: boolean[], datapointsToAlarm: number, alarm: AlarmState, none: AlarmState): AlarmState {
  if (breaches.length === 0) return none;
  return breaches.filter(Boolean).length >= Math.min(datapointsToAlarm, breaches.length) ? alarm : 'OK';
}
