import { Answer, DrillClient, DrillRequest, whyNot } from './client';
import { DEFAULT_SEED, DrillDefinition, DrillFile, millisecondsOf, readDrill, StepSettings } from './drill-file';
import { DrillTarget } from './drill-target';
import { LocalTarget } from './local-target';
import { matches } from './matches';
import { Counters, itemsIn, reachOf, Switch } from './measures';
import { Measured, Verdict, verdictsOf } from './verdict';
import { WorkWatch } from './work';
import { Fault } from '../faults/fault';
import { LocalRegions } from '../regions/local-regions';

/** Something that happened in a drill. */
export interface DrillEvent {
  /** Seconds of AWS time since the beginning. */
  readonly at: number;
  readonly what: string;
}

/** What a drill measured, and whether that is good enough. */
export interface DrillReport {
  readonly name: string;
  readonly file: string;
  readonly seed: number;
  readonly passed: boolean;
  readonly budgets: readonly Verdict[];
  /** What was not as a step told it, each with the step's line in the file. */
  readonly failures: readonly string[];
  readonly measured: Measured;
  readonly events: readonly DrillEvent[];
  /** In the order in which they were answered. */
  readonly requests: readonly DrillRequest[];
}

export interface DrillOptions {
  /** Receives what happens, as it does. @default - it is in the report */
  readonly onEvent?: (event: DrillEvent) => void;
}

/** How often one looks whether something is so, in AWS time. */
const LOOK_MS = 1000;

/** How long a wait for replication is, at the longest, in AWS time: what takes longer is in the measures. */
const LONGEST_REPLICATION_MS = 600_000;

/** How long what the last requests started may take, in AWS time. */
const LONGEST_WORK_MS = 60_000;

const ENDS = ['revert', 'undrain', 'restore', 'clear'];
const BEGINS = ['invert', 'drain', 'lose', 'fault'];

/**
 * Plays a drill of a file in Regions that run, and says what came of it: `expect(await drill(regions, 'drills/failover.yaml')).toMatchObject({ passed: true })`.
 * What it did to the Regions is undone at the end; what its clients wrote is not. With a `ManualClock`, time stands still while something is at work, and
 * two runs are equal. Rejects where the file is not right, with its lines.
 */
export async function drill(regions: LocalRegions, file: string, options: DrillOptions = {}): Promise<DrillReport> {
  return playDrill(new LocalTarget(regions), file, options);
}

/** The same wherever it is played. */
export async function playDrill(target: DrillTarget, file: string, options: DrillOptions = {}): Promise<DrillReport> {
  return new Drill(target, file, readDrill(file), options).run();
}

/** What was done last to a Region. */
interface Cause {
  readonly kind: Switch['kind'];
  readonly what: string;
  readonly region?: string;
  readonly at: number;
  /** When Route 53 saw it. */
  detectedAt?: number;
}

type Play = { readonly [Name in keyof StepSettings]: (settings: StepSettings[Name], fail: (what: string) => void) => unknown };

class Drill {
  private readonly definition: DrillDefinition;
  private readonly seed: number;
  private readonly begin: number;
  private readonly clients: ReadonlyMap<string, DrillClient>;
  private readonly events: DrillEvent[] = [];
  private readonly failures: string[] = [];
  private readonly switches: Switch[] = [];
  private readonly streams: (() => Promise<void>)[] = [];
  private readonly undo = new Map<string, () => Promise<unknown>>();
  private readonly faults = new Map<string, string[]>();
  /** The last good answer that a client with `every` had. */
  private readonly answered = new Map<DrillClient, string | undefined>();
  private cause?: Cause;

  private readonly steps: Play = {
    send: async ({ client: name, times = 1, expect }, fail) => {
      const client = this.clients.get(name)!;
      for (let i = 0; i < times; i++) {
        const answer = await client.send();
        this.say(tell(client, answer));
        const problem = answer.error ?? (expect && whyNot(answer, expect));
        if (problem !== undefined && (expect || answer.error === undefined)) fail(`${name}'s request ${answer.sent} is not answered as expected (${problem}): ${answer.status ?? ''} ${answer.text}`);
      }
    },
    invert: async region => {
      this.say(`UpdateHealthCheck of ${region}: disabled and inverted`);
      await this.target.invert(region, true, this.definition.host);
      this.undo.set(`invert ${region}`, () => this.target.invert(region, false, this.definition.host));
    },
    revert: async region => {
      this.say(`UpdateHealthCheck of ${region}: not disabled, not inverted`);
      await this.target.invert(region, false, this.definition.host);
      this.undo.delete(`invert ${region}`);
    },
    drain: async region => {
      this.say(`multi-region drain ${region}`);
      await this.target.drain(region, true);
      this.undo.set(`drain ${region}`, () => this.target.drain(region, false));
    },
    undrain: async region => {
      this.say(`multi-region undrain ${region}`);
      await this.target.drain(region, false);
      this.undo.delete(`drain ${region}`);
    },
    lose: async region => {
      this.say(await this.target.lose(region));
      this.undo.set(`lose ${region}`, () => this.target.restore(region));
    },
    restore: async region => {
      await this.target.restore(region);
      this.undo.delete(`lose ${region}`);
      this.say(`${region} is restored`);
    },
    fault: async ({ for: time, ...fault }) => {
      const seconds = time === undefined ? undefined : millisecondsOf(time) / 1000;
      const { id, what } = await this.target.begin(fault as Fault, { seconds, seed: this.seed });
      this.faults.set(fault.action, [...this.faults.get(fault.action) ?? [], id]);
      this.undo.set(`fault ${id}`, () => this.target.end(id));
      this.say(`Fault: ${what}`);
    },
    clear: async action => {
      const ids = this.faults.get(action);
      if (!ids) throw new Error(`\`clear\` must be the action of a fault of a step before (${[...this.faults.keys()].join(', ')}), got: ${action}`);
      for (const id of ids) {
        (await this.target.end(id)).forEach(what => this.say(`Over: ${what}`));
        this.undo.delete(`fault ${id}`);
      }
      this.faults.delete(action);
    },
    sleep: time => this.target.pass(millisecondsOf(time)),
    until: async ({ client: name, servedBy, within }, fail) => {
      const client = this.clients.get(name)!;
      const { clock } = this.target;
      const { cause, promised } = this;
      const begin = cause?.at ?? clock.now();
      const longest = within === undefined ? 2 * (promised ?? 150) * 1000 : millisecondsOf(within);
      const isStreaming = client.definition.every !== undefined;
      if (isStreaming) this.answered.delete(client);
      const isSo = async () => (isStreaming ? this.answered.get(client) : await client.servedBy()) === servedBy;
      let isServed: boolean;
      while (!(isServed = await isSo()) && clock.now() - begin < longest) await this.target.pass(LOOK_MS);
      const took = (clock.now() - begin) / 1000;
      if (!isServed) return fail(`${name} must be served by ${servedBy} within ${longest / 1000} s, got: ${await client.servedBy() ?? 'no Region'} after ${took.toFixed(0)} s`);
      if (!isStreaming) this.say(`DNS: near ${client.definition.from}, the name leads to ${servedBy}`);
      if (!cause) return;
      const detection = cause.detectedAt === undefined ? undefined : (cause.detectedAt - begin) / 1000;
      this.switches.push({ kind: cause.kind, cause: cause.what, at: (begin - this.begin) / 1000, detection, took, promised });
    },
    replicated: () => this.target.replicated(LONGEST_REPLICATION_MS),
    items: async ({ table, region, are, equal }, fail) => {
      const replicas = await itemsIn(this.target, table, region);
      const texts = new Set(replicas.map(items => JSON.stringify(items.map(item => JSON.stringify(item)).sort().map(text => JSON.parse(text)))));
      this.say(`${table} in ${region ?? (texts.size === 1 ? 'every Region' : 'some Region each')}: ${[...texts].join(' | ')}`);
      if (equal && texts.size > 1) fail(`The items of ${table} must be equal in all Regions, got: ${[...texts].join(' | ')}`);
      if (are && !replicas.every(items => items.length === are.length && are.every(wanted => items.some(item => matches(item, wanted))))) {
        fail(`The items of ${table} must be ${JSON.stringify(are)}, got: ${[...texts].join(' | ')}`);
      }
    },
  };

  constructor(
    private readonly target: DrillTarget,
    private readonly file: string,
    private readonly read: DrillFile,
    private readonly options: DrillOptions,
  ) {
    this.definition = read.drill;
    const { host, seed = DEFAULT_SEED } = read.drill;
    this.seed = seed;
    this.begin = target.clock.now();
    const clients = Object.entries(read.drill.clients);
    this.clients = new Map(clients.map(([name, client]) => [name, new DrillClient(name, client, target, { host, seed })]));
  }

  async run(): Promise<DrillReport> {
    this.validate();
    const clients = [...this.clients.values()];
    const counters = await Counters.of(this.target, clients);
    const { background, clock } = this.target;
    const work = background && new WorkWatch(background, () => clock.now(), this.definition, clients);
    const end = this.listen();
    try {
      clients.filter(({ definition: { every } }) => every !== undefined).forEach(client => this.stream(client));
      for (const [i, step] of this.definition.steps.entries()) await this.play(i, step);
    } finally {
      end();
      for (const stop of this.streams) await stop();
      await this.undoAll();
    }
    const latest = clock.now() + LONGEST_WORK_MS;
    while (work?.isOpen && clock.now() < latest) await this.target.pass(LOOK_MS);
    await this.target.replicated(LONGEST_REPLICATION_MS);
    work?.end();
    const errors: Record<string, number> = {};
    clients.forEach(client => client.errors.forEach((count, kind) => { errors[kind] = (errors[kind] ?? 0) + count; }));
    const requests = clients.flatMap(client => client.requests).sort((one, other) => one.at - other.at);
    const measured: Measured = {
      ...reachOf(this.switches, requests),
      switches: this.switches,
      requests: clients.reduce((all, { sent }) => all + sent, 0),
      errors,
      lostUpdates: await counters.lost(clients),
      staleReads: clients.reduce((all, { staleReads }) => all + staleReads, 0),
      work: work?.measured() ?? [],
      lag: await this.target.lag(),
    };
    const budgets = verdictsOf(this.definition, measured);
    const passed = this.failures.length === 0 && budgets.every(({ isKept }) => isKept);
    const { definition: { name }, file, seed, failures, events } = this;
    return { name, file, seed, passed, budgets, failures, measured, events, requests };
  }

  /** What the app does not have is told before anything happens. */
  private validate() {
    const { regions, defaultHost } = this.target;
    const tables = Object.keys(this.target.tables);
    const { clients, steps, host, schedules = {} } = this.definition;
    const problems: string[] = [];
    if (host === undefined && defaultHost === undefined) problems.push(this.read.at([], '`host` must be the name that clients ask for, for the app has several, got: nothing'));
    const look = (path: (string | number)[], what: string, value: string | undefined, known: readonly string[]) => {
      if (value !== undefined && !known.includes(value)) problems.push(this.read.at(path, `${what} of the app (${known.join(', ')}), got: ${value}`));
    };
    const { background } = this.target;
    const lookFor = (path: (string | number)[], called: string | undefined) => {
      if (called !== undefined && background?.hasFunction(called) === false) problems.push(this.read.at(path, `\`${path[path.length - 1]}\` must be a function of the app, by its name, construct id or path, got: ${called}`));
    };
    Object.entries(schedules).forEach(([name, { runs }]) => {
      if (background && !background.schedule(name)) problems.push(this.read.at(['schedules', name], `\`schedules\` must be names of schedules of the app, got: ${name}`));
      lookFor(['schedules', name, 'runs'], runs);
    });
    Object.entries(clients).forEach(([name, { starts }]) => lookFor(['clients', name, 'starts'], starts));
    Object.entries(clients).forEach(([name, { writes }]) => look(['clients', name, 'writes', 'table'], '`table` must be one', writes?.table, tables));
    steps.forEach((step, i) => {
      const before = problems.length;
      for (const name of ['invert', 'revert', 'drain', 'undrain', 'lose', 'restore'] as const) look(['steps', i, name], `\`${name}\` must be a Region`, step[name], regions);
      if (!step.until?.servedBy.includes('.')) look(['steps', i, 'until', 'servedBy'], '`servedBy` must be a Region', step.until?.servedBy, regions);
      look(['steps', i, 'items', 'table'], '`table` must be one', step.items?.table, tables);
      look(['steps', i, 'items', 'region'], '`region` must be a Region', step.items?.region, regions);
      if (before < problems.length) return;
      const why = this.target.whyNot(step);
      if (why !== undefined) problems.push(this.read.at(['steps', i], why));
    });
    if (problems.length > 0) throw new Error(problems.join('\n'));
  }

  private listen(): () => void {
    return this.target.listen(({ check, regions, isHealthy, at }) => {
      this.say(`Route 53: ${check} is ${isHealthy ? 'healthy' : 'unhealthy'}`);
      const { cause } = this;
      const isOfCause = cause?.region !== undefined && regions.includes(cause.region) && isHealthy === (cause.kind === 'failback');
      if (isOfCause) cause.detectedAt ??= at;
    });
  }

  /** Has a client send again and again; what is told of it is another Region that answers, and errors. */
  private stream(client: DrillClient) {
    const { clock } = this.target;
    const every = millisecondsOf(client.definition.every!);
    let told: string | undefined;
    let isOver = false;
    let cancel = () => {};
    let sending = Promise.resolve();
    const run = () => sending = (async () => {
      const due = clock.now() + every;
      const answer = await client.send();
      const tells = answer.error ?? answer.servedBy;
      if (tells !== told) this.say(answer.error === undefined ? `${client.name}: ${client.does} is answered by ${answer.servedBy}` : tell(client, answer));
      told = tells;
      this.answered.set(client, answer.error === undefined ? answer.servedBy : undefined);
      if (!isOver) cancel = clock.schedule(Math.max(0, due - clock.now()), run);
    })();
    cancel = clock.schedule(0, run);
    this.streams.push(async () => {
      isOver = true;
      cancel();
      await sending;
    });
  }

  private async play(i: number, step: Partial<StepSettings>) {
    const [[name, settings]] = Object.entries(step) as [keyof StepSettings, any][];
    const fail = (what: string) => this.failures.push(this.read.at(['steps', i], what));
    try {
      if (BEGINS.includes(name) || ENDS.includes(name)) {
        const region: string | undefined = settings.region ?? (typeof settings === 'string' && name !== 'clear' ? settings : this.cause?.region);
        this.cause = { kind: BEGINS.includes(name) ? 'failover' : 'failback', what: `${name} ${settings.action ?? settings}`, region, at: this.target.clock.now() };
      }
      await this.steps[name](settings as never, fail);
    } catch (error) {
      throw new Error(this.read.at(['steps', i], (error as Error).message));
    }
  }

  /** What the settings promise of the Region that is taken out, or brought back. */
  private get promised(): number | undefined {
    const region = this.cause?.region;
    return region === undefined ? undefined : this.target.promised(region, this.definition.host);
  }

  /** What fails keeps nothing else from being undone. */
  private async undoAll() {
    const results = await Promise.allSettled([...this.undo.values()].map(undo => undo()));
    const failures = results.flatMap(result => result.status === 'rejected' ? [(result.reason as Error).message] : []);
    if (failures.length > 0) throw new Error(failures.join('\n'));
  }

  private say(what: string) {
    const event = { at: Math.round(this.target.clock.now() - this.begin) / 1000, what };
    this.events.push(event);
    this.options.onEvent?.(event);
  }
}

function tell(client: DrillClient, { status, text, error }: Answer): string {
  return `${client.does}: ${[status, text || error].filter(Boolean).join(' ')}`;
}
