import {
  ChangeMessageVisibilityBatchCommand, ChangeMessageVisibilityCommand, CreateQueueCommand, DeleteMessageBatchCommand, DeleteMessageCommand,
  GetQueueAttributesCommand, GetQueueUrlCommand, ListDeadLetterSourceQueuesCommand, ListMessageMoveTasksCommand, ListQueuesCommand,
  ListQueueTagsCommand, Message, PurgeQueueCommand, ReceiveMessageCommand, ReceiveMessageCommandInput, SendMessageBatchCommand,
  SendMessageCommand, SetQueueAttributesCommand, SQSClient, StartMessageMoveTaskCommand, TagQueueCommand, UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { AwsClient } from 'aws4fetch';
import { XMLParser } from 'fast-xml-parser';
import { arnOf, redrivenTo, someQueues } from './a-queue';
import { AwsEndpoint } from '../../../../local/endpoints/aws-endpoint';
import { ManualClock } from '../../../../local/machine/clock';

const clock = new ManualClock();
const endpoint = new AwsEndpoint();
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
let url: string;
let client: SQSClient;

beforeAll(async () => {
  url = await endpoint.start(0);
  client = new SQSClient({ endpoint: url, region: 'eu-west-1', credentials, maxAttempts: 1 });
});
beforeEach(() => {
  const { sqs } = someQueues({ 'jobs': redrivenTo('dead', 1), 'dead': {}, 'jobs.fifo': { FifoQueue: 'true', ContentBasedDeduplication: 'true' } }, clock);
  endpoint.serve([sqs]);
});
afterAll(() => {
  client.destroy();
  return endpoint.stop();
});

const queueUrl = (name = 'jobs') => `${url}/111122223333/${name}`;
const send = (MessageBody: string, more = {}) => client.send(new SendMessageCommand({ QueueUrl: queueUrl(), MessageBody, ...more }));
const receive = async (more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> =>
  (await client.send(new ReceiveMessageCommand({ QueueUrl: queueUrl(), MaxNumberOfMessages: 10, ...more }))).Messages ?? [];

test('a message comes with its attributes, by their names, and the SDK finds the digests right', async () => {
  const { MessageId, MD5OfMessageAttributes } = await send('hello', {
    MessageAttributes: {
      kind: { DataType: 'String', StringValue: 'greeting' },
      count: { DataType: 'Number.int', StringValue: '3' },
      picture: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2, 3]) },
    },
    MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-2-3' } },
  });
  expect(MD5OfMessageAttributes).toBe('38b4cf4196e11e8c5c235b85aa181c44');
  const [message] = await receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
  expect(message).toMatchObject({
    MessageId,
    Body: 'hello',
    MD5OfMessageAttributes,
    MessageAttributes: { kind: { DataType: 'String', StringValue: 'greeting' }, count: { StringValue: '3' }, picture: { BinaryValue: Uint8Array.of(1, 2, 3) } },
    Attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(clock.now()), ApproximateFirstReceiveTimestamp: String(clock.now()), AWSTraceHeader: 'Root=1-2-3' },
  });
  await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl(), ReceiptHandle: message.ReceiptHandle }));
  expect(await receive()).toEqual([]);
});

test('only what is asked for comes with a message', async () => {
  await send('hello', { MessageAttributes: { 'app.kind': { DataType: 'String', StringValue: 'a' }, 'other': { DataType: 'String', StringValue: 'b' } } });
  const [message] = await receive({ MessageAttributeNames: ['app.*'], MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
  expect(Object.keys(message.MessageAttributes!)).toEqual(['app.kind']);
  expect(message.Attributes).toEqual({ ApproximateReceiveCount: '1' });
});

test('entries of a batch succeed and fail one by one', async () => {
  const { Successful, Failed } = await client.send(new SendMessageBatchCommand({
    QueueUrl: queueUrl(), Entries: [{ Id: 'a', MessageBody: 'a' }, { Id: 'b', MessageBody: 'b', DelaySeconds: 901 }, { Id: 'c', MessageBody: 'c' }],
  }));
  expect(Successful?.map(({ Id }) => Id)).toEqual(['a', 'c']);
  expect(Failed).toEqual([{ Id: 'b', SenderFault: true, Code: 'InvalidParameterValue', Message: 'Value 901 for parameter DelaySeconds is invalid. Reason: Must be >= 0 and <= 900, if provided.' }]);
  const [a, c] = await receive();
  const released = await client.send(new ChangeMessageVisibilityBatchCommand({
    QueueUrl: queueUrl(), Entries: [{ Id: '1', ReceiptHandle: a.ReceiptHandle, VisibilityTimeout: 60 }, { Id: '2', ReceiptHandle: 'none', VisibilityTimeout: 0 }],
  }));
  expect([released.Successful?.map(({ Id }) => Id), released.Failed?.map(({ Code }) => Code)]).toEqual([['1'], ['ReceiptHandleIsInvalid']]);
  const deleted = await client.send(new DeleteMessageBatchCommand({
    QueueUrl: queueUrl(), Entries: [{ Id: '1', ReceiptHandle: a.ReceiptHandle }, { Id: '2', ReceiptHandle: c.ReceiptHandle }, { Id: '3', ReceiptHandle: 'none' }],
  }));
  expect([deleted.Successful?.map(({ Id }) => Id), deleted.Failed?.map(({ Id }) => Id)]).toEqual([['1', '2'], ['3']]);
});

test('a FIFO queue numbers its messages', async () => {
  const QueueUrl = queueUrl('jobs.fifo');
  const sent = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageGroupId: 'x' }));
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'b', MessageGroupId: 'x' }));
  const messages = await receive({ QueueUrl, MessageSystemAttributeNames: ['All'] });
  expect(messages.map(({ Body, Attributes }) => [Body, Attributes!.MessageGroupId])).toEqual([['a', 'x'], ['b', 'x']]);
  expect(messages[0].Attributes).toMatchObject({ SequenceNumber: sent.SequenceNumber, MessageDeduplicationId: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(messages[1].Attributes!.SequenceNumber! > sent.SequenceNumber!).toBe(true);
});

test('queues are found, described and changed', async () => {
  expect((await client.send(new GetQueueUrlCommand({ QueueName: 'jobs' }))).QueueUrl).toBe('http://127.0.0.1:3100/111122223333/jobs');
  expect((await client.send(new ListQueuesCommand({ QueueNamePrefix: 'jobs', MaxResults: 1 })))).toMatchObject({ QueueUrls: [expect.stringMatching(/jobs$/)], NextToken: '1' });
  expect((await client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: queueUrl('dead') }))).queueUrls).toEqual([expect.stringMatching(/jobs$/)]);
  await client.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl(), Attributes: { VisibilityTimeout: '5' } }));
  await send('a');
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl(), AttributeNames: ['All'] }));
  expect(Attributes).toMatchObject({
    QueueArn: arnOf('jobs'), VisibilityTimeout: '5', MessageRetentionPeriod: '345600', ApproximateNumberOfMessages: '1', RedrivePolicy: redrivenTo('dead', 1).RedrivePolicy,
  });
  await client.send(new PurgeQueueCommand({ QueueUrl: queueUrl() }));
  expect(await receive()).toEqual([]);
  await client.send(new TagQueueCommand({ QueueUrl: queueUrl(), Tags: { team: 'shop', stage: 'dev' } }));
  await client.send(new UntagQueueCommand({ QueueUrl: queueUrl(), TagKeys: ['stage'] }));
  expect((await client.send(new ListQueueTagsCommand({ QueueUrl: queueUrl() }))).Tags).toEqual({ team: 'shop' });
});

test('a redrive gives a dead-letter queue\'s messages back', async () => {
  await send('poison');
  const [{ ReceiptHandle }] = await receive();
  await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl(), ReceiptHandle, VisibilityTimeout: 0 }));
  expect(await receive()).toEqual([]);
  await client.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf('dead') }));
  expect((await client.send(new ListMessageMoveTasksCommand({ SourceArn: arnOf('dead') }))).Results).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }]);
  expect((await receive()).map(({ Body }) => Body)).toEqual(['poison']);
});

test.each([
  ['a queue that is not there', () => client.send(new SendMessageCommand({ QueueUrl: queueUrl('none'), MessageBody: 'a' })), 'QueueDoesNotExist'],
  ['a queue of another Region', () => client.send(new SendMessageCommand({ QueueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/jobs', MessageBody: 'a' })), 'InvalidAddress'],
  ['what XML cannot hold', () => send('\u0001'), 'InvalidMessageContents'],
  ['an attribute that there is not', () => client.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl(), Attributes: { Color: 'red' } as any })), 'InvalidAttributeName'],
  ['a value out of its limits', () => client.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl(), Attributes: { DelaySeconds: '901' } })), 'InvalidAttributeValue'],
  ['a dead-letter queue of another kind', () => client.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl('jobs.fifo'), Attributes: redrivenTo('dead', 1) })), 'InvalidParameterValue'],
  ['a batch of nothing', () => client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl(), Entries: [] })), 'EmptyBatchRequest'],
  ['a batch with an id twice', () => client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl(), Entries: [{ Id: 'a', MessageBody: 'a' }, { Id: 'a', MessageBody: 'b' }] })), 'BatchEntryIdsNotDistinct'],
  ['a new queue', () => client.send(new CreateQueueCommand({ QueueName: 'new' })), 'NotImplemented'],
])('%s is refused by AWS\'s name for that', async (_, request, name) => {
  await expect(request()).rejects.toMatchObject({ name });
});

test('the SDK knows errors as its classes, and by their old codes', async () => {
  const error = await send('a', { QueueUrl: queueUrl('none') }).catch(failure => failure);
  expect(error).toMatchObject({ name: 'QueueDoesNotExist', $metadata: { httpStatusCode: 400 } });
  expect(error.Code ?? error.Error?.Code).toBe('AWS.SimpleQueueService.NonExistentQueue');
});

describe('old clients, which send forms and read XML', () => {
  const ask = async (form: Record<string, string>) => {
    const aws = new AwsClient({ ...credentials, service: 'sqs', region: 'eu-west-1', retries: 0 });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await aws.fetch(`${url}/`, { method: 'POST', headers, body: String(new URLSearchParams({ Version: '2012-11-05', ...form })) });
    return { status: answer.status, ...new XMLParser({ parseTagValue: false }).parse(await answer.text()) };
  };

  test('send, receive and delete', async () => {
    const { SendMessageResponse: { SendMessageResult } } = await ask({
      'Action': 'SendMessage',
      'QueueUrl': queueUrl(),
      'MessageBody': 'a & b',
      'MessageAttribute.1.Name': 'kind',
      'MessageAttribute.1.Value.DataType': 'String',
      'MessageAttribute.1.Value.StringValue': 'greeting',
    });
    const { ReceiveMessageResponse: { ReceiveMessageResult: { Message: message } } } = await ask({
      'Action': 'ReceiveMessage', 'QueueUrl': queueUrl(), 'AttributeName.1': 'ApproximateReceiveCount', 'MessageAttributeName.1': 'All',
    });
    expect(message).toMatchObject({
      MessageId: SendMessageResult.MessageId,
      Body: 'a & b',
      Attribute: { Name: 'ApproximateReceiveCount', Value: '1' },
      MessageAttribute: { Name: 'kind', Value: { DataType: 'String', StringValue: 'greeting' } },
    });
    const { DeleteMessageBatchResponse: { DeleteMessageBatchResult } } = await ask({
      'Action': 'DeleteMessageBatch',
      'QueueUrl': queueUrl(),
      'DeleteMessageBatchRequestEntry.1.Id': 'x',
      'DeleteMessageBatchRequestEntry.1.ReceiptHandle': message.ReceiptHandle,
      'DeleteMessageBatchRequestEntry.2.Id': 'y',
      'DeleteMessageBatchRequestEntry.2.ReceiptHandle': 'none',
    });
    expect(DeleteMessageBatchResult).toMatchObject({ DeleteMessageBatchResultEntry: { Id: 'x' }, BatchResultErrorEntry: { Id: 'y', Code: 'ReceiptHandleIsInvalid' } });
  });

  test('change and read attributes', async () => {
    await ask({ 'Action': 'SetQueueAttributes', 'QueueUrl': queueUrl(), 'Attribute.1.Name': 'DelaySeconds', 'Attribute.1.Value': '9' });
    const answer = await ask({ 'Action': 'GetQueueAttributes', 'QueueUrl': queueUrl(), 'AttributeName.1': 'DelaySeconds' });
    expect(answer.GetQueueAttributesResponse.GetQueueAttributesResult).toEqual({ Attribute: { Name: 'DelaySeconds', Value: '9' } });
  });

  test('are refused by the codes that they know', async () => {
    expect(await ask({ Action: 'SendMessage', QueueUrl: queueUrl('none'), MessageBody: 'a' })).toMatchObject({
      status: 400, ErrorResponse: { Error: { Type: 'Sender', Code: 'AWS.SimpleQueueService.NonExistentQueue', Message: 'The specified queue does not exist.' } },
    });
  });
});

test.each([
  ['SendMessageBatch', { QueueUrl: 'http://localhost/1/jobs' }, ['sqs:SendMessage on arn:aws:sqs:eu-west-1:111122223333:jobs']],
  ['ReceiveMessage', { QueueUrl: 'http://localhost/1/jobs' }, ['sqs:ReceiveMessage on arn:aws:sqs:eu-west-1:111122223333:jobs']],
  ['GetQueueUrl', { QueueName: 'jobs' }, ['sqs:GetQueueUrl on arn:aws:sqs:eu-west-1:111122223333:jobs']],
  ['ListQueues', {}, ['sqs:ListQueues on *']],
  ['StartMessageMoveTask', { SourceArn: 'arn:dead', DestinationArn: 'arn:jobs' }, [
    'sqs:StartMessageMoveTask on arn:dead', 'sqs:ReceiveMessage on arn:dead', 'sqs:DeleteMessage on arn:dead', 'sqs:SendMessage on arn:jobs',
  ]],
])('%s needs permission for what it does', (operation, input, needed) => {
  const request = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': `AmazonSQS.${operation}` },
    body: Buffer.from(JSON.stringify(input)),
    signer: { accessKeyId: 'local', region: 'eu-west-1', service: 'sqs' },
  };
  expect(someQueues({}).sqs.neededPermissions(request, '111122223333').map(({ action, resource }) => `${action} on ${resource}`)).toEqual(needed);
});
