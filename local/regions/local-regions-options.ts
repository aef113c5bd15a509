import { locatedRegions } from '../machine/aws-regions';
import { Clock } from '../machine/clock';
import { JournalEntry } from '../machine/journal';
import { LatencyOverrides } from '../services/route53/latency';

export const DEFAULT_REPLICATION_LAG_MS = 500;

/** Where the name server of the command line is, unless somebody else is. */
export const DEFAULT_DNS_PORT = 3053;

/** Settings of the local Regions. */
export interface LocalRegionsOptions {
  /**
   * A `cdk.out` directory, the command that synthesizes one, or a CloudFormation template in JSON or YAML.
   * @default - the `app` of `cdk.json` in `directory`
   */
  readonly app?: string;
  /**
   * Where the app is: the place of `cdk.json`, and of the node_modules that hold the SDK for its handlers.
   * @default - the current directory
   */
  readonly directory?: string;
  /** The Region of stacks that name none. @default - as the CDK CLI takes it: of the environment, of the profile, or us-east-1 */
  readonly region?: string;
  /** The profile of the AWS files that says the Region of stacks that name none. @default - `AWS_PROFILE`, or the default one */
  readonly profile?: string;
  /** Context for the app, before that of cdk.json and cdk.context.json. @default - none besides */
  readonly context?: Readonly<Record<string, string>>;
  /** Values of parameters, by `Name` or `Stack:Name`. @default - the defaults of the templates */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * A file of JSON with what secrets and parameters hold, `{ "secrets": { "Shop/Twilio": "…" }, "parameters": { "/shop/limit": "5" } }`, which git should ignore. Relative
   * to `directory`.
   * @default - `secrets.local.json`, if it is there
   */
  readonly secrets?: string;
  /** The port for callers of the API; 0 for any free one. @default 0 */
  readonly port?: number;
  /** The port for AWS clients; 0 for any free one. @default 0 */
  readonly awsPort?: number;
  /**
   * The port of the name server, over UDP and TCP; 0 for any free one. With one, each Region answers at an address of its own, too: callers and their
   * resolvers come to it by DNS.
   * @default - there is none
   */
  readonly dnsPort?: number;
  /** @internal Where the name server is unless `dnsPort` says, or at any free port where somebody else is. */
  readonly preferredDnsPort?: number;
  /** The port for callers who come by HTTPS; 0 for any free one. @default - there is none */
  readonly httpsPort?: number;
  /** The folder of the authority that signs certificates, which is made if need be. @default - `multi-region/authority` in `XDG_STATE_HOME` or ~/.local/state */
  readonly authority?: string;
  /**
   * The port at which debuggers attach, of this machine only, 0 for any free one. Time-outs wait while a debugger has stopped a handler,
   * and each function has one worker, so that requests stop one after the other.
   * @default - none; where the process is being debugged itself, handlers are as well
   */
  readonly inspect?: number;
  /** How many seconds of AWS time pass in one real second. @default 1 */
  readonly timeScale?: number;
  /** The clock, e.g. a `ManualClock` in a test. @default - one that runs by itself at `timeScale`, and ends with the Regions */
  readonly clock?: Clock;
  /** The Region that callers are near who do not say. @default - the app's first Region */
  readonly from?: string;
  /** The mean time that a write takes to the other Regions, in milliseconds of AWS time. @default 500 */
  readonly replicationLag?: number;
  /** Latencies between Regions in milliseconds, where the estimate by distance is not good enough. @default - none */
  readonly latencies?: LatencyOverrides;
  /**
   * Where services are that do not run here, for the clients of handlers, e.g. `{ s3: 'http://localhost:9000' }`. A service is called as its
   * package of the SDK is, `client-` left out, or as it signs.
   * @default - their calls are refused, by name
   */
  readonly endpoints?: Readonly<Record<string, string>>;
  /**
   * Variables above those of the templates, by the function's name, construct id or path, e.g. `{ Hello: { LOG_LEVEL: 'debug' } }`; `*` is for all
   * functions. Real calls of AWS need credentials here, too.
   * @default - those of the templates
   */
  readonly environment?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * A folder in which the tables outlive the Regions, also where their process is killed; it is made if need be. Relative to `directory`.
   * What had not reached all Regions has when they start anew. Refused where it is damaged, in use, of another format, or has a table with another key.
   * @default - tables begin with the seed
   */
  readonly persist?: string;
  /**
   * The items that empty tables begin with, in all their Regions: a file `<table>.jsonl` or a folder with such files, a table called by its
   * name, construct id or path. A line is an item of plain JSON or, as DynamoDB exports it, `{"Item": …}`. Relative to `directory`.
   * @default - tables begin empty
   */
  readonly seed?: string;
  /**
   * Whether authorizers and IAM are asked about callers; otherwise all routes are open, and handlers get no claims.
   * @default true
   */
  readonly auth?: boolean;
  /** Whether the network beyond this machine may be asked: by HTTP integrations, and issuers of tokens for their keys. @default false */
  readonly allowNetwork?: boolean;
  /** Whether functions are refused what their roles do not allow. @default true */
  readonly iam?: boolean;
  /** Whether edits of the app and its code are taken over while the Regions run. @default false */
  readonly watch?: boolean;
  /**
   * Whether edits come as they are deployed: after a synthesis, to some callers of a function's alias first, as its deployment group says, and back if an
   * alarm is raised.
   * @default false - edits are live at once
   */
  readonly gradualDeployments?: boolean;
  /**
   * How many environments the functions of all Regions may have at once: further invocations queue, and what is idle makes place.
   * @default - as many as fit into a quarter of the machine's memory, at 64 MB each, and at least 8
   */
  readonly maxWorkers?: number;
  /** Whether the start is refused where anything of the templates is not on this machine, or not in full. @default false */
  readonly strict?: boolean;
  /** Numbers from 0 to 1, by which lags, weights and the like are drawn: the same ones each time for equal runs. @default Math.random */
  readonly random?: () => number;
  /** Ends the start; what has been started is stopped. @default - the start cannot be interrupted */
  readonly signal?: AbortSignal;
  /** Receives what the start is doing, e.g. `Synthesizing: npx tsx app.ts`. @default - dropped */
  readonly onProgress?: (doing: string) => void;
  /** Receives what the command of the app prints, as it comes. @default - a command that fails tells it by the error */
  readonly onAppOutput?: (text: string) => void;
  /** Receives what handlers print. @default - dropped, but for what handlers fail with, which goes to stderr */
  readonly onOutput?: (output: JournalEntry<'output'>) => void;
  /** Receives every answered request. @default - dropped */
  readonly onServed?: (request: JournalEntry<'request'>) => void;
}

interface OptionRule {
  readonly rule: string;
  holds(value: unknown): boolean;
}

/** What an option must be, for whoever gives another, here or on the command line. */
export const OPTION_RULES: Record<'port' | 'awsPort' | 'dnsPort' | 'httpsPort' | 'inspect' | 'timeScale' | 'replicationLag' | 'maxWorkers' | 'from' | 'region', OptionRule> = {
  port: { rule: 'a whole number from 0 to 65535', holds: isPort },
  awsPort: { rule: 'a whole number from 0 to 65535', holds: isPort },
  httpsPort: { rule: 'a whole number from 0 to 65535', holds: isPort },
  dnsPort: { rule: 'a whole number from 0 to 65535', holds: isPort },
  inspect: { rule: 'a whole number from 0 to 65535', holds: isPort },
  timeScale: { rule: 'a number above 0, at most 10000', holds: (scale: number) => scale > 0 && scale <= 10_000 },
  replicationLag: { rule: 'a number of milliseconds, 0 or more', holds: (lag: number) => lag >= 0 && Number.isFinite(lag) },
  maxWorkers: { rule: 'a whole number, 1 or more', holds: (workers: number) => Number.isInteger(workers) && workers >= 1 },
  from: { rule: 'an AWS Region', holds: isRegion },
  region: { rule: 'an AWS Region', holds: isRegion },
};

export function validateOptions(options: LocalRegionsOptions) {
  for (const [name, { rule, holds }] of Object.entries(OPTION_RULES)) {
    const value = options[name as keyof typeof OPTION_RULES];
    if (value !== undefined && !holds(value)) {
      throw new Error(`\`${name}\` must be ${rule}, got: ${value}`);
    }
  }
}

function isRegion(region: string): boolean {
  return locatedRegions().includes(region);
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}
