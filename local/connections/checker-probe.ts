import { ServedNames } from './served-names';
import { Faults } from '../faults/faults';
import { LostRegions } from '../faults/lost-regions';
import { HttpRequest } from '../services/api-gateway/http-message';
import { ProbeAnswer, ProbeRequest, RESPONSE_TIMEOUT_MS, TIMED_OUT } from '../services/route53/probe';

/** API Gateway's names listen on this port only. */
const HTTPS_PORT = 443;

/** What goes wrong on purpose. */
interface Broken {
  readonly faults: Faults;
  readonly lostRegions: LostRegions;
}

/** A checker comes the way that callers come: by the name, through its records. */
export async function probeThrough(names: ServedNames, asked: ProbeRequest, broken?: Broken): Promise<ProbeAnswer> {
  const { protocol, host, port, path: url, checkerRegion } = asked;
  const gateway = names.locate(host, checkerRegion);
  if (!gateway) {
    throw new Error(`Resolution of ${host} failed: it has no record that leads to an API`);
  }
  if (protocol === 'http' || port !== HTTPS_PORT) {
    throw new Error(`Connection timed out. API Gateway listens on port ${HTTPS_PORT} only, for HTTPS; the health check asks for ${protocol.toUpperCase()} on port ${port}`);
  }
  // What is known to take too long is not waited for.
  const lost = broken?.lostRegions.noAnswer(gateway.region);
  if (lost && !lost.isSilent) throw new Error('Connection refused');
  const isOut = broken?.faults.of('local:route53:checker-outage').some(({ fault: { region } }) => region === checkerRegion);
  if (lost || isOut || (broken?.lostRegions.delayOf(gateway.region) ?? 0) >= RESPONSE_TIMEOUT_MS) throw new Error(TIMED_OUT);
  const request: HttpRequest = {
    method: 'GET',
    host,
    url,
    headers: [['Host', host], ['User-Agent', 'Amazon-Route 53 Health Check Service'], ['Accept', '*/*']],
    body: Buffer.alloc(0),
    sourceIp: '192.0.2.1',
  };
  const response = await gateway.handle(request);
  return { ...response, body: response.body.toString() };
}
