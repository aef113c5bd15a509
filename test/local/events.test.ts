import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { EventBus, EventField, EventPattern, Rule, RuleTargetInput, Schedule as RuleSchedule } from 'aws-cdk-lib/aws-events';
import { EventBus as BusTarget, LambdaFunction, SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { EventBridgePutEvents, LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { LocalRegions, ManualClock, start } from '../../local';

const HOUR = 3_600_000;
const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
const APP_DIRECTORY = path.join(__dirname, '..', '..');

/** Says what it gets, and mails where it is told to. */
const HANDLER = `
  const { SESv2Client, SendEmailCommand } = require('@aws-sdk/client-sesv2');
  exports.say = async event => console.log(JSON.stringify(event));
  exports.remind = async ({ time }) => {
    const Content = { Simple: { Subject: { Data: 'Reminder of ' + time }, Body: { Text: { Data: 'Do it' } } } };
    await new SESv2Client().send(new SendEmailCommand({ FromEmailAddress: 'shop@example.com', Destination: { ToAddresses: ['ada@example.com'] }, Content }));
  };`;

let regions: LocalRegions;
const clock = new ManualClock(Date.UTC(2026, 0, 1));
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'events-'));
beforeAll(async () => {
  const app = new App({ outdir: directory, analyticsReporting: false });
  for (const region of REGIONS) addTo(new Stack(app, `Shop-${region}`, { env: { region } }));
  regions = await start({ app: app.synth().directory, directory: APP_DIRECTORY, clock });
});
afterAll(async () => {
  await regions.stop();
  fs.rmSync(directory, { recursive: true });
});

function addTo(stack: Stack) {
  const fn = (id: string, handler: string) => new Function(stack, id, { runtime: Runtime.NODEJS_22_X, handler: `index.${handler}`, code: Code.fromInline(HANDLER), timeout: Duration.seconds(30) });
  const [say, remind, forgotten] = [fn('Say', 'say'), fn('Remind', 'remind'), fn('Forgotten', 'remind')];
  remind.addToRolePolicy(new PolicyStatement({ actions: ['ses:SendEmail'], resources: ['*'] }));

  const daily = ScheduleExpression.cron({ hour: '8', minute: '0', timeZone: TimeZone.EUROPE_BERLIN });
  new Schedule(stack, 'Daily', { schedule: daily, target: new LambdaInvoke(remind, { input: ScheduleTargetInput.fromObject({ time: '<aws.scheduler.scheduled-time>' }) }) });

  const orders = new EventBus(stack, 'Orders', { eventBusName: 'orders' });
  new Schedule(stack, 'Tick', {
    schedule: ScheduleExpression.at(new Date(Date.UTC(2026, 0, 3))),
    target: new EventBridgePutEvents({ eventBus: orders, source: 'clock', detailType: 'Tick', detail: ScheduleTargetInput.fromObject({ n: 1 }) }),
  });
  const topic = new Topic(stack, 'News', { topicName: 'news' });
  topic.addSubscription(new LambdaSubscription(say));
  topic.addSubscription(new EmailSubscription('ops@example.com', { filterPolicy: { level: SubscriptionFilter.stringFilter({ denylist: ['none'] }) } }));
  topic.addSubscription(new EmailSubscription('ada@example.com'));
  new Rule(stack, 'Placed', { eventBus: orders, eventPattern: { source: ['shop'] }, targets: [new SnsTopic(topic, { message: RuleTargetInput.fromText(`Order ${EventField.fromPath('$.detail.id')}`) })] });
  new Rule(stack, 'Ticks', { eventBus: orders, eventPattern: { source: ['clock'] }, targets: [new LambdaFunction(say)] });
  const toOrders: EventPattern = { source: ['shop'], detailType: ['Placed'] };
  new Rule(stack, 'ToOrders', { eventPattern: toOrders, targets: [new BusTarget(orders)] });
  new Rule(stack, 'Forget', { schedule: RuleSchedule.cron({ minute: '30', hour: '12', day: '5' }), targets: [new LambdaFunction(forgotten)] });
}

const invocations = (count: number) => new Promise<void>(resolve => {
  let seen = 0;
  const end = regions.journal.on('invocation', () => {
    if (++seen < count) return;
    end();
    resolve();
  });
});

test('three Regions with the same schedule send three mails: none knows of the others', async () => {
  const done = invocations(3);
  await clock.advance(24 * HOUR);
  await done;
  expect(regions.sent().map(({ region, service, to, subject }) => [region, service, ...to, subject]).sort()).toEqual(
    [...REGIONS].sort().map(region => [region, 'SES', 'ada@example.com', 'Reminder of 2026-01-01T07:00:00Z']));
});

test('an event goes from bus to bus, and by a topic to a function and to mail, in its Region', async () => {
  const client = new EventBridgeClient({ endpoint: regions.awsUrl, region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  const [done, sentBefore] = [invocations(1), regions.sent().length];
  await client.send(new PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'Placed', Detail: '{"id":7}' }] }));
  await done;
  const said = regions.journal.entries('output').map(({ region, line }) => ({ region, event: JSON.parse(line) }));
  expect(said).toMatchObject([{ region: 'eu-west-1', event: { Records: [{ EventSource: 'aws:sns', Sns: { Message: '"Order 7"' } }] } }]);
  expect(regions.sent().slice(sentBefore).map(({ region, service, to }) => [region, service, ...to])).toEqual([['eu-west-1', 'SNS', 'ada@example.com']]);
});

test('a schedule puts an event onto a bus', async () => {
  const done = invocations(6); // three ticks and, in the meantime, three reminders
  await clock.advance(24 * HOUR);
  await done;
  const ticks = regions.journal.entries('output').map(({ line }) => JSON.parse(line)).filter(({ source }) => source === 'clock');
  expect(ticks).toHaveLength(3);
  expect(ticks[0]).toMatchObject({ 'detail-type': 'Tick', 'detail': { n: 1 }, 'time': '2026-01-03T00:00:00Z' });
});

test('what the role of a function does not allow is refused, and told', async () => {
  const denied = new Promise(resolve => regions.journal.on('denial', resolve));
  await clock.advance(3 * 24 * HOUR);
  expect(await denied).toMatchObject({ action: 'ses:SendEmail', path: expect.stringContaining('Forgotten') });
});
