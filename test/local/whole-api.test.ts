import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { App } from 'aws-cdk-lib';
import { Continent, GeoLocation } from 'aws-cdk-lib/aws-route53';
import { LocalRegions, ManualClock, start } from '../../local';
import { ApiGateway, Drain, HealthCheck, MultiRegionServerlessApiProps, Routing, Standby } from '../../src';
import { addRouteEverywhere, anApi, FEW_CHECKERS } from '../an-api';

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
const STANDBY = Standby.alias({ dnsName: 'd111111abcdef8.cloudfront.net', hostedZoneId: 'Z2FDTNDATAQYW2' });
let regions: LocalRegions;
let clock: ManualClock;

/** An API of this library on the local Regions, with what a test wants otherwise. */
async function startApi(props: Partial<MultiRegionServerlessApiProps>) {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'whole-api-')) });
  addRouteEverywhere(anApi({ regions: REGIONS, health: HealthCheck.deep({ checkerRegions: FEW_CHECKERS }), ...props }, app), 'GET', '/hello');
  clock = new ManualClock();
  regions = await start({ app: app.synth().directory, clock });
}

afterEach(() => regions.stop());

async function ask(from: string) {
  const response = await fetch(`${regions.url}/hello`, { headers: { 'x-client-location': from } });
  return [response.status, response.headers.get('x-served-by')];
}

async function drainByItem(region: string) {
  const peer = REGIONS[(REGIONS.indexOf(region) + 1) % REGIONS.length];
  const dynamodb = new DynamoDBClient({ endpoint: regions.awsUrl, region: peer, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  await dynamodb.send(new PutItemCommand({ TableName: 'Shop-DrainSwitch', Item: { region: { S: region }, drained: { BOOL: true } } }));
  dynamodb.destroy();
  for (let i = 0; i < 6; i++) await clock.advance(20_000); // every checker asks anew, and resolvers forget
}

test('an item in the replica of the next Region drains a Region, and the standby answers when all are drained', async () => {
  await startApi({ drain: Drain.byPeers(), standby: STANDBY });
  expect(regions.unsupported).toEqual([]);
  expect(await ask('us-east-1')).toEqual([200, 'us-east-1']);

  await drainByItem('us-east-1');
  expect(regions.isHealthy('us-east-1')).toBe(false);
  expect(await ask('us-east-1')).toEqual([200, 'eu-west-1']);

  await drainByItem('eu-west-1');
  await drainByItem('ap-southeast-1');
  expect(await ask('us-east-1')).toEqual([503, 'd111111abcdef8.cloudfront.net']);
});

test('an HTTP API in an active and passive Regions is served and fails over', async () => {
  await startApi({ gateway: ApiGateway.http(), routing: Routing.activePassive({ primary: 'ap-southeast-1' }) });
  expect(await ask('us-east-1')).toEqual([200, 'ap-southeast-1']);
  regions.invert('ap-southeast-1');
  await clock.advance(60_000);
  expect((await ask('us-east-1'))[1]).not.toBe('ap-southeast-1');
});

test('records that a custom resource writes into another account\'s zone are answered', async () => {
  await startApi({
    domain: { domainName: 'hello.example.com', hostedZoneId: 'Z0123', zoneName: 'example.com', hostedZoneRoleArn: 'arn:aws:iam::210987654321:role/Records' },
    health: HealthCheck.shallow(),
    standby: Standby.host('fallback.example.net'),
  });
  expect(await ask('eu-west-1')).toEqual([200, 'eu-west-1']);
  REGIONS.forEach(region => regions.invert(region));
  await clock.advance(60_000);
  expect(await ask('eu-west-1')).toEqual([503, 'fallback.example.net']);
});

describe('by location', () => {
  const routing = Routing.geolocation({ locations: { 'us-east-1': [GeoLocation.continent(Continent.EUROPE)] }, defaultRegion: 'eu-west-1' });

  async function drain(...drained: string[]) {
    REGIONS.forEach(region => regions.invert(region, drained.includes(region)));
    await clock.advance(60_000);
  }

  test.each<[string, Standby | undefined, [number, string]]>([
    ['the nearest', undefined, [200, 'eu-west-1']],
    ['a standby', STANDBY, [503, 'd111111abcdef8.cloudfront.net']],
    ['a host', Standby.host('fallback.example.net'), [503, 'fallback.example.net']],
  ])('callers reach the Region of their location, then the nearest healthy one, and while none is %s', async (_, standby, last) => {
    await startApi({ routing, standby, health: HealthCheck.shallow() });
    expect(regions.unsupported).toEqual([]);
    expect([await ask('eu-central-1'), await ask('sa-east-1')]).toEqual([[200, 'us-east-1'], [200, 'eu-west-1']]);
    await drain('us-east-1');
    expect(await ask('eu-central-1')).toEqual([200, 'eu-west-1']);
    await drain('us-east-1', 'eu-west-1');
    expect([await ask('eu-central-1'), await ask('sa-east-1')]).toEqual([[200, 'ap-southeast-1'], [200, 'ap-southeast-1']]);
    await drain(...REGIONS);
    expect(await ask('eu-central-1')).toEqual(last);
  });

  test('the Region that serves none has its health check all the same', async () => {
    await startApi({ routing, health: HealthCheck.shallow() });
    expect(new Set(REGIONS.map(region => regions.healthCheckId(region))).size).toBe(3);
  });
});
