import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetHealthCheckStatusCommand, ListHealthChecksCommand, Route53Client, UpdateHealthCheckCommand } from '@aws-sdk/client-route-53';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { App } from 'aws-cdk-lib';
import * as ts from 'typescript';
import { LocalRegions, ManualClock, start } from '../../../local';
import { startupText } from '../../../local/regions/report';
import { HealthCheck, MultiRegionServerlessApi } from '../../../src';
import { APP_DIRECTORY, synthesizeVisits } from '../visits-app';

const MINUTE = 60_000;
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
const app = synthesizeVisits();
let regions: LocalRegions;
let clock: ManualClock;

async function startAnew() {
  clock = new ManualClock();
  regions = await start({ app, directory: APP_DIRECTORY, clock });
}

/** For sentences that leave behind what others would see. */
function eachInNewRegions() {
  beforeEach(startAnew);
  afterEach(() => regions.stop());
}

/** For those that do not, once the tables are emptied. */
function allInTheSameRegions() {
  beforeAll(startAnew);
  afterEach(() => regions.reset());
  afterAll(() => regions.stop());
}

async function visitFrom(location?: string) {
  const response = await fetch(`${regions.url}/visit`, { headers: location ? { 'x-client-location': location } : {} });
  return { servedBy: response.headers.get('x-served-by'), ...await response.json() as { region: string; visits: string } };
}

function dynamoDbIn(region: string) {
  return new DynamoDBClient({ region, endpoint: regions.awsUrl, credentials: CREDENTIALS });
}

/** Makes a Region fail its health check, and no other. */
async function startMaintenance(region: string) {
  regions.pauseReplication(region);
  await dynamoDbIn(region).send(new PutItemCommand({ TableName: 'Visits-Items', Item: { id: { S: 'maintenance' } } }));
}

describe('a caller', () => {
  allInTheSameRegions();

  test.each([
    ['us-east-2', 'us-east-1'],
    ['eu-central-1', 'eu-west-1'],
    ['ap-southeast-2', 'ap-southeast-1'],
    [undefined, 'us-east-1'],
  ])('near %s is answered by %s, which the answer says', async (location, region) => {
    expect(await visitFrom(location)).toEqual({ servedBy: region, region, visits: '1' });
  });

  test('is told which places there are when it names another', async () => {
    const response = await fetch(`${regions.url}/visit`, { headers: { 'x-client-location': 'atlantis-1' } });
    expect([response.status, await response.json()]).toEqual([400, { message: 'x-client-location must be an AWS Region, got: atlantis-1' }]);
  });

  test('reaches one Region by its own name', async () => {
    const { port } = new URL(regions.url);
    const response = await fetchAs(`ap-southeast-1.visits.example.com.localhost:${port}`, '/visit');
    expect(JSON.parse(response)).toMatchObject({ region: 'ap-southeast-1' });
  });

  test('is told which names there are when it asks for another', async () => {
    expect(JSON.parse(await fetchAs('shop.example.com', '/visit')).message)
      .toBe('No record for shop.example.com. The names served here are: visits.example.com, us-east-1.visits.example.com, eu-west-1.visits.example.com, ap-southeast-1.visits.example.com. Say one in the header Host, or put .localhost behind it');
  });
});

describe('a write', () => {
  eachInNewRegions();

  test('is seen in the other Regions after the replication lag, and not before', async () => {
    await visitFrom('us-east-1');
    const visits = { id: { S: 'visits' }, n: { N: '1' } };
    expect(await regions.items('Visits-Items', 'us-east-1')).toEqual([visits]);
    await clock.advance(399);
    expect(await regions.items('Visits-Items', 'eu-west-1')).toEqual([]);
    await clock.advance(201);
    expect(await regions.items('Visits-Items', 'eu-west-1')).toEqual([visits]);
    expect(await regions.items('Visits-Items', 'ap-southeast-1')).toEqual([visits]);
  });

  test('goes on being counted in the Region that takes over', async () => {
    await visitFrom('us-east-1');
    await clock.advance(MINUTE);
    regions.invert('us-east-1');
    await clock.advance(MINUTE);
    expect(await visitFrom('us-east-1')).toMatchObject({ region: 'eu-west-1', visits: '2' });
  });

  test('waits while replication is paused', async () => {
    regions.pauseReplication('us-east-1');
    await visitFrom('us-east-1');
    await clock.advance(MINUTE);
    expect(await regions.items('Visits-Items', 'eu-west-1')).toEqual([]);
    regions.resumeReplication('us-east-1');
    await clock.advance(1);
    await regions.replicated();
    expect(await regions.items('Visits-Items', 'eu-west-1')).toHaveLength(1);
  });
});

describe('an item of plain values', () => {
  allInTheSameRegions();

  test('is written in one Region, and replicates', async () => {
    await regions.putItem('Visits-Items', 'eu-west-1', { id: 'visits', n: 7, tags: new Set(['x']) });
    await clock.advance(MINUTE);
    expect(await regions.items('Visits-Items', 'us-east-1')).toEqual([{ id: { S: 'visits' }, n: { N: '7' }, tags: { SS: ['x'] } }]);
    expect(await visitFrom('us-east-1')).toMatchObject({ visits: '8' });
  });

  test('is refused in DynamoDB\'s words, or for a table that there is not', async () => {
    await expect(regions.putItem('Visits-Items', 'eu-west-1', { n: 7 })).rejects.toThrow('Missing the key id in the item');
    await expect(regions.putItem('Visits-Items', 'eu-west-1', { id: new Date(0) })).rejects.toThrow('`id` must be a text');
    await expect(regions.putItem('Visits-Items', 'sa-east-1', { id: 'a' })).rejects.toThrow('There is no table Visits-Items in sa-east-1');
  });
});

describe('what is done by hand:', () => {
  eachInNewRegions();

  test('a reset empties the tables, and health checks stay as they are', async () => {
    await visitFrom('us-east-1');
    regions.pauseReplication('eu-west-1');
    regions.invert('ap-southeast-1');
    await regions.reset();
    await clock.advance(MINUTE);
    expect(await visitFrom('us-east-1')).toMatchObject({ region: 'us-east-1', visits: '1' });
    await clock.advance(MINUTE);
    expect(await regions.items('Visits-Items', 'eu-west-1')).toHaveLength(1);
    expect(regions.isHealthy('ap-southeast-1')).toBe(false);
  });

  test('stopping ends everything in well under a second, workers included', async () => {
    await visitFrom('us-east-1');
    const begin = performance.now();
    await regions.stop();
    expect(performance.now() - begin).toBeLessThan(1000);
    await expect(fetch(regions.url)).rejects.toThrow();
    await expect(fetch(regions.awsUrl)).rejects.toThrow();
  });
});

describe('the handle', () => {
  allInTheSameRegions();

  test('says in plain terms what runs and what does not', () => {
    expect(regions.regions).toEqual(['us-east-1', 'eu-west-1', 'ap-southeast-1']);
    expect(regions.tables).toEqual(['Visits-Items']);
    expect(regions.unsupported).toEqual([]);
  });

  test('a Region without a record has no health check to ask for', () => {
    expect(() => regions.isHealthy('sa-east-1')).toThrow('There is no record with a health check in sa-east-1');
  });
});

test('data to begin with and data that stays are found from the app\'s directory', async () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'data-'));
  const options = { app, directory, persist: 'data', seed: 'Visits-Items.jsonl', clock: new ManualClock() };
  fs.writeFileSync(path.join(directory, 'Visits-Items.jsonl'), '{"id":"a"}');
  const one = await start(options);
  expect(startupText(one)).toContain(`\nTables       kept in ${path.join(directory, 'data')}\nSeed         in Visits-Items\n`);
  await one.putItem('Visits-Items', 'eu-west-1', { id: 'b' });
  await expect(start(options)).rejects.toThrow(`\`persist\` (\`--persist\`) must be a folder that no other run uses, got: ${path.join(directory, 'data')}`);
  await one.stop();
  const other = await start(options);
  expect(await other.items('Visits-Items', 'us-east-1')).toEqual(expect.arrayContaining([{ id: { S: 'a' } }, { id: { S: 'b' } }]));
  expect(startupText(other)).toContain('\nSeed         in no table: those that it is for have items that were kept\n');
  await other.stop();
  fs.rmSync(directory, { recursive: true });
});

describe('a Region that fails its health check', () => {
  eachInNewRegions();

  test('receives no traffic once its failures have been counted and the answer of DNS has expired', async () => {
    await startMaintenance('us-east-1');
    expect(regions.servedBy('us-east-1')).toBe('us-east-1');
    await clock.advance(regions.failoverTime('us-east-1') * 1000);
    expect(regions.isHealthy('us-east-1')).toBe(false);
    expect(await visitFrom('us-east-1')).toMatchObject({ region: 'eu-west-1' });
  });

  test('stays unhealthy when it is drained by hand', async () => {
    await startMaintenance('us-east-1');
    await clock.advance(regions.failoverTime('us-east-1') * 1000);
    regions.invert('us-east-1');
    expect(regions.isHealthy('us-east-1')).toBe(false);
  });

  test('is back in time once it answers again', async () => {
    regions.invert('us-east-1');
    await clock.advance(2 * MINUTE);
    expect(regions.servedBy('us-east-1')).toBe('eu-west-1');
    regions.invert('us-east-1', false);
    await clock.advance(MINUTE);
    expect(regions.servedBy('us-east-1')).toBe('us-east-1');
  });

  test('answers nevertheless when all Regions fail theirs', async () => {
    regions.regions.forEach(region => regions.invert(region));
    await clock.advance(2 * MINUTE);
    expect(regions.regions.map(region => regions.isHealthy(region))).toEqual([false, false, false]);
    expect(await visitFrom('eu-west-1')).toMatchObject({ region: 'eu-west-1' });
  });

  test('is told to whoever listens, with its cause and the time', async () => {
    const changes: object[] = [];
    regions.onHealthChange(change => changes.push(change));
    regions.invert('eu-west-1');
    const cause = 'UpdateHealthCheck set disabled and inverted';
    expect(changes).toEqual([{ healthCheckId: regions.healthCheckId('eu-west-1'), name: 'Visits-eu-west-1', healthy: false, cause, at: clock.now() }]);
  });
});

describe('AWS clients', () => {
  allInTheSameRegions();

  test('read and write the replica of the Region that they sign for', async () => {
    const europe = DynamoDBDocumentClient.from(dynamoDbIn('eu-west-1'));
    await europe.send(new PutCommand({ TableName: 'Visits-Items', Item: { id: 'a', tags: new Set(['x']), n: 7 } }));
    const { Item } = await europe.send(new GetCommand({ TableName: 'Visits-Items', Key: { id: 'a' } }));
    expect(Item).toEqual({ id: 'a', tags: new Set(['x']), n: 7 });
    const inAmerica = await dynamoDbIn('us-east-1').send(new GetItemCommand({ TableName: 'Visits-Items', Key: { id: { S: 'a' } } }));
    expect(inAmerica.Item).toBeUndefined();
  });

  test('invert a health check through Route 53\'s own API', async () => {
    const route53 = new Route53Client({ region: 'us-east-1', endpoint: regions.awsUrl, credentials: CREDENTIALS });
    const { HealthChecks } = await route53.send(new ListHealthChecksCommand({}));
    const { Id, HealthCheckConfig } = HealthChecks!.find(check => check.HealthCheckConfig!.FullyQualifiedDomainName!.startsWith('us-east-1'))!;
    expect(HealthCheckConfig).toMatchObject({ Type: 'HTTPS', ResourcePath: '/ready', RequestInterval: 30, FailureThreshold: 2, Inverted: false });
    await route53.send(new UpdateHealthCheckCommand({ HealthCheckId: Id, Inverted: true }));
    await clock.advance(MINUTE);
    const { HealthCheckObservations } = await route53.send(new GetHealthCheckStatusCommand({ HealthCheckId: Id }));
    expect(HealthCheckObservations![0].StatusReport!.Status).toBe('Success: HTTP Status Code 200, OK');
    expect(regions.servedBy('us-east-1')).toBe('eu-west-1');
  });

  test('of other services are refused, and so do not reach AWS', async () => {
    const response = await fetch(regions.awsUrl, { headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x/20260101/eu-west-1/s3/aws4_request' } });
    expect(response.status).toBe(501);
    expect(await response.text()).toContain('<Message>The local Regions do not run s3');
  });

  test('must sign, so that their Region is known', async () => {
    expect((await fetch(regions.awsUrl)).status).toBe(403);
  });
});

test('the handle\'s declaration names none of the internal definitions', () => {
  const file = path.join(APP_DIRECTORY, 'local', 'regions', 'local-regions.ts');
  const { outputText } = ts.transpileDeclaration(fs.readFileSync(file, 'utf8'), { fileName: file, compilerOptions: { stripInternal: true } });
  expect(outputText).toContain('get tables(): string[];');
  expect(outputText).not.toMatch(/deployed|Deployed|Running|Engine/);
});

describe('an app with two APIs', () => {
  let two: LocalRegions;
  beforeAll(async () => { two = await start({ app: synthesizeTwoApis(), clock: new ManualClock() }); });
  afterAll(() => two.stop());

  test('has a health check for each name in a Region', () => {
    two.invert('us-east-1', true, 'shop.example.com');
    expect(two.isHealthy('us-east-1', 'shop.example.com')).toBe(false);
    expect(two.isHealthy('us-east-1', 'blog.example.com')).toBe(true);
    expect(two.healthCheckId('us-east-1', 'shop.example.com')).not.toBe(two.healthCheckId('us-east-1', 'blog.example.com'));
    expect([two.failoverTime('us-east-1', 'shop.example.com'), two.failoverTime('us-east-1', 'blog.example.com')]).toEqual([90, 120]);
  });

  test.each([
    ['no name, for it could be either', undefined, 'none'],
    ['a name that is not there', 'mail.example.com', 'mail.example.com'],
  ])('refuses %s', (_, host, got) => {
    const message = `\`host\` must be a name with a health check in us-east-1 (shop.example.com, blog.example.com), got: ${got}`;
    expect(() => two.healthCheckId('us-east-1', host)).toThrow(message);
    expect(() => two.isHealthy('us-east-1', host)).toThrow(message);
    expect(() => two.failoverTime('us-east-1', host)).toThrow(message);
    expect(() => two.invert('us-east-1', true, host)).toThrow(message);
  });
});

function synthesizeTwoApis(): string {
  const twoApis = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'two-apis-')) });
  for (const [name, failureThreshold] of [['Shop', 1], ['Blog', 2]] as const) {
    new MultiRegionServerlessApi(twoApis, name, {
      regions: ['us-east-1', 'eu-west-1'],
      domain: { domainName: `${name.toLowerCase()}.example.com`, hostedZoneId: 'Z0EXAMPLE', zoneName: 'example.com' },
      health: HealthCheck.shallow({ failureThreshold }),
    });
  }
  return twoApis.synth().directory;
}

/** Node's fetch does not send a Host header of one's own. */
function fetchAs(host: string, url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(regions.url);
    require('http').get({ port, path: url, headers: { host } }, (response: NodeJS.ReadableStream) => {
      let body = '';
      response.on('data', data => { body += data; }).on('end', () => resolve(body));
    }).on('error', reject);
  });
}
