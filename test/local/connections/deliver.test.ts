import { deliverTo } from '../../../local/connections/deliver';
import { ManualClock } from '../../../local/machine/clock';
import { LocalService, SignedRequest } from '../../../local/machine/local-service';
import { LogLine } from '../../../local/machine/log-line';
import { EventBridge } from '../../../local/services/eventbridge/event-bridge';
import { Iam } from '../../../local/services/iam/iam';
import { LambdaService } from '../../../local/services/lambda/lambda-service';
import { Sns } from '../../../local/services/sns/sns';

const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:123456789012:${rest}`;
const from = arn('events', 'rule/R');

function aDelivery({ sqs, isAllowed = true }: { sqs?: { statusCode: number; body: object }; isAllowed?: boolean } = {}) {
  const came: unknown[][] = [];
  const asked: unknown[][] = [];
  const lines: LogLine[] = [];
  const services: Record<string, object> = {
    [LambdaService.name]: { accountId: '123456789012', function: (_: string, name: string) => name === 'Ship' ? {} : undefined, invokeAsynchronously: (...what: unknown[]) => came.push(['lambda', ...what]) },
    [Iam.name]: { letsService: (...what: unknown[]) => asked.push(what) > 0 && isAllowed },
    [Sns.name]: { receive: async (...what: unknown[]) => came.push(['sns', ...what]) },
    [EventBridge.name]: { receive: async (...what: unknown[]) => came.push(['events', ...what]) },
  };
  const queues: LocalService = {
    name: 'SQS',
    signingNames: ['sqs'],
    answer: async ({ headers, body, signer: { region } }: SignedRequest) => {
      came.push([headers['x-amz-target'], region, JSON.parse(body.toString())]);
      return { statusCode: sqs!.statusCode, headers: {}, body: JSON.stringify(sqs!.body) };
    },
  };
  const deliver = deliverTo({
    clock: new ManualClock(Date.UTC(2026, 0, 1)),
    log: line => lines.push(line),
    service: <T extends LocalService>(type: new (props: any) => T) => services[type.name] as T,
    signedFor: name => sqs && name === 'sqs' ? queues : undefined,
  });
  return { deliver, came, asked, lines };
}

test('a function is invoked, whoever waits, also by its alias', async () => {
  const { deliver, came } = aDelivery();
  await deliver({ from, to: arn('lambda', 'function:Ship'), payload: '{"id":7}' });
  await deliver({ from, to: arn('lambda', 'function:Ship:live'), payload: '"text"' });
  expect(came).toEqual([['lambda', 'eu-west-1', 'Ship', { id: 7 }, {}], ['lambda', 'eu-west-1', 'Ship', 'text', { qualifier: 'live' }]]);
  await expect(deliver({ from, to: arn('lambda', 'function:Other'), payload: '{}' })).rejects.toMatchObject({ code: 'RESOURCE_NOT_FOUND', isFinal: true });
  await expect(deliver({ from, to: arn('lambda', 'function:Ship'), payload: 'text' })).rejects.toMatchObject({ code: 'INVALID_JSON', isFinal: true });
});

test.each([
  ['rule', from, [['events.amazonaws.com', 'lambda:InvokeFunction', arn('lambda', 'function:Ship:live'), from]]],
  ['subscription', arn('sns', 'News:a-b'), [['sns.amazonaws.com', 'lambda:InvokeFunction', arn('lambda', 'function:Ship:live'), arn('sns', 'News')]]],
])('a function that does not let the service of a %s invoke it is not invoked', async (_, source, questions) => {
  const { deliver, came, asked } = aDelivery({ isAllowed: false });
  const refused = deliver({ from: source, to: arn('lambda', 'function:Ship:live'), payload: '{}' });
  await expect(refused).rejects.toMatchObject({ code: 'NO_PERMISSIONS', isFinal: true, message: expect.stringMatching(/^Invalid permissions on Lambda function: no AWS::Lambda::Permission of Ship:live lets /) });
  expect([came, asked]).toEqual([[], questions]);
});

test('a schedule, which acts in a role, needs no permission of the function', async () => {
  const { deliver, came } = aDelivery({ isAllowed: false });
  await deliver({ from: arn('scheduler', 'schedule/default/S'), to: arn('lambda', 'function:Ship'), payload: '{}' });
  expect(came).toHaveLength(1);
});

test('a queue gets a message by a request of SQS, whatever answers that', async () => {
  const { deliver, came } = aDelivery({ sqs: { statusCode: 200, body: {} } });
  await deliver({ from, to: arn('sqs', 'orders.fifo'), payload: 'hello', group: 'g', deduplication: 'd', attributes: { a: { DataType: 'String', StringValue: 'x' } } });
  expect(came).toEqual([['AmazonSQS.SendMessage', 'eu-west-1', {
    QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders.fifo',
    MessageBody: 'hello',
    MessageGroupId: 'g',
    MessageDeduplicationId: 'd',
    MessageAttributes: { a: { DataType: 'String', StringValue: 'x' } },
  }]]);
});

test.each([[400, true], [500, false]])('a queue that answers %s: is that final? %s', async (statusCode, isFinal) => {
  const { deliver } = aDelivery({ sqs: { statusCode, body: { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'There is none' } } });
  await expect(deliver({ from, to: arn('sqs', 'no'), payload: '' })).rejects.toMatchObject({ code: 'QueueDoesNotExist', message: 'There is none', isFinal });
});

test('topics, buses and log groups get it', async () => {
  const { deliver, came, lines } = aDelivery();
  await deliver({ from, to: arn('sns', 'news'), payload: 'hello', group: 'g', subject: 's' });
  await deliver({ from, to: arn('events', 'event-bus/orders'), payload: '{"source":"shop"}' });
  await deliver({ from, to: arn('events', 'event-bus/orders'), payload: '{"id":7}', event: { source: 'clock', detailType: 'Tick' } });
  await deliver({ from, to: arn('logs', 'log-group:/events'), payload: 'line' });
  expect(came).toEqual([
    ['sns', arn('sns', 'news'), 'hello', 'g', 's'],
    ['events', arn('events', 'event-bus/orders'), { source: 'shop' }],
    ['events', arn('events', 'event-bus/orders'), expect.objectContaining({
      'source': 'clock', 'detail-type': 'Tick', 'detail': { id: 7 }, 'region': 'eu-west-1', 'account': '123456789012', 'time': '2026-01-01T00:00:00Z', 'resources': [from],
    })],
  ]);
  expect(lines).toEqual([{ region: 'eu-west-1', logGroup: '/events', stream: from, message: 'line' }]);
});

test('what does not run here is told, and not tried again', async () => {
  const { deliver } = aDelivery();
  await expect(deliver({ from, to: arn('states', 'stateMachine:S'), payload: '{}' })).rejects.toMatchObject({ message: 'states is not run here', isFinal: true });
  await expect(deliver({ from, to: arn('sqs', 'orders'), payload: '' })).rejects.toMatchObject({ message: 'There is no SQS here', isFinal: true });
});
