import { AppReader } from './app-reader';
import { CurrentApp } from './current-app';
import { Running } from './local-regions';
import { unsupportedLines } from './report';
import { withFound } from './what-is-found';
import { Deployed } from '../cloudformation/deployed';
import { ServedNames } from '../connections/served-names';
import { LocalService, Waiting } from '../machine/local-service';
import { Applied, Reload, SynthesizedApp } from '../reload/reload';
import { Iam } from '../services/iam/iam';
import { LambdaService } from '../services/lambda/lambda-service';

export interface ReloadedAppProps {
  readonly app: SynthesizedApp;
  readonly reader: AppReader;
  readonly services: readonly LocalService[];
  readonly lambda: LambdaService;
  readonly iam: Iam;
  readonly names: ServedNames;
  /** What runs, which has another app after an edit. */
  readonly running: Running;
  /** Whether edits of code wait for the synthesis. */
  readonly isGradual: boolean;
}

/** Has all that runs follow the app. */
export function reloadOf({ app, reader, services, lambda, iam, names, running, isGradual }: ReloadedAppProps): Reload {
  const apply = async ({ assembly, deployed, warnings }: SynthesizedApp): Promise<Applied> => {
    const waiting = await updateServices(services, deployed);
    names.update(deployed);
    Object.assign(running.current, { deployed: withFound(deployed, lambda, iam), warnings });
    reader.assemblies.prune(assembly, lambda.codeDirectories);
    return { waiting, remarks: remarksOn(running.current) };
  };
  const synthesize = (signal: AbortSignal) => reader.read(signal);
  const watched = reader.watched(app.assembly);
  return new Reload({ app, synthesize, apply, watched, isGradual, journal: running.journal, remarks: remarksOn(running.current) });
}

/** All of a service that fails to follow waits for the next start. */
async function updateServices(services: readonly LocalService[], deployed: Deployed): Promise<Waiting[]> {
  const waiting: Waiting[] = [];
  for (const service of services) {
    try {
      waiting.push(...await service.update?.(deployed) ?? []);
    } catch (error) {
      waiting.push({ name: service.name, what: (error as Error).message });
    }
  }
  return waiting;
}

function remarksOn({ warnings, deployed: { unsupported, regions } }: CurrentApp): string[] {
  return [...warnings, ...unsupportedLines(unsupported, regions)];
}
