import { Progress } from './progress';
import { onEnd } from './signals';
import { styleFor, Terminal, Topic } from './terminal';
import { serveConsole } from '../console/console';
import { LocalRegions } from '../regions/local-regions';
import { DEFAULT_DNS_PORT, LocalRegionsOptions } from '../regions/local-regions-options';
import { start } from '../regions/start';

export interface LocalFlags extends Pick<LocalRegionsOptions, 'endpoints' | 'environment' | 'persist' | 'secrets' | 'seed'> {
  readonly app?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly context?: Record<string, string>;
  readonly parameters?: Record<string, string>;
  readonly port: number;
  readonly awsPort: number;
  readonly dnsPort?: number;
  readonly httpsPort?: number;
  readonly inspect?: number;
  readonly timeScale: number;
  readonly from?: string;
  readonly replicationLag: number;
  readonly allowNetwork: boolean;
  readonly iam: boolean;
  readonly maxWorkers?: number;
  readonly auth: boolean;
  readonly strict: boolean;
  readonly watch: boolean;
  /** What is printed as it happens. */
  readonly log: readonly Topic[];
  /** Nothing of it. */
  readonly quiet: boolean;
  /** In lines of JSON, the start too. */
  readonly json: boolean;
}

/** A worker that is out of memory may not end when it is told to; the process does. */
const LONGEST_STOP_MS = 900;

/** Runs the Regions until a signal ends them, and prints what happens. */
export async function local({ log, quiet, json, ...flags }: LocalFlags) {
  const terminal = new Terminal(quiet ? [] : log, json);
  const interrupt = new AbortController();
  let regions: LocalRegions | undefined;
  onEnd(exitCode => {
    process.exitCode = regions ? 0 : exitCode;
    setTimeout(() => process.exit(), LONGEST_STOP_MS);
    interrupt.abort();
    void regions?.stop().finally(() => process.exit());
  });
  const progress = json ? undefined : new Progress(process.stderr, styleFor(process.stderr));
  regions = await start({
    ...flags,
    preferredDnsPort: DEFAULT_DNS_PORT,
    signal: interrupt.signal,
    onProgress: progress && (doing => progress.tell(doing)),
    onAppOutput: progress && (text => progress.tellApp(text)),
    onServed: request => terminal.tellRequest(request),
    onOutput: output => terminal.tellOutput(output),
  }).finally(() => progress?.end());
  serveConsole(regions);
  terminal.tellStart(regions);
}
