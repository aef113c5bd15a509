import { ManualClock } from '../../../../local/machine/clock';
import { HostedRecords } from '../../../../local/services/route53/hosted-records';
import { latencyEstimate } from '../../../../local/services/route53/latency';
import { RecordSet } from '../../../../local/services/route53/record-set';
import { Resolver } from '../../../../local/services/route53/resolver';
import { Router } from '../../../../local/services/route53/router';

const NAME = 'hello.example.com';
const TARGETS = { 'us-east-1': 'd-use1.execute-api.us-east-1.amazonaws.com', 'eu-west-1': 'd-euw1.execute-api.eu-west-1.amazonaws.com' };

const ALIASES: RecordSet[] = Object.entries(TARGETS).map(([region, aliasTarget]) =>
  ({ name: NAME, type: 'A', hostedZoneId: 'Z1', region, setIdentifier: region, healthCheckId: region, aliasTarget }));

function resolverOf(recordSets: RecordSet[]) {
  const clock = new ManualClock();
  const unhealthy = new Set<string>();
  const router = new Router({
    records: new HostedRecords(recordSets), latency: latencyEstimate, isHealthy: id => !unhealthy.has(id), random: () => 0,
  });
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

test('a CNAME that leads outside is answered with the host there, as DNS compares names', () => {
  const { resolver } = resolverOf([{ name: 'www.example.com', type: 'CNAME', hostedZoneId: 'Z1', values: ['Shop.Example.NET.'], ttlSeconds: 300 }]);
  expect(resolver.resolve('www.example.com', 'A', 'eu-west-1')?.target).toBe('shop.example.net');
});

test('each name on the way of CNAMEs is kept for its own TTL', async () => {
  const { clock, resolver, unhealthy } = resolverOf([
    { name: 'www.example.com', type: 'CNAME', hostedZoneId: 'Z1', values: ['pair.example.com'], ttlSeconds: 300, weight: 7, setIdentifier: 'a', healthCheckId: 'a' },
    { name: 'www.example.com', type: 'CNAME', hostedZoneId: 'Z1', values: ['b.example.net'], ttlSeconds: 300, weight: 0, setIdentifier: 'b' },
    { name: 'pair.example.com', type: 'CNAME', hostedZoneId: 'Z1', values: ['first.example.net'], ttlSeconds: 60, failover: 'PRIMARY', setIdentifier: '1', healthCheckId: '1' },
    { name: 'pair.example.com', type: 'CNAME', hostedZoneId: 'Z1', values: ['second.example.net'], ttlSeconds: 60, failover: 'SECONDARY', setIdentifier: '2' },
  ]);
  const target = () => resolver.resolve('www.example.com', 'A', 'eu-west-1')?.target;
  expect(target()).toBe('first.example.net');
  ['a', '1'].forEach(id => unhealthy.add(id));
  await clock.advance(59_999);
  expect(target()).toBe('first.example.net');
  await clock.advance(1);
  expect(target()).toBe('second.example.net');
  await clock.advance(240_000);
  expect(target()).toBe('b.example.net');
});

test('what an alias leads to is decided by Route 53, and not kept by a resolver that asked for it by its own name', async () => {
  const pair = (failover: 'PRIMARY' | 'SECONDARY', aliasTarget: string): RecordSet =>
    ({ name: 'pair.example.com', type: 'A', hostedZoneId: 'Z1', failover, setIdentifier: failover, healthCheckId: failover, aliasTarget });
  const { resolver, unhealthy } = resolverOf([
    { name: NAME, type: 'A', hostedZoneId: 'Z1', aliasTarget: 'pair.example.com' },
    pair('PRIMARY', 'first.example.net'),
    pair('SECONDARY', 'second.example.net'),
  ]);
  expect(resolver.resolve('pair.example.com', 'A', 'eu-west-1')?.target).toBe('first.example.net');
  unhealthy.add('PRIMARY');
  expect(resolver.resolve(NAME, 'A', 'eu-west-1')?.target).toBe('second.example.net');
});

test('a name without a record has no answer', () => {
  expect(resolverOf(ALIASES).resolver.resolve('shop.example.com', 'A', 'eu-west-1')).toBeUndefined();
});
