import { EventLoopUtilization } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { ExecutionEnvironment, ExecutionEnvironmentOptions } from './execution-environment';
import { FunctionDefinition } from './function-definition';
import { Inspection } from './inspection';
import { InvocationMessage } from './invocation-message';
import { ErrorMessage, WorkerMessage, WorkerStart } from './worker-messages';

export interface WorkerEnvironmentOptions extends ExecutionEnvironmentOptions {
  readonly workerFile: string;
  /** What holds time-outs while a debugger has stopped a worker. @default - none is inspected */
  readonly inspection?: Inspection;
}

/** A worker thread, for Node.js. */
export class WorkerEnvironment extends ExecutionEnvironment {
  private worker?: Worker;
  private seen?: EventLoopUtilization;
  private fatalError?: NodeJS.ErrnoException;

  constructor(definition: FunctionDefinition, private readonly workerOptions: WorkerEnvironmentOptions) {
    super(definition, workerOptions);
  }

  protected begin(variables: Record<string, string>) {
    const { definition } = this;
    const { appDirectory, workerFile } = this.workerOptions;
    const workerData: WorkerStart = { definition, appDirectory };
    this.worker = new Worker(workerFile, {
      workerData,
      name: `${definition.logicalPath.split(`${definition.region}/`).pop()} ${definition.region}`, // what debuggers call it
      env: variables,
      execArgv: ['--enable-source-maps'],
      // A larger young generation overruns the limit in Node.js 24, and that ends the whole process.
      resourceLimits: { maxOldGenerationSizeMb: definition.memoryMb, maxYoungGenerationSizeMb: 16 },
    });
    this.worker.on('message', (message: WorkerMessage) => this.onMessage(message));
    this.worker.on('error', error => { this.fatalError = error; });
    this.worker.on('exit', code => this.onExit(this.exitReason(code)));
  }

  protected override get isTimed(): boolean {
    return this.workerOptions.inspection === undefined;
  }

  protected override whileHeld(): boolean | Promise<boolean> {
    return this.worker !== undefined && (this.workerOptions.inspection?.whileStopped(this.worker.threadId) ?? false);
  }

  protected send(message: InvocationMessage) {
    this.worker?.postMessage(message);
  }

  protected async end() {
    const ended = this.worker?.terminate();
    if (this.worker) this.workerOptions.inspection?.release(this.worker.threadId);
    await ended;
  }

  protected measure(): number {
    const performance = this.worker?.performance;
    const now = performance?.eventLoopUtilization();
    const share = performance?.eventLoopUtilization(now, this.seen).utilization ?? 0;
    this.seen = now;
    return share;
  }

  private onMessage(message: WorkerMessage) {
    switch (message.type) {
      case 'output': return this.onOutput(message.text);
      case 'loaded': return this.onLoaded();
      case 'part': return this.onPart(Buffer.from(message.part));
      case 'result': return message.payload === undefined ? this.onStreamEnd() : this.onResult(JSON.parse(message.payload));
      case 'error': return this.onErrorMessage(message);
    }
  }

  private onErrorMessage({ error, occasion, fatal }: ErrorMessage) {
    this.flushLines();
    this.onOutput(`${occasion}\t${error.trace?.join('\n') || `${error.errorType}: ${error.errorMessage}`}\n`);
    this.onError(error, fatal);
  }

  private exitReason(code: number): string {
    if (this.fatalError?.code === 'ERR_WORKER_OUT_OF_MEMORY') return 'exited with error: signal: killed';
    return code === 0 ? 'exited without providing a reason' : `exited with error: exit status ${code}`;
  }
}
