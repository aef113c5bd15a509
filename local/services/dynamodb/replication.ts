import { isDeepStrictEqual } from 'node:util';
import { Item } from './attribute-value';
import { DynamoDbEngine } from './engine';
import { ItemAddress, ItemChange, ItemWrite } from './item-write';
import { ReplicationLink } from './replication-link';
import { isNewer, KnowingStamp, writesLost } from './stamp';
import { StrongConsistency } from './strong-consistency';
import { TableDefinition } from './table-definition';
import { Clock } from '../../machine/clock';
import { ReplicatedWrite } from '../../machine/journal';

/** The step between two versions of an item that are written at one instant, in milliseconds. */
const INSTANT = 0.001;

/** How long it is known at least that an item was deleted, in milliseconds of AWS time: clocks may differ. */
const TOMBSTONE_MS = 900_000;

interface StampedWrite extends ItemWrite {
  readonly stamp: KnowingStamp;
}

/** An item as a write leaves it, and when it was written. */
export interface RecordedWrite extends ItemAddress {
  readonly item?: Item;
  readonly time: number;
}

/** Writes of a Region that are no more, for another Region's, which did not know them, replaced them. */
export interface LostWrites {
  readonly table: string;
  /** The item, as the replacing write or, where that deletes it, the lost ones left it. */
  readonly item: Item;
  readonly region: string;
  /** The Region that wrote last. */
  readonly by: string;
  readonly writes: number;
}

/** How writes come from one Region to another. */
export interface Links {
  /** Whether nothing arrives now: it waits. */
  isCut(from: string, to: string): boolean;
  /** What a write takes longer, in milliseconds of AWS time. */
  lag(from: string, to: string): number;
  /** How far the clock is ahead by which a Region stamps its writes, in milliseconds. */
  skew(region: string): number;
}

const UNCUT: Links = { isCut: () => false, lag: () => 0, skew: () => 0 };

export interface ReplicationProps {
  readonly engines: ReadonlyMap<string, DynamoDbEngine>;
  readonly clock: Clock;
  /** How long a write takes to a peer: the mean in milliseconds of AWS time, and how far it strays as a part of the mean. */
  readonly lag: { readonly mean: number; readonly jitter: number };
  readonly random: () => number;
  /** @default - all Regions reach each other, but for pauses */
  readonly links?: Links;
  /** Told of the writes that a Region is about to store; where it throws, they are not stored. */
  readonly record?: (region: string, writes: RecordedWrite[]) => void;
  /** Told of each write that arrives in another Region. */
  readonly onArrival?: (write: ReplicatedWrite) => void;
  /** Told of writes that the last writer of their item won over: once, as their Region gets to know. */
  readonly onLoss?: (lost: LostWrites) => void;
}

/**
 * Global tables (version 2019.11.21). In eventual mode (MREC) they replicate asynchronously, and the last writer of an item wins;
 * in strong mode (MRSC) a write is answered when the other Regions have it.
 */
export class Replication {
  /** The mean time that a write takes to a peer, in milliseconds of AWS time; a change counts for writes from now on. */
  lagMs: number;
  private readonly jitter: number;
  private readonly clock: Clock;
  private readonly random: () => number;
  private readonly links: ReplicationLink<StampedWrite>[];
  private readonly strong: StrongConsistency<StampedWrite>;
  private readonly regions = new Map<string, readonly string[]>();
  /** The stamp of each Region's version of an item; those of deleted items stay, as their tombstones, while anything is under way. */
  private readonly stamps = new Map<string, Map<string, KnowingStamp>>();
  /** When items were deleted, the earliest first. */
  private readonly deleted = new Map<string, number>();
  private readonly pauses = new Set<string>();
  private readonly ways: Links;
  private readonly record: Required<ReplicationProps>['record'];
  private readonly onArrival: Required<ReplicationProps>['onArrival'];
  private readonly onLoss: Required<ReplicationProps>['onLoss'];
  private idleWaiters: (() => void)[] = [];

  constructor({ engines, clock, lag, random, links = UNCUT, record = () => {}, onArrival = () => {}, onLoss = () => {} }: ReplicationProps) {
    this.ways = links;
    this.record = record;
    this.onArrival = onArrival;
    this.onLoss = onLoss;
    this.clock = clock;
    this.random = random;
    this.lagMs = lag.mean;
    this.jitter = lag.jitter;
    const names = [...engines.keys()];
    this.links = names.flatMap(from => names.filter(to => to !== from).map(to =>
      new ReplicationLink<StampedWrite>(from, to, clock, write => this.receive(engines.get(to)!, write), () => this.settle())));
    this.strong = new StrongConsistency({
      isConnected: (region, other) => !this.isHeld(region, other),
      deliver: (write, to) => this.receive(engines.get(to)!, write),
    });
    engines.forEach((engine, region) => {
      engine.follow(this.strong);
      this.stamps.set(region, new Map());
      engine.beforeWrite(changes => this.stamp(region, changes));
      engine.onWrite(write => this.send(region, write));
    });
  }

  /** Makes the table's Regions replicas of each other. */
  replicate(table: TableDefinition) {
    const { tableName, regions } = table;
    const unknown = regions.filter(region => !this.stamps.has(region));
    if (unknown.length > 0) {
      throw new Error(
        `\`regions\` of table ${tableName} must be local Regions (${[...this.stamps.keys()].join(', ')}), got: ${JSON.stringify(unknown)}`);
    }
    this.regions.set(tableName, regions);
    if (table.stronglyConsistent) {
      this.strong.add(table);
    }
  }

  /** Holds all writes to and from a Region, or between two Regions. Nothing is lost. */
  pause(region: string, otherRegion?: string) {
    this.pauses.add(scope(region, otherRegion));
    this.linksChanged();
  }

  /** Ends a pause of the same Region or pair of Regions, and delivers what it held. */
  resume(region: string, otherRegion?: string) {
    this.pauses.delete(scope(region, otherRegion));
    this.linksChanged();
  }

  /** Comes when the links are cut, or are so no more: what was held is delivered. */
  linksChanged() {
    for (const link of this.links) {
      link.setPaused(this.isHeld(link.from, link.to));
    }
    void this.strong.catchUpAll();
    this.settle();
  }

  /** Whether a Region is paused by itself. */
  isPaused(region: string): boolean {
    return this.pauses.has(scope(region));
  }

  /** What is under way from each Region to each other. */
  states(): { readonly from: string; readonly to: string; readonly waiting: number; readonly isPaused: boolean }[] {
    return this.links.map(({ from, to, waiting, isPaused }) => ({ from, to, waiting, isPaused }));
  }

  /** Resolves when no write is under way but those that a pause holds. */
  async idle(): Promise<void> {
    if (!this.links.every(link => link.idle)) {
      await new Promise<void>(resolve => this.idleWaiters.push(resolve));
    }
  }

  /** Drops what is under way. Afterwards the engines may be closed. */
  async stop(): Promise<void> {
    this.links.forEach(link => link.clear());
    await this.strong.forget();
    this.settle();
    await this.idle();
  }

  /** Forgets what is under way and what has been, and ends all pauses. */
  async reset(): Promise<void> {
    this.links.forEach(link => link.clear());
    await this.strong.forget();
    this.pauses.clear();
    this.linksChanged();
    await this.idle();
    this.stamps.forEach(stamps => stamps.clear());
    this.deleted.clear();
  }

  /** Stamps what a Region is about to store: the caller holds the items' locks. */
  private stamp(region: string, changes: readonly ItemChange[]) {
    const stamps = this.stamps.get(region)!;
    const writes = changes.map(({ table, key, item }): RecordedWrite => {
      // A write is newer than the version it was made on, even if another Region's clock ran ahead.
      const time = Math.max(this.clock.now() + this.ways.skew(region), (stamps.get(itemId({ table, key }))?.time ?? 0) + INSTANT);
      return { table, key, item, time };
    });
    this.record(region, writes);
    for (const write of writes) {
      const { knows = {} } = stamps.get(itemId(write)) ?? {};
      stamps.set(itemId(write), { time: write.time, region, knows: { ...knows, [region]: (knows[region] ?? 0) + 1 } });
      this.deleted.delete(itemId(write));
    }
  }

  private send(region: string, write: ItemWrite): Promise<void> | void {
    const peers = this.regions.get(write.table);
    if (write.writtenIn !== region || !peers?.includes(region)) {
      return;
    }
    const stamp = this.stamps.get(region)!.get(itemId(write))!;
    if (this.strong.covers(write.table)) {
      return this.strong.spread({ ...write, stamp }, region);
    }
    this.noteDeleted(write);
    this.links
      .filter(link => link.from === region && peers.includes(link.to))
      .forEach(link => link.send({ ...write, stamp }, this.lag() + this.ways.lag(link.from, link.to)));
  }

  private async receive(engine: DynamoDbEngine, write: StampedWrite): Promise<void> {
    const stamps = this.stamps.get(engine.region)!;
    const id = itemId(write);
    let applied = false;
    await engine.applyReplicated(write, before => {
      const known = stamps.get(id);
      applied = isNewer(write.stamp, known);
      if (applied) {
        this.tellLoss(engine.region, write, known, before);
        stamps.set(id, write.stamp);
        this.noteDeleted(write);
      }
      return applied;
    });
    const { table, key, writtenIn: from, stamp } = write;
    this.onArrival({ table, key, from, to: engine.region, applied, lagMs: Math.max(0, this.clock.now() - stamp.time) });
  }

  /** A write of the very same item takes nothing away. */
  private tellLoss(region: string, { table, item, stamp }: StampedWrite, known: KnowingStamp | undefined, before: Item | undefined) {
    const writes = writesLost(region, known, stamp);
    const either = item ?? before;
    if (writes > 0 && either && !isDeepStrictEqual(item, before)) this.onLoss({ table, item: either, region, by: stamp.region, writes });
  }

  private noteDeleted({ item, ...address }: ItemWrite) {
    this.deleted.delete(itemId(address));
    if (!item && !this.strong.covers(address.table)) this.deleted.set(itemId(address), this.clock.now());
  }

  /** When nothing is under way, no Region can receive an older write of what was deleted. */
  private forgetDeleted() {
    for (const [id, at] of this.deleted) {
      if (at > this.clock.now() - TOMBSTONE_MS) return;
      this.stamps.forEach(stamps => stamps.delete(id));
      this.deleted.delete(id);
    }
  }

  private lag(): number {
    return Math.max(0, this.lagMs * (1 + this.jitter * (2 * this.random() - 1)));
  }

  private isHeld(from: string, to: string): boolean {
    return this.ways.isCut(from, to) || [scope(from), scope(to), scope(from, to)].some(held => this.pauses.has(held));
  }

  private settle() {
    if (this.links.every(link => link.idle)) {
      this.idleWaiters.splice(0).forEach(resolve => resolve());
    }
    if (this.links.every(({ waiting }) => waiting === 0)) this.forgetDeleted();
  }
}

function itemId({ table, key }: ItemAddress): string {
  return `${table}/${key}`;
}

function scope(region: string, otherRegion: string = ''): string {
  return [region, otherRegion].sort().join(' ');
}
