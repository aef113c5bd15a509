import { LocalRegionsOptions } from './local-regions-options';
import { Deployed } from '../cloudformation/deployed';
import { KnownNames } from '../faults/parameter';
import { CHECKER_REGIONS } from '../services/route53/health-check-definition';

/** What faults of an app may be about. */
export function knownNames({ regions, functions, queues, schedules, rules }: Deployed, endpoints: LocalRegionsOptions['endpoints'] = {}): KnownNames {
  return {
    regions,
    functions: distinct(functions.flatMap(({ logicalPath, functionName, isForDeployments }) => isForDeployments ? [] : [logicalPath, functionName])),
    queues: distinct(queues.map(({ name }) => name)),
    schedules: distinct([...schedules, ...rules].map(({ name }) => name)),
    endpoints: Object.keys(endpoints),
    checkers: CHECKER_REGIONS,
  };
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
