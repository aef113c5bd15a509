import { StreamConsumer } from '../../../local/connections/stream-consumer';
import { ManualClock } from '../../../local/machine/clock';
import { Delivery } from '../../../local/machine/delivery';
import { Journal } from '../../../local/machine/journal';
import { TableStream } from '../../../local/services/dynamodb/streams/table-stream';
import { EventSourceMapping, StreamSettings } from '../../../local/services/lambda/event-source-mapping';
import { InvocationResult } from '../../../local/services/lambda/worker-pool';
import { PLAIN } from '../services/dynamodb/hits-table';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const TABLE_ARN = 'arn:aws:dynamodb:eu-west-1:111122223333:table/Plain';
const QUEUE_ARN = 'arn:aws:sqs:eu-west-1:111122223333:failed';
const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:worker';
const WORKER = { region: 'eu-west-1', accountId: '111122223333', functionName: 'worker', qualifiers: {} };
const FAILED = { error: { errorType: 'Error', errorMessage: 'no' } };

interface Batch {
  readonly records: any[];
  readonly numbers: number[];
  end(result?: Partial<Pick<InvocationResult, 'payload' | 'error'>>): Promise<void>;
  leave(): Promise<void>;
}

const flushed = () => new Promise(setImmediate);

type Settings = Partial<Omit<EventSourceMapping, 'stream'>> & { stream?: Partial<StreamSettings> };

/** A stream of one line and its consumer, which holds each batch until the test ends it. */
function consumed({ stream: settings, ...mapping }: Settings = {}, billingMode: 'PROVISIONED' | 'PAY_PER_REQUEST' = 'PROVISIONED') {
  const clock = new ManualClock();
  const journal = new Journal(clock);
  const definition = { ...PLAIN, streamViewType: 'NEW_AND_OLD_IMAGES' as const, billingMode };
  const stream = new TableStream({ definition, tableArn: TABLE_ARN, region: 'eu-west-1', clock });
  const write = async (id: string, n: number) => {
    stream.append({ table: 'Plain', key: id, item: { id: { S: id }, n: { N: `${n}` } }, writtenIn: 'eu-west-1' });
    await flushed();
  };
  const batches: Batch[] = [];
  const deliveries: Delivery[] = [];
  let isPolling = true;
  const invoke = (_region: string, _name: string, event: any) => new Promise<InvocationResult>((resolve, reject) => {
    const over = async () => {
      batches.splice(batches.indexOf(batch), 1);
      await flushed();
    };
    const batch: Batch = {
      records: event.Records,
      numbers: event.Records.map(({ dynamodb }: any) => Number(dynamodb.NewImage?.n.N)),
      end: result => {
        resolve({ log: [], coldStart: false, durationMs: 1, requestId: '1', payload: null, ...result });
        return over();
      },
      leave: () => {
        reject(new Error('nobody answers'));
        return over();
      },
    };
    batches.push(batch);
  });
  const full: EventSourceMapping = {
    id: '1f0e0000-0000-4000-8000-000000000001',
    region: 'eu-west-1',
    eventSourceArn: stream.arn,
    functionName: 'worker',
    batchSize: 100,
    batchingWindowSeconds: 0,
    maximumConcurrency: 5,
    reportsBatchItemFailures: false,
    enabled: true,
    ...mapping,
    stream: { startingPosition: 'TRIM_HORIZON', bisectsBatch: false, maximumRetryAttempts: -1, maximumRecordAgeSeconds: -1, ...settings },
  };
  const lambda = { invoke, function: () => ({ definition: WORKER }) } as any;
  const deliver = async (delivery: Delivery) => void deliveries.push(delivery);
  const props = { clock, journal, deliver, lambda, isPolling: () => isPolling };
  const begin = (places?: readonly number[]) => new StreamConsumer(full, stream, props, places);
  const consumer = begin();
  const setPolling = async (polls: boolean) => {
    isPolling = polls;
    consumer.poll();
    await flushed();
  };
  const failedItem = ({ records }: Batch, at: number) =>
    ({ payload: { batchItemFailures: [{ itemIdentifier: records[at].dynamodb.SequenceNumber }] } });
  return { clock, journal, stream, write, batches, deliveries, consumer, begin, setPolling, failedItem };
}

test('a function gets what is written, as Lambda tells it, one batch of a shard after the other', async () => {
  const { write, batches, clock, stream } = consumed({ batchSize: 2 });
  for (const n of [1, 2, 3, 4]) await write('a', n);
  expect(batches.map(({ numbers }) => numbers)).toEqual([[1]]);
  expect(batches[0].records).toEqual([{
    eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
    eventName: 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-west-1',
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(clock.now() / 1000),
      Keys: { id: { S: 'a' } },
      NewImage: { id: { S: 'a' }, n: { N: '1' } },
      SequenceNumber: expect.stringMatching(/^\d{21}$/),
      SizeBytes: expect.any(Number),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: stream.arn,
  }]);
  await batches[0].end();
  expect(batches.map(({ numbers }) => numbers)).toEqual([[2, 3]]);
  await batches[0].end();
  expect(batches.map(({ numbers }) => numbers)).toEqual([[4]]);
});

test('who deletes what has expired is told in Lambda\'s words', async () => {
  const { stream, batches } = consumed();
  stream.append({ table: 'Plain', key: 'a', before: { id: { S: 'a' } }, writtenIn: 'eu-west-1', hasExpired: true });
  await flushed();
  expect(batches[0].records).toMatchObject([{ eventName: 'REMOVE', userIdentity: { principalId: 'dynamodb.amazonaws.com', type: 'Service' } }]);
});

test('shards are consumed beside each other, the changes of one key in order', async () => {
  const { write, batches } = consumed({ batchSize: 1 }, 'PAY_PER_REQUEST');
  for (const n of [1, 2]) for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) await write(id, n);
  expect(batches.length).toBeGreaterThan(1);
  const seen: string[] = [];
  while (batches.length > 0) {
    const [{ records: [{ dynamodb }], end }] = batches;
    seen.push(`${dynamodb.Keys.id.S}${dynamodb.NewImage.n.N}`);
    await end();
  }
  expect(seen).toHaveLength(12);
  for (const id of 'abcdef') expect(seen.filter(one => one.startsWith(id))).toEqual([`${id}1`, `${id}2`]);
});

test('a window waits for a full batch', async () => {
  const { write, batches, clock } = consumed({ batchSize: 3, batchingWindowSeconds: 5 });
  await write('a', 1);
  await clock.advance(4 * SECOND);
  expect(batches).toEqual([]);
  await clock.advance(SECOND);
  expect(batches[0].numbers).toEqual([1]);
  await batches[0].end();
  for (const n of [2, 3, 4]) await write('a', n);
  expect(batches[0].numbers).toEqual([2, 3, 4]);
});

test('LATEST begins with what comes, TRIM_HORIZON with what is there', async () => {
  const { write, batches, begin, consumer } = consumed({ stream: { startingPosition: 'LATEST' } });
  consumer.stop();
  await write('a', 1);
  begin();
  await write('a', 2);
  expect(batches[0].numbers).toEqual([2]);
  const earlier = consumed();
  earlier.consumer.stop();
  await earlier.write('a', 1);
  earlier.begin().poll();
  await flushed();
  expect(earlier.batches[0].numbers).toEqual([1]);
});

test('a record that no pattern matches is passed over, and takes no place in a batch', async () => {
  const { write, batches } = consumed({ batchSize: 2, filters: [{ dynamodb: { NewImage: { n: { N: ['2', '4', '5'] } } } }] });
  for (const n of [1, 2, 3, 4, 5]) await write('a', n);
  expect(batches[0].numbers).toEqual([2]);
  await batches[0].end();
  expect(batches[0].numbers).toEqual([4, 5]);
});

test('a batch that fails is tried again, after longer and longer waits, and what is behind it waits', async () => {
  const { write, batches, clock } = consumed();
  await write('a', 1);
  await write('a', 2);
  for (const wait of [2, 4, 8, 16, 32, 60, 60]) {
    await batches[0].end(FAILED);
    await clock.advance(wait * SECOND - 1);
    expect(batches).toEqual([]);
    await clock.advance(1);
    await flushed();
    expect(batches[0].numbers).toEqual([1]);
  }
  await batches[0].end();
  expect(batches[0].numbers).toEqual([2]);
});

test('a batch whose attempts are exhausted is told to its destination, and the next one is worked on', async () => {
  const { write, batches, clock, deliveries, stream, journal } = consumed({ stream: { maximumRetryAttempts: 1, onFailure: QUEUE_ARN } });
  await write('a', 1);
  await write('a', 2);
  await batches[0].end(FAILED);
  await clock.advance(2 * SECOND);
  await flushed();
  await batches[0].end(FAILED);
  expect(batches[0].numbers).toEqual([2]);
  const [{ record, shard }] = [...stream.lines[0].from(0)];
  const at = new Date(clock.now() - 2 * SECOND).toISOString();
  expect(deliveries).toEqual([{ to: QUEUE_ARN, from: FUNCTION_ARN, payload: expect.any(String) }]);
  expect(JSON.parse(deliveries[0].payload)).toEqual({
    requestContext: { requestId: '1', functionArn: `${FUNCTION_ARN}:$LATEST`, condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: new Date(clock.now()).toISOString(),
    DDBStreamBatchInfo: {
      shardId: shard.id,
      startSequenceNumber: record.dynamodb.SequenceNumber,
      endSequenceNumber: record.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: at,
      approximateArrivalOfLastRecord: at,
      batchSize: 1,
      streamArn: stream.arn,
    },
  });
  expect(journal.entries('undelivered')).toMatchObject([{ from: stream.arn, to: FUNCTION_ARN, attempts: 2, error: 'Error: no' }]);
});

test('bisecting finds the record that fails, and splitting is no retry', async () => {
  const stream = { bisectsBatch: true, maximumRetryAttempts: 0, onFailure: QUEUE_ARN };
  const { begin, consumer, write, batches, clock, deliveries } = consumed({ stream });
  consumer.stop();
  for (const n of [1, 2, 3, 4, 5]) await write('a', n);
  begin().poll();
  const tried: number[][] = [];
  const work = async () => {
    await flushed();
    while (batches.length > 0) {
      tried.push(batches[0].numbers);
      await batches[0].end(batches[0].numbers.includes(4) ? FAILED : {});
      await clock.advance(SECOND);
      await flushed();
    }
  };
  await work();
  expect(tried).toEqual([[1, 2, 3, 4, 5], [1, 2, 3], [4, 5], [4], [5]]);
  expect(deliveries.map(({ payload }) => JSON.parse(payload).DDBStreamBatchInfo.batchSize)).toEqual([1]);
});

test('what the function says it failed at is tried again with what is behind it', async () => {
  const { begin, consumer, write, batches, clock, failedItem } = consumed({ reportsBatchItemFailures: true });
  consumer.stop();
  for (const n of [1, 2, 3, 4]) await write('a', n);
  begin().poll();
  await flushed();
  await batches[0].end(failedItem(batches[0], 2));
  await clock.advance(2 * SECOND);
  await flushed();
  expect(batches[0].numbers).toEqual([3, 4]);
  await batches[0].end({ payload: { batchItemFailures: [{ itemIdentifier: 'unknown' }] } });
  await clock.advance(4 * SECOND);
  await flushed();
  expect(batches[0].numbers).toEqual([3, 4]);
  await batches[0].end({ payload: {} });
  await write('a', 5);
  expect(batches[0].numbers).toEqual([5]);
});

test('a record that is too old is given up', async () => {
  const { write, batches, clock, deliveries } = consumed({ stream: { maximumRecordAgeSeconds: 60, onFailure: 'arn:aws:sns:eu-west-1:111122223333:failed' } });
  await write('a', 1);
  await clock.advance(59 * SECOND);
  await write('a', 2);
  await batches[0].end(FAILED);
  await clock.advance(2 * SECOND);
  await flushed();
  expect(batches[0].numbers).toEqual([2]);
  expect(JSON.parse(deliveries[0].payload)).toMatchObject({
    requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 1 }, DDBStreamBatchInfo: { batchSize: 1 },
  });
});

test('while nobody is there, records wait, and are delivered afterwards: what a stream keeps no longer is lost', async () => {
  const { write, batches, clock, setPolling } = consumed();
  await write('a', 1);
  await setPolling(false);
  await batches[0].leave();
  await write('a', 2);
  await clock.advance(23 * HOUR);
  await write('a', 3);
  expect(batches).toEqual([]);
  await setPolling(true);
  expect(batches[0].numbers).toEqual([1]);
  await batches[0].leave();
  await setPolling(false);
  await clock.advance(2 * HOUR);
  await setPolling(true);
  expect(batches[0].numbers).toEqual([3]);
});

test('a batch has records of one shard', async () => {
  const { begin, consumer, write, batches, clock } = consumed();
  consumer.stop();
  await write('a', 1);
  await clock.advance(4 * HOUR);
  await write('a', 2);
  begin().poll();
  await flushed();
  expect(batches[0].numbers).toEqual([1]);
});

test('a consumer goes on where another stopped, with what that had not done', async () => {
  const { begin, consumer, write, batches } = consumed();
  await write('a', 1);
  await batches[0].end();
  await write('a', 2);
  await write('a', 3);
  consumer.stop();
  begin(consumer.places).poll();
  await flushed();
  expect(batches.map(({ numbers }) => numbers)).toEqual([[2], [2, 3]]);
});
