import { Clock } from './clock';
import { Journal } from './journal';
import { NoAnswer } from './no-answer';

/** What a service hands to a resource of another, known by its ARN. */
export interface Delivery {
  /** Of the function, queue, topic, bus or log group. */
  readonly to: string;
  /** The ARN of the rule, schedule or subscription that says so. */
  readonly from: string;
  readonly payload: string;
  /** Of a message of a topic. */
  readonly subject?: string;
  /** The attributes of a message, for a queue. */
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
  /** Of a FIFO queue or topic. */
  readonly group?: string;
  readonly deduplication?: string;
  /** Of an event that a bus gets which is not the payload, but has it as its detail. */
  readonly event?: { readonly source: string; readonly detailType: string };
}

/** As SNS and SQS have it. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** In base 64. */
  readonly BinaryValue?: string;
}

/** Rejects with a `DeliveryError` where that fails, and with a `NoAnswer` where nobody is there who could try. */
export type Deliver = (delivery: Delivery) => Promise<void>;

export class DeliveryError extends Error {
  /** @param isFinal whether another attempt would fail as well */
  constructor(readonly code: string, message: string, readonly isFinal: boolean) {
    super(message);
  }
}

/** How often and how long something is tried, and where it goes then. */
export interface RetryPolicy {
  /** Attempts after the first. */
  readonly retries: number;
  readonly longestAgeMs: number;
  /** The ARN of a queue. @default - what cannot be delivered is dropped */
  readonly deadLetterArn?: string;
  /** The wait before a retry, the first of which is 1. @default - a second, twice as long each time, up to eight minutes */
  backOffMs?(retry: number): number;
}

/** Why something is given up. */
export interface Failure {
  readonly error: DeliveryError;
  readonly attempts: number;
  /** The limit of the retries that is reached; nothing where another attempt would fail as well. */
  readonly exhausted?: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';
}

export interface DeliveriesProps {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly deliver: Deliver;
}

export interface SendOptions {
  readonly policy: RetryPolicy;
  /** Comes before each attempt, the first of which is 1, and says what is delivered by it. @default - the same each time */
  prepare?(attempt: number): string;
  /** What the message in the dead-letter queue tells of the failure. */
  deadLetterAttributes(failure: Failure): Readonly<Record<string, string>>;
  /** @default - a failure is told in the journal */
  onFailure?(failure: Failure): void;
}

/** How long it takes who was not there to begin again, in AWS time. */
const AFTER_SILENCE_MS = 1_000;

/** Delivers, again where it fails, and gives up in the end. */
export class Deliveries {
  constructor(private readonly props: DeliveriesProps) {}

  /** Resolves after the first attempt; what is tried again follows the clock. */
  send(delivery: Delivery, options: SendOptions): Promise<void> {
    return this.attempt(delivery, options, 1, this.props.clock.now());
  }

  private async attempt(delivery: Delivery, options: SendOptions, attempts: number, since: number): Promise<void> {
    const payload = options.prepare?.(attempts) ?? delivery.payload;
    try {
      await this.props.deliver({ ...delivery, payload });
    } catch (thrown) {
      if (thrown instanceof NoAnswer) {
        void thrown.over.then(() => this.props.clock.schedule(AFTER_SILENCE_MS, () => this.attempt(delivery, options, attempts, since)));
        return;
      }
      const error = thrown instanceof DeliveryError ? thrown : new DeliveryError('InternalError', (thrown as Error).message, false);
      const { policy: { retries, longestAgeMs, backOffMs = doubling } } = options;
      const wait = backOffMs(attempts);
      const isTooOld = this.props.clock.now() + wait - since > longestAgeMs;
      if (error.isFinal || isTooOld || attempts > retries) {
        const exhausted = attempts > retries ? 'MaximumRetryAttempts' : 'MaximumEventAgeInSeconds';
        return this.giveUp({ ...delivery, payload }, options, { error, attempts, exhausted: error.isFinal ? undefined : exhausted });
      }
      this.props.clock.schedule(wait, () => this.attempt(delivery, options, attempts + 1, since));
    }
  }

  private async giveUp(delivery: Delivery, options: SendOptions, failure: Failure): Promise<void> {
    options.onFailure?.(failure);
    const { from, to } = delivery;
    const tell = (deadLetter: string | undefined, error: Error) => {
      this.props.journal.write('undelivered', { region: from.split(':')[3], from, to, attempts: failure.attempts, error: error.message, deadLetter });
    };
    const { policy: { deadLetterArn } } = options;
    if (deadLetterArn === undefined) return tell(undefined, failure.error);
    const attributes = Object.fromEntries(Object.entries(options.deadLetterAttributes(failure))
      .map(([name, value]) => [name, { DataType: 'String', StringValue: value }]));
    try {
      await this.props.deliver({ ...delivery, to: deadLetterArn, attributes: { ...delivery.attributes, ...attributes } });
      tell(deadLetterArn, failure.error);
    } catch (error) {
      tell(undefined, new Error(`${failure.error.message}; nor is its dead-letter queue reached: ${(error as Error).message}`));
    }
  }
}

function doubling(retry: number): number {
  return Math.min(1000 * 2 ** (retry - 1), 480_000);
}
