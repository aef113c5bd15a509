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
  /** The hosted zone of the alias's target, which is another than the record's. */
  readonly aliasTargetHostedZoneId?: string;
  readonly values?: string[];
  readonly ttlSeconds?: number;
  /** The Region of a latency record; a simple record has none. */
  readonly region?: string;
  readonly setIdentifier?: string;
  readonly healthCheckId?: string;
  /** The property that asks for a routing policy other than simple and latency, such as `Weight`: the record is not answered. */
  readonly unsupportedRouting?: string;
}

/** A hosted zone that a template creates. Record sets may be in others too, of which only the id is known. */
export interface HostedZone {
  readonly id: string;
  /** Lower case, without the trailing dot. */
  readonly name: string;
}
