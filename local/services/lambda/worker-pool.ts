import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Capacity, Waiting } from './capacity';
import { ExecutionEnvironment, Outcome } from './execution-environment';
import { functionArn, FunctionDefinition } from './function-definition';
import { LATEST, versionOf } from './function-description';
import { ProcessEnvironment } from './process-environment';
import { isNodeJs } from './runtime-programs';
import { WorkerEnvironment, WorkerEnvironmentOptions } from './worker-environment';

/** Beside the bundle that this file is part of, `lib/local`; unbundled, this file stands in `local/services/lambda`. */
const BUNDLED_WORKER = __filename.endsWith('.ts')
  ? join(__dirname, '..', '..', '..', 'lib', 'local', 'services', 'lambda', 'worker.js')
  : join(__dirname, 'services', 'lambda', 'worker.js');

export interface LambdaFunctionOptions extends Omit<WorkerEnvironmentOptions, 'workerFile'> {
  /** @default - the bundled worker beside the bundle that this code is part of */
  readonly workerFile?: string;
  /** Which it shares with other functions. @default - one of its own */
  readonly capacity?: Capacity;
  /** How many environments it may have: further invocations queue. @default - as many as the capacity has places for */
  readonly maxEnvironments?: number;
}

export interface InvocationOptions {
  /** @default - a new one */
  readonly requestId?: string;
  /** @default - a new trace */
  readonly traceId?: string;
  /** The version or the alias that it is called by. @default - none */
  readonly qualifier?: string;
  /** What a client of Lambda's API tells of itself, in JSON. @default - nothing */
  readonly clientContext?: string;
  /** Whether it may wait, as an event, where others are throttled. @default false */
  readonly mayWait?: boolean;
  /** Gets what the function streams, as it comes. @default - all of it is the payload */
  readonly takePart?: (part: Buffer) => void;
}

/** What came of an invocation: a payload or an error. */
export interface InvocationResult extends Outcome {
  /** Whether the invocation waited for a new worker to start. */
  readonly coldStart: boolean;
  /** How long the handler ran, without queueing and without the cold start. */
  readonly durationMs: number;
  readonly requestId: string;
  /** X-Ray's header. @default - the handler did not run */
  readonly traceId?: string;
  /** Whether it was refused, since as many invocations are under way as the function may have at once. @default false */
  readonly throttled?: boolean;
}

interface Queued {
  readonly since: number;
  resolve(environment: ExecutionEnvironment): void;
  reject(error: Error): void;
}

/** One function in one Region, and the environments that serve it. */
export class LambdaFunction implements Waiting {
  /** How many invocations may be under way at once. @default - as many as there are */
  reservedConcurrency?: number;
  private environmentOptions: WorkerEnvironmentOptions;
  /** Those that end when they have answered. */
  private readonly outdated = new WeakSet<ExecutionEnvironment>();
  private readonly capacity: Capacity;
  private readonly maxEnvironments: number;
  private environments: ExecutionEnvironment[] = [];
  private queue: Queued[] = [];
  private underWay = 0;
  private retired = false;
  private stopped = false;

  constructor(readonly definition: FunctionDefinition, options: LambdaFunctionOptions) {
    this.capacity = options.capacity ?? new Capacity();
    this.maxEnvironments = options.maxEnvironments ?? Infinity;
    this.reservedConcurrency = definition.reservedConcurrency;
    this.environmentOptions = { ...options, workerFile: options.workerFile ?? BUNDLED_WORKER };
  }

  /** Whether a worker of it lives. */
  get alive(): boolean {
    return this.environments.some(({ alive }) => alive);
  }

  /** Starts one worker and loads the handler; resolves to what is wrong with it, in one line, if anything. */
  async load(): Promise<string | undefined> {
    if (this.reservedConcurrency === 0) return undefined;
    const environment = await this.acquire();
    const error = await environment.load(randomUUID()).finally(() => this.release(environment));
    return error && `${error.errorType}: ${error.errorMessage.split('\n')[0]}`;
  }

  /** Runs the handler once; a failure of the function resolves to an `error`, as the Invoke API answers it. */
  async invoke(event: unknown, options: InvocationOptions = {}): Promise<InvocationResult> {
    const { requestId = randomUUID() } = options;
    if (!options.mayWait && this.underWay >= this.mostAtOnce) {
      const error = { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' };
      return { error, throttled: true, log: [], coldStart: false, durationMs: 0, requestId };
    }
    this.underWay++;
    try {
      return await this.run(requestId, event, options);
    } finally {
      this.underWay--;
    }
  }

  /** Ends all environments: what is in flight fails with `Runtime.ExitError`, what queues is rejected. */
  async stop(): Promise<void> {
    this.stopped = true;
    const queued = this.queue;
    this.queue = [];
    queued.forEach(({ reject }) => reject(this.stoppedError()));
    await Promise.all(this.environments.map(environment => environment.stop()));
  }

  get queueLength(): number {
    return this.queue.length;
  }

  grow(room: number, lateMs: number): number {
    // The first environment comes in any case, for nothing else would serve the function.
    const left = Math.min(this.mostAtOnce, this.maxEnvironments) - this.living.length;
    const most = Math.min(Math.max(room, this.living.length === 0 ? 1 : 0), left);
    const late = this.queue.filter(({ since }) => performance.now() - since >= lateMs).length;
    let grown = 0;
    while (grown < Math.min(most, late) && this.capacity.makePlace()) {
      const environment = this.createEnvironment();
      environment.take();
      this.queue.shift()!.resolve(environment);
      grown++;
    }
    return grown;
  }

  private async run(requestId: string, event: unknown, options: InvocationOptions): Promise<InvocationResult> {
    const environment = await this.acquire();
    const coldStart = !environment.started;
    try {
      const error = await environment.load(requestId);
      if (error) {
        return { error, log: [], coldStart, durationMs: 0, requestId };
      }
      const begin = performance.now();
      const { traceId = newTraceId(requestId) } = options;
      const outcome = await environment.invoke({
        requestId,
        event: JSON.stringify(event),
        traceId,
        functionArn: functionArn(this.definition, options.qualifier),
        functionVersion: versionOf(this.definition, options.qualifier) ?? LATEST,
        clientContext: options.clientContext,
      }, options.takePart);
      return { ...outcome, coldStart, durationMs: performance.now() - begin, requestId, traceId };
    } finally {
      this.release(environment);
    }
  }

  /** Has invocations run in new environments, with these variables. */
  renew(chosenEnvironment: Record<string, string>) {
    this.environmentOptions = { ...this.environmentOptions, chosenEnvironment };
    this.environments.forEach(environment => environment.busy ? this.outdated.add(environment) : void environment.stop());
  }

  /** Ends all environments, whatever they are doing, and what queues for them is rejected: as if the machines were gone. Others come when they are needed. */
  interrupt() {
    this.queue.splice(0).forEach(({ reject }) => reject(this.stoppedError()));
    this.environments.forEach(environment => void environment.stop());
  }

  /** Ends each environment when it has nothing to do: what is in flight or queues is answered first. */
  retire() {
    this.retired = true;
    this.environments.filter(({ busy }) => !busy).forEach(environment => void environment.stop());
  }

  /** One that is idle, or the first; else the next to become idle, or one more where that is of use. */
  private async acquire(): Promise<ExecutionEnvironment> {
    if (this.stopped) {
      throw this.stoppedError();
    }
    const idle = this.living.find(({ busy }) => !busy);
    if (!idle && (this.environments.length > 0 || this.mostAtOnce === 0 || !this.capacity.makePlace())) {
      return new Promise((resolve, reject) => {
        this.queue.push({ since: performance.now(), resolve, reject });
        this.capacity.lookAfter(this);
      });
    }
    const environment = idle ?? this.createEnvironment();
    environment.take();
    return environment;
  }

  private release(environment: ExecutionEnvironment) {
    environment.release();
    if (this.outdated.has(environment)) void environment.stop();
    const next = this.queue.shift();
    if (next) {
      this.acquire().then(next.resolve, next.reject);
    } else if (this.retired) {
      void environment.stop();
    }
  }

  private get living(): ExecutionEnvironment[] {
    this.environments = this.environments.filter(({ alive }) => alive);
    return this.environments;
  }

  private get mostAtOnce(): number {
    return this.reservedConcurrency ?? Infinity;
  }

  private createEnvironment(): ExecutionEnvironment {
    const Environment = isNodeJs(this.definition.runtime) ? WorkerEnvironment : ProcessEnvironment;
    const environment = new Environment(this.definition, this.environmentOptions);
    this.environments.push(environment);
    this.capacity.add(environment);
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
