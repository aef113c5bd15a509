import { isSame, Resource } from './deployed';

/** A record set of Route 53, whoever writes it. */
interface WrittenRecord {
  readonly zone: string;
  readonly name: string;
  readonly type: string;
  readonly setIdentifier?: string;
  readonly policy: 'simple' | 'latency' | 'weighted' | 'geolocation' | 'failover';
  /** What a name has one record of. */
  readonly place: unknown;
  /** For callers of no other place. */
  readonly isDefault: boolean;
}

/**
 * Why two resources cannot both have their records; nothing if they can.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
 */
export function recordCollision(one: Resource, other: Resource): string | undefined {
  const others = recordsIn(other);
  return recordsIn(one).flatMap(record => others.map(existing => clash(record, existing))).find(why => why !== undefined);
}

function clash(one: WrittenRecord, other: WrittenRecord): string | undefined {
  if (one.zone !== other.zone || one.name !== other.name) return undefined;
  if (one.type !== other.type) return [one, other].some(({ type }) => type === 'CNAME') ? 'a name with a CNAME record has no other records' : undefined;
  if (one.policy !== other.policy) return 'the records of a name have one routing policy';
  if (one.setIdentifier === other.setIdentifier) return 'a record is there once, whoever writes it';
  return one.place !== undefined && isSame(one.place, other.place) ? `a name has one ${one.policy} record for a place` : undefined;
}

export function recordsIn({ type, properties }: Resource): WrittenRecord[] {
  switch (type) {
    case 'AWS::Route53::RecordSet': return [recordOf(properties, properties.HostedZoneId)];
    case 'Custom::ZoneRecords': return properties.Records.map((record: Record<string, any>) => recordOf(record, properties.HostedZoneId));
    default: return [];
  }
}

function recordOf({ Name, Type, SetIdentifier, Region, Weight, GeoLocation, Failover }: Record<string, any>, zone: string): WrittenRecord {
  const policies = { latency: Region, weighted: Weight, geolocation: GeoLocation, failover: Failover };
  const [policy, value] = Object.entries(policies).find(entry => entry[1] !== undefined) ?? ['simple', undefined];
  return {
    zone,
    name: Name.toLowerCase().replace(/\.$/, ''),
    type: Type,
    setIdentifier: SetIdentifier,
    policy: policy as WrittenRecord['policy'],
    place: policy === 'weighted' ? undefined : value,
    isDefault: GeoLocation?.CountryCode === '*',
  };
}
