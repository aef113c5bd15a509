/** A topic in one Region. */
export interface TopicDefinition {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly displayName?: string;
  readonly isFifo: boolean;
  /** Whether a FIFO topic knows a message again by its content. */
  readonly isContentBased: boolean;
}

export interface SubscriptionDefinition {
  readonly arn: string;
  readonly topicArn: string;
  /** E.g. `sqs`, `lambda`, `https`, `email`. */
  readonly protocol: string;
  readonly endpoint: string;
  readonly filterPolicy?: object;
  /** @default MessageAttributes */
  readonly filterPolicyScope?: 'MessageAttributes' | 'MessageBody';
  /** @default false */
  readonly isRaw?: boolean;
  /** The ARN of a queue. */
  readonly deadLetterArn?: string;
}
