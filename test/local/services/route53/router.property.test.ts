import * as fc from 'fast-check';
import { naiveAnswers } from './naive-answers';
import { aliasRecord, routerOf } from './records';
import { placeOf } from '../../../../local/machine/aws-regions';
import { GeoLocation, RecordSet } from '../../../../local/services/route53/record-set';

const LEVELS = 4;
const name = (level: number) => `${level}.example.com`;
/** Few places, so that callers and records meet. */
const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'sa-east-1'];
const LOCATIONS: GeoLocation[] = [
  { countryCode: 'US', subdivisionCode: 'VA' }, { countryCode: 'US' }, { continentCode: 'NA' }, { countryCode: 'IE' }, { continentCode: 'EU' }, { countryCode: '*' },
];

/** What sets the records of one set apart, by policy. */
const policies = fc.oneof<fc.Arbitrary<Partial<RecordSet>[]>[]>(
  fc.constant([{}]),
  fc.uniqueArray(fc.constantFrom(...REGIONS), { minLength: 1 }).map(regions => regions.map(region => ({ region }))),
  fc.array(fc.constantFrom(0, 0, 1, 3), { minLength: 1, maxLength: 4 }).map(weights => weights.map(weight => ({ weight }))),
  fc.constantFrom<Partial<RecordSet>[]>([{ failover: 'PRIMARY' }, { failover: 'SECONDARY' }], [{ failover: 'SECONDARY' }]),
  fc.uniqueArray(fc.constantFrom(...LOCATIONS), { minLength: 1 }).map(locations => locations.map(geoLocation => ({ geoLocation }))),
);

/** A set whose records lead outside, or to a set further down. */
const setAt = (level: number): fc.Arbitrary<RecordSet[]> => policies.chain(records => fc.tuple(...records.map((policy, index) => fc.record({
  below: fc.option(fc.integer({ min: level + 1, max: LEVELS }), { freq: level < LEVELS ? 1 : 0 }),
  isChecked: fc.boolean(),
  evaluateTargetHealth: fc.boolean(),
}).map(({ below, isChecked, evaluateTargetHealth }) => aliasRecord(below !== null && below < LEVELS ? name(below) : `${level}-${index}.example.net`, {
  name: name(level),
  setIdentifier: `${level}-${index}`,
  healthCheckId: isChecked ? `${level}-${index}` : undefined,
  evaluateTargetHealth,
  ...policy,
})))));

const situation = fc.record({
  records: fc.tuple(...Array.from({ length: LEVELS }, (_, level) => setAt(level))).map(sets => sets.flat()),
  share: fc.infiniteStream(fc.boolean()),
  from: fc.constantFrom(...REGIONS),
  latencies: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: REGIONS.length, maxLength: REGIONS.length }),
  random: fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
}).map(({ records, share, from, latencies, random }) => {
  const unhealthy = new Set(records.flatMap(({ healthCheckId }) => healthCheckId !== undefined && share.next().value ? [healthCheckId] : []));
  const latency = (to: string) => latencies[REGIONS.indexOf(to)];
  const answer = (ordered: RecordSet[] = records, draws = () => random.next().value as number) =>
    routerOf(ordered, { unhealthy, latency: (_, to) => latency(to), random: draws }).answer(name(0), 'A', from);
  return { records, unhealthy, latency, from, answer };
});

const RUNS = { numRuns: 1000 };

describe('for any records, any health, any caller and any chance', () => {
  test('Route 53 answers as AWS describes it, step by step', () => {
    fc.assert(fc.property(situation, ({ answer, ...zone }) => {
      const expected = naiveAnswers(name(0), zone);
      const target = answer()?.target;
      if (expected.size === 0) expect(target).toBeUndefined();
      else if (target !== undefined) expect([...expected]).toContain(target);
    }), RUNS);
  });

  test('whatever AWS may answer is answered for some chance', () => {
    fc.assert(fc.property(situation, ({ answer, ...zone }) => {
      const weightedSets = new Set(zone.records.filter(({ weight }) => weight !== undefined).map(record => record.name)).size;
      fc.pre(weightedSets <= 3);
      const CHANCES = [0.05, 0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.95]; // one in every share that four such weights can have
      const reached = new Set<string>();
      // Every combination of chances for up to three weighted sets, one below the other.
      for (const chances of CHANCES.flatMap(a => CHANCES.flatMap(b => CHANCES.map(c => [a, b, c])))) {
        const target = answer(undefined, () => chances.shift()!)?.target;
        if (target !== undefined) reached.add(target);
      }
      expect(reached).toEqual(naiveAnswers(name(0), zone));
    }), { numRuns: 200 });
  });

  test('an unhealthy record is never answered while a healthy one for the caller exists', () => {
    fc.assert(fc.property(situation, ({ records, unhealthy, from, answer }) => {
      const { continentCode, countryCode, subdivisionCode } = placeOf(from)!;
      const isFor = ({ geoLocation }: RecordSet) => !geoLocation || [
        `${countryCode}-${subdivisionCode}`, countryCode, continentCode, '*',
      ].includes([geoLocation.continentCode ?? geoLocation.countryCode, geoLocation.subdivisionCode].filter(Boolean).join('-'));
      // Health that needs no look at what is beneath.
      const top = records.filter(record => record.name === name(0)).map(record => ({ ...record, evaluateTargetHealth: false })).filter(isFor);
      const chosen = answer([...top, ...records.filter(record => record.name !== name(0))]);
      fc.pre(chosen !== undefined);
      const isHealthy = ({ healthCheckId }: RecordSet) => healthCheckId === undefined || !unhealthy.has(healthCheckId);
      expect(isHealthy(chosen!.record)).toBe(top.some(isHealthy));
    }), RUNS);
  });

  test('the answer does not depend on the order of the records', () => {
    fc.assert(fc.property(situation, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), ({ records, answer }, random) => {
      expect(answer([...records].reverse(), () => random)).toEqual(answer(records, () => random));
    }), RUNS);
  });
});

test('weights are the shares of many answers', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 5 }), weights => {
    fc.pre(weights.some(weight => weight > 0));
    const records = weights.map((weight, index) => aliasRecord(`${index}.example.net`, { name: name(0), weight, setIdentifier: `${index}` }));
    const total = weights.reduce((sum, weight) => sum + weight);
    let draw = 0;
    const router = routerOf(records, { random: () => (draw + 0.5) / total });
    const counts = weights.map(() => 0);
    for (; draw < total; draw++) counts[Number.parseInt(router.answer(name(0), 'A', 'eu-west-1')!.target)]++;
    expect(counts).toEqual(weights);
  }), { numRuns: 50 });
});
