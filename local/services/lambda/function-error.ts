import { types } from 'node:util';

/** A failed invocation as Lambda reports it. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** Of Node.js; other languages have other details, which a caller gets as well. */
  readonly trace?: string[];
}

/** An error of Lambda's runtime itself, e.g. `Runtime.HandlerNotFound`. */
export class RuntimeError extends Error {
  constructor(readonly name: string, message: string) {
    super(message);
  }
}

/** What Lambda reports for whatever a handler threw. */
export function functionError(thrown: unknown): FunctionError {
  if (isError(thrown)) {
    return { errorType: String(thrown.name), errorMessage: String(thrown.message), trace: String(thrown.stack).split('\n') };
  }
  try {
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  } catch {
    return { errorType: 'handled', errorMessage: 'The thrown value cannot be turned into a string', trace: [] };
  }
}

/** Whether it is an error, be it of another thread or of another realm. */
export function isError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error || types.isNativeError(thrown);
}
