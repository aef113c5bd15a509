import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentVariables } from './environment-variables';
import { FunctionDefinition } from './function-definition';
import { FunctionError } from './function-error';
import { InvocationMessage } from './invocation-message';
import { LocalCredentials } from '../../machine/local-credentials';

const INIT_LIMIT_SECONDS = 10;

/** About as long as Lambda keeps an idle environment. Real time: what it holds is this machine's memory. */
const IDLE_LIMIT_MS = 5 * 60_000;

export interface ExecutionEnvironmentOptions {
  readonly awsEndpoint: string;
  /** What it signs with. @default - those of nobody in particular */
  readonly credentials?: LocalCredentials;
  /** Variables above those of the template. @default - none */
  readonly chosenEnvironment?: Record<string, string>;
  /** Where the SDK that Lambda's runtime provides is found if the asset does not bring it. */
  readonly appDirectory: string;
  /** Receives what the handler writes, line by line. */
  readonly log: (line: string) => void;
}

export interface Outcome {
  readonly payload?: unknown;
  readonly error?: FunctionError;
  /** What was written meanwhile: the last lines of it. */
  readonly log: readonly string[];
}

/** As many as Lambda's API could tell. */
const KEPT_LINES = 4096;

/** What runs a function's code: it serves one invocation at a time, and dies of time-outs, crashes and idleness. */
export abstract class ExecutionEnvironment {
  private taken = false;
  private idleTimer?: NodeJS.Timeout;
  private loading?: Promise<FunctionError | undefined>;
  private dead = false;
  private loaded = false;
  private lastUse = 0;
  private temporaryDirectory?: string;
  private readonly unfinishedLines = new Map<string, string>();
  private requestId = '';
  private log: string[] = [];
  private settle?: (outcome: Omit<Outcome, 'log'>) => void;
  private parts: Buffer[] = [];
  private takePart?: (part: Buffer) => void;

  constructor(protected readonly definition: FunctionDefinition, private readonly options: ExecutionEnvironmentOptions) {}

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

  /** When it was released. */
  get idleSince(): number {
    return this.lastUse;
  }

  /** How much of a processor it took since this was asked the last time, 1 being all of it. */
  utilization(): number {
    const measured = this.measure();
    return this.loaded ? measured : 1;
  }

  take() {
    clearTimeout(this.idleTimer);
    this.taken = true;
  }

  /** Lets others take it; after a while without any it ends. */
  release() {
    this.taken = false;
    this.lastUse = performance.now();
    if (this.alive) {
      this.idleTimer = setTimeout(() => void this.stop(), IDLE_LIMIT_MS).unref();
    }
  }

  /** Starts it and loads the handler, once. Resolves to what is wrong with it, if anything. */
  load(requestId: string): Promise<FunctionError | undefined> {
    return this.loading ??= this.start(requestId);
  }

  /** Runs the handler once; `takePart` gets what it streams, which is the payload otherwise. */
  invoke(message: Omit<InvocationMessage, 'deadline'>, takePart?: (part: Buffer) => void): Promise<Outcome> {
    const { timeoutSeconds } = this.definition;
    this.parts = [];
    this.takePart = takePart ?? (part => this.parts.push(part));
    const outcome = this.outcome(message.requestId, timeoutSeconds);
    this.send({ ...message, deadline: this.isTimed ? Date.now() + timeoutSeconds * 1000 : undefined });
    return outcome;
  }

  /** Ends it; what is in flight fails with `Runtime.ExitError`. */
  async stop(): Promise<void> {
    clearTimeout(this.idleTimer);
    this.dead = true;
    await this.end();
    this.removeTemporaryDirectory();
  }

  /** Starts what runs the code, which then tells how it fares. */
  protected abstract begin(variables: Record<string, string>): void | Promise<void>;
  protected abstract send(message: InvocationMessage): void;
  /** Ends what runs the code, if it has been started. */
  protected abstract end(): Promise<unknown>;
  /** The share of a processor that it took since the last time. */
  protected abstract measure(): number;

  /** Whether the code is told when its time is over. */
  protected get isTimed(): boolean {
    return true;
  }

  /** Tells whether a debugger holds the code, and if so, not before it goes on. */
  protected whileHeld(): boolean | Promise<boolean> {
    return false;
  }

  protected onLoaded() {
    this.loaded = true;
    this.settle?.({});
  }

  protected onResult(payload: unknown) {
    this.settle?.({ payload });
  }

  protected onPart(part: Buffer) {
    this.takePart?.(part);
  }

  protected onStreamEnd() {
    this.onResult(parsed(Buffer.concat(this.parts).toString()));
  }

  protected onError(error: FunctionError, fatal: boolean) {
    this.dead ||= fatal;
    this.settle?.({ error });
  }

  /** It has ended: `reason` says how, in the words of the Lambda service, unless it was told to. */
  protected onExit(reason: string) {
    const why = this.dead ? 'exited with error: signal: terminated' : reason;
    this.dead = true;
    this.fail('Runtime.ExitError', `Runtime ${why}`);
    this.removeTemporaryDirectory();
  }

  /** Fails what is in flight, in the words of the Lambda service. */
  protected fail(errorType: string, reason: string) {
    this.settle?.({ error: { errorType, errorMessage: `RequestId: ${this.requestId} Error: ${reason}` } });
  }

  /** Takes what is written into a stream, whole lines or parts. */
  protected onOutput(text: string, stream: string = '') {
    const lines = ((this.unfinishedLines.get(stream) ?? '') + text).split('\n');
    this.unfinishedLines.set(stream, lines.pop() ?? '');
    lines.forEach(line => this.options.log(line));
    this.log.push(...lines);
    if (this.log.length > 2 * KEPT_LINES) this.log = this.log.slice(-KEPT_LINES);
  }

  protected flushLines() {
    this.unfinishedLines.forEach((text, stream) => text && this.onOutput('\n', stream));
  }

  private async start(requestId: string): Promise<FunctionError | undefined> {
    const outcome = this.outcome(requestId, INIT_LIMIT_SECONDS);
    this.temporaryDirectory = mkdtempSync(join(tmpdir(), 'multi-region-tmp-'));
    try {
      await this.begin({ TMPDIR: this.temporaryDirectory, ...this.variables() });
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

  private variables(): Record<string, string> {
    const { awsEndpoint, chosenEnvironment, credentials } = this.options;
    const logStreamName = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
    return environmentVariables(this.definition, awsEndpoint, logStreamName, chosenEnvironment, credentials);
  }

  /** What comes of the code next, or how it ended. */
  private outcome(requestId: string, limitSeconds: number): Promise<Outcome> {
    this.requestId = requestId;
    this.log = [];
    return new Promise(resolve => {
      const settle = (outcome: Omit<Outcome, 'log'>) => {
        clearTimeout(timer);
        this.settle = undefined;
        this.flushLines();
        resolve({ ...outcome, log: this.log });
      };
      const timeOut = async () => {
        const wasHeld = await this.whileHeld();
        if (this.settle !== settle) return;
        if (wasHeld) {
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

  private removeTemporaryDirectory() {
    if (this.temporaryDirectory) rmSync(this.temporaryDirectory, { recursive: true, force: true });
  }
}

/** JSON or, of what answers with something else, its text. */
export function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}
