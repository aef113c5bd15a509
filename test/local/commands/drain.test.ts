import { once } from 'events';
import * as fs from 'fs';
import * as http from 'http';
import { AddressInfo } from 'net';
import * as os from 'os';
import * as path from 'path';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { App, Stack } from 'aws-cdk-lib';
import { LocalRegions, ManualClock, start } from '../../../local';
import { readAssembly } from '../../../local/cloudformation/assembly';
import { drain, DrainOptions, drainStatus, drainStatusJson, undrain } from '../../../local/commands/drain';
import { findDrainSwitch } from '../../../local/drain/drain-switch';
import { Drain, HealthCheck, MultiRegionServerlessApi } from '../../../src';
import { FEW_CHECKERS } from '../../an-api';
import { APP_DIRECTORY } from '../visits-app';

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];

/** An API of as many Regions; `domains` are of as many APIs. */
function synthesize(regions: string[], ids: string[] = ['Shop'], withSwitch: boolean = true, healthPath: string = '/health'): string {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'drain-')) });
  ids.forEach(id => new MultiRegionServerlessApi(app, id, {
    regions,
    domain: { domainName: `${id.toLowerCase()}.example.com`, hostedZoneId: 'Z0SHOP', zoneName: 'example.com' },
    health: HealthCheck.deep({ failureThreshold: 2, path: healthPath, checkerRegions: FEW_CHECKERS }),
    drain: withSwitch ? Drain.byPeers() : undefined,
  }));
  return app.synth().directory;
}

let running: LocalRegions;
let clock: ManualClock;
let options: DrainOptions;

async function startRegions(app: string) {
  clock = new ManualClock();
  running = await start({ app, directory: APP_DIRECTORY, clock });
  options = { directory: APP_DIRECTORY, app, endpoint: running.awsUrl, via: running.url };
}

/** The drained Regions, as each Region's replica has it. */
async function items(): Promise<Record<string, string[]>> {
  return Object.fromEntries(await Promise.all(running.regions.map(async region => {
    const { Items = [] } = await clientOf(region).send(new ScanCommand({ TableName: 'Shop-DrainSwitch' }));
    return [region, Items.map(item => item.region.S)];
  })));
}

function clientOf(region: string) {
  return new DynamoDBClient({ region, endpoint: running.awsUrl, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
}

describe('in three Regions', () => {
  beforeAll(async () => startRegions(synthesize(REGIONS)));
  afterAll(() => running.stop());
  afterEach(async () => {
    REGIONS.forEach(region => running.resumeReplication(region));
    for (const region of REGIONS) await undrain(region, options);
    for (let i = 0; i < 3; i++) await clock.advance(1000); // until it is replicated
  });

  test('a Region is drained in the replicas of its peers, which say so', async () => {
    expect(await drain('eu-west-1', options)).toBe('eu-west-1 is drained, say ap-southeast-1 and us-east-1: callers are elsewhere within 120 seconds');
    expect(await items()).toEqual({ 'us-east-1': ['eu-west-1'], 'eu-west-1': [], 'ap-southeast-1': ['eu-west-1'] });
  });

  test('it may be drained twice', async () => {
    await drain('eu-west-1', options);
    expect(await drain('eu-west-1', options)).toMatch(/^eu-west-1 is drained, say/);
  });

  test('it is undrained there', async () => {
    await drain('eu-west-1', options);
    expect(await undrain('eu-west-1', options)).toBe('eu-west-1 is not drained any more: callers are back within 120 seconds');
    expect(await items()).toEqual({ 'us-east-1': [], 'eu-west-1': [], 'ap-southeast-1': [] });
  });

  test('a Region that answers badly is undrained, and unhealthy', async () => {
    const ill = http.createServer((_, response) => response.writeHead(503, { 'x-served-by': 'eu-west-1' }).end()).listen(0, '127.0.0.1');
    await once(ill, 'listening');
    const via = `http://127.0.0.1:${(ill.address() as AddressInfo).port}`;
    expect(await undrain('eu-west-1', { ...options, via })).toBe('eu-west-1 is not drained any more: but it is unhealthy (answers 503), and stays out of service');
    ill.close();
  });

  test('where nobody answers, a Region is undrained, and whether it is healthy is unknown', async () => {
    expect(await undrain('eu-west-1', { ...options, via: 'http://127.0.0.1:9' })).toBe(
      'eu-west-1 is not drained any more: callers are back within 120 seconds if it is healthy, which is unknown, for nobody answered (connect ECONNREFUSED 127.0.0.1:9)');
  });

  test('the status says who is healthy, and who is drained', async () => {
    await drain('eu-west-1', options);
    expect(await drainStatus(options)).toBe([
      'us-east-1       healthy',
      'eu-west-1       healthy, drained, say ap-southeast-1 and us-east-1',
      'ap-southeast-1  healthy',
    ].join('\n'));
  });

  test('the last Region that serves is not drained', async () => {
    await drain('eu-west-1', options);
    await drain('us-east-1', options);
    await expect(drain('ap-southeast-1', options)).rejects.toThrow([
      'ap-southeast-1 must not be drained, for no other Region would serve its callers:',
      'us-east-1  healthy, drained, say eu-west-1 and ap-southeast-1',
      'eu-west-1  healthy, drained, say ap-southeast-1 and us-east-1',
    ].join('\n'));
    expect((await items())['us-east-1']).not.toContain('ap-southeast-1');
  });

  test('a Region counts as drained for which an item is only in a replica that nobody asks', async () => {
    REGIONS.forEach(region => running.pauseReplication(region));
    await clientOf('us-east-1').send(new PutItemCommand({ TableName: 'Shop-DrainSwitch', Item: { region: { S: 'us-east-1' }, drained: { BOOL: true } } }));
    expect(await drainStatus(options)).toContain('us-east-1       healthy, drained in the replica of us-east-1, which no peer says');
    await drain('eu-west-1', options);
    await expect(drain('ap-southeast-1', options)).rejects.toThrow(/^ap-southeast-1 must not be drained/);
    await clientOf('us-east-1').send(new PutItemCommand({ TableName: 'Shop-DrainSwitch', Item: { region: { S: 'us-east-1' }, drained: { BOOL: false } } }));
  });

  test('Route 53 takes a drained Region out of service, and back', async () => {
    const healthy = () => REGIONS.map(region => running.isHealthy(region));
    const settled = async (server: string, ...health: boolean[]) => {
      const is = () => running.servedBy('eu-west-1') === server && String(healthy()) === String(health);
      for (let i = 0; i < 60 && !is(); i++) await clock.advance(2000); // at most what `drain` says
      expect([running.servedBy('eu-west-1'), ...healthy()]).toEqual([server, ...health]);
    };
    await settled('eu-west-1', true, true, true);
    await drain('eu-west-1', options);
    await settled('us-east-1', true, false, true);
    await undrain('eu-west-1', options);
    await settled('eu-west-1', true, true, true);
  });

  test('an unknown Region is named, with those that there are', async () => {
    await expect(drain('eu-west-2', options)).rejects.toThrow('The Region must be one of us-east-1, eu-west-1, ap-southeast-1, got: eu-west-2');
    await expect(undrain('', options)).rejects.toThrow(/^The Region must be one of/);
  });

  test.each([
    ['nobody answers', () => 'http://127.0.0.1:9', 'connect ECONNREFUSED 127.0.0.1:9'],
    ['somebody else answers', () => running.awsUrl, 'http://'],
  ])('where %s, nothing is drained, nothing is written, and no Region is called unhealthy', async (_name, via, why) => {
    const nobody = { ...options, via: via() };
    const message = `The Regions could not be asked for their health: ${why}`;
    await expect(drain('eu-west-1', nobody)).rejects.toThrow(`eu-west-1 is not drained. ${message}`);
    const status = await drainStatus(nobody).catch(error => error.message);
    expect(status).toContain(message);
    expect(status).toMatch(/\. Do the local Regions run this app, and is `--via` where they answer\?\nus-east-1 {7}health unknown\neu-west-1 {7}health unknown\nap-southeast-1 {2}health unknown$/);
    expect(await items()).toEqual({ 'us-east-1': [], 'eu-west-1': [], 'ap-southeast-1': [] });
  });

  test('where the names are those of another app, the status says so', async () => {
    const app = synthesize(REGIONS, ['Blog']);
    await expect(drainStatus({ ...options, app })).rejects.toThrow(`${running.url} does not serve us-east-1.blog.example.com`);
  });

  test('where the table cannot be reached, it says so', async () => {
    const nowhere = { ...options, endpoint: 'http://127.0.0.1:9' };
    await expect(drain('eu-west-1', nowhere)).rejects.toThrow(
      'eu-west-1 is not drained yet: writing to ap-southeast-1 failed (connect ECONNREFUSED 127.0.0.1:9); '
      + 'writing to us-east-1 failed (connect ECONNREFUSED 127.0.0.1:9). '
      + 'Its peers are ap-southeast-1 and us-east-1; the item is in the replicas of none of them');
    await expect(undrain('eu-west-1', nowhere)).rejects.toThrow(/^eu-west-1 is not undrained: writing to ap-southeast-1 failed/);
    await expect(drainStatus(nowhere)).rejects.toThrow('The drain switch could not be read: connect ECONNREFUSED 127.0.0.1:9\n'
      + 'us-east-1       healthy, its replica of the switch cannot be read (connect ECONNREFUSED 127.0.0.1:9)\n');
  });
});

describe('in two Regions', () => {
  beforeAll(async () => startRegions(synthesize(REGIONS.slice(0, 2))));
  afterAll(() => running.stop());

  test('one can be drained, and then not the other', async () => {
    expect(await drain('us-east-1', options)).toBe('us-east-1 is drained, say eu-west-1: callers are elsewhere within 120 seconds');
    await expect(drain('eu-west-1', options)).rejects.toThrow(
      'eu-west-1 must not be drained, for no other Region would serve its callers:\nus-east-1  healthy, drained, say eu-west-1');
  });
});

test('a health path of "/" is told from the switch below it', async () => {
  const app = synthesize(REGIONS, ['Shop'], true, '/');
  const { regions } = findDrainSwitch(readAssembly(app));
  expect(regions[1]).toEqual({
    region: 'eu-west-1',
    healthUrl: 'https://eu-west-1.shop.example.com/',
    failoverTime: 120,
    peers: [
      { region: 'ap-southeast-1', url: 'https://ap-southeast-1.shop.example.com/drained/eu-west-1' },
      { region: 'us-east-1', url: 'https://us-east-1.shop.example.com/drained/eu-west-1' },
    ],
  });
});

describe('the app', () => {
  const directory = os.tmpdir();

  test('that has no switch is told how to get one', async () => {
    const app = synthesize(REGIONS, ['Shop'], false);
    await expect(drain('us-east-1', { directory, app })).rejects.toThrow('The app has no drain switch: give its API `drain: Drain.byPeers()`, and deploy it');
  });

  test('that has no switch has a status by its health checks', async () => {
    await startRegions(synthesize(REGIONS.slice(0, 2), ['Shop'], false));
    expect(await drainStatus(options)).toBe('The app has no drain switch. What its health checks ask is answered:\nus-east-1  healthy\neu-west-1  healthy');
    expect(await drainStatusJson(options)).toEqual({
      target: { endpoint: running.awsUrl, via: running.url },
      hasDrainSwitch: false,
      regions: ['us-east-1', 'eu-west-1'].map(region => ({ region, health: 'healthy', statusCode: 200, drainedPer: [], drainedIn: [] })),
      problems: [],
    });
    await running.stop();
  });

  test('of several APIs without a switch has the status of each name', async () => {
    await startRegions(synthesize(REGIONS.slice(0, 2), ['Shop', 'Blog'], false));
    expect(await drainStatus(options)).toContain('us-east-1 us-east-1.blog.example.com  healthy');
    await running.stop();
  });

  test('that has neither a switch nor a health check is told so', async () => {
    const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'drain-')) });
    new Stack(app, 'Empty', { env: { region: 'us-east-1' } });
    await expect(drainStatus({ directory, app: app.synth().directory })).rejects.toThrow(/^The app has no health checks, and no drain switch/);
  });

  test('of several switches is asked which one', async () => {
    const app = synthesize(REGIONS.slice(0, 2), ['Shop', 'Blog']);
    await expect(drain('us-east-1', { directory, app })).rejects.toThrow(
      '`--table` must say which drain switch is meant: Shop-DrainSwitch, Blog-DrainSwitch, got: none');
    await expect(drain('us-east-1', { directory, app, table: 'Shop' })).rejects.toThrow(/got: Shop$/);
    const nowhere = { via: 'http://localhost:9', endpoint: 'http://localhost:9' };
    await expect(drainStatus({ directory, app, table: 'Blog-DrainSwitch', ...nowhere })).rejects.toThrow('eu-west-1  health unknown');
  });
});
