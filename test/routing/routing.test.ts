import { App, Lazy, Token } from 'aws-cdk-lib';
import { Continent, GeoLocation } from 'aws-cdk-lib/aws-route53';
import { Routing, Standby } from '../../src';
import { anApi, templateOf } from '../an-api';
import { Caller, recordsIn, RecordTree, TreeRecord } from './record-tree';

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
const NAME = 'hello.example.com';

/** Callers from everywhere, each nearest to another Region, and one for whom distance and location differ. */
const CALLERS: Record<string, Caller> = {
  Kansas: { continent: 'NA', country: 'US', subdivision: 'KS', latencies: { 'us-east-1': 30, 'eu-west-1': 110, 'ap-southeast-1': 220 } },
  Paris: { continent: 'EU', country: 'FR', latencies: { 'us-east-1': 85, 'eu-west-1': 15, 'ap-southeast-1': 150 } },
  Tokyo: { continent: 'AS', country: 'JP', latencies: { 'us-east-1': 160, 'eu-west-1': 210, 'ap-southeast-1': 70 } },
  Reykjavik: { continent: 'EU', country: 'IS', latencies: { 'us-east-1': 40, 'eu-west-1': 50, 'ap-southeast-1': 240 } },
  Lagos: { continent: 'AF', country: 'NG', latencies: { 'us-east-1': 140, 'eu-west-1': 95, 'ap-southeast-1': 190 } },
};

const LOCATIONS = {
  'us-east-1': [GeoLocation.continent(Continent.NORTH_AMERICA), GeoLocation.country('GL')],
  'ap-southeast-1': [GeoLocation.country('JP'), GeoLocation.subdivision('KS', 'US')],
};

interface Policy {
  readonly routing?: Routing;
  /** The Regions that a caller may reach while these are healthy. */
  reached(caller: Caller, healthy: string[]): string[];
}

const nearest = ({ latencies }: Caller, among: string[]) => [among.reduce((best, region) => latencies[region] < latencies[best] ? region : best)];

function firstOf(preferred: string[], among: string[]): string[] {
  const found = preferred.filter(region => among.includes(region));
  return found.length > 0 ? found : among;
}

const POLICIES: Record<string, Policy> = {
  'the default': { reached: nearest },
  'latency': { routing: Routing.latency(), reached: nearest },
  'active-passive': {
    routing: Routing.activePassive({ primary: 'eu-west-1' }),
    reached: (_, healthy) => firstOf(['eu-west-1'], healthy),
  },
  'weighted': {
    routing: Routing.weighted({ 'us-east-1': 200, 'eu-west-1': 55, 'ap-southeast-1': 0 }),
    reached: (_, healthy) => firstOf(['us-east-1', 'eu-west-1'], healthy),
  },
  'geolocation': {
    routing: Routing.geolocation({ locations: LOCATIONS, defaultRegion: 'eu-west-1' }),
    reached: (caller, healthy) => {
      const own = caller.country === 'JP' || caller.subdivision === 'KS' ? 'ap-southeast-1' : caller.continent === 'NA' ? 'us-east-1' : 'eu-west-1';
      return healthy.includes(own) ? [own] : nearest(caller, healthy);
    },
  },
  'geolocation with a Region that serves no location': {
    routing: Routing.geolocation({ locations: {}, defaultRegion: 'us-east-1' }),
    reached: (caller, healthy) => healthy.includes('us-east-1') ? ['us-east-1'] : nearest(caller, healthy),
  },
};

const STANDBYS: Record<string, { standby?: Standby; host?: string }> = {
  'nothing': {},
  'an alias': { standby: Standby.alias({ dnsName: 'd111.cloudfront.net', hostedZoneId: 'Z2FDTNDATAQYW2' }), host: 'd111.cloudfront.net' },
  'a host': { standby: Standby.host('fallback.example.net'), host: 'fallback.example.net' },
};

/** The records of an API in all Regions, their targets and health checks by the Region's name. */
function rendered(routing?: Routing, standby?: Standby): TreeRecord[] {
  const api = anApi({ regions: REGIONS, routing, standby });
  const records = recordsIn(Object.fromEntries(REGIONS.map(region => [region, templateOf(api, region).toJSON()])));
  return records.map(record => ({
    ...record,
    target: REGIONS.find(region => record.target.startsWith(`${region}/`)) ?? record.target,
    healthCheckId: record.healthCheckId?.split('/')[0],
  }));
}

const SUBSETS = REGIONS.reduce<string[][]>((subsets, region) => subsets.flatMap(subset => [subset, [...subset, region]]), [[]]);

describe.each(Object.entries(POLICIES))('%s', (_, { routing, reached }) => {
  describe.each(Object.entries(STANDBYS))('with %s standing by', (__, { standby, host }) => {
    const records = rendered(routing, standby);
    const targets = (caller: Caller, healthy: string[], type: string) =>
      new RecordTree(records, region => healthy.includes(region)).targetsOf(NAME, caller, type).sort();

    test.each(Object.entries(CALLERS))('a caller from %s reaches a healthy Region whenever there is one, the policy\'s choice while all are', (___, caller) => {
      for (const healthy of SUBSETS.filter(subset => subset.length > 0)) {
        for (const type of ['A', 'AAAA']) {
          expect([healthy, targets(caller, healthy, type)]).toEqual([healthy, reached(caller, healthy).sort()]);
        }
      }
    });

    test(host ? 'callers reach the standby while no Region is healthy' : 'callers reach a Region as if all were healthy while none is', () => {
      const asIfHealthy = (caller: Caller) => routing?._locations.length ? nearest(caller, REGIONS) : reached(caller, REGIONS);
      for (const caller of Object.values(CALLERS)) {
        expect(targets(caller, [], 'A')).toEqual(host ? [host] : asIfHealthy(caller).sort());
      }
    });

    test('without the health checks callers would reach an unhealthy Region, so that it is they who keep them away', () => {
      const unguarded = records.map(record => ({ ...record, healthCheckId: undefined }));
      const tree = new RecordTree(unguarded, () => true);
      const reachable = Object.values(CALLERS).flatMap(caller => tree.targetsOf(NAME, caller));
      expect(SUBSETS.filter(healthy => reachable.some(target => !healthy.includes(target))).length).toBeGreaterThan(0);
    });

    test('the names of the Regions lead to them, whatever their health', () => {
      for (const region of REGIONS) {
        expect(new RecordTree(records, () => false).targetsOf(`${region}.${NAME}`, CALLERS.Paris)).toEqual([region]);
      }
    });

    test('each record that decides by health has its own Region\'s check', () => {
      const checked = records.filter(({ healthCheckId }) => healthCheckId !== undefined);
      expect(checked.length).toBeGreaterThan(0);
      for (const { healthCheckId, target, setIdentifier } of checked) {
        expect([setIdentifier, target].some(text => text!.includes(healthCheckId!))).toBe(true);
      }
    });
  });
});

const token = Lazy.string({ produce: () => 'eu-west-1' });
const two = 'us-east-1, eu-west-1';

test.each<[string, Routing, string | RegExp]>([
  ['a primary that is no Region of the API', Routing.activePassive({ primary: 'eu-west-2' }),
    `\`routing.primary\` must be one of \`regions\`, got: "eu-west-2". \`regions\` are: ${two}`],
  ['a primary that is a token', Routing.activePassive({ primary: token }), /^`routing.primary` must be one of `regions`, got: "\$\{Token/],
  ['a missing weight', Routing.weighted({ 'us-east-1': 1 }), `\`routing\` must have a weight for each of ${two} and for no other Region, got: ["us-east-1"]`],
  ['no weights', Routing.weighted({}), `\`routing\` must have a weight for each of ${two} and for no other Region, got: []`],
  ['a weight of another Region', Routing.weighted({ 'us-east-1': 1, 'eu-west-2': 2 }), `\`routing\` must have a weight for each of ${two} and for no other Region, got: ["us-east-1","eu-west-2"]`],
  ['a weight too many', Routing.weighted({ 'us-east-1': 1, 'eu-west-1': 2, 'eu-west-2': 3 }), /^`routing` must have a weight for each of/],
  ['a negative weight', Routing.weighted({ 'us-east-1': -1, 'eu-west-1': 2 }),
    'The weights of `routing` must be whole numbers from 0 to 255, got: {"us-east-1":-1,"eu-west-1":2}'],
  ['a weight over 255', Routing.weighted({ 'us-east-1': 256, 'eu-west-1': 2 }), /^The weights of `routing` must be whole numbers from 0 to 255, got/],
  ['half a weight', Routing.weighted({ 'us-east-1': 0.5, 'eu-west-1': 2 }), /^The weights of `routing` must be whole numbers from 0 to 255, got/],
  ['a weight that is no number', Routing.weighted({ 'us-east-1': NaN, 'eu-west-1': 2 }), /^The weights of `routing` must be whole numbers from 0 to 255, got/],
  ['a weight that is a token', Routing.weighted({ 'us-east-1': Token.asNumber({ Ref: 'Weight' }), 'eu-west-1': 2 }), /^The weights of `routing` must be whole numbers/],
  ['nothing but weights of 0', Routing.weighted({ 'us-east-1': 0, 'eu-west-1': 0 }), '`routing` must have a weight over 0, got: {"us-east-1":0,"eu-west-1":0}'],
  ['locations of another Region', Routing.geolocation({ locations: { 'eu-west-2': [GeoLocation.country('GB')] }, defaultRegion: 'eu-west-1' }),
    `\`routing\` must name locations and a \`defaultRegion\` of the API's own Regions, got: "eu-west-2". \`regions\` are: ${two}`],
  ['a default Region that is none of the API', Routing.geolocation({ locations: {}, defaultRegion: 'eu-west-2' }),
    `\`routing\` must name locations and a \`defaultRegion\` of the API's own Regions, got: "eu-west-2". \`regions\` are: ${two}`],
  ['a default Region that is a token', Routing.geolocation({ locations: {}, defaultRegion: token }), /^`routing` must name locations and a `defaultRegion` of the API's own/],
  ['the default location', Routing.geolocation({ locations: { 'us-east-1': [GeoLocation.default()] }, defaultRegion: 'eu-west-1' }),
    '`routing.locations` must not hold the default location, got: "default". Name the Region as `defaultRegion`'],
  ['a location of two Regions', Routing.geolocation({
    locations: { 'us-east-1': [GeoLocation.country('DE')], 'eu-west-1': [GeoLocation.country('DE')] }, defaultRegion: 'eu-west-1',
  }), '`routing.locations` must give each location to one Region, got: "DE"'],
  ['a location that a Region has twice', Routing.geolocation({
    locations: { 'us-east-1': [GeoLocation.continent(Continent.AFRICA), GeoLocation.continent(Continent.AFRICA)] }, defaultRegion: 'eu-west-1',
  }), '`routing.locations` must give each location to one Region, got: "continent-AF"'],
])('refuses %s, before anything is made', (_, routing, message) => {
  const app = new App();
  expect(() => anApi({ routing }, app)).toThrow(message);
  expect(app.node.findChild('Shop').node.children).toEqual([]);
});

test.each<[string, Routing]>([
  ['the highest and the lowest weight', Routing.weighted({ 'us-east-1': 255, 'eu-west-1': 0 })],
  ['a country and a continent of the same code', Routing.geolocation({
    locations: { 'us-east-1': [GeoLocation.country('AF'), GeoLocation.country('SA')], 'eu-west-1': [GeoLocation.continent(Continent.AFRICA), GeoLocation.continent(Continent.SOUTH_AMERICA)] },
    defaultRegion: 'eu-west-1',
  })],
  ['a country and one of its subdivisions', Routing.geolocation({
    locations: { 'us-east-1': [GeoLocation.country('US')], 'eu-west-1': [GeoLocation.subdivision('NY')] }, defaultRegion: 'eu-west-1',
  })],
])('takes %s', (_, routing) => {
  const app = new App();
  anApi({ routing }, app);
  expect(() => app.synth()).not.toThrow();
});

test('latency routing leaves regional templates the same but for the Region\'s name, with every kind of standby', () => {
  for (const { standby } of Object.values(STANDBYS)) {
    const api = anApi({ regions: REGIONS, standby });
    const templates = REGIONS.map(region => JSON.stringify(templateOf(api, region).toJSON()).replaceAll(region, '<Region>'));
    expect(new Set(templates).size).toBe(1);
  }
});
