import { Duration, Token } from 'aws-cdk-lib';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { QueueSettings, validateDuration } from './api-queue-props';
import { MaxConcurrency } from './max-concurrency';
import { refusal } from '../../synthesis/refusal';
import { timeoutOf } from '../handler-timeout';

/** How a worker gets the messages of the queue in its Region. */
export interface QueueConsumerOptions {
  /**
   * How many batches are worked on at once, at most.
   *
   * @default - as many as the Region's concurrency allows
   */
  readonly maxConcurrency?: MaxConcurrency;

  /**
   * How many messages a batch has, at most: 1 to 10, and up to 10,000 with a `maxBatchingWindow`.
   *
   * @default 10
   */
  readonly batchSize?: number;

  /**
   * How long Lambda waits for a batch to fill: up to 5 minutes. Not with `fifo`.
   *
   * @default - it does not wait
   */
  readonly maxBatchingWindow?: Duration;

  /**
   * Whether the worker answers which messages of a batch failed: the others do not come again.
   *
   * It answers `{ batchItemFailures: [{ itemIdentifier: <messageId> }] }`; an error that it throws fails all of the batch, and an answer
   * without such a list none.
   *
   * @default true
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
   */
  readonly reportBatchItemFailures?: boolean;
}

const MAX_BATCH = 10;
const MAX_BATCH_WITH_WINDOW = 10_000;
const MAX_WINDOW = Duration.minutes(5);
/** Of the worker's time-out, so that what is throttled is tried again before others get it. */
const VISIBILITY_FACTOR = 6;

export function validateConsumer(worker: IFunction, options: QueueConsumerOptions, { fifo, visibilityTimeout }: QueueSettings) {
  const { batchSize = MAX_BATCH, maxBatchingWindow } = options;
  validateDuration('maxBatchingWindow', maxBatchingWindow, Duration.seconds(0), MAX_WINDOW);
  if (fifo && maxBatchingWindow) {
    throw refusal('`maxBatchingWindow` must be left out with `fifo`', maxBatchingWindow.toSeconds());
  }
  const maxBatch = maxBatchingWindow && maxBatchingWindow.toSeconds() > 0 ? MAX_BATCH_WITH_WINDOW : MAX_BATCH;
  if (Token.isUnresolved(batchSize) || !Number.isInteger(batchSize) || batchSize < 1 || batchSize > maxBatch) {
    throw refusal(`\`batchSize\` must be a whole number from 1 to ${maxBatch}`, batchSize,
      maxBatch === MAX_BATCH && !fifo ? 'Give a `maxBatchingWindow` for more' : undefined);
  }
  const needed = neededVisibility(worker, options);
  if (needed === undefined && !visibilityTimeout) {
    throw refusal('`visibilityTimeout` of the queue must be given where the time-out of its worker is not known', worker.node.path,
      `Set it to at least ${VISIBILITY_FACTOR} times the time-out`);
  }
  if (needed !== undefined && visibilityTimeout && visibilityTimeout.toSeconds() < needed) {
    throw refusal(`\`visibilityTimeout\` of the queue must be at least ${needed} seconds, ${VISIBILITY_FACTOR} times the time-out of ${worker.node.path} and its \`maxBatchingWindow\``,
      visibilityTimeout.toSeconds(), 'Leave it out, and it follows the time-out');
  }
}

/** How many seconds a message must be kept from others while the worker has it; unknown of a function that is only referred to. */
export function neededVisibility(worker: IFunction, { maxBatchingWindow = Duration.seconds(0) }: QueueConsumerOptions): number | undefined {
  const timeout = timeoutOf(worker);
  return timeout && VISIBILITY_FACTOR * timeout.toSeconds() + maxBatchingWindow.toSeconds();
}
