import { Clock } from '../../machine/clock';

interface Queued<T> {
  readonly due: number;
  readonly value: T;
}

/** What travels from one Region to another: delivered in order of due time, held while paused. */
export class ReplicationLink<T> {
  private queue: Queued<T>[] = [];
  private delivering = 0;
  private paused = false;
  private cancelTimer?: () => void;

  constructor(
    readonly from: string,
    readonly to: string,
    private readonly clock: Clock,
    private readonly deliver: (value: T) => Promise<void>,
    private readonly onSettled: () => void,
  ) {}

  get isPaused(): boolean {
    return this.paused;
  }

  /** How many writes have not arrived, those that are held among them. */
  get waiting(): number {
    return this.queue.length + this.delivering;
  }

  /** Whether nothing is under way but what is held. */
  get idle(): boolean {
    return this.delivering === 0 && (this.paused || this.queue.length === 0);
  }

  send(value: T, lag: number) {
    const due = this.clock.now() + lag;
    let place = this.queue.length;
    while (place > 0 && this.queue[place - 1].due > due) { // from the end, since most lags are alike
      place--;
    }
    this.queue.splice(place, 0, { due, value });
    if (place === 0) {
      this.schedule();
    }
  }

  setPaused(paused: boolean) {
    if (this.paused !== paused) {
      this.paused = paused;
      this.schedule();
    }
  }

  /** Drops what is queued; what is being delivered still arrives. */
  clear() {
    this.queue = [];
    this.schedule();
  }

  private schedule() {
    this.cancelTimer?.();
    this.cancelTimer = this.paused || this.queue.length === 0
      ? undefined
      : this.clock.schedule(this.queue[0].due - this.clock.now(), () => this.deliverDue());
  }

  private async deliverDue(): Promise<void> {
    const now = this.clock.now();
    const later = this.queue.findIndex(({ due }) => due > now);
    const due = this.queue.splice(0, later < 0 ? this.queue.length : later);
    this.delivering += due.length;
    this.schedule();
    await Promise.all(due.map(({ value }) => this.deliverOne(value)));
  }

  private async deliverOne(value: T): Promise<void> {
    try {
      await this.deliver(value);
    } finally {
      this.delivering--;
      this.onSettled();
    }
  }
}
