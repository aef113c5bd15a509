import { HttpResponse } from './http-message';

/** What a function said: its answer, or what went wrong. */
export interface Invocation {
  readonly payload?: unknown;
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
  /** Whether Lambda did not run it, since too many of its invocations are under way. */
  readonly throttled?: boolean;
}

/** An invocation under way; one that a debugger may hold takes as long as it takes. */
export type RunningInvocation = Promise<Invocation> & { readonly isInspected?: boolean };

/** Invokes a function of the Region; `takePart` gets what it streams. */
export type Invoke = (functionName: string, event: object, traceId?: string, takePart?: (part: Buffer) => void) => RunningInvocation;

/** What API Gateway answers for functions that fail. */
export interface FailureAnswers {
  readonly error: HttpResponse;
  readonly timeout: HttpResponse;
  /** @default - as `error` */
  readonly throttled?: HttpResponse;
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
  const { payload, error, throttled } = outcome;
  const failure = throttled && answers.throttled || answers.error;
  return error ? { latencyMs, error, failure: { ...failure, reason: `${error.errorType}: ${error.errorMessage}` } } : { latencyMs, payload };
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout;
  const limit = new Promise<undefined>(resolve => { timer = setTimeout(() => resolve(undefined), limitMs); });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
