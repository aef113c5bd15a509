import { JournalEntry } from '../machine/journal';
import { SeenQueue, SeenSchedule } from '../regions/seen-background';

/** Where the page is, at the port for callers. */
export const PAGE_PATH = '/_multi-region/';

/** How callers in all are answered by a Region, in the last minute of real time. */
export interface Traffic {
  readonly requests: number;
  /** Of all Regions' requests, from 0 to 1. */
  readonly share: number;
  /** Of its requests, those with an error of the server or without an answer, from 0 to 1. */
  readonly errors: number;
  /** Real milliseconds; nothing without requests. */
  readonly p50?: number;
  readonly p99?: number;
  /** Requests by second, the oldest first. */
  readonly bySecond: readonly number[];
}

/** A health check, and why it is as it is. */
export interface CheckView {
  readonly id: string;
  readonly name: string;
  readonly healthy: boolean;
  /** What it looks at, e.g. `GET eu-west-1.hello.example.com/health`. */
  readonly watches: string;
  readonly cause: string;
  /** In milliseconds of AWS time; nothing as long as it is as it began. */
  readonly since?: number;
  readonly isInverted: boolean;
  /** What the checkers of each checker Region say. */
  readonly checkers: readonly CheckerView[];
  /** What it is calculated of. */
  readonly children: readonly CheckView[];
}

export interface CheckerView {
  readonly region: string;
  readonly healthy: boolean;
  /** In Route 53's words. */
  readonly status: string;
  readonly at: number;
  /** The beginning of what the endpoint answered, where that is unhealthy. */
  readonly answer?: string;
}

export type RegionStatus = 'healthy' | 'unhealthy' | 'drained' | 'lost';

export interface RegionView {
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly status: RegionStatus;
  /** In a sentence. */
  readonly why: string;
  readonly since?: number;
  readonly checks: readonly CheckView[];
  readonly traffic: Traffic;
  /** Whether a health check of it can be inverted, and whether it is. */
  readonly inverted?: boolean;
  /** Whether a drain switch is for it, and whether it is drained by that. */
  readonly drained?: boolean;
  readonly isLost: boolean;
  /** Whether its replication is paused by hand; nothing where there is no other Region. */
  readonly isPaused?: boolean;
}

/** Where callers of a place are led by a name. */
export interface CallerView {
  readonly host: string;
  readonly place: string;
  readonly latitude: number;
  readonly longitude: number;
  /** A Region or another host; nothing where there is no record for them. */
  readonly to?: string;
  /** Until when a resolver there says so, in milliseconds of AWS time. */
  readonly until?: number;
}

/** What goes from one Region to another. */
export interface PairView {
  readonly from: string;
  readonly to: string;
  readonly waiting: number;
  readonly isPaused: boolean;
  /** Of the write that came last, in milliseconds of AWS time; nothing before the first. */
  readonly lagMs?: number;
  /** How many arrived, and how many of them a later write had overtaken. */
  readonly arrived: number;
  readonly lost: number;
}

/** What somebody may do, and what it would be on AWS. */
export interface LeverView {
  readonly name: string;
  readonly label: string;
  readonly does: string;
  readonly onAws: string;
  /** AWS's page about it. */
  readonly page?: string;
  readonly parameters: readonly ParameterView[];
}

export interface ParameterView {
  readonly name: string;
  readonly kind: 'choice' | 'choices' | 'number' | 'text';
  readonly options?: readonly string[];
  readonly isRequired: boolean;
}

/** Something that is wrong on purpose. */
export interface FaultView {
  readonly id: string;
  readonly what: string;
  readonly since: number;
  readonly until?: number;
}

/** All of the Regions as they stand. */
export interface StateView {
  /** AWS time, in milliseconds. */
  readonly at: number;
  readonly scale: number;
  /** Whether the clock takes another speed. */
  readonly isScalable: boolean;
  readonly awsUrl: string;
  readonly regions: readonly RegionView[];
  readonly callers: readonly CallerView[];
  readonly replication: readonly PairView[];
  readonly tables: readonly string[];
  readonly queues: readonly SeenQueue[];
  readonly schedules: readonly SeenSchedule[];
  readonly faults: readonly FaultView[];
}

/** A line of the time line. Numbers grow. */
export type EntryView = JournalEntry & { readonly number: number };

/** A table side by side in its Regions. */
export interface TableView {
  readonly name: string;
  readonly regions: readonly string[];
  /** How many items there are in any of them. */
  readonly total: number;
  /** Those that differ come first. */
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  readonly key: string;
  /** The item in each Region in JSON; null where there is none. */
  readonly versions: Readonly<Record<string, string | null>>;
  readonly differs: boolean;
}

/** A request that was opened. */
export interface RequestView {
  readonly request: JournalEntry<'request'>;
  readonly invocations: readonly InvocationView[];
  readonly writes: readonly WriteView[];
}

export interface InvocationView {
  readonly region: string;
  readonly functionName: string;
  readonly durationMs: number;
  readonly error?: string;
  /** In JSON, which may be cut. */
  readonly event: string;
  readonly answer?: string;
  readonly log: readonly string[];
}

/** An item that a request wrote, and how it is in each Region by now. */
export interface WriteView {
  readonly table: string;
  readonly region: string;
  readonly key: string;
  readonly isDeleted: boolean;
  /** In JSON; null where there is no such item. */
  readonly versions: Readonly<Record<string, string | null>>;
}
