import { isDeepStrictEqual } from 'util';
import type { Change, ChangeResourceRecordSetsRequest, ListResourceRecordSetsRequest, ListResourceRecordSetsResponse, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { Route53 } from '../../src/zone/zone-records-writer.lambda';

/** An error as the SDK throws it; without a status, one of the network. */
export function awsError(name: string, message: string, status?: number): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

export type Fault = 'none' | 'throttled' | 'prior-request' | 'unavailable' | 'denied' | 'lost-answer';

/**
 * Hosted zones in memory, with what Route 53 does and refuses, as far as the function can come upon it.
 *
 * The changes of a batch are validated one after the other, as Route 53 does, and made all at once, as it says.
 *
 * @see https://github.com/cookpad/roadworker/pull/89
 * @see https://github.com/octodns/octodns/pull/366
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
 */
export class HostedZones implements Route53 {
  /** What the next calls come upon. */
  faults: Fault[] = [];
  /** How often a change is still pending when asked for. */
  pending = 1;
  readonly calls: string[] = [];
  readonly batches: Change[][] = [];
  private readonly zones = new Map<string, ResourceRecordSet[]>();

  constructor(...ids: string[]) {
    ids.forEach(id => this.zones.set(id, []));
  }

  /** Writes by hand, as somebody else does. */
  put(id: string, record: ResourceRecordSet) {
    this.zones.set(id, [...this.in(id).filter(one => keyOf(one) !== keyOf(stored(record))), stored(record)]);
  }

  in(id: string): ResourceRecordSet[] {
    const records = this.zones.get(id);
    if (!records) throw awsError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, 404);
    return records;
  }

  async changeResourceRecordSets({ HostedZoneId, ChangeBatch }: ChangeResourceRecordSetsRequest) {
    this.calls.push('ChangeResourceRecordSets');
    const fault = this.faults.shift();
    failBefore(fault);
    let records = this.in(HostedZoneId!);
    const changes = ChangeBatch!.Changes!;
    for (const [i, { Action, ResourceRecordSet: record }] of changes.entries()) {
      const key = keyOf(stored(record!));
      const present = records.find(one => keyOf(one) === key);
      if (Action === 'DELETE' && !present) throw invalid(`Tried to delete resource record set [${key}] but it was not found`);
      if (Action === 'DELETE' && !isDeepStrictEqual(present, stored(record!))) {
        throw invalid(`Tried to delete resource record set [${key}] but the values provided do not match the current values`);
      }
      if (Action === 'CREATE' && present) throw invalid(`Tried to create resource record set [${key}] but it already exists`);
      records = records.filter(one => keyOf(one) !== key);
      if (Action !== 'DELETE') {
        const { Type, AliasTarget } = stored(record!);
        const later = changes.slice(i).map(change => keyOf(stored(change.ResourceRecordSet!)));
        const isTarget = (one: ResourceRecordSet) => one.Name === AliasTarget!.DNSName && one.Type === Type && !later.includes(keyOf(one));
        if (AliasTarget?.HostedZoneId === HostedZoneId && !records.some(isTarget)) {
          throw invalid(`Tried to create an alias that targets ${AliasTarget!.DNSName}, type ${Type} in zone ${HostedZoneId}, but that target was not found`);
        }
        records = [...records, stored(record!)];
      }
      validate(records);
    }
    if (new Set(changes.map(({ ResourceRecordSet: record }) => keyOf(stored(record!)))).size < changes.length) throw invalid('Duplicate Resource Record');
    this.zones.set(HostedZoneId!, records);
    this.batches.push(changes);
    if (fault === 'lost-answer') throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    return { ChangeInfo: { Id: `/change/C${this.batches.length}`, Status: 'PENDING' as const, SubmittedAt: new Date(0) } };
  }

  async listResourceRecordSets(request: ListResourceRecordSetsRequest): Promise<ListResourceRecordSetsResponse> {
    this.calls.push('ListResourceRecordSets');
    failBefore(this.faults.shift());
    const start = orderOf({ Name: `${request.StartRecordName!.replace(/\.$/, '')}.`, Type: request.StartRecordType, SetIdentifier: request.StartRecordIdentifier });
    const all = [...this.in(request.HostedZoneId!)].sort((a, b) => orderOf(a) < orderOf(b) ? -1 : 1).filter(record => orderOf(record) >= start);
    const [page, next] = [all.slice(0, 2), all[2]]; // small pages, to see that they are read to the end
    return {
      ResourceRecordSets: structuredClone(page),
      IsTruncated: next !== undefined,
      NextRecordName: next?.Name,
      NextRecordType: next?.Type,
      NextRecordIdentifier: next?.SetIdentifier,
      MaxItems: 2,
    };
  }

  async getChange() {
    this.calls.push('GetChange');
    failBefore(this.faults.shift());
    this.pending -= 1;
    return { ChangeInfo: { Id: '/change/C', Status: this.pending < 0 ? 'INSYNC' as const : 'PENDING' as const, SubmittedAt: new Date(0) } };
  }
}

function failBefore(fault?: Fault) {
  if (fault === 'throttled') throw awsError('Throttling', 'Rate exceeded', 400);
  if (fault === 'prior-request') throw awsError('PriorRequestNotComplete', 'The request was rejected because Route 53 was still processing a prior request', 400);
  if (fault === 'denied') throw awsError('AccessDenied', 'not authorized to perform: route53:ChangeResourceRecordSets', 403);
  if (fault === 'unavailable') throw awsError('ServiceUnavailable', 'Service unavailable', 503);
}

/** Route 53 keeps names in lower case with the last dot. */
function stored(record: ResourceRecordSet): ResourceRecordSet {
  const named = (name: string) => `${name.toLowerCase().replace(/\.$/, '')}.`;
  const { AliasTarget } = record;
  return structuredClone({
    ...record,
    Name: named(record.Name!),
    ...AliasTarget && { AliasTarget: { ...AliasTarget, DNSName: named(AliasTarget.DNSName!) } },
  });
}

function keyOf({ Name, Type, SetIdentifier }: ResourceRecordSet): string {
  return [Name, Type, SetIdentifier].join(' ');
}

/** By labels from the last to the first. */
function orderOf({ Name, Type = '' as 'A', SetIdentifier = '' }: ResourceRecordSet): string {
  return [Name!.split('.').reverse().join(' '), Type, SetIdentifier].join('!');
}

function validate(records: ResourceRecordSet[]) {
  for (const record of records) {
    const others = records.filter(one => one !== record && one.Name === record.Name);
    const set = others.filter(({ Type }) => Type === record.Type);
    if (others.some(({ Type }) => (Type === 'CNAME') !== (record.Type === 'CNAME'))) throw invalid('RRSet of type CNAME conflicts with another');
    if (set.some(one => policyOf(one) !== policyOf(record))) throw invalid('RRSets with the same name and type must have the same routing policy');
    for (const place of ['Region', 'Failover', 'GeoLocation'] as const) {
      if (record[place] && set.some(one => isDeepStrictEqual(one[place], record[place]))) throw invalid(`An RRSet with the same ${place} already exists`);
    }
    if (!record.AliasTarget === !record.ResourceRecords) throw invalid('Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords]]');
    if (record.ResourceRecords && typeof record.TTL !== 'number') throw invalid('TTL must be a number');
    if (record.AliasTarget && typeof record.AliasTarget.EvaluateTargetHealth !== 'boolean') throw invalid('EvaluateTargetHealth must be a boolean');
  }
}

function policyOf(record: ResourceRecordSet): string {
  return (['Region', 'Weight', 'Failover', 'GeoLocation'] as const).find(policy => record[policy] !== undefined) ?? 'simple';
}

function invalid(message: string): Error {
  return awsError('InvalidChangeBatch', `[${message}]`, 400);
}
