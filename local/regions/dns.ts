import { LocalDns } from './local-dns';
import { LocalRegionsOptions } from './local-regions-options';
import { ServedNames } from '../connections/served-names';
import { DnsServer } from '../endpoints/dns/dns-server';
import { Edge, EdgeNames, EdgeOptions } from '../endpoints/edge';
import { Authority } from '../machine/authority';
import { Clock } from '../machine/clock';
import { addressIn, OUTSIDE_ADDRESS } from '../machine/region-networks';
import { StopList } from '../machine/stop-list';
import { ApiGateway } from '../services/api-gateway/api-gateway';
import { DnsQuestion } from '../services/route53/nameserver';
import { Route53 } from '../services/route53/route53';

export interface DnsProps extends EdgeOptions {
  readonly options: Pick<LocalRegionsOptions, 'dnsPort' | 'preferredDnsPort'>;
  readonly regions: readonly string[];
  readonly names: ServedNames;
  readonly route53: Route53;
  readonly apiGateway: ApiGateway;
  readonly clock: Clock;
  /** With HTTPS, its port and who signs. */
  readonly https?: { readonly port: number; readonly authority: Authority };
  /** Where callers come in whom nobody has led to a Region. */
  readonly url: string;
  readonly started: StopList;
}

/** Starts the name server, and an endpoint in each Region for those whom it leads there. */
export async function startDns(props: DnsProps): Promise<LocalDns | undefined> {
  const { options, https, regions, names, route53, apiGateway, clock, url, started, ...edge } = props;
  const urls: Record<string, string> = {};
  const withoutAddress: Record<string, string> = {};
  route53.leadTo(host => {
    const region = names.regionAt(host);
    return region === undefined ? undefined : region in withoutAddress ? '127.0.0.1' : addressIn(region);
  });
  const dnsPort = options.dnsPort ?? options.preferredDnsPort;
  if (dnsPort === undefined) return undefined;
  const port = Number(new URL(url).port);
  for (const region of regions) {
    const endpoint = started.add(new Edge({ ...edge, names: behindDns(names, { locate: () => apiGateway.gateways.get(region) }) }));
    try {
      urls[region] = await endpoint.start(port, addressIn(region));
    } catch (error) {
      withoutAddress[region] = (error as Error).message;
      urls[region] = await endpoint.start(0);
      continue;
    }
    if (https) await endpoint.startSecure(https.port, https.authority, addressIn(region));
  }
  const outside = started.add(new Edge({ ...edge, names: behindDns(names, { elsewhere: () => 'another host' }) }));
  await outside.start(port, OUTSIDE_ADDRESS).catch(() => {}); // nobody answers there then, as from a host that is down
  const answering = { answer: (question: DnsQuestion) => route53.nameserver.answer(question), defaultFrom: edge.defaultFrom, timeScale: clock.scale };
  const server = started.add(new DnsServer(answering));
  return { server: await server.start(dnsPort, options.dnsPort === undefined), urls, withoutAddress };
}

/** The same names, for callers whom DNS has led already. */
function behindDns(names: ServedNames, led: Partial<EdgeNames>): EdgeNames {
  return {
    get all() { return names.all; },
    get defaultHost() { return names.defaultHost; },
    locate: () => undefined,
    elsewhere: () => undefined,
    ...led,
  };
}
