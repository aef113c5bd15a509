import { DeployedResources, Resource } from './deployed-resources';
import { isObject, listOf, textOf } from '../synthesis/template-values';

/** A record set, whoever writes it. */
export interface KnownRecord {
  /** What writes it. */
  readonly resource: Resource;
  /** In lower case, without the last dot. */
  readonly name: string;
  readonly type: string;
  readonly zone: string;
  readonly setIdentifier?: string;
  readonly failover?: string;
  /** Of a geolocation record for callers whom no other one is for. */
  readonly isDefault: boolean;
  /** Of a latency record. */
  readonly region?: string;
  /** As in the template; none where it is empty. */
  readonly healthCheckId?: unknown;
  /** Where an alias or CNAME record leads. */
  readonly target?: string;
  /** Whether Route 53 asks the target of an alias record for its health; API Gateway has none to tell. */
  readonly evaluatesTarget: boolean;
}

/** All record sets: of `AWS::Route53::RecordSet`, of groups of them, and of a zone in another account. */
export function recordsIn(deployed: DeployedResources): KnownRecord[] {
  return [
    ...deployed.ofType('AWS::Route53::RecordSet').map(resource => toRecord(deployed, resource, resource.properties)),
    ...deployed.ofType('AWS::Route53::RecordSetGroup').flatMap(resource => recordsOf(deployed, resource, 'RecordSets')),
    ...deployed.ofType('Custom::ZoneRecords').flatMap(resource => recordsOf(deployed, resource, 'Records')),
  ];
}

export function normalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

function recordsOf(deployed: DeployedResources, resource: Resource, list: string): KnownRecord[] {
  return listOf(resource.properties[list]).filter(isObject).map(record => toRecord(deployed, resource, record));
}

function toRecord(deployed: DeployedResources, resource: Resource, record: { [property: string]: any }): KnownRecord {
  const text = (value: unknown) => textOf(value, resource.region);
  const name = (value: unknown) => normalName(text(value) ?? '');
  const target = record.AliasTarget?.DNSName ?? (record.Type === 'CNAME' ? listOf(record.ResourceRecords)[0]?.Value ?? listOf(record.ResourceRecords)[0] : undefined);
  return {
    resource,
    name: name(record.Name),
    type: text(record.Type) ?? '',
    zone: text(record.HostedZoneId ?? resource.properties.HostedZoneId) ?? name(record.HostedZoneName ?? resource.properties.HostedZoneName),
    setIdentifier: text(record.SetIdentifier),
    failover: text(record.Failover),
    isDefault: record.GeoLocation?.CountryCode === '*',
    region: text(record.Region),
    healthCheckId: record.HealthCheckId || undefined,
    target: target && name(target),
    evaluatesTarget: text(record.AliasTarget?.EvaluateTargetHealth) === 'true' && !isOfApiGateway(deployed, resource, record.AliasTarget.DNSName),
  };
}

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-failover-alias.html */
function isOfApiGateway(deployed: DeployedResources, resource: Resource, target: unknown): boolean {
  const domainName = deployed.referredBy(resource, target, 'AWS::ApiGateway::DomainName', 'AWS::ApiGatewayV2::DomainName');
  return domainName !== undefined || /\.execute-api\./i.test(textOf(target, resource.region) ?? '');
}
