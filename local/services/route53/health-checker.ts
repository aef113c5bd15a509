import { isDeepStrictEqual } from 'util';
import { AlarmMonitor, AlarmStateOf } from './alarm-monitor';
import { Checker, StatusReport } from './checker';
import { EndpointMonitor } from './endpoint-monitor';
import { HealthCheckChanges, HealthCheckDefinition } from './health-check-definition';
import { healthCheckProblems } from './health-check-rules';
import { Probe } from './probe';
import { Route53Error } from './route53-error';
import { Clock } from '../../machine/clock';
import { Journal } from '../../machine/journal';

/** A health check as it stands: Route 53 counts its updates. */
export interface VersionedHealthCheck {
  readonly definition: HealthCheckDefinition;
  readonly version: number;
}

/** What one checker reports. */
export interface Observation {
  readonly region: string;
  readonly ipAddress: string;
  readonly last: StatusReport;
  readonly lastFailure?: StatusReport;
}

/** A health check's verdict, and why. */
export interface HealthState {
  readonly definition: HealthCheckDefinition;
  readonly healthy: boolean;
  /** What turned it or, as long as nothing has, what it is healthy by. */
  readonly cause: string;
  /** When it turned, in milliseconds of AWS time. @default - it is as it began */
  readonly since?: number;
  /** Those of an endpoint; none for another type. */
  readonly checkers: readonly Checker[];
}

export interface HealthCheckerOptions {
  readonly definitions: readonly HealthCheckDefinition[];
  readonly clock: Clock;
  readonly journal: Journal;
  /** @default - there are no alarms */
  readonly alarmState?: AlarmStateOf;
  /** @default 2 */
  readonly checkersPerRegion?: number;
}

const DEFAULT_CHECKERS_PER_REGION = 2;

interface HealthCheck extends VersionedHealthCheck {
  /** What the template says, whatever calls have changed since. */
  readonly template: HealthCheckDefinition;
  readonly monitor?: EndpointMonitor;
  readonly alarm?: AlarmMonitor;
  /** What the journal says. */
  reported: boolean;
  turned?: { readonly at: number; readonly cause: string };
}

/** Route 53's health checking: probes every endpoint from its checker Regions and tells what is healthy. */
export class HealthChecker {
  private checks = new Map<string, HealthCheck>();
  private startedWith?: Probe;

  constructor(private readonly options: HealthCheckerOptions) {
    this.define(options.definitions);
  }

  /** Has these health checks from now on. Those of before go on, with what calls have changed of them, unless their templates have changed. */
  define(definitions: readonly HealthCheckDefinition[]) {
    const before = this.checks;
    const checks = new Map(definitions.map(definition => [definition.id, this.defined(definition, before.get(definition.id))]));
    for (const { definition } of checks.values()) {
      const [problem] = healthCheckProblems(definition, checks);
      if (problem) throw new Error(`Health check ${definition.name ?? definition.id}: ${problem}`);
    }
    this.checks = checks;
    for (const [id, check] of checks) {
      const old = before.get(id);
      if (old && old.monitor === check.monitor) {
        check.monitor?.update(check.definition);
      } else {
        check.reported = this.verdict(check);
        if (this.startedWith) check.monitor?.start(this.startedWith);
      }
    }
    before.forEach(({ monitor }, id) => { if (checks.get(id)?.monitor !== monitor) monitor?.stop(); });
    this.tellChanges();
  }

  /** Has the checkers come, by these requests. */
  start(probe: Probe) {
    this.startedWith = probe;
    this.checks.forEach(({ monitor }) => monitor?.start(probe));
  }

  stop() {
    this.startedWith = undefined;
    this.checks.forEach(({ monitor }) => monitor?.stop());
  }

  /** A health check that does not exist drains nobody: it counts as healthy. */
  isHealthy(id: string): boolean {
    const check = this.checks.get(id);
    return check === undefined || this.verdict(check);
  }

  list(): VersionedHealthCheck[] {
    return [...this.checks.values()];
  }

  has(id: string): boolean {
    return this.checks.has(id);
  }

  /** All health checks, and why they are as they are. */
  states(): HealthState[] {
    return [...this.checks.values()].map(check => ({
      definition: check.definition,
      healthy: this.verdict(check),
      cause: check.turned?.cause ?? this.causeOf(check),
      since: check.turned?.at,
      checkers: check.monitor?.checkers ?? [],
    }));
  }

  get(id: string): VersionedHealthCheck {
    return this.find(id);
  }

  /** What the checkers of an endpoint saw, those that have probed it. */
  observations(id: string): Observation[] {
    const checkers = this.find(id).monitor?.checkers ?? [];
    return checkers.flatMap(({ region, last, lastFailure }, index) =>
      last ? [{ region, ipAddress: `192.0.2.${index + 1}`, last, lastFailure }] : []);
  }

  /** Changes a health check, at once; with `version`, only if nobody else has changed it meanwhile. */
  update(id: string, changes: HealthCheckChanges, version?: number): VersionedHealthCheck {
    const check = this.find(id);
    if (version !== undefined && version !== check.version) throw Route53Error.healthCheckVersionMismatch();
    const definition = { ...check.definition, ...changes };
    const [problem] = healthCheckProblems(definition, this.checks);
    if (problem) throw Route53Error.invalidInput(problem);
    const updated = { ...check, definition, version: check.version + 1 };
    this.checks.set(id, updated);
    updated.monitor?.update(definition);
    this.options.journal.write('healthCheckUpdate', { healthCheckId: id, name: definition.name, settings: Object.keys(changes) });
    this.tellChanges({ id, settings: Object.keys(changes).join(' and ') });
    return updated;
  }

  /** The share of checkers that an endpoint is well for. */
  healthyPercent(id: string): number | undefined {
    const checkers = this.find(id).monitor?.checkers;
    return checkers && 100 * checkers.filter(({ healthy }) => healthy).length / checkers.length;
  }

  /** Tells what other states of alarms have changed. */
  alarmsChanged() {
    this.tellChanges();
  }

  private createAlarmMonitor({ alarm, insufficientDataHealthStatus }: HealthCheckDefinition): AlarmMonitor | undefined {
    return alarm && new AlarmMonitor(alarm, insufficientDataHealthStatus, this.options.alarmState ?? (() => undefined));
  }

  private defined(template: HealthCheckDefinition, before?: HealthCheck): HealthCheck {
    if (before && isDeepStrictEqual(before.template, template)) return before;
    // Route 53 keeps a health check's type and interval for its life: with others, it is another one.
    const isSame = before?.definition.type === template.type && before.definition.requestInterval === template.requestInterval;
    const defined = { template, definition: template, alarm: this.createAlarmMonitor(template) };
    return isSame
      ? { ...before, ...defined, version: before.version + 1 }
      : { ...defined, version: 1, monitor: this.createMonitor(template), reported: true };
  }

  private createMonitor(definition: HealthCheckDefinition): EndpointMonitor | undefined {
    if (definition.fullyQualifiedDomainName === undefined) return undefined;
    const { clock, checkersPerRegion = DEFAULT_CHECKERS_PER_REGION } = this.options;
    return new EndpointMonitor(definition, { clock, checkersPerRegion, onProbed: () => this.tellChanges() });
  }

  private verdict({ definition, monitor, alarm }: HealthCheck): boolean {
    const { type, disabled, inverted = false, childHealthChecks = [], healthThreshold = 0 } = definition;
    if (disabled) return !inverted;
    if (type === 'CALCULATED') return (childHealthChecks.filter(id => this.isHealthy(id)).length >= healthThreshold) !== inverted;
    return (monitor?.healthy ?? alarm?.healthy ?? true) !== inverted;
  }

  private tellChanges(updated?: { id: string; settings: string }) {
    for (const check of this.checks.values()) {
      const healthy = this.verdict(check);
      if (healthy === check.reported) continue;
      check.reported = healthy;
      const { id, name } = check.definition;
      const cause = updated?.id === id ? `UpdateHealthCheck set ${updated.settings}` : this.causeOf(check);
      check.turned = { at: this.options.clock.now(), cause };
      this.options.journal.write('health', { healthCheckId: id, name, healthy, cause, answer: this.latest(check)?.answer });
    }
  }

  private causeOf(check: HealthCheck): string {
    const { definition: { resourcePath = '/', inverted, childHealthChecks = [] }, monitor, alarm } = check;
    if (alarm) return alarm.cause;
    if (monitor) {
      return `${this.latest(check)?.status.replace(/^(Success|Failure): /, '') ?? 'its settings'} from ${resourcePath}${inverted ? ', inverted' : ''}`;
    }
    const unhealthy = childHealthChecks.filter(child => !this.isHealthy(child)).map(child => this.checks.get(child)?.definition.name ?? child);
    return unhealthy.length === 0 ? 'all that it watches is healthy' : `${unhealthy.join(' and ')} ${unhealthy.length === 1 ? 'is' : 'are'} unhealthy`;
  }

  /** What a checker saw last. */
  private latest({ monitor }: HealthCheck): StatusReport | undefined {
    const reports = monitor?.checkers.flatMap(({ last }) => last ?? []) ?? [];
    return reports.sort((one, other) => other.checkedAt - one.checkedAt)[0];
  }

  private find(id: string): HealthCheck {
    const check = this.checks.get(id);
    if (!check) throw Route53Error.noSuchHealthCheck(id);
    return check;
  }
}
