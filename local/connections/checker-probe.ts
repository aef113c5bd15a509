import { ServedNames } from './served-names';
import { LostRegions } from '../faults/lost-regions';
import { HttpRequest } from '../services/api-gateway/http-message';
import { ProbeAnswer, ProbeRequest, RESPONSE_TIMEOUT_MS, TIMED_OUT } from '../services/route53/probe';

/** API Gateway's names listen on this port only. */
const HTTPS_PORT = 443;

/** A checker comes the way that callers come: by the name, through its records. */
export async function probeThrough(
  names: ServedNames, { protocol, host, port, path: url, checkerRegion }: ProbeRequest, regions?: LostRegions,
): Promise<ProbeAnswer> {
  const gateway = names.locate(host, checkerRegion);
  if (!gateway) {
    throw new Error(`Resolution of ${host} failed: it has no record that leads to an API`);
  }
  if (protocol === 'http' || port !== HTTPS_PORT) {
    throw new Error(`Connection timed out. API Gateway listens on port ${HTTPS_PORT} only, for HTTPS; the health check asks for ${protocol.toUpperCase()} on port ${port}`);
  }
  // What is known to take too long is not waited for.
  const lost = regions?.noAnswer(gateway.region);
  if (lost && !lost.isSilent) throw new Error('Connection refused');
  if (lost || regions && regions.delayOf(gateway.region) >= RESPONSE_TIMEOUT_MS) throw new Error(TIMED_OUT);
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
