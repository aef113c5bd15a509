import { ManualClock } from '../../../../local/machine/clock';
import { Journal } from '../../../../local/machine/journal';
import { MetricAlarmDefinition } from '../../../../local/services/cloudwatch/alarm-definition';
import { CloudWatch } from '../../../../local/services/cloudwatch/cloudwatch';

const MINUTE = 60_000;
const metric = { region: 'eu-west-1', namespace: 'Shop', name: 'Errors', dimensions: {} };
const clock = new ManualClock();
const journal = new Journal(clock);

function alarm(name: string, overrides: Partial<MetricAlarmDefinition> = {}): MetricAlarmDefinition {
  return {
    name,
    arn: `arn:aws:cloudwatch:eu-west-1:123456789012:alarm:${name}`,
    region: 'eu-west-1',
    actionsEnabled: true,
    actions: { OK: [], ALARM: [], INSUFFICIENT_DATA: [] },
    queries: [{ id: 'm', stat: { metric, period: 60, stat: 'Sum' }, returnData: true }],
    comparison: 'GreaterThanThreshold',
    threshold: 0,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    missingData: 'ignore',
    ...overrides,
  };
}

test('alarms that come are evaluated, those that change or stay keep their state, and those that go are gone', async () => {
  const cloudWatch = new CloudWatch({ alarms: [], clock, journal });
  const states = (...names: string[]) => names.map(name => cloudWatch.alarmState('eu-west-1', name));
  cloudWatch.start();
  cloudWatch.update({ alarms: [alarm('stays'), alarm('changes'), alarm('goes')] });
  expect(states('stays', 'changes', 'goes')).toEqual(Array(3).fill('INSUFFICIENT_DATA'));
  cloudWatch.measure(metric, 1);
  await clock.advance(MINUTE);
  expect(states('stays', 'changes', 'goes')).toEqual(Array(3).fill('ALARM'));

  cloudWatch.update({ alarms: [alarm('stays'), alarm('changes', { threshold: 5 }), alarm('comes')] });
  expect(states('stays', 'changes', 'goes', 'comes')).toEqual(['ALARM', 'ALARM', undefined, 'INSUFFICIENT_DATA']);
  cloudWatch.measure(metric, 2);
  await clock.advance(MINUTE);
  expect(states('stays', 'changes', 'comes')).toEqual(['ALARM', 'OK', 'ALARM']);
  cloudWatch.stop();
});
