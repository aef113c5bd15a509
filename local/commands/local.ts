import { onEnd } from './signals';
import { LocalRegions } from '../regions/local-regions';
import { LocalRegionsOptions } from '../regions/local-regions-options';
import { healthLine, outputLine, requestLine, startupText } from '../regions/report';
import { start } from '../regions/start';

export interface LocalFlags extends Pick<LocalRegionsOptions, 'endpoints' | 'environment'> {
  readonly app?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly context?: Record<string, string>;
  readonly port: number;
  readonly awsPort: number;
  readonly timeScale: number;
  readonly from?: string;
  readonly replicationLag: number;
  readonly strict: boolean;
  readonly quiet: boolean;
}

/** A worker that is out of memory may not end when it is told to; the process does. */
const LONGEST_STOP_MS = 900;

/** Runs the Regions until a signal ends them, and prints what happens. */
export async function local({ quiet, ...flags }: LocalFlags) {
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const interrupt = new AbortController();
  let regions: LocalRegions | undefined;
  onEnd(exitCode => {
    process.exitCode = regions ? 0 : exitCode;
    setTimeout(() => process.exit(), LONGEST_STOP_MS);
    interrupt.abort();
    void regions?.stop().finally(() => process.exit());
  });
  regions = await start({
    ...flags,
    signal: interrupt.signal,
    onServed: quiet ? undefined : request => print(requestLine(request)),
    onOutput: quiet ? undefined : output => print(outputLine(output)),
  });
  print(startupText(regions));
  regions.journal.on('health', change => print(healthLine(change)));
}
