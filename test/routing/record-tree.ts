/** A record set, with the tokens of its stack as "<Region>/<logical id>". */
export interface TreeRecord {
  readonly name: string;
  readonly type: string;
  readonly setIdentifier?: string;
  readonly region?: string;
  readonly weight?: number;
  readonly failover?: 'PRIMARY' | 'SECONDARY';
  readonly geoLocation?: { ContinentCode?: string; CountryCode?: string; SubdivisionCode?: string };
  readonly healthCheckId?: string;
  readonly evaluatesTarget: boolean;
  readonly target: string;
}

/** Who asks: where from, and how far from each Region. */
export interface Caller {
  readonly continent: string;
  readonly country: string;
  readonly subdivision?: string;
  readonly latencies: Record<string, number>;
}

/** The record sets of regional stacks, from their templates by the Region's name. */
export function recordsIn(templates: Record<string, any>): TreeRecord[] {
  return Object.entries(templates).flatMap(([region, { Resources }]) => {
    const literal = (value: any) => typeof value === 'object' ? `${region}/${value.Ref ?? value['Fn::GetAtt'][0]}` : value;
    const ofType = (type: string): any[] => Object.values<any>(Resources).filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
    return ofType('AWS::Route53::RecordSet').map(record => ({
      name: record.Name.replace(/\.$/, ''),
      type: record.Type,
      setIdentifier: record.SetIdentifier,
      region: record.Region,
      weight: record.Weight,
      failover: record.Failover,
      geoLocation: record.GeoLocation,
      healthCheckId: record.HealthCheckId && literal(record.HealthCheckId),
      evaluatesTarget: record.AliasTarget?.EvaluateTargetHealth ?? false,
      target: literal(record.AliasTarget?.DNSName ?? record.ResourceRecords[0]),
    }));
  });
}

/**
 * What Route 53 answers, as its documents have it.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html
 */
export class RecordTree {
  private readonly byName = new Map<string, TreeRecord[]>();

  constructor(records: TreeRecord[], private readonly isHealthy: (healthCheckId: string) => boolean) {
    records.forEach(record => this.byName.set(record.name, [...this.byName.get(record.name) ?? [], record]));
  }

  /** Where a name may lead, by A records or the CNAME records in their place: several targets where chance decides. */
  targetsOf(name: string, caller: Caller, type: string = 'A', seen: string[] = []): string[] {
    if (seen.includes(name)) throw new Error(`${name} leads to itself`);
    const set = this.setOf(name, type);
    if (set.length === 0) return [name];
    const healthy = set.filter(record => this.isRecordHealthy(record, type));
    // Chosen among the healthy ones or, if there are none, among all.
    const chosen = choose(healthy.length > 0 ? healthy : set, caller);
    const targets = chosen.length > 0 || healthy.length === 0 ? chosen : choose(set, caller);
    return [...new Set(targets.flatMap(({ target }) => this.targetsOf(target, caller, type, [...seen, name])))];
  }

  private setOf(name: string, type: string): TreeRecord[] {
    return (this.byName.get(name) ?? []).filter(record => record.type === type || record.type === 'CNAME');
  }

  /** A record is healthy while nothing says otherwise; an alias that evaluates a set is while one record of the set is. */
  private isRecordHealthy({ healthCheckId, evaluatesTarget, target }: TreeRecord, type: string): boolean {
    if (healthCheckId !== undefined && !this.isHealthy(healthCheckId)) return false;
    const set = evaluatesTarget ? this.setOf(target, type) : [];
    return set.length === 0 || set.some(record => this.isRecordHealthy(record, type));
  }
}

/** What the policy of a set chooses among some of its records. */
function choose(records: TreeRecord[], { continent, country, subdivision, latencies }: Caller): TreeRecord[] {
  const [{ region, weight, failover, geoLocation }] = records;
  if (region !== undefined) {
    return [records.reduce((best, record) => latencies[record.region!] < latencies[best.region!] ? record : best)];
  }
  if (weight !== undefined) {
    const weighty = records.filter(record => record.weight! > 0);
    return weighty.length > 0 ? weighty : records;
  }
  if (failover !== undefined) {
    return [records.find(record => record.failover === 'PRIMARY') ?? records[0]];
  }
  if (geoLocation === undefined) return records;
  const locations: TreeRecord['geoLocation'][] = [
    { CountryCode: country, SubdivisionCode: subdivision }, { CountryCode: country }, { ContinentCode: continent }, { CountryCode: '*' },
  ];
  const bySize = locations.map(location => records.find(record => isSame(record.geoLocation!, location!)));
  return bySize.filter(record => record !== undefined).slice(0, 1);
}

function isSame(one: object, other: object): boolean {
  const keys = ['ContinentCode', 'CountryCode', 'SubdivisionCode'];
  return keys.every(key => (one as any)[key] === (other as any)[key]);
}
