import { GuardingCheck } from './guarding-check';
import { StackOutputs } from './stack-outputs';

/** What is known of a Region's health checks. */
export interface KnownHealthCheck {
  /** Of the check that guards the Region's records. */
  readonly id?: string;
  /** Of the check on the Region's endpoint, in seconds. */
  readonly interval?: number;
}

/** By the API's name, and the Region's. */
export type HealthChecks = Record<string, Record<string, KnownHealthCheck>>;

/**
 * What is known after a deployment: intervals from the templates, ids from the deployment's outputs, the rest as it was.
 *
 * With outputs, a stack that is not among them was not deployed, and its Region stays as it was recorded.
 */
export function knownHealthChecks(checks: GuardingCheck[], recorded: unknown, outputs?: StackOutputs): HealthChecks {
  const stacks = checks.map(({ stack }) => stack);
  const known: HealthChecks = {};
  let deployed = 0;
  for (const check of checks) {
    const { apiName, stack, output, interval } = check;
    const before = (recorded as Partial<HealthChecks> | undefined)?.[apiName]?.[stack.region];
    const own = outputs?.ofStack(stack, stacks);
    if (own) deployed++;
    const now = outputs && !own ? before : { id: own ? outputs!.idIn(own, output, stack) : idThatStays(check, before), interval };
    known[apiName] = { ...known[apiName], ...now && { [stack.region]: now } };
  }
  if (outputs && checks.length > 0 && deployed === 0) {
    throw new Error(`\`--outputs\` must have the outputs of a stack with an API: ${[...new Set(stacks.map(({ name }) => name))].join(', ')}, got: none of them`);
  }
  return known;
}

/** An interval cannot change: another one is of another check. */
function idThatStays(check: GuardingCheck, { id, interval }: KnownHealthCheck = {}): string | undefined {
  return check.isOfEndpoint && interval !== undefined && interval !== check.interval ? undefined : id;
}
