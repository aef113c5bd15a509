/** A queue, and what it holds. */
export interface SeenQueue {
  readonly region: string;
  readonly name: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** In seconds of AWS time. */
  readonly ageOfOldest: number;
  /** Whether what fails elsewhere comes here. */
  readonly isForFailures: boolean;
}

/** What is due without anybody asking for it. */
export interface SeenSchedule {
  readonly region: string;
  readonly name: string;
  readonly expression: string;
  /** @default UTC */
  readonly timeZone?: string;
  /** The ARNs of its targets. */
  readonly targets: readonly string[];
  readonly isEnabled: boolean;
  /** When it is due next, in milliseconds of AWS time, if it ever is. */
  readonly next?: number;
}
