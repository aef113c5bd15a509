import type {
  Change, ChangeResourceRecordSetsRequest, ChangeResourceRecordSetsResponse, GetChangeRequest, GetChangeResponse,
  ListResourceRecordSetsRequest, ListResourceRecordSetsResponse, ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { isRefusal, isTransient, NotYet, Patience } from './zone-records-patience.lambda';

/** Route 53, as far as the writer uses it. */
export interface Route53 {
  changeResourceRecordSets(request: ChangeResourceRecordSetsRequest): Promise<ChangeResourceRecordSetsResponse>;
  listResourceRecordSets(request: ListResourceRecordSetsRequest): Promise<ListResourceRecordSetsResponse>;
  getChange(request: GetChangeRequest): Promise<GetChangeResponse>;
}

/** Route 53 spreads a change within a minute, as a rule. */
const SPREAD_MS = 300_000;
/** How often the zone may change between a look and the change that follows from it. */
const MAX_LOOKS = 5;

/**
 * Writes one Region's records into a zone that it shares with other Regions and other people.
 *
 * A record is ours while it has our name, type and set identifier, and leads where we led it. Others are left alone.
 */
export class ZoneWriter {
  /** Whether a change may have been made that no answer confirmed. */
  uncertain = false;

  constructor(private readonly route53: Route53, private readonly hostedZoneId: string, private readonly patience: Patience) {}

  /** Makes the records be there, and those that were written before and are no longer wanted be gone, in one step. */
  async write(wanted: ResourceRecordSet[], before: ResourceRecordSet[] = []) {
    for (let looks = 1; ; looks++) {
      const changes = await this.plan(wanted, before);
      if (changes.length === 0) return;
      try {
        await this.change(changes);
        return;
      } catch (error) {
        // Another invocation for the same event was faster: what we saw is no longer there.
        const outdated = (error as Error).name === 'InvalidChangeBatch' && changes.some(({ Action }) => Action === 'DELETE');
        if (!outdated || looks === MAX_LOOKS) throw error;
      }
    }
  }

  /** Makes the records be gone. */
  async delete(records: ResourceRecordSet[]) {
    try {
      await this.write([], records);
    } catch (error) {
      if ((error as Error).name !== 'NoSuchHostedZone') throw error; // its records are gone with it
    }
  }

  /** Writes records that are the same whoever writes them, such as ACM's. */
  async upsert(records: ResourceRecordSet[]) {
    await this.change(records.map(record => ({ Action: 'UPSERT', ResourceRecordSet: record })), false);
  }

  /**
   * The changes, in the order in which Route 53 validates them: aliases come after their targets, and targets go after their
   * aliases lead elsewhere. What is in the way of another record goes first.
   */
  private async plan(wanted: ResourceRecordSet[], before: ResourceRecordSet[]): Promise<Change[]> {
    const added = wanted.filter(isNotIn(before));
    const dropped = before.filter(isNotIn(wanted));
    const present = await this.lookUp([...added, ...dropped]);

    for (const record of added) {
      const found = present.get(keyOf(record));
      if (found && !leadsTheSameWay(found, record)) {
        throw new Error(`${describe(record)} is already in the hosted zone ${this.hostedZoneId} and leads to ${targetsOf(found).join(', ')}. Delete it, if nobody needs it`);
      }
    }
    const deletions: Change[] = [];
    for (const record of dropped) {
      const found = present.get(keyOf(record));
      if (found && leadsTheSameWay(found, record)) {
        deletions.unshift({ Action: 'DELETE', ResourceRecordSet: found }); // aliases before targets; as it is now, for Route 53 compares all values
      } else if (found) {
        console.warn(`${describe(record)} leads to ${targetsOf(found).join(', ')} by now and is left in the hosted zone`);
      }
    }
    const isInTheWay = ({ ResourceRecordSet: old }: Change) => wanted.some(record => excludes(old!, record));
    return [
      ...deletions.filter(isInTheWay),
      ...wanted.map((record): Change => ({ Action: 'UPSERT', ResourceRecordSet: record })),
      ...deletions.filter(deletion => !isInTheWay(deletion)),
    ];
  }

  /** What the zone has of these records, by their keys. */
  private async lookUp(records: ResourceRecordSet[]): Promise<Map<string, ResourceRecordSet>> {
    const present = new Map<string, ResourceRecordSet>();
    for (const name of new Set(records.map(({ Name }) => normalized(Name)))) {
      for (const record of await this.recordsOf(name)) {
        present.set(keyOf(record), record);
      }
    }
    return present;
  }

  private async recordsOf(name: string): Promise<ResourceRecordSet[]> {
    const found: ResourceRecordSet[] = [];
    let start: Partial<ListResourceRecordSetsRequest> | undefined = { StartRecordName: name };
    while (start) {
      const request: ListResourceRecordSetsRequest = { HostedZoneId: this.hostedZoneId, ...start };
      const page: ListResourceRecordSetsResponse = await this.patience.retry(() => this.route53.listResourceRecordSets(request));
      const records = page.ResourceRecordSets ?? [];
      found.push(...records.filter(record => normalized(record.Name) === name));
      const more = page.IsTruncated && normalized(page.NextRecordName) === name;
      start = more
        ? { StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType, StartRecordIdentifier: page.NextRecordIdentifier }
        : undefined;
    }
    return found;
  }

  private async change(changes: Change[], wait = true) {
    const request = { HostedZoneId: this.hostedZoneId, ChangeBatch: { Changes: changes } };
    const { ChangeInfo } = await this.patience.retry(async () => {
      try {
        return await this.route53.changeResourceRecordSets(request);
      } catch (error) {
        this.uncertain ||= !isRefusal(error);
        throw error;
      }
    });
    console.info(`${changes.map(({ Action, ResourceRecordSet: record }) => `${Action} ${describe(record!)}`).join(', ')}: ${ChangeInfo?.Id}`);
    if (wait) await this.spread(ChangeInfo?.Id);
  }

  /** An accepted change will spread, so a failure to see it must not undo it. */
  private async spread(id?: string) {
    try {
      await this.patience.retry(async () => {
        const { ChangeInfo } = await this.route53.getChange({ Id: id });
        if (ChangeInfo?.Status !== 'INSYNC') throw new NotYet(`Route 53 has not spread the change ${id} yet`);
      }, isTransient, SPREAD_MS);
    } catch (error) {
      console.warn(`Went on without waiting for Route 53: ${(error as Error).message}`);
    }
  }
}

function isNotIn(records: ResourceRecordSet[]) {
  const keys = new Set(records.map(keyOf));
  return (record: ResourceRecordSet) => !keys.has(keyOf(record));
}

function keyOf({ Name, Type, SetIdentifier }: ResourceRecordSet): string {
  return JSON.stringify([normalized(Name), Type, SetIdentifier]);
}

/** Weights, health checks and TTLs may have been turned by hand, in an incident; the record is still ours. */
function leadsTheSameWay(one: ResourceRecordSet, other: ResourceRecordSet): boolean {
  return JSON.stringify(targetsOf(one)) === JSON.stringify(targetsOf(other));
}

/** Whether Route 53 refuses one record set while another, which it is not, is there. */
function excludes(one: ResourceRecordSet, other: ResourceRecordSet): boolean {
  if (normalized(one.Name) !== normalized(other.Name)) return false;
  if (one.Type !== other.Type) return [one.Type, other.Type].includes('CNAME');
  return policyOf(one) !== policyOf(other) || placeOf(one) === placeOf(other);
}

/** None for a simple record. */
function policyOf(record: ResourceRecordSet) {
  return (['Region', 'Weight', 'Failover', 'GeoLocation'] as const).find(policy => record[policy] !== undefined);
}

/** Which callers a record set is for: no other of its name and type may be. Of weights there may be as many as one likes. */
function placeOf({ Region, Failover, GeoLocation, Weight, SetIdentifier }: ResourceRecordSet): string {
  const location = [GeoLocation?.ContinentCode, GeoLocation?.CountryCode, GeoLocation?.SubdivisionCode];
  return JSON.stringify([Region, Failover, ...location, Weight !== undefined && SetIdentifier]);
}

function targetsOf({ AliasTarget, ResourceRecords }: ResourceRecordSet): string[] {
  return AliasTarget ? [normalized(AliasTarget.DNSName)] : (ResourceRecords ?? []).map(({ Value }) => normalized(Value)).sort();
}

function describe({ Name, Type, SetIdentifier }: ResourceRecordSet): string {
  return `The ${Type} record ${normalized(Name)}${SetIdentifier ? ` (${SetIdentifier})` : ''}`;
}

/** Route 53 lists names in lower case and with the last dot. */
function normalized(name: string = ''): string {
  return name.toLowerCase().replace(/\.$/, '');
}
