import { Resource, StackResources } from './stack-resources';
import { CHECKER_REGIONS, HealthCheckDefinition } from '../route53/health-check-definition';
import { dnsName, HostedZone, RecordSet } from '../route53/record-set';

/** The Route 53 records of a stack. */
export function readRecordSets(resources: StackResources): RecordSet[] {
  return resources.ofType('AWS::Route53::RecordSet').map(readRecordSet);
}

export function readRecordSet(record: Resource): RecordSet {
  const aliasTarget = record.property('AliasTarget');
  return {
    name: dnsName(record.property('Name')),
    type: record.property('Type'),
    hostedZoneId: record.property('HostedZoneId') ?? record.property('HostedZoneName'),
    aliasTarget: aliasTarget && dnsName(aliasTarget.DNSName),
    aliasTargetHostedZoneId: aliasTarget?.HostedZoneId,
    values: record.property('ResourceRecords'),
    ttlSeconds: numberOf(record.property('TTL')),
    region: record.property('Region'),
    setIdentifier: record.property('SetIdentifier'),
    healthCheckId: record.property('HealthCheckId'),
    unsupportedRouting: UNSUPPORTED_ROUTING.find(property => record.property(property) !== undefined),
  };
}

/** The hosted zones that a stack creates. Of imported ones a template tells only the id. */
export function readHostedZones(resources: StackResources): HostedZone[] {
  return resources.ofType('AWS::Route53::HostedZone').map(zone => ({ id: zone.ref, name: dnsName(zone.property('Name')) }));
}

/** The Route 53 health checks of a stack. */
export function readHealthChecks(resources: StackResources): HealthCheckDefinition[] {
  return resources.ofType('AWS::Route53::HealthCheck').map(readHealthCheck);
}

const UNSUPPORTED_ROUTING = [
  'CidrRoutingConfig', 'Failover', 'GeoLocation', 'GeoProximityLocation', 'MultiValueAnswer', 'Weight',
];

function readHealthCheck(healthCheck: Resource): HealthCheckDefinition {
  const config = healthCheck.property('HealthCheckConfig');
  const tags: { Key: string; Value: string }[] = healthCheck.property('HealthCheckTags') ?? [];
  return {
    id: healthCheck.ref,
    name: tags.find(tag => tag.Key === 'Name')?.Value,
    type: config.Type,
    fullyQualifiedDomainName: config.FullyQualifiedDomainName,
    port: numberOf(config.Port),
    resourcePath: config.ResourcePath,
    searchString: config.SearchString,
    requestInterval: config.RequestInterval ?? 30,
    failureThreshold: config.FailureThreshold ?? 3,
    regions: config.Regions ?? CHECKER_REGIONS,
    inverted: config.Inverted,
    disabled: config.Disabled,
    childHealthChecks: config.ChildHealthChecks,
    healthThreshold: config.HealthThreshold,
  };
}

function numberOf(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}
