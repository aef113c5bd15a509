import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { signedRequest } from './dynamodb-endpoint';
import { PLAIN, REGIONS } from './hits-table';
import { ManualClock } from '../../../../local/machine/clock';
import { Journal } from '../../../../local/machine/journal';
import { DynamoDb, RESET_TARGET } from '../../../../local/services/dynamodb/dynamodb';
import { TableDefinition } from '../../../../local/services/dynamodb/table-definition';

const ORDERS: TableDefinition = { ...PLAIN, tableName: 'Shop-Orders-1A2B', logicalPath: 'Shop/Tables/Orders/Table', regions: REGIONS };
const CARTS: TableDefinition = { ...PLAIN, tableName: 'Carts', logicalPath: 'Shop/Carts' };

let folder: string;
let clock: ManualClock;
let dynamoDb: DynamoDb;

beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'seed-')); });

afterEach(async () => {
  await dynamoDb.stop();
  fs.rmSync(folder, { recursive: true });
});

function seedWith(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
}

async function start(seed = folder, persist?: string, tables: TableDefinition[] = [ORDERS, CARTS]) {
  clock = new ManualClock();
  dynamoDb = new DynamoDb({
    regions: REGIONS, accountId: '111122223333', tables, clock, journal: new Journal(clock), replicationLag: 500, random: () => 0.5, seed, persist,
  });
  await dynamoDb.start();
}

const items = async ({ tableName }: TableDefinition, region = 'us-east-1') =>
  (await dynamoDb.engines.get(region)!.items(tableName)).sort((a, b) => a.id.S! < b.id.S! ? -1 : 1);
const put = ({ tableName: TableName }: TableDefinition, id: string, region = 'us-east-1') =>
  dynamoDb.engines.get(region)!.execute('PutItem', { TableName, Item: { id: { S: id } } });
const reset = () => dynamoDb.answer(signedRequest({ region: 'us-east-1', headers: { 'x-amz-target': RESET_TARGET }, body: Buffer.alloc(0) }));

describe('tables begin, in all their Regions,', () => {
  test('with the lines of a file that is called like them', async () => {
    seedWith({ 'Carts.jsonl': '{"id":"a","n":1}\n\n{"Item":{"id":{"S":"b"},"tags":{"SS":["x"]}}}\r\n{"id":"c","Item":{"x":1}}' });
    await start(path.join(folder, 'Carts.jsonl'));
    expect(await items(CARTS)).toEqual([
      { id: { S: 'a' }, n: { N: '1' } }, { id: { S: 'b' }, tags: { SS: ['x'] } }, { id: { S: 'c' }, Item: { M: { x: { N: '1' } } } },
    ]);
  });

  test.each(['Shop-Orders-1A2B.jsonl', 'Orders.jsonl', 'Shop/Tables/Orders.jsonl'])('with those of a folder, by name, construct id or path: %s', async name => {
    seedWith({ [name]: '{"id":"a"}', 'Carts.jsonl': '{"id":"b"}', 'README.md': '# Data' });
    await start();
    expect(await Promise.all(REGIONS.map(region => items(ORDERS, region)))).toEqual([[{ id: { S: 'a' } }], [{ id: { S: 'a' } }], [{ id: { S: 'a' } }]]);
    expect(await items(CARTS)).toEqual([{ id: { S: 'b' } }]);
  });

  test('which several may be called', async () => {
    const apart = REGIONS.map(region => ({ ...CARTS, logicalPath: `Shop-${region}/Carts`, regions: [region] }));
    seedWith({ 'Carts.jsonl': '{"id":"a"}' });
    await start(folder, undefined, apart);
    expect(await Promise.all(REGIONS.map(region => items(CARTS, region)))).toEqual([[{ id: { S: 'a' } }], [{ id: { S: 'a' } }], [{ id: { S: 'a' } }]]);
  });

  test('only where nothing is kept', async () => {
    seedWith({ 'Orders.jsonl': '{"id":"a"}', 'Carts.jsonl': '{"id":"a"}' });
    const persist = path.join(folder, 'data');
    await start(folder, persist);
    await put(CARTS, 'b');
    await dynamoDb.engines.get('eu-west-1')!.execute('DeleteItem', { TableName: ORDERS.tableName, Key: { id: { S: 'a' } } });
    await dynamoDb.stop();
    seedWith({ 'Orders.jsonl': '{"id":"new"}', 'Carts.jsonl': '{"id":"new"}' });
    await start(path.join(folder, 'Carts.jsonl'), persist);
    expect([await items(CARTS), await items(ORDERS)]).toEqual([[{ id: { S: 'a' } }, { id: { S: 'b' } }], []]);
  });
});

describe('before anything is served, the file, the line and the rule are told', () => {
  test.each([
    ['no JSON', '{"id":"a"}\n{id:"b"}', '2: a line must be an item in JSON, e.g. {"id":"a"}, got: {id:"b"}'],
    ['no item', '["a"]', '1: a line must be an item in JSON, e.g. {"id":"a"}, got: ["a"]'],
    ['a key that is missing', '{"n":1}', '1: One or more parameter values were invalid: Missing the key id in the item'],
    ['a key of another type', '{"id":1}', '1: One or more parameter values were invalid: Type mismatch for key id expected: S actual: N'],
    ['a number that is not exact', '{"id":"a","n":12345678901234567890}', '1: `n` must be a text, an exact number'],
    ['what is no value of DynamoDB', '{"Item":{"id":{"S":"a"},"n":{"X":1}}}', '1: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'],
    ['a key that was before', '{"id":"a"}\n{"id":"b"}\n{"id":"a"}', '3: an item must be in one line, got: the key of '],
  ])('for %s', async (_, text, message) => {
    seedWith({ 'Carts.jsonl': text });
    await expect(start(folder, path.join(folder, '.data'))).rejects.toThrow(`${path.join(folder, 'Carts.jsonl')}:${message}`);
    expect(fs.existsSync(path.join(folder, '.data'))).toBe(false);
  });

  test('for a table that there is not', async () => {
    seedWith({ 'Cards.jsonl': '' });
    await expect(start()).rejects.toThrow(
      `\`seed\` (\`--seed\`) must have files that are called like tables of the app (Shop-Orders-1A2B, Carts), got: ${path.join(folder, 'Cards.jsonl')}`);
  });

  test.each(['nothing', '.'])('for what has no such file: %s', async seed => {
    await expect(start(path.join(folder, seed))).rejects.toThrow(
      `\`seed\` (\`--seed\`) must be a file <table>.jsonl, or a folder with such files, got: ${path.join(folder, seed)}`);
  });
});

describe('a reset', () => {
  beforeEach(async () => {
    seedWith({ 'Orders.jsonl': '{"id":"seed"}' });
    await start();
  });

  test('leaves the seed, as the file is by now, and nothing else', async () => {
    await put(ORDERS, 'a');
    await put(CARTS, 'b');
    seedWith({ 'Orders.jsonl': '{"id":"new"}' });
    expect(await reset()).toMatchObject({ statusCode: 200, body: '{"reset":["Shop-Orders-1A2B","Carts"]}' });
    expect([await items(ORDERS), await items(ORDERS, 'eu-west-1'), await items(CARTS)]).toEqual([[{ id: { S: 'new' } }], [{ id: { S: 'new' } }], []]);
  });

  test('leaves nothing in indexes', async () => {
    const indexed: TableDefinition = { ...CARTS, globalSecondaryIndexes: [{ indexName: 'all', keySchema: CARTS.keySchema, projection: { projectionType: 'ALL' } }] };
    await dynamoDb.stop();
    fs.rmSync(path.join(folder, 'Orders.jsonl'));
    seedWith({ 'Carts.jsonl': '' });
    await start(folder, undefined, [indexed]);
    await put(CARTS, 'a');
    await reset();
    expect(await dynamoDb.engines.get('us-east-1')!.execute('Scan', { TableName: 'Carts', IndexName: 'all' })).toMatchObject({ Items: [] });
  });

  test('forgets what is under way, and what a pause holds, and ends the pause', async () => {
    await put(ORDERS, 'a');
    dynamoDb.replication.pause('eu-west-1');
    await put(ORDERS, 'b', 'eu-west-1');
    await dynamoDb.reset();
    await clock.advance(60_000);
    expect(await Promise.all(REGIONS.map(region => items(ORDERS, region)))).toEqual(REGIONS.map(() => [{ id: { S: 'seed' } }]));
    await put(ORDERS, 'c', 'eu-west-1');
    await clock.advance(600);
    expect(await items(ORDERS)).toEqual([{ id: { S: 'c' } }, { id: { S: 'seed' } }]);
  });

  test('has settings as in the template', async () => {
    const execute = (operation: string, input: object): Promise<any> => dynamoDb.engines.get('us-east-1')!.execute(operation, { TableName: 'Carts', ...input });
    const ResourceArn = 'arn:aws:dynamodb:us-east-1:111122223333:table/Carts';
    await execute('UpdateTimeToLive', { TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' } });
    await execute('TagResource', { ResourceArn, Tags: [{ Key: 'a', Value: 'b' }] });
    await dynamoDb.reset();
    expect((await execute('DescribeTimeToLive', {})).TimeToLiveDescription.TimeToLiveStatus).toBe('DISABLED');
    expect((await execute('ListTagsOfResource', { ResourceArn })).Tags).toEqual([]);
  });

  test('counts for what is kept, too', async () => {
    await dynamoDb.stop();
    const persist = path.join(folder, 'data');
    await start(folder, persist);
    await put(CARTS, 'a');
    await dynamoDb.reset();
    await put(CARTS, 'b');
    await dynamoDb.stop();
    await start(folder, persist);
    expect([await items(CARTS), await items(ORDERS)]).toEqual([[{ id: { S: 'b' } }], [{ id: { S: 'seed' } }]]);
  });

  test('is refused, and nothing is lost, where the seed is wrong', async () => {
    await put(CARTS, 'a');
    seedWith({ 'Orders.jsonl': '{}' });
    await expect(reset()).rejects.toThrow('Orders.jsonl:1: One or more parameter values were invalid: Missing the key id in the item');
    expect(await items(CARTS)).toEqual([{ id: { S: 'a' } }]);
  });
});
