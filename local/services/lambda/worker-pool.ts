import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ExecutionEnvironment, Outcome } from './execution-environment';
import { functionArn, FunctionDefinition } from './function-definition';
import { ProcessEnvironment } from './process-environment';
import { isNodeJs } from './runtime-programs';
import { WorkerEnvironment, WorkerEnvironmentOptions } from './worker-environment';

const DEFAULT_MAX_WORKERS = 4;

/** Beside the bundle that this file is part of, `lib/local`; unbundled, this file stands in `local/services/lambda`. */
const BUNDLED_WORKER = __filename.endsWith('.ts')
  ? join(__dirname, '..', '..', '..', 'lib', 'local', 'services', 'lambda', 'worker.js')
  : join(__dirname, 'services', 'lambda', 'worker.js');

export interface LambdaFunctionOptions extends Omit<WorkerEnvironmentOptions, 'workerFile'> {
  /** @default - the bundled worker beside the bundle that this code is part of */
  readonly workerFile?: string;
  /** How many workers the function may have: further invocations queue. @default 4 */
  readonly maxWorkers?: number;
}

export interface InvocationOptions {
  /** @default - a new trace */
  readonly traceId?: string;
  /** The version or the alias that it is called by. @default - none */
  readonly qualifier?: string;
  /** What a client of Lambda's API tells of itself, in JSON. @default - nothing */
  readonly clientContext?: string;
}

/** What came of an invocation: a payload or an error. */
export interface InvocationResult extends Outcome {
  /** Whether the invocation waited for a new worker to start. */
  readonly coldStart: boolean;
  /** How long the handler ran, without queueing and without the cold start. */
  readonly durationMs: number;
  readonly requestId: string;
}

/** One function in one Region, and the workers that serve it. */
export class LambdaFunction {
  private readonly environmentOptions: WorkerEnvironmentOptions;
  private readonly maxWorkers: number;
  private environments: ExecutionEnvironment[] = [];
  private waiting: { resolve: (environment: ExecutionEnvironment) => void; reject: (error: Error) => void }[] = [];
  private retired = false;
  private stopped = false;

  constructor(readonly definition: FunctionDefinition, options: LambdaFunctionOptions) {
    this.maxWorkers = options.maxWorkers ?? DEFAULT_MAX_WORKERS;
    this.environmentOptions = { ...options, workerFile: options.workerFile ?? BUNDLED_WORKER };
  }

  /** Whether a worker of it lives. */
  get alive(): boolean {
    return this.environments.some(({ alive }) => alive);
  }

  /** Starts one worker and loads the handler; resolves to what is wrong with it, in one line, if anything. */
  async load(): Promise<string | undefined> {
    const environment = await this.acquire();
    const error = await environment.load(randomUUID()).finally(() => this.release(environment));
    return error && `${error.errorType}: ${error.errorMessage.split('\n')[0]}`;
  }

  /** Runs the handler once; a failure of the function resolves to an `error`, as the Invoke API answers it. */
  async invoke(event: unknown, options: InvocationOptions = {}): Promise<InvocationResult> {
    const requestId = randomUUID();
    const environment = await this.acquire();
    const coldStart = !environment.started;
    try {
      const error = await environment.load(requestId);
      if (error) {
        return { error, log: [], coldStart, durationMs: 0, requestId };
      }
      const begin = performance.now();
      const outcome = await environment.invoke({
        requestId,
        event: JSON.stringify(event),
        traceId: options.traceId ?? newTraceId(requestId),
        functionArn: functionArn(this.definition, options.qualifier),
        clientContext: options.clientContext,
      });
      return { ...outcome, coldStart, durationMs: performance.now() - begin, requestId };
    } finally {
      this.release(environment);
    }
  }

  /** Ends each worker when it has nothing to do: what is in flight or queues is answered first. */
  retire() {
    this.retired = true;
    this.environments.filter(({ busy }) => !busy).forEach(environment => void environment.stop());
  }

  /** Ends all workers: what is in flight fails with `Runtime.ExitError`, what queues is rejected. */
  async stop(): Promise<void> {
    this.stopped = true;
    const queued = this.waiting;
    this.waiting = [];
    queued.forEach(({ reject }) => reject(this.stoppedError()));
    await Promise.all(this.environments.map(environment => environment.stop()));
  }

  /** An idle worker, else a new one, else the first to become idle. */
  private async acquire(): Promise<ExecutionEnvironment> {
    if (this.stopped) {
      throw this.stoppedError();
    }
    this.environments = this.environments.filter(({ alive }) => alive);
    const idle = this.environments.find(({ busy }) => !busy);
    if (!idle && this.environments.length >= this.maxWorkers) {
      return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
    }
    const environment = idle ?? this.createEnvironment();
    environment.take();
    return environment;
  }

  private release(environment: ExecutionEnvironment) {
    environment.release();
    const next = this.waiting.shift();
    if (next) {
      this.acquire().then(next.resolve, next.reject);
    } else if (this.retired) {
      void environment.stop();
    }
  }

  private createEnvironment(): ExecutionEnvironment {
    const Environment = isNodeJs(this.definition.runtime) ? WorkerEnvironment : ProcessEnvironment;
    const environment = new Environment(this.definition, this.environmentOptions);
    this.environments.push(environment);
    return environment;
  }

  private stoppedError(): Error {
    return new Error(`The function ${this.definition.functionName} in ${this.definition.region} is stopped`);
  }
}

/** A trace that starts here, in the form of X-Ray's header. */
function newTraceId(requestId: string): string {
  const digits = requestId.replaceAll('-', '');
  const time = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${time}-${digits.slice(0, 24)};Parent=${digits.slice(16)};Sampled=0`;
}
