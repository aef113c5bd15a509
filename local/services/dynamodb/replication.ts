import { DynamoDbEngine } from './engine';
import { ItemAddress, ItemWrite } from './item-write';
import { ReplicationLink } from './replication-link';
import { StrongConsistency } from './strong-consistency';
import { TableDefinition } from './table-definition';
import { Clock } from '../../machine/clock';
import { ReplicatedWrite } from '../../machine/journal';

/** The step between two versions of an item that are written at one instant, in milliseconds. */
const INSTANT = 0.001;

/** When and where a version of an item was written. The greatest stamp wins in every Region. */
interface Stamp {
  readonly time: number;
  readonly region: string;
}

interface StampedWrite extends ItemWrite {
  readonly stamp: Stamp;
}

export interface ReplicationProps {
  readonly engines: ReadonlyMap<string, DynamoDbEngine>;
  readonly clock: Clock;
  /** How long a write takes to a peer: the mean in milliseconds of AWS time, and how far it strays as a part of the mean. */
  readonly lag: { readonly mean: number; readonly jitter: number };
  readonly random: () => number;
  /** Told of each write that arrives in another Region. */
  readonly onArrival?: (write: ReplicatedWrite) => void;
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
  /** The stamp of each Region's version of an item; those of deleted items stay, as their tombstones. */
  private readonly stamps = new Map<string, Map<string, Stamp>>();
  private readonly pauses = new Set<string>();
  private readonly onArrival: Required<ReplicationProps>['onArrival'];
  private idleWaiters: (() => void)[] = [];

  constructor({ engines, clock, lag, random, onArrival = () => {} }: ReplicationProps) {
    this.onArrival = onArrival;
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
    this.updatePauses();
  }

  /** Ends a pause of the same Region or pair of Regions, and delivers what it held. */
  resume(region: string, otherRegion?: string) {
    this.pauses.delete(scope(region, otherRegion));
    this.updatePauses();
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
    this.settle();
    await this.idle();
  }

  private send(region: string, write: ItemWrite): Promise<void> | void {
    const peers = this.regions.get(write.table);
    if (write.writtenIn !== region || !peers?.includes(region)) {
      return;
    }
    const stamps = this.stamps.get(region)!;
    const id = itemId(write);
    // A write is newer than the version it was made on, even if another Region's clock ran ahead.
    const stamp = { time: Math.max(this.clock.now(), (stamps.get(id)?.time ?? 0) + INSTANT), region };
    stamps.set(id, stamp);
    if (this.strong.covers(write.table)) {
      return this.strong.spread({ ...write, stamp }, region);
    }
    this.links
      .filter(link => link.from === region && peers.includes(link.to))
      .forEach(link => link.send({ ...write, stamp }, this.lag()));
  }

  private async receive(engine: DynamoDbEngine, write: StampedWrite): Promise<void> {
    const stamps = this.stamps.get(engine.region)!;
    const id = itemId(write);
    let applied = false;
    await engine.applyReplicated(write, () => {
      applied = isNewer(write.stamp, stamps.get(id));
      if (applied) {
        stamps.set(id, write.stamp);
      }
      return applied;
    });
    const { table, key, writtenIn: from, stamp } = write;
    this.onArrival({ table, key, from, to: engine.region, applied, lagMs: Math.max(0, this.clock.now() - stamp.time) });
  }

  private lag(): number {
    return Math.max(0, this.lagMs * (1 + this.jitter * (2 * this.random() - 1)));
  }

  private updatePauses() {
    for (const link of this.links) {
      link.setPaused(this.isHeld(link.from, link.to));
    }
    void this.strong.catchUpAll();
    this.settle();
  }

  private isHeld(from: string, to: string): boolean {
    return [scope(from), scope(to), scope(from, to)].some(held => this.pauses.has(held));
  }

  private settle() {
    if (this.links.every(link => link.idle)) {
      this.idleWaiters.splice(0).forEach(resolve => resolve());
    }
  }
}

function isNewer(stamp: Stamp, other: Stamp | undefined): boolean {
  return !other || stamp.time > other.time || (stamp.time === other.time && stamp.region > other.region);
}

function itemId({ table, key }: ItemAddress): string {
  return `${table}/${key}`;
}

function scope(region: string, otherRegion: string = ''): string {
  return [region, otherRegion].sort().join(' ');
}
