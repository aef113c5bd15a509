import { FunctionDefinition } from './function-definition';
import { FunctionError } from './function-error';

/** What a worker is started with. */
export interface WorkerStart {
  readonly definition: FunctionDefinition;
  readonly appDirectory: string;
}

/** From the worker: what the handler writes, that it is loaded, and how each invocation ends. */
export type WorkerMessage = OutputMessage | LoadedMessage | PartMessage | ResultMessage | ErrorMessage;

export interface OutputMessage {
  readonly type: 'output';
  readonly text: string;
}

export interface LoadedMessage {
  readonly type: 'loaded';
}

/** A part of an answer that is streamed. */
export interface PartMessage {
  readonly type: 'part';
  readonly part: Uint8Array;
}

export interface ResultMessage {
  readonly type: 'result';
  /** JSON, which drops what JSON drops. @default - the answer came in parts */
  readonly payload?: string;
}

export interface ErrorMessage {
  readonly type: 'error';
  readonly error: FunctionError;
  /** What Lambda's log calls it, e.g. `Invoke Error`. */
  readonly occasion: string;
  /** Whether the worker ends with it. */
  readonly fatal: boolean;
}
