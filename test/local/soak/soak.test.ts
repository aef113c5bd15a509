import * as http from 'http';
import { setFlagsFromString } from 'v8';
import { runInNewContext } from 'vm';
import { randomFault } from './random-faults';
import { REGIONS, synthesizeSoaked } from './soaked-app';
import { LocalRegions, start } from '../../../local';
import { seeded } from '../../../local/faults/chance';
import { oneOf } from '../fuzz/mutations';
import { APP_DIRECTORY } from '../visits-app';

/** How long it lasts, which `npm run soak` says: it takes ten minutes. */
const MINUTES = Number(process.env.SOAK_MINUTES);
const SEED = Number(process.env.SEED ?? 1);
const CONNECTIONS = 32;
const TIME_SCALE = 20;
/** So many environments are there soon; what they hold is not looked at any more. */
const WORKERS = 24;
/** Real seconds from one reckoning to the next. */
const ROUND_SECONDS = Math.min(20, MINUTES * 6);
/** Items that all connections write, in all Regions: the last writer wins. */
const CONTENDED = Array.from({ length: 8 }, (_, i) => `contended-${i}`);
/** How long a request may wait when no fault holds it, in real milliseconds. */
const PATIENCE_MS = 30_000;
const LEAKED_BYTES = 15_000_000;

const random = seeded(SEED);
const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
let regions: LocalRegions;
beforeAll(async () => {
  if (!(MINUTES > 0)) return;
  regions = await start({
    app: synthesizeSoaked(), directory: APP_DIRECTORY, timeScale: TIME_SCALE, replicationLag: 1000, maxWorkers: WORKERS, onOutput: () => {},
  });
});
afterAll(async () => {
  agent.destroy();
  await regions?.stop();
});

const counted = { requests: 0, failed: 0, unanswered: 0, written: 0, overwritten: 0, faults: 0 };

/** A status, or nothing where a fault leaves the request unanswered. Rejects where nothing explains that. */
function ask(method: string, path: string): Promise<number | undefined> {
  counted.requests++;
  const from = oneOf(REGIONS, random);
  return new Promise((resolve, reject) => {
    const request = http.request(`${regions.url}${path}`, { method, agent, headers: { 'x-client-location': from, 'host': 'hello.example.com' } }, response => {
      response.resume().on('end', () => resolve(response.statusCode!)).on('error', onError);
    });
    const begun = faultsBegun.length;
    const before = regions.faults().map(({ fault }) => fault);
    const onError = (error: Error) => {
      const explained = [...before, ...faultsBegun.slice(begun)].some(({ action }) => action === 'local:region:lose');
      if (explained) counted.unanswered++;
      if (explained) resolve(undefined);
      else reject(new Error(`${method} ${path} is not answered: ${error.message}`));
    };
    request.on('error', onError).setTimeout(PATIENCE_MS, () => request.destroy(new Error(`nothing for ${PATIENCE_MS} ms`))).end();
  });
}

const faultsBegun: { readonly action: string }[] = [];
let isOver = false;

/** Has faults begin and end, some at once, until the round is over. */
async function breakThings(): Promise<void> {
  while (!isOver) {
    const { fault, seconds } = randomFault(random);
    faultsBegun.push(fault);
    counted.faults++;
    regions.fault(fault, { for: seconds });
    await regions.clock.sleep(1000 * (5 + random() * 20));
  }
}

/** What one round's connections have written and been told of, by item; the other writes may be there or not. */
class Round {
  readonly acknowledged = new Map<string, Set<string>>();
  readonly tried = new Map<string, Set<string>>();
  private count = 0;

  constructor(private readonly name: number) {}

  async connection(index: number): Promise<void> {
    while (!isOver) {
      const n = ++this.count;
      if (random() < 0.2) {
        this.judge(await ask('POST', `/orders/${this.name}-${n}`));
        continue;
      }
      const id = random() < 0.2 ? oneOf(CONTENDED, random) : `${this.name}-${index}-${n}`;
      const value = `${n}`;
      add(this.tried, id, value);
      const status = await ask('PUT', `/items/${id}?value=${value}`);
      if (this.judge(status)) add(this.acknowledged, id, value);
    }
  }

  private judge(status: number | undefined): boolean {
    if (status !== undefined && status !== 200) counted.failed++;
    return status === 200;
  }

  /** What is missing or differs, when all has replicated; counts those that a later write has overwritten. */
  async reckon(): Promise<string[]> {
    const [first, ...others] = await Promise.all(REGIONS.map(async region =>
      new Map((await regions.items('items', region) as any[]).map(({ id, value }) => [id.S as string, value.S as string]))));
    const problems = others.flatMap((items, at) => [...new Set([...first.keys(), ...items.keys()])]
      .filter(id => first.get(id) !== items.get(id)).map(id => `${id} is ${first.get(id)} in ${REGIONS[0]} and ${items.get(id)} in ${REGIONS[at + 1]}`));
    for (const [id, values] of this.acknowledged) {
      counted.written += values.size;
      const found = first.get(id);
      if (found === undefined || !this.tried.get(id)!.has(found)) problems.push(`${id} is ${found}, of the written ${[...values].join(', ')}`);
      counted.overwritten += [...values].filter(value => value !== found).length;
    }
    return problems;
  }

  /** Removes all items, so that each round begins with as much memory as the last one. */
  async clear(): Promise<void> {
    const left = (await regions.items('items', REGIONS[0]) as any[]).map(({ id }) => id.S as string);
    await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
      for (let id = left.pop(); id !== undefined; id = left.pop()) {
        const status = await ask('DELETE', `/items/${id}`);
        if (status !== 200) left.push(id); // a machine that is busy may time out
      }
    }));
    await regions.replicated();
  }
}

function add(all: Map<string, Set<string>>, id: string, value: string) {
  all.set(id, (all.get(id) ?? new Set()).add(value));
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is in use, the garbage taken away. */
function usedBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

(MINUTES > 0 ? test : test.skip)('with faults at random, each request is answered or left by a fault, each write is everywhere or overwritten, and memory stays as it is', async () => {
  const end = performance.now() + MINUTES * 60_000;
  const used: number[] = [];
  for (let name = 0; performance.now() < end; name++) {
    const round = new Round(name);
    isOver = false;
    faultsBegun.length = 0;
    const timer = setTimeout(() => {
      isOver = true;
      regions.clearFaults();
    }, ROUND_SECONDS * 1000);
    await Promise.all([breakThings(), ...Array.from({ length: CONNECTIONS }, (_, index) => round.connection(index))]);
    clearTimeout(timer);
    regions.clearFaults();
    await regions.replicated();
    expect(await round.reckon()).toEqual([]);
    while (!REGIONS.every(region => regions.isHealthy(region))) await regions.clock.sleep(10_000);
    await round.clear();
    used.push(usedBytes());
    process.stdout.write(`round ${name}: ${JSON.stringify(counted)}, ${(used.at(-1)! / 1e6).toFixed(1)} MB, rss ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB\n`);
  }
  expect(counted.written).toBeGreaterThan(100);
  // Flat: what the last third of the rounds has at least is no more than what the second third has at most, and a bit.
  const third = Math.floor(used.length / 3);
  expect(Math.min(...used.slice(-third || -1))).toBeLessThan(Math.max(...used.slice(third, 2 * third || 1)) + LEAKED_BYTES);
}, (MINUTES + 5) * 60_000);
