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
  const { id, ...policy } = routing._entryOf(region);
  if (routing._locations.length === 0) {
    records.addName(id, { name: sharedName, ...policy, healthCheckId }, target);
  } else {
    records.addName(id, { name: sharedName, ...policy }, addLocations(records, plan, target));
  }
  return records.all;
}

/**
 * The Region's own copy of the map: a location that moves from Region to Region is led elsewhere in each copy, and none is
 * ever without it.
 *
 * Whom a location leads to is healthy, or the nearest is: a name with a record of weight 1 of the Region itself, and one of
 * weight 0 of each Region, so that the name is there whichever Regions are.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-weighted.html
 */
function addLocations(records: RecordList, plan: RecordPlan, target: AliasTarget): AliasTarget {
  const { region, sharedName, routing, healthCheckId } = plan;
  const map = { dnsName: `${region}.locations.${sharedName}` };
  const orNearest = (server: string) => ({ dnsName: `${server}.or-nearest.${sharedName}` });
  const nearest = records.addName('Nearest', { name: `nearest.${sharedName}`, region, setIdentifier: region, healthCheckId }, target);
  for (const server of new Set(routing._locations.map(location => location.server))) {
    const name = orNearest(server).dnsName;
    if (server === region) records.addName('Server', { name, weight: 1, setIdentifier: region, healthCheckId }, plan.sharedTarget);
    records.addName(`OrNearest-${server}`, { name, weight: 0, setIdentifier: `${region}-nearest` }, nearest);
  }
  for (const { code, geoLocation, server } of routing._locations) {
    records.addName(code, { name: map.dnsName, setIdentifier: code, geoLocation }, orNearest(server));
  }
  return map;
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
