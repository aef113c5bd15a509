import { ContextFile } from './context-file';
import type { DeployedTemplate } from './deployed-templates';
import { StackOutputs } from './stack-outputs';
import { AssembledStack } from '../cloudformation/assembly';
import { DEPLOYED, VERSION } from '../cloudformation/what-the-library-says';

/** What a stack tells, as the constructs wrote it: it is kept, not read, but for its health checks. */
export interface StackFacts {
  readonly tables?: Readonly<Record<string, TableFacts>>;
  readonly names?: Readonly<Record<string, string>>;
  readonly healthChecks?: Readonly<Record<string, HealthCheckFacts>>;
}

export interface TableFacts {
  readonly regions: string[];
  readonly globalIndexes?: Readonly<Record<string, string>>;
}

export interface HealthCheckFacts {
  /** None until it is recorded with the outputs of a deployment. */
  readonly id?: string;
  /** Which output has the id; told by templates alone. */
  readonly output?: string;
  /** Under another one it is another check. */
  readonly guard?: string;
  readonly interval?: number;
}

/** By "<Region>/<stack>". */
export type DeployedStacks = Readonly<Record<string, StackFacts>>;

/** What is kept in the context. */
export interface DeployedRecord {
  readonly version: number;
  readonly stacks: DeployedStacks;
}

/** What was recorded; nothing of what another version recorded, which is to be recorded anew. */
export function recordedStacks(file: ContextFile): DeployedStacks {
  const { version, stacks = {} } = file.values[DEPLOYED] as Partial<DeployedRecord> | undefined ?? {};
  return version === VERSION ? stacks : {};
}

/** What was recorded without the stacks of Regions that an API of the app does not have any more. */
export function withoutGone(recorded: DeployedStacks, stacks: AssembledStack[]): DeployedStacks {
  const keys = stacks.map(keyOf);
  const apis = stacks.flatMap(stack => Object.keys(factsOf(stack)?.healthChecks ?? {}));
  return Object.fromEntries(Object.entries(recorded).filter(([key, { healthChecks = {} }]) =>
    keys.includes(key) || !apis.some(apiName => apiName in healthChecks)));
}

/** What was recorded of the stacks of other apps and stages. */
export function othersThan(stacks: AssembledStack[], recorded: DeployedStacks): DeployedStacks {
  const keys = stacks.map(keyOf);
  return Object.fromEntries(Object.entries(recorded).filter(([key]) => !keys.includes(key)));
}

/**
 * What is known of the stacks if the app is deployed as it is: the ids of health checks are those of the deployment's outputs, or as they were.
 *
 * With outputs, a stack that is not among them was not deployed, and stays as it was recorded.
 */
export function stacksOfApp(stacks: AssembledStack[], recorded: DeployedStacks, outputs?: StackOutputs): DeployedStacks {
  const telling = stacks.filter(factsOf);
  const deployed = telling.filter(stack => !outputs || outputs.ofStack(stack, telling));
  if (telling.length > 0 && deployed.length === 0) {
    throw new Error(`\`--outputs\` must have the outputs of a stack of the app: ${telling.map(({ name }) => name).join(', ')}, got: none of them`);
  }
  return Object.fromEntries(deployed.map(stack => {
    const before = recorded[keyOf(stack)]?.healthChecks ?? {};
    return [keyOf(stack), withIds(factsOf(stack)!, (apiName, { output, guard }) => {
      const known = before[apiName];
      const isSame = known?.guard === undefined || known.guard === guard;
      if (!outputs) return isSame ? known?.id : undefined;
      const id = outputs.idIn(outputs.ofStack(stack, telling)!, output!, stack);
      if (id === known?.id && !isSame) {
        throw new Error(`\`--outputs\` must be of the last deployment: another check guards ${apiName} in ${stack.region} now, `
          + `got: ${id}, which was recorded before. Deploy the app as it is, and record the outputs of that`);
      }
      return id;
    })];
  }));
}

/** What AWS has of the stacks of the app; nothing of those that are not deployed. */
export async function stacksOnAws(
  stacks: AssembledStack[], read: (stack: AssembledStack) => Promise<DeployedTemplate | undefined>,
): Promise<DeployedStacks> {
  const found = await Promise.all(stacks.filter(factsOf).map(async stack => {
    const deployed = await read(stack);
    if (!deployed) return [];
    const facts = factsOf(deployed);
    if (!facts) {
      throw new Error(`${stack.name} in ${stack.region} must tell what it has, got: a template of a release that did not. `
        + 'Deploy it once, and record again');
    }
    return [[keyOf(stack), withIds(facts, (_, { output }) => deployed.outputs[output!])] as const];
  }));
  return Object.fromEntries(found.flat());
}

/** What a stack tells of itself; nothing if it does not. */
function factsOf({ template: { Metadata: metadata } }: Pick<AssembledStack, 'template'>): StackFacts | undefined {
  const { version, ...facts } = metadata?.[DEPLOYED] as StackFacts & { version?: number } ?? {};
  if (version !== undefined && version !== VERSION) {
    throw new Error(`The templates must tell facts of version ${VERSION}, as this command and the constructs of the same release do, got: version ${version}`);
  }
  return version === undefined ? undefined : facts;
}

function keyOf({ region, name }: AssembledStack): string {
  return `${region}/${name}`;
}

function withIds({ healthChecks, ...facts }: StackFacts, idOf: (apiName: string, check: HealthCheckFacts) => string | undefined): StackFacts {
  if (!healthChecks) return facts;
  const checks = Object.entries(healthChecks).map(([apiName, { output, ...check }]) => [
    apiName, { id: idOf(apiName, { output, ...check }), ...check },
  ]);
  return { ...facts, healthChecks: Object.fromEntries(checks) };
}
