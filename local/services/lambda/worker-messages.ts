import { FunctionDefinition } from './function-definition';
import { FunctionError } from './function-error';

/** What a worker is started with. */
export interface WorkerStart {
  readonly definition: FunctionDefinition;
  readonly appDirectory: string;
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
