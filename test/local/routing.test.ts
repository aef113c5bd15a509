import { NAME, REGIONS, RoutedRegion, synthesizeRouted } from './routed-app';
import { LocalRegions, ManualClock, start } from '../../local';

const MINUTE = 60_000;
const STANDBY = 'd111111abcdef8.cloudfront.net';
let regions: LocalRegions;
let clock: ManualClock;

afterEach(() => regions.stop());

async function startWith(addRecords: (region: RoutedRegion) => void) {
  clock = new ManualClock();
  regions = await start({ app: synthesizeRouted(addRecords), clock });
}

/** Drains Regions, and waits until callers have followed. */
async function drain(...drained: string[]) {
  REGIONS.forEach(region => regions.invert(region, drained.includes(region)));
  await clock.advance(MINUTE);
}

async function ask(from: string) {
  const response = await fetch(`${regions.url}/hello`, { headers: { 'x-client-location': from } });
  return [response.status, response.headers.get('x-served-by')];
}

describe('an active and a passive Region, by weights 1 and 0', () => {
  beforeEach(() => startWith(({ region, healthCheckId, toRegion }) =>
    toRegion('Shared', { name: NAME, weight: region === 'us-east-1' ? 1 : 0, setIdentifier: region, healthCheckId })));

  test('serve callers from everywhere in the active one, and in the passive one while that is out of service', async () => {
    expect([await ask('us-east-1'), await ask('eu-west-1')]).toEqual([[200, 'us-east-1'], [200, 'us-east-1']]);
    await drain('us-east-1');
    expect([await ask('us-east-1'), await ask('eu-west-1')]).toEqual([[200, 'eu-west-1'], [200, 'eu-west-1']]);
    await drain('us-east-1', 'eu-west-1');
    expect(await ask('eu-west-1')).toEqual([200, 'us-east-1']);
  });

  test('each have a health check', () => {
    expect(regions.healthCheckId('us-east-1')).not.toBe(regions.healthCheckId('eu-west-1'));
    expect(regions.failoverTime('eu-west-1')).toBe(80);
    expect(regions.unsupported).toEqual([]);
  });
});

describe('a standby outside', () => {
  beforeEach(() => startWith(({ region, healthCheckId, toRegion, toName }) => {
    const pair = `${region}.failover.${NAME}`;
    toName('Shared', pair, { name: NAME, region, setIdentifier: region, healthCheckId });
    toRegion('Primary', { name: pair, failover: 'PRIMARY', setIdentifier: 'primary', healthCheckId });
    toName('Secondary', STANDBY, { name: pair, failover: 'SECONDARY', setIdentifier: 'secondary' });
  }));

  test('is where callers are led while all Regions are out of service', async () => {
    expect(await ask('eu-west-1')).toEqual([200, 'eu-west-1']);
    await drain('eu-west-1');
    expect(await ask('eu-west-1')).toEqual([200, 'us-east-1']);
    await drain(...REGIONS);
    expect(await ask('eu-west-1')).toEqual([503, STANDBY]);
    expect(REGIONS.map(region => regions.servedBy(region))).toEqual([STANDBY, STANDBY]);
    await drain();
    expect(regions.servedBy('eu-west-1')).toBe('eu-west-1');
  });
});

describe('geolocation with the nearest Region behind it', () => {
  beforeEach(() => startWith(({ region, healthCheckId, toRegion, toName }) => {
    const pair = `${region}.geolocation.${NAME}`;
    const codes = region === 'eu-west-1' ? ['EU', 'AF'] : ['NA'];
    codes.forEach(continentCode => toName(`In${continentCode}`, pair, { name: NAME, geoLocation: { continentCode }, setIdentifier: `${region}-${continentCode}` }));
    toRegion('Primary', { name: pair, failover: 'PRIMARY', setIdentifier: 'primary', healthCheckId });
    toName('Secondary', `nearest.${NAME}`, { name: pair, failover: 'SECONDARY', setIdentifier: 'secondary' });
    toRegion('Unused', { name: `${region}.spare.${NAME}`, failover: 'PRIMARY', setIdentifier: 'primary', healthCheckId });
    toRegion('Nearest', { name: `nearest.${NAME}`, region, setIdentifier: region, healthCheckId });
  }));

  test('serves callers in the Region of their continent, and in another while that is out of service', async () => {
    expect([await ask('af-south-1'), await ask('ca-central-1')]).toEqual([[200, 'eu-west-1'], [200, 'us-east-1']]);
    await drain('eu-west-1');
    expect(await ask('af-south-1')).toEqual([200, 'us-east-1']);
    await drain(...REGIONS);
    expect(await ask('af-south-1')).toEqual([200, 'eu-west-1']);
  });

  test('is known by the one name that an API has, whatever other names lead to a Region', () => {
    expect(REGIONS.map(region => regions.isHealthy(region))).toEqual([true, true]);
    expect(() => regions.isHealthy('eu-west-1', 'shop.example.com'))
      .toThrow(`\`host\` must be a name with a health check in eu-west-1 (${NAME}), got: shop.example.com`);
  });

  test('has no answer for callers on other continents', async () => {
    expect(await ask('sa-east-1')).toEqual([404, null]);
    expect(regions.servedBy('sa-east-1')).toBeUndefined();
  });
});
