import { App, Duration, Stack } from 'aws-cdk-lib';
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, CfnEventInvokeConfig, Code, FilterCriteria, FilterRule, Function, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { DynamoEventSource, SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { readDeployed } from '../../../../local/cloudformation/read-deployed';
import { SynthesizedApps, TEMPLATES } from '../synthesized-app';

const apps = new SynthesizedApps();
afterAll(() => apps.remove());

const fn = (stack: Stack, id: string, props: object = {}) =>
  new Function(stack, id, { functionName: id, runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => {};'), ...props });
const unsupportedOf = ({ unsupported }: ReturnType<typeof apps.deploy>) => unsupported.map(({ type, meaning }) => `${type}: ${meaning}`);

test('a queue is what its template says, and its policy is one of a resource', () => {
  const deployed = apps.deploy(stack => {
    const dead = new Queue(stack, 'Dead', { queueName: 'dead', encryption: QueueEncryption.SQS_MANAGED });
    const jobs = new Queue(stack, 'Jobs', {
      queueName: 'jobs',
      visibilityTimeout: Duration.minutes(3),
      deliveryDelay: Duration.seconds(4),
      retentionPeriod: Duration.days(2),
      receiveMessageWaitTime: Duration.seconds(5),
      deadLetterQueue: { queue: dead, maxReceiveCount: 6 },
    });
    jobs.grantSendMessages(new ServicePrincipal('events.amazonaws.com'));
  });
  expect(deployed.queues.find(({ name }) => name === 'jobs')).toEqual({
    name: 'jobs',
    region: 'eu-west-1',
    accountId: '000000000000',
    constructId: 'Jobs',
    attributes: {
      VisibilityTimeout: '180',
      DelaySeconds: '4',
      MessageRetentionPeriod: '172800',
      ReceiveMessageWaitTimeSeconds: '5',
      RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:000000000000:dead","maxReceiveCount":6}',
    },
    tags: {},
  });
  expect(deployed.resourcePolicies).toEqual([{
    resource: 'arn:aws:sqs:eu-west-1:000000000000:jobs',
    document: { Version: '2012-10-17', Statement: [expect.objectContaining({ Resource: 'arn:aws:sqs:eu-west-1:000000000000:jobs', Principal: { Service: 'events.amazonaws.com' } })] },
  }]);
  expect(deployed.unsupported).toEqual([]);
});

test('a FIFO queue without a name gets one that ends as AWS\'s do', () => {
  const { queues } = apps.deploy(stack => new Queue(stack, 'Jobs', { fifo: true, contentBasedDeduplication: true }));
  expect(queues).toMatchObject([{ name: expect.stringMatching(/^Shop-Jobs\w+-\w+\.fifo$/), attributes: { FifoQueue: 'true', ContentBasedDeduplication: 'true' } }]);
});

test('the URL of a queue leads to where its clients find it', () => {
  const stacks = apps.assemble(app => ['eu-west-1', 'cn-north-1'].forEach(region => {
    const stack = new Stack(app, region, { env: { region } });
    fn(stack, 'Send', { environment: { JOBS: new Queue(stack, 'Jobs', { queueName: 'jobs' }).queueUrl } });
  }));
  const urls = (awsUrl?: string) => readDeployed(stacks.map(stack => ({ ...stack, awsUrl })), TEMPLATES, { inlineCodeDirectory: apps.directory })
    .functions.map(({ environment }) => environment.JOBS);
  expect(urls('http://localhost:3100')).toEqual(['http://localhost:3100/000000000000/jobs', 'http://localhost:3100/000000000000/jobs']);
  expect(urls()).toEqual(['https://sqs.eu-west-1.amazonaws.com/000000000000/jobs', 'https://sqs.cn-north-1.amazonaws.com.cn/000000000000/jobs']);
});

test('a mapping is what its template says, of a function or of an alias', () => {
  const { eventSourceMappings, unsupported } = apps.deploy(stack => {
    const jobs = new Queue(stack, 'Jobs', { queueName: 'jobs' });
    const work = fn(stack, 'work');
    const filters = [{ pattern: '{"body":{"a":[1]}}' }];
    const settings = { batchSize: 100, maxBatchingWindow: Duration.seconds(7), maxConcurrency: 9, reportBatchItemFailures: true, enabled: false };
    work.addEventSource(new SqsEventSource(jobs, { ...settings, filters }));
    new Alias(stack, 'Live', { aliasName: 'live', version: work.currentVersion }).addEventSource(new SqsEventSource(jobs));
  });
  const mapping = { id: expect.stringMatching(/^[0-9a-f]{8}-/), region: 'eu-west-1', eventSourceArn: 'arn:aws:sqs:eu-west-1:000000000000:jobs', functionName: 'work', qualifier: undefined };
  expect(eventSourceMappings).toEqual([
    {
      ...mapping,
      batchSize: 100,
      batchingWindowSeconds: 7,
      maximumConcurrency: 9,
      reportsBatchItemFailures: true,
      filters: [{ body: { a: [1] } }],
      enabled: false,
    },
    { ...mapping, qualifier: 'live', batchSize: 10, batchingWindowSeconds: 0, maximumConcurrency: 5, reportsBatchItemFailures: false, enabled: true },
  ]);
  expect(unsupported).toEqual([]);
});

test('a mapping of a stream is what its template says', () => {
  const { eventSourceMappings, unsupported } = apps.deploy(stack => {
    const table = new Table(stack, 'Orders', { tableName: 'orders', partitionKey: { name: 'id', type: AttributeType.STRING }, stream: StreamViewType.NEW_IMAGE });
    const work = fn(stack, 'work');
    const failed = new Queue(stack, 'Failed', { queueName: 'failed' });
    work.addEventSource(new DynamoEventSource(table, {
      startingPosition: StartingPosition.LATEST,
      batchSize: 50,
      bisectBatchOnError: true,
      retryAttempts: 7,
      maxRecordAge: Duration.minutes(8),
      onFailure: new SqsDlq(failed),
      filters: [FilterCriteria.filter({ eventName: FilterRule.isEqual('INSERT') })],
    }));
    fn(stack, 'other').addEventSource(new DynamoEventSource(table, { startingPosition: StartingPosition.TRIM_HORIZON }));
  });
  const mapping = {
    id: expect.any(String),
    region: 'eu-west-1',
    eventSourceArn: 'arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/2026-01-01T00:00:00.000',
    qualifier: undefined,
    batchingWindowSeconds: 0,
    maximumConcurrency: 5,
    reportsBatchItemFailures: false,
    enabled: true,
  };
  expect(eventSourceMappings).toEqual([
    {
      ...mapping,
      functionName: 'work',
      batchSize: 50,
      filters: [{ eventName: ['INSERT'] }],
      stream: {
        startingPosition: 'LATEST', bisectsBatch: true, maximumRetryAttempts: 7, maximumRecordAgeSeconds: 480, onFailure: 'arn:aws:sqs:eu-west-1:000000000000:failed',
      },
    },
    {
      ...mapping,
      functionName: 'other',
      batchSize: 100,
      stream: { startingPosition: 'TRIM_HORIZON', bisectsBatch: false, maximumRetryAttempts: -1, maximumRecordAgeSeconds: -1 },
    },
  ]);
  expect(unsupported).toEqual([]);
});

test('sources that are neither queues nor streams of tables, and filters that are no patterns, are named', () => {
  expect(unsupportedOf(apps.deploy(stack => {
    const work = fn(stack, 'work');
    work.addEventSourceMapping('Clicks', { eventSourceArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks', startingPosition: StartingPosition.LATEST });
    work.addEventSource(new SqsEventSource(new Queue(stack, 'Jobs'), { filters: [{ pattern: '{"body":1}' }] }));
  }))).toEqual([
    'AWS::Lambda::EventSourceMapping: "body" must be an object or an array: it is not run here',
    'AWS::Lambda::EventSourceMapping: its function is not invoked by the event source',
  ]);
});

test('what becomes of events is what the template says', () => {
  const { eventInvokeConfigs, functions, unsupported } = apps.deploy(stack => {
    const queue = (id: string) => new Queue(stack, id, { queueName: id });
    fn(stack, 'work', {
      retryAttempts: 1, maxEventAge: Duration.hours(1), onFailure: new SqsDestination(queue('failed')), onSuccess: new SqsDestination(queue('done')), deadLetterQueue: queue('dead'),
    });
  });
  expect(eventInvokeConfigs).toEqual([{
    region: 'eu-west-1',
    functionName: 'work',
    qualifier: undefined,
    maximumRetryAttempts: 1,
    maximumEventAgeSeconds: 3600,
    onSuccess: 'arn:aws:sqs:eu-west-1:000000000000:done',
    onFailure: 'arn:aws:sqs:eu-west-1:000000000000:failed',
  }]);
  expect(functions[0].deadLetterTargetArn).toBe('arn:aws:sqs:eu-west-1:000000000000:dead');
  expect(unsupported).toEqual([]);
});

test('a destination that does not run here is named, and the retries hold', () => {
  const deployed = apps.deploy((stack: Stack) => {
    new Queue(stack, 'Jobs');
    new CfnEventInvokeConfig(stack, 'Config', {
      functionName: fn(stack, 'work').functionName, qualifier: '$LATEST', maximumRetryAttempts: 0, destinationConfig: { onFailure: { destination: 'arn:aws:sns:eu-west-1:1:failed' } },
    });
  });
  expect(unsupportedOf(deployed)).toEqual(['AWS::Lambda::EventInvokeConfig: what comes of its events is not delivered to sns']);
  expect(deployed.eventInvokeConfigs).toMatchObject([{ maximumRetryAttempts: 0, onFailure: undefined }]);
});

test('an app may have queues only', () => {
  expect(apps.deployApp((app: App) => new Queue(new Stack(app, 'Shop', { env: { region: 'eu-west-1' } }), 'Jobs')).regions).toEqual(['eu-west-1']);
});
