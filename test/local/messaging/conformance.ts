import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack, TimeZone } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DELIVERIES, Expectation, EXPECTATIONS, Service } from './expectations';
import { LocalRegions, ManualClock, start } from '../../../local';
import { APP_DIRECTORY } from '../visits-app';

export const REGION = 'us-east-1';

/** Calls an operation; rejects with an error whose name or message has the code. */
export type Call = (service: Service, operation: string, input: object) => Promise<any>;

/** The queues, the topic, the bus and the schedule that the expectations are about. */
function synthesize(): string {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'messaging-')) });
  const stack = new Stack(app, 'Messaging', { env: { region: REGION } });
  const dead = new Queue(stack, 'Dead', { queueName: 'dead' });
  new Queue(stack, 'Jobs', { queueName: 'jobs', deadLetterQueue: { queue: dead, maxReceiveCount: 3 } });
  new Queue(stack, 'Line', { queueName: 'line.fifo', fifo: true });
  const told = new Queue(stack, 'Told', { queueName: 'told' });
  const filterPolicy = { kind: SubscriptionFilter.stringFilter({ allowlist: ['price'] }) };
  new Topic(stack, 'Prices', { topicName: 'prices' }).addSubscription(new SqsSubscription(told, { filterPolicy }));
  const eventBus = new EventBus(stack, 'Bus', { eventBusName: 'shop' });
  new Rule(stack, 'Sold', { ruleName: 'sold', eventBus, eventPattern: { source: ['till'] }, targets: [new SqsQueue(told)] });
  new Schedule(stack, 'Nightly', {
    scheduleName: 'nightly',
    schedule: ScheduleExpression.cron({ minute: '0', hour: '3', timeZone: TimeZone.EUROPE_BERLIN }),
    target: new SqsSendMessage(told, { input: ScheduleTargetInput.fromText('night') }),
  });
  return app.synth().directory;
}

/** The sentences of all services, as a client finds them. */
export function describeMessaging(client: string, callOf: (regions: LocalRegions) => Call, timeout?: number) {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const known: Record<string, string> = {};
  let regions: LocalRegions;
  let call: Call;

  beforeAll(async () => {
    regions = await start({ app: synthesize(), directory: APP_DIRECTORY, clock });
    call = callOf(regions);
  }, 60_000);
  afterAll(() => regions.stop());

  const filled = (value: object): any => JSON.parse(JSON.stringify(value), (_, text) => typeof text === 'string' ? text.replace(/^\{(\w+)\}/, (whole, name) => known[name] ?? whole) : text);

  async function meet(service: Service, { operation, input = {}, after = 0, output = {}, error, keeps = {} }: Expectation) {
    await clock.advance(after * 1000);
    const answered = call(service, operation, filled(input));
    if (error) return expect(await answered.then(() => 'no error', ({ name, message }: Error) => `${name} ${message}`)).toMatch(error);
    const found = await answered ?? {};
    expect(found).toMatchObject(filled(output));
    for (const [name, steps] of Object.entries(keeps)) {
      known[name] = steps.reduce<any>((value, step) => value[step], found);
      expect(known[name]).toEqual(expect.any(String));
    }
  }

  describe.each(Object.entries(EXPECTATIONS) as [Service, readonly Expectation[]][])(`%s by ${client}`, (service, expectations) => {
    test.each(expectations.map(one => [one.says, one.page, one] as const))('%s (%s)', (_says, _page, one) => meet(service, one), timeout);
  });

  test.each(DELIVERIES.map(one => [one.says, one] as const))(`deliveries by ${client}: %s`, (_says, one) => meet('sqs', one), timeout);
}
