import { Aws } from './aws';
import { Changes } from './changes';
import { DeployedApp, Experiment, Guard } from './deployed-app';
import { Names } from './names';
import { faultsOf } from '../../faults/experiment-faults';
import { Fault } from '../../faults/fault';
import { Clock } from '../../machine/clock';
import { DrillDefinition, StepSettings } from '../drill-file';
import { SentRequest, DrillResponse, DrillTarget } from '../drill-target';
import { Spread } from '../spread';

/** How often one looks whether replicas are equal, in real time at least. */
const LOOK_MS = 1000;

const PAUSE = 'aws:dynamodb:global-table-pause-replication';
const NO_LOSS = 'A Region of AWS cannot be lost on purpose: `invert` or `drain` takes one out of service, and a `fault` starts an experiment of the app';

export interface AwsTargetProps {
  readonly definition: DrillDefinition;
  readonly app: DeployedApp;
  readonly aws: Aws;
  readonly names: Names;
  readonly changes: Changes;
  readonly clock: Clock;
  /** What AWS's clock is before this machine's, in milliseconds. */
  readonly ahead: number;
  /** How long after it happens CloudWatch has a metric, in milliseconds. */
  readonly metricDelay: number;
}

/** Deployed stacks: clients come by DNS, the operator by AWS's APIs, and experiments of FIS break what breaks. */
export class AwsTarget implements DrillTarget {
  readonly clock: Clock;
  readonly regions: readonly string[];
  readonly tables: Readonly<Record<string, readonly string[]>>;
  readonly defaultHost?: string;
  /** When the drill began, on AWS's clock. */
  private since = 0;
  /** The Regions whose replication an experiment pauses. */
  private readonly paused = new Set<string>();
  /** The Regions that the steps so far would have taken out. */
  private readonly out = new Set<string>();
  private isOver = false;

  constructor(private readonly props: AwsTargetProps) {
    const { app, clock } = props;
    this.clock = clock;
    this.regions = app.regions;
    this.tables = app.tables;
    this.defaultHost = app.hosts.length === 1 ? app.hosts[0] : undefined;
  }

  /** The tables that the drill reads. */
  get readTables(): string[] {
    const { clients, steps } = this.props.definition;
    const named = [...Object.values(clients).map(({ writes }) => writes?.table), ...steps.map(({ items }) => items?.table)];
    return [...new Set(named.flatMap(table => table ?? []))];
  }

  /** What it will change and read, in words; nothing is done yet. */
  plan(): string[] {
    const { steps, clients } = this.props.definition;
    const idOf = (guarded: string) => this.guards.find(({ region }) => region === guarded)?.id ?? 'none';
    const changed = steps.flatMap(({ invert, drain, fault }) => [
      ...invert === undefined ? [] : [`the health check of ${invert} (${idOf(invert)}): disabled and inverted for a while`],
      ...drain === undefined ? [] : [`${drain}: drained for a while (${this.props.app.drainSwitch(this.host)?.tableName})`],
      ...fault === undefined ? [] : [`an experiment of FIS: ${fault.action}`],
    ]);
    return [
      ...new Set(changed.map(line => `Changes ${line}`)),
      ...Object.values(clients).map(({ request, every }) => `Sends ${request}${every === undefined ? '' : ` every ${every}`} to https://${this.host}`),
      ...this.readTables.map(table => `Reads all items of ${table} in ${this.tables[table]?.join(', ')}`),
    ];
  }

  whyNot(step: Partial<StepSettings>): string | undefined {
    if (step.lose ?? step.restore) return NO_LOSS;
    if (step.fault && !this.experimentFor(step.fault)) {
      return `No experiment of the app, as it is deployed, does that: ${this.experimentsText()}. \`api.addDrillExperiments()\` defines some`;
    }
    if (step.drain ?? step.undrain) {
      if (!this.props.app.drainSwitch(this.host)) return 'The app has no drain switch: give its API `drain: Drain.byPeers()`, or use `invert` and `revert`';
    }
    const guarded = step.invert ?? step.revert ?? step.drain ?? step.undrain;
    if (guarded !== undefined && !this.guards.some(({ region }) => region === guarded)) return `There is no record with a health check in ${guarded}`;
    const [begins, ends] = [step.invert ?? step.drain, step.revert ?? step.undrain];
    if (begins !== undefined) this.out.add(begins);
    if (ends !== undefined) this.out.delete(ends);
    const isLast = begins !== undefined && this.regions.every(region => this.out.has(region));
    return isLast ? `${begins} must not be taken out of service, for it is the last Region then` : undefined;
  }

  pass(milliseconds: number): Promise<void> {
    return this.clock.sleep(milliseconds);
  }

  listen(): () => void {
    this.since = this.now();
    return () => {};
  }

  promised(region: string): number | undefined {
    return this.guards.find(guard => guard.region === region)?.failoverTime;
  }

  send(request: SentRequest): Promise<DrillResponse> {
    return this.props.names.send({ ...request, host: this.host });
  }

  servedBy(from: string): Promise<string | undefined> {
    return this.props.names.servedBy(this.host, from);
  }

  async invert(region: string, isInverted: boolean) {
    const { aws, changes } = this.props;
    const { id } = this.guard(region);
    const before = await aws.healthCheck(id);
    if (isInverted) await this.validateOthersServe(region);
    const change = changes.of({ kind: 'health check', region }) ?? { kind: 'health check' as const, region, id, ...before };
    await this.change(() => changes.add(change), () => aws.updateHealthCheck(id, { disabled: isInverted, inverted: isInverted }));
    const isAsBefore = change.kind === 'health check' && change.disabled === isInverted && change.inverted === isInverted;
    if (isAsBefore) changes.remove(change);
  }

  async drain(region: string, isDrained: boolean) {
    const { aws, changes, app } = this.props;
    const { tableName: table } = app.drainSwitch(this.host)!;
    const peers = this.guard(region).peers.map(peer => peer.region);
    if (isDrained) {
      if (await aws.drainedIn(table, peers, region)) throw new Error(`${region} is drained already, and would be back after the drill. Undrain it first`);
      await this.validateOthersServe(region);
    }
    const change = { kind: 'drain switch' as const, region, table, peers };
    await this.change(() => isDrained && changes.add(change), () => aws.setDrained(table, peers, region, isDrained));
    if (!isDrained) changes.remove(change);
  }

  async lose(): Promise<string> {
    throw new Error(NO_LOSS);
  }

  async restore() {
    throw new Error(NO_LOSS);
  }

  async begin(fault: Fault, { seconds }: { readonly seconds?: number }) {
    const { aws, changes } = this.props;
    const { region, templateId, description } = this.experimentFor(fault)!;
    const [running] = await aws.runningExperiments(region, templateId);
    if (running !== undefined) throw new Error(`The experiment ${running} of ${templateId} goes on in ${region}. Wait for its end, or stop it`);
    if (fault.action !== PAUSE) await this.validateOthersServe(region);
    await this.change(() => changes.add({ kind: 'experiment', region, templateId }), async () => {
      const id = await aws.startExperiment(region, templateId);
      await this.whileExperiment(region, id, ['pending', 'initiating']);
    });
    if (fault.action === PAUSE) this.paused.add(region);
    const id = `${region}/${templateId}`;
    if (seconds !== undefined) this.clock.schedule(seconds * 1000, () => this.end(id));
    return { id, what: `the experiment "${description}" of FIS in ${region}` };
  }

  async end(id: string): Promise<string[]> {
    const { aws, changes } = this.props;
    const [region, templateId] = id.split('/');
    const running = await aws.stopExperiments(region, templateId);
    for (const experiment of running) await this.whileExperiment(region, experiment, ['running', 'stopping']);
    changes.remove({ kind: 'experiment', region, templateId });
    this.paused.delete(region);
    return running.length > 0 ? [`the experiment ${templateId} in ${region}`] : [];
  }

  items(table: string, region: string): Promise<Record<string, unknown>[]> {
    return this.props.aws.items(table, region);
  }

  async replicated(longest: number): Promise<void> {
    const end = this.clock.now() + longest;
    while (!await this.isEqual() && this.clock.now() < end) await this.pass(LOOK_MS * Math.max(1, this.clock.scale / 5));
  }

  async lag(): Promise<Spread | undefined> {
    if (this.props.definition.budgets?.replicationLag !== undefined) await this.pass(this.props.metricDelay);
    const pairs = this.readTables.flatMap(table => this.tables[table].flatMap(region =>
      this.tables[table].filter(other => other !== region).map(receiver => ({ table, region, receiver }))));
    const found = await Promise.all(pairs.map(({ table, region, receiver }) =>
      this.props.aws.replicationLatency(table, region, receiver, new Date(this.since), new Date(this.now()))));
    const writes = found.reduce((all, one) => all + one.writes, 0);
    return writes === 0 ? undefined : { count: writes, max: Math.max(...found.map(({ max }) => max)) };
  }

  /** Nothing is changed from now on, but to restore it. */
  stop() {
    this.isOver = true;
  }

  /** What is changed is written down before. */
  private async change(write: () => unknown, apply: () => Promise<void>) {
    if (this.isOver) throw new Error('The drill was interrupted');
    write();
    await apply();
  }

  private get host(): string {
    return this.props.definition.host ?? this.defaultHost!;
  }

  private get guards(): Guard[] {
    return this.props.app.guards(this.host);
  }

  private guard(region: string): Guard {
    const guard = this.guards.find(one => one.region === region)!;
    if (guard.id === '') throw new Error(`The outputs of the stack in ${region} must have the id of its health check, got: none. Deploy the app as it is`);
    return guard;
  }

  private now(): number {
    return this.clock.now() + this.props.ahead;
  }

  /** Route 53 would answer as if all were healthy if none were. */
  private async validateOthersServe(region: string) {
    const others = this.guards.filter(guard => guard.region !== region);
    const why = await Promise.all(others.map(other => this.whyOutOfService(other)));
    if (why.includes(undefined)) return;
    const states = others.map((other, i) => `${other.region} ${why[i]}`).join(', ') || 'there is none';
    throw new Error(`${region} must not be taken out of service, for no other Region would serve its callers: ${states}`);
  }

  private async whyOutOfService({ region, healthUrl, id, peers }: Guard): Promise<string | undefined> {
    const { aws, names, app } = this.props;
    const status = await names.health(healthUrl).catch((error: Error) => error.message);
    if (typeof status === 'string' || status < 200 || status > 399) return `is unhealthy (${status})`;
    const check = await aws.healthCheck(id);
    if (check.inverted) return 'has an inverted health check';
    const drainSwitch = app.drainSwitch(this.host);
    return drainSwitch && await aws.drainedIn(drainSwitch.tableName, peers.map(peer => peer.region), region) ? 'is drained' : undefined;
  }

  private experimentFor(fault: Fault & { readonly for?: string }): Experiment | undefined {
    const wanted = Object.entries(fault).filter(([name]) => name !== 'for');
    const isWanted = (one: Fault) => wanted.every(([name, value]) => JSON.stringify((one as any)[name]) === JSON.stringify(value));
    return this.props.app.experiments.find(template => {
      const faults = faultsIn(template);
      return faults.length > 0 && faults.every(isWanted);
    });
  }

  private experimentsText(): string {
    return this.props.app.experiments.flatMap(template => faultsIn(template).map(fault => JSON.stringify(fault))).join(', ') || 'it has none';
  }

  private async whileExperiment(region: string, id: string, states: readonly string[]) {
    for (;;) {
      const { status, reason } = await this.props.aws.experiment(region, id);
      if (status === 'failed') throw new Error(`The experiment ${id} in ${region} failed: ${reason}`);
      if (!states.includes(status)) return;
      await this.pass(LOOK_MS);
    }
  }

  /** In the Regions whose replication is not paused. */
  private async isEqual(): Promise<boolean> {
    const equal = await Promise.all(this.readTables.map(async table => {
      const replicas = await Promise.all(this.tables[table].filter(region => !this.paused.has(region)).map(region => this.items(table, region)));
      return new Set(replicas.map(items => items.map(item => JSON.stringify(item)).sort().join())).size <= 1;
    }));
    return !equal.includes(false);
  }
}

/** What an experiment has go wrong; nothing of what is not understood. */
function faultsIn(template: Experiment): Fault[] {
  try {
    return Object.values(template.actions).flatMap(action => faultsOf(action, template));
  } catch {
    return [];
  }
}
