import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Function, FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { ApiQueue, ApiQueueProps, MaxConcurrency, MultiRegionServerlessApi, QueueConsumerOptions, ApiQueueEncryption, WhileDrained } from '../../../src';
import { aFunction, anApi, templateOf } from '../../an-api';

const REGION = 'eu-west-1';

/** The template of a Region with a queue and, if its time-out is given, a worker. */
function render(props: ApiQueueProps = {}, options: QueueConsumerOptions = {}, worker: Partial<FunctionProps> = {}): Template {
  const api = anApi();
  const orders = api.addQueue('Orders', props);
  for (const region of api.regionalApis) orders.consume(aFunction(region, 'Worker', worker), options);
  return templateOf(api, REGION);
}

function aQueue(props: ApiQueueProps = {}): { api: MultiRegionServerlessApi; orders: ApiQueue } {
  const api = anApi();
  return { api, orders: api.addQueue('Orders', props) };
}

const queueIn = (template: Template, QueueName = 'Shop-Orders'): any =>
  Object.values(template.findResources('AWS::SQS::Queue', { Properties: { QueueName } }))[0].Properties;
const mappingIn = (template: Template): any => Object.values(template.findResources('AWS::Lambda::EventSourceMapping'))[0].Properties;

describe('a queue', () => {
  const template = render();

  test('is in every Region under a name that is a literal, with a dead-letter queue of its own after five attempts', () => {
    const deadLetters = { 'Fn::GetAtt': [expect.stringMatching(/DeadLetters/), 'Arn'] };
    const redrive = { deadLetterTargetArn: deadLetters, maxReceiveCount: 5 };
    expect(queueIn(template)).toMatchObject({ RedrivePolicy: redrive, MessageRetentionPeriod: 345_600 });
    expect(queueIn(template, 'Shop-Orders-DeadLetters')).toMatchObject({
      MessageRetentionPeriod: 1_209_600,
      RedriveAllowPolicy: {
        redrivePermission: 'byQueue',
        sourceQueueArns: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:sqs:${REGION}:`, { Ref: 'AWS::AccountId' }, ':Shop-Orders']] }],
      },
    });
  });

  test('is encrypted by SQS, and refuses what does not come by TLS, as its dead-letter queue does', () => {
    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, KmsMasterKeyId: Match.absent() });
    template.resourceCountIs('AWS::SQS::QueuePolicy', 2);
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] },
    });
  });

  test('is the same in every Region but for its name, and leads to no other stack', () => {
    const api = anApi();
    const orders = api.addQueue('Orders', { encryption: ApiQueueEncryption.customerManagedKeys() });
    api.regionalApis.forEach(region => orders.consume(aFunction(region, 'Worker')));
    const [one, other] = api.regionalApis.map(({ region, stack }) => {
      const { Resources } = Template.fromStack(stack).toJSON();
      const own = Object.entries(Resources).filter(([id]) => /OrdersQueue|Worker/.test(id));
      expect(own.length).toBeGreaterThan(6);
      return JSON.stringify(own).replaceAll(region, '<Region>');
    });
    expect(other).toBe(one);
    expect(one).not.toMatch(/ImportValue|GetStackOutput/);
  });

  test('has what is asked for', () => {
    const own = render({ maxReceives: 7, retention: Duration.days(9), visibilityTimeout: Duration.hours(2) });
    expect(queueIn(own)).toMatchObject({ RedrivePolicy: { maxReceiveCount: 7 }, MessageRetentionPeriod: 777_600, VisibilityTimeout: 7200 });
  });

  test('keeps the order of groups if it is FIFO, and so does its dead-letter queue', () => {
    const fifo = render({ fifo: true });
    expect(queueIn(fifo, 'Shop-Orders.fifo')).toMatchObject({ FifoQueue: true, ContentBasedDeduplication: true });
    expect(queueIn(fifo, 'Shop-Orders-DeadLetters.fifo')).toMatchObject({ FifoQueue: true });
    expect(queueIn(template).FifoQueue).toBeUndefined();
  });

  test('can have a key of its own in each Region, which its worker may use', () => {
    const own = render({ encryption: ApiQueueEncryption.customerManagedKeys() });
    own.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    const key = { 'Fn::GetAtt': [Object.keys(own.findResources('AWS::KMS::Key'))[0], 'Arn'] };
    own.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: key, SqsManagedSseEnabled: Match.absent() });
    own.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:Decrypt', Resource: key })]) },
    });
  });

  test('can have keys that exist, each of its Region', () => {
    const keys = Object.fromEntries(['us-east-1', REGION].map(region => [region, `arn:aws:kms:${region}:111122223333:key/${region}`]));
    const own = render({ encryption: ApiQueueEncryption.existingKeys(keys) });
    own.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: keys[REGION] });
    expect(() => render({ encryption: ApiQueueEncryption.existingKeys({ [REGION]: keys[REGION] }) }))
      .toThrow('`ApiQueueEncryption.existingKeys()` must have one key for each of us-east-1, eu-west-1, got: ["eu-west-1"]');
  });

  test('is found by its Region, and lets those send that are beside it', () => {
    const { api, orders } = aQueue();
    const region = api.inRegion(REGION);
    orders.grantSendMessages(aFunction(region, 'Sender'));
    expect(Stack.of(orders.inRegion(REGION).queue)).toBe(region.stack);
    templateOf(api, REGION).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Action: ['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'], Effect: 'Allow', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('OrdersQueue'), 'Arn'] } }] },
    });
    expect(() => orders.inRegion('eu-west-2')).toThrow('`region` must be one of us-east-1, eu-west-1, which Shop-Orders is in, got: "eu-west-2"');
    const elsewhere = new Role(new Stack(new App(), 'Elsewhere'), 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    expect(() => orders.grantSendMessages(elsewhere)).toThrow('`grantee` must be in the stack of one of us-east-1, eu-west-1, which Shop-Orders is in, got: "Elsewhere"');
  });

  test.each<[string, string, ApiQueueProps]>([
    ['`id` of a queue must make a name of at most 80 letters, digits, "_" and "-", got: "Shop-new orders-DeadLetters"', 'new orders', {}],
    ['`id` of a queue must make a name of at most 80 letters', 'x'.repeat(64), {}],
    ['`maxReceives` must be a whole number from 1 to 1000, got: 0', 'Orders', { maxReceives: 0 }],
    ['`maxReceives` must be a whole number from 1 to 1000, got: 1001', 'Orders', { maxReceives: 1001 }],
    ['`visibilityTimeout` must be from 0 to 43200 whole seconds, got: 43201', 'Orders', { visibilityTimeout: Duration.seconds(43_201) }],
    ['`visibilityTimeout` must be from 0 to 43200 whole seconds, got: 0.5', 'Orders', { visibilityTimeout: Duration.millis(500) }],
    ['`retention` must be from 60 to 1209600 whole seconds, got: 59', 'Orders', { retention: Duration.seconds(59) }],
    ['`retention` must be from 60 to 1209600 whole seconds, got: 1296000', 'Orders', { retention: Duration.days(15) }],
    ['`WhileDrained.pause()` needs the API\'s `drain`, got: "none". Give the API `Drain.byPeers()`', 'Orders', { whileDrained: WhileDrained.pause() }],
  ])('is refused: %s', (message, id, props) => {
    expect(() => anApi().addQueue(id, props)).toThrow(message);
  });

  test('may have the longest name that SQS takes', () => {
    expect(anApi().addQueue('x'.repeat(80 - 'Shop--DeadLetters'.length)).deadLetterQueueName).toHaveLength(80);
  });

  test('is there once in an API, beside a table of the same id', () => {
    const { api } = aQueue();
    api.importGlobalTable('Orders', { tableName: 'orders' });
    expect(() => api.addQueue('Orders')).toThrow(/OrdersQueue/);
  });
});

describe('the worker of a queue', () => {
  test('gets batches of ten, and tells which messages failed', () => {
    expect(mappingIn(render())).toEqual({
      EventSourceArn: { 'Fn::GetAtt': [expect.stringMatching(/OrdersQueue/), 'Arn'] },
      FunctionName: { Ref: expect.stringMatching(/Worker/) },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('gets what is asked for', () => {
    const mapping = mappingIn(render({}, {
      batchSize: 100, maxBatchingWindow: Duration.seconds(3), reportBatchItemFailures: false, maxConcurrency: MaxConcurrency.inEachRegion(4),
    }));
    expect(mapping).toMatchObject({ BatchSize: 100, MaximumBatchingWindowInSeconds: 3, ScalingConfig: { MaximumConcurrency: 4 } });
    expect(mapping.FunctionResponseTypes).toBeUndefined();
  });

  test.each([[4, 2], [5, 2], [2000, undefined]])('may be limited in all Regions together: %d are %p in each of two', (max, share) => {
    const limited = () => mappingIn(render({}, { maxConcurrency: MaxConcurrency.inAllRegions(max) })).ScalingConfig.MaximumConcurrency;
    if (share) expect(limited()).toBe(share);
    else expect(limited).toThrow('`MaxConcurrency` must be a whole number from 2 to 1000, got: 2000');
  });

  test('has a message to itself for six times its time-out, and the window of its batches', () => {
    expect(queueIn(render({}, {}, { timeout: Duration.seconds(20) })).VisibilityTimeout).toBe(120);
    expect(queueIn(render({}, { maxBatchingWindow: Duration.seconds(7) }, { timeout: Duration.seconds(20) })).VisibilityTimeout).toBe(127);
    expect(queueIn(render()).VisibilityTimeout).toBe(18); // of Lambda's default, 3 seconds
  });

  test('need not be there: others may receive', () => {
    const { api } = aQueue();
    expect(queueIn(templateOf(api, REGION)).VisibilityTimeout).toBe(30);
  });

  test('may be an alias, whose function\'s time-out counts', () => {
    const { api, orders } = aQueue();
    const region = api.inRegion(REGION);
    const { currentVersion: version } = aFunction(region, 'Worker', { timeout: Duration.seconds(11) });
    orders.consume(new Alias(region, 'Live', { aliasName: 'live', version }));
    expect(queueIn(templateOf(api, REGION)).VisibilityTimeout).toBe(66);
  });

  test('may be imported, where the visibility time-out is given', () => {
    const { api, orders } = aQueue();
    const region = api.inRegion(REGION);
    const imported = Function.fromFunctionName(region, 'Imported', 'orders');
    expect(() => orders.consume(imported)).toThrow('`visibilityTimeout` of the queue must be given where the time-out of its worker is not known, got: "Shop/eu-west-1/Shop/Imported". Set it to at least 6 times the time-out');
    expect(() => api.addQueue('Returns', { visibilityTimeout: Duration.minutes(2) }).consume(imported)).not.toThrow();
  });

  test.each<[string, QueueConsumerOptions, ApiQueueProps]>([
    ['`batchSize` must be a whole number from 1 to 10, got: 11. Give a `maxBatchingWindow` for more', { batchSize: 11 }, {}],
    ['`batchSize` must be a whole number from 1 to 10, got: 0', { batchSize: 0 }, {}],
    ['`batchSize` must be a whole number from 1 to 10000, got: 10001', { batchSize: 10_001, maxBatchingWindow: Duration.seconds(1) }, {}],
    ['`batchSize` must be a whole number from 1 to 10, got: 11', { batchSize: 11 }, { fifo: true }],
    ['`maxBatchingWindow` must be from 0 to 300 whole seconds, got: 301', { maxBatchingWindow: Duration.seconds(301) }, {}],
    ['`maxBatchingWindow` must be left out with `fifo`, got: 5', { maxBatchingWindow: Duration.seconds(5) }, { fifo: true }],
    ['`visibilityTimeout` of the queue must be at least 18 seconds, 6 times the time-out of Shop/us-east-1/Shop/Worker and its `maxBatchingWindow`, got: 17', {}, { visibilityTimeout: Duration.seconds(17) }],
  ])('is refused: %s', (message, options, props) => {
    expect(() => render(props, options)).toThrow(message);
  });

  test('is refused where its share would be less than Lambda takes', () => {
    expect(() => render({}, { maxConcurrency: MaxConcurrency.inAllRegions(3) }))
      .toThrow('`MaxConcurrency.inAllRegions()` must be at least 4, 2 for each of 2 Regions, which is the least that Lambda takes, got: 3');
    expect(() => MaxConcurrency.inEachRegion(1)).toThrow('`MaxConcurrency` must be a whole number from 2 to 1000, got: 1');
  });

  test('is one in a Region, in the Region\'s stack', () => {
    const { api, orders } = aQueue();
    const region = api.inRegion(REGION);
    orders.consume(aFunction(region, 'Worker'));
    expect(() => orders.consume(aFunction(region, 'Other'))).toThrow('Shop-Orders must have one worker in eu-west-1, for each message goes to one of them');
    const elsewhere = aFunction(new Stack(api.node.root, 'Elsewhere', { env: { region: REGION } }));
    expect(() => orders.consume(elsewhere)).toThrow('`worker` must be in the stack of one of us-east-1, eu-west-1, which Shop-Orders is in, got: "Elsewhere"');
  });

  test('must have a time-out that is known, if it is a parameter', () => {
    const { api, orders } = aQueue();
    const region = api.inRegion(REGION);
    const timeout = Duration.seconds(new CfnParameter(region.stack, 'Timeout', { type: 'Number' }).valueAsNumber);
    expect(() => orders.consume(aFunction(region, 'Worker', { timeout }))).toThrow('`visibilityTimeout` of the queue must be given');
  });
});

describe('operations', () => {
  const alarmsOf = (api: MultiRegionServerlessApi) => Object.values(templateOf(api, REGION).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);

  test('tell of messages in a dead-letter queue, and of those that wait, in each Region', () => {
    const { api } = aQueue();
    const operations = api.addOperations();
    api.addQueue('Returns');
    const names = ['Orders', 'Returns'].flatMap(id => ['DeadLetters', 'MessageAge'].map(what => `Shop-${REGION}-${id}-${what}`));
    const alarms = alarmsOf(api).filter(({ Namespace }) => Namespace === 'AWS/SQS');
    expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual(names);
    expect(alarms.slice(0, 2)).toMatchObject([
      { MetricName: 'ApproximateNumberOfMessagesVisible', Statistic: 'Maximum', Period: 60, Threshold: 0, EvaluationPeriods: 3, TreatMissingData: 'notBreaching' },
      { MetricName: 'ApproximateAgeOfOldestMessage', Statistic: 'Maximum', Period: 60, Threshold: 900, EvaluationPeriods: 3, ComparisonOperator: 'GreaterThanThreshold' },
    ]);
    expect(alarms.map(({ AlarmActions }) => AlarmActions.length)).toEqual([1, 1, 1, 1]);
    expect(operations.alarms(REGION)).toHaveLength(3 + 1 + 4);
  });

  test('tell of them as it is asked for', () => {
    const { api } = aQueue();
    api.addOperations({ deadLetters: { evaluationPeriods: 1 }, messageAge: { threshold: Duration.hours(1), evaluationPeriods: 5 } });
    expect(alarmsOf(api).filter(({ Namespace }) => Namespace === 'AWS/SQS')).toMatchObject([
      { EvaluationPeriods: 1 }, { EvaluationPeriods: 5, Threshold: 3600 },
    ]);
  });

  test.each([
    ['`threshold` must be at least a millisecond, got: 0', { messageAge: { threshold: Duration.seconds(0) } }],
    ['`evaluationPeriods` must be a whole number from 1 to 60, got: 0', { deadLetters: { evaluationPeriods: 0 } }],
  ])('are refused: %s', (message, options) => {
    expect(() => anApi().addOperations(options)).toThrow(message);
  });
});
