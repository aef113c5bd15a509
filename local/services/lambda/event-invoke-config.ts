/** What becomes of the events of a function that nobody waits for. @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html */
export interface EventInvokeConfig {
  readonly region: string;
  readonly functionName: string;
  /** Of the version or the alias that is invoked; none for those who name none. */
  readonly qualifier?: string;
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  /** ARNs. */
  readonly onSuccess?: string;
  readonly onFailure?: string;
}

export const DEFAULT_EVENT_INVOKE_CONFIG = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600 };
