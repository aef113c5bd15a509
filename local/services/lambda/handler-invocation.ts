import { FunctionDefinition } from './function-definition';
import { RuntimeError } from './function-error';
import { Handler } from './handler-loader';
import { InvocationMessage } from './invocation-message';
import { isStreaming, ResponseStream, StreamingHandler } from './response-stream';

const FIRST_RUNTIME_WITHOUT_CALLBACKS = 24;

/** How an invocation ends, in the terms of the handler. */
export interface InvocationEnd {
  succeed(result: unknown): void;
  fail(error: unknown): void;
  /** Of a handler that streams: what it writes, and that all of it is written. */
  send(part: Buffer): void;
  endStream(): void;
}

/** One run of a handler: the first answer counts, whether returned, thrown, or given to a callback. */
export class HandlerInvocation {
  private answered = false;
  private readonly event: unknown;
  private atEmptyEventLoop: () => void;

  constructor(
    private readonly definition: FunctionDefinition,
    private readonly message: InvocationMessage,
    private readonly end: InvocationEnd,
  ) {
    this.event = JSON.parse(message.event);
    // Until the handler says more, it is one that never answers: Lambda then answers null.
    this.atEmptyEventLoop = () => this.succeed(null);
  }

  get requestId(): string {
    return this.message.requestId;
  }

  run(handler: Handler) {
    try {
      if (isStreaming(handler)) {
        this.runStreaming(handler);
      } else if (hasCallbacks(this.definition.runtime)) {
        this.runWithCallbacks(handler);
      } else {
        this.awaitPromise(Promise.resolve(handler(this.event, this.context())));
      }
    } catch (error) {
      this.fail(error);
    }
  }

  /** Tells the invocation that nothing more can happen. */
  eventLoopIsEmpty() {
    this.atEmptyEventLoop();
  }

  private runWithCallbacks(handler: Handler) {
    const done = (error?: unknown, result?: unknown) => isNothing(error) ? this.succeed(result) : this.fail(error);
    const context = {
      ...this.context(),
      callbackWaitsForEmptyEventLoop: true,
      done,
      succeed: (result?: unknown) => this.succeed(result),
      fail: (error?: unknown) => this.fail(error ?? 'handled'),
    };
    const callback = (error?: unknown, result?: unknown) => {
      if (isNothing(error) && context.callbackWaitsForEmptyEventLoop) {
        this.answer(() => { this.atEmptyEventLoop = () => this.end.succeed(result); });
      } else {
        done(error, result);
      }
    };
    const returned = handler(this.event, context, callback);
    if (isPromise(returned)) {
      this.awaitPromise(returned);
    }
  }

  /** It is over when the handler has ended both itself and its stream. */
  private runStreaming(handler: StreamingHandler) {
    const stream = new ResponseStream(part => this.end.send(part));
    const written = new Promise((resolve, reject) => stream.on('finish', resolve).on('error', reject));
    this.failAtEmptyEventLoop();
    Promise.all([written, handler(this.event, stream, this.context())])
      .then(() => this.answer(() => this.end.endStream()), error => this.fail(error));
  }

  private awaitPromise(promise: PromiseLike<unknown>) {
    if (!this.answered) this.failAtEmptyEventLoop();
    promise.then(result => this.succeed(result), error => this.fail(error));
  }

  private failAtEmptyEventLoop() {
    this.atEmptyEventLoop = () => this.fail(new RuntimeError('Runtime.NodeJsExit', 'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes'));
  }

  private succeed(result: unknown) {
    this.answer(() => this.end.succeed(result));
  }

  private fail(error: unknown) {
    this.answer(() => this.end.fail(error));
  }

  private answer(give: () => void) {
    if (!this.answered) {
      this.answered = true;
      give();
    }
  }

  private context() {
    const { definition: { functionName, memoryMb, timeoutSeconds }, message: { requestId, deadline, functionArn, clientContext } } = this;
    return {
      awsRequestId: requestId,
      functionName,
      functionVersion: this.message.functionVersion,
      invokedFunctionArn: functionArn,
      memoryLimitInMB: String(memoryMb),
      logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
      identity: undefined,
      clientContext: clientContext === undefined ? undefined : JSON.parse(clientContext),
      getRemainingTimeInMillis: () => deadline === undefined ? timeoutSeconds * 1000 : deadline - Date.now(),
    };
  }
}

/** Whether the runtime knows handlers that answer through a callback: Lambda removed them with Node.js 24. */
export function hasCallbacks(runtime: string): boolean {
  return !(Number.parseInt(runtime.replace('nodejs', ''), 10) >= FIRST_RUNTIME_WITHOUT_CALLBACKS);
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}
