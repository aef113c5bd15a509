import { HITS } from './hits-table';
import { Replicas } from './replicas';
import { TableDefinition } from '../../../../local/services/dynamodb/table-definition';

const [US, EU, AP] = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
const Key = { ip: { S: '192.0.2.1' }, region: { S: US } };
const STRONG: TableDefinition = { ...HITS, stronglyConsistent: true, localSecondaryIndexes: undefined };

let replicas: Replicas;

async function start(table: TableDefinition = STRONG) {
  replicas = new Replicas(table, { lag: { mean: 500, jitter: 0 }, random: () => 0.5 });
  await replicas.start();
}

afterEach(() => replicas.stop());

const put = (region: string, note: string, more: object = {}) => replicas.execute(region, 'PutItem', { Item: { ...Key, note: { S: note } }, ...more });
const add = (region: string) => replicas.execute(region, 'UpdateItem', { Key, UpdateExpression: 'ADD hits :one', ExpressionAttributeValues: { ':one': { N: '1' } } });
const read = async (region: string, ConsistentRead = true) => (await replicas.execute(region, 'GetItem', { Key, ConsistentRead })).Item?.note?.S;
const CUT_OFF = { name: 'InternalServerError', statusCode: 500, message: `The replica of Hits in ${US} is cut off from the majority of its Regions` };

describe('all Regions are connected', () => {
  beforeEach(() => start());

  test('a read in any Region sees the last write at once', async () => {
    await put(US, 'a');
    expect(await Promise.all([US, EU, AP].map(region => read(region)))).toEqual(['a', 'a', 'a']);
    await replicas.execute(AP, 'DeleteItem', { Key });
    expect(await Promise.all([US, EU, AP].map(region => read(region)))).toEqual([undefined, undefined, undefined]);
  });

  test('a condition is judged against the last write of any Region', async () => {
    await put(US, 'a');
    await expect(put(EU, 'b', { ConditionExpression: 'attribute_not_exists(ip)' })).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  test('of two Regions that write one item at once, one is refused, and may try again', async () => {
    const outcomes = await Promise.allSettled([put(US, 'a'), put(EU, 'b')]);
    expect(outcomes).toMatchObject([{ status: 'fulfilled' }, {
      status: 'rejected',
      reason: { name: 'ReplicatedWriteConflictException', message: 'One or more items in this request are being modified by a request in another Region' },
    }]);
    expect(await read(AP)).toBe('a');
    await put(EU, 'b');
    expect(await read(AP)).toBe('b');
  });

  test('no increment is lost: all that are answered count', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 60 }, (_, n) => add([US, EU, AP][n % 3])));
    const done = outcomes.filter(({ status }) => status === 'fulfilled').length;
    const { Item } = await replicas.execute(AP, 'GetItem', { Key, ConsistentRead: true });
    expect(Item.hits.N).toBe(`${done}`);
    expect(done).toBeGreaterThanOrEqual(20);
  });

  test('a batch is written in all Regions, and refused while another Region writes one of its items', async () => {
    const batch = (region: string) => replicas.execute(region, 'BatchWriteItem', { RequestItems: { Hits: [{ PutRequest: { Item: { ...Key, note: { S: 'batch' } } } }] } });
    expect(await Promise.allSettled([put(US, 'a'), batch(EU)])).toMatchObject([{}, { reason: { name: 'ReplicatedWriteConflictException' } }]);
    await batch(EU);
    const { Responses } = await replicas.execute(AP, 'BatchGetItem', { RequestItems: { Hits: { Keys: [Key], ConsistentRead: true } } });
    expect(Responses.Hits).toEqual([{ ...Key, note: { S: 'batch' } }]);
  });

  test('transactions and expiry are refused', async () => {
    const TransactItems = [{ Put: { TableName: 'Hits', Item: Key } }];
    await expect(replicas.execute(US, 'TransactWriteItems', { TransactItems })).rejects.toMatchObject({
      name: 'ValidationException', message: 'TransactWriteItems is not supported for tables with multi-Region strong consistency',
    });
    await expect(replicas.execute(US, 'TransactGetItems', { TransactItems: [{ Get: { TableName: 'Hits', Key } }] })).rejects.toMatchObject({ name: 'ValidationException' });
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' };
    await expect(replicas.execute(US, 'UpdateTimeToLive', { TimeToLiveSpecification })).rejects.toThrow('multi-Region strong consistency');
  });

  test('DescribeTable tells that it is strongly consistent', async () => {
    expect((await replicas.execute(US, 'DescribeTable', {})).Table).toMatchObject({ MultiRegionConsistency: 'STRONG' });
  });
});

describe('a Region is cut off', () => {
  beforeEach(async () => {
    await start();
    await put(US, 'before');
    replicas.replication.pause(US);
  });

  test('it neither writes nor reads with consistency, and answers other reads with what it has', async () => {
    await expect(put(US, 'a')).rejects.toMatchObject(CUT_OFF);
    await expect(read(US)).rejects.toMatchObject(CUT_OFF);
    await expect(replicas.execute(US, 'Scan', { ConsistentRead: true })).rejects.toMatchObject(CUT_OFF);
    await put(EU, 'b');
    expect(await read(US, false)).toBe('before');
  });

  test('the others write and read on, and it has their last write as soon as it is back', async () => {
    await put(EU, 'b');
    await put(AP, 'c');
    expect(await read(EU)).toBe('c');
    replicas.replication.resume(US);
    expect(await read(US)).toBe('c');
    await put(US, 'd');
    expect(await read(EU)).toBe('d');
  });

  test('the end waits for what it is catching up with', async () => {
    await put(EU, 'b');
    replicas.replication.resume(US);
    await replicas.replication.stop();
    expect((await replicas.engines.get(US)!.items('Hits')).map(({ note }) => note.S)).toEqual(['b']);
  });
});

test('two Regions that do not reach each other agree by way of the third', async () => {
  await start();
  replicas.replication.pause(US, EU);
  await put(US, 'a');
  expect(await read(EU)).toBe('a');
});

test('a witness counts for the majority', async () => {
  await start({ ...STRONG, regions: [US, EU], witnesses: [AP] });
  replicas.replication.pause(EU);
  await put(US, 'a');
  expect(await read(US)).toBe('a');
  await expect(read(EU)).rejects.toMatchObject({ statusCode: 500 });
  replicas.replication.pause(AP);
  await expect(put(US, 'b')).rejects.toMatchObject(CUT_OFF);
});
