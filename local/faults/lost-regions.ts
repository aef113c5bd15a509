import { setTimeout as sleep } from 'timers/promises';
import { RegionLoss } from './fault';
import { DEFAULT_SLOWNESS_MS } from './fault-kinds';
import { Faults } from './faults';
import { NoAnswer } from '../machine/no-answer';

/** Which Regions are lost, and what that means for what runs in them. */
export class LostRegions {
  private lost = new Set<string>();
  private readonly listeners: ((region: string) => void)[] = [];
  private readonly interruptions = new Map<string, Set<(error: NoAnswer) => void>>();

  constructor(private readonly faults: Faults) {
    faults.onChange(() => this.update());
  }

  /** Why nothing of a Region answers, if nothing does. */
  noAnswer(region: string): NoAnswer | undefined {
    const [loss] = this.faults.of('local:region:lose').filter(({ fault }) => fault.region === region && isLost(fault));
    return loss && new NoAnswer(loss.what, loss.over, loss.fault.how === 'hang');
  }

  /** Whether what is in a Region runs. */
  isRunning(region: string): boolean {
    return this.noAnswer(region) === undefined;
  }

  /** By how many real milliseconds its endpoints answer late. */
  delayOf(region: string): number {
    const slow = this.faults.of('local:region:lose').filter(({ fault }) => fault.region === region && !isLost(fault));
    return Math.max(0, ...slow.map(({ fault: { delayMilliseconds = DEFAULT_SLOWNESS_MS } }) => delayMilliseconds));
  }

  /** What an endpoint of a Region answers whoever comes to it. */
  async reach<T>(region: string, answer: () => Promise<T>): Promise<T> {
    const delay = this.delayOf(region);
    if (delay > 0) await this.during(region, () => sleep(delay));
    return this.during(region, answer);
  }

  /** What comes of something that a Region does. Rejects where the Region is lost, or is so before that is done: nobody sees what comes of it then. */
  async during<T>(region: string, run: () => Promise<T>): Promise<T> {
    const lost = this.noAnswer(region);
    if (lost) throw lost;
    const interruptions = this.interruptions.get(region) ?? new Set();
    this.interruptions.set(region, interruptions);
    let interrupt: (error: NoAnswer) => void;
    const loss = new Promise<never>((_, reject) => { interrupt = reject; });
    interruptions.add(interrupt!);
    try {
      return await Promise.race([run(), loss]);
    } finally {
      interruptions.delete(interrupt!);
    }
  }

  /** Tells of each Region that is lost from now on, when nobody sees any more what it does. */
  onLoss(listener: (region: string) => void) {
    this.listeners.push(listener);
  }

  private update() {
    const before = this.lost;
    this.lost = new Set(this.faults.of('local:region:lose').filter(({ fault }) => isLost(fault)).map(({ fault: { region } }) => region));
    for (const region of this.lost) {
      if (before.has(region)) continue;
      const noAnswer = this.noAnswer(region)!;
      this.interruptions.get(region)?.forEach(interrupt => interrupt(noAnswer));
      this.listeners.forEach(listener => listener(region));
    }
  }
}

function isLost({ how }: RegionLoss): boolean {
  return how !== 'slow';
}
