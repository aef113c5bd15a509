/** Who promises what, the same for every run of a schedule. */
export interface Promised {
  readonly runs: 'once' | 'onceAtMost';
  /** The Regions in the order in which they take their turn. */
  readonly ranks: readonly string[];
  /** What each further rank waits longer, in seconds. */
  readonly takeover: number;
  /** After how many seconds what a claim tells of is over, or goes on by another attempt: the longest that an attempt and the wait before the next one take. */
  readonly patience: number;
  /** In each Region. */
  readonly maxAttempts: number;
}

/** What the function that runs the ticks of one Region has in its environment, as `SCHEDULE`. */
export interface TickSettings extends Omit<Promised, 'runs' | 'patience'> {
  readonly schedule: string;
  readonly runs: Promised['runs'] | 'inEveryRegion';
  /** The ARN of the consumer's function. */
  readonly handler: string;
  /** The URL of the queue that the ticks come from. */
  readonly queue: string;
  /** How long the function itself may take, in seconds. */
  readonly timeout: number;
  /** The seconds before another attempt. */
  readonly pause: number;
  /** The tables, if there are such. */
  readonly claims?: string;
  readonly drainSwitch?: string;
  /** Of the services' names, e.g. "amazonaws.com". */
  readonly suffix: string;
}
