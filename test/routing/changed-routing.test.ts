import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Continent, GeoLocation } from 'aws-cdk-lib/aws-route53';
import * as fc from 'fast-check';
import { DeployedRecords, StackRecords, ZONE } from './deployed-records';
import { Caller, RecordTree } from './record-tree';
import { Routing, Standby } from '../../src';
import { recordsOf } from '../../src/routing/regional-records';
import { hostedZoneOf } from '../../src/zone/hosted-zone';

const NAME = 'hello.example.com';
const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
const [US, EU, AP] = REGIONS;

const EUROPE = GeoLocation.continent(Continent.EUROPE);
const GERMANY = GeoLocation.country('DE');
const CALIFORNIA = GeoLocation.subdivision('CA');
const PLACES = [EUROPE, GERMANY, CALIFORNIA];
/** Callers of each place, and of none. */
const CALLERS = [
  { continent: 'EU', country: 'FR' }, { continent: 'EU', country: 'DE' }, { continent: 'NA', country: 'US', subdivision: 'CA' }, { continent: 'OC', country: 'NZ' },
].flatMap(place => REGIONS.map((nearest): Caller =>
  ({ ...place, latencies: Object.fromEntries(REGIONS.map((region, i) => [region, region === nearest ? 0 : i + 1])) })));
const SUBSETS = REGIONS.reduce<string[][]>((subsets, region) => subsets.flatMap(subset => [subset, [...subset, region]]), [[]]);

const STANDBYS = {
  nothing: undefined,
  alias: Standby.alias({ dnsName: 'd111.cloudfront.net', hostedZoneId: 'Z2FDTNDATAQYW2' }),
  host: Standby.host('fallback.example.net'),
};
type StandbyKind = keyof typeof STANDBYS;

/** The stacks of an API, by their Regions. */
interface Deployment {
  readonly regions: string[];
  readonly routing: Routing;
}

const rendered = new Map<string, StackRecords>();

/** The records of a Region's stack, by its template, if it has one. */
function recordsIn(region: string, { regions, routing }: Deployment, standby: StandbyKind): StackRecords | undefined {
  if (!regions.includes(region)) return undefined;
  const key = JSON.stringify([region, routing, standby]);
  if (!rendered.has(key)) rendered.set(key, renderRecords(region, routing, standby));
  return rendered.get(key);
}

function renderRecords(region: string, routing: Routing, standby: StandbyKind): StackRecords {
  const stack = new Stack(new App());
  hostedZoneOf(stack, { hostedZoneId: ZONE, zoneName: 'example.com' }).writeRecords(recordsOf({
    region,
    sharedName: NAME,
    regionalName: `${region}.${NAME}`,
    ipv6: false,
    sharedTarget: { dnsName: `shared-${region}`, hostedZoneId: 'ZAPI' },
    regionalTarget: { dnsName: `regional-${region}`, hostedZoneId: 'ZAPI' },
    healthCheckId: region,
    routing,
    standby: STANDBYS[standby],
  }, ZONE));
  const resources = Object.entries(Template.fromStack(stack).findResources('AWS::Route53::RecordSet'));
  return Object.fromEntries(resources.map(([id, { Properties: { HostedZoneId, TTL, ResourceRecords, ...record }, DependsOn = [] }]) => [id, {
    record: { ...record, ...ResourceRecords && { TTL: Number(TTL), ResourceRecords: ResourceRecords.map((Value: string) => ({ Value })) } },
    dependsOn: DependsOn,
  }]));
}

/** Every caller has an answer, which is a healthy Region as long as one of some is, and else the standby, if there is one. */
function expectAnswers(zone: DeployedRecords, among: string[], standby: StandbyKind) {
  const records = zone.all;
  for (const healthy of SUBSETS) {
    const tree = new RecordTree(records, region => healthy.includes(region));
    const good = healthy.map(region => `shared-${region}`);
    const last = healthy.some(region => among.includes(region)) ? [] : [STANDBYS[standby]?._dnsName ?? expect.stringMatching(/^shared-/)];
    for (const caller of CALLERS) {
      const answers = tree.targetsOf(NAME, caller);
      const isGood = answers.length > 0 && answers.every(answer => good.includes(answer));
      if (!isGood && answers.join() !== last.join()) expect([caller, healthy, answers]).toEqual([caller, healthy, last]);
    }
  }
}

const ANSWER = /^shared-|^d111|^fallback/;

/** While latency and locations change places, a name by latency does not have all Regions: that callers have an answer at all must do. */
function expectAnyAnswer(zone: DeployedRecords) {
  const records = zone.all;
  for (const healthy of SUBSETS) {
    const tree = new RecordTree(records, region => healthy.includes(region));
    for (const caller of CALLERS) {
      const answers = tree.targetsOf(NAME, caller);
      const isGood = answers.length === 1 && ANSWER.test(answers[0]);
      if (!isGood) expect([caller, healthy, answers]).toEqual([caller, healthy, [expect.stringMatching(ANSWER)]]);
    }
  }
}

type ZoneKind = 'of this account' | 'of another account';

interface Change {
  readonly before: Deployment;
  readonly after: Deployment;
  readonly order: string[];
  readonly standby?: StandbyKind;
  readonly zone?: ZoneKind;
  readonly shuffled?: <T>(items: T[]) => T[];
}

/** Deploys what was there, then what is to be, and looks at each step; the last state. */
async function change({ before, after, order, standby = 'nothing', zone: kind = 'of this account', shuffled }: Change): Promise<DeployedRecords> {
  const zone = new DeployedRecords(shuffled);
  const deploy = kind === 'of this account' ? zone.deploy.bind(zone) : zone.write.bind(zone);
  for (const region of before.regions) await deploy(region, recordsIn(region, before, standby));
  const staying = before.regions.filter(region => after.regions.includes(region));
  expectAnswers(zone, before.regions, standby);
  const isMove = before.routing._locations.length > 0 === after.routing._locations.length > 0;
  const look = () => isMove ? expectAnswers(zone, staying, standby) : expectAnyAnswer(zone);
  for (const region of order) await deploy(region, recordsIn(region, after, standby), look);
  expectAnswers(zone, after.regions, standby);
  return zone;
}

const permutations = <T>(items: T[]): T[][] => items.length === 0 ? [[]]
  : items.flatMap((item, i) => permutations(items.filter((_, j) => j !== i)).map(rest => [item, ...rest]));

const by = (locations: Record<string, GeoLocation[]>, defaultRegion: string, regions = REGIONS): Deployment =>
  ({ regions, routing: Routing.geolocation({ locations, defaultRegion }) });

const LATENCY = { regions: REGIONS, routing: Routing.latency() };
const CHANGES: Record<string, [Deployment, Deployment]> = {
  'a location moves to another Region': [by({ [EU]: [EUROPE] }, US), by({ [US]: [EUROPE] }, US)],
  'the default moves': [by({ [EU]: [EUROPE] }, US), by({ [EU]: [EUROPE] }, AP)],
  'a location and the default change places': [by({ [EU]: [EUROPE] }, US), by({ [US]: [EUROPE] }, EU)],
  'a location comes to a Region that served none': [by({}, US), by({ [AP]: [GERMANY] }, US)],
  'a location goes, and its Region serves none': [by({ [AP]: [GERMANY] }, US), by({}, US)],
  'the Region that served all goes': [by({ [EU]: [EUROPE] }, EU), by({ [US]: [EUROPE] }, AP, [US, AP])],
  'a Region comes and serves all': [by({ [US]: [EUROPE] }, US, [US, EU]), by({ [AP]: [EUROPE] }, AP)],
  'locations take the place of latency': [LATENCY, by({ [EU]: [EUROPE] }, US)],
  'latency takes the place of locations': [by({ [EU]: [EUROPE] }, US), LATENCY],
};

beforeAll(() => jest.spyOn(console, 'info').mockImplementation());

describe.each<ZoneKind>(['of this account', 'of another account'])('in a zone %s', zone => {
  test.each(Object.entries(CHANGES))('Route 53 takes it, in every order of the stacks, and every caller has an answer throughout, when %s', async (_, [before, after]) => {
    for (const order of permutations(REGIONS)) await change({ before, after, order, zone });
  });
});

test('callers are where they are to be when a location has moved', async () => {
  const [before, after] = CHANGES['a location and the default change places'];
  const zone = await change({ before, after, order: REGIONS });
  const tree = new RecordTree(zone.all, () => true);
  expect(CALLERS.map(caller => tree.targetsOf(NAME, caller)))
    .toEqual(CALLERS.map(({ continent }) => [continent === 'EU' ? 'shared-us-east-1' : 'shared-eu-west-1']));
});

test('whatever changes by location, Route 53 takes it and every caller has an answer throughout', async () => {
  const aDeployment = fc.record({
    regions: fc.shuffledSubarray(REGIONS, { minLength: 1 }),
    servers: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)),
    byLatency: fc.integer({ min: 0, max: 4 }).map(n => n === 0),
  }).map(({ regions, servers, byLatency }): Deployment => {
    const locations = Object.fromEntries(regions.map((region, i) => [region, PLACES.filter((__, place) => servers[place] === i)]));
    return byLatency ? { regions, routing: Routing.latency() } : by(locations, regions[0], regions);
  });
  const standbys = fc.constantFrom(...Object.keys(STANDBYS) as StandbyKind[]);
  const zones = fc.constantFrom<ZoneKind>('of this account', 'of another account');
  const orders = fc.shuffledSubarray(REGIONS, { minLength: REGIONS.length });
  const settings = fc.record({ before: aDeployment, after: aDeployment, order: orders, standby: standbys, zone: zones });
  await fc.assert(fc.asyncProperty(settings, fc.gen(), async (setting, gen) => {
    fc.pre(setting.before.regions.some(region => setting.after.regions.includes(region))); // without a Region there is no answer
    await change({ ...setting, shuffled: items => gen(fc.shuffledSubarray, items, { minLength: items.length }) });
  }), { numRuns: 30 });
});

describe('the same zone, with a record of each location under the shared name, each of the Region that serves it,', () => {
  const alias = (region: string, place: object, id: string): StackRecords => {
    const target = { DNSName: `shared-${region}`, HostedZoneId: 'ZAPI', EvaluateTargetHealth: false };
    return { [id]: { record: { Name: NAME, Type: 'A', SetIdentifier: `${region}-${id}`, GeoLocation: place, AliasTarget: target }, dependsOn: [] } };
  };
  const europe = (region: string) => alias(region, { ContinentCode: 'EU' }, 'EU');
  const rest = (region: string) => alias(region, { CountryCode: '*' }, 'default');

  test('refuses a location that moves', async () => {
    const zone = new DeployedRecords();
    await zone.deploy(EU, europe(EU));
    await expect(zone.deploy(US, europe(US))).rejects.toThrow('An RRSet with the same GeoLocation already exists');
  });

  test('has no answer when the default goes before another comes', async () => {
    const zone = new DeployedRecords();
    await zone.deploy(EU, { ...europe(EU), ...rest(EU) });
    await zone.deploy(EU, europe(EU));
    expect(() => expectAnyAnswer(zone)).toThrow();
  });
});
