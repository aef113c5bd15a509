/** A queue that a function of its Region consumes. */
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
  /** How many batches the function has at once. */
  readonly maximumConcurrency: number;
  /** Whether the function tells which messages of a batch failed. */
  readonly reportsBatchItemFailures: boolean;
  /** Patterns of which a message has to match one; the others are deleted. @default - the function gets all */
  readonly filters?: readonly object[];
  readonly enabled: boolean;
}
