import { randomUUID } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { AssembledStack, readAssembly } from '../cloudformation/assembly';
import { synthesize } from '../cloudformation/synthesize';
import { RECORDED_HEALTH_CHECKS, RECORDED_REPLICAS } from '../cloudformation/what-the-library-says';
import { CONTEXT_FILE, ContextFile } from '../record/context-file';
import { readGuardingChecks } from '../record/guarding-check';
import { HealthChecks, knownHealthChecks, KnownHealthCheck } from '../record/health-checks';
import { StackOutputs } from '../record/stack-outputs';
import { readTableReplicas, TableReplicas } from '../record/table-replicas';

interface RecordOptions {
  readonly directory: string;
  readonly app?: string;
  /** What `npx cdk deploy --all --outputs-file outputs.json` wrote. */
  readonly outputs?: string;
  readonly signal?: AbortSignal;
}

/** What an app has deployed, as far as it was recorded. */
export interface Recorded {
  readonly replicas: TableReplicas;
  readonly healthChecks: HealthChecks;
}

/** Keeps in `cdk.context.json` what is deployed of an app, beside what is there already: the replicas of its global tables, and its health checks. */
export async function record({ directory, app, outputs, signal }: RecordOptions): Promise<Recorded> {
  const file = new ContextFile(directory);
  const deployed = outputs === undefined ? undefined : StackOutputs.read(path.resolve(directory, outputs));
  const stacks = await readStacks(directory, app, signal);
  const replicas = readTableReplicas(stacks);
  const healthChecks = knownHealthChecks(readGuardingChecks(stacks), file.values[RECORDED_HEALTH_CHECKS], deployed);
  const values = {
    ...merged(file, RECORDED_REPLICAS, replicas),
    ...merged(file, RECORDED_HEALTH_CHECKS, healthChecks),
  };
  if (Object.keys(values).length > 0) file.write(values);
  return { replicas, healthChecks };
}

/** An app that refuses to change what is recorded could never be recorded as changed. What it makes without that is not for use. */
async function readStacks(directory: string, app?: string, signal?: AbortSignal): Promise<AssembledStack[]> {
  const output = path.join(os.tmpdir(), `multi-region-${randomUUID()}`);
  const remove = () => fs.rmSync(output, { recursive: true, force: true });
  signal?.addEventListener('abort', remove);
  try {
    return readAssembly(await synthesize(directory, app, signal, { output, withoutContext: [RECORDED_REPLICAS, RECORDED_HEALTH_CHECKS] }));
  } finally {
    signal?.removeEventListener('abort', remove);
    remove();
  }
}

function merged(file: ContextFile, key: string, recorded: object): Record<string, object> {
  return Object.keys(recorded).length === 0 ? {} : { [key]: { ...file.values[key], ...recorded } };
}

/** What the command says that it has done. */
export function recordText({ replicas, healthChecks }: Recorded): string {
  const checks = Object.entries(healthChecks).flatMap(([apiName, regions]) =>
    Object.entries(regions).map(([region, check]) => ({ what: `health check of ${apiName} in ${region}`, check })));
  const lines = [
    ...Object.entries(replicas).map(([name, [primary, ...others]]) => [`table ${name}`, [`${primary} (primary)`, ...others].join(', ')]),
    ...checks.map(({ what, check }) => [what, checkText(check)]),
  ];
  if (lines.length === 0) return 'Nothing to record: the app has no API, and no global table with a name of its own';
  const width = Math.max(...lines.map(([what]) => what.length));
  return [
    `Recorded in ${CONTEXT_FILE}, which belongs into version control:`,
    ...lines.map(([what, known]) => `  ${what.padEnd(width)}  ${known}`),
    ...checks.some(({ check }) => check.id === undefined) ? [HINT] : [],
  ].join('\n');
}

function checkText({ id, interval }: KnownHealthCheck): string {
  return [interval === undefined ? [] : `every ${interval} seconds`, id ?? 'id not known'].flat().join(', ');
}

const HINT = 'The ids are in what `npx cdk deploy --all --outputs-file outputs.json` writes: `npx multi-region record --outputs outputs.json` records them';
