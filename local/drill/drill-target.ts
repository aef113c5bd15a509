import { StepSettings } from './drill-file';
import { Spread } from './spread';
import { Fault } from '../faults/fault';
import { Clock } from '../machine/clock';
import { Schedule } from '../machine/schedule/schedule';

/** A request of a client: from where it is, to the name that it asks for. */
export interface SentRequest {
  readonly from: string;
  readonly host?: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** When the client gives up, in real time. */
  readonly timeoutMs: number;
}

export interface DrillResponse {
  readonly status: number;
  /** The Region that answered. */
  readonly servedBy?: string;
  readonly text: string;
}

/** What Route 53 has come to see. */
export interface SeenHealth {
  /** The name of the health check, or its id. */
  readonly check: string;
  /** The Regions whose records it guards. */
  readonly regions: readonly string[];
  readonly isHealthy: boolean;
  /** In milliseconds of AWS time. */
  readonly at: number;
}

/** An invocation that ended well. */
export interface DoneInvocation {
  /** What it was told and has done: its event or, of a batch, each record. */
  readonly told: readonly unknown[];
  /** Whether its function is called so: by its name, construct id or path. */
  isCalled(name: string): boolean;
}

/** The work without a caller, where that can be seen. */
export interface Background {
  hasFunction(called: string): boolean;
  /** When a schedule is due, in whichever Region. */
  schedule(name: string): Schedule | undefined;
  onDone(listener: (done: DoneInvocation) => void): () => void;
}

/** Where a drill is played: the Regions of an API, as a client, an operator and whoever breaks something have them. */
export interface DrillTarget {
  readonly clock: Pick<Clock, 'now' | 'schedule'>;
  /** In the order in which the app has them. */
  readonly regions: readonly string[];
  /** The Regions of the replicas, by the table's name. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
  /** The name that clients ask for who say none; nothing where the app has several. */
  readonly defaultHost?: string;
  readonly background?: Background;
  /** Why a step, of what the app has, cannot be played here. */
  whyNot(step: Partial<StepSettings>): string | undefined;
  /** Lets milliseconds of AWS time pass. */
  pass(milliseconds: number): Promise<void>;
  /** Has what happens from now on told, and measured, until what is returned is called. */
  listen(onHealth: (seen: SeenHealth) => void): () => void;
  /** How long callers of a Region may notice that it fails, in seconds, as the settings promise; nothing where no health check guards it. */
  promised(region: string, host?: string): number | undefined;
  /** Rejects where there is no answer; with a `TimeoutError` where it is late. */
  send(request: SentRequest): Promise<DrillResponse>;
  /** Where DNS leads a client now. */
  servedBy(from: string, host?: string): string | undefined | Promise<string | undefined>;
  invert(region: string, isInverted: boolean, host?: string): Promise<void>;
  drain(region: string, isDrained: boolean): Promise<void>;
  /** Returns what that means, in words. */
  lose(region: string): Promise<string>;
  restore(region: string): Promise<void>;
  begin(fault: Fault, options: { readonly seconds?: number; readonly seed: number }): Promise<{ readonly id: string; readonly what: string }>;
  /** Ends a fault; returns what is over, in words. */
  end(id: string): Promise<readonly string[]>;
  /** A table's items in a Region, without DynamoDB's types. */
  items(table: string, region: string): Promise<Record<string, unknown>[]>;
  /** Resolves when every write is everywhere, but for what a pause holds, or after so many milliseconds. */
  replicated(longest: number): Promise<void>;
  /** How long the writes took to other Regions that came there since `listen()`. */
  lag(): Promise<Spread | undefined>;
}
