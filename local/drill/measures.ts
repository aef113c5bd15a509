import { DrillClient } from './client';
import { DrillTarget } from './drill-target';
import { fill, matches } from './matches';

/** How long what a drill does takes to reach callers, in seconds of AWS time. */
export interface Switch {
  readonly kind: 'failover' | 'failback';
  /** What began it, e.g. `invert us-east-1`. */
  readonly cause: string;
  /** Until Route 53 saw it; nothing where no health check changed. */
  readonly detection?: number;
  /** Until callers were served as told. */
  readonly took: number;
  /** What the settings promise: interval × failure threshold + TTL. */
  readonly promised?: number;
}

/** Writes that were acknowledged, and how many of them are nowhere to be found, or not in every Region. */
export interface LostUpdates {
  readonly table: string;
  readonly acknowledged: number;
  readonly lost: number;
}

/** How many seconds writes took to other Regions. */
export interface Lag {
  readonly writes: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Sums attributes of tables, to see later what came to them. */
export class Counters {
  static async of(target: DrillTarget, clients: readonly DrillClient[]): Promise<Counters> {
    const before = new Map<string, number>();
    for (const { definition: { writes } } of clients) {
      if (writes?.counter !== undefined) before.set(`${writes.table}.${writes.counter}`, await sum(target, writes.table, writes.counter));
    }
    return new Counters(target, before);
  }

  private constructor(private readonly target: DrillTarget, private readonly before: ReadonlyMap<string, number>) {}

  /** What is lost of what the clients were told is written. */
  async lost(clients: readonly DrillClient[]): Promise<LostUpdates[]> {
    const counted = [...this.before].map(async ([name, before]): Promise<LostUpdates> => {
      const writers = clients.filter(({ definition: { writes } }) => writes && `${writes.table}.${writes.counter}` === name);
      const { table, counter } = writers[0].definition.writes!;
      const acknowledged = writers.reduce((all, writer) => all + writer.acknowledged.length, 0);
      return { table, acknowledged, lost: Math.max(0, acknowledged - (await sum(this.target, table, counter!) - before)) };
    });
    const found = clients.filter(({ definition: { writes } }) => writes?.item).map(async ({ definition, acknowledged }): Promise<LostUpdates> => {
      const { table, item } = definition.writes!;
      const replicas = await itemsIn(this.target, table);
      const isThere = (stamp: string) => replicas.every(items => items.some(one => matches(one, fill(item, { stamp }))));
      return { table, acknowledged: acknowledged.length, lost: acknowledged.filter(stamp => !isThere(stamp)).length };
    });
    return Promise.all([...counted, ...found]);
  }
}

/** A table's items in each of its Regions, or in one. */
export function itemsIn(target: DrillTarget, table: string, only?: string): Promise<Record<string, unknown>[][]> {
  return Promise.all((only ? [only] : target.tables[table]).map(region => target.items(table, region)));
}

/** In the Region that knows least. */
async function sum(target: DrillTarget, table: string, counter: string): Promise<number> {
  const replicas = await itemsIn(target, table);
  return Math.min(...replicas.map(items => items.reduce((all, item) => all + Number(item[counter] ?? 0), 0)));
}

export function lagOf(milliseconds: readonly number[]): Lag | undefined {
  if (milliseconds.length === 0) return undefined;
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] / 1000;
  return { writes: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}
