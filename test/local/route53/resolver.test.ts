import { ManualClock } from '../../../local/clock';
import { LatencyRouter } from '../../../local/route53/latency-router';
import { RecordSet } from '../../../local/route53/record-set';
import { latencyEstimate } from '../../../local/route53/region-locations';
import { Resolver } from '../../../local/route53/resolver';

const NAME = 'hello.example.com';
const TARGETS = { 'us-east-1': 'd-use1.execute-api.us-east-1.amazonaws.com', 'eu-west-1': 'd-euw1.execute-api.eu-west-1.amazonaws.com' };

const ALIASES: RecordSet[] = Object.entries(TARGETS).map(([region, aliasTarget]) =>
  ({ name: NAME, type: 'A', hostedZoneId: 'Z1', region, setIdentifier: region, healthCheckId: region, aliasTarget }));

function resolverOf(recordSets: RecordSet[]) {
  const clock = new ManualClock();
  const unhealthy = new Set<string>();
  const router = new LatencyRouter({ recordSets, latency: latencyEstimate, isHealthy: id => !unhealthy.has(id) });
  return { clock, unhealthy, resolver: new Resolver({ router, clock }) };
}

test('an alias is followed to its target', () => {
  const { resolver } = resolverOf(ALIASES);
  expect(resolver.resolve(NAME, 'A', 'eu-central-1')).toMatchObject({ record: { region: 'eu-west-1' }, target: TARGETS['eu-west-1'] });
});

test('the answer of an alias is kept for 60 seconds, whatever becomes of its health', async () => {
  const { clock, resolver, unhealthy } = resolverOf(ALIASES);
  expect(resolver.resolve(NAME, 'A', 'eu-west-1')?.expiresAt).toBe(clock.now() + 60_000);
  unhealthy.add('eu-west-1');
  await clock.advance(59_999);
  expect(resolver.resolve(NAME, 'A', 'eu-west-1')?.target).toBe(TARGETS['eu-west-1']);
});

test('once its TTL has passed, the answer follows health', async () => {
  const { clock, resolver, unhealthy } = resolverOf(ALIASES);
  resolver.resolve(NAME, 'A', 'eu-west-1');
  unhealthy.add('eu-west-1');
  await clock.advance(60_000);
  expect(resolver.resolve(NAME, 'A', 'eu-west-1')?.target).toBe(TARGETS['us-east-1']);
});

test('a record with a TTL of its own is kept for that long', async () => {
  const { clock, resolver } = resolverOf([{ name: 'txt.example.com', type: 'TXT', hostedZoneId: 'Z1', values: ['"v"'], ttlSeconds: 17 }]);
  expect(resolver.resolve('txt.example.com', 'TXT', 'eu-west-1')).toMatchObject({ target: '"v"', expiresAt: clock.now() + 17_000 });
});

test('callers in different Regions have resolvers of their own', () => {
  const { resolver, unhealthy } = resolverOf(ALIASES);
  resolver.resolve(NAME, 'A', 'eu-west-1');
  unhealthy.add('eu-west-1');
  expect(resolver.resolve(NAME, 'A', 'eu-central-1')?.target).toBe(TARGETS['us-east-1']);
  expect(resolver.resolve(NAME, 'A', 'eu-west-1')?.target).toBe(TARGETS['eu-west-1']);
});

test('types are kept apart', () => {
  const { resolver } = resolverOf([...ALIASES, ...ALIASES.map(record => ({ ...record, type: 'AAAA' }))]);
  expect(resolver.resolve(NAME, 'A', 'eu-west-1')?.record.type).toBe('A');
  expect(resolver.resolve(NAME, 'AAAA', 'eu-west-1')?.record.type).toBe('AAAA');
});

test('an alias onto a record of the same zone has the target and the TTL of that record', () => {
  const { clock, resolver } = resolverOf([
    { name: NAME, type: 'A', hostedZoneId: 'Z1', aliasTarget: 'origin.example.com' },
    { name: 'origin.example.com', type: 'A', hostedZoneId: 'Z1', values: ['192.0.2.1'], ttlSeconds: 300 },
  ]);
  expect(resolver.resolve(NAME, 'A', 'eu-west-1')).toMatchObject({
    record: { name: NAME }, target: '192.0.2.1', expiresAt: clock.now() + 300_000,
  });
});

test('a CNAME is followed, and kept no longer than what it leads to', () => {
  const { clock, resolver } = resolverOf([
    ...ALIASES, { name: 'www.example.com', type: 'CNAME', hostedZoneId: 'Z1', values: [NAME], ttlSeconds: 300 },
  ]);
  expect(resolver.resolve('www.example.com', 'A', 'us-east-1')).toMatchObject({
    record: { type: 'CNAME' }, target: TARGETS['us-east-1'], expiresAt: clock.now() + 60_000,
  });
});

test('aliases that lead in a circle still end', () => {
  const { resolver } = resolverOf([
    { name: 'a.example.com', type: 'A', hostedZoneId: 'Z1', aliasTarget: 'b.example.com' },
    { name: 'b.example.com', type: 'A', hostedZoneId: 'Z1', aliasTarget: 'a.example.com' },
  ]);
  expect(resolver.resolve('a.example.com', 'A', 'us-east-1')).toBeDefined();
});

test('a name without a record has no answer, and that is not kept', () => {
  const records: RecordSet[] = [];
  const { resolver } = resolverOf(records);
  expect(resolver.resolve(NAME, 'A', 'eu-west-1')).toBeUndefined();
  records.push(...ALIASES);
  expect(resolver.resolve(NAME, 'A', 'eu-west-1')).toBeDefined();
});
