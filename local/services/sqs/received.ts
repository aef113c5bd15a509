import { Message } from './message';

/** A message as it was received, and what it is deleted by. */
export interface Received {
  readonly message: Message;
  readonly receiptHandle: string;
}

/** How many messages, and how many bytes, are received at once; for how long they are hidden, in seconds. */
export interface ReceiveOptions {
  readonly max: number;
  readonly maxBytes?: number;
  /** @default - the queue's */
  readonly visibilityTimeout?: number;
}
