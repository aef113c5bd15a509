import { dnsName } from './record-set';
import { Router } from './router';
import { ZoneNames } from './zone-names';

export interface DnsQuestion {
  readonly name: string;
  readonly type: string;
  /** The Region that the caller is in. */
  readonly from: string;
}

/** Records of one name and type, their values as in a template. */
export interface DnsRecords {
  readonly name: string;
  readonly type: string;
  readonly ttlSeconds: number;
  readonly values: readonly string[];
}

export type ResponseCode = 'NOERROR' | 'NXDOMAIN' | 'REFUSED';

export interface DnsReply {
  readonly code: ResponseCode;
  /** CNAME records on the way come first. */
  readonly answers: readonly DnsRecords[];
  /** The start of the authority, where there is no answer: how long a resolver may believe that. */
  readonly authority?: DnsRecords;
}

export interface NameserverOptions {
  readonly router: Pick<Router, 'answer'>;
  readonly zones: ZoneNames;
  /** The IPv4 address of a host that is in no zone, such as an API's own name; nothing for one that is not on this machine. */
  readonly addressOf: (host: string) => string | undefined;
  /** What stands for hosts that are not on this machine, where records lead to one. */
  readonly outside: string;
}

/** A resolver would give up, too. */
const MAX_CNAMES = 8;
const HOST_TTL_SECONDS = 60;

/** Route 53's own, of which each zone has four. */
export const NAMESERVERS = ['ns-0.awsdns-00.com', 'ns-512.awsdns-00.net', 'ns-1024.awsdns-00.org', 'ns-1536.awsdns-00.co.uk'];

/**
 * What Route 53's name servers answer, for all zones, and beside them the names of APIs.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/SOA-NSrecords.html
 */
export class Nameserver {
  constructor(private readonly options: NameserverOptions) {}

  answer({ name, type, from }: DnsQuestion): DnsReply {
    const answers: DnsRecords[] = [];
    let asked = name;
    while (answers.length < MAX_CNAMES) {
      const records = this.recordsOf(asked, type, from) ?? this.recordsOf(asked, 'CNAME', from);
      if (!records) break;
      answers.push(records);
      if (records.type === type) return { code: 'NOERROR', answers };
      [asked] = records.values;
    }
    return this.withoutAnswer(dnsName(asked), type, answers);
  }

  private recordsOf(name: string, type: string, from: string): DnsRecords | undefined {
    const answer = this.options.router.answer(name, type, from);
    if (!answer) return this.ownRecords(name, type);
    const values = answer.values ?? this.addressesOf(answer.target, type);
    return values.length > 0 ? { name, type, ttlSeconds: answer.ttlSeconds, values } : undefined;
  }

  /** Over IPv4: this machine has no IPv6 address for each Region. */
  private addressesOf(host: string, type: string): string[] {
    if (type !== 'A' || this.options.zones.of(host)) return [];
    return [this.options.addressOf(host) ?? this.options.outside];
  }

  /** What each zone has by itself, and the names of APIs. */
  private ownRecords(name: string, type: string): DnsRecords | undefined {
    const known = dnsName(name);
    const address = type === 'A' ? this.options.addressOf(known) : undefined;
    if (address !== undefined) return { name, type, ttlSeconds: HOST_TTL_SECONDS, values: [address] };
    if (this.options.zones.of(known)?.name !== known) return undefined;
    if (type === 'SOA') return startOfAuthority(name);
    return type === 'NS' ? { name, type, ttlSeconds: 172_800, values: NAMESERVERS } : undefined;
  }

  private withoutAnswer(name: string, type: string, answers: readonly DnsRecords[]): DnsReply {
    const { zones, addressOf, outside } = this.options;
    const zone = zones.of(name);
    if (zone) return { code: zones.has(name) ? 'NOERROR' : 'NXDOMAIN', answers, authority: startOfAuthority(zone.name) };
    if (answers.length > 0 && type === 'A') return { code: 'NOERROR', answers: [...answers, { name, type, ttlSeconds: HOST_TTL_SECONDS, values: [outside] }] };
    return { code: answers.length > 0 || addressOf(name) !== undefined ? 'NOERROR' : 'REFUSED', answers };
  }
}

function startOfAuthority(name: string): DnsRecords {
  return { name, type: 'SOA', ttlSeconds: 900, values: [`${NAMESERVERS[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`] };
}
