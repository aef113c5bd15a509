import { Clock } from './clock';

/** A request that was answered at the port for callers. */
export interface ServedRequest {
  readonly method: string;
  readonly url: string;
  /** 0 where nobody answers: the Region is lost. */
  readonly statusCode: number;
  /** The Region that answered or, where DNS leads elsewhere, that host; nothing for a name without a record. */
  readonly servedBy?: string;
  /** Where the caller is. */
  readonly from: string;
  /** Why the gateway answered by itself: what a function or its answer is to blame for or, of a REST API, what it says, e.g. `Missing Authentication Token`. */
  readonly reason?: string;
  /** Real milliseconds. */
  readonly durationMs: number;
  /** The X-Ray trace that it is part of, e.g. `1-5759e988-bd862e3fe1be46a994272793`; nothing where no API answered. */
  readonly traceId?: string;
}

/** A line that a handler printed. */
export interface FunctionOutput {
  readonly region: string;
  readonly functionName: string;
  /** The function's construct path, e.g. `HitCounter/eu-west-1/HitCounter/Hello`. */
  readonly path: string;
  readonly line: string;
}

/** An invocation of a function that came to its end. */
export interface FunctionInvocation {
  readonly region: string;
  readonly functionName: string;
  readonly requestId: string;
  /** Whether somebody waited for the answer, as in Lambda's API. */
  readonly invocationType: 'RequestResponse' | 'Event';
  /** Real milliseconds of the handler. */
  readonly durationMs: number;
  /** What the function failed with, as Lambda tells it. */
  readonly error?: string;
  /** The X-Ray trace that it is part of. */
  readonly traceId?: string;
  /** What went in and what came out of it. Listeners are told; it is not kept. */
  readonly exchange?: InvocationExchange;
}

/** What goes into an invocation and what comes out of it. */
export interface InvocationExchange {
  readonly event: unknown;
  /** The answer; nothing where it fails. */
  readonly payload?: unknown;
  /** The end of what it printed. */
  readonly log: readonly string[];
}

/** A request of a function that its role does not allow. */
export interface Denial {
  readonly region: string;
  readonly functionName: string;
  /** The function's construct path. */
  readonly path: string;
  /** E.g. `dynamodb:UpdateItem`. */
  readonly action: string;
  /** An ARN, or `*`. */
  readonly resource: string;
  /** E.g. `no statement of its role allows it`. */
  readonly cause: string;
  /** What the app would say to allow it, e.g. `hits.grant(hello, 'dynamodb:UpdateItem')`; nothing where another statement would not help. */
  readonly grant?: string;
}

/** Another status of a health check. */
export interface HealthStatusChange {
  readonly healthCheckId: string;
  readonly name?: string;
  readonly healthy: boolean;
  /** What turned it, e.g. `HTTP Status Code 503 from /health`. */
  readonly cause: string;
  /** The beginning of what the endpoint answered, if it did. */
  readonly answer?: string;
}

/** A change of a health check's settings, as by `UpdateHealthCheck`. */
export interface HealthCheckUpdate {
  readonly healthCheckId: string;
  readonly name?: string;
  /** The names of the settings. */
  readonly settings: string[];
}

/** An item that was written in a Region, from where it replicates. */
export interface ItemWritten {
  readonly region: string;
  readonly table: string;
  /** The item's primary key, as DynamoDB writes it: `{ "id": { "S": "a" } }`. */
  readonly key: Readonly<Record<string, object>>;
  readonly isDeleted: boolean;
  /** The X-Ray trace that it is part of, where the client told one, as SDKs do in functions. */
  readonly traceId?: string;
}

/** A write that arrived in another Region. */
export interface ReplicatedWrite {
  readonly table: string;
  /** The item's primary key, as the store writes it. */
  readonly key: string;
  readonly from: string;
  readonly to: string;
  /** How long it took, in milliseconds of AWS time. */
  readonly lagMs: number;
  /** False where a later write of the item had been there before: the last writer wins. */
  readonly applied: boolean;
}

/** Writes that are lost: the last writer of their item, in another Region, did not know them. */
export interface WriteConflict {
  /** Whose writes are lost. */
  readonly region: string;
  /** The Region of the last writer. */
  readonly by: string;
  readonly table: string;
  /** The item's primary key, as DynamoDB writes it. */
  readonly key: Readonly<Record<string, object>>;
  /** How many writes of the Region are lost. */
  readonly writes: number;
}

/** Another state of a CloudWatch alarm. */
export interface AlarmStateChange {
  readonly region: string;
  readonly name: string;
  readonly state: string;
  readonly before: string;
  /** What the data were, in a sentence. */
  readonly reason: string;
}

/** What came of an edit of the app or its code. */
export interface AppReload {
  /** What is live now, e.g. `Hello`, `GET /orders (new)`. */
  readonly changes: string[];
  /** Where. */
  readonly regions: string[];
  /** What waits for the next start, e.g. `Orders: its key`. */
  readonly waiting: string[];
  /** Warnings of the synthesis that were not there before, and what has come that is not on this machine. */
  readonly remarks: string[];
  /** Real milliseconds from the edit on. */
  readonly durationMs: number;
  /** Why nothing of it is live: what was there goes on. */
  readonly error?: string;
}

/** A step of a gradual deployment. */
export interface DeploymentStep {
  readonly region: string;
  readonly functionName: string;
  readonly alias: string;
  /** The version that the alias led to. */
  readonly before: string;
  readonly version: string;
  /** How many of the alias's callers get the new version. */
  readonly percent: number;
  /** As CodeDeploy says it: one that is stopped is rolled back. */
  readonly status: 'InProgress' | 'Succeeded' | 'Stopped';
  /** The alarm that stopped it. */
  readonly alarm?: string;
}

/** A message to the world outside: it is kept, and not sent. */
export interface SentMessage {
  readonly region: string;
  readonly service: 'SES' | 'SNS';
  readonly channel: 'email' | 'sms' | 'http' | 'push';
  readonly messageId: string;
  readonly from?: string;
  /** Addresses, numbers or a URL; those in copy, too. */
  readonly to: readonly string[];
  readonly subject?: string;
  /** The text or, where there is none, what there is in its place. */
  readonly body: string;
  readonly html?: string;
}

/** What a rule, a schedule or a subscription could not deliver, in the end. */
export interface UndeliveredMessage {
  readonly region: string;
  /** The ARN of what was to deliver it. */
  readonly from: string;
  /** The ARN of its target. */
  readonly to: string;
  readonly attempts: number;
  readonly error: string;
  /** The ARN of the queue that has it now; nothing if it is lost. */
  readonly deadLetter?: string;
}

/** Something that goes wrong on purpose, or does so no more. */
export interface FaultChange {
  readonly id: string;
  /** The fault's name, e.g. `local:region:lose`. */
  readonly action: string;
  /** What it means, e.g. `eu-west-1 is lost: its endpoints refuse connections`. */
  readonly what: string;
  readonly isOver: boolean;
  /** When it is over by itself, in milliseconds of AWS time. */
  readonly until?: number;
}

/** What can happen, by the kind of its entries. */
export interface Happenings {
  readonly request: ServedRequest;
  readonly output: FunctionOutput;
  readonly invocation: FunctionInvocation;
  readonly denial: Denial;
  readonly health: HealthStatusChange;
  readonly alarm: AlarmStateChange;
  readonly healthCheckUpdate: HealthCheckUpdate;
  readonly write: ItemWritten;
  readonly replication: ReplicatedWrite;
  readonly conflict: WriteConflict;
  readonly reload: AppReload;
  readonly deployment: DeploymentStep;
  readonly sent: SentMessage;
  readonly undelivered: UndeliveredMessage;
  readonly fault: FaultChange;
}

/** One thing that happened, at a time in milliseconds of AWS time. */
export type JournalEntry<Kind extends keyof Happenings = keyof Happenings> =
  { [K in Kind]: { readonly kind: K; readonly at: number } & Happenings[K] }[Kind];

type Listener<Kind extends keyof Happenings> = (entry: JournalEntry<Kind>) => void;

const DEFAULT_CAPACITY = 10_000;

/** What happens in the Regions, in its order: all who tell of it read it here. The oldest entries are forgotten. */
export class Journal {
  private kept: JournalEntry[] = [];
  private readonly listeners = new Map<keyof Happenings, Set<Listener<any>>>();
  private readonly followers = new Set<(entry: JournalEntry) => void>();

  constructor(private readonly clock: Clock, private readonly capacity: number = DEFAULT_CAPACITY) {}

  /** @param passing what listeners are told besides, and what is not kept: it may be large */
  write<Kind extends keyof Happenings>(kind: Kind, happening: Happenings[Kind], passing?: Partial<Happenings[Kind]>) {
    const kept = { kind, at: this.clock.now(), ...happening } as JournalEntry<Kind>;
    this.kept.push(kept as JournalEntry);
    if (this.kept.length >= 2 * this.capacity) {
      this.kept = this.kept.slice(-this.capacity); // now and then, for it moves all of them
    }
    const entry = passing ? { ...kept, ...passing } : kept;
    this.listeners.get(kind)?.forEach(listener => listener(entry));
    this.followers.forEach(listener => listener(entry as JournalEntry));
  }

  /** Tells `listener` of every entry of a kind from now on. Returns what ends it. */
  on<Kind extends keyof Happenings>(kind: Kind, listener: Listener<Kind>): () => void {
    const listeners = this.listeners.get(kind) ?? new Set();
    this.listeners.set(kind, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Tells `listener` of every entry of every kind from now on. Returns what ends it. */
  follow(listener: (entry: JournalEntry) => void): () => void {
    this.followers.add(listener);
    return () => this.followers.delete(listener);
  }

  /** The entries that are kept, all or those of a kind, the oldest first. */
  entries(): JournalEntry[];
  entries<Kind extends keyof Happenings>(kind: Kind): JournalEntry<Kind>[];
  entries(kind?: keyof Happenings): JournalEntry[] {
    return this.kept.slice(-this.capacity).filter(entry => kind === undefined || entry.kind === kind);
  }
}
