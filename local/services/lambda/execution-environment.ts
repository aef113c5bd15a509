import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { environmentVariables } from './environment-variables';
import { FunctionDefinition } from './function-definition';
import { FunctionError } from './function-error';
import { Inspection } from './inspection';
import { ErrorMessage, InvocationMessage, WorkerMessage, WorkerStart } from './worker-messages';

const INIT_LIMIT_SECONDS = 10;

/** About as long as Lambda keeps an idle environment. Real time: what a worker holds is this machine's memory. */
const IDLE_LIMIT_MS = 5 * 60_000;

export interface ExecutionEnvironmentOptions {
  readonly awsEndpoint: string;
  /** Variables above those of the template. @default - none */
  readonly chosenEnvironment?: Record<string, string>;
  /** Where the SDK that Lambda's runtime provides is found if the asset does not bring it. */
  readonly appDirectory: string;
  readonly workerFile: string;
  /** What holds time-outs while a debugger has stopped a worker. @default - none is inspected */
  readonly inspection?: Inspection;
  /** Receives what the handler writes, line by line. */
  readonly log: (line: string) => void;
}

export interface Outcome {
  readonly payload?: unknown;
  readonly error?: FunctionError;
}

/** One worker thread with the handler loaded: it serves one invocation at a time, and dies of time-outs and crashes. */
export class ExecutionEnvironment {
  private taken = false;
  private idleTimer?: NodeJS.Timeout;
  private worker?: Worker;
  private loading?: Promise<FunctionError | undefined>;
  private dead = false;
  private unfinishedLine = '';
  private fatalError?: NodeJS.ErrnoException;
  private requestId = '';
  private settle?: (outcome: Outcome) => void;

  constructor(private readonly definition: FunctionDefinition, private readonly options: ExecutionEnvironmentOptions) {}

  get alive(): boolean {
    return !this.dead;
  }

  /** Whether an invocation, or the start, is under way. */
  get busy(): boolean {
    return this.taken;
  }

  get started(): boolean {
    return this.loading !== undefined;
  }

  take() {
    clearTimeout(this.idleTimer);
    this.taken = true;
  }

  /** Lets others take it; after a while without any it ends. */
  release() {
    this.taken = false;
    if (this.alive) {
      this.idleTimer = setTimeout(() => void this.stop(), IDLE_LIMIT_MS).unref();
    }
  }

  /** Starts the worker and loads the handler, once. Resolves to what is wrong with it, if anything. */
  load(requestId: string): Promise<FunctionError | undefined> {
    return this.loading ??= this.start(requestId);
  }

  /** Runs the handler once. */
  invoke(requestId: string, event: unknown, traceId: string): Promise<Outcome> {
    const { timeoutSeconds } = this.definition;
    const deadline = this.options.inspection ? undefined : Date.now() + timeoutSeconds * 1000;
    const message: InvocationMessage = { requestId, event: JSON.stringify(event), traceId, deadline };
    this.worker?.postMessage(message);
    return this.outcome(requestId, timeoutSeconds);
  }

  /** Ends the worker; what is in flight fails with `Runtime.ExitError`. */
  async stop(): Promise<void> {
    clearTimeout(this.idleTimer);
    this.dead = true;
    const ended = this.worker?.terminate();
    if (this.worker) this.options.inspection?.release(this.worker.threadId);
    await ended;
  }

  private async start(requestId: string): Promise<FunctionError | undefined> {
    const outcome = this.outcome(requestId, INIT_LIMIT_SECONDS);
    try {
      this.worker = this.createWorker();
    } catch (error) {
      // E.g. a NODE_OPTIONS that no worker thread accepts.
      this.fail('Runtime.ExitError', (error as Error).message);
    }
    const { error } = await outcome;
    if (error) {
      void this.stop();
    }
    return error;
  }

  private createWorker(): Worker {
    const { definition, options } = this;
    const logStreamName = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
    const workerData: WorkerStart = { definition, appDirectory: options.appDirectory };
    const worker = new Worker(options.workerFile, {
      workerData,
      name: `${definition.logicalPath.split(`${definition.region}/`).pop()} ${definition.region}`, // what debuggers call it
      env: environmentVariables(definition, options.awsEndpoint, logStreamName, options.chosenEnvironment),
      execArgv: ['--enable-source-maps'],
      // A larger young generation overruns the limit in Node.js 24, and that ends the whole process.
      resourceLimits: { maxOldGenerationSizeMb: definition.memoryMb, maxYoungGenerationSizeMb: 16 },
    });
    worker.on('message', (message: WorkerMessage) => this.onMessage(message));
    worker.on('error', error => { this.fatalError = error; });
    worker.on('exit', code => this.onExit(code));
    return worker;
  }

  private onMessage(message: WorkerMessage) {
    switch (message.type) {
      case 'output': return this.onOutput(message.text);
      case 'loaded': return this.settle?.({});
      case 'result': return this.settle?.({ payload: JSON.parse(message.payload) });
      case 'error': return this.onError(message);
    }
  }

  private onOutput(text: string) {
    const lines = (this.unfinishedLine + text).split('\n');
    this.unfinishedLine = lines.pop() ?? '';
    lines.forEach(line => this.options.log(line));
  }

  private onError({ error, occasion, fatal }: ErrorMessage) {
    this.dead ||= fatal;
    this.flushLine();
    this.onOutput(`${occasion}\t${error.trace?.join('\n') || `${error.errorType}: ${error.errorMessage}`}\n`);
    this.settle?.({ error });
  }

  private onExit(code: number) {
    const reason = this.dead ? 'exited with error: signal: terminated'
      : this.fatalError?.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'exited with error: signal: killed'
        : code === 0 ? 'exited without providing a reason' : `exited with error: exit status ${code}`;
    this.dead = true;
    this.fail('Runtime.ExitError', `Runtime ${reason}`);
  }

  /** Fails what is in flight, in the words of the Lambda service. */
  private fail(errorType: string, reason: string) {
    this.settle?.({ error: { errorType, errorMessage: `RequestId: ${this.requestId} Error: ${reason}` } });
  }

  /** What the worker answers next, or how it ended. */
  private outcome(requestId: string, limitSeconds: number): Promise<Outcome> {
    this.requestId = requestId;
    return new Promise(resolve => {
      const settle = (outcome: Outcome) => {
        clearTimeout(timer);
        this.settle = undefined;
        this.flushLine();
        resolve(outcome);
      };
      const timeOut = async () => {
        const wasStopped = this.worker && await this.options.inspection?.whileStopped(this.worker.threadId);
        if (this.settle !== settle) return;
        if (wasStopped) {
          timer = setTimeout(timeOut, limitSeconds * 1000);
          return;
        }
        void this.stop();
        this.fail('Sandbox.Timedout', `Task timed out after ${limitSeconds.toFixed(2)} seconds`);
      };
      let timer = setTimeout(timeOut, limitSeconds * 1000);
      this.settle = settle;
    });
  }

  private flushLine() {
    if (this.unfinishedLine) {
      this.onOutput('\n');
    }
  }
}
