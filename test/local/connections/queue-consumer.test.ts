import { EventSources } from '../../../local/connections/event-sources';
import { ManualClock } from '../../../local/machine/clock';
import { EventSourceMapping } from '../../../local/services/lambda/event-source-mapping';
import { EventSourceMappings } from '../../../local/services/lambda/event-source-mappings';
import { InvocationResult } from '../../../local/services/lambda/worker-pool';
import { arnOf, bodies, content, redrivenTo, someQueues } from '../services/sqs/a-queue';

const SECOND = 1_000;
const MAPPING: EventSourceMapping = {
  id: '1f0e0000-0000-4000-8000-000000000001',
  region: 'eu-west-1',
  eventSourceArn: arnOf('jobs'),
  functionName: 'worker',
  batchSize: 10,
  batchingWindowSeconds: 0,
  maximumConcurrency: 5,
  reportsBatchItemFailures: false,
  enabled: true,
};

interface Batch {
  readonly records: any[];
  readonly bodies: string[];
  end(result?: Partial<Pick<InvocationResult, 'payload' | 'error'>>): Promise<void>;
}

const flushed = () => new Promise(setImmediate);
const FAILED = { error: { errorType: 'Error', errorMessage: 'no' } };

/** A queue and its consumer, which holds each batch until the test ends it. */
function consumed(mapping: Partial<EventSourceMapping> = {}, attributes: Record<string, string> = {}) {
  const clock = new ManualClock();
  const { queue, sqs } = someQueues({ jobs: attributes, dead: attributes.FifoQueue ? { FifoQueue: 'true' } : {} }, clock);
  const batches: Batch[] = [];
  const invocations: unknown[] = [];
  const invoke = (region: string, functionName: string, event: any, options: any) => new Promise<InvocationResult>(resolve => {
    invocations.push({ region, functionName, ...options });
    const records = event.Records;
    const end: Batch['end'] = async result => {
      batches.splice(batches.indexOf(batch), 1);
      resolve({ log: [], coldStart: false, durationMs: 1, requestId: '1', payload: null, ...result });
      await flushed();
    };
    const batch = { records, bodies: records.map(({ body }: any) => body), end };
    batches.push(batch);
  });
  const mappings = [{ ...MAPPING, ...mapping }];
  const eventSourceMappings = new EventSourceMappings(mappings, clock, '111122223333');
  const consumers = new EventSources({ eventSourceMappings: mappings, clock, sqs, lambda: { invoke, eventSourceMappings } } as any);
  consumers.start();
  const send = async (...sent: string[]) => {
    sent.forEach(body => queue('jobs').send(content(body, attributes.FifoQueue ? { groupId: body[0], deduplicationId: body } : {})));
    await flushed();
  };
  const enable = (enabled: boolean) => eventSourceMappings.answer('UpdateEventSourceMapping', MAPPING.id, {
    body: Buffer.from(JSON.stringify({ Enabled: enabled })), signer: { region: MAPPING.region },
  } as any);
  return { clock, queue, batches, invocations, consumers, send, sqs, enable };
}

test('a function gets what is sent to its queue, as Lambda tells it, and what it has done is deleted', async () => {
  const { queue, batches, invocations, clock } = consumed({ qualifier: 'live' });
  queue('jobs').send(content('a', { attributes: { kind: { DataType: 'String', StringValue: 'greeting' } } }));
  await flushed();
  expect(invocations).toEqual([{ region: 'eu-west-1', functionName: 'worker', qualifier: 'live' }]);
  expect(batches[0].records).toEqual([{
    messageId: expect.any(String),
    receiptHandle: expect.any(String),
    body: 'a',
    attributes: {
      ApproximateReceiveCount: '1', SentTimestamp: String(clock.now()), ApproximateFirstReceiveTimestamp: String(clock.now()), SenderId: '111122223333',
    },
    messageAttributes: { kind: { stringValue: 'greeting', stringListValues: [], binaryListValues: [], dataType: 'String' } },
    md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
    md5OfBody: '0cc175b9c0f1b6a831c399e269772661',
    eventSource: 'aws:sqs',
    eventSourceARN: arnOf('jobs'),
    awsRegion: 'eu-west-1',
  }]);
  expect(queue('jobs').counts.inFlight).toBe(1);
  await batches[0].end();
  expect(queue('jobs').counts).toMatchObject({ visible: 0, inFlight: 0 });
});

test('a function that fails gets its batch again after the visibility time-out', async () => {
  const { clock, batches, send } = consumed({}, { VisibilityTimeout: '60' });
  await send('a', 'b');
  await batches[0].end(FAILED);
  await clock.advance(59 * SECOND);
  expect(batches).toEqual([]);
  await clock.advance(SECOND);
  expect(batches.map(({ bodies: again }) => again)).toEqual([['a', 'b']]);
  expect(batches[0].records[0].attributes.ApproximateReceiveCount).toBe('2');
});

test('a poison message ends in the dead-letter queue, and its fellows are done', async () => {
  const { clock, queue, batches, send } = consumed({ reportsBatchItemFailures: true }, redrivenTo('dead', 3));
  await send('a', 'poison', 'b');
  for (let time = 0; time < 3; time++) {
    const [{ records, end }] = batches;
    await end({ payload: { batchItemFailures: records.filter(({ body }) => body === 'poison').map(({ messageId }) => ({ itemIdentifier: messageId })) } });
    expect(queue('jobs').counts).toMatchObject({ visible: 0, inFlight: 1 });
    await clock.advance(30 * SECOND);
    await flushed();
  }
  expect(batches).toEqual([]);
  expect(queue('jobs').counts).toMatchObject({ visible: 0, inFlight: 0 });
  expect(bodies(queue('dead'))).toEqual(['poison']);
});

test.each([
  ['nothing', undefined, 0],
  ['an empty list', { batchItemFailures: [] }, 0],
  ['no list', { batchItemFailures: 'a' }, 2],
  ['what was not in the batch', { batchItemFailures: [{ itemIdentifier: 'other' }] }, 2],
  ['an entry without an identifier', { batchItemFailures: [{ itemIdentifer: 'a' }] }, 2],
])('a function that reports %s has failed at no message or at all', async (_, payload, left) => {
  const { queue, batches, send } = consumed({ reportsBatchItemFailures: true });
  await send('a', 'b');
  await batches[0].end({ payload });
  expect(queue('jobs').counts.inFlight).toBe(left);
});

const BODY = (pattern: unknown) => ({ body: pattern });
test.each<[string, object[], string[], string[]]>([
  ['of JSON', [BODY({ kind: ['b'] })], ['{"kind":"a"}', '{"kind":"b"}', 'b'], ['{"kind":"b"}']],
  ['of JSON without a field, which text is not', [BODY({ kind: [{ exists: false }] })], ['{"kind":"a"}', 'b', '{}'], ['{}']],
  ['of text', [BODY([{ prefix: 'b' }])], ['a', 'b1', '{"b":1}'], ['b1']],
  ['one of two', [BODY({ n: [{ numeric: ['>', 1] }] }), BODY(['a'])], ['{"n":1}', '{"n":2}', 'a'], ['{"n":2}', 'a']],
])('a function gets what matches a filter %s, and the rest is deleted', async (_, filters, sent, got) => {
  const { batches, send, queue } = consumed({ filters, batchSize: 2 });
  await send(...sent);
  expect(batches.flatMap(({ bodies: matching }) => matching)).toEqual(got);
  expect(queue('jobs').counts).toMatchObject({ visible: 0, inFlight: got.length });
});

test('a function has no more batches at once than its mapping allows', async () => {
  const { batches, send } = consumed({ maximumConcurrency: 2, batchSize: 1 });
  await send('a', 'b', 'c', 'd');
  expect(batches.map(({ bodies: [body] }) => body)).toEqual(['a', 'b']);
  await batches[0].end();
  expect(batches.map(({ bodies: [body] }) => body)).toEqual(['b', 'c']);
});

test('a batch is waited for until the window is over, or the batch is full', async () => {
  const { clock, batches, send } = consumed({ batchingWindowSeconds: 20, batchSize: 3 });
  await send('a');
  await clock.advance(10 * SECOND);
  await send('b');
  expect(batches).toEqual([]);
  await clock.advance(10 * SECOND);
  expect(batches.map(({ bodies: all }) => all)).toEqual([['a', 'b']]);
  await send('c', 'd', 'e');
  expect(batches.map(({ bodies: all }) => all)).toEqual([['a', 'b'], ['c', 'd', 'e']]);
});

test('the messages of a group of a FIFO queue come in their order, also after a failure', async () => {
  const { clock, batches, send } = consumed({ batchSize: 1 }, { FifoQueue: 'true' });
  await send('x1', 'x2', 'y1');
  expect(batches.map(({ bodies: [body] }) => body)).toEqual(['x1', 'y1']);
  await batches[0].end(FAILED);
  expect(batches.map(({ bodies: [body] }) => body)).toEqual(['y1']);
  await clock.advance(30 * SECOND);
  expect(batches.map(({ bodies: [body] }) => body)).toContain('x1');
  expect(batches.map(({ bodies: [body] }) => body)).not.toContain('x2');
});

test('a mapping that is disabled by Lambda\'s API takes no more batches until it is enabled, and ends the one that it has', async () => {
  const { batches, send, enable, queue } = consumed({ batchSize: 1 });
  await send('a');
  enable(false);
  await send('b');
  expect(batches.map(({ bodies: [body] }) => body)).toEqual(['a']);
  await batches[0].end();
  expect([batches.length, queue('jobs').counts.visible, queue('jobs').counts.inFlight]).toEqual([0, 1, 0]);
  enable(true);
  expect(batches.map(({ bodies: [body] }) => body)).toEqual(['b']);
});

test('a mapping that is disabled, or goes, takes nothing; one that comes takes what is there', async () => {
  const { batches, send, consumers } = consumed({ enabled: false });
  await send('a');
  expect(batches).toEqual([]);
  consumers.update({ eventSourceMappings: [MAPPING] });
  expect(batches.map(({ bodies: all }) => all)).toEqual([['a']]);
  consumers.update({ eventSourceMappings: [] });
  await send('b');
  await batches[0].end();
  expect(batches).toEqual([]);
});
