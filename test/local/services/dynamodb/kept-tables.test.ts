import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { signedRequest } from './dynamodb-endpoint';
import { HITS, PLAIN, REGIONS } from './hits-table';
import { ManualClock } from '../../../../local/machine/clock';
import { Journal } from '../../../../local/machine/journal';
import { DynamoDb } from '../../../../local/services/dynamodb/dynamodb';
import { TableDefinition } from '../../../../local/services/dynamodb/table-definition';

const GLOBAL: TableDefinition = { ...PLAIN, regions: REGIONS, tags: { 'us-east-1': { team: 'blue' } } };
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'kept-'));
const running: DynamoDb[] = [];
let folder: string;
let clock: ManualClock;
let dynamoDb: DynamoDb;

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(root, 'folder-'));
  await startWith([GLOBAL, HITS]);
});

afterEach(() => Promise.all(running.splice(0).map(started => started.stop())));

afterAll(() => fs.rmSync(root, { recursive: true }));

function create(tables: TableDefinition[]): DynamoDb {
  clock = new ManualClock(); // the same time each time
  dynamoDb = new DynamoDb({
    regions: [...new Set(tables.flatMap(({ regions }) => regions))],
    accountId: '111122223333',
    tables,
    clock,
    journal: new Journal(clock),
    replicationLag: 500,
    random: () => 0.5,
    persist: folder,
  });
  running.push(dynamoDb);
  return dynamoDb;
}

const startWith = (tables: TableDefinition[]) => create(tables).start();

/** What the next process finds after this one is killed: the files as they are, and a lock of nobody. */
function kill() {
  const copy = fs.mkdtempSync(path.join(root, 'folder-'));
  fs.readdirSync(folder).filter(name => !name.startsWith('lock-')).forEach(name => fs.copyFileSync(path.join(folder, name), path.join(copy, name)));
  folder = copy;
}

async function killAndStart(tables: TableDefinition[] = [GLOBAL, HITS]) {
  kill();
  await startWith(tables);
}

const execute = (region: string, operation: string, input: object): Promise<any> =>
  dynamoDb.engines.get(region)!.execute(operation, { TableName: 'Plain', ...input });
const put = (id: string, region = 'us-east-1', n = 1) => execute(region, 'PutItem', { Item: { id: { S: id }, n: { N: String(n) } } });
const remove = (id: string, region = 'us-east-1') => execute(region, 'DeleteItem', { Key: { id: { S: id } } });
const items = async (region: string) => (await dynamoDb.engines.get(region)!.items('Plain')).map(({ id, n }) => `${id.S}=${n?.N}`).sort();
const everywhere = () => Promise.all(REGIONS.map(items));

test('writes of every kind are in all Regions after the process was killed', async () => {
  await put('put');
  await execute('eu-west-1', 'UpdateItem', { Key: { id: { S: 'updated' } }, UpdateExpression: 'ADD n :n', ExpressionAttributeValues: { ':n': { N: '2' } } });
  await put('deleted');
  await remove('deleted');
  await dynamoDb.engines.get('ap-southeast-1')!.execute('BatchWriteItem', {
    RequestItems: { Plain: [{ PutRequest: { Item: { id: { S: 'batch' }, n: { N: '3' } } } }, { DeleteRequest: { Key: { id: { S: 'none' } } } }] },
  });
  await dynamoDb.engines.get('us-east-1')!.execute('TransactWriteItems', {
    TransactItems: [
      { Put: { TableName: 'Plain', Item: { id: { S: 'transaction' }, n: { N: '4' } } } },
      { ConditionCheck: { TableName: 'Plain', Key: { id: { S: 'put' } }, ConditionExpression: 'n = :one', ExpressionAttributeValues: { ':one': { N: '1' } } } },
    ],
  });
  await killAndStart();
  const all = ['batch=3', 'put=1', 'transaction=4', 'updated=2'];
  expect(await everywhere()).toEqual([all, all, all]);
  await killAndStart();
  expect(await everywhere()).toEqual([all, all, all]);
});

test('so are the indexes', async () => {
  await dynamoDb.engines.get('us-east-1')!.execute('PutItem', {
    TableName: 'Hits', Item: { ip: { S: '192.0.2.1' }, region: { S: 'x' }, country: { S: 'DE' }, count: { N: '7' }, note: { S: 'n' }, other: { S: 'o' } },
  });
  await killAndStart();
  const query = (name: string, key: string, value: object) => execute('ap-southeast-1', 'Query', {
    TableName: 'Hits', IndexName: name, KeyConditionExpression: `${key} = :v`, ExpressionAttributeValues: { ':v': value },
  });
  expect((await query('byCountry', 'country', { S: 'DE' })).Items).toEqual([
    { ip: { S: '192.0.2.1' }, region: { S: 'x' }, country: { S: 'DE' }, count: { N: '7' }, note: { S: 'n' } },
  ]);
  expect((await query('byCount', 'ip', { S: '192.0.2.1' })).Items).toHaveLength(1);
});

test('what had not reached the other Regions has, and of an item the last writer has won', async () => {
  await put('a', 'eu-west-1', 1);
  await clock.advance(10);
  await put('a', 'us-east-1', 2);
  await put('b', 'us-east-1', 3);
  await clock.advance(10);
  await remove('b', 'ap-southeast-1'); // which has not heard of it
  dynamoDb.replication.pause('eu-west-1');
  await put('c', 'eu-west-1', 4);
  await clock.advance(60_000);
  expect(await items('us-east-1')).toEqual(['a=2']);
  await killAndStart();
  expect(await everywhere()).toEqual([['a=2', 'c=4'], ['a=2', 'c=4'], ['a=2', 'c=4']]);
});

test('what is written then is newer than all of before, though the clock may be behind', async () => {
  await clock.advance(60 * 60_000);
  await put('a', 'us-east-1', 1);
  await killAndStart();
  await put('a', 'eu-west-1', 2);
  await clock.advance(600);
  expect(await everywhere()).toEqual([['a=2'], ['a=2'], ['a=2']]);
  await killAndStart();
  expect(await everywhere()).toEqual([['a=2'], ['a=2'], ['a=2']]);
});

test('what was refused is not there', async () => {
  await put('a');
  const condition = { ConditionExpression: 'attribute_not_exists(id)' };
  await expect(execute('us-east-1', 'PutItem', { Item: { id: { S: 'a' }, n: { N: '9' } }, ...condition })).rejects.toThrow();
  await expect(dynamoDb.engines.get('us-east-1')!.execute('TransactWriteItems', {
    TransactItems: [
      { Put: { TableName: 'Plain', Item: { id: { S: 'b' } } } },
      { Put: { TableName: 'Plain', Item: { id: { S: 'a' }, n: { N: '9' } }, ...condition } },
    ],
  })).rejects.toThrow();
  await killAndStart();
  expect(await items('us-east-1')).toEqual(['a=1']);
});

test('what cannot be kept is neither stored nor replicated, and the request is told', async () => {
  const spy = jest.spyOn(require('fs'), 'writeSync').mockImplementation(() => { throw new Error('ENOSPC: no space left on device'); });
  await expect(put('a')).rejects.toThrow('ENOSPC');
  spy.mockRestore();
  await put('b');
  await clock.advance(600);
  expect(await everywhere()).toEqual([['b=1'], ['b=1'], ['b=1']]);
});

test('a strongly consistent table is the same in all Regions, also in one that was cut off', async () => {
  const strong = [{ ...GLOBAL, stronglyConsistent: true }];
  await killAndStart(strong);
  dynamoDb.replication.pause('ap-southeast-1');
  await put('a');
  expect(await items('ap-southeast-1')).toEqual([]);
  await killAndStart(strong);
  expect(await everywhere()).toEqual([['a=1'], ['a=1'], ['a=1']]);
});

test('items that have expired stay deleted', async () => {
  const tables = [{ ...GLOBAL, timeToLiveAttribute: 'n' }];
  await killAndStart(tables);
  await put('a', 'us-east-1', Math.floor(clock.now() / 1000));
  await clock.advance(5 * 60_000);
  await killAndStart(tables);
  expect(await everywhere()).toEqual([[], [], []]);
});

describe('settings that calls have made', () => {
  const ttl = async () => (await execute('eu-west-1', 'DescribeTimeToLive', {})).TimeToLiveDescription;
  const ResourceArn = 'arn:aws:dynamodb:us-east-1:111122223333:table/Plain';
  const tags = async () => (await dynamoDb.engines.get('us-east-1')!.execute('ListTagsOfResource', { ResourceArn }) as any).Tags;

  beforeEach(async () => {
    await execute('us-east-1', 'UpdateTimeToLive', { TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' } });
    await dynamoDb.engines.get('us-east-1')!.execute('TagResource', { ResourceArn, Tags: [{ Key: 'stage', Value: 'test' }] });
    await dynamoDb.engines.get('us-east-1')!.execute('UntagResource', { ResourceArn, TagKeys: ['team'] });
  });

  test('are there, at the next start and the one after that', async () => {
    for (let start = 0; start < 2; start++) {
      await killAndStart();
      expect(await ttl()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
      expect(await tags()).toEqual([{ Key: 'stage', Value: 'test' }]);
    }
  });

  test('give way to another setting in the template', async () => {
    await killAndStart([{ ...GLOBAL, timeToLiveAttribute: 'until', tags: { 'us-east-1': { team: 'red' } } }, HITS]);
    expect(await ttl()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'until' });
    expect(await tags()).toEqual([{ Key: 'team', Value: 'red' }]);
  });
});

describe('an app that has changed', () => {
  const BY_COUNT = {
    indexName: 'byN',
    keySchema: [{ attributeName: 'n', keyType: 'HASH' as const }],
    projection: { projectionType: 'ALL' as const },
  };

  test('finds its items in an index that is new, but for those that do not fit it', async () => {
    await put('a', 'us-east-1', 7);
    await execute('us-east-1', 'PutItem', { Item: { id: { S: 'b' }, n: { S: 'seven' } } });
    await killAndStart([{
      ...GLOBAL, attributeDefinitions: [...GLOBAL.attributeDefinitions, { attributeName: 'n', attributeType: 'N' }], globalSecondaryIndexes: [BY_COUNT],
    }]);
    expect((await execute('eu-west-1', 'Scan', { IndexName: 'byN' })).Items).toEqual([{ id: { S: 'a' }, n: { N: '7' } }]);
  });

  test('finds them in a Region that is new, and those of a Region that is gone', async () => {
    await put('a', 'ap-southeast-1');
    await killAndStart([{ ...GLOBAL, regions: ['us-east-1', 'sa-east-1'] }]);
    expect([await items('us-east-1'), await items('sa-east-1')]).toEqual([['a=1'], ['a=1']]);
  });

  test('finds a table again that it did without for a while, as its last writers left it', async () => {
    await put('a');
    await put('b');
    await clock.advance(600);
    await remove('a', 'eu-west-1');
    await killAndStart([HITS]);
    await killAndStart([HITS]);
    await killAndStart();
    expect(await everywhere()).toEqual([['b=1'], ['b=1'], ['b=1']]);
  });

  test('keeps tables of one name in different Regions apart', async () => {
    const apart = ['us-east-1', 'eu-west-1'].map(region => ({ ...PLAIN, regions: [region] }));
    await killAndStart(apart);
    await put('a', 'us-east-1');
    await put('b', 'eu-west-1');
    for (let start = 0; start < 2; start++) {
      await killAndStart(apart);
      expect([await items('us-east-1'), await items('eu-west-1')]).toEqual([['a=1'], ['b=1']]);
    }
  });

  const otherKey: TableDefinition = {
    ...GLOBAL,
    attributeDefinitions: [{ attributeName: 'pk', attributeType: 'N' }, { attributeName: 'sk', attributeType: 'S' }],
    keySchema: [{ attributeName: 'pk', keyType: 'HASH' }, { attributeName: 'sk', keyType: 'RANGE' }],
  };

  test.each(REGIONS)('is refused where a table with items, written in %s, has another key, and nothing is changed', async region => {
    await put('a', region);
    kill();
    const before = fs.readdirSync(folder).map(name => fs.readFileSync(path.join(folder, name), 'utf8'));
    await expect(startWith([otherKey, HITS])).rejects.toThrow(
      `\`persist\` (\`--persist\`) must be a folder whose tables have the keys of the templates, got: ${folder} (Plain has items by id (S), and its key is pk (N), sk (S) now). `
      + 'A table with another key is a new one on AWS: give it another name, or name another folder');
    expect(fs.readdirSync(folder).map(name => fs.readFileSync(path.join(folder, name), 'utf8'))).toEqual(before);
    await startWith([GLOBAL, HITS]);
    expect(await items('us-east-1')).toEqual(['a=1']);
  });

  test('may have another key for a table without items', async () => {
    await killAndStart([otherKey, HITS]);
    expect((await execute('us-east-1', 'DescribeTable', {})).Table.KeySchema[0].AttributeName).toBe('pk');
  });
});

test('requests that come during the start wait until all is there', async () => {
  await put('a');
  kill();
  const starting = create([GLOBAL, HITS]).start();
  const answer = dynamoDb.answer(signedRequest({
    region: 'eu-west-1', headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' }, body: Buffer.from('{"TableName":"Plain","Key":{"id":{"S":"a"}}}'),
  }));
  expect(JSON.parse(String((await answer).body))).toEqual({ Item: { id: { S: 'a' }, n: { N: '1' } } });
  await starting;
});

test('a folder in which nothing but the tables is kept is small', async () => {
  for (let n = 0; n < 50; n++) await put('a', 'us-east-1', n);
  await remove('a');
  await dynamoDb.stop();
  await startWith([GLOBAL, HITS]);
  const [file] = fs.readdirSync(folder).filter(name => name.startsWith('records-'));
  expect(fs.readFileSync(path.join(folder, file), 'utf8').trim().split('\n')).toHaveLength(2);
});

describe('a table that comes while others are in use', () => {
  beforeEach(async () => {
    await put('before');
    await killAndStart([HITS]);
    await dynamoDb.update({ tables: [HITS, GLOBAL] });
  });

  test('has what is kept of it, and keeps what is written', async () => {
    await put('new');
    await killAndStart();
    expect(await everywhere()).toEqual(Array(3).fill(['before=1', 'new=1']));
  });

  test('is emptied by a reset', async () => {
    await dynamoDb.reset();
    expect(await everywhere()).toEqual([[], [], []]);
  });
});

test('a table that comes with another key than what is kept of it is refused, and the others go on', async () => {
  await put('before');
  await killAndStart([HITS]);
  const other: TableDefinition = { ...GLOBAL, keySchema: [{ attributeName: 'other', keyType: 'HASH' }], attributeDefinitions: [{ attributeName: 'other', attributeType: 'S' }] };
  await expect(dynamoDb.update({ tables: [HITS, other] })).rejects.toThrow('Plain has items by id (S), and its key is other (S) now');
  await dynamoDb.putItem('Hits', 'us-east-1', { ip: '192.0.2.1', region: 'x' });
});
