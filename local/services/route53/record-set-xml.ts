import { dnsName, RecordSet } from './record-set';
import { XmlContent } from './route53-xml';

/** A record set as Route 53 writes it. */
export function recordSetXml(record: RecordSet): XmlContent {
  const { geoProximity: proximity, aliasTarget } = record;
  return {
    Name: absoluteName(record.name),
    Type: record.type,
    SetIdentifier: record.setIdentifier,
    Weight: record.weight,
    Region: record.region,
    GeoLocation: record.geoLocation && {
      ContinentCode: record.geoLocation.continentCode,
      CountryCode: record.geoLocation.countryCode,
      SubdivisionCode: record.geoLocation.subdivisionCode,
    },
    Failover: record.failover,
    MultiValueAnswer: record.multiValueAnswer,
    TTL: record.ttlSeconds,
    ResourceRecords: record.values && { ResourceRecord: record.values.map(Value => ({ Value })) },
    AliasTarget: aliasTarget === undefined ? undefined : {
      HostedZoneId: record.aliasTargetHostedZoneId,
      DNSName: absoluteName(aliasTarget),
      EvaluateTargetHealth: record.evaluateTargetHealth ?? false,
    },
    HealthCheckId: record.healthCheckId,
    GeoProximityLocation: proximity && {
      AWSRegion: proximity.region,
      Coordinates: proximity.coordinates && { Latitude: proximity.coordinates.latitude, Longitude: proximity.coordinates.longitude },
      Bias: proximity.bias,
    },
  };
}

/** What a client writes of a record set, every value a text. */
export function readRecordSetXml(xml: Record<string, any>, hostedZoneId: string): RecordSet {
  const { AliasTarget: alias, GeoLocation: place, GeoProximityLocation: proximity } = xml;
  const coordinates = proximity?.Coordinates;
  return {
    name: dnsName(xml.Name ?? '').replace('\\052', '*'),
    type: xml.Type,
    hostedZoneId,
    aliasTarget: alias && dnsName(alias.DNSName),
    aliasTargetHostedZoneId: alias?.HostedZoneId,
    evaluateTargetHealth: alias && alias.EvaluateTargetHealth === 'true',
    values: xml.ResourceRecords?.ResourceRecord.map(({ Value }: { Value: string }) => Value),
    ttlSeconds: numberOf(xml.TTL),
    region: xml.Region?.[0],
    weight: numberOf(xml.Weight),
    failover: xml.Failover,
    geoLocation: place && { continentCode: place.ContinentCode, countryCode: place.CountryCode, subdivisionCode: place.SubdivisionCode },
    multiValueAnswer: xml.MultiValueAnswer === 'true' || undefined,
    geoProximity: proximity && {
      region: proximity.AWSRegion,
      coordinates: coordinates && { latitude: Number(coordinates.Latitude), longitude: Number(coordinates.Longitude) },
      bias: numberOf(proximity.Bias),
    },
    setIdentifier: xml.SetIdentifier,
    healthCheckId: xml.HealthCheckId,
    unsupportedRouting: ['CidrRoutingConfig', 'TrafficPolicyInstanceId'].find(property => xml[property] !== undefined),
  };
}

export function absoluteName(name: string): string {
  return `${name.replace('*', '\\052')}.`;
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
