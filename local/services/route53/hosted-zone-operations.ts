import { Operation } from './operation';
import { pageOf } from './page';
import { dnsName, HostedZone, RecordSet } from './record-set';
import { Route53Error } from './route53-error';
import { XmlContent } from './route53-xml';

/** The operations of Route 53's API that read hosted zones. */
export class HostedZoneOperations {
  readonly operations: Readonly<Record<string, Operation>> = {
    ListHostedZones: ({ query }) => {
      const marker = query.get('marker');
      const page = pageOf(this.hostedZones, ({ id }) => !marker || id === marker, query.get('maxitems'));
      return {
        HostedZones: { HostedZone: page.items.map(zone => this.hostedZoneXml(zone)) },
        Marker: marker ?? '',
        IsTruncated: page.next !== undefined,
        NextMarker: page.next?.id,
        MaxItems: page.maxItems,
      };
    },

    ListResourceRecordSets: ({ query }, id) => {
      const recordSets = this.recordSetsOf(id);
      if (recordSets.length === 0 && !this.hostedZones.some(zone => zone.id === id)) throw Route53Error.noSuchHostedZone(id);
      const from = sortKey(query.get('name') ?? '', query.get('type') ?? '', query.get('identifier') ?? '');
      const page = pageOf(recordSets, record => keyOf(record) >= from, query.get('maxitems'));
      return {
        ResourceRecordSets: { ResourceRecordSet: page.items.map(recordSetXml) },
        IsTruncated: page.next !== undefined,
        NextRecordName: page.next && absoluteName(page.next.name),
        NextRecordType: page.next?.type,
        NextRecordIdentifier: page.next?.setIdentifier,
        MaxItems: page.maxItems,
      };
    },
  };

  constructor(private readonly hostedZones: readonly HostedZone[], private readonly recordSets: readonly RecordSet[]) {}

  private recordSetsOf(hostedZoneId: string): RecordSet[] {
    return this.recordSets
      .filter(record => record.hostedZoneId === hostedZoneId)
      .sort((a, b) => keyOf(a) < keyOf(b) ? -1 : 1);
  }

  private hostedZoneXml({ id, name }: HostedZone): XmlContent {
    return {
      Id: `/hostedzone/${id}`,
      Name: absoluteName(name),
      CallerReference: id,
      Config: { PrivateZone: false },
      ResourceRecordSetCount: this.recordSetsOf(id).length,
    };
  }
}

function recordSetXml(record: RecordSet): XmlContent {
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
    TTL: record.ttlSeconds,
    ResourceRecords: record.values && { ResourceRecord: record.values.map(Value => ({ Value })) },
    AliasTarget: record.aliasTarget === undefined ? undefined : {
      HostedZoneId: record.aliasTargetHostedZoneId,
      DNSName: absoluteName(record.aliasTarget),
      EvaluateTargetHealth: record.evaluateTargetHealth ?? false,
    },
    HealthCheckId: record.healthCheckId,
  };
}

function keyOf({ name, type, setIdentifier = '' }: RecordSet): string {
  return sortKey(name, type, setIdentifier);
}

/** Route 53 sorts by the labels of the name from the last to the first. */
function sortKey(name: string, type: string, setIdentifier: string): string {
  return [dnsName(name).split('.').reverse().join('.'), type, setIdentifier].join(' ');
}

function absoluteName(name: string): string {
  return `${name.replace('*', '\\052')}.`;
}
