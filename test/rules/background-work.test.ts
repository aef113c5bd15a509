import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Alias, EventInvokeConfig, Function, FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket, CfnBucket, EventType } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Schedule as SchedulerSchedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke, SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription, SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { RegionalApi } from '../../src';
import { aFunction, anApi } from '../an-api';
import { messagesAtSynth } from './messages';

/** What is told of an app whose Regions each have this: "error" or "warning", and what was found. */
function told(build: (region: RegionalApi) => void): string[] {
  const app = new App();
  anApi({}, app).regionalApis.forEach(build);
  return messagesAtSynth(app).map(message => `${message.includes('[ack: ') ? 'warning' : 'error'}: ${message.split(': ')[0]}`);
}

const DAILY = Schedule.cron({ hour: '8', minute: '0' });
const careful = (region: RegionalApi, id = 'Remind') => aFunction(region, id, { deadLetterQueueEnabled: true });

describe('a schedule is told of that runs a function in several Regions', () => {
  test.each<[string, (region: RegionalApi) => void, string]>([
    ['by EventBridge', region => new Rule(region, 'Hourly', { schedule: Schedule.rate(Duration.hours(1)), targets: [new LambdaFunction(careful(region))] }), 'Hourly, rate(1 hour)'],
    ['by EventBridge Scheduler', region => new SchedulerSchedule(region, 'Nightly', {
      schedule: ScheduleExpression.cron({ hour: '2', minute: '0', timeZone: TimeZone.EUROPE_BERLIN }), target: new LambdaInvoke(careful(region)),
    }), 'Nightly, cron(0 2 * * ? *)'],
    ['one that was made elsewhere', region => new Rule(region, 'Weekly', {
      schedule: Schedule.rate(Duration.days(7)),
      targets: [new LambdaFunction(Function.fromFunctionArn(region, 'Report', `arn:aws:lambda:${region.region}:111122223333:function:report`))],
    }), 'Weekly, rate(7 days)'],
  ])('%s', (_, build, found) => {
    expect(told(build)).toEqual([`warning: The schedule at Shop/us-east-1/Shop/${found}, runs a function in us-east-1, eu-west-1`]);
  });
});

describe('the events that fail are told of to be lost, of a function', () => {
  const gets = (from: string) => [`warning: The function at Shop/us-east-1/Shop/Index in us-east-1, eu-west-1 gets events from Shop/us-east-1/Shop/${from}, and has no destination for those that fail`];

  test.each<[string, (region: RegionalApi, index: Function) => unknown, string]>([
    ['of a rule, whose own dead-letter queue has what could not be handed over alone', (region, index) =>
      new Rule(region, 'Changes', { eventPattern: { source: ['aws.s3'] }, targets: [new LambdaFunction(index, { deadLetterQueue: new Queue(region, 'Dead') })] }), 'Changes'],
    ['of a bucket', (region, index) => new CfnBucket(region, 'Files', {
      notificationConfiguration: { lambdaConfigurations: [{ event: 's3:ObjectCreated:*', function: index.functionArn }] },
    }), 'Files'],
    ['of a bucket of CDK\'s', (region, index) => new Bucket(region, 'Files').addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(index)), 'Files/Notifications'],
    ['by an alias', (region, { currentVersion: version }) =>
      new Topic(region, 'Orders').addSubscription(new LambdaSubscription(new Alias(region, 'Live', { aliasName: 'live', version }))), 'Live/Orders'],
    ['whose attempts were set', (_, index) => new EventInvokeConfig(index, 'Attempts', { function: index, retryAttempts: 1 }), 'Index/Attempts'],
    ['of a route that answers before it', ({ restApi }, index) => restApi.root.addResource('x').addMethod('POST', new LambdaIntegration(index, {
      proxy: false, requestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" },
    })), 'RestApi/Default/x/POST'],
  ])('%s', (_, build, from) => {
    expect(told(region => build(region, aFunction(region, 'Index'))).filter(message => !message.includes('made by hand'))).toEqual(gets(from));
  });
});

describe('a queue hides its messages for too short a time', () => {
  const hides = (visibilityTimeout: number, timeout: number, maxBatchingWindow?: number) => told(region => {
    const orders = new Queue(region, 'Orders', { visibilityTimeout: Duration.seconds(visibilityTimeout) });
    const source = new SqsEventSource(orders, { maxBatchingWindow: maxBatchingWindow ? Duration.seconds(maxBatchingWindow) : undefined });
    aFunction(region, 'Worker', { timeout: Duration.seconds(timeout) }).addEventSource(source);
  });
  const found = (seconds: number, timeout: number, more = '') => 'The queue at Shop/us-east-1/Shop/Orders in us-east-1, eu-west-1 hides a message for '
    + `${seconds} s, where the function at Shop/us-east-1/Shop/Worker may take ${timeout} s${more}`;

  test.each([
    [9, 10, undefined, 'error: ', ''], [10, 10, undefined, 'warning: ', ''], [59, 10, undefined, 'warning: ', ''], [64, 10, 5, 'warning: ', ' and its batches 5 s'],
  ])('with %i s, a time-out of %i s and a batching window of %s s', (seconds, timeout, window, severity, more) => {
    expect(hides(seconds, timeout, window)).toEqual([severity + found(seconds, timeout, more)]);
  });

  test('but not with six times the time-out and the window', () => {
    expect(hides(65, 10, 5)).toEqual([]);
  });

  test('by default, where the function may take 6 s', () => {
    expect(told(region => aFunction(region, 'Worker', { timeout: Duration.seconds(6) }).addEventSource(new SqsEventSource(new Queue(region, 'Orders')))))
      .toEqual([`warning: ${found(30, 6)}`]);
  });
});

describe('AWS refuses a dead-letter queue of another kind', () => {
  const withProps = (propsOf: (fifo: Queue, region: RegionalApi) => Partial<FunctionProps>) => (region: RegionalApi, fifo: Queue) => aFunction(region, 'Index', propsOf(fifo, region));

  test.each<[string, (region: RegionalApi, fifo: Queue) => unknown, string]>([
    ['of a queue', (region, queue) => new Queue(region, 'Orders', { deadLetterQueue: { queue, maxReceiveCount: 3 } }), 'Orders'],
    ['of a queue, by its name', ({ stack, region }) => new Queue(stack, 'Orders', {
      deadLetterQueue: { queue: Queue.fromQueueArn(stack, 'Dead', `arn:aws:sqs:${region}:111122223333:dead.fifo`), maxReceiveCount: 3 },
    }), '../Orders'],
    ['of a function', withProps(deadLetterQueue => ({ deadLetterQueue })), 'Index'],
    ['of a subscription', (region, { queueArn: deadLetterTargetArn }) => new CfnSubscription(region, 'Mail', {
      topicArn: new Topic(region, 'Topic').topicArn, protocol: 'email', endpoint: 'on-call@example.com', redrivePolicy: { deadLetterTargetArn },
    }), 'Mail'],
    ['of a rule', (region, deadLetterQueue) => new Rule(region, 'Changes', {
      eventPattern: { source: ['aws.s3'] }, targets: [new LambdaFunction(careful(region), { deadLetterQueue })],
    }), 'Changes'],
    ['of a schedule', (region, deadLetterQueue) => new SchedulerSchedule(region, 'Nightly', {
      schedule: ScheduleExpression.rate(Duration.days(1)), target: new SqsSendMessage(new Queue(region, 'Orders'), { deadLetterQueue }),
    }), 'Nightly'],
    ['as a destination', withProps(queue => ({ onFailure: new SqsDestination(queue) })), 'Index/EventInvokeConfig'],
  ])('%s', (_, build, of) => {
    const messages = told(region => build(region, new Queue(region, 'Fifo', { fifo: true })));
    expect(messages).toEqual([expect.stringContaining(`error: The dead-letter queue of Shop/us-east-1/${of.startsWith('../') ? of.slice(3) : `Shop/${of}`}`)]);
    expect(messages[0]).toMatch(/ in us-east-1, eu-west-1 is FIFO, and must be standard$/);
  });
});

test('nothing is told of what is right, is in one Region, or is known after deployment only', () => {
  const app = new App();
  const api = anApi({}, app);
  for (const region of api.regionalApis) {
    const dead = new Queue(region, 'Dead');
    const fifo = new Queue(region, 'Fifo', { fifo: true, deadLetterQueue: { queue: new Queue(region, 'DeadFifo', { fifo: true }), maxReceiveCount: 3 } });
    const orders = new Queue(region, 'Orders', { deadLetterQueue: { queue: dead, maxReceiveCount: 3 } });
    const topic = new Topic(region, 'Topic', { fifo: true });
    topic.addSubscription(new SqsSubscription(fifo, { deadLetterQueue: new Queue(region, 'DeadOfTopic', { fifo: true }) }));
    careful(region, 'Worker').addEventSource(new SqsEventSource(orders));
    careful(region, 'Imported').addEventSource(new SqsEventSource(Queue.fromQueueArn(region, 'Other', `arn:aws:sqs:${region.region}:111122223333:other`)));
    const kept = aFunction(region, 'Kept', { onFailure: new SqsDestination(dead) });
    new Topic(region, 'Prices').addSubscription(new LambdaSubscription(kept));
    new Rule(region, 'Changes', { eventPattern: { source: ['aws.s3'] }, targets: [new LambdaFunction(kept)] });
    new Rule(region, 'Tick', { schedule: DAILY, targets: [new SqsQueue(orders)] });
    new Rule(region, 'Off', { schedule: DAILY, enabled: region === api.regionalApis[1], targets: [new LambdaFunction(kept)] });
    new SchedulerSchedule(region, 'Nightly', { schedule: ScheduleExpression.rate(Duration.days(1)), target: new SqsSendMessage(orders, { deadLetterQueue: dead }) });
    new CfnSubscription(region, 'Mail', { topicArn: topic.topicArn, protocol: 'email', endpoint: 'on-call@example.com' });
    const beside = new Stack(app, `Beside-${region.region}`, { env: { region: region.region } });
    new Rule(beside, 'Daily', { schedule: DAILY, targets: [new LambdaFunction(aFunction(beside), { event: RuleTargetInput.fromText('8') })] });
  }
  expect(messagesAtSynth(app)).toEqual([]);
});
