import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { App } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import * as appendOnly from './append-only';
import * as itemPerRegion from './item-per-region';
import * as oneItem from './one-item';
import * as stampedWrite from './stamped-write';
import { MultiRegionServerlessApi } from 'cdk-multi-region-serverless-api';
import { LocalRegions, ManualClock, start } from 'cdk-multi-region-serverless-api/local';
import { lostWrites } from 'cdk-multi-region-serverless-api/runtime';

/** What docs/consistency.md says of two Regions that write at once, on the local Regions and with the AWS SDK. */
const STRING = AttributeType.STRING;
const REPLICATED = 1_000;

function synthesize(): string {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'consistency-')) });
  const api = new MultiRegionServerlessApi(app, 'HitCounter', {
    regions: ['us-east-1', 'eu-west-1'],
    domain: { domainName: 'hello.example.com', hostedZoneId: 'Z0123456789', zoneName: 'example.com' },
  });
  api.addGlobalTable('Hits', { partitionKey: { name: 'ipAddress', type: STRING } });
  api.addGlobalTable('HitsByRegion', { partitionKey: { name: 'ipAddress', type: STRING }, sortKey: { name: 'region', type: STRING } });
  api.addGlobalTable('Customers', { partitionKey: { name: 'customer', type: STRING } });
  api.addGlobalTable('Orders', { partitionKey: { name: 'customer', type: STRING }, sortKey: { name: 'idempotencyKey', type: STRING } });
  for (const region of api.regionalApis) {
    const code = Code.fromInline('exports.handler = async () => ({ statusCode: 200 });');
    region.addRoute('GET', '/hello', new Function(region, 'Hello', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code }));
  }
  return app.synth().directory;
}

const clock = new ManualClock();
let regions: LocalRegions;
let america: DynamoDBDocumentClient;
let europe: DynamoDBDocumentClient;
let clients: DynamoDBClient[];

beforeAll(async () => {
  regions = await start({ app: synthesize(), clock });
  clients = ['us-east-1', 'eu-west-1'].map(region => new DynamoDBClient({
    endpoint: regions.awsUrl, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }));
  [america, europe] = clients.map(client => DynamoDBDocumentClient.from(client));
});
afterAll(async () => {
  america.destroy();
  europe.destroy();
  await regions.stop();
});

const hitsOf = async (dynamodb: DynamoDBDocumentClient, ipAddress: string) =>
  (await dynamodb.send(new GetCommand({ TableName: 'HitCounter-Hits', Key: { ipAddress } }))).Item;

test('two Regions that count in one item at once lose a visit', async () => {
  await oneItem.count(america, '192.0.2.1');
  await oneItem.count(europe, '192.0.2.1');
  await clock.advance(REPLICATED);

  expect(await hitsOf(america, '192.0.2.1')).toMatchObject({ hits: 1 });
  expect(await hitsOf(europe, '192.0.2.1')).toMatchObject({ hits: 1 });
});

test('two Regions that count in an item each lose none', async () => {
  const [american, european] = clients.map(itemPerRegion.visits);
  await american.add('192.0.2.2');
  await european.add('192.0.2.2');
  expect(await american.sum('192.0.2.2')).toBe(1);
  await clock.advance(REPLICATED);

  expect(await american.sum('192.0.2.2')).toBe(2);
  expect(await european.sum('192.0.2.2')).toBe(2);
});

test('a stamp tells the Region whose write was replaced by one that did not know it, and no other', async () => {
  const itemIn = async (region: string) => (await regions.items('HitCounter-Customers', region))[0] as Record<string, { S?: string; N?: string }>;
  await stampedWrite.move(america, 'ada', 'Boston', 'us-east-1');
  await stampedWrite.move(america, 'ada', 'Albany', 'us-east-1');
  await clock.advance(1);
  await stampedWrite.move(europe, 'ada', 'Dublin', 'eu-west-1');
  const [american, european] = [await itemIn('us-east-1'), await itemIn('eu-west-1')];
  await clock.advance(REPLICATED);

  const NewImage = await itemIn('us-east-1');
  expect(NewImage).toMatchObject({ city: { S: 'Dublin' }, writtenIn: { S: 'eu-west-1' } });
  expect(lostWrites({ dynamodb: { OldImage: american, NewImage } }, 'us-east-1')).toBe(2);
  expect(lostWrites({ dynamodb: { OldImage: european, NewImage } }, 'eu-west-1')).toBe(0);
});

test('the last writer wins the whole item, not its attribute alone', async () => {
  const set = (dynamodb: DynamoDBDocumentClient, attribute: string, value: string) => dynamodb.send(new UpdateCommand({
    TableName: 'HitCounter-Hits',
    Key: { ipAddress: '192.0.2.3' },
    UpdateExpression: 'SET #attribute = :value',
    ExpressionAttributeNames: { '#attribute': attribute },
    ExpressionAttributeValues: { ':value': value },
  }));
  await set(america, 'language', 'en');
  await clock.advance(1);
  await set(europe, 'city', 'Dublin');
  await clock.advance(REPLICATED);

  expect(await hitsOf(america, '192.0.2.3')).toEqual({ ipAddress: '192.0.2.3', city: 'Dublin' });
  expect(await hitsOf(europe, '192.0.2.3')).toEqual({ ipAddress: '192.0.2.3', city: 'Dublin' });
});

test('a condition is judged in its own Region: both reserve the seat, and one of them is told so in vain', async () => {
  const reserve = (dynamodb: DynamoDBDocumentClient, guest: string) => dynamodb.send(new PutCommand({
    TableName: 'HitCounter-Hits',
    Item: { ipAddress: 'seat-12A', guest },
    ConditionExpression: 'attribute_not_exists(ipAddress)',
  }));
  await reserve(america, 'Ann');
  await clock.advance(1);
  await expect(reserve(europe, 'Eva')).resolves.toBeDefined();
  await clock.advance(REPLICATED);

  expect(await hitsOf(america, 'seat-12A')).toMatchObject({ guest: 'Eva' });
});

test('an item that never changes and has the caller\'s key is written once, however often and wherever it is tried', async () => {
  await appendOnly.order(america, 'carol', 'key-1', 500);
  await appendOnly.order(europe, 'carol', 'key-1', 500); // tried again, after a failover
  await appendOnly.order(europe, 'carol', 'key-2', 700);
  await clock.advance(REPLICATED);

  for (const dynamodb of [america, europe]) {
    const { Items = [] } = await dynamodb.send(new QueryCommand({
      TableName: 'HitCounter-Orders',
      KeyConditionExpression: 'customer = :customer',
      ExpressionAttributeValues: { ':customer': 'carol' },
    }));
    expect(Items.map(({ cents }) => cents)).toEqual([500, 700]);
  }
});

test('what a Region wrote before it went dark is missing elsewhere, and comes when it is back', async () => {
  regions.pauseReplication('us-east-1');
  const [american, european] = clients.map(itemPerRegion.visits);
  await american.add('192.0.2.4');
  await clock.advance(60 * REPLICATED);
  expect(await european.sum('192.0.2.4')).toBe(0);

  regions.resumeReplication('us-east-1');
  await clock.advance(REPLICATED);
  expect(await european.sum('192.0.2.4')).toBe(1);
});

test('what a Region wrote before it went dark loses, when it is back, to what was written elsewhere since', async () => {
  regions.pauseReplication('us-east-1');
  await oneItem.count(america, '192.0.2.5');
  await oneItem.count(america, '192.0.2.5');
  await clock.advance(REPLICATED);
  await oneItem.count(europe, '192.0.2.5');
  regions.resumeReplication('us-east-1');
  await clock.advance(REPLICATED);

  expect(await hitsOf(america, '192.0.2.5')).toMatchObject({ hits: 1 });
});

test('docs/consistency.md shows the code that these tests run', () => {
  const page = fs.readFileSync(path.join(__dirname, '..', '..', '..', 'docs', 'consistency.md'), 'utf8');
  const shown = [...page.matchAll(/^```tsx\n([\s\S]*?)^```$/gm)].map(([, code]) => code);
  const run = ['one-item.ts', 'item-per-region.ts', 'append-only.ts', 'stamped-write.ts'].map(file => fs.readFileSync(path.join(__dirname, file), 'utf8'));
  expect(run.filter(code => !shown.includes(code))).toEqual([]);
});
