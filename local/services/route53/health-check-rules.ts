import { CHECKER_REGIONS, HealthCheckDefinition } from './health-check-definition';

const MAX_TEXT_LENGTH = 255;
const MAX_CHILDREN = 255;
const MIN_REGIONS = 3;

/** Why Route 53 would refuse a health check, in its own way of saying so: nothing when it would not. */
export function healthCheckProblems(
  definition: HealthCheckDefinition, others: ReadonlyMap<string, { readonly definition: HealthCheckDefinition }>,
): string[] {
  const { failureThreshold, port, healthThreshold, fullyQualifiedDomainName, resourcePath, searchString, regions } = definition;
  return [
    ...rangeProblems('FailureThreshold', failureThreshold, 1, 10),
    ...rangeProblems('Port', port, 1, 65535),
    ...rangeProblems('HealthThreshold', healthThreshold, 0, 256),
    ...lengthProblems('FullyQualifiedDomainName', fullyQualifiedDomainName),
    ...lengthProblems('ResourcePath', resourcePath),
    ...lengthProblems('SearchString', searchString),
    ...regions ? regionProblems(regions) : [],
    ...definition.type === 'CALCULATED' ? calculatedProblems(definition, others) : endpointProblems(definition),
  ];
}

function rangeProblems(type: string, value: number | undefined, min: number, max: number): string[] {
  if (value === undefined || (value >= min && value <= max)) return [];
  const facet = value < min ? 'minInclusive' : 'maxInclusive';
  const bound = value < min ? min : max;
  return [`Invalid XML ; cvc-${facet}-valid: Value '${value}' is not facet-valid with respect to ${facet} '${bound}' for type '${type}'.`];
}

function lengthProblems(type: string, value: string | undefined): string[] {
  if (value === undefined || value.length <= MAX_TEXT_LENGTH) return [];
  return [`Invalid XML ; cvc-maxLength-valid: Value '${value}' with length = '${value.length}' is not facet-valid`
    + ` with respect to maxLength '${MAX_TEXT_LENGTH}' for type '${type}'.`];
}

function regionProblems(regions: readonly string[]): string[] {
  const unknown = regions.filter(region => !CHECKER_REGIONS.includes(region)).map(region =>
    `Invalid XML ; cvc-enumeration-valid: Value '${region}' is not facet-valid with respect to enumeration`
    + ` '[${CHECKER_REGIONS.join(', ')}]'. It must be a value from the enumeration.`);
  const tooFew = new Set(regions).size < MIN_REGIONS ? [`Invalid parameter : Health checks must have at least ${MIN_REGIONS} regions specified.`] : [];
  return [...unknown, ...tooFew];
}

function calculatedProblems(
  { healthThreshold, childHealthChecks = [] }: HealthCheckDefinition, others: Parameters<typeof healthCheckProblems>[1],
): string[] {
  const problems = childHealthChecks.flatMap(id => {
    if (!others.has(id)) return [`Invalid parameter : Child health check ${id} does not exist.`];
    return others.get(id)!.definition.type === 'CALCULATED'
      ? [`Invalid parameter : Child health check ${id} must not be a calculated health check.`] : [];
  });
  if (healthThreshold === undefined) problems.push('Invalid parameter : Calculated health checks must have a health threshold specified.');
  if (childHealthChecks.length > MAX_CHILDREN) {
    problems.push(`Invalid parameter : Calculated health checks must have at most ${MAX_CHILDREN} child health checks.`);
  }
  return problems;
}

function endpointProblems({ type, searchString, childHealthChecks, healthThreshold }: HealthCheckDefinition): string[] {
  const problems = [];
  if (childHealthChecks?.length) problems.push('Invalid parameter : Basic health checks must not have child health checks specified.');
  if (healthThreshold !== undefined) problems.push('Invalid parameter : Basic health checks must not have a health threshold specified.');
  if (type.endsWith('_STR_MATCH') !== Boolean(searchString)) {
    problems.push(`Invalid parameter : ${type} health checks must ${searchString ? 'not ' : ''}have a search string specified.`);
  }
  return problems;
}
