/** A queue, or the stream of a table, that a function of its Region consumes. */
export interface EventSourceMapping {
  /** A UUID, the same at every start. */
  readonly id: string;
  readonly region: string;
  readonly eventSourceArn: string;
  readonly functionName: string;
  /** The version or the alias that is invoked. */
  readonly qualifier?: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  /** How many batches of a queue the function has at once; of a stream, it has one of each shard. */
  readonly maximumConcurrency: number;
  /** Whether the function tells which messages or records of a batch failed. */
  readonly reportsBatchItemFailures: boolean;
  /** Patterns of which a message or record has to match one; the others are deleted, or passed over. @default - the function gets all */
  readonly filters?: readonly object[];
  readonly enabled: boolean;
  /** What it says of a stream. @default - it is of a queue */
  readonly stream?: StreamSettings;
}

/** How a stream is consumed. */
export interface StreamSettings {
  readonly startingPosition: 'LATEST' | 'TRIM_HORIZON';
  /** Whether a batch that fails is split in two. */
  readonly bisectsBatch: boolean;
  /** After the first attempt; -1 for as many as it takes. */
  readonly maximumRetryAttempts: number;
  /** -1 for as long as the stream keeps it. */
  readonly maximumRecordAgeSeconds: number;
  /** The ARN of what is told of records that are given up. @default - nothing is */
  readonly onFailure?: string;
}
