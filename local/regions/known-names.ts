import { Deployed } from '../cloudformation/deployed';
import { KnownNames } from '../faults/parameter';
import { CHECKER_REGIONS } from '../services/route53/health-check-definition';

/** What faults of an app may be about. */
export function knownNames({ regions, functions, queues, schedules, rules }: Deployed): KnownNames {
  return {
    regions,
    functions: distinct(functions.flatMap(({ logicalPath, functionName, isForDeployments }) => isForDeployments ? [] : [logicalPath, functionName])),
    queues: distinct(queues.map(({ name }) => name)),
    schedules: distinct([...schedules, ...rules].map(({ name }) => name)),
    checkers: CHECKER_REGIONS,
  };
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
