import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { drill, DrillReport, LocalRegions, ManualClock, start } from '../../../local';
import { readDrill } from '../../../local/drill/drill-file';
import { seeded } from '../../../local/faults/chance';
import { FEW_CHECKERS } from '../../an-api';

/** What is wrong in a template; returns its new text. */
export type Break = (template: string) => string;

/** An assembly with something wrong in the templates of some Regions. */
export function broken(assembly: string, wrong: Break, where: RegExp = /./): string {
  const copy = mkdtempSync(path.join(tmpdir(), 'broken-'));
  cpSync(assembly, copy, { recursive: true });
  const changed = readdirSync(copy).filter(file => file.endsWith('.template.json') && where.test(file)).filter(file => {
    const before = readFileSync(path.join(copy, file), 'utf8');
    const after = wrong(before);
    writeFileSync(path.join(copy, file), after);
    return after !== before;
  });
  expect(changed).not.toEqual([]);
  return copy;
}

/** Another text for each that is found. */
export function replaced(found: RegExp, by: string): Break {
  return template => template.replace(found, by);
}

/** Without, or with other, resources of a type. */
export function resources(type: string, change: (properties: any, id: string) => object | undefined): Break {
  return template => {
    const parsed = JSON.parse(template);
    for (const [id, resource] of Object.entries<any>(parsed.Resources ?? {}).filter(([, { Type }]) => Type === type)) {
      const properties = change(resource.Properties, id);
      if (properties) resource.Properties = properties;
      else delete parsed.Resources[id];
    }
    return JSON.stringify(parsed, undefined, 1);
  };
}

/** As few checkers as Route 53 takes: minutes of a drill have many checks. */
export const withFewCheckers = resources('AWS::Route53::HealthCheck', ({ HealthCheckConfig: config, ...rest }) =>
  ({ ...rest, HealthCheckConfig: config.FullyQualifiedDomainName ? { ...config, Regions: FEW_CHECKERS } : config }));

/** Plays a drill in Regions of its own, as the command does. */
export async function play(file: string, assembly: string, before: (regions: LocalRegions) => void = () => {}): Promise<DrillReport> {
  const { drill: { begins, seed = 1 } } = readDrill(file);
  const clock = new ManualClock(begins === undefined ? undefined : Date.parse(begins));
  const regions = await start({ app: assembly, directory: path.dirname(path.dirname(file)), clock, random: seeded(seed), onOutput: () => {} });
  try {
    before(regions);
    return await drill(regions, file);
  } finally {
    await regions.stop();
  }
}

/** What of a drill is not as it must be, in a few words. */
export function faultsOf({ budgets, failures }: DrillReport): string[] {
  const told = failures.map(failure => failure.replace(/^.*?:(\d+): ([^:(]*?)( within| is not|:|,| \().*/s, 'line $1: $2'));
  return [...told, ...budgets.filter(({ isKept }) => !isKept).map(({ name }) => name)];
}
