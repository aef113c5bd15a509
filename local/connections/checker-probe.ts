import { ServedNames } from './served-names';
import { HttpRequest } from '../services/api-gateway/http-message';
import { ProbeAnswer, ProbeRequest } from '../services/route53/probe';

/** API Gateway's names listen on this port only. */
const HTTPS_PORT = 443;

/** A checker comes the way that callers come: by the name, through its records. */
export async function probeThrough(names: ServedNames, { protocol, host, port, path: url, checkerRegion }: ProbeRequest): Promise<ProbeAnswer> {
  const gateway = names.locate(host, checkerRegion);
  if (!gateway) {
    throw new Error(`Resolution of ${host} failed: it has no record that leads to an API`);
  }
  if (protocol === 'http' || port !== HTTPS_PORT) {
    throw new Error(`Connection timed out. API Gateway listens on port ${HTTPS_PORT} only, for HTTPS; the health check asks for ${protocol.toUpperCase()} on port ${port}`);
  }
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
