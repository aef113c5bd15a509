/** What a client of AWS may expect of a service. All clients call operations alike, and know inputs and outputs by the same names. */
export interface Expectation {
  readonly says: string;
  /** Where AWS says so. */
  readonly page: string;
  readonly operation: string;
  /** `{name}` stands for what was kept before. */
  readonly input?: Readonly<Record<string, unknown>>;
  /** Seconds of AWS time that pass before. */
  readonly after?: number;
  /** What the output has, at least. */
  readonly output?: Readonly<Record<string, unknown>>;
  /** What the code of the error is like. */
  readonly error?: RegExp;
  /** Parts of the output that later inputs need, by their paths. */
  readonly keeps?: Readonly<Record<string, readonly (string | number)[]>>;
}

export type Service = 'sqs' | 'sns' | 'events' | 'scheduler';

const SQS = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_';
const SQS_GUIDE = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/';
const SNS = 'https://docs.aws.amazon.com/sns/latest/api/API_';
const EVENTS = 'https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_';
const SCHEDULER = 'https://docs.aws.amazon.com/scheduler/latest/APIReference/API_';

const JOBS = { QueueUrl: '{jobs}' };
const LINE = { QueueUrl: '{line}' };
const TOLD = { QueueUrl: '{told}' };
const ABSENT = /NonExistentQueue|QueueDoesNotExist/;
const NOT_FOUND = /ResourceNotFound(Exception)?/;

/** In the order in which they are asked. */
export const EXPECTATIONS: Readonly<Record<Service, readonly Expectation[]>> = {
  sqs: [
    { says: 'a queue is found by its name', page: `${SQS}GetQueueUrl.html`, operation: 'GetQueueUrl', input: { QueueName: 'jobs' }, keeps: { jobs: ['QueueUrl'] } },
    { says: 'an absent one is an error', page: `${SQS}GetQueueUrl.html`, operation: 'GetQueueUrl', input: { QueueName: 'none' }, error: ABSENT },
    { says: 'a FIFO queue has its name, with the suffix', page: `${SQS}GetQueueUrl.html`, operation: 'GetQueueUrl', input: { QueueName: 'line.fifo' }, keeps: { line: ['QueueUrl'] } },
    { says: 'queues are listed by a prefix', page: `${SQS}ListQueues.html`, operation: 'ListQueues', input: { QueueNamePrefix: 'line' }, output: { QueueUrls: ['{line}'] } },
    {
      says: 'a message is acknowledged by its digest',
      page: `${SQS}SendMessage.html`,
      operation: 'SendMessage',
      input: { ...JOBS, MessageBody: 'hello', MessageAttributes: { kind: { DataType: 'String', StringValue: 'a' } } },
      output: { MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592' },
      keeps: { sent: ['MessageId'] },
    },
    {
      says: 'and is received with its attributes',
      page: `${SQS}ReceiveMessage.html`,
      operation: 'ReceiveMessage',
      input: { ...JOBS, MessageAttributeNames: ['All'], VisibilityTimeout: 30 },
      output: { Messages: [{ MessageId: '{sent}', Body: 'hello', MessageAttributes: { kind: { StringValue: 'a' } } }] },
    },
    {
      says: 'and by nobody else, as long as it is invisible',
      page: `${SQS_GUIDE}sqs-visibility-timeout.html`,
      operation: 'GetQueueAttributes',
      input: { ...JOBS, AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] },
      output: { Attributes: { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '1' } },
    },
    {
      says: 'and comes again when its time-out is over',
      page: `${SQS_GUIDE}sqs-visibility-timeout.html`,
      after: 31,
      operation: 'ReceiveMessage',
      input: { ...JOBS, AttributeNames: ['ApproximateReceiveCount'] },
      output: { Messages: [{ MessageId: '{sent}', Attributes: { ApproximateReceiveCount: '2' } }] },
      keeps: { handle: ['Messages', 0, 'ReceiptHandle'] },
    },
    { says: 'a time-out may be changed, to none', page: `${SQS}ChangeMessageVisibility.html`, operation: 'ChangeMessageVisibility', input: { ...JOBS, ReceiptHandle: '{handle}', VisibilityTimeout: 0 } },
    {
      says: 'it comes a third time, which is the last one',
      page: `${SQS_GUIDE}sqs-dead-letter-queues.html`,
      operation: 'ReceiveMessage',
      input: { ...JOBS, VisibilityTimeout: 0 },
      output: { Messages: [{ MessageId: '{sent}' }] },
    },
    { says: 'the dead-letter queue is a queue as others', page: `${SQS}GetQueueUrl.html`, operation: 'GetQueueUrl', input: { QueueName: 'dead' }, keeps: { dead: ['QueueUrl'] } },
    { says: 'a message may be delayed', page: `${SQS_GUIDE}sqs-delay-queues.html`, operation: 'SendMessage', input: { ...JOBS, MessageBody: 'late', DelaySeconds: 60 }, keeps: { late: ['MessageId'] } },
    {
      says: 'a delayed message is counted apart',
      page: `${SQS_GUIDE}sqs-delay-queues.html`,
      operation: 'GetQueueAttributes',
      input: { ...JOBS, AttributeNames: ['ApproximateNumberOfMessagesDelayed'] },
      output: { Attributes: { ApproximateNumberOfMessagesDelayed: '1' } },
    },
    { says: 'and is there, alone, when its delay is over', page: `${SQS_GUIDE}sqs-delay-queues.html`, after: 61, operation: 'ReceiveMessage', input: JOBS, output: { Messages: [{ MessageId: '{late}' }] }, keeps: { handle: ['Messages', 0, 'ReceiptHandle'] } },
    { says: 'what was worked on is deleted', page: `${SQS}DeleteMessage.html`, operation: 'DeleteMessage', input: { ...JOBS, ReceiptHandle: '{handle}' } },
    {
      says: 'the dead-letter queue has what came too often',
      page: `${SQS_GUIDE}sqs-dead-letter-queues.html`,
      operation: 'ReceiveMessage',
      input: { QueueUrl: '{dead}', VisibilityTimeout: 0 },
      output: { Messages: [{ MessageId: '{sent}', Body: 'hello' }] },
    },
    {
      says: 'a batch says of each entry what became of it',
      page: `${SQS}SendMessageBatch.html`,
      operation: 'SendMessageBatch',
      input: { ...LINE, Entries: [{ Id: '1', MessageBody: 'a', MessageGroupId: 'g', MessageDeduplicationId: '1' }, { Id: '2', MessageBody: 'b', MessageGroupId: 'g', MessageDeduplicationId: '2' }] },
      output: { Successful: [{ Id: '1' }, { Id: '2' }] },
    },
    { says: 'two entries of one id are an error', page: `${SQS}SendMessageBatch.html`, operation: 'SendMessageBatch', input: { ...JOBS, Entries: [{ Id: '1', MessageBody: 'a' }, { Id: '1', MessageBody: 'b' }] }, error: /BatchEntryIdsNotDistinct/ },
    { says: 'a FIFO queue needs a group', page: `${SQS_GUIDE}using-messagegroupid-property.html`, operation: 'SendMessage', input: { ...LINE, MessageBody: 'c' }, error: /MissingParameter/ },
    { says: 'a duplicate is acknowledged, and not there', page: `${SQS_GUIDE}FIFO-queues-exactly-once-processing.html`, operation: 'SendMessage', input: { ...LINE, MessageBody: 'a', MessageGroupId: 'g', MessageDeduplicationId: '1' } },
    { says: 'a group is received in its order, without the duplicate', page: `${SQS_GUIDE}FIFO-queues-understanding-logic.html`, operation: 'ReceiveMessage', input: { ...LINE, MaxNumberOfMessages: 10 }, output: { Messages: [{ Body: 'a' }, { Body: 'b' }] } },
    { says: 'and is held as long as its messages are invisible', page: `${SQS_GUIDE}FIFO-queues-understanding-logic.html`, operation: 'GetQueueAttributes', input: { ...LINE, AttributeNames: ['ApproximateNumberOfMessagesNotVisible'] }, output: { Attributes: { ApproximateNumberOfMessagesNotVisible: '2' } } },
    { says: 'a handle that is none is an error', page: `${SQS}DeleteMessage.html`, operation: 'DeleteMessage', input: { ...JOBS, ReceiptHandle: 'none' }, error: /ReceiptHandleIsInvalid/ },
    { says: 'a queue is emptied', page: `${SQS}PurgeQueue.html`, operation: 'PurgeQueue', input: LINE },
  ],
  sns: [
    { says: 'topics are listed', page: `${SNS}ListTopics.html`, operation: 'ListTopics', keeps: { topic: ['Topics', 0, 'TopicArn'] } },
    { says: 'a topic tells its subscriptions', page: `${SNS}GetTopicAttributes.html`, operation: 'GetTopicAttributes', input: { TopicArn: '{topic}' }, output: { Attributes: { TopicArn: '{topic}', SubscriptionsConfirmed: '1' } } },
    { says: 'and lists them', page: `${SNS}ListSubscriptionsByTopic.html`, operation: 'ListSubscriptionsByTopic', input: { TopicArn: '{topic}' }, output: { Subscriptions: [{ Protocol: 'sqs', TopicArn: '{topic}' }] } },
    { says: 'a message that a filter passes is published', page: `${SNS}Publish.html`, operation: 'Publish', input: { TopicArn: '{topic}', Message: 'cheaper', MessageAttributes: { kind: { DataType: 'String', StringValue: 'price' } } } },
    { says: 'as one that it does not pass', page: 'https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html', operation: 'Publish', input: { TopicArn: '{topic}', Message: 'other', MessageAttributes: { kind: { DataType: 'String', StringValue: 'news' } } } },
    { says: 'an absent topic is an error', page: `${SNS}Publish.html`, operation: 'Publish', input: { TopicArn: '{topic}none', Message: 'x' }, error: /NotFound/ },
    { says: 'a batch says of each entry what became of it', page: `${SNS}PublishBatch.html`, operation: 'PublishBatch', input: { TopicArn: '{topic}', PublishBatchRequestEntries: [{ Id: '1', Message: 'a' }] }, output: { Successful: [{ Id: '1' }], Failed: [] } },
  ],
  events: [
    { says: 'buses are listed, the default one among them', page: `${EVENTS}ListEventBuses.html`, operation: 'ListEventBuses', output: { EventBuses: [{ Name: 'default' }, { Name: 'shop' }] } },
    { says: 'rules are listed by their bus', page: `${EVENTS}ListRules.html`, operation: 'ListRules', input: { EventBusName: 'shop' }, output: { Rules: [{ Name: 'sold', State: 'ENABLED' }] } },
    { says: 'and so are targets by their rule', page: `${EVENTS}ListTargetsByRule.html`, operation: 'ListTargetsByRule', input: { EventBusName: 'shop', Rule: 'sold' }, output: { Targets: [{ Id: 'Target0' }] } },
    {
      says: 'an event is taken, and one without a detail type is not',
      page: `${EVENTS}PutEvents.html`,
      operation: 'PutEvents',
      input: { Entries: [{ EventBusName: 'shop', Source: 'till', DetailType: 'Sold', Detail: '{"item":"book"}' }, { EventBusName: 'shop', Source: 'till', Detail: '{}' }] },
      output: { FailedEntryCount: 1 },
    },
    {
      says: 'a pattern is tried on an event',
      page: `${EVENTS}TestEventPattern.html`,
      operation: 'TestEventPattern',
      input: {
        EventPattern: '{"detail":{"price":[{"numeric":[">",10]}]}}',
        Event: '{"id":"1","account":"1","source":"till","time":"2026-01-01T00:00:00Z","region":"us-east-1","resources":[],"detail-type":"Sold","detail":{"price":11}}',
      },
      output: { Result: true },
    },
    { says: 'a rule is disabled', page: `${EVENTS}DisableRule.html`, operation: 'DisableRule', input: { EventBusName: 'shop', Name: 'sold' } },
    { says: 'and says so', page: `${EVENTS}DescribeRule.html`, operation: 'DescribeRule', input: { EventBusName: 'shop', Name: 'sold' }, output: { Name: 'sold', State: 'DISABLED' } },
    { says: 'an absent bus is an error', page: `${EVENTS}DescribeEventBus.html`, operation: 'DescribeEventBus', input: { Name: 'none' }, error: NOT_FOUND },
  ],
  scheduler: [
    { says: 'schedules are listed', page: `${SCHEDULER}ListSchedules.html`, operation: 'ListSchedules', output: { Schedules: [{ Name: 'nightly', GroupName: 'default', State: 'ENABLED' }] } },
    {
      says: 'a schedule tells when it runs, and what',
      page: `${SCHEDULER}GetSchedule.html`,
      operation: 'GetSchedule',
      input: { Name: 'nightly' },
      output: { ScheduleExpression: 'cron(0 3 * * ? *)', ScheduleExpressionTimezone: 'Europe/Berlin', FlexibleTimeWindow: { Mode: 'OFF' } },
    },
    { says: 'an absent one is an error', page: `${SCHEDULER}GetSchedule.html`, operation: 'GetSchedule', input: { Name: 'none' }, error: NOT_FOUND },
  ],
};

/** What comes of it all: what topics, rules and schedules were to tell is in a queue. */
export const DELIVERIES: readonly Expectation[] = [
  { says: 'there is a queue that is told', page: `${SQS}GetQueueUrl.html`, operation: 'GetQueueUrl', input: { QueueName: 'told' }, keeps: { told: ['QueueUrl'] } },
  {
    says: 'of what passed the filter, what matched the rule, and the night',
    page: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets.html',
    after: 86_400,
    operation: 'GetQueueAttributes',
    input: { ...TOLD, AttributeNames: ['ApproximateNumberOfMessages'] },
    output: { Attributes: { ApproximateNumberOfMessages: '3' } },
  },
];
