import { randomUUID } from 'crypto';
import * as path from 'path';
import { AppReader } from './app-reader';
import { CurrentApp } from './current-app';
import { startDns } from './dns';
import { DrainLever } from './drain-lever';
import { knownNames } from './known-names';
import { LocalRegions, Running } from './local-regions';
import { LocalRegionsOptions, validateOptions } from './local-regions-options';
import { reloadOf } from './reloaded-app';
import { unsupportedLines } from './report';
import { Seen } from './seen';
import { createServices, ServiceEntry, SERVICES } from './services';
import { tellFailures } from './told-failures';
import { withFound } from './what-is-found';
import { appEnvironment } from '../cloudformation/app-environment';
import { LOCAL_ACCOUNT } from '../cloudformation/assembly';
import { Deployed } from '../cloudformation/deployed';
import { probeThrough } from '../connections/checker-probe';
import { ServedNames } from '../connections/served-names';
import { AwsEndpoint } from '../endpoints/aws-endpoint';
import { answerDespite } from '../endpoints/broken-requests';
import { DnsServer } from '../endpoints/dns/dns-server';
import { Edge, EdgeOptions } from '../endpoints/edge';
import { Faults } from '../faults/faults';
import { LostRegions } from '../faults/lost-regions';
import { Authority, authorityDirectory } from '../machine/authority';
import { locatedRegions } from '../machine/aws-regions';
import { ScaledClock } from '../machine/clock';
import { validatePorts } from '../machine/http-server';
import { InlineCode } from '../machine/inline-code';
import { Journal } from '../machine/journal';
import { LocalService } from '../machine/local-service';
import { StopList } from '../machine/stop-list';
import { ApiGateway } from '../services/api-gateway/api-gateway';
import { TokenIssuers } from '../services/cognito/token-issuers';
import { DynamoDb } from '../services/dynamodb/dynamodb';
import { EventBridge } from '../services/eventbridge/event-bridge';
import { Iam } from '../services/iam/iam';
import { LambdaService } from '../services/lambda/lambda-service';
import { Route53 } from '../services/route53/route53';
import { Scheduler } from '../services/scheduler/scheduler';
import { Ses } from '../services/ses/ses';
import { Sqs } from '../services/sqs/sqs';

/**
 * Starts the Regions of a CDK app on this machine: all that its templates say, without an AWS account.
 *
 * Synthesizes the app if need be. Rejects with one sentence, and then nothing is left running.
 */
export function start(options: LocalRegionsOptions = {}): Promise<LocalRegions> {
  return startServices(SERVICES, options);
}

/** The same with the services of a list, `SERVICES` among them. */
export async function startServices(entries: readonly ServiceEntry[], options: LocalRegionsOptions): Promise<LocalRegions> {
  validateOptions(options);
  const started = new StopList();
  try {
    return await startAll(entries, options, started);
  } catch (error) {
    const failure = options.signal?.aborted ? new Error('The start was interrupted') : error;
    await started.stop().catch(() => {}); // the caller learns what went wrong first
    throw failure;
  }
}

async function startAll(entries: readonly ServiceEntry[], options: LocalRegionsOptions, started: StopList): Promise<LocalRegions> {
  const { signal } = options;
  await validatePorts([
    [options.port, Edge.PORT_SETTING], [options.awsPort, AwsEndpoint.PORT_SETTING],
    [options.dnsPort, DnsServer.PORT_SETTING], [options.httpsPort, Edge.HTTPS_PORT_SETTING], [options.inspect, LambdaService.INSPECT_SETTING],
  ]);
  const inlineCode = started.add(new InlineCode(randomUUID()));
  const appDirectory = path.resolve(options.directory ?? '.');
  const environment = { ...appEnvironment(options), account: LOCAL_ACCOUNT };
  const awsEndpoint = started.add(new AwsEndpoint());
  const awsUrl = await awsEndpoint.start(options.awsPort ?? 0);
  const templates = entries.map(({ template }) => template);
  const files = { inlineCodeDirectory: inlineCode.directory };
  const reader = started.add(new AppReader({ directory: appDirectory, environment, awsUrl, options, templates, files }));
  const app = await reader.read(signal, { onProgress: options.onProgress, onOutput: options.onAppOutput });
  const { deployed } = app;
  signal?.throwIfAborted();

  const current: CurrentApp = { deployed, warnings: app.warnings };
  const clock = options.clock ?? started.add(new ScaledClock(options.timeScale));
  const journal = new Journal(clock);
  listen(journal, options);
  const faults = started.add(new Faults({ clock, journal, known: () => knownNames(current.deployed, options.endpoints) }));
  const lostRegions = new LostRegions(faults);

  const { random = Math.random } = options;
  const services = createServices(entries, {
    deployed, clock, journal, faults, lostRegions, random, awsUrl, askAws: request => awsEndpoint.ask(request), appDirectory, options,
  });
  services.forEach(service => started.add(service));
  const iam = find(services, Iam);
  awsEndpoint.serve(services, (request, service) => iam.refusal(request, service), answerDespite(faults, lostRegions));

  const [dynamoDb, route53, apiGateway] = [find(services, DynamoDb), find(services, Route53), find(services, ApiGateway)];
  const names = new ServedNames(deployed, route53, apiGateway);
  const defaultFrom = options.from ?? deployed.regions[0];
  const reach: EdgeOptions['reach'] = (region, answer) => lostRegions.reach(region, answer);
  const callers = { defaultFrom, locations: locatedRegions(), journal, reach };
  const edge = started.add(new Edge({ names, ...callers }));
  const url = await edge.start(options.port ?? 0);
  const authority = options.httpsPort === undefined ? undefined : Authority.in(options.authority ?? authorityDirectory(process.env));
  const httpsUrl = authority && await edge.startSecure(options.httpsPort!, authority);
  const https = authority && { port: Number(new URL(httpsUrl!).port), authority };
  const dns = await startDns({ ...callers, options, https, regions: deployed.regions, names, route53, apiGateway, clock, url, started });

  options.onProgress?.(`Loading ${counted(deployed.functions.filter(({ isForDeployments }) => !isForDeployments).length, 'function')}`);
  const aborted = abortOf(signal);
  for (const service of services) {
    await Promise.race([service.start?.(), aborted]);
    signal?.throwIfAborted();
  }
  if (!options.onOutput) started.add(tellFailures(journal, text => process.stderr.write(text))); // until what runs is stopped
  const lambda = find(services, LambdaService);
  current.deployed = withFound(deployed, lambda, iam);
  if (options.strict) validateAllIsHere(current.deployed);
  route53.startChecking(request => probeThrough(names, request, { faults, lostRegions }));
  const { health } = route53;
  const [issuers, ses] = [find(services, TokenIssuers), find(services, Ses)];
  const seen = new Seen({
    names,
    health,
    dynamoDb,
    sqs: find(services, Sqs),
    lambda,
    scheduler: find(services, Scheduler),
    eventBridge: find(services, EventBridge),
    drain: new DrainLever(() => current.deployed, dynamoDb),
  });
  const running: Running = {
    url,
    httpsUrl,
    awsUrl,
    clock,
    journal,
    faults,
    current,
    dynamoDb,
    issuers,
    health,
    names,
    dns,
    defaultFrom,
    ses,
    seen,
    servePage: page => edge.serve(page),
    stop: () => started.stop(),
  };
  route53.onRecordsChanged(() => names.update(current.deployed));
  const { watch, gradualDeployments: isGradual = false } = options;
  if (watch) started.add(reloadOf({ app, reader, services, lambda, iam, names, running, isGradual })).start();
  return new LocalRegions(running);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function validateAllIsHere({ unsupported, regions }: Deployed) {
  if (unsupported.length > 0) {
    throw new Error(['Of the templates, these are not on this machine, or not in full; without `strict` (`--strict`) the rest runs:', ...unsupportedLines(unsupported, regions)].join('\n'));
  }
}

function listen(journal: Journal, { onServed, onOutput }: LocalRegionsOptions) {
  if (onServed) journal.on('request', onServed);
  if (onOutput) journal.on('output', onOutput);
}

function find<T extends LocalService>(services: readonly LocalService[], type: new (props: any) => T): T {
  return services.find((service): service is T => service instanceof type)!;
}

/** Resolves when the start is interrupted. */
function abortOf(signal: AbortSignal | undefined): Promise<void> {
  return new Promise<void>(resolve => {
    if (signal?.aborted) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
