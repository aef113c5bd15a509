import { Duration, Token } from 'aws-cdk-lib';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Changes } from './changes';
import { refusal } from '../../synthesis/refusal';
import { GlobalTableBase } from '../../tables/global-table-base';
import { FailureDestination } from '../failures/failure-destination';

/** Which changes of a table its handlers get, and how. */
export interface TableChangesProps {
  /** A table of `addGlobalTable()`, whose replicas have streams of both images, or one of `importGlobalTable()` whose replicas have streams: of the same API. */
  readonly table: GlobalTableBase;

  /** In which Regions a change is handled: `Changes.everywhere()` or `Changes.writtenHere()`. */
  readonly changes: Changes;

  /**
   * Patterns of which a change has to match one, as `FilterCriteria.filter()` makes them: at most five, and `Changes.writtenHere()` makes two of one that takes
   * removals, too.
   *
   * @default - all changes
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html
   */
  readonly filters?: { [key: string]: any }[];

  /**
   * Where a handler begins that is new: with what the stream has of the last 24 hours, or with what comes. `LATEST` may miss what is written while
   * the mapping is made. It is changed by removing the changes and adding them again: Lambda has one mapping of a function and a stream.
   *
   * @default StartingPosition.TRIM_HORIZON
   */
  readonly startingPosition?: StartingPosition;

  /**
   * How many changes a batch has, at most: 1 to 10,000.
   *
   * @default 100
   */
  readonly batchSize?: number;

  /**
   * How long Lambda waits for a batch to fill: up to 5 minutes.
   *
   * @default - it does not wait
   */
  readonly maxBatchingWindow?: Duration;

  /**
   * How many batches of one shard are worked on at once, those of one partition key one after the other: 1 to 10.
   *
   * @default 1
   */
  readonly parallelizationFactor?: number;

  /**
   * How often a change that fails is tried again before it is given up: 0 to 10,000. What is behind it in its shard waits.
   *
   * A batch that fails is split in two before, which does not count, so that only the change that fails is given up.
   *
   * @default 10
   */
  readonly retryAttempts?: number;

  /**
   * How old a change may be when it is handled: a minute to 24 hours. An older one is given up, as those of a Region that was lost.
   *
   * @default - as long as the stream keeps it, 24 hours
   */
  readonly maxRecordAge?: Duration;

  /**
   * Where it is told that changes were given up: their place in the stream, not what they were. Look them up within 24 hours.
   *
   * `api.addOperations()` has an alarm of it in each Region.
   *
   * @default FailureDestination.queue()
   */
  readonly onFailure?: FailureDestination;

  /**
   * Whether the handler answers at which change of a batch it failed: those before it do not come again.
   *
   * It answers `{ batchItemFailures: [{ itemIdentifier: <SequenceNumber> }] }`; an error that it throws fails all of the batch, and an answer
   * without such a list none.
   *
   * @default true
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
   */
  readonly reportBatchItemFailures?: boolean;
}

export const DEFAULT_BATCH_SIZE = 100;
export const DEFAULT_RETRY_ATTEMPTS = 10;

/** Refuses what Lambda refuses. @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export function validateTableChanges({ table, changes, ...props }: TableChangesProps) {
  if (!GlobalTableBase._isGlobalTableBase(table)) {
    throw refusal('`table` must be made by `addGlobalTable()` or `importGlobalTable()`', table);
  }
  if (!(changes instanceof Changes) && typeof (changes as any)?._patternsIn !== 'function') {
    throw refusal('`changes` must be made by `Changes`', changes);
  }
  validateNumber('batchSize', props.batchSize, 1, 10_000);
  validateNumber('parallelizationFactor', props.parallelizationFactor, 1, 10);
  validateNumber('retryAttempts', props.retryAttempts, 0, 10_000);
  validateNumber('maxBatchingWindow', secondsOf(props.maxBatchingWindow), 0, 300);
  validateNumber('maxRecordAge', secondsOf(props.maxRecordAge), 60, 86_400);
  if (props.startingPosition === StartingPosition.AT_TIMESTAMP) {
    throw refusal('`startingPosition` of a table\'s changes must be TRIM_HORIZON or LATEST', props.startingPosition);
  }
}

function secondsOf(duration: Duration | undefined): number | string | undefined {
  return duration?.isUnresolved() ? duration.toString() : duration?.toSeconds({ integral: false });
}

function validateNumber(prop: string, value: unknown, min: number, max: number) {
  if (value === undefined) return;
  if (Token.isUnresolved(value) || !Number.isInteger(value) || (value as number) < min || (value as number) > max) {
    throw refusal(`\`${prop}\` must be a whole number from ${min} to ${max}${/Window|Age/.test(prop) ? ' of seconds' : ''}`, value);
  }
}
