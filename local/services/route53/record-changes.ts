import { HostedRecords } from './hosted-records';
import { HostedZone, RecordSet, unsupportedReason } from './record-set';
import { absoluteName, recordSetXml } from './record-set-xml';
import { Route53Error } from './route53-error';
import { isWithin } from './zone-names';

export interface RecordChange {
  readonly action: string;
  readonly record: RecordSet;
}

/** The record sets after all of the changes. Throws, in Route 53's words, where one cannot be: then none is. */
export function changedRecords(recordSets: readonly RecordSet[], changes: readonly RecordChange[], zone: HostedZone): RecordSet[] {
  const problems: string[] = [];
  const changed = changes.reduce((before, change) => {
    const problem = problemOf(change, before, zone);
    if (problem) problems.push(problem);
    const others = before.filter(other => !isSame(other, change.record));
    return change.action === 'DELETE' ? others : [...others, change.record];
  }, [...recordSets]);
  problems.push(...conflicts(changed, changes, zone));
  if (problems.length > 0) throw Route53Error.invalidChangeBatch(problems);
  try {
    new HostedRecords(changed); // refuses a circle, and policies beside each other
  } catch (error) {
    throw Route53Error.invalidChangeBatch([(error as Error).message]);
  }
  return changed;
}

function problemOf({ action, record }: RecordChange, before: readonly RecordSet[], zone: HostedZone): string | undefined {
  const unsupported = unsupportedReason(record);
  if (unsupported) throw Route53Error.notSupported(`A record with ${unsupported}`);
  const name = absoluteName(record.name);
  if (!isWithin(record.name, zone.name)) return `RRSet with DNS name ${name} is not permitted in zone ${absoluteName(zone.name)}`;
  const there = before.find(other => isSame(other, record));
  const identifier = record.setIdentifier === undefined ? '' : `, set-identifier='${record.setIdentifier}'`;
  const called = `resource record set [name='${name}', type='${record.type}'${identifier}]`;
  switch (action) {
    case 'UPSERT': return undefined;
    case 'CREATE': return there && `Tried to create ${called} but it already exists`;
    case 'DELETE':
      if (!there) return `Tried to delete ${called} but it was not found`;
      return JSON.stringify(recordSetXml(there)) === JSON.stringify(recordSetXml(record)) ? undefined
        : `Tried to delete ${called} but the values provided do not match the current values`;
    default: throw Route53Error.invalidInput(`Invalid XML ; cvc-enumeration-valid: Value '${action}' is not facet-valid with respect to enumeration`
      + ' \'[CREATE, DELETE, UPSERT]\'. It must be a value from the enumeration.');
  }
}

/** A name with a CNAME record has no other, and a zone's own name has none. */
function conflicts(changed: readonly RecordSet[], changes: readonly RecordChange[], zone: HostedZone): string[] {
  return changes.filter(({ action }) => action !== 'DELETE').flatMap(({ record: { name, type, hostedZoneId } }) => {
    const types = new Set(changed.filter(other => other.name === name && other.hostedZoneId === hostedZoneId).map(other => other.type));
    const cname = `RRSet of type ${type} with DNS name ${absoluteName(name)} is not permitted`;
    if (type === 'CNAME' && name === zone.name) return [`${cname} at apex in zone ${absoluteName(zone.name)}`];
    return types.has('CNAME') && types.size > 1
      ? [`${cname} as it conflicts with other records with the same DNS name in zone ${absoluteName(zone.name)}`] : [];
  });
}

function isSame(one: RecordSet, other: RecordSet): boolean {
  return one.hostedZoneId === other.hostedZoneId && one.name === other.name && one.type === other.type && one.setIdentifier === other.setIdentifier;
}
