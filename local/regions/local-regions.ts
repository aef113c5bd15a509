import { CurrentApp } from './current-app';
import { detectionSeconds } from './detection';
import { LocalDns } from './local-dns';
import { RegionHealth } from './region-health';
import { Seen } from './seen';
import { Deployed } from '../cloudformation/deployed';
import { Unsupported } from '../cloudformation/unsupported-definition';
import { ServedNames } from '../connections/served-names';
import { PageAnswerer } from '../endpoints/edge';
import { ActiveFault, Fault, RegionLoss } from '../faults/fault';
import { Faults } from '../faults/faults';
import { Clock } from '../machine/clock';
import { HealthStatusChange, Journal, JournalEntry } from '../machine/journal';
import { TokenIssuers } from '../services/cognito/token-issuers';
import { TokenOptions } from '../services/cognito/token-options';
import { DynamoDb } from '../services/dynamodb/dynamodb';
import { HealthCheckDefinition } from '../services/route53/health-check-definition';
import { HealthChecker } from '../services/route53/health-checker';
import { ALIAS_TTL_SECONDS } from '../services/route53/router';
import { Ses } from '../services/ses/ses';

/** A health check's new status, and when it came, in milliseconds of AWS time. */
export interface HealthChange extends HealthStatusChange {
  readonly at: number;
}

/** How long a fault goes on. */
export interface FaultOptions {
  /** In seconds of AWS time. @default - until it is cleared */
  readonly for?: number;
}

/** @internal */
export interface Running {
  readonly url: string;
  readonly httpsUrl?: string;
  readonly awsUrl: string;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly current: CurrentApp;
  readonly dynamoDb: DynamoDb;
  readonly issuers: TokenIssuers;
  readonly health: HealthChecker;
  readonly names: ServedNames;
  readonly dns?: LocalDns;
  readonly defaultFrom: string;
  readonly ses: Ses;
  readonly stop: () => Promise<void>;
  readonly seen: Seen;
  readonly servePage: (page: PageAnswerer) => void;
}

/** The running local Regions: what a test or a drill does with them. */
export class LocalRegions {
  /** Where the API answers; say where the caller is with the header `x-client-location`. */
  readonly url: string;
  /** Where it answers by HTTPS, with `httpsPort`. */
  readonly httpsUrl?: string;
  /** The endpoint for AWS clients: DynamoDB and Lambda in every Region, and Route 53. */
  readonly awsUrl: string;
  /** The time that intervals, lags and TTLs follow. */
  readonly clock: Clock;
  /** What happens in the Regions, with the time on their clock: requests, invocations, health, replication. */
  readonly journal: Journal;
  /** The name server and the addresses of the Regions, with `dnsPort`. */
  readonly dns?: LocalDns;
  /** @internal */
  constructor(private readonly running: Running) {
    this.url = running.url;
    this.httpsUrl = running.httpsUrl;
    this.awsUrl = running.awsUrl;
    this.clock = running.clock;
    this.journal = running.journal;
    this.dns = running.dns;
  }

  /** The Regions, in the order in which the app has them. */
  get regions(): string[] {
    return this.deployed.regions;
  }

  /** The names of the tables. */
  get tables(): string[] {
    return [...new Set(this.deployed.tables.map(({ tableName }) => tableName))];
  }

  /** What is in the templates and not on this machine. */
  get unsupported(): readonly Unsupported[] {
    return this.deployed.unsupported;
  }

  /** @internal */
  get warnings(): readonly string[] {
    return this.running.current.warnings;
  }

  /** @internal */
  get deployed(): Deployed {
    return this.running.current.deployed;
  }

  /** @internal */
  get seen(): Seen {
    return this.running.seen;
  }

  /** @internal */
  servePage(page: PageAnswerer) {
    this.running.servePage(page);
  }

  /** @internal */
  get data() {
    return this.running.dynamoDb.data;
  }

  /** @internal */
  get defaultHost(): string | undefined {
    return this.running.names.defaultHost;
  }

  /** @internal */
  guardsOf(region: string): HealthCheckDefinition[] {
    const ids = this.running.names.guarded(region).map(host => this.healthCheckId(region, host));
    return this.deployed.healthChecks.filter(({ id }) => ids.includes(id));
  }

  /** The id of the health check that guards a Region's record; `host` is the record's name where the app has several. */
  healthCheckId(region: string, host: string | undefined = this.defaultHost): string {
    const { names } = this.running;
    const id = host === undefined ? undefined : names.healthCheckId(host, region);
    if (id !== undefined) return id;
    const guarded = names.guarded(region);
    throw new Error(guarded.length === 0
      ? `There is no record with a health check in ${region}`
      : `\`host\` must be a name with a health check in ${region} (${guarded.join(', ')}), got: ${host ?? 'none'}`);
  }

  /** Whether Route 53 sees a Region as healthy. */
  isHealthy(region: string, host?: string): boolean {
    return this.running.health.isHealthy(this.healthCheckId(region, host));
  }

  /** How each Region is, and why, as Route 53 sees it, with those that are lost. */
  health(): RegionHealth[] {
    const { health, faults } = this.running;
    const states = health.states();
    return this.regions.map(region => {
      const guards = this.guardsOf(region).map(({ id }) => id);
      const checks = states.filter(({ definition: { id } }) => guards.includes(id))
        .map(({ definition: { id, name }, healthy, cause, since }) => ({ id, name, healthy, cause, since }));
      const loss = faults.of('local:region:lose').map(({ fault }) => fault).find(fault => fault.region === region && fault.how !== 'slow');
      return {
        region,
        healthy: checks.length > 0 ? checks.every(({ healthy }) => healthy) : undefined,
        checks,
        lost: loss && (loss.how === 'hang' ? 'hang' : 'refuse'),
      };
    });
  }

  /** How long callers may see errors when a Region fails, in seconds of AWS time: interval × failure threshold + TTL; where only alarms are watched, their periods + TTL. */
  failoverTime(region: string, host?: string): number {
    return detectionSeconds(this.deployed, this.healthCheckId(region, host)) + ALIAS_TTL_SECONDS;
  }

  /** Drains a Region by hand, as `aws route53 update-health-check --disabled --inverted` does, or ends that: the check is unhealthy, whatever answers it. */
  invert(region: string, inverted: boolean = true, host?: string) {
    this.running.health.update(this.healthCheckId(region, host), { disabled: inverted, inverted });
  }

  /** Tells `listener` whenever a health check changes its status. */
  onHealthChange(listener: (change: HealthChange) => void) {
    this.journal.on('health', ({ kind, ...change }) => listener(change));
  }

  /**
   * The Region that a caller would reach now, with the answer that a resolver near the caller may have cached; where DNS
   * leads to none of the Regions, the host that it leads to.
   */
  servedBy(from: string = this.running.defaultFrom, host: string | undefined = this.defaultHost): string | undefined {
    const { names } = this.running;
    return host === undefined ? undefined : names.locate(host, from)?.region ?? names.elsewhere(host, from);
  }

  /** A table's items in one Region, as DynamoDB writes them: `{ "ipAddress": { "S": "192.0.2.1" } }`. */
  items(tableName: string, region: string): Promise<Record<string, object>[]> {
    this.validateTable(tableName, region);
    return this.running.dynamoDb.engines.get(region)!.items(tableName);
  }

  /**
   * Writes an item in one Region, from where it replicates: `{ ipAddress: '192.0.2.1', visits: 1 }`. A `Set` is a set, a `Uint8Array` is binary,
   * what is undefined is left out. Rejects with what DynamoDB would refuse, in its words.
   */
  async putItem(tableName: string, region: string, item: Readonly<Record<string, unknown>>): Promise<void> {
    this.validateTable(tableName, region);
    await this.running.dynamoDb.putItem(tableName, region, item);
  }

  /**
   * A token of a user, as an authorizer of the app takes it: `fetch(url, { headers: { authorization: await regions.token({ user: 'ana' }) } })`. Rejects
   * where it is not clear which user pool or issuer is meant.
   */
  token(options: TokenOptions): Promise<string> {
    return this.running.issuers.token(options);
  }

  /**
   * Empties all tables to the seed, which is read anew, and ends what is under way between the Regions, pauses of replication included; TTL and tags are
   * those of the templates. Requests wait meanwhile. Health checks, and with `persist` the tables of other apps, stay as they are.
   */
  reset(): Promise<void> {
    return this.running.dynamoDb.reset();
  }

  /** The messages that would have gone to the world outside, the oldest first: mail, text messages, and what topics would send to other machines. */
  sent(): JournalEntry<'sent'>[] {
    return [...this.running.ses.sent];
  }

  /** Holds the replication of all tables from and to a Region, as the AWS FIS action of that name does. */
  pauseReplication(region: string) {
    this.running.dynamoDb.replication.pause(region);
  }

  /** Delivers what a pause held. */
  resumeReplication(region: string) {
    this.running.dynamoDb.replication.resume(region);
  }

  /** Resolves when every write has reached every Region, but for those that a pause holds; with a `ManualClock`, once it is advanced far enough. */
  replicated(): Promise<void> {
    return this.running.dynamoDb.replication.idle();
  }

  /**
   * Loses a Region, until `restore()` or for so long. Its endpoints end connections without an answer or, with `hang`, keep them open and say nothing;
   * checkers see that, and fail over. Its functions end with what they do, and nobody gets their answer. Its schedules, alarms and consumers of queues stop;
   * replication to and from it waits, and so do events and deliveries, which are made when it is back. Queues keep what they have; time goes on.
   * With `slow`, its endpoints answer late, and all else goes on.
   *
   * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/regional-services.html
   */
  lose(region: string, { for: seconds, ...loss }: Omit<RegionLoss, 'region'> & FaultOptions = {}): ActiveFault {
    return this.running.faults.lose({ region, ...loss }, seconds);
  }

  /** Has a lost or slow Region be as it was. */
  restore(region: string) {
    this.running.faults.restore(region);
  }

  /** Has two sets of Regions, one of them all others by default, not replicate to each other, while all of them serve. Returns the fault, by whose id it is cleared. */
  partition(regions: readonly string[], from?: readonly string[], options?: FaultOptions): ActiveFault {
    return this.fault({ action: 'local:dynamodb:partition', regions, from }, options);
  }

  /** Has something go wrong, e.g. `{ action: 'local:dynamodb:replication-lag', lagMilliseconds: 60_000 }`. Throws where the app has nothing of what it is about. */
  fault(fault: Fault, { for: seconds }: FaultOptions = {}): ActiveFault {
    return this.running.faults.begin(fault, seconds);
  }

  /** What goes wrong on purpose, the oldest first. */
  faults(): ActiveFault[] {
    return this.running.faults.list();
  }

  /** Ends a fault, by its id, or all; tells which. */
  clearFaults(id?: string): ActiveFault[] {
    return this.running.faults.clear(id);
  }

  /** Stops everything, in well under a second; a clock that was given goes on. */
  stop(): Promise<void> {
    return this.running.stop();
  }

  private validateTable(tableName: string, region: string) {
    const isRunning = this.running.dynamoDb.engines.has(region); // a Region that has come waits for the next start
    if (!isRunning || !this.deployed.tables.some(table => table.tableName === tableName && table.regions.includes(region))) {
      throw new Error(`There is no table ${tableName} in ${region}`);
    }
  }
}
