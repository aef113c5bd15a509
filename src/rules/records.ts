import { acrossRegions } from './across-regions';
import { DeployedResources } from './deployed-resources';
import { KnownRecord, recordsIn } from './record-index';
import { Rule } from './rule';

export const RECORD_WITHOUT_CHECK: Rule = {
  code: 'record-without-check',
  severity: 'warning',
  title: 'Of the records of one name, each has a health check.',
  reason: 'Route 53 takes a record without a check for healthy, and sends callers there whatever happens',
  fix: 'Give the record the health check of its Region, `region.healthCheck`',
  awsPage: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html',
  example: 'The record hello.example.com (A, "old-site") has no health check, unlike others of that name',
  find: deployed => {
    const records = recordsIn(deployed);
    const unguarded = records.filter(record => isChosenByHealth(record) && !isGuarded(record, records)
      && (isOurs(record, deployed) || siblingsOf(record, records).some(sibling => isGuarded(sibling, records))));
    // Types of one name mostly come and go together.
    return acrossRegions(unguarded, ({ name, resource, setIdentifier }) => `${name} ${replaceRegion(setIdentifier!, resource.region)}`).map(({ first, all }) => ({
      at: first.resource.owner,
      found: `The record${all.length > 1 ? 's' : ''} ${first.name} (${describe(all)}) ${all.length > 1 ? 'have' : 'has'} no health check`
        + `${siblingsOf(first, records).some(sibling => isGuarded(sibling, records)) ? ', unlike others of that name' : ''}`,
    }));
  },
};

/** A secondary record is what is left when the primary fails, and so is the default of locations. */
function isChosenByHealth({ setIdentifier, failover, isDefault }: KnownRecord): boolean {
  return setIdentifier !== undefined && failover !== 'SECONDARY' && !isDefault;
}

/** By a check of its own, by its target, or by checks of the records that it leads to. */
function isGuarded(record: KnownRecord, records: KnownRecord[], seen: KnownRecord[] = []): boolean {
  if (record.healthCheckId !== undefined) return true;
  if (record.target === undefined || seen.includes(record)) return false;
  const targets = records.filter(({ name, type }) => name === record.target && type === record.type);
  return targets.length > 0 ? targets.some(other => isGuarded(other, records, [...seen, record])) : record.evaluatesTarget;
}

function siblingsOf({ name, type, zone, setIdentifier }: KnownRecord, records: KnownRecord[]): KnownRecord[] {
  return records.filter(other => other.name === name && other.type === type && other.zone === zone && other.setIdentifier !== setIdentifier);
}

/** Those of an API have checks, all of them, unless somebody took them away; one without any check is another rule's. */
function isOurs({ resource }: KnownRecord, { apis }: DeployedResources): boolean {
  const { scopes } = resource.construct.node;
  return apis.some(({ regionalApis }) => regionalApis.some(regionalApi => regionalApi._health.isChecked && scopes.includes(regionalApi)));
}

function describe(records: KnownRecord[]): string {
  const types = [...new Set(records.map(({ type }) => type))].join(', ');
  return `${types}, ${[...new Set(records.map(({ setIdentifier }) => `"${setIdentifier}"`))].join(', ')}`;
}

function replaceRegion(text: string, region: string): string {
  return text.replaceAll(region, '');
}
