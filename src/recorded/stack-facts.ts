import { CfnOutput, Lazy, Stack } from 'aws-cdk-lib';
import { HeldNames, namesHeldIn } from './held-names';
import { StackResources } from './stack-resources';
import { TableFacts, tablesIn } from './table-facts';
import { NAMESPACE } from '../synthesis/namespace';

/**
 * The key of what decides whether the next deployment is legal. A template tells it of its stack, in its metadata; the context tells it
 * of all stacks that are deployed, as `npx multi-region record` copies it there.
 */
export const DEPLOYED = `${NAMESPACE}deployed`;

/** How facts are written down. */
export const VERSION = 1;

/** What decides whether the next deployment of a stack is legal. */
export interface StackFacts {
  /** The global tables, by name. */
  readonly tables?: { readonly [tableName: string]: TableFacts };
  /** What AWS has once, and which resource has it. */
  readonly names?: HeldNames;
  /** The checks that guard the records of an API, by its name. */
  readonly healthChecks?: { readonly [apiName: string]: HealthCheckFacts };
}

/** What is known of the check that guards a Region's records. */
export interface HealthCheckFacts {
  /** Its logical ID and, if it is the check on the endpoint itself, its interval: under others it is another check. */
  readonly guard?: string;
  /** In seconds, of the check on the Region's endpoint; none where nothing but alarms is asked. */
  readonly interval?: number;
}

/** Has the template of a stack tell its facts, as they are when everything was added. */
export function tellFacts(stack: Stack, healthChecks: StackFacts['healthChecks'] = {}) {
  const told: StackFacts = stack.templateOptions.metadata?.[DEPLOYED] ?? {
    version: VERSION,
    tables: Lazy.any({ produce: () => tablesIn(new StackResources(stack)) }),
    names: Lazy.any({ produce: () => namesHeldIn(new StackResources(stack)) }),
  };
  const all = { ...told.healthChecks, ...healthChecks };
  stack.addMetadata(DEPLOYED, { ...told, healthChecks: Object.keys(all).length > 0 ? all : undefined });
}

/** Has it tell of the check that guards an API's records, too, and which output has its id. */
export function tellHealthCheck(apiName: string, output: CfnOutput, check: HealthCheckFacts) {
  tellFacts(Stack.of(output), { [apiName]: { output: output.logicalId, ...check } as HealthCheckFacts });
}

/** The facts of a stack; nothing of one that tells none. */
export function factsOf(stack: Stack): StackFacts | undefined {
  return stack.resolve(stack.templateOptions.metadata?.[DEPLOYED]);
}
