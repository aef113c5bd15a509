import { Duration, Token } from 'aws-cdk-lib';
import { ApiQueueEncryption } from './api-queue-encryption';
import { WhileDrained } from './while-drained';
import { refusal } from '../../synthesis/refusal';

/** What a queue in every Region is like. */
export interface ApiQueueProps {
  /**
   * How often a message is received before it goes to the dead-letter queue: 1 to 1000. AWS advises 5 or more, since a worker that is
   * throttled has received its messages, too.
   *
   * @default 5
   */
  readonly maxReceives?: number;

  /**
   * What the workers do while their Region is drained.
   *
   * @default WhileDrained.finish()
   */
  readonly whileDrained?: WhileDrained;

  /**
   * Whether messages of one group are worked on one after the other, in their order.
   *
   * The order is a Region's own: callers who are sent to another Region have their next messages in another queue. What has the same body
   * within five minutes is one message, in one Region. The name then ends in ".fifo".
   *
   * @default false
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fifo-queues.html
   */
  readonly fifo?: boolean;

  /**
   * How long a message that was received is kept from others, up to 12 hours: at least six times the worker's time-out, and its
   * `maxBatchingWindow`.
   *
   * @default - just that; 30 seconds without a worker
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  readonly visibilityTimeout?: Duration;

  /**
   * How long a message is kept that nobody works on, as in a Region that is lost: a minute to 14 days.
   *
   * In the dead-letter queue messages are kept for 14 days, which in a queue without an order count from the day they were sent.
   *
   * @default Duration.days(4)
   */
  readonly retention?: Duration;

  /**
   * Whose keys encrypt messages at rest. On the way they are encrypted by TLS, which the queues insist on.
   *
   * @default ApiQueueEncryption.sqsManaged()
   */
  readonly encryption?: ApiQueueEncryption;
}

/** The same without gaps. */
export interface QueueSettings extends ApiQueueProps {
  readonly queueName: string;
  readonly deadLetterQueueName: string;
  readonly maxReceives: number;
  readonly whileDrained: WhileDrained;
  readonly retention: Duration;
  readonly encryption: ApiQueueEncryption;
}

const DEFAULT_MAX_RECEIVES = 5;
const DEFAULT_RETENTION = Duration.days(4);
const MAX_NAME = 80;

export const SECONDS_WITHOUT_WORKER = 30;
const MAX_VISIBILITY = Duration.hours(12);
export const MAX_RETENTION = Duration.days(14);

export function queueSettings(apiName: string, id: string, props: ApiQueueProps): QueueSettings {
  const suffix = props.fifo ? '.fifo' : '';
  return {
    maxReceives: DEFAULT_MAX_RECEIVES,
    whileDrained: WhileDrained.finish(),
    retention: DEFAULT_RETENTION,
    encryption: ApiQueueEncryption.sqsManaged(),
    ...Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)),
    queueName: `${apiName}-${id}${suffix}`,
    deadLetterQueueName: `${apiName}-${id}-DeadLetters${suffix}`,
  };
}

/** Refuses what SQS refuses. @param isDrainable whether the API has a drain switch */
export function validateQueue(settings: QueueSettings, regions: string[], isDrainable: boolean) {
  const { deadLetterQueueName: longest, maxReceives, whileDrained, visibilityTimeout, retention, encryption } = settings;
  if (!/^[A-Za-z0-9_-]+(\.fifo)?$/.test(longest) || longest.length > MAX_NAME) {
    throw refusal(`\`id\` of a queue must make a name of at most ${MAX_NAME} letters, digits, "_" and "-"`, longest);
  }
  if (Token.isUnresolved(maxReceives) || !Number.isInteger(maxReceives) || maxReceives < 1 || maxReceives > 1000) {
    throw refusal('`maxReceives` must be a whole number from 1 to 1000', maxReceives);
  }
  if (whileDrained._pauses && !isDrainable) {
    throw refusal('`WhileDrained.pause()` needs the API\'s `drain`', 'none', 'Give the API `Drain.byPeers()`');
  }
  validateDuration('visibilityTimeout', visibilityTimeout, Duration.seconds(0), MAX_VISIBILITY);
  validateDuration('retention', retention, Duration.minutes(1), MAX_RETENTION);
  encryption._validate(regions);
}

/** In whole seconds. */
export function validateDuration(prop: string, duration: Duration | undefined, min: Duration, max: Duration) {
  if (!duration) return;
  if (duration.isUnresolved()) {
    throw refusal(`\`${prop}\` must be a literal`, duration.toString());
  }
  const seconds = duration.toMilliseconds() / 1000;
  if (!Number.isInteger(seconds) || seconds < min.toSeconds() || seconds > max.toSeconds()) {
    throw refusal(`\`${prop}\` must be from ${min.toSeconds()} to ${max.toSeconds()} whole seconds`, seconds);
  }
}
