import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { PLAIN, REGIONS } from './hits-table';
import { ManualClock } from '../../../../local/machine/clock';
import { Journal } from '../../../../local/machine/journal';
import { DynamoDb } from '../../../../local/services/dynamodb/dynamodb';
import { IndexDefinition, TableDefinition } from '../../../../local/services/dynamodb/table-definition';

const clock = new ManualClock();
let dynamoDb: DynamoDb;

beforeEach(async () => {
  dynamoDb = new DynamoDb({
    regions: REGIONS, accountId: '111122223333', tables: [PLAIN], clock, journal: new Journal(clock), replicationLag: 0, random: () => 0.5,
  });
  await dynamoDb.start();
  await execute('PutItem', { Item: { id: { S: 'a' }, color: { S: 'blue' }, size: { S: 'small' } } });
});

afterEach(() => dynamoDb.stop());

const execute = (operation: string, input: object, region = 'us-east-1'): Promise<any> =>
  dynamoDb.engines.get(region)!.execute(operation, { TableName: 'Plain', ...input });

function by(attribute: string, projectionType: 'ALL' | 'KEYS_ONLY' = 'ALL'): Partial<TableDefinition> {
  const index: IndexDefinition = { indexName: 'byIt', keySchema: [{ attributeName: attribute, keyType: 'HASH' }], projection: { projectionType } };
  return {
    attributeDefinitions: [...PLAIN.attributeDefinitions, { attributeName: attribute, attributeType: 'S' }],
    globalSecondaryIndexes: [index],
  };
}

const found = async (attribute: string, value: string) => (await execute('Query', {
  IndexName: 'byIt', KeyConditionExpression: '#a = :v', ExpressionAttributeNames: { '#a': attribute }, ExpressionAttributeValues: { ':v': { S: value } },
})).Items;

test('a table that is new is there in its Regions, and replicates', async () => {
  expect(await dynamoDb.update({ tables: [PLAIN, { ...PLAIN, tableName: 'New', regions: REGIONS }] })).toEqual([]);
  await execute('PutItem', { TableName: 'New', Item: { id: { S: 'n' } } });
  await clock.advance(1);
  expect((await execute('GetItem', { TableName: 'New', Key: { id: { S: 'n' } } }, 'eu-west-1')).Item).toEqual({ id: { S: 'n' } });
});

test('an index that is new has the items that were there before', async () => {
  expect(await dynamoDb.update({ tables: [{ ...PLAIN, ...by('color') }] })).toEqual([]);
  expect(await found('color', 'blue')).toEqual([{ id: { S: 'a' }, color: { S: 'blue' }, size: { S: 'small' } }]);
  expect((await execute('DescribeTable', {})).Table.GlobalSecondaryIndexes).toMatchObject([{ IndexName: 'byIt', IndexStatus: 'ACTIVE' }]);
});

test('an index of another key or projection has nothing of what it was', async () => {
  await dynamoDb.update({ tables: [{ ...PLAIN, ...by('color') }] });
  await dynamoDb.update({ tables: [{ ...PLAIN, ...by('size', 'KEYS_ONLY') }] });
  expect((await execute('Scan', { IndexName: 'byIt' })).Items).toEqual([{ id: { S: 'a' }, size: { S: 'small' } }]);
});

test('an index that went and came back has no item that went meanwhile', async () => {
  await dynamoDb.update({ tables: [{ ...PLAIN, ...by('color') }] });
  await dynamoDb.update({ tables: [PLAIN] });
  await expect(execute('Scan', { IndexName: 'byIt' })).rejects.toThrow('The table does not have the specified index: byIt');
  await execute('DeleteItem', { Key: { id: { S: 'a' } } });
  await dynamoDb.update({ tables: [{ ...PLAIN, ...by('color') }] });
  expect((await execute('Scan', { IndexName: 'byIt' })).Items).toEqual([]);
});

test('settings are those of the template, and what calls have changed stays where the template has not', async () => {
  await dynamoDb.update({ tables: [{ ...PLAIN, timeToLiveAttribute: 'expires', deletionProtection: true }] });
  expect(await execute('DescribeTimeToLive', {})).toMatchObject({ TimeToLiveDescription: { AttributeName: 'expires' } });
  expect((await execute('DescribeTable', {})).Table.DeletionProtectionEnabled).toBe(true);
  await execute('UpdateTimeToLive', { TimeToLiveSpecification: { Enabled: false, AttributeName: 'expires' } });
  await dynamoDb.update({ tables: [{ ...PLAIN, timeToLiveAttribute: 'expires', deletionProtection: false }] });
  expect(await execute('DescribeTimeToLive', {})).toMatchObject({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } });
});

test.each<[string, Partial<TableDefinition>]>([
  ['its key', { keySchema: [...PLAIN.keySchema, { attributeName: 'size', keyType: 'RANGE' }] }],
  ['the type of a key', { attributeDefinitions: [{ attributeName: 'id', attributeType: 'N' }] }],
  ['its replicas', { regions: ['us-east-1', 'eu-west-1'] }],
  ['its consistency', { stronglyConsistent: true }],
])('%s waits for the next start, and the table goes on', async (what, changes) => {
  expect(await dynamoDb.update({ tables: [{ ...PLAIN, ...changes }] })).toEqual([{ name: 'Plain', what }]);
  expect((await execute('GetItem', { Key: { id: { S: 'a' } } })).Item).toBeDefined();
});

test('a table in a Region that was not there at the start waits, and so does the removal of one', async () => {
  expect(await dynamoDb.update({ tables: [{ ...PLAIN, tableName: 'New', regions: ['sa-east-1'] }] })).toEqual([
    { name: 'New', what: 'its replicas' }, { name: 'Plain', what: 'its removal' },
  ]);
  expect((await execute('GetItem', { Key: { id: { S: 'a' } } })).Item).toBeDefined();
});

test('tables of one name in different Regions are tables of their own', async () => {
  const [one, other]: TableDefinition[] = ['us-east-1', 'eu-west-1'].map(region => ({ ...PLAIN, regions: [region] }));
  expect(await dynamoDb.update({ tables: [one, other] })).toEqual([]);
  expect(await dynamoDb.update({ tables: [one, { ...other, deletionProtection: true }] })).toEqual([]);
  expect((await execute('DescribeTable', {}, 'eu-west-1')).Table.DeletionProtectionEnabled).toBe(true);
  expect((await execute('DescribeTable', {})).Table.DeletionProtectionEnabled).toBe(false);
});

test('a table that is new begins with the seed', async () => {
  const seed = mkdtempSync(join(tmpdir(), 'seed-'));
  const props = { regions: REGIONS, accountId: '111122223333', clock, journal: new Journal(clock), replicationLag: 0, random: () => 0.5, seed };
  const seeded = new DynamoDb({ ...props, tables: [PLAIN] });
  writeFileSync(join(seed, 'Plain.jsonl'), '{"id":"p"}');
  await seeded.start();
  writeFileSync(join(seed, 'New.jsonl'), '{"id":"n"}');
  writeFileSync(join(seed, 'Newer.jsonl'), '{"id":"r"}');
  await seeded.update({ tables: [PLAIN, { ...PLAIN, tableName: 'New' }, { ...PLAIN, tableName: 'Newer' }] });
  const items = await Promise.all(['New', 'Newer'].map(table => seeded.engines.get('us-east-1')!.items(table)));
  expect(items).toEqual([[{ id: { S: 'n' } }], [{ id: { S: 'r' } }]]);
  await seeded.stop();
});
