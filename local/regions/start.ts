import { randomUUID } from 'crypto';
import * as path from 'path';
import { LocalRegions } from './local-regions';
import { DEFAULT_REPLICATION_LAG_MS, LocalRegionsOptions, validateOptions } from './local-regions-options';
import { readAssembly } from '../cloudformation/assembly';
import { Deployed, readDeployed } from '../cloudformation/deployed';
import { synthesize } from '../cloudformation/synthesize';
import { AwsEndpoint } from '../endpoints/aws-endpoint';
import { probeThrough } from '../endpoints/checker-probe';
import { Edge } from '../endpoints/edge';
import { ServedNames } from '../endpoints/served-names';
import { Clock, ScaledClock } from '../machine/clock';
import { InlineCode } from '../machine/inline-code';
import { Gateway } from '../services/api-gateway/gateway';
import { DynamoDbEngine } from '../services/dynamodb/engine';
import { Replication } from '../services/dynamodb/replication';
import { DynamoDbWireProtocol } from '../services/dynamodb/wire-protocol';
import { LambdaService } from '../services/lambda/lambda-service';
import { HealthChecker } from '../services/route53/health-checker';
import { HostedRecords } from '../services/route53/hosted-records';
import { Probe } from '../services/route53/probe';
import { latencyEstimate, locatedRegions } from '../services/route53/region-locations';
import { Resolver } from '../services/route53/resolver';
import { Route53Api } from '../services/route53/route53-api';
import { Router } from '../services/route53/router';

/**
 * Starts the Regions of a CDK app on this machine: all that its templates say, without an AWS account.
 *
 * Synthesizes the app if need be. Rejects with one sentence, and then nothing is left running.
 */
export async function start(options: LocalRegionsOptions = {}): Promise<LocalRegions> {
  validateOptions(options);
  const { signal } = options;
  const aborted = new Promise<void>(resolve => signal?.addEventListener('abort', () => resolve(), { once: true }));
  const stops = new StopList();
  const started = <T extends { stop(): unknown }>(service: T): T => {
    signal?.throwIfAborted();
    stops.add(() => service.stop());
    return service;
  };

  try {
    const inlineCode = started(new InlineCode(randomUUID()));
    const directory = path.resolve(options.directory ?? '.');
    const deployed = readDeployed(readAssembly(await synthesize(directory, options.app, signal)), inlineCode.directory);
    const clock = options.clock ?? started(new ScaledClock(options.timeScale));

    const engines = await createTables(deployed, clock);
    engines.forEach(engine => stops.add(() => engine.close()));
    const replication = started(createReplication(deployed, engines, clock, options));

    const health = new HealthChecker({ definitions: deployed.healthChecks, clock, probe: request => probe(request) });
    const records = new HostedRecords(deployed.recordSets);
    const router = new Router({
      records,
      isHealthy: id => health.isHealthy(id),
      latency: (from, to) => latencyEstimate(from, to, options.latencies),
      random: Math.random,
    });
    const resolver = new Resolver({ router, clock });
    const route53 = new Route53Api({
      healthChecker: health,
      recordSets: deployed.recordSets,
      hostedZones: deployed.hostedZones,
      newRequestId: randomUUID,
    });
    const awsEndpoint = started(new AwsEndpoint(new DynamoDbWireProtocol(engines), route53));
    const awsUrl = await awsEndpoint.start(options.awsPort ?? 0);

    const lambda = started(new LambdaService({
      functions: deployed.functions,
      awsEndpoint: awsUrl,
      appDirectory: directory,
      log: ({ region, functionName, logicalPath }, line) => options.onOutput?.({ region, functionName, path: logicalPath, line }),
    }));
    const gateways = createGateways(deployed, lambda, clock);
    const names = new ServedNames(deployed, records, resolver, gateways);
    const probe: Probe = request => probeThrough(names, request);

    const defaultFrom = options.from ?? deployed.regions[0];
    const edge = started(new Edge({
      defaultHost: names.defaultHost,
      defaultFrom,
      locations: locatedRegions(),
      hosts: names.all,
      locate: (host, from) => names.locate(host, from),
      elsewhere: (host, from) => names.elsewhere(host, from),
      onServed: options.onServed ?? (() => {}),
    }));
    const url = await edge.start(options.port ?? 0);
    await Promise.race([lambda.load(), aborted]);
    started(health).start();

    return new LocalRegions({ url, awsUrl, clock, deployed, engines, replication, health, names, defaultFrom, stop: () => stops.stop() });
  } catch (error) {
    const failure = signal?.aborted ? new Error('The start was interrupted') : error;
    await stops.stop().catch(() => {}); // the caller learns what went wrong first
    throw failure;
  }
}

/** What has been started: it is stopped once, in reverse, and all of it even if some of it fails to stop. */
class StopList {
  private readonly stops: (() => unknown)[] = [];
  private stopping?: Promise<void>;

  add(stop: () => unknown) {
    this.stops.push(stop);
  }

  stop(): Promise<void> {
    return this.stopping ??= this.stopAll();
  }

  private async stopAll() {
    const failures: unknown[] = [];
    for (const stop of this.stops.reverse()) {
      try {
        await stop();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

async function createTables({ regions, tables, accountId }: Deployed, clock: Clock): Promise<Map<string, DynamoDbEngine>> {
  const engines = new Map(regions.map(region => [region, new DynamoDbEngine({ region, accountId, clock })]));
  for (const table of tables) {
    for (const region of table.regions) {
      await engines.get(region)!.createTable(table);
    }
  }
  return engines;
}

/** Lags stray by a fifth, up or down. */
const LAG_JITTER = 0.2;

function createReplication({ tables }: Deployed, engines: Map<string, DynamoDbEngine>, clock: Clock, options: LocalRegionsOptions) {
  const replication = new Replication({
    engines,
    clock,
    lag: { mean: options.replicationLag ?? DEFAULT_REPLICATION_LAG_MS, jitter: LAG_JITTER },
    random: Math.random,
  });
  tables.forEach(table => replication.replicate(table));
  return replication;
}

function createGateways({ regions, restApis, httpApis, domainNames }: Deployed, lambda: LambdaService, clock: Clock): Map<string, Gateway> {
  return new Map(regions.map(region => [region, new Gateway({
    region,
    restApis: restApis.filter(restApi => restApi.region === region),
    httpApis: httpApis.filter(httpApi => httpApi.region === region),
    domainNames: domainNames.filter(domain => domain.region === region),
    clock,
    invoke: (functionName, event, traceId) => lambda.invoke(region, functionName, event, { traceId }),
  })]));
}
