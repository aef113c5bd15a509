import { CfnRecordSet, CfnRecordSetProps } from 'aws-cdk-lib/aws-route53';
import { Routing } from './routing';
import { Standby } from './standby';
import { ZoneRecord } from '../zone/zone-record';

/** What leads to one Region. */
export interface RecordPlan {
  readonly region: string;
  readonly sharedName: string;
  readonly regionalName: string;
  /** Whether names are answered over IPv6, too. */
  readonly ipv6: boolean;
  /** API Gateway's targets for the shared and the regional name. */
  readonly sharedTarget: AliasTarget;
  readonly regionalTarget: AliasTarget;
  readonly healthCheckId: string;
  readonly routing: Routing;
  readonly standby?: Standby;
}

interface AliasTarget {
  readonly dnsName: string;
  /** Absent for a name of the API's own zone, or one that only a CNAME record can lead to. */
  readonly hostedZoneId?: string;
}

/** The TTL of an alias record that points to an API Gateway domain name, and of the CNAME records here. */
export const TTL_SECONDS = 60;

/**
 * All records that lead to one Region, each after those that it is an alias of, which Route 53 wants to know first.
 *
 * An entry under the shared name leads to the Region itself or, where something stands in for an unhealthy Region, to a
 * failover pair: the Region first, the substitute second. When all entries are unhealthy Route 53 follows one as if it
 * were healthy, and so comes to the substitute.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html
 */
export function recordsOf(plan: RecordPlan, zoneId: string): ZoneRecord[] {
  const { region, sharedName, routing, standby, healthCheckId } = plan;
  const records = new RecordList(plan, zoneId);
  records.addAlias('Regional', { name: plan.regionalName }, plan.regionalTarget);

  let target = plan.sharedTarget;
  if (standby) {
    target = records.addPair('Failover', `${region}.failover.${sharedName}`, target, { dnsName: standby._dnsName, hostedZoneId: standby._hostedZoneId });
  }
  const entries = routing._entriesOf(region);
  if (routing._fallsBackToNearest) {
    const nearest = records.addName('Nearest', { name: `nearest.${sharedName}`, region, setIdentifier: region, healthCheckId }, target);
    target = entries.length > 0 ? records.addPair('Geolocation', `${region}.geolocation.${sharedName}`, plan.sharedTarget, nearest) : nearest;
  }
  for (const { id, ...policy } of entries) {
    // Where a pair stands in, the entry leads there whatever the Region's health.
    const guard = routing._fallsBackToNearest ? {} : { healthCheckId };
    records.addName(id, { name: sharedName, ...policy, ...guard }, target);
  }
  return records.all;
}

type Entry = Omit<CfnRecordSetProps, 'type' | 'aliasTarget' | 'resourceRecords' | 'ttl'>;

/** Each entry once a record type: A and AAAA aliases or, where a host stands by, CNAME. */
class RecordList {
  readonly all: ZoneRecord[] = [];
  private readonly addressTypes: string[];

  constructor(private readonly plan: RecordPlan, private readonly zoneId: string) {
    this.addressTypes = plan.ipv6 ? ['A', 'AAAA'] : ['A'];
  }

  addAlias(id: string, entry: Entry, target: AliasTarget): AliasTarget {
    const aliasTarget: CfnRecordSet.AliasTargetProperty = {
      dnsName: target.dnsName,
      hostedZoneId: target.hostedZoneId ?? this.zoneId,
      evaluateTargetHealth: entry.failover === 'PRIMARY', // Route 53 asks for it there, and has it of CloudFront nowhere
    };
    for (const type of this.addressTypes) {
      this.all.push({ id: `${id}${type}`, ...entry, type, aliasTarget });
    }
    return { dnsName: entry.name };
  }

  addName(id: string, entry: Entry, target: AliasTarget): AliasTarget {
    if (!this.isCname) return this.addAlias(id, entry, target);
    this.all.push({ id: `${id}CNAME`, ...entry, type: 'CNAME', ttl: `${TTL_SECONDS}`, resourceRecords: [target.dnsName] });
    return { dnsName: entry.name };
  }

  addPair(id: string, name: string, first: AliasTarget, second: AliasTarget): AliasTarget {
    this.addName(`${id}Primary`, { name, failover: 'PRIMARY', setIdentifier: 'primary', healthCheckId: this.plan.healthCheckId }, first);
    return this.addName(`${id}Secondary`, { name, failover: 'SECONDARY', setIdentifier: 'secondary' }, second);
  }

  private get isCname(): boolean {
    return this.plan.standby !== undefined && this.plan.standby._hostedZoneId === undefined;
  }
}
