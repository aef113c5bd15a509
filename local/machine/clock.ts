/**
 * The time of the local Regions. Every interval, lag and TTL follows it; real work (a handler, a request) takes real time.
 */
export interface Clock {
  /** How many seconds of AWS time pass in one real second. */
  readonly scale: number;
  /** AWS time, in milliseconds since the epoch. */
  now(): number;
  /** Runs once after `delay` milliseconds of AWS time. Returns what cancels it. */
  schedule(delay: number, run: () => unknown): () => void;
  /** Resolves after `delay` milliseconds of AWS time. */
  sleep(delay: number): Promise<void>;
  /** Cancels all that is scheduled. */
  stop(): void;
}

interface Timer {
  readonly due: number;
  readonly run: () => unknown;
  timeout?: NodeJS.Timeout;
}

/** A clock that runs by itself, `scale` times as fast as the machine's. */
export class ScaledClock implements Clock {
  private base = { time: Date.now(), tick: performance.now() };
  private readonly timers = new Set<Timer>();

  constructor(private speed: number = 1) {}

  get scale(): number {
    return this.speed;
  }

  /** Runs at another speed from now on: what is scheduled comes at the same AWS time. At 0, time stands still. */
  set scale(scale: number) {
    this.base = { time: this.now(), tick: performance.now() };
    this.speed = scale;
    this.timers.forEach(timer => this.arm(timer));
  }

  now(): number {
    return this.base.time + (performance.now() - this.base.tick) * this.speed;
  }

  schedule(delay: number, run: () => unknown): () => void {
    const timer: Timer = { due: this.now() + delay, run };
    this.timers.add(timer);
    this.arm(timer);
    return () => this.cancel(timer);
  }

  sleep(delay: number): Promise<void> {
    return new Promise(resolve => this.schedule(delay, resolve));
  }

  stop() {
    this.timers.forEach(timer => this.cancel(timer));
  }

  private arm(timer: Timer) {
    clearTimeout(timer.timeout);
    // What is overdue comes at once: Node.js 24 warns of a negative time.
    timer.timeout = this.speed === 0 ? undefined : setTimeout(() => this.ring(timer), Math.max(0, (timer.due - this.now()) / this.speed));
  }

  private async ring(timer: Timer) {
    this.timers.delete(timer);
    try {
      await timer.run();
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error)); // nobody awaits it, and time goes on
    }
  }

  private cancel(timer: Timer) {
    clearTimeout(timer.timeout);
    this.timers.delete(timer);
  }
}

/** A clock that stands still until it is told to `advance`: for tests that neither sleep nor race. */
export class ManualClock implements Clock {
  readonly scale = 1;
  private time: number;
  private order = 0;
  private scheduled: { due: number; order: number; run: () => unknown }[] = [];

  constructor(start: number = Date.UTC(2026, 0, 1)) {
    this.time = start;
  }

  now(): number {
    return this.time;
  }

  schedule(delay: number, run: () => unknown): () => void {
    const entry = { due: this.time + Math.max(0, delay), order: this.order++, run };
    this.scheduled.push(entry);
    return () => { this.scheduled = this.scheduled.filter(other => other !== entry); };
  }

  sleep(delay: number): Promise<void> {
    return new Promise(resolve => this.schedule(delay, resolve));
  }

  /** Lets `duration` milliseconds pass: runs what falls due, in order, and awaits each before the next. */
  async advance(duration: number): Promise<void> {
    if (!(duration >= 0)) throw new Error(`\`duration\` must be a number of milliseconds, 0 or more, for time does not go back, got: ${duration}`);
    const end = this.time + duration;
    for (let next = this.nextDue(end); next; next = this.nextDue(end)) {
      this.time = next.due;
      this.scheduled = this.scheduled.filter(other => other !== next);
      await next.run();
    }
    this.time = end;
  }

  stop() {
    this.scheduled = [];
  }

  private nextDue(end: number) {
    return this.scheduled
      .filter(entry => entry.due <= end)
      .sort((a, b) => a.due - b.due || a.order - b.order)[0];
  }
}
