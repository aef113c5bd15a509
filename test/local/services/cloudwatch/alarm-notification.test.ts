import { CloudWatchClient, DisableAlarmActionsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { ManualClock } from '../../../../local/machine/clock';
import { DeliveryError } from '../../../../local/machine/delivery';
import { MetricAlarmDefinition } from '../../../../local/services/cloudwatch/alarm-definition';
import { CloudWatch } from '../../../../local/services/cloudwatch/cloudwatch';
import { ACCOUNT, aMachine, serve } from '../delivered';

const REGION = 'eu-west-1';
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:on-call`;
const ALARM: MetricAlarmDefinition = {
  name: 'errors',
  arn: `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:errors`,
  region: REGION,
  actionsEnabled: true,
  actions: { OK: [], ALARM: [TOPIC, `arn:aws:automate:${REGION}:ec2:reboot`], INSUFFICIENT_DATA: [] },
  queries: [{ id: 'm1', returnData: true, stat: { metric: { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'Ship' } }, period: 60, stat: 'Sum' } }],
  comparison: 'GreaterThanThreshold',
  threshold: 3,
  evaluationPeriods: 2,
  datapointsToAlarm: 1,
  missingData: 'missing',
};

test('an alarm tells the topics of its new state, unless its actions are disabled', async () => {
  const { delivered, failures, ...machine } = aMachine(new ManualClock(Date.UTC(2026, 0, 1)));
  const served = await serve(new CloudWatch({ ...machine, alarms: [ALARM] }));
  const client = new CloudWatchClient(served.clientIn(REGION));
  const turn = (StateValue: 'ALARM' | 'OK') => client.send(new SetAlarmStateCommand({ AlarmName: 'errors', StateValue, StateReason: 'tried' }));

  await turn('ALARM');
  expect(delivered.map(({ from, to, subject }) => [from, to, subject])).toEqual([[ALARM.arn, TOPIC, 'ALARM: "errors" in eu-west-1']]);
  expect(JSON.parse(delivered[0].payload)).toMatchObject({
    AlarmName: 'errors',
    NewStateValue: 'ALARM',
    OldStateValue: 'INSUFFICIENT_DATA',
    NewStateReason: 'tried',
    StateChangeTime: '2026-01-01T00:00:00.000+0000',
    AWSAccountId: ACCOUNT,
    Trigger: { MetricName: 'Errors', Namespace: 'AWS/Lambda', Dimensions: [{ name: 'FunctionName', value: 'Ship' }], Threshold: 3, EvaluationPeriods: 2, Period: 60 },
  });

  await turn('OK');
  failures.push(new DeliveryError('RESOURCE_NOT_FOUND', 'There is no topic', true));
  await turn('ALARM');
  expect(machine.journal.entries('undelivered')).toMatchObject([{ from: ALARM.arn, to: TOPIC, error: 'There is no topic' }]);

  await turn('OK');
  await client.send(new DisableAlarmActionsCommand({ AlarmNames: ['errors'] }));
  await turn('ALARM');
  expect(delivered).toHaveLength(1);
  await served.stop();
});
