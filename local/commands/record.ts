import * as path from 'path';
import { AppOptions, glanceAt } from './glance';
import { AssembledStack, readCompleteAssembly } from '../cloudformation/assembly';
import { DEPLOYED, VERSION } from '../cloudformation/what-the-library-says';
import { CONTEXT_FILE, ContextFile } from '../record/context-file';
import { DeployedRecord, DeployedStacks, HealthCheckFacts, othersThan, recordedStacks, stacksOfApp, stacksOnAws, TableFacts, withoutGone } from '../record/deployed-stacks';
import type { DeployedTemplate } from '../record/deployed-templates';
import { StackOutputs } from '../record/stack-outputs';

interface RecordOptions extends AppOptions {
  /** What `npx cdk deploy --all --outputs-file outputs.json` wrote. */
  readonly outputs?: string;
  /** Reads the stacks from AWS, in place of what the app would deploy. */
  readonly readDeployed?: (stack: AssembledStack) => Promise<DeployedTemplate | undefined>;
}

/** What was recorded, and of which stacks. */
export interface Recorded {
  readonly stacks: DeployedStacks;
  readonly isFromAws: boolean;
}

/** Keeps in `cdk.context.json` what decides whether the next deployment is legal, beside what is there already. */
export async function record({ outputs, readDeployed, ...app }: RecordOptions): Promise<Recorded> {
  const file = new ContextFile(app.directory);
  const deployed = outputs === undefined ? undefined : StackOutputs.read(path.resolve(app.directory, outputs));
  // An app that refuses to change what is recorded could never be recorded as changed.
  const assembled = await glanceAt(app, [DEPLOYED], assembly => readCompleteAssembly(assembly));
  const before = withoutGone(recordedStacks(file), assembled);
  const stacks = readDeployed ? await stacksOnAws(assembled, readDeployed) : stacksOfApp(assembled, before, deployed);
  if (Object.keys(stacks).length > 0) {
    const kept = readDeployed ? othersThan(assembled, before) : before;
    file.write({ [DEPLOYED]: { version: VERSION, stacks: sorted({ ...kept, ...stacks }) } satisfies DeployedRecord });
  }
  return { stacks, isFromAws: readDeployed !== undefined };
}

/** So that two branches that record the same write the same. */
function sorted(stacks: DeployedStacks): DeployedStacks {
  return Object.fromEntries(Object.entries(stacks).sort(([one], [other]) => one < other ? -1 : 1));
}

/** What the command says that it has done. */
export function recordText({ stacks, isFromAws }: Recorded): string {
  const facts = Object.entries(stacks).map(([key, known]) => ({ region: key.split('/')[0], ...known }));
  const checks = facts.flatMap(({ region, healthChecks = {} }) => Object.entries(healthChecks).map(([apiName, check]) => ({ what: `health check of ${apiName} in ${region}`, check })));
  const names = facts.reduce((sum, known) => sum + Object.keys(known.names ?? {}).length, 0);
  const lines = [
    ...facts.flatMap(({ tables = {} }) => Object.entries(tables)).map(([name, table]) => [`table ${name}`, tableText(table)]),
    ...checks.map(({ what, check }) => [what, checkText(check)]),
    ...names > 0 ? [['names', `${names}, of what AWS has once`]] : [],
  ];
  if (lines.length === 0) return `Nothing to record: ${isFromAws ? 'none of the app\'s stacks is deployed' : 'the app has no MultiRegionServerlessApi'}`;
  const width = Math.max(...lines.map(([what]) => what.length));
  return [
    `Recorded in ${CONTEXT_FILE}, ${isFromAws ? 'as it is on AWS' : 'as if the app were deployed as it is'}; the file belongs into version control:`,
    ...lines.map(([what, known]) => `  ${what.padEnd(width)}  ${known}`),
    ...checks.some(({ check }) => check.id === undefined) ? [HINT] : [],
  ].join('\n');
}

function tableText({ regions: [primary, ...others], globalIndexes = {} }: TableFacts): string {
  const indexes = Object.keys(globalIndexes);
  return [`${primary} (primary)`, ...others].join(', ') + (indexes.length > 0 ? `; indexes ${indexes.join(', ')}` : '');
}

function checkText({ id, interval }: HealthCheckFacts): string {
  return [interval === undefined ? [] : `every ${interval} seconds`, id ?? 'id not known'].flat().join(', ');
}

const HINT = 'The ids are in what `npx cdk deploy --all --outputs-file outputs.json` writes: `npx multi-region record --outputs outputs.json` records them';
