import * as fs from 'fs';
import * as path from 'path';
import { AssembledStack, readAssembly } from './cloudformation/assembly';
import { StackResources } from './cloudformation/stack-resources';
import { synthesize } from './cloudformation/synthesize';

/** The context in which the app looks for the replicas that are deployed. */
const RECORDED_REPLICAS = 'cdk-multi-region-serverless-api:replicas';

const CONTEXT_FILE = 'cdk.context.json';

/** The Regions of each table by its name, the Region of the table's stack first. */
export type RecordedReplicas = Record<string, string[]>;

interface RecordOptions {
  readonly directory: string;
  readonly app?: string;
  readonly signal?: AbortSignal;
}

/** Keeps the replicas of an app's global tables in its `cdk.context.json`, beside what is there already. */
export async function recordReplicas({ directory, app, signal }: RecordOptions): Promise<RecordedReplicas> {
  const file = path.join(directory, CONTEXT_FILE);
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '{}\n';
  const context = parse(text);
  // An app that refuses to change what is recorded could never be recorded as changed.
  const assembly = await synthesize(directory, app, signal, RECORDED_REPLICAS);
  const replicas = Object.fromEntries(readAssembly(assembly).flatMap(readReplicas));
  if (Object.keys(replicas).length > 0) {
    const recorded = { ...context[RECORDED_REPLICAS], ...replicas };
    fs.writeFileSync(file, render({ ...context, [RECORDED_REPLICAS]: recorded }, text));
  }
  return replicas;
}

/** What the command says that it has done. */
export function recordText(replicas: RecordedReplicas): string {
  const tables = Object.entries(replicas);
  if (tables.length === 0) return 'Nothing to record: the app has no global table with a name of its own';
  const width = Math.max(...tables.map(([name]) => name.length));
  return [
    `Recorded in ${CONTEXT_FILE}, which belongs into version control:`,
    ...tables.map(([name, [primary, ...others]]) => `  ${name.padEnd(width)}  ${[`${primary} (primary)`, ...others].join(', ')}`),
  ].join('\n');
}

/** Tables whose names CloudFormation makes up are left out: nothing here knows them. */
function readReplicas(stack: AssembledStack): [string, string[]][] {
  return new StackResources(stack).ofType('AWS::DynamoDB::GlobalTable').filter(table => table.has('TableName')).map(table => {
    const regions: string[] = table.property('Replicas').map((replica: { Region: string }) => replica.Region);
    return [table.property('TableName'), [stack.region, ...regions.filter(region => region !== stack.region)]];
  });
}

function parse(text: string): Record<string, any> {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${CONTEXT_FILE} is not JSON: ${(error as Error).message}`);
  }
}

/** In the manner of the file as it was. */
function render(context: object, before: string): string {
  const [indent] = /^[ \t]+(?=")/m.exec(before) ?? ['  '];
  return JSON.stringify(context, undefined, indent) + (before.endsWith('\n') ? '\n' : '');
}
