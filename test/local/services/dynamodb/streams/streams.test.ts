import { DeleteItemCommand, DescribeTableCommand, DynamoDBClient, PutItemCommand, TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand, DynamoDBStreamsClient, GetRecordsCommand, GetRecordsCommandOutput, GetShardIteratorCommand, ListStreamsCommand, Shard,
  ShardIteratorType, _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { ManualClock } from '../../../../../local/machine/clock';
import { Journal } from '../../../../../local/machine/journal';
import { DynamoDb } from '../../../../../local/services/dynamodb/dynamodb';
import { TableDefinition } from '../../../../../local/services/dynamodb/table-definition';
import { DynamoDbEndpoint } from '../dynamodb-endpoint';
import { PLAIN } from '../hits-table';

const HOUR = 3_600_000;
const LABEL = '2026-01-01T00:00:00.000';
const streamOf = (table: string, region = 'us-east-1') => `arn:aws:dynamodb:${region}:111122223333:table/${table}/stream/${LABEL}`;
const viewed = (streamViewType: TableDefinition['streamViewType']): TableDefinition => ({ ...PLAIN, tableName: streamViewType!, streamViewType });

/** One line of shards, so that a test knows which. */
const LINE: TableDefinition = { ...viewed('NEW_AND_OLD_IMAGES'), tableName: 'Line', billingMode: 'PROVISIONED' };
const MANY = viewed('NEW_AND_OLD_IMAGES');

let endpoint: DynamoDbEndpoint;
let tables: DynamoDBClient;
let streams: DynamoDBStreamsClient;

beforeEach(async () => {
  endpoint = new DynamoDbEndpoint(['us-east-1']);
  await endpoint.start(PLAIN, LINE, MANY, viewed('NEW_IMAGE'), viewed('OLD_IMAGE'), viewed('KEYS_ONLY'));
  tables = endpoint.client('us-east-1');
  streams = new DynamoDBStreamsClient({ ...endpoint.connection(), region: 'us-east-1' });
});

afterEach(async () => {
  streams.destroy();
  await endpoint.stop();
});

const put = (id: string, n: number, TableName = 'Line') => tables.send(new PutItemCommand({ TableName, Item: { id: { S: id }, n: { N: String(n) } } }));
const remove = (id: string, TableName = 'Line') => tables.send(new DeleteItemCommand({ TableName, Key: { id: { S: id } } }));

async function shards(table = 'Line'): Promise<Shard[]> {
  return (await streams.send(new DescribeStreamCommand({ StreamArn: streamOf(table) }))).StreamDescription!.Shards!;
}

async function iterator(type: ShardIteratorType, more: { shard?: Shard; SequenceNumber?: string; table?: string } = {}): Promise<string> {
  const { table = 'Line', shard = (await shards(table))[0], SequenceNumber } = more;
  const asked = new GetShardIteratorCommand({ StreamArn: streamOf(table), ShardId: shard.ShardId, ShardIteratorType: type, SequenceNumber });
  return (await streams.send(asked)).ShardIterator!;
}

function get(ShardIterator: string, Limit?: number): Promise<GetRecordsCommandOutput> {
  return streams.send(new GetRecordsCommand({ ShardIterator, Limit }));
}

/** All that is left of a shard, page by page. */
async function readFrom(start: string): Promise<StreamRecord[]> {
  const found: StreamRecord[] = [];
  for (let next: string | undefined = start; next;) {
    const page: GetRecordsCommandOutput = await get(next);
    found.push(...page.Records!);
    next = page.Records!.length > 0 ? page.NextShardIterator : undefined;
  }
  return found;
}

const numbers = (records: StreamRecord[] = []) => records.map(({ dynamodb }) => Number(dynamodb!.NewImage!.n.N));

test('each change of an item is a record, as DynamoDB tells it', async () => {
  await put('a', 1);
  await put('a', 2);
  await remove('a');
  const common = { eventID: expect.stringMatching(/^[0-9a-f]{32}$/), eventVersion: '1.1', eventSource: 'aws:dynamodb', awsRegion: 'us-east-1' };
  const told = {
    ApproximateCreationDateTime: new Date(endpoint.clock.now()), Keys: { id: { S: 'a' } }, SequenceNumber: expect.stringMatching(/^\d{21}$/), StreamViewType: 'NEW_AND_OLD_IMAGES',
  };
  const image = (n: string) => ({ id: { S: 'a' }, n: { N: n } });
  expect(await readFrom(await iterator('TRIM_HORIZON'))).toEqual([
    { ...common, eventName: 'INSERT', dynamodb: { ...told, NewImage: image('1'), SizeBytes: 9 } },
    { ...common, eventName: 'MODIFY', dynamodb: { ...told, NewImage: image('2'), OldImage: image('1'), SizeBytes: 15 } },
    { ...common, eventName: 'REMOVE', dynamodb: { ...told, OldImage: image('2'), SizeBytes: 9 } },
  ]);
});

test.each<[string, string[][]]>([
  ['NEW_IMAGE', [['NewImage'], ['NewImage'], []]],
  ['OLD_IMAGE', [[], ['OldImage'], ['OldImage']]],
  ['KEYS_ONLY', [[], [], []]],
])('a stream of %s has no other images', async (table, images) => {
  await put('a', 1, table);
  await put('a', 2, table);
  await remove('a', table);
  const records = (await Promise.all((await shards(table)).map(async shard => readFrom(await iterator('TRIM_HORIZON', { table, shard }))))).flat();
  expect(records.map(({ dynamodb }) => Object.keys(dynamodb!).filter(name => name.endsWith('Image')))).toEqual(images);
});

test('a write that changes nothing is no change', async () => {
  await put('a', 1);
  await put('a', 1);
  await tables.send(new UpdateItemCommand({ TableName: 'Line', Key: { id: { S: 'a' } }, UpdateExpression: 'SET n = n' }));
  await remove('absent');
  await expect(tables.send(new PutItemCommand({ TableName: 'Line', Item: { id: { S: 'a' } }, ConditionExpression: 'attribute_not_exists(id)' }))).rejects.toThrow();
  expect(numbers(await readFrom(await iterator('TRIM_HORIZON')))).toEqual([1]);
});

test('the parts of a transaction are changes like others', async () => {
  await tables.send(new TransactWriteItemsCommand({ TransactItems: ['a', 'b'].map(id => ({ Put: { TableName: 'Line', Item: { id: { S: id }, n: { N: '1' } } } })) }));
  expect(numbers(await readFrom(await iterator('TRIM_HORIZON')))).toEqual([1, 1]);
});

test('an iterator begins at the oldest record, at or after one, or after the last', async () => {
  for (const n of [1, 2, 3]) await put('a', n);
  const [, second] = await readFrom(await iterator('TRIM_HORIZON'));
  const { SequenceNumber } = second.dynamodb!;
  const latest = await iterator('LATEST');
  await put('a', 4);
  expect(numbers(await readFrom(await iterator('AT_SEQUENCE_NUMBER', { SequenceNumber })))).toEqual([2, 3, 4]);
  expect(numbers(await readFrom(await iterator('AFTER_SEQUENCE_NUMBER', { SequenceNumber })))).toEqual([3, 4]);
  expect(numbers(await readFrom(latest))).toEqual([4]);
});

/** Tells the stream of a write as the engine does, without the write. */
function append(table: string, id: string, n: number) {
  endpoint.engines.get('us-east-1')!.stream(streamOf(table))!.append({ table, key: id, item: { id: { S: id }, n: { N: `${n}` } }, writtenIn: 'us-east-1' });
}

test('a page has what is asked for, at most 1000 records, and at most 1 MB', async () => {
  for (let n = 0; n < 1001; n++) append('Line', 'a', n);
  const first = await get(await iterator('TRIM_HORIZON'));
  expect(first.Records).toHaveLength(1000);
  expect((await get(first.NextShardIterator!)).Records).toHaveLength(1);
  expect((await get(await iterator('TRIM_HORIZON'), 2)).Records).toHaveLength(2);
  const latest = await iterator('LATEST');
  for (const id of ['x', 'y', 'z']) await tables.send(new PutItemCommand({ TableName: 'Line', Item: { id: { S: id }, text: { S: 'x'.repeat(390_000) } } }));
  expect((await get(latest)).Records).toHaveLength(2);
});

test.each([['Line', 100, 1], [MANY.tableName, 10, 4]])('%s, each 100 times: %d items\' changes are in the order of each, those of one in one shard', async (table, items, count) => {
  const ids = Array.from({ length: items }, (_, id) => `${id}`);
  for (let n = 0; n < 100; n++) for (const id of ids) append(table, id, n);
  const parts = await Promise.all((await shards(table)).map(async shard => readFrom(await iterator('TRIM_HORIZON', { table, shard }))));
  expect(parts.filter(part => part.length > 0)).toHaveLength(count);
  for (const id of ids) {
    const holding = parts.map(part => numbers(part.filter(({ dynamodb }) => dynamodb!.Keys!.id.S === id))).filter(part => part.length > 0);
    expect(holding).toEqual([Array.from({ length: 100 }, (_, n) => n)]);
  }
});

test('a shard is closed after four hours, and its child goes on', async () => {
  await put('a', 1);
  await endpoint.clock.advance(4 * HOUR);
  await put('a', 2);
  const [parent, child] = await shards();
  expect(child.ParentShardId).toBe(parent.ShardId);
  const { StartingSequenceNumber: only } = parent.SequenceNumberRange!;
  expect(parent.SequenceNumberRange).toEqual({ StartingSequenceNumber: only, EndingSequenceNumber: only });
  const { Records, NextShardIterator } = await get(await iterator('TRIM_HORIZON', { shard: parent }));
  expect([numbers(Records), NextShardIterator]).toEqual([[1], undefined]);
  expect(numbers(await readFrom(await iterator('TRIM_HORIZON', { shard: child })))).toEqual([2]);
  const ShardFilter = { Type: 'CHILD_SHARDS', ShardId: parent.ShardId } as const;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: streamOf('Line'), ShardFilter }));
  expect(StreamDescription!.Shards).toEqual([child]);
});

test('a record is gone after 24 hours, and who has missed it is told', async () => {
  await put('a', 1);
  const [{ dynamodb: { SequenceNumber } = {} }] = await readFrom(await iterator('TRIM_HORIZON'));
  await endpoint.clock.advance(24 * HOUR - 60_000);
  const [shard] = await shards();
  const early = await iterator('TRIM_HORIZON', { shard });
  expect(numbers((await get(early)).Records)).toEqual([1]);
  await put('a', 2);
  await endpoint.clock.advance(60_000);
  await expect(get(early)).rejects.toMatchObject({ name: 'TrimmedDataAccessException', message: 'The data you are trying to access has been trimmed' });
  await expect(iterator('AT_SEQUENCE_NUMBER', { SequenceNumber })).rejects.toMatchObject({ name: expect.stringMatching('TrimmedDataAccessException|ValidationException') });
  expect(numbers((await Promise.all((await shards()).map(async left => readFrom(await iterator('TRIM_HORIZON', { shard: left }))))).flat())).toEqual([2]);
});

test('an iterator may be used for 15 minutes', async () => {
  const given = await iterator('LATEST');
  await endpoint.clock.advance(15 * 60_000);
  await get(given);
  await endpoint.clock.advance(1);
  await expect(get(given)).rejects.toMatchObject({ name: 'ExpiredIteratorException', message: 'Shard iterator has expired' });
});

test('a table tells of its stream, and streams are listed by page', async () => {
  const { Table } = await tables.send(new DescribeTableCommand({ TableName: 'Line' }));
  expect(Table).toMatchObject({
    LatestStreamArn: streamOf('Line'), LatestStreamLabel: LABEL, StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  expect((await streams.send(new ListStreamsCommand({ TableName: 'Line' }))).Streams).toEqual([{ StreamArn: streamOf('Line'), TableName: 'Line', StreamLabel: LABEL }]);
  expect((await streams.send(new ListStreamsCommand({ TableName: 'Plain' }))).Streams).toEqual([]);
  const first = await streams.send(new ListStreamsCommand({ Limit: 2 }));
  const rest = await streams.send(new ListStreamsCommand({ ExclusiveStartStreamArn: first.LastEvaluatedStreamArn }));
  expect([first, rest].map(({ Streams }) => Streams!.length)).toEqual([2, 3]);
  expect(rest.LastEvaluatedStreamArn).toBeUndefined();
});

test('a stream is described by page', async () => {
  const StreamArn = streamOf(MANY.tableName);
  const described = async (more: object) => (await streams.send(new DescribeStreamCommand({ StreamArn, ...more }))).StreamDescription!;
  const first = await described({ Limit: 3 });
  expect(first).toMatchObject({ StreamStatus: 'ENABLED', StreamViewType: 'NEW_AND_OLD_IMAGES', TableName: MANY.tableName, KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] });
  expect((await described({ ExclusiveStartShardId: first.LastEvaluatedShardId })).Shards).toHaveLength(1);
});

test.each<[string, () => Promise<unknown>, string, string]>([
  ['a stream that is not there', () => streams.send(new DescribeStreamCommand({ StreamArn: streamOf('Absent') })), 'ResourceNotFoundException',
    `Requested resource not found: Stream: ${streamOf('Absent')} not found`],
  ['a shard that is not there', () => iterator('LATEST', { shard: { ShardId: 'shardId-00000000000000000000-00000000' } }), 'ResourceNotFoundException',
    'Requested resource not found: Shard does not exist'],
  ['a sequence number that is not there', () => iterator('AT_SEQUENCE_NUMBER', { SequenceNumber: '9'.repeat(21) }), 'ValidationException',
    `Invalid SequenceNumber: ${'9'.repeat(21)} is not in the shard`],
  ['a sequence number that is not said', () => iterator('AFTER_SEQUENCE_NUMBER'), 'ValidationException', 'SequenceNumber must not be null for this ShardIteratorType'],
  ['an iterator that is none', () => get(`${streamOf('Line')}|1|?`), 'ValidationException', 'Invalid ShardIterator'],
  ['too many records at once', async () => get(await iterator('LATEST'), 1001), 'ValidationException',
    '1 validation error detected: Value \'1001\' at \'limit\' failed to satisfy constraint: Member must have value less than or equal to 1000'],
  ['a kind of iterator that is none', () => iterator('EARLIEST' as ShardIteratorType), 'ValidationException',
    '1 validation error detected: Value \'EARLIEST\' at \'shardIteratorType\' failed to satisfy constraint: '
    + 'Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, AT_SEQUENCE_NUMBER, LATEST, TRIM_HORIZON]'],
])('%s is refused as DynamoDB does', async (_, ask, name, message) => {
  await expect(ask()).rejects.toMatchObject({ name, message });
});

describe('of a global table', () => {
  const regions = ['us-east-1', 'eu-west-1'];
  const clock = new ManualClock();
  const dynamoDb = new DynamoDb({
    regions,
    accountId: '111122223333',
    tables: [{ ...LINE, regions, timeToLiveAttribute: 'expires' }],
    clock,
    journal: new Journal(clock),
    replicationLag: 500,
    random: () => 0.5,
  });

  beforeAll(() => dynamoDb.start());
  afterAll(() => dynamoDb.stop());

  const records = (region: string) => [...dynamoDb.stream(streamOf('Line', region))!.lines[0].from(0)].map(({ record }) => record);
  const write = (region: string, id: string, more: object = {}) => dynamoDb.engines.get(region)!.execute('PutItem', { TableName: 'Line', Item: { id: { S: id }, ...more } });
  const told = (region: string) => records(region).map(({ eventName, awsRegion, dynamodb: { Keys } }) => [eventName, awsRegion, Keys.id.S]);

  afterEach(() => dynamoDb.reset());

  test('each replica has a stream, with all writes, which says nothing of where they were made', async () => {
    await write('us-east-1', 'a');
    await write('eu-west-1', 'b');
    await clock.advance(500);
    expect(told('us-east-1')).toEqual([['INSERT', 'us-east-1', 'a'], ['INSERT', 'us-east-1', 'b']]);
    expect(told('eu-west-1')).toEqual([['INSERT', 'eu-west-1', 'b'], ['INSERT', 'eu-west-1', 'a']]);
    expect(Object.keys(records('eu-west-1')[1])).toEqual(Object.keys(records('eu-west-1')[0]));
  });

  test('the loser of a conflict is in the stream of its own Region alone', async () => {
    await write('us-east-1', 'a', { by: { S: 'us' } });
    await clock.advance(1);
    await write('eu-west-1', 'a', { by: { S: 'eu' } });
    await clock.advance(500);
    const images = (region: string) => records(region).map(({ dynamodb: { NewImage } }) => NewImage!.by.S);
    expect([images('us-east-1'), images('eu-west-1')]).toEqual([['us', 'eu'], ['eu']]);
  });

  test('a delete by time to live is marked, in the Region that makes it', async () => {
    await write('us-east-1', 'a', { expires: { N: String(clock.now() / 1000 - 60) } });
    await clock.advance(5 * 60_000 + 500);
    const byWhom = regions.map(region => records(region).filter(({ eventName }) => eventName === 'REMOVE').map(({ userIdentity }) => userIdentity));
    expect(byWhom).toEqual([[{ PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' }], [undefined]]);
  });

  test('a reset forgets what was told', async () => {
    await write('us-east-1', 'a');
    await dynamoDb.reset();
    expect(records('us-east-1')).toEqual([]);
  });
});
