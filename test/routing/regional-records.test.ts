import { CfnRecordSet, Continent, GeoLocation } from 'aws-cdk-lib/aws-route53';
import { Routing, Standby } from '../../src';
import { recordsOf } from '../../src/routing/regional-records';
import { ZoneRecord } from '../../src/zone/zone-record';

const ROUTINGS = {
  latency: Routing.latency(),
  activePassive: Routing.activePassive({ primary: 'eu-west-1' }),
  passive: Routing.activePassive({ primary: 'us-east-1' }),
  weighted: Routing.weighted({ 'eu-west-1': 7, 'us-east-1': 3 }),
  geolocation: Routing.geolocation({ locations: { 'eu-west-1': [GeoLocation.continent(Continent.EUROPE), GeoLocation.country('GL')] }, defaultRegion: 'eu-west-1' }),
  elsewhere: Routing.geolocation({ locations: {}, defaultRegion: 'us-east-1' }),
};
const STANDBYS = {
  nothing: undefined,
  alias: Standby.alias({ dnsName: 'd111.cloudfront.net', hostedZoneId: 'Z2FDTNDATAQYW2' }),
  host: Standby.host('fallback.example.net'),
};

function records(routing: keyof typeof ROUTINGS, standby: keyof typeof STANDBYS, ipv6: boolean): ZoneRecord[] {
  return recordsOf({
    region: 'eu-west-1',
    sharedName: 'hello.test',
    regionalName: 'eu-west-1.hello.test',
    ipv6,
    sharedTarget: { dnsName: 'd-shared', hostedZoneId: 'ZAPI1' },
    regionalTarget: { dnsName: 'd-regional', hostedZoneId: 'ZAPI2' },
    healthCheckId: 'check-1',
    routing: ROUTINGS[routing],
    standby: STANDBYS[standby],
  }, 'ZONE');
}

/** All of a record in one line. */
function lineOf(record: ZoneRecord): string {
  const { id, name, type, setIdentifier, region, weight, failover, geoLocation, healthCheckId, aliasTarget, ...rest } = record;
  const { resourceRecords, ttl, ...others } = rest;
  expect(others).toEqual({});
  const { continentCode, countryCode } = (geoLocation ?? {}) as CfnRecordSet.GeoLocationProperty;
  const policy = { region, weight, failover, continent: continentCode, country: countryCode, set: setIdentifier, check: healthCheckId };
  const alias = aliasTarget as CfnRecordSet.AliasTargetProperty | undefined;
  return [
    `${name} ${type}`,
    ...Object.entries(policy).filter(([, value]) => value !== undefined).map(([key, value]) => `${key}=${value}`),
    ...alias ? [`-> ${alias.dnsName} in ${alias.hostedZoneId}`, ...alias.evaluateTargetHealth ? ['evaluated'] : []] : [`-> ${resourceRecords} for ${ttl}`],
  ].join(' ');
}

const REGIONAL = 'eu-west-1.hello.test A -> d-regional in ZAPI2';
const ALIAS_PAIR = [
  'eu-west-1.failover.hello.test A failover=PRIMARY set=primary check=check-1 -> d-shared in ZAPI1 evaluated',
  'eu-west-1.failover.hello.test A failover=SECONDARY set=secondary -> d111.cloudfront.net in Z2FDTNDATAQYW2',
];
const HOST_PAIR = [
  'eu-west-1.failover.hello.test CNAME failover=PRIMARY set=primary check=check-1 -> d-shared for 60',
  'eu-west-1.failover.hello.test CNAME failover=SECONDARY set=secondary -> fallback.example.net for 60',
];

/** What leads from the shared name where nothing, an alias or a host stands by. */
const entered = (policy: string): Record<keyof typeof STANDBYS, string[]> => ({
  nothing: [`hello.test A ${policy} -> d-shared in ZAPI1`],
  alias: [...ALIAS_PAIR, `hello.test A ${policy} -> eu-west-1.failover.hello.test in ZONE`],
  host: [...HOST_PAIR, `hello.test CNAME ${policy} -> eu-west-1.failover.hello.test for 60`],
});

const NEAREST = 'region=eu-west-1 set=eu-west-1 check=check-1';
const MAP = 'eu-west-1.locations.hello.test';
const OWN = 'eu-west-1.or-nearest.hello.test';
const ANOTHER = 'us-east-1.or-nearest.hello.test';
const LOCATIONS = ['continent=EU set=continent-EU', 'country=GL set=GL', 'country=* set=default'];

const EXPECTED: Record<keyof typeof ROUTINGS, Record<keyof typeof STANDBYS, string[]>> = {
  latency: entered('region=eu-west-1 set=eu-west-1 check=check-1'),
  activePassive: entered('weight=1 set=eu-west-1 check=check-1'),
  passive: entered('weight=0 set=eu-west-1 check=check-1'),
  weighted: entered('weight=7 set=eu-west-1 check=check-1'),
  geolocation: {
    nothing: [
      `nearest.hello.test A ${NEAREST} -> d-shared in ZAPI1`,
      `${OWN} A weight=1 set=eu-west-1 check=check-1 -> d-shared in ZAPI1`,
      `${OWN} A weight=0 set=eu-west-1-nearest -> nearest.hello.test in ZONE`,
      ...LOCATIONS.map(location => `${MAP} A ${location} -> ${OWN} in ZONE`),
      `hello.test A region=eu-west-1 set=eu-west-1 -> ${MAP} in ZONE`,
    ],
    alias: [
      ...ALIAS_PAIR,
      `nearest.hello.test A ${NEAREST} -> eu-west-1.failover.hello.test in ZONE`,
      `${OWN} A weight=1 set=eu-west-1 check=check-1 -> d-shared in ZAPI1`,
      `${OWN} A weight=0 set=eu-west-1-nearest -> nearest.hello.test in ZONE`,
      ...LOCATIONS.map(location => `${MAP} A ${location} -> ${OWN} in ZONE`),
      `hello.test A region=eu-west-1 set=eu-west-1 -> ${MAP} in ZONE`,
    ],
    host: [
      ...HOST_PAIR,
      `nearest.hello.test CNAME ${NEAREST} -> eu-west-1.failover.hello.test for 60`,
      `${OWN} CNAME weight=1 set=eu-west-1 check=check-1 -> d-shared for 60`,
      `${OWN} CNAME weight=0 set=eu-west-1-nearest -> nearest.hello.test for 60`,
      ...LOCATIONS.map(location => `${MAP} CNAME ${location} -> ${OWN} for 60`),
      `hello.test CNAME region=eu-west-1 set=eu-west-1 -> ${MAP} for 60`,
    ],
  },
  elsewhere: {
    nothing: [
      `nearest.hello.test A ${NEAREST} -> d-shared in ZAPI1`,
      `${ANOTHER} A weight=0 set=eu-west-1-nearest -> nearest.hello.test in ZONE`,
      `${MAP} A country=* set=default -> ${ANOTHER} in ZONE`,
      `hello.test A region=eu-west-1 set=eu-west-1 -> ${MAP} in ZONE`,
    ],
    alias: [
      ...ALIAS_PAIR,
      `nearest.hello.test A ${NEAREST} -> eu-west-1.failover.hello.test in ZONE`,
      `${ANOTHER} A weight=0 set=eu-west-1-nearest -> nearest.hello.test in ZONE`,
      `${MAP} A country=* set=default -> ${ANOTHER} in ZONE`,
      `hello.test A region=eu-west-1 set=eu-west-1 -> ${MAP} in ZONE`,
    ],
    host: [
      ...HOST_PAIR,
      `nearest.hello.test CNAME ${NEAREST} -> eu-west-1.failover.hello.test for 60`,
      `${ANOTHER} CNAME weight=0 set=eu-west-1-nearest -> nearest.hello.test for 60`,
      `${MAP} CNAME country=* set=default -> ${ANOTHER} for 60`,
      `hello.test CNAME region=eu-west-1 set=eu-west-1 -> ${MAP} for 60`,
    ],
  },
};

const CASES = (Object.keys(ROUTINGS) as (keyof typeof ROUTINGS)[])
  .flatMap(routing => (Object.keys(STANDBYS) as (keyof typeof STANDBYS)[]).map(standby => [routing, standby] as const));

describe.each(CASES)('the records of %s routing, with %s standing by,', (routing, standby) => {
  const ipv4 = [REGIONAL, ...EXPECTED[routing][standby]];

  test('over IPv4, are exactly these', () => {
    expect(records(routing, standby, false).map(lineOf)).toEqual(ipv4);
  });

  test('over IPv4 and IPv6, have each A record as AAAA too', () => {
    expect(records(routing, standby, true).map(lineOf)).toEqual(ipv4.flatMap(line => line.includes(' A ') ? [line, line.replace(' A ', ' AAAA ')] : [line]));
  });

  test('have ids of their own, and come after those that they are aliases of', () => {
    const all = records(routing, standby, true);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    all.forEach(({ type, aliasTarget }, i) => {
      const targets = all.map((other, at) => other.type === type && other.name === (aliasTarget as any)?.dnsName ? at : -1);
      expect(Math.max(...targets)).toBeLessThan(i);
    });
  });

  test('are what Route 53 takes', () => {
    const all = records(routing, standby, true);
    for (const { name, type, setIdentifier, failover, region, weight, geoLocation, aliasTarget } of all) {
      const set = all.filter(other => other.name === name);
      expect(set.every(other => (other.type === 'CNAME') === (type === 'CNAME'))).toBe(true); // no CNAME record beside another
      const policies = [failover, region, weight, geoLocation].filter(policy => policy !== undefined);
      expect(policies.length).toBe(setIdentifier === undefined ? 0 : 1);
      expect(set.filter(other => other.type === type && other.setIdentifier === setIdentifier)).toHaveLength(1);
      const { dnsName, evaluateTargetHealth } = (aliasTarget ?? {}) as CfnRecordSet.AliasTargetProperty;
      if (dnsName?.endsWith('cloudfront.net')) expect(evaluateTargetHealth).toBe(false);
      if (aliasTarget && failover === 'PRIMARY') expect(evaluateTargetHealth).toBe(true);
    }
  });
});
