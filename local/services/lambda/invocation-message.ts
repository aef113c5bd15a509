/** One invocation, to what runs the function's code. */
export interface InvocationMessage {
  readonly requestId: string;
  /** JSON, as on AWS, and cheaper to hand over than an object. */
  readonly event: string;
  /** When the invocation times out, in milliseconds since the epoch. @default - all of its time is left, for a debugger may hold it */
  readonly deadline?: number;
  readonly traceId: string;
  /** The ARN that it was invoked by: with an alias or version, if there was one. */
  readonly functionArn: string;
  /** The version that it leads to, or `$LATEST`. */
  readonly functionVersion: string;
  /** What a client of Lambda's API told of itself, in JSON. */
  readonly clientContext?: string;
}
