import { CHECKER_REGIONS, HealthCheckDefinition } from '../../services/route53/health-check-definition';
import { dnsName, GeoLocation, GeoProximityLocation, HostedZone, RecordSet } from '../../services/route53/record-set';
import { Resource } from '../resource';
import { StackResources } from '../stack-resources';

/** The Route 53 records of a stack, also those that a custom resource writes into another account's zone. */
export function readRecordSets(resources: StackResources): RecordSet[] {
  return [
    ...resources.read(resources.ofType('AWS::Route53::RecordSet'), readRecordSet),
    ...resources.read(resources.ofType('Custom::ZoneRecords'), readZoneRecords).flat(),
  ];
}

/** `Records` are as Route 53's API has them, not as CloudFormation does. */
function readZoneRecords(resource: Resource): RecordSet[] {
  return resource.property('Records').map((record: Record<string, any>) => {
    const properties: Record<string, any> = {
      ...record,
      HostedZoneId: resource.property('HostedZoneId'),
      ResourceRecords: record.ResourceRecords?.map(({ Value }: { Value: string }) => Value),
    };
    return readRecordSet({ property: name => properties[name] });
  });
}

export function readRecordSet(record: Pick<Resource, 'property'>): RecordSet {
  const aliasTarget = record.property('AliasTarget');
  return {
    name: dnsName(record.property('Name')),
    type: record.property('Type'),
    hostedZoneId: record.property('HostedZoneId') ?? record.property('HostedZoneName'),
    aliasTarget: aliasTarget && dnsName(aliasTarget.DNSName),
    aliasTargetHostedZoneId: aliasTarget?.HostedZoneId,
    evaluateTargetHealth: aliasTarget && String(aliasTarget.EvaluateTargetHealth) === 'true',
    values: record.property('ResourceRecords'),
    ttlSeconds: numberOf(record.property('TTL')),
    region: record.property('Region'),
    weight: numberOf(record.property('Weight')),
    failover: record.property('Failover'),
    geoLocation: readGeoLocation(record.property('GeoLocation')),
    setIdentifier: record.property('SetIdentifier'),
    healthCheckId: record.property('HealthCheckId'),
    multiValueAnswer: String(record.property('MultiValueAnswer')) === 'true' || undefined,
    geoProximity: readGeoProximity(record.property('GeoProximityLocation')),
    unsupportedRouting: unsupportedRouting(record),
  };
}

function readGeoLocation(location: Record<string, string> | undefined): GeoLocation | undefined {
  return location && { continentCode: location.ContinentCode, countryCode: location.CountryCode, subdivisionCode: location.SubdivisionCode };
}

function readGeoProximity(location: Record<string, any> | undefined): GeoProximityLocation | undefined {
  const coordinates = location?.Coordinates;
  return location && {
    region: location.AWSRegion,
    coordinates: coordinates && { latitude: Number(coordinates.Latitude), longitude: Number(coordinates.Longitude) },
    bias: numberOf(location.Bias),
  };
}

function unsupportedRouting(record: Pick<Resource, 'property'>): string | undefined {
  if (record.property('CidrRoutingConfig') !== undefined) return 'CidrRoutingConfig';
  return record.property('GeoProximityLocation')?.LocalZoneGroup === undefined ? undefined : 'LocalZoneGroup';
}

/** The hosted zones that a stack creates. Of imported ones a template tells only the id. */
export function readHostedZones(resources: StackResources): HostedZone[] {
  return resources.read(resources.ofType('AWS::Route53::HostedZone'), zone => ({ id: zone.ref, name: dnsName(zone.property('Name')) }));
}

/** The Route 53 health checks of a stack. */
export function readHealthChecks(resources: StackResources): HealthCheckDefinition[] {
  return resources.read(resources.ofType('AWS::Route53::HealthCheck'), readHealthCheck);
}

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
    alarm: config.AlarmIdentifier && { region: config.AlarmIdentifier.Region, name: config.AlarmIdentifier.Name },
    insufficientDataHealthStatus: config.InsufficientDataHealthStatus,
    childHealthChecks: config.ChildHealthChecks,
    healthThreshold: config.HealthThreshold,
  };
}

function numberOf(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}
