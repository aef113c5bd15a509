import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { WatchedFailures } from '../watched-failures';

/** What one Region of an API offers to a schedule. */
export interface ScheduleHome extends Construct {
  readonly region: string;
  readonly stack: Stack;
  /** Has the Region's operations, if there are some, tell people of what failed. */
  _watchFailures(failures: WatchedFailures): void;
}
