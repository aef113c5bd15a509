import { GuardingCheck } from './guarding-check';
import { StackOutputs } from './stack-outputs';

/** What is known of a Region's health checks. */
export interface KnownHealthCheck {
  /** Of the check that guards the Region's records. */
  readonly id?: string;
  /** Its name in the template. */
  readonly logicalId?: string;
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
    const { apiName, stack, logicalId, interval } = check;
    const before = (recorded as Partial<HealthChecks> | undefined)?.[apiName]?.[stack.region];
    const own = outputs?.ofStack(stack, stacks);
    if (own) deployed++;
    const id = own ? newId(outputs!.idIn(own, check.output, stack), check, before) : idThatStays(check, before);
    const now = outputs && !own ? before : { id, logicalId, interval };
    known[apiName] = { ...known[apiName], ...now && { [stack.region]: now } };
  }
  if (outputs && checks.length > 0 && deployed === 0) {
    throw new Error(`\`--outputs\` must have the outputs of a stack with an API: ${[...new Set(stacks.map(({ name }) => name))].join(', ')}, got: none of them`);
  }
  return known;
}

function newId(id: string, check: GuardingCheck, before?: KnownHealthCheck): string {
  if (id === before?.id && !isThatOf(check, before)) {
    throw new Error(`\`--outputs\` must be of the last deployment: another check guards ${check.apiName} in ${check.stack.region} now, `
      + `got: ${id}, which was recorded before. Deploy the app as it is, and record the outputs of that`);
  }
  return id;
}

function idThatStays(check: GuardingCheck, before?: KnownHealthCheck): string | undefined {
  return before && isThatOf(check, before) ? before.id : undefined;
}

/** Under another name it is another check, and so it is with another interval, which cannot change. */
function isThatOf(check: GuardingCheck, { logicalId, interval }: KnownHealthCheck): boolean {
  const isOtherInterval = check.isOfEndpoint && interval !== undefined && interval !== check.interval;
  const isOtherName = logicalId !== undefined && logicalId !== check.logicalId;
  return !isOtherInterval && !isOtherName;
}
