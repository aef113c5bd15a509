import { aliasRecord, failoverPair, latencyRecord, NAME, routerOf, RouterSettings, targetIn } from './records';
import { GeoLocation, RecordSet } from '../../../../local/services/route53/record-set';

/** Where a caller is led. */
function lead(recordSets: RecordSet[], settings: RouterSettings = {}, from: string = 'eu-west-1'): string | undefined {
  return routerOf(recordSets, settings).answer(NAME, 'A', from)?.target;
}

describe('a name', () => {
  const simple: RecordSet = { name: 'www.example.com', type: 'TXT', hostedZoneId: 'Z1', values: ['"hi"'], ttlSeconds: 300 };

  test('with a simple record is answered as it is, from everywhere', () => {
    expect(routerOf([simple]).answer('www.example.com', 'TXT', 'us-iso-east-1')).toEqual({ record: simple, target: '"hi"', values: ['"hi"'], isCname: false, ttlSeconds: 300 });
  });

  test('with a simple record is answered even if that is unhealthy, for there is nothing else', () => {
    expect(lead([aliasRecord('a.example.net', { healthCheckId: 'hc' })], { unhealthy: ['hc'] })).toBe('a.example.net');
  });

  test('is the same in upper case and with a trailing dot', () => {
    expect(routerOf([simple]).answer('WWW.Example.COM.', 'TXT', 'eu-west-1')?.record).toBe(simple);
  });

  test('or a type without records has no answer', () => {
    expect(routerOf([simple]).answer('other.example.com', 'TXT', 'eu-west-1')).toBeUndefined();
    expect(routerOf([simple]).answer('www.example.com', 'A', 'eu-west-1')).toBeUndefined();
  });

  test.each<[string, Partial<RecordSet>]>([
    ['a policy that is not supported', { unsupportedRouting: 'MultiValueAnswer' }],
    ['a wildcard', { name: '*.example.com' }],
  ])('with %s is not answered', (_, more) => {
    expect(lead([aliasRecord('a.example.net', more)])).toBeUndefined();
  });
});

describe('latency records', () => {
  const THREE = ['us-east-1', 'eu-west-1', 'ap-southeast-1'].map(region => latencyRecord(region));

  test.each([
    ['eu-central-1', 'eu-west-1'],
    ['ap-south-1', 'ap-southeast-1'],
    ['sa-east-1', 'us-east-1'],
  ])('lead a caller near %s to %s, the nearest', (from, region) => {
    expect(lead(THREE, {}, from)).toBe(targetIn(region));
  });

  test('lead nobody to a Region that fails its health check', () => {
    expect(lead(THREE, { unhealthy: ['eu-west-1'] })).toBe(targetIn('us-east-1'));
  });

  test('without a health check are always healthy', () => {
    const records = [latencyRecord('eu-west-1', { healthCheckId: undefined }), latencyRecord('us-east-1')];
    expect(lead(records, { unhealthy: ['us-east-1'] }, 'us-east-1')).toBe(targetIn('eu-west-1'));
  });

  test('all count as healthy when all are unhealthy', () => {
    expect(lead(THREE, { unhealthy: ['us-east-1', 'eu-west-1', 'ap-southeast-1'] }, 'eu-central-1')).toBe(targetIn('eu-west-1'));
  });

  test('that are equally far are told apart by their Regions', () => {
    const records = [latencyRecord('us-west-2', { setIdentifier: 'a' }), latencyRecord('us-east-1', { setIdentifier: 'b' })];
    expect(lead(records, { latency: () => 5 })).toBe(targetIn('us-east-1'));
  });
});

describe('weighted records', () => {
  const weighted = (weight: number, setIdentifier: string) =>
    aliasRecord(`${setIdentifier}.example.net`, { weight, setIdentifier, healthCheckId: setIdentifier });

  test.each([
    [0, 'a'], [0.249, 'a'], [0.25, 'b'], [0.999, 'b'],
  ])('are chosen by their share of all weights: at %d of it, %s', (random, chosen) => {
    expect(lead([weighted(1, 'a'), weighted(3, 'b')], { random: () => random })).toBe(`${chosen}.example.net`);
  });

  test.each([
    [0, 'b'], [0.59, 'b'], [0.61, 'c'],
  ])('share what an unhealthy one leaves: at %d, %s', (random, chosen) => {
    expect(lead([weighted(5, 'a'), weighted(3, 'b'), weighted(2, 'c')], { unhealthy: ['a'], random: () => random })).toBe(`${chosen}.example.net`);
  });

  test('are equal where all weigh nothing', () => {
    const records = [weighted(0, 'a'), weighted(0, 'b')];
    expect([0, 0.49, 0.5, 0.999].map(random => lead(records, { random: () => random }))).toEqual(
      ['a', 'a', 'b', 'b'].map(name => `${name}.example.net`));
  });

  describe.each(['a record with weight 0 that has a health check', 'a record with weight 0 that has none'])('%s', which => {
    const zero = which.endsWith('none') ? { ...weighted(0, 'zero'), healthCheckId: undefined } : weighted(0, 'zero');
    const records = [weighted(1, 'a'), weighted(1, 'b'), zero];
    const reached = (unhealthy: string[]) => new Set([0, 0.3, 0.5, 0.7, 0.999].map(random => lead(records, { unhealthy, random: () => random })));

    test.each<[string[], string[]]>([
      [[], ['a', 'b']],
      [['a'], ['b']],
      [['b'], ['a']],
      [['a', 'b'], ['zero']],
    ])('when %j are unhealthy: callers reach %j', (unhealthy, chosen) => {
      expect(reached(unhealthy)).toEqual(new Set(chosen.map(name => `${name}.example.net`)));
    });
  });

  test('when all are unhealthy, those with a weight are answered, and not those with 0', () => {
    const records = [weighted(0, 'zero'), weighted(1, 'a'), weighted(1, 'b')];
    const reached = [0, 0.4, 0.6, 0.999].map(random => lead(records, { unhealthy: ['zero', 'a', 'b'], random: () => random }));
    expect(new Set(reached)).toEqual(new Set(['a.example.net', 'b.example.net']));
  });
});

describe('a failover pair', () => {
  const pair = failoverPair(NAME, 'first.example.net', 'second.example.net');
  const checkedPair = pair.map(record => ({ ...record, healthCheckId: record.aliasTarget }));

  test.each<[string, RecordSet[], string[], string]>([
    ['the primary, while it is healthy', pair, [], 'first'],
    ['the primary, while both are healthy', checkedPair, [], 'first'],
    ['the secondary, while the primary is unhealthy', pair, ['first.example.net'], 'second'],
    ['the secondary that is checked, while it is healthy and the primary is not', checkedPair, ['first.example.net'], 'second'],
    ['the primary, while both are unhealthy', checkedPair, ['first.example.net', 'second.example.net'], 'first'],
  ])('answers %s', (_, records, unhealthy, chosen) => {
    expect(lead(records, { unhealthy })).toBe(`${chosen}.example.net`);
    expect(lead([...records].reverse(), { unhealthy })).toBe(`${chosen}.example.net`);
  });
});

describe('geolocation records', () => {
  const located = (setIdentifier: string, geoLocation: GeoLocation) =>
    aliasRecord(`${setIdentifier}.example.net`, { geoLocation, setIdentifier, healthCheckId: setIdentifier });
  const WORLD = [
    located('default', { countryCode: '*' }),
    located('america', { continentCode: 'NA' }),
    located('us', { countryCode: 'US' }),
    located('oregon', { countryCode: 'US', subdivisionCode: 'OR' }),
    located('germany', { countryCode: 'DE' }),
  ];

  test.each([
    ['us-west-2', 'oregon'],
    ['us-east-1', 'us'],
    ['ca-central-1', 'america'],
    ['eu-central-1', 'germany'],
    ['eu-west-1', 'default'],
    ['sa-east-1', 'default'],
    ['us-iso-east-1', 'default'], // of which nobody says where it is
  ])('lead a caller in %s by the smallest location: %s', (from, chosen) => {
    expect(lead(WORLD, {}, from)).toBe(`${chosen}.example.net`);
  });

  test.each<[string[], string]>([
    [['oregon'], 'us'],
    [['oregon', 'us'], 'america'],
    [['oregon', 'us', 'america'], 'default'],
    [['us'], 'oregon'],
    [['oregon', 'us', 'america', 'default'], 'oregon'],
  ])('that are unhealthy (%j) leave a caller in Oregon to the next larger location: %s', (unhealthy, chosen) => {
    expect(lead(WORLD, { unhealthy }, 'us-west-2')).toBe(`${chosen}.example.net`);
  });

  test('lead nobody to another location, be it the only healthy one', () => {
    expect(lead(WORLD, { unhealthy: ['germany', 'default'] }, 'eu-central-1')).toBe('germany.example.net');
  });

  test('without a default have no answer for callers from elsewhere', () => {
    expect(lead(WORLD.slice(1), {}, 'sa-east-1')).toBeUndefined();
  });
});

describe('an alias onto other records', () => {
  const REGIONS = ['us-east-1', 'eu-west-1'];
  const entries = (more: Partial<RecordSet>) => REGIONS.map(region =>
    latencyRecord(region, { aliasTarget: `${region}.${NAME}`, healthCheckId: undefined, ...more }));
  const weightedBelow = REGIONS.flatMap(region => [1, 2].map(n =>
    aliasRecord(`${n}.${region}.example.net`, { name: `${region}.${NAME}`, weight: n, healthCheckId: `${region}-${n}` })));

  test('of the same type leads where those lead', () => {
    const answer = routerOf([...entries({}), ...weightedBelow]).answer(NAME, 'A', 'eu-west-1');
    expect(answer).toMatchObject({ record: { name: NAME, region: 'eu-west-1' }, target: '1.eu-west-1.example.net', ttlSeconds: 60 });
  });

  test('has their TTL', () => {
    const address: RecordSet = { name: 'origin.example.com', type: 'A', hostedZoneId: 'Z1', values: ['192.0.2.1'], ttlSeconds: 17 };
    expect(routerOf([aliasRecord('origin.example.com'), address]).answer(NAME, 'A', 'eu-west-1')).toMatchObject({ target: '192.0.2.1', ttlSeconds: 17 });
  });

  test('of another type leads to the name itself, which is outside then', () => {
    const text: RecordSet = { name: 'origin.example.com', type: 'TXT', hostedZoneId: 'Z1', values: ['"hi"'] };
    expect(lead([aliasRecord('origin.example.com'), text])).toBe('origin.example.com');
  });

  test('whose health is evaluated is healthy while one of them is', () => {
    const records = [...entries({ evaluateTargetHealth: true }), ...weightedBelow];
    expect(lead(records, { unhealthy: ['eu-west-1-1'] })).toBe('2.eu-west-1.example.net');
    expect(lead(records, { unhealthy: ['eu-west-1-1', 'eu-west-1-2'] })).toBe('1.us-east-1.example.net');
  });

  test('whose health is not evaluated is followed, and the last resort is taken there', () => {
    const records = [...entries({ evaluateTargetHealth: false }), ...weightedBelow];
    expect(lead(records, { unhealthy: ['eu-west-1-1', 'eu-west-1-2'], random: () => 0.5 })).toBe('2.eu-west-1.example.net');
  });

  test.each<[string[], string]>([
    [['eu-west-1'], '1.us-east-1.example.net'],
    [['eu-west-1-1', 'eu-west-1-2'], '1.us-east-1.example.net'],
    [['eu-west-1-1'], '2.eu-west-1.example.net'],
    [[], '1.eu-west-1.example.net'],
  ])('with a health check of its own needs both to be healthy: %j unhealthy leads to %s', (unhealthy, target) => {
    const records = [...REGIONS.map(region => latencyRecord(region, { aliasTarget: `${region}.${NAME}`, evaluateTargetHealth: true })), ...weightedBelow];
    expect(lead(records, { unhealthy })).toBe(target);
  });

  test('to a target outside is healthy, whether that is evaluated or not', () => {
    const records = failoverPair(NAME, 'first.example.net', 'second.example.net', { evaluateTargetHealth: true });
    expect(lead(records)).toBe('first.example.net');
  });

  test('goes on for any depth, each set by its own policy and health', () => {
    const DEPTH = 40;
    const name = (level: number) => level === 0 ? NAME : `${level}.${NAME}`;
    const records = Array.from({ length: DEPTH }, (_, level) => [
      aliasRecord(name(level + 1), { name: name(level), weight: 1, setIdentifier: 'down', evaluateTargetHealth: true }),
      aliasRecord(`exit-${level}.example.net`, { name: name(level), weight: 0, setIdentifier: 'exit' }),
    ]).flat();
    records.push(aliasRecord('bottom.example.net', { name: name(DEPTH), weight: 1, healthCheckId: 'bottom' }));
    expect(lead(records)).toBe('bottom.example.net');
    expect(lead(records, { unhealthy: ['bottom'] })).toBe(`exit-${DEPTH - 1}.example.net`);
  });
});

describe('a standby below latency records', () => {
  const REGIONS = ['us-east-1', 'eu-west-1'];
  const records = REGIONS.flatMap(region => [
    latencyRecord(region, { aliasTarget: `${region}.failover.${NAME}`, healthCheckId: targetIn(region) }),
    ...failoverPair(`${region}.failover.${NAME}`, targetIn(region), 'd111111abcdef8.cloudfront.net'),
  ]);

  test.each<[string[], string]>([
    [[], targetIn('eu-west-1')],
    [['eu-west-1'], targetIn('us-east-1')],
    [['us-east-1'], targetIn('eu-west-1')],
    [REGIONS, 'd111111abcdef8.cloudfront.net'],
  ])('with %j unhealthy: callers in Europe reach %s', (regions, target) => {
    expect(lead(records, { unhealthy: regions.map(targetIn) })).toBe(target);
  });

  test('may be any host, by CNAME records, which a resolver follows one by one', () => {
    const cnames = records.map(({ aliasTarget, ...record }) => ({ ...record, type: 'CNAME', values: [aliasTarget!], ttlSeconds: 60 }));
    const router = routerOf(cnames, { unhealthy: REGIONS.map(targetIn) });
    expect(router.answer(NAME, 'CNAME', 'eu-west-1')).toMatchObject({ target: `eu-west-1.failover.${NAME}`, isCname: true });
    expect(router.answer(`eu-west-1.failover.${NAME}`, 'CNAME', 'eu-west-1')).toMatchObject({ target: 'd111111abcdef8.cloudfront.net', isCname: true });
  });
});

describe('geolocation records above failover pairs onto the nearest Region', () => {
  const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
  const pairOf = (region: string) => failoverPair(`${region}.geolocation.${NAME}`, targetIn(region), `nearest.${NAME}`);
  const entry = (region: string, geoLocation: GeoLocation) => aliasRecord(`${region}.geolocation.${NAME}`, { geoLocation, setIdentifier: JSON.stringify(geoLocation) });
  const records = [
    entry('eu-west-1', { continentCode: 'EU' }),
    entry('eu-west-1', { continentCode: 'AF' }), // the same Region again
    entry('ap-southeast-1', { continentCode: 'AS' }),
    entry('us-east-1', { countryCode: '*' }),
    ...REGIONS.flatMap(pairOf),
    ...REGIONS.map(region => latencyRecord(region, { name: `nearest.${NAME}`, healthCheckId: targetIn(region) })),
  ];

  test.each<[string, string[], string]>([
    ['af-south-1', [], 'eu-west-1'],
    ['ap-southeast-2', [], 'us-east-1'], // in Oceania, which has no Region of its own
    ['eu-central-1', ['eu-west-1'], 'us-east-1'],
    ['ap-southeast-2', ['us-east-1'], 'ap-southeast-1'],
    ['eu-central-1', REGIONS, 'eu-west-1'],
  ])('lead a caller in %s with %j unhealthy to %s', (from, unhealthy, region) => {
    expect(lead(records, { unhealthy: unhealthy.map(targetIn) }, from)).toBe(targetIn(region));
  });
});
