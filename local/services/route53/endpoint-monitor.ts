import { Checker } from './checker';
import { CHECKER_REGIONS, HealthCheckDefinition } from './health-check-definition';
import { Probe, probeEndpoint } from './probe';
import { startProbeSchedule } from './probe-schedule';
import { Clock } from '../../machine/clock';

/** An endpoint is healthy while more than this share of its checkers says so. */
const HEALTHY_PERCENT = 18;

export interface EndpointMonitorOptions {
  readonly clock: Clock;
  readonly checkersPerRegion: number;
  /** Called after each probe. */
  readonly onProbed: () => void;
}

/** The checkers of one endpoint, in all of the health check's Regions. */
export class EndpointMonitor {
  checkers: Checker[];
  private running?: { readonly probe: Probe; readonly stop: () => void };

  constructor(private definition: HealthCheckDefinition, private readonly options: EndpointMonitorOptions) {
    // A new inverted health check is unhealthy on AWS. Here all is as if deployed long ago: well, which its endpoint then is not.
    this.checkers = this.createCheckers(!definition.inverted);
  }

  /** What the checkers say, before the health check's own settings turn it around. */
  get healthy(): boolean {
    const healthy = this.checkers.filter(checker => checker.healthy).length;
    return healthy * 100 > this.checkers.length * HEALTHY_PERCENT;
  }

  start(probe: Probe) {
    const interval = this.definition.requestInterval * 1000;
    const stops = this.checkers.map((checker, index) => startProbeSchedule(this.options.clock, {
      interval,
      phase: interval * index / this.checkers.length,
      probe: () => this.check(checker, probe),
    }));
    this.running = { probe, stop: () => stops.forEach(stop => stop()) };
  }

  stop() {
    this.running?.stop();
    this.running = undefined;
  }

  update(definition: HealthCheckDefinition) {
    const sameRegions = String(definition.regions) === String(this.definition.regions);
    this.definition = definition;
    if (sameRegions) return;
    const { running } = this;
    this.stop();
    this.checkers = this.createCheckers(this.healthy);
    if (running) this.start(running.probe);
  }

  private createCheckers(healthy: boolean): Checker[] {
    const regions = this.definition.regions ?? CHECKER_REGIONS;
    return Array.from({ length: this.options.checkersPerRegion }, () => regions.map(region => new Checker(region, healthy))).flat();
  }

  private async check(checker: Checker, probe: Probe) {
    if (this.definition.disabled) return;
    const outcome = await probeEndpoint(this.definition, checker.region, probe);
    if (!this.running) return;
    checker.record(outcome, this.options.clock.now(), this.definition.failureThreshold);
    this.options.onProbed();
  }
}
