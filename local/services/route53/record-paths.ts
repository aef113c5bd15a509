import { HostedRecords } from './hosted-records';
import { RecordSet } from './record-set';
import { routingPolicyOf } from './routing-policy';

/** Where names can lead: to which Regions, and which health checks stand on the way. */
export class RecordPaths {
  /** The names with a routing policy that lead to a Region, without those that another routing policy leads to. */
  readonly shared: string[];
  /** The names with a simple record that lead to a Region. */
  readonly simple: string[];

  constructor(private readonly records: HostedRecords, private readonly regionOf: (target: string) => string | undefined) {
    const inner = new Set(records.all.filter(record => !isSimple(record)).flatMap(record => records.beneath(record)).map(([{ name }]) => name));
    const names = [...new Set(records.all.map(({ name }) => name))].filter(name => this.leadsToRegion(records.addressSet(name)));
    const simple = new Set(names.filter(name => isSimple(records.addressSet(name)![0])));
    this.shared = names.filter(name => !simple.has(name) && !inner.has(name));
    this.simple = [...simple];
  }

  /** The health check of a name's record for a Region: it decides whether the name leads there. */
  healthCheckId(name: string, region: string): string | undefined {
    return this.guardIn(this.records.addressSet(name), region);
  }

  private leadsToRegion(set: readonly RecordSet[] = []): boolean {
    return set.some(record => this.regionBehind(record) !== undefined || this.beneath(record).some(next => this.leadsToRegion(next)));
  }

  /** Of the records that lead to the Region while all is well, the health check of the first that has one. */
  private guardIn(set: readonly RecordSet[] = [], region: string): string | undefined {
    const guard = set.find(record => record.healthCheckId !== undefined && this.regionAhead(record) === region);
    if (guard) return guard.healthCheckId;
    for (const next of set.flatMap(record => this.beneath(record))) {
      const inner = this.guardIn(next, region);
      if (inner) return inner;
    }
    return undefined;
  }

  /** The one Region that a record leads to while all is well; none where other records choose between several. */
  private regionAhead(record: RecordSet): string | undefined {
    const [next] = this.beneath(record);
    if (next === undefined) return this.regionBehind(record);
    const first = next.length === 1 ? next[0] : next.find(({ failover }) => failover === 'PRIMARY');
    return first && this.regionAhead(first);
  }

  private regionBehind(record: RecordSet): string | undefined {
    const target = this.records.targetOf(record);
    return target === undefined ? undefined : this.regionOf(target);
  }

  /** Over IPv4, as callers come here. */
  private beneath(record: RecordSet): (readonly RecordSet[])[] {
    return this.records.beneath(record).filter(([{ type }]) => type !== 'AAAA');
  }
}

function isSimple(record: RecordSet): boolean {
  return routingPolicyOf(record).name === 'simple';
}
