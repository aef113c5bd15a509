import { Stack } from 'aws-cdk-lib';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** The queue of what failed, for people to look at. */
export interface FailedTicks {
  /** That of the schedule. */
  readonly id: string;
  readonly queue: IQueue;
}

/** What one Region of an API offers to a schedule. */
export interface ScheduleHome extends Construct {
  readonly region: string;
  readonly stack: Stack;
  /** Has the Region's operations, if there are some, tell people of what failed. */
  _watchFailures(failed: FailedTicks): void;
}
