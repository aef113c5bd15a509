import { HttpResponse } from './http-message';

/** What a function said: its answer, or what went wrong. */
export interface Invocation {
  readonly payload?: unknown;
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
  /** Whether Lambda did not run it, since too many of its invocations are under way. */
  readonly throttled?: boolean;
  /** Whether Lambda did not run it, since API Gateway has no permission for it. */
  readonly forbidden?: boolean;
}

/** An invocation under way; one that a debugger may hold takes as long as it takes. */
export type RunningInvocation = Promise<Invocation> & { readonly isInspected?: boolean };

/** A function as an API calls it. */
export interface CalledFunction {
  readonly functionName: string;
  /** The version or the alias. @default - none */
  readonly qualifier?: string;
  /** Whether it is invoked in the name of a role, and needs no permission for API Gateway. @default false */
  readonly isByRole?: boolean;
}

export interface InvokeOptions {
  readonly qualifier?: string;
  /** The ARN of the method, route or authorizer that its permission must be for. @default - it needs none */
  readonly source?: string;
  /** Gets what the function streams. @default - all of it is the payload */
  readonly takePart?: (part: Buffer) => void;
}

/** Invokes a function of the Region. */
export type Invoke = (functionName: string, event: object, traceId?: string, options?: InvokeOptions) => RunningInvocation;

/** What API Gateway answers for functions that fail. */
export interface FailureAnswers {
  readonly error: HttpResponse;
  readonly timeout: HttpResponse;
  /** @default - as `error` */
  readonly throttled?: HttpResponse;
  /** @default - as `error` */
  readonly forbidden?: HttpResponse;
}

/** How an invocation went, to API Gateway: a payload, or the answer for what failed. */
export interface Outcome {
  readonly payload?: unknown;
  /** Real milliseconds, whole. */
  readonly latencyMs: number;
  /** With the reason for the log. */
  readonly failure?: HttpResponse;
  /** What the function failed with; a function that takes too long has none. */
  readonly error?: Invocation['error'];
}

/** Waits for a function, in real time: it does real work. */
export async function invokeWithin(limitMs: number, invocation: RunningInvocation, answers: FailureAnswers): Promise<Outcome> {
  const start = performance.now();
  const outcome = await (invocation.isInspected ? invocation : within(limitMs, invocation));
  const latencyMs = Math.round(performance.now() - start);
  if (!outcome) {
    return { latencyMs, failure: { ...answers.timeout, reason: `the function took longer than ${limitMs / 1000} s` } };
  }
  const { payload, error, throttled, forbidden } = outcome;
  const failure = throttled && answers.throttled || forbidden && answers.forbidden || answers.error;
  if (error && forbidden) return { latencyMs, failure: { ...failure, reason: error.errorMessage } };
  return error ? { latencyMs, error, failure: { ...failure, reason: `${error.errorType}: ${error.errorMessage}` } } : { latencyMs, payload };
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout;
  const limit = new Promise<undefined>(resolve => { timer = setTimeout(() => resolve(undefined), limitMs); });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
