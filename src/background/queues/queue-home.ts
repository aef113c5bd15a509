import { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { RegionalQueue } from './regional-queue';
import { ObservableSet } from '../../synthesis/observable-set';

/** What one Region of an API offers to a queue. */
export interface QueueHome extends Construct {
  readonly region: string;
  /** Its replica of the drain switch; an error without one. */
  readonly drainSwitch: ITableV2;
  /** The Region's queues, which its operations watch and the rules compare. */
  readonly _queues: ObservableSet<RegionalQueue>;
}
