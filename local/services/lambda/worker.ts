import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { MessagePort, parentPort, workerData } from 'node:worker_threads';
import { keepAwsHere } from './aws-kept-here';
import { functionError, RuntimeError } from './function-error';
import { HandlerInvocation, hasCallbacks } from './handler-invocation';
import { Handler, handlerFile, isEsModule, loadHandler } from './handler-loader';
import { InvocationMessage } from './invocation-message';
import { printJson } from './json-console';
import { MAX_PAYLOAD_BYTES, responseTooLarge } from './payload-limits';
import { keepReadOnly } from './read-only-root';
import { AWS_LAMBDA, isStreaming } from './response-stream';
import { RuntimeModules } from './runtime-modules';
import { WorkerMessage, WorkerStart } from './worker-messages';

export { RuntimeModules };

/** Lambda's Node.js runtime: loads the handler, then runs it once for each message. */
class Runtime {
  private invocation?: HandlerInvocation;

  constructor(private readonly port: MessagePort, private readonly start: WorkerStart) {}

  async run() {
    this.prepareProcess();
    try {
      const handler = await this.load();
      this.port.on('message', (message: InvocationMessage) => this.invoke(handler, message));
      this.post({ type: 'loaded' });
    } catch (error) {
      this.postError('Init Error', error, true);
    }
  }

  private prepareProcess() {
    const { codeDirectory } = this.start.definition;
    process.cwd = () => codeDirectory;
    keepAwsHere(process.env.AWS_ENDPOINT_URL!);
    keepReadOnly(codeDirectory);
    // A worker's own streams arrive late and lose what precedes an exit; messages do neither.
    const _write: Writable['_write'] = (chunk, _encoding, done) => {
      this.post({ type: 'output', text: String(chunk) });
      done();
    };
    Object.assign(process.stdout, { _write, _writev: null });
    Object.assign(process.stderr, { _write, _writev: null });
    Object.assign(globalThis, { awslambda: AWS_LAMBDA });
    process.on('uncaughtException', error => {
      this.postError('Uncaught Exception', error, true);
      process.exit(129);
    });
    process.on('unhandledRejection', reason => {
      this.postError('Unhandled Promise Rejection', new RuntimeError('Runtime.UnhandledPromiseRejection', String(reason)), true);
      process.exit(128);
    });
    process.on('beforeExit', () => this.invocation?.eventLoopIsEmpty());
  }

  private async load(): Promise<Handler> {
    const { codeDirectory, handler, runtime } = this.start.definition;
    const modules = new RuntimeModules(this.start);
    modules.hookRequire();
    if (mayImport(handlerFile(codeDirectory, handler))) {
      modules.hookImport(__filename);
    }
    if (process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON') printJson(() => this.invocation?.requestId);
    const loaded = await loadHandler(codeDirectory, handler);
    if (loaded.length >= 3 && !hasCallbacks(runtime) && !isStreaming(loaded)) {
      throw new RuntimeError('Runtime.CallbackHandlerDeprecated', 'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.');
    }
    return loaded;
  }

  private invoke(handler: Handler, message: InvocationMessage) {
    process.env._X_AMZN_TRACE_ID = message.traceId;
    this.invocation = new HandlerInvocation(this.start.definition, message, {
      succeed: result => this.end(() => this.postResult(result)),
      fail: error => this.end(() => this.postError('Invoke Error', error, false)),
      send: part => this.post({ type: 'part', part }),
      endStream: () => this.end(() => this.post({ type: 'result' })),
    });
    // Only the handler's own work keeps the event loop going, so that its end can be noticed.
    this.port.unref();
    this.invocation.run(handler);
  }

  private end(post: () => void) {
    this.invocation = undefined;
    this.port.ref();
    post();
  }

  private postResult(result: unknown) {
    let payload: string;
    try {
      payload = JSON.stringify(result) ?? 'null';
    } catch {
      this.postError('Invoke Error', new RuntimeError('Runtime.JSONStringifyError', 'Unable to stringify response body'), false);
      return;
    }
    if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES) {
      const { errorType, errorMessage } = responseTooLarge();
      this.postError('Invoke Error', new RuntimeError(errorType, errorMessage), false);
      return;
    }
    this.post({ type: 'result', payload });
  }

  private postError(occasion: string, thrown: unknown, fatal: boolean) {
    this.post({ type: 'error', occasion, error: functionError(thrown), fatal });
  }

  private post(message: WorkerMessage) {
    this.port.postMessage(message);
  }
}

/** Whether the handler's file uses `import`: hooking it may cost a thread, 30 ms and 8 MB for each worker. */
function mayImport(file: string | undefined): boolean {
  return file !== undefined && (isEsModule(file) || /\bimport\b/.test(readFileSync(file, 'utf8')));
}

// The thread of the module hooks loads this file too, for `RuntimeModules` only.
if (parentPort && workerData?.definition) {
  void new Runtime(parentPort, workerData as WorkerStart).run();
}
