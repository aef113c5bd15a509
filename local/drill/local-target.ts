import { StepSettings } from './drill-file';
import { SentRequest, DrillResponse, DrillTarget, SeenHealth } from './drill-target';
import { exchange } from './exchange';
import { LocalBackground } from './local-background';
import { plainItem } from './matches';
import { Spread, spreadOf } from './spread';
import { Fault } from '../faults/fault';
import { Clock, ManualClock } from '../machine/clock';
import { LocalRegions } from '../regions/local-regions';

/** How far a clock that is told goes at once, in AWS time. */
const STEP_MS = 1000;

/** How long it waits for functions that are at work, in real time: some wait for AWS time themselves. */
const LONGEST_WORK_MS = 2000;

/** How often one looks whether all is replicated, in AWS time. */
const LOOK_MS = 100;

/** The local Regions, by the handle that tests hold. */
export class LocalTarget implements DrillTarget {
  readonly clock: Clock;
  readonly regions: readonly string[];
  readonly tables: Readonly<Record<string, readonly string[]>>;
  readonly defaultHost?: string;
  readonly background: LocalBackground;
  private readonly lags: number[] = [];

  constructor(private readonly handle: LocalRegions) {
    this.clock = handle.clock;
    this.regions = handle.regions;
    this.tables = Object.fromEntries(handle.deployed.tables.map(({ tableName, regions }) => [tableName, regions]));
    this.defaultHost = handle.defaultHost;
    this.background = new LocalBackground(handle);
  }

  whyNot({ drain, undrain }: Partial<StepSettings>): string | undefined {
    const region = drain ?? undrain;
    return region === undefined || this.handle.seen.drain.isFor(region)
      ? undefined
      : 'The app has no drain switch: give its API `drain: Drain.byPeers()`, or use `invert` and `revert`';
  }

  /** A clock that is told goes on in steps, and stands still while functions are at work: what they do takes real time. */
  async pass(milliseconds: number): Promise<void> {
    if (!(this.clock instanceof ManualClock)) return this.clock.sleep(milliseconds);
    const end = this.clock.now() + milliseconds;
    do {
      await this.clock.advance(Math.min(STEP_MS, end - this.clock.now()));
      await this.worked();
    } while (this.clock.now() < end);
  }

  /** Resolves when no function is at work, nor what follows on that. */
  private async worked(): Promise<void> {
    const deadline = performance.now() + LONGEST_WORK_MS;
    while (this.handle.seen.isAtWork && performance.now() < deadline) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(() => done(), deadline - performance.now());
        const end = this.handle.journal.on('invocation', () => done());
        const done = () => {
          end();
          clearTimeout(timer);
          setImmediate(resolve);
        };
      });
    }
  }

  listen(onHealth: (seen: SeenHealth) => void): () => void {
    const { journal } = this.handle;
    const ends = [
      journal.on('health', ({ name, healthCheckId, healthy: isHealthy, at }) => {
        const regions = this.regions.filter(region => this.handle.guardsOf(region).some(({ id }) => id === healthCheckId));
        onHealth({ check: name ?? healthCheckId, regions, isHealthy, at });
      }),
      journal.on('replication', ({ lagMs }) => this.lags.push(lagMs)),
    ];
    return () => ends.forEach(end => end());
  }

  promised(region: string, host?: string): number | undefined {
    return this.handle.guardsOf(region).length > 0 ? this.handle.failoverTime(region, host) : undefined;
  }

  send({ from, host, path, headers, ...message }: SentRequest): Promise<DrillResponse> {
    return exchange(`${this.handle.url}${path}`, { ...message, headers: { ...host && { host }, 'x-client-location': from, ...headers } });
  }

  servedBy(from: string, host?: string): string | undefined {
    return this.handle.servedBy(from, host);
  }

  async invert(region: string, isInverted: boolean, host?: string) {
    this.handle.invert(region, isInverted, host);
  }

  drain(region: string, isDrained: boolean): Promise<void> {
    return this.handle.seen.drain.set(region, isDrained);
  }

  async lose(region: string): Promise<string> {
    return this.handle.lose(region).what;
  }

  async restore(region: string) {
    this.handle.restore(region);
  }

  async begin(fault: Fault, { seconds, seed }: { seconds?: number; seed: number }) {
    const takesSeed = 'percentage' in fault || 'invocationPercentage' in fault;
    return this.handle.fault((takesSeed ? { seed, ...fault } : fault) as Fault, { for: seconds });
  }

  async end(id: string): Promise<string[]> {
    return this.handle.clearFaults(id).map(({ what }) => what);
  }

  async items(table: string, region: string): Promise<Record<string, unknown>[]> {
    return (await this.handle.items(table, region)).map(plainItem);
  }

  async replicated(longest: number): Promise<void> {
    let isOver = false;
    void this.handle.replicated().then(() => { isOver = true; });
    const end = this.clock.now() + longest;
    do await this.pass(LOOK_MS); while (!isOver && this.clock.now() < end);
  }

  async lag(): Promise<Spread | undefined> {
    return spreadOf(this.lags.map(milliseconds => milliseconds / 1000));
  }
}
