import { AlarmState, MissingData } from '../../../../local/services/cloudwatch/alarm-definition';
import { alarmState } from '../../../../local/services/cloudwatch/alarm-evaluation';

// The tables of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html: 0 is well, X breaches, - is missing; the
// newest is last. `kept` is the state that the alarm had.
const TREATMENTS: MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const KEPT = 'kept' as AlarmState;

function states(points: string, datapointsToAlarm: number): AlarmState[] {
  const newestFirst = points.split(' ').reverse().map(point => ({ 0: 0, X: 1 })[point]);
  return TREATMENTS.map(missingData => alarmState(
    { comparison: 'GreaterThanThreshold', threshold: 0, evaluationPeriods: 3, datapointsToAlarm, missingData }, newestFirst, KEPT,
  ));
}

test.each([
  ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
  ['- - - - 0', ['OK', 'OK', 'OK', 'OK']],
  ['- - - - -', ['INSUFFICIENT_DATA', KEPT, 'ALARM', 'OK']],
  ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['- - X - -', ['ALARM', KEPT, 'ALARM', 'OK']],
])('three of three, %s', (points, expected) => {
  expect(states(points, 3)).toEqual(expected);
});

test.each([
  ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - - X', ['ALARM', KEPT, 'ALARM', 'OK']],
])('two of three, %s', (points, expected) => {
  expect(states(points, 2)).toEqual(expected);
});
