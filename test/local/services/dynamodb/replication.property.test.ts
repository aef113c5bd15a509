import fc from 'fast-check';
import { HITS, REGIONS } from './hits-table';
import { Replicas } from './replicas';
import { Item } from '../../../../local/services/dynamodb/attribute-value';

interface Write {
  readonly kind: 'put' | 'update' | 'delete';
  readonly region: string;
  readonly id: string;
  readonly country: string;
  readonly count: number;
}

type Event =
  | { readonly writes: Write[]; readonly after: number; readonly during: number }
  | { readonly pause: string; readonly other?: string }
  | { readonly resume: string; readonly other?: string }
  | { readonly lagMs: number };

/** A write as the hook told of it. */
interface Seen {
  readonly id: string;
  readonly region: string;
  readonly item?: Item;
  readonly time: number;
}

const region = fc.constantFrom(...REGIONS);
const write: fc.Arbitrary<Write> = fc.record({
  kind: fc.constantFrom('put' as const, 'update' as const, 'delete' as const),
  region,
  id: fc.constantFrom('a', 'b'),
  country: fc.constantFrom('AT', 'DE'),
  count: fc.integer({ min: 0, max: 3 }),
});
const disturbance: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ pause: region, other: fc.option(region, { nil: undefined }) }),
  fc.record({ resume: region, other: fc.option(region, { nil: undefined }) }),
  fc.record({ lagMs: fc.constantFrom(0, 50, 1000) }),
);
const duration = fc.constantFrom(0, 1, 100, 500, 2000);
/** Any number of writes at once, while deliveries go on. */
const atOnce: fc.Arbitrary<Event> = fc.record({
  writes: fc.array(write, { minLength: 1, maxLength: 4 }), after: fc.constant(0), during: duration,
});
/** One write at a time, so that the clock orders all of them. */
const oneByOne: fc.Arbitrary<Event> = fc.record({
  writes: fc.tuple(write).map(one => [...one]), after: fc.constant(1), during: duration,
});
const history = (writes: fc.Arbitrary<Event>) =>
  fc.array(fc.oneof({ weight: 4, arbitrary: writes }, { weight: 1, arbitrary: disturbance }), { minLength: 1, maxLength: 40 });
const jitter = fc.constantFrom(0, 0.2, 1);
/** In steps that make every lag a whole millisecond: the oracle tells writes apart by the clock. */
const draws = fc.infiniteStream(fc.integer({ min: 0, max: 20 }).map(twentieths => twentieths / 20));

const render = (each: Write): [operation: string, input: object] => {
  const key = { ip: { S: 'x' }, region: { S: each.id } };
  const [country, count] = [{ S: each.country }, { N: `${each.count}` }];
  switch (each.kind) {
    case 'put': return ['PutItem', { Item: { ...key, country, count } }];
    case 'delete': return ['DeleteItem', { Key: key }];
    case 'update': return ['UpdateItem', {
      Key: key,
      UpdateExpression: 'SET country = :country ADD #count :one, hits :one',
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: { ':country': country, ':one': { N: '1' } },
    }];
  }
};

/** Lets a history happen, then delivers all of it; hands over the Regions and every write that was made. */
async function afterwards(events: Event[], part: number, random: () => number, check: (replicas: Replicas, seen: Seen[]) => Promise<void>) {
  const replicas = new Replicas(HITS, { lag: { mean: 500, jitter: part }, random });
  const { clock, replication } = replicas;
  try {
    await replicas.start();
    const seen: Seen[] = [];
    replicas.engines.forEach((engine, name) => {
      const times = new Map<string, number>();
      engine.beforeWrite(changes => changes.forEach(({ key }) => times.set(key, clock.now()))); // a write is told later than it is stamped
      engine.onWrite(({ key, item, writtenIn }) => {
        if (writtenIn === name) seen.push({ id: key, region: name, item, time: times.get(key)! });
      });
    });
    for (const event of events) {
      if ('pause' in event) {
        replication.pause(event.pause, event.other);
      } else if ('resume' in event) {
        replication.resume(event.resume, event.other);
      } else if ('lagMs' in event) {
        replication.lagMs = event.lagMs;
      } else {
        await clock.advance(event.after);
        await Promise.all([clock.advance(event.during), ...event.writes.map(each => replicas.execute(each.region, ...render(each)))]);
      }
    }
    for (const one of REGIONS) {
      replication.resume(one);
      REGIONS.forEach(other => replication.resume(one, other));
    }
    await clock.advance(10_000);
    await replication.idle();
    await check(replicas, seen);
  } finally {
    await replicas.stop();
  }
}

async function expectEqualRegions(replicas: Replicas): Promise<Item[]> {
  const [first, ...others] = await Promise.all(REGIONS.map(async name => ({
    items: await replicas.items(name),
    byCountry: await replicas.indexed(name, 'byCountry'),
    byCount: await replicas.indexed(name, 'byCount'),
  })));
  others.forEach(other => expect(other).toEqual(first));
  const projected = first.items.map(({ ip, region: id, country, count }) => ({ count, country, ip, region: id }));
  expect(first.byCountry).toEqual(projected);
  expect(first.byCount).toEqual(first.items);
  return first.items;
}

const survivor = (items: Item[], { item, id }: Seen) => item
  ? items.find(other => other.region.S === item.region.S)
  : items.find(other => id.endsWith(`/${Buffer.from(other.region.S!).toString('hex')}/`));

test('after any history of concurrent writes, lags and pauses all Regions hold the same items and indexes', async () => {
  await fc.assert(fc.asyncProperty(history(atOnce), jitter, draws, async (events, part, random) => {
    await afterwards(events, part, () => random.next().value!, async (replicas, seen) => {
      const items = await expectEqualRegions(replicas);
      for (const id of new Set(seen.map(each => each.id))) {
        const versions = seen.filter(each => each.id === id);
        const latest = versions.filter(each => each.time === Math.max(...versions.map(({ time }) => time)));
        expect(latest.map(({ item }) => item)).toContainEqual(survivor(items, latest[0]));
      }
    });
  }), { numRuns: 150 });
}, 60_000);

test('the write that survives, deletes included, is the last one of its item', async () => {
  await fc.assert(fc.asyncProperty(history(oneByOne), jitter, draws, async (events, part, random) => {
    await afterwards(events, part, () => random.next().value!, async (replicas, seen) => {
      const items = await expectEqualRegions(replicas);
      for (const last of new Map(seen.map(each => [each.id, each])).values()) {
        expect(survivor(items, last)).toEqual(last.item);
      }
    });
  }), { numRuns: 150 });
}, 60_000);

test('no increment is lost where each item has one Region that writes it', async () => {
  await fc.assert(fc.asyncProperty(history(atOnce), draws, async (events, random) => {
    const own = events.map(event => 'writes' in event
      ? { ...event, writes: event.writes.map(each => ({ ...each, kind: 'update' as const, id: each.region })) }
      : event);
    await afterwards(own, 0.5, () => random.next().value!, async (replicas, seen) => {
      const items = await expectEqualRegions(replicas);
      for (const name of REGIONS) {
        const made = seen.filter(each => each.region === name).length;
        expect(items.find(item => item.region.S === name)?.hits.N).toEqual(made ? `${made}` : undefined);
      }
    });
  }), { numRuns: 100 });
}, 60_000);
