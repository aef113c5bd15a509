import { DrillRequest, DrillClient } from './client';
import { DrillTarget } from './drill-target';
import { fill, matches } from './matches';
import { Spread, spreadOf } from './spread';
import { ALIAS_TTL_SECONDS } from '../services/route53/router';

/** How long what a drill does takes to reach callers, in seconds of AWS time. */
export interface Switch {
  readonly kind: 'failover' | 'failback';
  /** What began it, e.g. `invert us-east-1`. */
  readonly cause: string;
  /** When that was, since the beginning. */
  readonly at: number;
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

/** How long switches took to be seen by Route 53 and, by client, to have DNS lead elsewhere, and to bring a good answer from there. */
export interface Reach {
  readonly detection?: Spread;
  readonly dnsSwitch?: Spread;
  readonly firstGoodAnswer?: Spread;
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

/** A client has switched when another Region answers than the one that did before; it has a good answer then, or first others. */
export function reachOf(switches: readonly Switch[], requests: readonly DrillRequest[]): Reach {
  const clients = [...new Set(requests.map(({ client }) => client))];
  const firsts = (isGood: (request: DrillRequest) => boolean) => switches.flatMap(({ at }, i) => clients.flatMap(client => {
    const own = requests.filter(request => request.client === client && request.servedBy !== undefined);
    const before = own.filter(request => request.at <= at && !request.error).pop();
    const end = switches[i + 1]?.at ?? Infinity;
    const first = before && own.find(request => request.at > at && request.at <= end && request.servedBy !== before.servedBy && isGood(request));
    return first ? Math.round((first.at - at) * 1000) / 1000 : [];
  }));
  const promised = highest(switches.flatMap(one => one.promised ?? []));
  const detected = promised === undefined ? undefined : promised - ALIAS_TTL_SECONDS;
  return {
    detection: spreadOf(switches.flatMap(({ detection }) => detection ?? []), detected),
    dnsSwitch: spreadOf(firsts(() => true), promised),
    firstGoodAnswer: spreadOf(firsts(({ error }) => !error), promised),
  };
}

export function highest(numbers: readonly number[]): number | undefined {
  return numbers.length > 0 ? Math.max(...numbers) : undefined;
}
