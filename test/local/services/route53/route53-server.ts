import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import { Route53Client } from '@aws-sdk/client-route-53';
import { checkerOf } from './endpoint';
import { addressIn } from '../../../../local/machine/region-networks';
import { HealthCheckDefinition } from '../../../../local/services/route53/health-check-definition';
import { HostedRecords } from '../../../../local/services/route53/hosted-records';
import { latencyEstimate } from '../../../../local/services/route53/latency';
import { Nameserver } from '../../../../local/services/route53/nameserver';
import { Route53Request } from '../../../../local/services/route53/operation';
import { ProbeRequest } from '../../../../local/services/route53/probe';
import { HostedZone, RecordSet } from '../../../../local/services/route53/record-set';
import { Route53Api } from '../../../../local/services/route53/route53-api';
import { Router } from '../../../../local/services/route53/router';
import { ZoneNames } from '../../../../local/services/route53/zone-names';

export interface Route53ServerOptions {
  readonly healthChecks?: HealthCheckDefinition[];
  readonly recordSets?: RecordSet[];
  readonly hostedZones?: HostedZone[];
  readonly answer?: (request: ProbeRequest) => number;
}

/** Route 53's API behind HTTP, and the real client in front of it. */
export async function startRoute53({ healthChecks = [], recordSets = [], hostedZones = [], answer }: Route53ServerOptions) {
  const { checker, clock } = checkerOf(healthChecks, answer);
  const host = (records: readonly RecordSet[], known: readonly HostedZone[] = hostedZones): Route53Api => {
    const zones = new ZoneNames(known, records);
    const router = new Router({
      records: new HostedRecords(records), latency: latencyEstimate, random: () => 0, isHealthy: id => checker.isHealthy(id),
    });
    const nameserver = new Nameserver({ router, zones, addressOf, outside: '127.255.0.1' });
    return new Route53Api({
      healthChecker: checker,
      hasHealthCheck: id => checker.has(id),
      hostedZones,
      zones,
      recordSets: records,
      nameserver,
      change: changed => { api = host(changed, zones.all); },
      now: () => clock.now(),
      newRequestId: () => 'request-1',
    });
  };
  let api = host(recordSets);
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const answered = await api.answer({ method: request.method!, path: pathname, query: searchParams, body: Buffer.concat(chunks).toString() });
    response.writeHead(answered.statusCode, answered.headers).end(answered.body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const client = new Route53Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return { api, checker, clock, client, stop: () => stop(server, client) };
}

/** Of the names that API Gateway gives. */
function addressOf(host: string): string | undefined {
  const [, region] = /^d-\d+\.execute-api\.([\w-]+)\./.exec(host) ?? [];
  return region && addressIn(region);
}

/** Route 53's API asked without a client. */
export function ask(request: Partial<Route53Request>): Route53Request {
  return { method: 'GET', path: '/', query: new URLSearchParams(), body: '', ...request };
}

async function stop(server: Server, client: Route53Client) {
  client.destroy();
  await new Promise(resolve => server.close(resolve));
}
