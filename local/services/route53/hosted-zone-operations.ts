import { Nameserver, NAMESERVERS } from './nameserver';
import { Operation } from './operation';
import { pageOf } from './page';
import { changedRecords } from './record-changes';
import { dnsName, HostedZone, RecordSet } from './record-set';
import { absoluteName, readRecordSetXml, recordSetXml } from './record-set-xml';
import { Route53Error } from './route53-error';
import { fromXml, XmlContent } from './route53-xml';
import { ZoneNames } from './zone-names';
import { regionOfAddress } from '../../machine/region-networks';

export interface HostedZonesOptions {
  /** The zones that templates create. */
  readonly hostedZones: readonly HostedZone[];
  /** All of them. */
  readonly zones: ZoneNames;
  readonly recordSets: readonly RecordSet[];
  readonly nameserver: Nameserver;
  readonly hasHealthCheck: (id: string) => boolean;
  /** Has these record sets from now on, until the templates have others. */
  readonly change: (recordSets: readonly RecordSet[]) => void;
  /** AWS time, in milliseconds. */
  readonly now: () => number;
}

/** Where a resolver is that is not named. */
const RESOLVER_REGION = 'us-east-1';
const CHANGE_ID = /^C([0-9A-Z]+)$/;

/** The operations of Route 53's API on hosted zones and their records. */
export class HostedZoneOperations {
  readonly operations: Readonly<Record<string, Operation>> = {
    ListHostedZones: ({ query }) => {
      const marker = query.get('marker');
      const page = pageOf(this.options.hostedZones, ({ id }) => !marker || id === marker, query.get('maxitems'));
      return {
        HostedZones: { HostedZone: page.items.map(zone => this.hostedZoneXml(zone)) },
        Marker: marker ?? '',
        IsTruncated: page.next !== undefined,
        NextMarker: page.next?.id,
        MaxItems: page.maxItems,
      };
    },

    ListHostedZonesByName: ({ query }) => {
      const [name, start] = [query.get('dnsname') ?? undefined, query.get('hostedzoneid') ?? undefined];
      const key = (zone: HostedZone) => sortKey(zone.name, '', zone.id);
      const sorted = [...this.options.hostedZones].sort((a, b) => key(a) < key(b) ? -1 : 1);
      const page = pageOf(sorted, zone => key(zone) >= sortKey(name ?? '', '', start ?? ''), query.get('maxitems'));
      return {
        HostedZones: { HostedZone: page.items.map(zone => this.hostedZoneXml(zone)) },
        DNSName: name,
        HostedZoneId: start,
        IsTruncated: page.next !== undefined,
        NextDNSName: page.next && absoluteName(page.next.name),
        NextHostedZoneId: page.next?.id,
        MaxItems: page.maxItems,
      };
    },

    GetHostedZoneCount: () => ({ HostedZoneCount: this.options.hostedZones.length }),

    GetHostedZone: (_, id) => ({
      HostedZone: this.hostedZoneXml(this.zone(id)),
      DelegationSet: { NameServers: { NameServer: NAMESERVERS } },
    }),

    ListResourceRecordSets: ({ query }, id) => {
      const recordSets = this.recordSetsOf(this.zone(id).id);
      const from = sortKey(query.get('name') ?? '', query.get('type') ?? '', query.get('identifier') ?? '');
      const page = pageOf(recordSets, record => keyOf(record) >= from, query.get('maxitems'));
      return {
        ResourceRecordSets: { ResourceRecordSet: page.items.map(recordSetXml) },
        IsTruncated: page.next !== undefined,
        NextRecordName: page.next && absoluteName(page.next.name),
        NextRecordType: page.next?.type,
        NextRecordIdentifier: page.next?.setIdentifier,
        MaxItems: page.maxItems,
      };
    },

    ChangeResourceRecordSets: ({ body }, id) => {
      const zone = this.zone(id);
      const { Changes: changes, Comment: comment } = fromXml(body).ChangeBatch ?? {};
      if (!changes?.Change) throw Route53Error.invalidInput('Invalid XML ; cvc-complex-type.2.4.b: The content of element \'ChangeBatch\' is not complete.');
      const read = changes.Change.map(({ Action: action, ResourceRecordSet: record }: Record<string, any>) =>
        ({ action, record: readRecordSetXml(record ?? {}, zone.id) })) as { action: string; record: RecordSet }[];
      for (const { record: { healthCheckId } } of read) {
        if (healthCheckId !== undefined && !this.options.hasHealthCheck(healthCheckId)) throw Route53Error.noSuchHealthCheck(healthCheckId);
      }
      this.options.change(changedRecords(this.options.recordSets, read, zone));
      return { ChangeInfo: changeXml('PENDING', this.options.now(), comment) };
    },

    /** The number of a change is its time. */
    GetChange: (_, id) => {
      const at = parseInt(CHANGE_ID.exec(id)?.[1] ?? '', 36);
      if (!(at <= this.options.now())) throw new Route53Error('NoSuchChange', 404, `Could not find resource with ID: ${id}`);
      return { ChangeInfo: changeXml('INSYNC', at) };
    },

    TestDNSAnswer: ({ query }) => {
      this.zone(query.get('hostedzoneid') ?? '');
      const [name, type] = [query.get('recordname') ?? '', query.get('recordtype') ?? ''];
      const from = regionOfAddress(query.get('edns0clientsubnetip') ?? query.get('resolverip') ?? '') ?? RESOLVER_REGION;
      const { code, answers } = this.options.nameserver.answer({ name: dnsName(name), type, from });
      return {
        Nameserver: NAMESERVERS[0],
        RecordName: name,
        RecordType: type,
        RecordData: { RecordDataEntry: answers[0]?.values ?? [] },
        ResponseCode: code,
        Protocol: 'UDP',
      };
    },
  };

  constructor(private readonly options: HostedZonesOptions) {}

  private zone(id: string): HostedZone {
    const zone = this.options.zones.all.find(other => other.id === id);
    if (!zone) throw Route53Error.noSuchHostedZone(id);
    return zone;
  }

  private recordSetsOf(hostedZoneId: string): RecordSet[] {
    return this.options.recordSets
      .filter(record => record.hostedZoneId === hostedZoneId)
      .sort((a, b) => keyOf(a) < keyOf(b) ? -1 : 1);
  }

  private hostedZoneXml({ id, name }: HostedZone): XmlContent {
    return {
      Id: `/hostedzone/${id}`,
      Name: absoluteName(name),
      CallerReference: id,
      Config: { PrivateZone: false },
      ResourceRecordSetCount: this.recordSetsOf(id).length,
    };
  }
}

function changeXml(status: 'PENDING' | 'INSYNC', at: number, comment?: string): XmlContent {
  const time = Math.floor(at);
  return { Id: `/change/C${time.toString(36).toUpperCase()}`, Status: status, SubmittedAt: new Date(time).toISOString(), Comment: comment };
}

function keyOf({ name, type, setIdentifier = '' }: RecordSet): string {
  return sortKey(name, type, setIdentifier);
}

/** Route 53 sorts by the labels of the name from the last to the first. */
function sortKey(name: string, type: string, setIdentifier: string): string {
  return [dnsName(name).split('.').reverse().join('.'), type, setIdentifier].join(' ');
}
