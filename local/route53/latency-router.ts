import { dnsName, RecordSet } from './record-set';

export interface LatencyRouterOptions {
  readonly recordSets: readonly RecordSet[];
  /** The health of a health check, by its id. */
  readonly isHealthy: (healthCheckId: string) => boolean;
  /** The latency between two Regions, in milliseconds. */
  readonly latency: (from: string, to: string) => number;
}

/** Route 53's own choice: which record set answers a caller from a Region, given the health of the others. */
export class LatencyRouter {
  constructor(private readonly options: LatencyRouterOptions) {}

  /** The record set that answers for a name and type, if there is one. */
  answer(name: string, type: string, from: string): RecordSet | undefined {
    const candidates = this.options.recordSets.filter(record =>
      record.name === dnsName(name) && record.type === type && !unsupportedReason(record));
    const healthy = candidates.filter(record => this.isHealthy(record));
    // Route 53 would rather send callers to an unhealthy Region than nowhere.
    return this.nearest(healthy.length > 0 ? healthy : candidates, from);
  }

  private isHealthy({ healthCheckId }: RecordSet): boolean {
    return healthCheckId === undefined || this.options.isHealthy(healthCheckId);
  }

  private nearest(records: RecordSet[], from: string): RecordSet | undefined {
    const latency = ({ region }: RecordSet) => region === undefined ? 0 : this.options.latency(from, region);
    return records
      .map(record => ({ record, latency: latency(record) }))
      .sort((a, b) => a.latency - b.latency || compare(a.record.region ?? '', b.record.region ?? ''))[0]?.record;
  }
}

/** Why a record set is not answered, if so: for start-up to say. */
export function unsupportedReason({ name, unsupportedRouting }: RecordSet): string | undefined {
  if (unsupportedRouting) return unsupportedRouting;
  return name.startsWith('*.') ? 'wildcard' : undefined;
}

// Not `localeCompare`, which differs between machines.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
