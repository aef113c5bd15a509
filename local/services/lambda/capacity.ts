import { availableParallelism, totalmem } from 'node:os';
import { EventLoopUtilization, performance } from 'node:perf_hooks';
import { ExecutionEnvironment } from './execution-environment';

/** How often functions whose invocations wait are looked after: about as long as an environment takes to start. */
const LOOK_MS = 50;

/** What an environment takes that has an SDK loaded, with some to spare. */
const ENVIRONMENT_BYTES = 64 * 2 ** 20;

/** The share of one processor up to which a thread, or all environments together, count as waiting. */
const WAITING = 0.5;

/** The share at which this thread, which all requests and writes pass, has no time for more. */
const FULL = 0.9;

/** How long an invocation waits for an environment to become idle before it gets one of its own: as long as one takes to start. */
const LATE_MS = 40;

/** The same while this thread is busy: what waits for it, as for a table, is not served sooner by more environments. */
const LATE_WHILE_BUSY_MS = 1000;

/** As many environments as fit into a quarter of the machine's memory. */
export function defaultMaxWorkers(): number {
  return Math.max(8, Math.floor(totalmem() / 4 / ENVIRONMENT_BYTES));
}

/** A function in which invocations wait for an environment. */
export interface Waiting {
  /** How many invocations wait now. */
  readonly queueLength: number;
  /** Starts environments for those that have waited for so long, `room` of them at most, and returns how many. */
  grow(room: number, lateMs: number): number;
}

/**
 * What this machine has for the environments of all functions: so many places, and its processors.
 *
 * While the environments that there are wait, more of them serve more invocations; while they compute, more would only take memory.
 */
export class Capacity {
  private readonly environments = new Set<ExecutionEnvironment>();
  private readonly waiting = new Set<Waiting>();
  private timer?: NodeJS.Timeout;
  private seen: EventLoopUtilization = performance.eventLoopUtilization();

  constructor(private readonly maxWorkers: number = defaultMaxWorkers()) {}

  /** Whether there is a place for an environment more: that of the one that has been idle for longest, if need be. */
  makePlace(): boolean {
    this.environments.forEach(environment => environment.alive || this.environments.delete(environment));
    if (this.environments.size < this.maxWorkers) return true;
    const [idle] = [...this.environments].filter(({ busy }) => !busy).sort((a, b) => a.idleSince - b.idleSince);
    if (!idle) return false;
    this.environments.delete(idle);
    void idle.stop();
    return true;
  }

  add(environment: ExecutionEnvironment) {
    this.environments.add(environment);
  }

  /** Looks after a function until no invocation of it waits any more. */
  lookAfter(waiting: Waiting) {
    this.waiting.add(waiting);
    if (this.timer) return;
    this.load(); // from now on
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  private look() {
    const { own, load } = this.load();
    const lateMs = own < WAITING ? LATE_MS : LATE_WHILE_BUSY_MS;
    let room = roomFor(own, load);
    for (const waiting of this.waiting) {
      room -= waiting.grow(room, lateMs);
      if (waiting.queueLength === 0) this.waiting.delete(waiting);
    }
    if (this.waiting.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }

  /** What this thread and the environments took of a processor each since the last time. */
  private load() {
    const now = performance.eventLoopUtilization();
    const own = performance.eventLoopUtilization(now, this.seen).utilization;
    this.seen = now;
    return { own, load: [...this.environments].filter(({ busy }) => busy).reduce((sum, environment) => sum + environment.utilization(), 0) };
  }
}

/** How many more environments would find something to run on, beside what this thread and the others take. */
function roomFor(own: number, load: number): number {
  if (own >= FULL) return 0;
  return own + load < WAITING ? Infinity : Math.max(0, Math.floor(availableParallelism() - own - load));
}
