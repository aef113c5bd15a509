import { JournalEntry } from '../machine/journal';

/** What came from one Region to another. */
export interface Arrivals {
  readonly lagMs?: number;
  readonly arrived: number;
  readonly lost: number;
}

/** How writes arrive in other Regions. */
export class ReplicationMeter {
  private readonly pairs = new Map<string, Arrivals>();

  count({ from, to, lagMs }: JournalEntry<'replication'>) {
    const { arrived, lost } = this.of(from, to);
    this.pairs.set(`${from} ${to}`, { lagMs, arrived: arrived + 1, lost });
  }

  countLost({ by, region, writes }: JournalEntry<'conflict'>) {
    const before = this.of(by, region);
    this.pairs.set(`${by} ${region}`, { ...before, lost: before.lost + writes });
  }

  of(from: string, to: string): Arrivals {
    return this.pairs.get(`${from} ${to}`) ?? { arrived: 0, lost: 0 };
  }
}
