import { randomInt } from 'crypto';
import * as dgram from 'dgram';
import { promises as dns } from 'dns';
import * as http from 'http';
import * as https from 'https';
import { decode, encode } from 'dns-packet';
import { Clock } from '../../machine/clock';
import { addressIn } from '../../machine/region-networks';
import { SentRequest, DrillResponse } from '../drill-target';

const DNS_TIMEOUT_MS = 5000;
const HEALTH_TIMEOUT_MS = 6000;
const RECURSION_DESIRED = 256;
const CLIENT_SUBNET = 8;

export interface NamesProps {
  /** A resolver that takes client subnets, e.g. `8.8.8.8`. @default - those of this machine, which is where all clients are then */
  readonly resolver?: string;
  /** How one speaks to what a name leads to: the protocol and the port of a URL. @default - https */
  readonly via?: string;
  /** Whether places are networks of this machine, as in the local Regions. */
  readonly isLocal: boolean;
  readonly clock: Clock;
  /** What answers in a Region alone. */
  readonly regional: readonly { readonly region: string; readonly healthUrl: string }[];
}

interface Found {
  readonly address: string;
  /** On the clock. */
  readonly until: number;
}

/** The names of an API as clients have them: an answer of DNS is believed for its TTL, by all who are at one place. */
export class Names {
  private readonly found = new Map<string, Promise<Found>>();
  private readonly regions = new Map<string, string>();
  private readonly via: URL;

  constructor(private readonly props: NamesProps) {
    this.via = new URL(props.via ?? 'https://any');
  }

  async send({ from, host, method, path, headers, body, timeoutMs }: SentRequest): Promise<DrillResponse> {
    const address = await this.addressOf(host!, from);
    const { status, text } = await this.ask(address, host!, { method, path, headers, body, timeoutMs });
    return { status, text, servedBy: await this.regionAt(address) };
  }

  /** The Region that a name leads to from a place, if it is one that answers. */
  async servedBy(host: string, from: string): Promise<string | undefined> {
    return this.addressOf(host, from).then(address => this.regionAt(address), () => undefined);
  }

  /** The status that a Region's health check would get. */
  async health(url: string): Promise<number> {
    const { host, pathname } = new URL(url);
    const { status } = await this.ask(await this.addressOf(host, 'here'), host, { method: 'GET', path: pathname, headers: {}, timeoutMs: HEALTH_TIMEOUT_MS });
    return status;
  }

  /** Names of one Region alone are asked at the address: it is in the Region whose name it answers. */
  private async regionAt(address: string): Promise<string | undefined> {
    const known = this.regions.get(address);
    if (known !== undefined) return known;
    const regions = await Promise.all(this.props.regional.map(async ({ region, healthUrl }) => {
      const { host, pathname } = new URL(healthUrl);
      const request = { method: 'GET', path: pathname, headers: {}, timeoutMs: HEALTH_TIMEOUT_MS };
      const status = await this.ask(address, host, request).then(answer => answer.status, () => 0);
      return [0, 403, 404].includes(status) ? [] : [region]; // it has no certificate of the name, or no API
    }));
    const [region] = regions.flat();
    if (region !== undefined) this.regions.set(address, region);
    return region;
  }

  private async addressOf(host: string, from: string): Promise<string> {
    const key = `${host} from ${from}`;
    const found = await this.found.get(key)?.catch(() => undefined);
    if (found && this.props.clock.now() < found.until) return found.address;
    const finding = this.find(host, from);
    this.found.set(key, finding);
    return (await finding).address;
  }

  private async find(host: string, from: string): Promise<Found> {
    const { resolver, clock } = this.props;
    const [{ address, ttl }] = resolver === undefined
      ? await dns.resolve4(host, { ttl: true })
      : await ask(resolver, host, await this.subnetOf(from, resolver));
    return { address, until: clock.now() + ttl * 1000 * clock.scale };
  }

  /** An address that is where a client is: that of a service of the Region. */
  private async subnetOf(from: string, resolver: string): Promise<string | undefined> {
    if (from === 'here') return undefined;
    if (this.props.isLocal) return addressIn(from);
    const host = `dynamodb.${from}.${from.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
    return (await ask(resolver, host))[0].address;
  }

  private ask(
    address: string, host: string, { timeoutMs, path, body, ...options }: Omit<SentRequest, 'from' | 'host'>,
  ): Promise<{ status: number; text: string }> {
    const { protocol, port } = this.via;
    const signal = AbortSignal.timeout(timeoutMs);
    const lookup: any = (_: string, { all }: { all?: boolean }, found: (...args: unknown[]) => void) =>
      all ? found(null, [{ address, family: 4 }]) : found(null, address, 4);
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => reject(signal.aborted ? signal.reason : error);
      const { request } = protocol === 'https:' ? https : http;
      request(`${protocol}//${host}${port && `:${port}`}${path}`, { ...options, lookup, agent: false, signal }, response => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk)).on('error', fail)
          .on('end', () => resolve({ status: response.statusCode!, text: Buffer.concat(chunks).toString() }));
      }).on('error', fail).end(body);
    });
  }
}

/** Asks a resolver for the addresses of a name, as somebody in the network of an address would. */
function ask(resolver: string, name: string, near?: string): Promise<{ address: string; ttl: number }[]> {
  const [server, port = '53'] = resolver.split(':');
  const id = randomInt(65536);
  const subnet = near && { code: CLIENT_SUBNET, family: 1, sourcePrefixLength: 24, scopePrefixLength: 0, ip: near.replace(/\d+$/, '0') };
  const additionals: any[] = subnet ? [{ type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0, options: [subnet] }] : [];
  const query = encode({ type: 'query', id, flags: RECURSION_DESIRED, questions: [{ type: 'A', name }], additionals });
  const socket = dgram.createSocket('udp4');
  return new Promise<{ address: string; ttl: number }[]>((resolve, reject) => {
    AbortSignal.timeout(DNS_TIMEOUT_MS).onabort = () => reject(new Error(`${resolver} does not answer for ${name}`));
    socket.on('error', reject).on('message', message => {
      const answer = decode(message);
      if (answer.id !== id) return;
      const found = answer.answers!.flatMap(record => record.type === 'A' ? [{ address: record.data, ttl: record.ttl ?? 0 }] : []);
      if (found.length > 0) resolve(found);
      else reject(new Error(`${resolver} knows no address of ${name}`));
    }).send(query, Number(port), server);
  }).finally(() => socket.close());
}
