import { Traffic } from './wire';
import { ServedRequest } from '../machine/journal';

const SECONDS = 60;
/** How many durations of a second are kept: more would not move a percentile that anybody sees. */
const DURATIONS_A_SECOND = 200;

interface Second {
  at: number;
  requests: number;
  errors: number;
  durations: number[];
}

/** How the Regions answered callers in the last minute of real time. */
export class TrafficMeter {
  private readonly regions = new Map<string, Second[]>();

  /** @param now real milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  count({ servedBy, statusCode, durationMs }: Pick<ServedRequest, 'servedBy' | 'statusCode' | 'durationMs'>) {
    if (servedBy === undefined) return;
    const second = this.second(servedBy);
    second.requests++;
    if (statusCode >= 500 || statusCode === 0) second.errors++;
    if (second.durations.length < DURATIONS_A_SECOND) second.durations.push(durationMs);
  }

  of(region: string): Traffic {
    const last = this.last(region);
    const requests = sum(last.map(second => second.requests));
    const all = sum([...this.regions.keys()].flatMap(name => this.last(name).map(second => second.requests)));
    const durations = last.flatMap(second => second.durations).sort((a, b) => a - b);
    const now = this.currentSecond;
    return {
      requests,
      share: all === 0 ? 0 : requests / all,
      errors: requests === 0 ? 0 : sum(last.map(second => second.errors)) / requests,
      p50: percentile(durations, 0.5),
      p99: percentile(durations, 0.99),
      bySecond: Array.from({ length: SECONDS }, (_, i) => last.find(({ at }) => at === now - SECONDS + 1 + i)?.requests ?? 0),
    };
  }

  private second(region: string): Second {
    const seconds = this.last(region);
    const at = this.currentSecond;
    let last = seconds.at(-1);
    if (last?.at !== at) seconds.push(last = { at, requests: 0, errors: 0, durations: [] });
    this.regions.set(region, seconds);
    return last;
  }

  private last(region: string): Second[] {
    const first = this.currentSecond - SECONDS;
    return this.regions.get(region)?.filter(({ at }) => at > first) ?? [];
  }

  private get currentSecond(): number {
    return Math.floor(this.now() / 1000);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function percentile(sorted: readonly number[], part: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}
