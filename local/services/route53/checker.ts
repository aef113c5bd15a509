import { ProbeOutcome } from './probe';

/** What a checker saw. */
export interface StatusReport {
  readonly status: string;
  /** AWS time, in milliseconds. */
  readonly checkedAt: number;
  /** The beginning of what the endpoint answered. */
  readonly answer?: string;
}

/** One checker in one Region: it changes its mind only after as many equal outcomes in a row as the threshold says. */
export class Checker {
  last?: StatusReport;
  lastFailure?: StatusReport;
  private streak = { success: true, length: 0 };

  constructor(readonly region: string, public healthy: boolean) {}

  record({ success, status, answer }: ProbeOutcome, checkedAt: number, threshold: number) {
    this.last = { status, checkedAt, answer };
    if (!success) this.lastFailure = this.last;
    this.streak = { success, length: success === this.streak.success ? this.streak.length + 1 : 1 };
    if (this.streak.length >= threshold) this.healthy = success;
  }
}
