export interface LogEvent {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly stream: string;
  readonly message: string;
}

/** An event, and its place among all that the group ever had. */
export interface KeptEvent extends LogEvent {
  readonly place: number;
}

/** How many events of a group are kept; the oldest are forgotten. */
const KEPT_EVENTS = 10_000;

export class LogGroup {
  private kept: KeptEvent[] = [];
  private places = 0;

  constructor(readonly region: string, readonly name: string, readonly createdAt: number) {}

  add(event: LogEvent) {
    this.kept.push({ ...event, place: this.places++ });
    if (this.kept.length >= 2 * KEPT_EVENTS) this.kept = this.kept.slice(-KEPT_EVENTS); // now and then, for it moves all of them
  }

  get events(): readonly KeptEvent[] {
    return this.kept.slice(-KEPT_EVENTS);
  }

  get streams(): string[] {
    return [...new Set(this.events.map(({ stream }) => stream))];
  }
}
