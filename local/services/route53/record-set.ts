/** How a DNS name is compared: lower case, without the trailing dot. */
export function dnsName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** One resource record set of a hosted zone, as its template defines it. */
export interface RecordSet {
  /** Lower case, without the trailing dot. */
  readonly name: string;
  readonly type: string;
  readonly hostedZoneId: string;
  /** The DNS name that an alias record points at. */
  readonly aliasTarget?: string;
  /** The hosted zone of the alias's target: the record's own for an alias onto another record. */
  readonly aliasTargetHostedZoneId?: string;
  /** Whether an alias record is as healthy as what it points at. */
  readonly evaluateTargetHealth?: boolean;
  readonly values?: string[];
  readonly ttlSeconds?: number;
  /** The Region of a latency record. */
  readonly region?: string;
  /** The weight of a weighted record. */
  readonly weight?: number;
  /** The role of a failover record. */
  readonly failover?: 'PRIMARY' | 'SECONDARY';
  /** The callers of a geolocation record. */
  readonly geoLocation?: GeoLocation;
  /** Whether the record is one of several that are answered together. */
  readonly multiValueAnswer?: boolean;
  /** Where the resource of a geoproximity record is. */
  readonly geoProximity?: GeoProximityLocation;
  readonly setIdentifier?: string;
  readonly healthCheckId?: string;
  /** The property that asks for a routing policy that is not supported, such as `CidrRoutingConfig`: the record is not answered. */
  readonly unsupportedRouting?: string;
}

/** Where the callers of a geolocation record are: on a continent, in a country ("*" is everywhere) or in a state of it. */
export interface GeoLocation {
  readonly continentCode?: string;
  readonly countryCode?: string;
  readonly subdivisionCode?: string;
}

/** Where a resource is: in a Region or at coordinates; callers come from farther away by a bias above 0, at most 99, and from less far below it. */
export interface GeoProximityLocation {
  readonly region?: string;
  readonly coordinates?: { readonly latitude: number; readonly longitude: number };
  readonly bias?: number;
}

/** Why a record set is not answered, if so: for start-up to say. */
export function unsupportedReason({ name, unsupportedRouting }: RecordSet): string | undefined {
  if (unsupportedRouting) return unsupportedRouting;
  return name.startsWith('*.') ? 'wildcard' : undefined;
}

/** A hosted zone that a template creates. Record sets may be in others too, of which only the id is known. */
export interface HostedZone {
  readonly id: string;
  /** Lower case, without the trailing dot. */
  readonly name: string;
}
