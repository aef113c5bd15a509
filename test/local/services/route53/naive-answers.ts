import { placeOf } from '../../../../local/machine/aws-regions';
import { RecordSet } from '../../../../local/services/route53/record-set';

export interface NaiveZone {
  readonly records: readonly RecordSet[];
  readonly unhealthy: ReadonlySet<string>;
  readonly latency: (to: string) => number;
  readonly from: string;
}

/**
 * Every target that a caller may be led to, step by step as AWS describes it: choose by policy, look at the record's health,
 * strike it out if it is unhealthy and choose again; where none is left, all are healthy.
 */
export function naiveAnswers(name: string, zone: NaiveZone): Set<string> {
  const set = zone.records.filter(record => record.name === name);
  let left = set;
  while (left.length > 0) {
    const chosen = choices(left, zone);
    const healthy = chosen.filter(record => isHealthy(record, zone));
    if (healthy.length > 0) return targets(healthy, zone);
    if (chosen.length === 0) break;
    left = left.filter(record => !chosen.includes(record));
  }
  return targets(choices(set, zone), zone);
}

function targets(records: RecordSet[], zone: NaiveZone): Set<string> {
  return new Set(records.flatMap(({ aliasTarget }) =>
    zone.records.some(({ name }) => name === aliasTarget) ? [...naiveAnswers(aliasTarget!, zone)] : [aliasTarget!]));
}

/** The records that the policy may choose now. */
function choices(records: readonly RecordSet[], { from, latency }: NaiveZone): RecordSet[] {
  const place = placeOf(from)!;
  const [{ weight, failover, geoLocation, region }] = records;
  if (region !== undefined) {
    const best = Math.min(...records.map(record => latency(record.region!)));
    return records.filter(record => latency(record.region!) === best).sort((a, b) => a.region! < b.region! ? -1 : 1).slice(0, 1);
  }
  if (weight !== undefined) return records.some(record => record.weight! > 0) ? records.filter(record => record.weight! > 0) : [...records];
  if (failover !== undefined) return [records.find(record => record.failover === 'PRIMARY') ?? records[0]];
  if (geoLocation === undefined) return [records[0]];
  const at = (test: (location: NonNullable<RecordSet['geoLocation']>) => boolean) => records.filter(record => test(record.geoLocation!)).slice(0, 1);
  return [
    at(location => location.subdivisionCode !== undefined && location.subdivisionCode === place.subdivisionCode),
    at(location => location.subdivisionCode === undefined && location.countryCode === place.countryCode),
    at(location => location.continentCode === place.continentCode),
    at(location => location.countryCode === '*'),
  ].find(found => found.length > 0) ?? [];
}

function isHealthy(record: RecordSet, zone: NaiveZone): boolean {
  if (record.healthCheckId !== undefined && zone.unhealthy.has(record.healthCheckId)) return false;
  if (!record.evaluateTargetHealth) return true;
  let beneath = zone.records.filter(({ name }) => name === record.aliasTarget);
  if (beneath.length === 0) return true;
  while (beneath.length > 0) {
    const chosen = choices(beneath, zone);
    if (chosen.some(next => isHealthy(next, zone))) return true;
    if (chosen.length === 0) return false;
    beneath = beneath.filter(next => !chosen.includes(next));
  }
  return false;
}
