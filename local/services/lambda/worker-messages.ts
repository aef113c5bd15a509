import { FunctionDefinition } from './function-definition';
import { FunctionError } from './function-error';

/** What a worker is started with. */
export interface WorkerStart {
  readonly definition: FunctionDefinition;
  readonly appDirectory: string;
}

/** To the worker: one invocation. */
export interface InvocationMessage {
  readonly requestId: string;
  /** JSON, as on AWS, and cheaper to hand over than an object. */
  readonly event: string;
  /** When the invocation times out, in milliseconds since the epoch. @default - all of its time is left, for a debugger may hold it */
  readonly deadline?: number;
  readonly traceId: string;
}

/** From the worker: what the handler writes, that it is loaded, and how each invocation ends. */
export type WorkerMessage = OutputMessage | LoadedMessage | ResultMessage | ErrorMessage;

export interface OutputMessage {
  readonly type: 'output';
  readonly text: string;
}

export interface LoadedMessage {
  readonly type: 'loaded';
}

export interface ResultMessage {
  readonly type: 'result';
  /** JSON, which drops what JSON drops. */
  readonly payload: string;
}

export interface ErrorMessage {
  readonly type: 'error';
  readonly error: FunctionError;
  /** What Lambda's log calls it, e.g. `Invoke Error`. */
  readonly occasion: string;
  /** Whether the worker ends with it. */
  readonly fatal: boolean;
}
