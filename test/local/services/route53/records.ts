import { HostedRecords } from '../../../../local/services/route53/hosted-records';
import { latencyEstimate } from '../../../../local/services/route53/latency';
import { RecordSet } from '../../../../local/services/route53/record-set';
import { Router } from '../../../../local/services/route53/router';

export const NAME = 'hello.example.com';

/** An A record that is an alias of a host outside the zone, unless told otherwise. */
export function aliasRecord(aliasTarget: string, more: Partial<RecordSet> = {}): RecordSet {
  return { name: NAME, type: 'A', hostedZoneId: 'Z1', aliasTarget, setIdentifier: aliasTarget, ...more };
}

export function latencyRecord(region: string, more: Partial<RecordSet> = {}): RecordSet {
  return aliasRecord(targetIn(region), { region, setIdentifier: region, healthCheckId: region, ...more });
}

/** A failover pair under one name: the first has a health check named like its target. */
export function failoverPair(name: string, first: string, second: string, more: Partial<RecordSet> = {}): RecordSet[] {
  return [
    aliasRecord(first, { name, failover: 'PRIMARY', setIdentifier: 'primary', healthCheckId: first, ...more }),
    aliasRecord(second, { name, failover: 'SECONDARY', setIdentifier: 'secondary', ...more }),
  ];
}

/** What API Gateway calls a Region's domain name. */
export function targetIn(region: string): string {
  return `d-1.execute-api.${region}.amazonaws.com`;
}

export interface RouterSettings {
  readonly unhealthy?: Iterable<string>;
  readonly latency?: (from: string, to: string) => number;
  readonly random?: () => number;
}

export function routerOf(recordSets: RecordSet[], { unhealthy = [], latency = latencyEstimate, random = () => 0 }: RouterSettings = {}): Router {
  const ill = new Set(unhealthy);
  return new Router({ records: new HostedRecords(recordSets), latency, random, isHealthy: id => !ill.has(id) });
}
