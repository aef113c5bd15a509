import * as fs from 'fs';
import * as path from 'path';
import { Progress } from './progress';
import { onEnd } from './signals';
import { styleFor } from './terminal';
import { DrillReport, playDrill } from '../drill/drill';
import { DEFAULT_SEED, readDrill } from '../drill/drill-file';
import { DrillTarget } from '../drill/drill-target';
import { LocalTarget } from '../drill/local-target';
import { page } from '../drill/report/page';
import { junit, markdown, summaryText } from '../drill/report-texts';
import { seeded } from '../faults/chance';
import { ManualClock } from '../machine/clock';
import { LocalRegions } from '../regions/local-regions';
import { start } from '../regions/start';

export interface DrillFlags {
  readonly app?: string;
  /** A folder for the reports. */
  readonly report?: string;
  /** @default - time stands still while something is at work */
  readonly timeScale?: number;
  readonly json: boolean;
}

/** Starts the Regions, plays a drill in them, and prints what happens. Returns whether it passed. */
export async function drill(file: string, { app, report: folder, timeScale, json }: DrillFlags): Promise<boolean> {
  const { drill: { begins, seed = DEFAULT_SEED } } = readDrill(file); // before the app is synthesized
  const interrupt = new AbortController();
  let regions: LocalRegions | undefined;
  onEnd(exitCode => {
    interrupt.abort();
    void (regions?.stop() ?? Promise.resolve()).finally(() => process.exit(exitCode));
  });
  const progress = new Progress(process.stderr, styleFor(process.stderr));
  regions = await start({
    app,
    directory: directoryOf(file),
    timeScale,
    clock: timeScale === undefined ? new ManualClock(begins === undefined ? undefined : Date.parse(begins)) : undefined,
    random: seeded(seed),
    signal: interrupt.signal,
    onProgress: doing => progress.tell(doing),
  }).finally(() => progress.end());
  try {
    return await playAndTell(new LocalTarget(regions), file, { report: folder, json });
  } finally {
    await regions.stop();
  }
}

/** Plays a drill, prints what happens, and writes the reports. Returns whether it passed. */
export async function playAndTell(target: DrillTarget, file: string, { report: folder, json }: Pick<DrillFlags, 'report' | 'json'>): Promise<boolean> {
  const print = (text: string) => json || process.stdout.write(`${text}\n`);
  const begin = performance.now();
  print(`${readDrill(file).drill.name}\nRegions: ${target.regions.join(', ')}\n\nAWS time    here`);
  const report = await playDrill(target, file, {
    onEvent: ({ at, what }) => print(`${at.toFixed(1).padStart(6)} s  ${((performance.now() - begin) / 1000).toFixed(2).padStart(5)} s  ${what}`),
  });
  print(`\n${summaryText(report)}`);
  if (json) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  if (folder !== undefined) write(report, folder);
  return report.passed;
}

/** The place of the cdk.json that is nearest above the file. */
export function directoryOf(file: string): string | undefined {
  for (let directory = path.dirname(path.resolve(file)); ; directory = path.dirname(directory)) {
    if (fs.existsSync(path.join(directory, 'cdk.json'))) return directory;
    if (directory === path.dirname(directory)) return undefined;
  }
}

function write(report: DrillReport, folder: string) {
  const name = path.join(folder, path.basename(report.file).replace(/\.ya?ml$/, ''));
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(`${name}.json`, `${JSON.stringify(report, undefined, 2)}\n`);
  fs.writeFileSync(`${name}.xml`, junit(report));
  fs.writeFileSync(`${name}.md`, markdown(report));
  fs.writeFileSync(`${name}.html`, page(report, { at: new Date(), source: fs.readFileSync(report.file, 'utf8') }));
}
