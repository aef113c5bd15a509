import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BreakerItem, BreakerState } from './breaker-state';
import { count } from './embedded-metric';
import { sharedClient } from './shared-client';

/** What the construct's `grant()` tells a function, in an environment variable. */
export const SETTINGS = 'CIRCUIT_BREAKER_';

interface BreakerSettings {
  readonly table: string;
  /** The namespace of the metric of breakers that open. */
  readonly namespace: string;
  /** How many calls in a row must fail. */
  readonly failures: number;
  /** Milliseconds. */
  readonly retryAfter: number;
  /** Milliseconds. */
  readonly timeout: number;
  /** The Regions that open it; without them, this one does by itself. */
  readonly regions?: readonly string[];
}

/** Settings of `circuitBreaker()`. */
export interface CircuitBreakerOptions {
  /**
   * Whether an error says that the service does not work, rather than that it did not like the request: a card that is declined is no failure.
   *
   * @default - every error does
   */
  readonly isFailure?: (error: unknown) => boolean;
  /** @default - one for the function's Region, shared by all that this module makes */
  readonly client?: DynamoDBClient;
}

/** What a call is refused with while the breaker is open. */
export class CircuitOpenError extends Error {
  readonly name = 'CircuitOpenError';

  constructor(readonly breaker: string, readonly retryAfterSeconds: number) {
    super(`The circuit breaker ${breaker} is open: ask again in ${retryAfterSeconds} s`);
  }

  /** For API Gateway's callers: status 503, and when to ask again. */
  get response() {
    return {
      statusCode: 503,
      headers: { 'content-type': 'application/json', 'retry-after': String(this.retryAfterSeconds) },
      body: JSON.stringify({ message: 'Service Unavailable' }),
    };
  }
}

/** What took longer than the breaker's `timeout`: a failure. */
export class CircuitTimeoutError extends Error {
  readonly name = 'CircuitTimeoutError';
}

/** How long an environment trusts what it has read. */
const FRESH_MS = 1_000;

/** The breaker that `api.addCircuitBreaker(name)` made, in a function that its `grant()` was called with. Make it once, outside of the handler. */
export function circuitBreaker(name: string, options: CircuitBreakerOptions = {}): CircuitBreaker {
  const settings = process.env[SETTINGS + name];
  if (settings === undefined) {
    throw new Error(`\`name\` must be of a circuit breaker whose \`grant()\` has this function, got: "${name}"`);
  }
  return new CircuitBreaker(name, JSON.parse(settings), options);
}

/**
 * Calls a service as long as it works, and spares it, and those who wait, while it does not.
 *
 * What is known of it is an item in this Region's replica of a table, so that it holds for all environments of all functions of the Region. Where that
 * cannot be read or written, calls go through: the table's trouble is not the service's.
 */
export class CircuitBreaker {
  private readonly item: BreakerItem;
  private known?: { readonly state: BreakerState; readonly at: number };

  /** @internal */
  constructor(private readonly name: string, private readonly settings: BreakerSettings, private readonly options: CircuitBreakerOptions) {
    this.item = new BreakerItem(options.client ?? sharedClient(), settings.table, name);
  }

  /**
   * Calls the service, or throws a `CircuitOpenError`. Of an open breaker, one call in all environments is let through as often as its `retryAfter`
   * says: if that succeeds, the breaker is closed.
   *
   * @param run is given a signal that aborts when the time is over
   */
  async call<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { failures, retryAt } = await this.state();
    if (retryAt === undefined) return this.attempt(run, failures);
    const claimed = await this.claim(retryAt);
    if (claimed === undefined) throw new CircuitOpenError(this.name, this.secondsUntil(this.known?.state.retryAt ?? retryAt));
    return this.trial(run, claimed);
  }

  /**
   * For the handler of `probe()`: calls the service if the breaker is open and it is time, and says whether it is closed afterwards. It does not throw what
   * the service fails with.
   */
  async probe(run: (signal: AbortSignal) => Promise<unknown>): Promise<boolean> {
    this.known = undefined;
    const { retryAt } = await this.state();
    if (retryAt === undefined) return true;
    const claimed = await this.claim(retryAt);
    if (claimed === undefined) return false;
    return this.trial(run, claimed).then(() => true, error => !this.isFailure(error));
  }

  private async attempt<T>(run: (signal: AbortSignal) => Promise<T>, failures: number): Promise<T> {
    return this.judged(run, async failed => {
      if (failed) return this.countFailure();
      if (failures > 0) {
        await this.item.forgetFailures();
        this.know({ failures: 0 });
      }
    });
  }

  /** A claim that comes to nothing needs no word: the next is due when it said. */
  private async trial<T>(run: (signal: AbortSignal) => Promise<T>, claimed: number): Promise<T> {
    return this.judged(run, async failed => {
      if (failed) return;
      await this.item.close(claimed);
      this.know({ failures: 0 });
    });
  }

  private async judged<T>(run: (signal: AbortSignal) => Promise<T>, judge: (failed: boolean) => Promise<void>): Promise<T> {
    let outcome: { readonly value: T } | { readonly error: unknown };
    try {
      outcome = { value: await inTime(run, this.settings.timeout) };
    } catch (error) {
      outcome = { error };
    }
    await judge('error' in outcome && this.isFailure(outcome.error)).catch(() => {}); // the caller is to have what the service said
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  private isFailure(error: unknown): boolean {
    return error instanceof CircuitTimeoutError || (this.options.isFailure?.(error) ?? true);
  }

  private async countFailure() {
    const failures = await this.item.fail();
    this.known = undefined;
    if (failures === undefined || failures < this.settings.failures) return;
    const retryAt = Date.now() + this.settings.retryAfter;
    if (await this.item.open(retryAt)) count(this.settings.namespace, { Breaker: this.name }, 'CircuitOpened', 1);
  }

  private async claim(seen: number): Promise<number | undefined> {
    const now = Date.now();
    const next = now + this.settings.retryAfter;
    if (now < seen) return undefined;
    const isOurs = await this.item.claim(seen, next).catch(() => true); // whether it works is worth a call, whatever the table says
    this.know({ failures: 0, retryAt: next });
    return isOurs ? next : undefined;
  }

  private async state(): Promise<BreakerState> {
    const { known } = this;
    if (known && Date.now() - known.at < FRESH_MS) return known.state;
    const state = await this.read().catch(() => known?.state ?? { failures: 0 });
    this.know(state);
    return state;
  }

  /** Open is what this Region found or, where all are one, what another one did, until that one tries again. */
  private async read(): Promise<BreakerState> {
    const { regions = [] } = this.settings;
    const [own, ...others] = await Promise.all([this.item.read(), ...regions.map(region => this.item.read(region))]);
    const elsewhere = Math.max(0, ...others.map(({ retryAt = 0 }) => retryAt));
    return own.retryAt === undefined && elsewhere > Date.now() ? { ...own, retryAt: elsewhere } : own;
  }

  private know(state: BreakerState) {
    this.known = { state, at: Date.now() };
  }

  private secondsUntil(time: number): number {
    return Math.max(1, Math.ceil((time - Date.now()) / 1_000));
  }
}

async function inTime<T>(run: (signal: AbortSignal) => Promise<T>, timeout: number): Promise<T> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new CircuitTimeoutError(`No answer within ${timeout} ms`);
      reject(error);
      abort.abort(error);
    }, timeout);
  });
  try {
    return await Promise.race([run(abort.signal), over]);
  } finally {
    clearTimeout(timer!);
  }
}
