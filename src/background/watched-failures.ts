import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** What failed in a Region without a caller who sees it, for an alarm of the Region's operations. */
export interface WatchedFailures {
  /** Of the alarm, e.g. `Daily-Failed`. */
  readonly name: string;
  /** Above 0 when something failed. */
  readonly metric: Metric;
  readonly description: string;
}
