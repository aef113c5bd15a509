import { once } from 'node:events';
import { createServer, IncomingMessage } from 'node:http';
import { AddressInfo } from 'node:net';
import {
  CreateTopicCommand, GetSubscriptionAttributesCommand, GetTopicAttributesCommand, ListSubscriptionsByTopicCommand, ListTopicsCommand,
  PublishBatchCommand, PublishCommand, SNSClient,
} from '@aws-sdk/client-sns';
import { ManualClock } from '../../../../local/machine/clock';
import { DeliveryError } from '../../../../local/machine/delivery';
import { Sns } from '../../../../local/services/sns/sns';
import { SubscriptionDefinition, TopicDefinition } from '../../../../local/services/sns/topic-definition';
import { ACCOUNT, aMachine, serve } from '../delivered';

const REGION = 'eu-west-1';
const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT}:orders`;
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:Ship`;
const DEAD = `arn:aws:sqs:${REGION}:${ACCOUNT}:dead`;
const ORDERS: TopicDefinition = { arn: `arn:aws:sns:${REGION}:${ACCOUNT}:orders`, name: 'orders', region: REGION, isFifo: false, isContentBased: false };
const FIFO: TopicDefinition = { ...ORDERS, arn: `${ORDERS.arn}.fifo`, name: 'orders.fifo', isFifo: true, isContentBased: true };

let subscribed = 0;
function aSubscription(protocol: string, endpoint: string, more: Partial<SubscriptionDefinition> = {}): SubscriptionDefinition {
  const { topicArn = ORDERS.arn } = more;
  return { arn: `${topicArn}:${++subscribed}`, topicArn, protocol, endpoint, ...more };
}

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

async function running(...subscriptions: SubscriptionDefinition[]) {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const machine = aMachine(clock);
  const measured: string[] = [];
  const service = new Sns({ ...machine, measure: ({ name, dimensions: { TopicName } }) => measured.push(`${TopicName} ${name}`), topics: [ORDERS, FIFO], subscriptions });
  const served = await serve(service);
  stop = () => served.stop();
  return { ...machine, clock, service, measured, client: new SNSClient(served.clientIn(REGION)) };
}

const publish = (client: SNSClient, input: object = {}) => client.send(new PublishCommand({ TopicArn: ORDERS.arn, Message: 'hello', ...input }));
const color = (StringValue: string) => ({ color: { DataType: 'String', StringValue } });

test('a message goes to the queue of a subscription as a notification, and raw where that is asked for', async () => {
  const [wrapped, raw] = [aSubscription('sqs', QUEUE), aSubscription('sqs', `${QUEUE}-raw`, { isRaw: true })];
  const { client, delivered, measured } = await running(wrapped, raw);
  const { MessageId } = await publish(client, { Subject: 'Greeting', MessageAttributes: color('red') });
  expect(delivered.map(({ from, to }) => [from, to])).toEqual([[wrapped.arn, QUEUE], [raw.arn, `${QUEUE}-raw`]]);
  expect(JSON.parse(delivered[0].payload)).toMatchObject({
    Type: 'Notification',
    MessageId,
    TopicArn: ORDERS.arn,
    Subject: 'Greeting',
    Message: 'hello',
    Timestamp: '2026-01-01T00:00:00.000Z',
    SignatureVersion: '1',
    MessageAttributes: { color: { Type: 'String', Value: 'red' } },
  });
  expect(delivered[0].attributes).toBeUndefined();
  expect(delivered[1]).toMatchObject({ payload: 'hello', attributes: color('red') });
  expect(measured).toEqual(['orders NumberOfMessagesPublished']);
});

test('a function gets the event that Lambda has of SNS', async () => {
  const subscription = aSubscription('lambda', FUNCTION);
  const { client, delivered } = await running(subscription);
  const { MessageId } = await publish(client);
  expect(JSON.parse(delivered[0].payload)).toEqual({
    Records: [{
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: subscription.arn,
      Sns: expect.objectContaining({ Type: 'Notification', MessageId, TopicArn: ORDERS.arn, Subject: null, Message: 'hello', MessageAttributes: {}, SigningCertUrl: expect.any(String) }),
    }],
  });
});

test.each<[what: string, more: Partial<SubscriptionDefinition>, input: object, isAccepted: boolean]>([
  ['attributes that match', { filterPolicy: { color: ['red', { prefix: 'bl' }] } }, { MessageAttributes: color('blue') }, true],
  ['attributes that do not', { filterPolicy: { color: ['red'] } }, { MessageAttributes: color('blue') }, false],
  ['no such attribute', { filterPolicy: { color: [{ 'anything-but': 'red' }] } }, {}, false],
  ['a number', { filterPolicy: { price: [{ numeric: ['>=', 100] }] } }, { MessageAttributes: { price: { DataType: 'Number', StringValue: '100.5' } } }, true],
  ['a list', { filterPolicy: { sizes: ['M'] } }, { MessageAttributes: { sizes: { DataType: 'String.Array', StringValue: '["S","M"]' } } }, true],
  ['a body that matches', { filterPolicy: { order: { state: ['paid'] } }, filterPolicyScope: 'MessageBody' }, { Message: '{"order":{"state":"paid"}}' }, true],
  ['a body that does not', { filterPolicy: { order: { state: ['paid'] } }, filterPolicyScope: 'MessageBody' }, { Message: '{"order":{"state":"open"}}' }, false],
  ['a body that is no JSON', { filterPolicy: { order: [{ exists: false }] }, filterPolicyScope: 'MessageBody' }, { Message: 'paid' }, false],
])('a filter policy looks at %s', async (_, more, input, isAccepted) => {
  const { client, delivered } = await running(aSubscription('sqs', QUEUE, more));
  await publish(client, input);
  expect(delivered).toHaveLength(isAccepted ? 1 : 0);
});

test('mail, text messages and URLs elsewhere are kept, and not sent; each protocol has its text', async () => {
  const { client, journal, delivered } = await running(
    aSubscription('email', 'ada@example.com'), aSubscription('sms', '+4912345'), aSubscription('https', 'https://hooks.example.com/x'), aSubscription('email-json', 'bob@example.com'),
  );
  await publish(client, { MessageStructure: 'json', Subject: 'News', Message: JSON.stringify({ default: 'all', sms: 'short' }) });
  await client.send(new PublishCommand({ PhoneNumber: '+4967890', Message: 'direct' }));
  expect(delivered).toEqual([]);
  expect(journal.entries('sent').map(({ channel, to, subject, body }) => [channel, ...to, subject, body])).toEqual([
    ['email', 'ada@example.com', 'News', 'all'], ['sms', '+4912345', 'News', 'short'], ['http', 'https://hooks.example.com/x', 'News', 'all'], ['email', 'bob@example.com', 'News', 'all'],
    ['sms', '+4967890', undefined, 'direct'],
  ]);
});

test('a URL of this machine is called, and again after 20 seconds where it fails', async () => {
  const statuses = [500, 200];
  const bodies: string[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    bodies.push(`${request.headers['x-amz-sns-message-type']} ${JSON.parse(body).Message}`);
    response.writeHead(statuses.shift()!).end(() => server.emit('answered'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { client, clock, journal } = await running(aSubscription('http', `http://localhost:${(server.address() as AddressInfo).port}/hook`));
  const scheduled = new Promise<void>(resolve => {
    const schedule = clock.schedule.bind(clock);
    jest.spyOn(clock, 'schedule').mockImplementation((delay, run) => {
      resolve();
      return schedule(delay, run);
    });
  });
  await publish(client);
  await scheduled;
  await clock.advance(20_000);
  expect(bodies).toEqual(['Notification hello', 'Notification hello']);
  expect(journal.entries('sent')).toEqual([]);
  await new Promise(resolve => server.close(resolve).closeAllConnections());
});

test('what a queue does not take is tried again, and goes to the dead-letter queue where it is not there', async () => {
  const { client, clock, delivered, failures, measured } = await running(aSubscription('sqs', QUEUE, { deadLetterArn: DEAD, isRaw: true }));
  failures.push(new DeliveryError('THROTTLED', 'Rate exceeded', false));
  await publish(client);
  await clock.advance(0);
  expect(delivered.map(({ to }) => to)).toEqual([QUEUE]);
  failures.push(new DeliveryError('AWS.SimpleQueueService.NonExistentQueue', 'There is no such queue', true));
  await publish(client, { Message: 'second' });
  expect(delivered[1]).toMatchObject({ to: DEAD, payload: 'second', attributes: { ErrorMessage: { StringValue: 'There is no such queue' } } });
  expect(measured).toContain('orders NumberOfNotificationsFailed');
});

test('a FIFO topic hands on the group, numbers its messages, and takes the same one once in five minutes', async () => {
  const { client, clock, delivered } = await running(aSubscription('sqs', `${QUEUE}.fifo`, { topicArn: FIFO.arn, isRaw: true }));
  const send = (Message: string) => publish(client, { TopicArn: FIFO.arn, Message, MessageGroupId: 'g' });
  const [first, again] = [await send('a'), await send('a')];
  expect(delivered).toMatchObject([{ payload: 'a', group: 'g', deduplication: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  expect(first.SequenceNumber! < again.SequenceNumber!).toBe(true);
  await clock.advance(300_000);
  await send('a');
  expect(delivered).toHaveLength(2);
  await expect(publish(client, { TopicArn: FIFO.arn })).rejects.toMatchObject({ name: 'InvalidParameterException', message: expect.stringContaining('MessageGroupId') });
});

test('a batch is published one by one: what is not valid of it fails', async () => {
  const { client, delivered } = await running(aSubscription('sqs', QUEUE, { isRaw: true }));
  const { Successful, Failed } = await client.send(new PublishBatchCommand({
    TopicArn: ORDERS.arn,
    PublishBatchRequestEntries: [{ Id: 'a', Message: 'one', MessageAttributes: color('red') }, { Id: 'b', Message: 'two', Subject: 'x'.repeat(101) }],
  }));
  expect(Successful!.map(({ Id }) => Id)).toEqual(['a']);
  expect(Failed).toMatchObject([{ Id: 'b', Code: 'InvalidParameter', SenderFault: true }]);
  expect(delivered).toMatchObject([{ payload: 'one', attributes: color('red') }]);
  await expect(client.send(new PublishBatchCommand({ TopicArn: ORDERS.arn, PublishBatchRequestEntries: [{ Id: 'a', Message: 'm' }, { Id: 'a', Message: 'm' }] })))
    .rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinctException' });
});

test('topics and subscriptions are listed and described; what would change them is refused by name', async () => {
  const subscription = aSubscription('sqs', QUEUE, { filterPolicy: { color: ['red'] }, deadLetterArn: DEAD });
  const { client } = await running(subscription);
  expect((await client.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn: ORDERS.arn }, { TopicArn: FIFO.arn }]);
  expect((await client.send(new GetTopicAttributesCommand({ TopicArn: FIFO.arn }))).Attributes).toMatchObject({ FifoTopic: 'true', ContentBasedDeduplication: 'true', Owner: ACCOUNT });
  expect((await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: ORDERS.arn }))).Subscriptions).toMatchObject([{ SubscriptionArn: subscription.arn, Protocol: 'sqs', Endpoint: QUEUE }]);
  expect((await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: subscription.arn }))).Attributes).toMatchObject({
    FilterPolicy: '{"color":["red"]}', FilterPolicyScope: 'MessageAttributes', RedrivePolicy: `{"deadLetterTargetArn":"${DEAD}"}`,
  });
  await expect(publish(client, { TopicArn: `${ORDERS.arn}x` })).rejects.toMatchObject({ name: 'NotFoundException', message: 'Topic does not exist' });
  await expect(publish(client, { MessageStructure: 'json', Message: '{"sms":"x"}' })).rejects.toMatchObject({ message: expect.stringContaining('No default entry') });
  await expect(client.send(new CreateTopicCommand({ Name: 'new' }))).rejects.toMatchObject({ name: 'NotImplemented' });
});

test('a role needs sns:Publish on the topic', async () => {
  const { service } = await running();
  const needed = service.neededPermissions({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.from(`Action=PublishBatch&TopicArn=${encodeURIComponent(ORDERS.arn)}`),
    signer: { accessKeyId: 'a', region: REGION, service: 'sns' },
  });
  expect(needed).toEqual([{ action: 'sns:Publish', resource: ORDERS.arn }]);
});

test('other subscriptions are taken over while it runs', async () => {
  const { service, client, delivered } = await running(aSubscription('sqs', QUEUE));
  expect(service.update({ topics: [ORDERS], subscriptions: [aSubscription('sqs', `${QUEUE}-2`)] })).toEqual([]);
  await publish(client);
  expect(delivered.map(({ to }) => to)).toEqual([`${QUEUE}-2`]);
});
