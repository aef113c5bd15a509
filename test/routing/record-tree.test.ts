import { Caller, RecordTree, TreeRecord } from './record-tree';

const PARIS: Caller = { continent: 'EU', country: 'FR', latencies: { near: 10, far: 90 } };
const KANSAS: Caller = { continent: 'NA', country: 'US', subdivision: 'KS', latencies: { near: 80, far: 20 } };

function record(target: string, part: Partial<TreeRecord> = {}): TreeRecord {
  return { name: 'hello', type: 'A', target, evaluatesTarget: false, healthCheckId: target, ...part };
}

/** What `hello` leads to while these are unhealthy. */
function targets(records: TreeRecord[], unhealthy: string[] = [], caller: Caller = PARIS): string[] {
  return new RecordTree(records, id => !unhealthy.includes(id)).targetsOf('hello', caller);
}

test('a simple record is the answer, whatever its health', () => {
  expect(targets([record('a')], ['a'])).toEqual(['a']);
});

test('of latency records the nearest healthy one is the answer, and the nearest while none is healthy', () => {
  const records = [record('a', { region: 'far' }), record('b', { region: 'near' })];
  expect([[], ['a'], ['b'], ['a', 'b']].map(unhealthy => targets(records, unhealthy))).toEqual([['b'], ['b'], ['a'], ['b']]);
});

test('of weighted records those with weight are the answers, and those without while all others are unhealthy', () => {
  const records = [record('a', { weight: 1 }), record('b', { weight: 200 }), record('c', { weight: 0 }), record('d', { weight: 0 })];
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd'], ['c']].map(unhealthy => targets(records, unhealthy)))
    .toEqual([['a', 'b'], ['b'], ['c', 'd'], ['d'], ['a', 'b'], ['a', 'b']]);
});

test('of weighted records that have no weight at all each is the answer', () => {
  expect(targets([record('a', { weight: 0 }), record('b', { weight: 0 })])).toEqual(['a', 'b']);
});

test('of a failover pair the primary is the answer, unless it alone is unhealthy', () => {
  const records = [record('a', { failover: 'PRIMARY' }), record('b', { failover: 'SECONDARY' })];
  expect([[], ['a'], ['b'], ['a', 'b']].map(unhealthy => targets(records, unhealthy))).toEqual([['a'], ['b'], ['a'], ['a']]);
});

test('of geolocation records the smallest healthy one that fits is the answer', () => {
  const records = [
    record('kansas', { geoLocation: { CountryCode: 'US', SubdivisionCode: 'KS' } }), record('us', { geoLocation: { CountryCode: 'US' } }),
    record('america', { geoLocation: { ContinentCode: 'NA' } }), record('rest', { geoLocation: { CountryCode: '*' } }),
    record('africa', { geoLocation: { ContinentCode: 'AF' } }),
  ];
  expect(targets(records, [], PARIS)).toEqual(['rest']);
  expect([[], ['kansas'], ['kansas', 'us'], ['kansas', 'us', 'america']].map(unhealthy => targets(records, unhealthy, KANSAS)))
    .toEqual([['kansas'], ['us'], ['america'], ['rest']]);
});

test('a record without health check is healthy', () => {
  expect(targets([record('a', { region: 'near', healthCheckId: undefined }), record('b', { region: 'far' })], ['a'])).toEqual(['a']);
});

test('an alias is as healthy as the set that it evaluates, and one that evaluates nothing is healthy', () => {
  const set = [record('x', { name: 'set', region: 'near' }), record('y', { name: 'set', region: 'far' })];
  const pair = (evaluatesTarget: boolean) => [
    record('set', { failover: 'PRIMARY', healthCheckId: undefined, evaluatesTarget }), record('standby', { failover: 'SECONDARY' }), ...set,
  ];
  expect([['x'], ['x', 'y']].map(unhealthy => targets(pair(true), unhealthy))).toEqual([['y'], ['standby']]);
  expect([['x'], ['x', 'y']].map(unhealthy => targets(pair(false), unhealthy))).toEqual([['y'], ['x']]);
});

test('CNAME records lead on as aliases do, and types are kept apart', () => {
  const records = [record('middle', { type: 'CNAME' }), record('end', { name: 'middle', type: 'CNAME' })];
  expect(targets(records)).toEqual(['end']);
  expect(new RecordTree([record('v6', { type: 'AAAA' }), record('v4')], () => true).targetsOf('hello', PARIS, 'AAAA')).toEqual(['v6']);
});

test('records that lead in a circle are an error', () => {
  expect(() => targets([record('other'), record('hello', { name: 'other' })])).toThrow('hello leads to itself');
});
