import { probeThrough } from '../../../local/connections/checker-probe';
import { ServedNames } from '../../../local/connections/served-names';
import { ProbeRequest } from '../../../local/services/route53/probe';

const NAMES = {
  locate: (host: string) => host === 'api.example.com'
    ? { region: 'eu-west-1', handle: async () => ({ statusCode: 200, headers: {}, body: Buffer.from('ready') }) }
    : undefined,
} as unknown as ServedNames;

const probe = (request: Partial<ProbeRequest>) => probeThrough(NAMES, {
  checkerRegion: 'us-east-1', protocol: 'https', host: 'api.example.com', port: 443, path: '/ready', signal: new AbortController().signal, ...request,
});

test.each(['https', 'tcp'] as const)('a probe by %s on port 443 reaches the API', async protocol => {
  expect(await probe({ protocol })).toMatchObject({ statusCode: 200, body: 'ready' });
});

test.each([
  ['http', 80],
  ['http', 443],
  ['https', 8443],
  ['tcp', 80],
] as const)('a probe by %s on port %d times out, since API Gateway does not listen there', async (protocol, port) => {
  await expect(probe({ protocol, port })).rejects.toThrow(
    `Connection timed out. API Gateway listens on port 443 only, for HTTPS; the health check asks for ${protocol.toUpperCase()} on port ${port}`);
});

test('a name without a record does not resolve', async () => {
  await expect(probe({ host: 'shop.example.com' })).rejects.toThrow('Resolution of shop.example.com failed: it has no record that leads to an API');
});
