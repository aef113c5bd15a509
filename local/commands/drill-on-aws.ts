import * as path from 'path';
import { askLocalRegions, inTheNameOf } from './ask-local-regions';
import { AssembledStack, readCompleteAssembly } from '../cloudformation/assembly';
import { synthesize } from '../cloudformation/synthesize';
import { DEPLOYED } from '../cloudformation/what-the-library-says';
import { Aws } from '../drill/aws/aws';
import { AwsTarget } from '../drill/aws/aws-target';
import { Changes, changeText } from '../drill/aws/changes';
import { DeployedApp } from '../drill/aws/deployed-app';
import { Names } from '../drill/aws/names';
import { policyOf } from '../drill/aws/policy';
import { DrillDefinition } from '../drill/drill-file';
import { FAULTS_TARGET } from '../faults/fault-commands';
import { ScaledClock } from '../machine/clock';
import { ContextFile } from '../record/context-file';
import { DeployedStacks, recordedStacks, StackFacts } from '../record/deployed-stacks';

/** So long after it happens, CloudWatch has a metric on AWS. */
const METRIC_DELAY_MS = 120_000;

export interface AwsDrillOptions {
  readonly directory: string;
  readonly app?: string;
  readonly definition: DrillDefinition;
  /** The local Regions, e.g. http://127.0.0.1:3100. @default - AWS */
  readonly endpoint?: string;
  readonly resolver?: string;
  readonly via?: string;
  readonly signal?: AbortSignal;
}

/** A drill's target on AWS, with what is written down of its changes. */
export interface OnAws {
  readonly target: AwsTarget;
  readonly changes: Changes;
}

export { changeText };

/** Finds the app's Regions as they are deployed; changes nothing. */
export async function openOnAws({ directory, definition, endpoint, resolver, via, ...app }: AwsDrillOptions): Promise<OnAws> {
  const stacks = await stacksOf({ directory, ...app });
  const aws = new Aws(endpoint);
  const outputs = new Map(await Promise.all(stacks.map(async stack => [keyOf(stack), await aws.outputs(stack.name, stack.region)] as const)));
  const missing = stacks.filter(stack => !outputs.get(keyOf(stack)));
  if (missing.length > 0) throw new Error(`The app must be deployed, got: no stack ${missing.map(({ name, region }) => `${name} in ${region}`).join(', ')}`);
  const deployed = new DeployedApp(stacks, stack => outputs.get(keyOf(stack)));
  const { now, scale } = await timeAt(endpoint);
  const clock = new ScaledClock(scale);
  const regional = deployed.hosts.flatMap(host => deployed.guards(host));
  const names = new Names({ resolver, via, isLocal: endpoint !== undefined, clock, regional });
  const changes = new Changes(directory);
  const metricDelay = endpoint === undefined ? METRIC_DELAY_MS : 0;
  return { changes, target: new AwsTarget({ definition, app: deployed, aws, names, changes, clock, ahead: now - clock.now(), metricDelay }) };
}

/** Has all that is written down be as it was; says what. */
export async function restoreOnAws(directory: string): Promise<string[]> {
  const changes = new Changes(directory);
  const { left } = changes;
  if (!left) return [];
  const aws = new Aws(left.endpoint);
  const results = await Promise.allSettled([...left.changes].map(async change => {
    await aws.restore(change);
    changes.remove(change);
    return changeText(change);
  }));
  const failures = results.flatMap(result => result.status === 'rejected' ? [(result.reason as Error).message] : []);
  if (failures.length > 0) throw new Error(`Not restored, and still in ${path.relative('.', changes.file)}: ${failures.join('; ')}`);
  changes.end();
  return results.map(result => (result as PromiseFulfilledResult<string>).value);
}

/** What a drill before has left behind. */
export function leftOnAws(directory: string): Changes {
  return new Changes(directory);
}

/** What the drill needs to be allowed, and no more, in JSON. Asks nobody: ids of health checks are known where `record` has kept them. */
export async function policyText({ directory, definition, ...app }: AwsDrillOptions): Promise<string> {
  const stacks = await stacksOf({ directory, ...app });
  const recorded = recordedStacks(new ContextFile(directory));
  const deployed = new DeployedApp(stacks, stack => outputsRecorded(stacks, recorded, stack));
  return JSON.stringify(policyOf(deployed, definition), undefined, 2);
}

/** The ids of health checks, by the output that has them. */
function outputsRecorded(stacks: readonly AssembledStack[], recorded: DeployedStacks, stack: StackKey): Record<string, string> {
  const { healthChecks: told = {} } = stacks.find(one => keyOf(one) === keyOf(stack))!.template.Metadata?.[DEPLOYED] as StackFacts | undefined ?? {};
  const kept = recorded[keyOf(stack)]?.healthChecks ?? {};
  return Object.fromEntries(Object.entries(told).flatMap(([apiName, { output }]) => {
    const id = kept[apiName]?.id;
    return output === undefined || id === undefined ? [] : [[output, id]];
  }));
}

interface StackKey {
  readonly region: string;
  readonly name: string;
}

async function stacksOf({ directory, app, signal }: Pick<AwsDrillOptions, 'directory' | 'app' | 'signal'>): Promise<AssembledStack[]> {
  return readCompleteAssembly(await synthesize(directory, app, signal));
}

/** The local Regions' clock may run faster, and has run for a while. */
async function timeAt(endpoint: string | undefined): Promise<{ now: number; scale: number }> {
  if (endpoint === undefined) return { now: Date.now(), scale: 1 };
  const { answer } = await askLocalRegions(endpoint, '/', { ...inTheNameOf('fis', `${FAULTS_TARGET}.Time`), body: '{}' });
  return answer as { now: number; scale: number };
}

function keyOf({ region, name }: StackKey): string {
  return `${region}/${name}`;
}
