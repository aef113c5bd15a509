import {
  CreateScheduleCommand, DeleteScheduleCommand, GetScheduleCommand, ListScheduleGroupsCommand, ListSchedulesCommand, SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { ManualClock } from '../../../../local/machine/clock';
import { DeliveryError } from '../../../../local/machine/delivery';
import { ScheduleDefinition } from '../../../../local/services/scheduler/schedule-definition';
import { Scheduler } from '../../../../local/services/scheduler/scheduler';
import { ACCOUNT, aMachine, serve } from '../delivered';

const REGION = 'eu-west-1';
const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT}:ticks`;
const DEAD = `arn:aws:sqs:${REGION}:${ACCOUNT}:dead`;
const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

function aSchedule(name: string, expression: string, more: Partial<ScheduleDefinition> = {}): ScheduleDefinition {
  const { region = REGION } = more;
  const arn = `arn:aws:scheduler:${region}:${ACCOUNT}:schedule/default/${name}`;
  return { name, group: 'default', arn, region, accountId: ACCOUNT, isEnabled: true, expression, target: { Arn: QUEUE, Input: '<aws.scheduler.scheduled-time>' }, ...more };
}

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

async function running(...schedules: ScheduleDefinition[]) {
  const clock = new ManualClock(START);
  const machine = aMachine(clock);
  const service = new Scheduler({ ...machine, schedules, scheduleGroups: [{ name: 'nightly', region: REGION }] });
  const served = await serve(service);
  service.start();
  stop = async () => {
    service.stop();
    await served.stop();
  };
  const ran = () => machine.delivered.map(({ from, payload }) => `${from.split('/')[2]} ${payload}`);
  return { ...machine, clock, service, ran, client: new SchedulerClient(served.clientIn(REGION)) };
}

test('a cron schedule runs at its times, in its time zone', async () => {
  const { clock, ran } = await running(aSchedule('Utc', 'cron(0 8 * * ? *)'), aSchedule('Berlin', 'cron(0 8 * * ? *)', { timeZone: 'Europe/Berlin' }));
  await clock.advance(24 * HOUR);
  expect(ran()).toEqual(['Berlin 2026-01-01T07:00:00Z', 'Utc 2026-01-01T08:00:00Z']);
});

test('a rate begins at once or, where it has one, at its start date, and ends with its end date', async () => {
  const { clock, ran } = await running(
    aSchedule('Rate', 'rate(2 hours)', { endDate: START + 3 * HOUR }), aSchedule('Later', 'rate(2 hours)', { startDate: START + HOUR }),
  );
  await clock.advance(5 * HOUR - 1);
  expect(ran()).toEqual(['Rate 2026-01-01T00:00:00Z', 'Later 2026-01-01T01:00:00Z', 'Rate 2026-01-01T02:00:00Z', 'Later 2026-01-01T03:00:00Z']);
});

test('at() runs once; a time that is over does not come again', async () => {
  const { clock, ran } = await running(aSchedule('Once', 'at(2026-01-01T12:00:00)'), aSchedule('Over', 'at(2025-01-01T12:00:00)'));
  await clock.advance(365 * 24 * HOUR);
  expect(ran()).toEqual(['Once 2026-01-01T12:00:00Z']);
});

test('a disabled schedule does not run', async () => {
  const { clock, ran } = await running(aSchedule('Off', 'rate(1 hour)', { isEnabled: false }));
  await clock.advance(5 * HOUR);
  expect(ran()).toEqual([]);
});

test('with a flexible window, it runs some time within that after its time', async () => {
  const { clock, ran } = await running(aSchedule('Flexible', 'cron(0 8 * * ? *)', { windowMinutes: 30 }));
  await clock.advance(8 * HOUR + 14 * 60_000);
  expect(ran()).toEqual([]);
  await clock.advance(60_000); // half of the window, by a random number that is one half
  expect(ran()).toEqual(['Flexible 2026-01-01T08:00:00Z']);
});

test('three Regions with the same schedule run it three times: each knows itself alone', async () => {
  const { clock, delivered } = await running(...['us-east-1', 'eu-west-1', 'ap-southeast-2'].map(region => aSchedule('Daily', 'cron(0 8 * * ? *)', { region })));
  await clock.advance(24 * HOUR);
  expect(delivered.map(({ from }) => from.split(':')[3])).toEqual(['us-east-1', 'eu-west-1', 'ap-southeast-2']);
});

test('the input says of the run what it asks for, and without one it is an event', async () => {
  const Input = '{"arn":"<aws.scheduler.schedule-arn>","attempt":<aws.scheduler.attempt-number>,"id":"<aws.scheduler.execution-id>"}';
  const schedule = aSchedule('S', 'at(2026-01-01T01:00:00)', { target: { Arn: QUEUE, Input } });
  const { clock, delivered } = await running(schedule, aSchedule('Plain', 'at(2026-01-01T02:00:00)', { target: { Arn: QUEUE } }));
  await clock.advance(3 * HOUR);
  expect(JSON.parse(delivered[0].payload)).toEqual({ arn: schedule.arn, attempt: 1, id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(JSON.parse(delivered[1].payload)).toMatchObject({ 'source': 'aws.scheduler', 'detail-type': 'Scheduled Event', 'time': '2026-01-01T02:00:00Z', 'region': REGION, 'detail': '{}' });
});

test('what fails is tried again, told which attempt it is, and goes to the dead-letter queue in the end', async () => {
  const target = { Arn: QUEUE, Input: 'attempt <aws.scheduler.attempt-number>', RetryPolicy: { MaximumRetryAttempts: 1 }, DeadLetterConfig: { Arn: DEAD } };
  const { clock, delivered, failures } = await running(aSchedule('S', 'cron(0 * * * ? *)', { target }));
  const busy = () => new DeliveryError('THROTTLED', 'Rate exceeded', false);
  failures.push(busy());
  await clock.advance(HOUR + 1000);
  expect(delivered.map(({ to, payload }) => [to, payload])).toEqual([[QUEUE, 'attempt 2']]);
  failures.push(busy(), busy());
  await clock.advance(HOUR);
  expect(delivered[1]).toMatchObject({
    to: DEAD, payload: 'attempt 2', attributes: { ERROR_CODE: { StringValue: 'THROTTLED' }, TARGET_ARN: { StringValue: QUEUE }, EXHAUSTED_RETRY_CONDITION: { StringValue: 'MaximumRetryAttempts' } },
  });
});

test('schedules are made, read, changed and deleted by calls', async () => {
  const { client, clock, ran } = await running(aSchedule('OfTemplate', 'cron(0 23 * * ? *)'));
  const FlexibleTimeWindow = { Mode: 'OFF' } as const;
  const Target = { Arn: QUEUE, RoleArn: 'arn:aws:iam::123456789012:role/R', Input: 'made' };
  const { ScheduleArn } = await client.send(new CreateScheduleCommand({
    Name: 'Made', GroupName: 'nightly', ScheduleExpression: 'cron(0 1 * * ? *)', ScheduleExpressionTimezone: 'UTC', FlexibleTimeWindow, Target, StartDate: new Date(START + 12 * HOUR),
  }));
  expect(ScheduleArn).toBe(`arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/nightly/Made`);
  expect(await client.send(new GetScheduleCommand({ Name: 'Made', GroupName: 'nightly' }))).toMatchObject({
    Name: 'Made', State: 'ENABLED', FlexibleTimeWindow, Target, ActionAfterCompletion: 'NONE', StartDate: new Date(START + 12 * HOUR),
  });
  expect((await client.send(new ListSchedulesCommand({}))).Schedules!.map(({ Name, GroupName }) => [Name, GroupName])).toEqual([['OfTemplate', 'default'], ['Made', 'nightly']]);
  expect((await client.send(new ListSchedulesCommand({ GroupName: 'nightly' }))).Schedules).toHaveLength(1);
  await clock.advance(24 * HOUR);
  await clock.advance(2 * HOUR);
  expect(ran()).toEqual(['OfTemplate 2026-01-01T23:00:00Z', 'Made made']);

  await client.send(new UpdateScheduleCommand({ Name: 'Made', GroupName: 'nightly', ScheduleExpression: 'at(2026-01-02T12:00:00)', ActionAfterCompletion: 'DELETE', FlexibleTimeWindow, Target }));
  await clock.advance(10 * HOUR);
  expect(ran()).toHaveLength(3);
  await expect(client.send(new GetScheduleCommand({ Name: 'Made', GroupName: 'nightly' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });

  await client.send(new DeleteScheduleCommand({ Name: 'OfTemplate' }));
  expect((await client.send(new ListSchedulesCommand({}))).Schedules).toEqual([]);
});

test('calls that are not valid are refused, in AWS\'s words, and others by name', async () => {
  const { client } = await running(aSchedule('S', 'rate(1 day)'));
  const Target = { Arn: QUEUE, RoleArn: 'r' };
  const create = (Name: string, ScheduleExpression: string, GroupName?: string, ScheduleExpressionTimezone?: string) => client.send(
    new CreateScheduleCommand({ Name, GroupName, ScheduleExpression, ScheduleExpressionTimezone, FlexibleTimeWindow: { Mode: 'OFF' }, Target }));
  await expect(create('S', 'rate(1 day)')).rejects.toMatchObject({ name: 'ConflictException' });
  await expect(create('T', 'cron(0 8 * * * *)')).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining('must be ?') });
  await expect(create('T', 'rate(1 day)', undefined, 'Europe/Entenhausen')).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(create('T', 'rate(1 day)', 'no')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(client.send(new ListScheduleGroupsCommand({}))).rejects.toMatchObject({ name: 'NotImplemented' });
});

test('other definitions are taken over while it runs: what is as it was keeps its rate, and what calls have made stays', async () => {
  const kept = aSchedule('Kept', 'rate(1 hour)');
  const { service, client, clock, ran } = await running(kept, aSchedule('Gone', 'rate(1 hour)'));
  await client.send(new CreateScheduleCommand({ Name: 'Made', ScheduleExpression: 'cron(45 1 * * ? *)', FlexibleTimeWindow: { Mode: 'OFF' }, Target: { Arn: QUEUE, RoleArn: 'r', Input: 'made' } }));
  await clock.advance(HOUR / 2);
  service.update({ schedules: [kept], scheduleGroups: [] });
  await clock.advance(1.5 * HOUR);
  expect(ran()).toEqual(['Kept 2026-01-01T00:00:00Z', 'Gone 2026-01-01T00:00:00Z', 'Kept 2026-01-01T01:00:00Z', 'Made made', 'Kept 2026-01-01T02:00:00Z']);
});
