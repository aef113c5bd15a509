import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Clock } from '../clock';
import { Arrival, newArrival } from './arrival';
import { GATEWAY_ANSWERS, notSupportedHere } from './gateway-answers';
import { HttpRequest, HttpResponse } from './http-message';
import { mockResponse } from './mock-response';
import { EntryPoint, proxyEvent } from './proxy-event';
import { proxyResponse } from './proxy-response';
import { DomainNameDefinition, LambdaProxyIntegration, MockIntegration, RestApiDefinition } from './rest-api-definition';
import { Match, RouteTable } from './route-table';

/** What a function said: its answer, or what went wrong. */
export interface Invocation {
  readonly payload?: unknown;
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
}

export interface GatewayOptions {
  readonly region: string;
  readonly restApis: RestApiDefinition[];
  readonly domainNames: DomainNameDefinition[];
  readonly clock: Clock;
  readonly invoke: (functionName: string, event: object, traceId?: string) => Promise<Invocation>;
}

/** API Gateway's limit for a request. */
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;

/** How long an integration may take when it does not say, in real time: the function does real work. */
const DEFAULT_TIMEOUT_MS = 29_000;

/**
 * API Gateway in one Region: from the name that was asked for to the API, its stage, the route and the integration.
 */
export class Gateway {
  readonly region: string;
  private readonly restApis: Map<string, RestApiDefinition>;
  private readonly routes: Map<string, RouteTable>;
  private readonly domainNames: Map<string, DomainNameDefinition>;

  constructor(private readonly options: GatewayOptions) {
    this.region = options.region;
    this.restApis = new Map(options.restApis.map(restApi => [restApi.id, restApi]));
    this.routes = new Map(options.restApis.map(restApi => [restApi.id, new RouteTable(restApi.methods)]));
    this.domainNames = new Map(options.domainNames.map(domain => [domain.domainName, domain]));
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    const arrival = newArrival(request, this.options.clock.now());
    const response = await this.answer(request, arrival);
    const ids = { 'x-amzn-requestid': arrival.requestId, 'x-amz-apigw-id': arrival.extendedRequestId };
    return { ...response, headers: { ...response.headers, ...ids } };
  }

  private async answer(request: HttpRequest, arrival: Arrival): Promise<HttpResponse> {
    if (request.body.length > MAX_REQUEST_BYTES) {
      return GATEWAY_ANSWERS.requestTooLarge;
    }
    const entry = this.findEntryPoint(request);
    if (!entry) {
      return GATEWAY_ANSWERS.forbidden;
    }
    const match = this.routes.get(entry.restApi.id)!.match(request.method, entry.routePath);
    return match ? this.integrate(request, entry, match, arrival) : GATEWAY_ANSWERS.missingAuthenticationToken;
  }

  private findEntryPoint(request: HttpRequest): EntryPoint | undefined {
    const path = request.url.split('?', 1)[0];
    const domain = this.domainNames.get(request.host);
    return domain ? this.enterByDomain(domain, path) : this.enterByExecuteApi(request.host, path);
  }

  /** By a custom domain name: the longest base path that fits chooses the API. A mapping without a stage has the caller name it. */
  private enterByDomain(domain: DomainNameDefinition, path: string): EntryPoint | undefined {
    const mapping = domain.mappings
      .filter(({ basePath }) => basePath === '' || `${path}/`.startsWith(`/${basePath}/`))
      .sort((a, b) => b.basePath.length - a.basePath.length)[0];
    const restApi = mapping && this.restApis.get(mapping.restApiId);
    if (!restApi) {
      return undefined;
    }
    const afterBasePath = mapping.basePath ? path.slice(mapping.basePath.length + 1) : path;
    const stageName = mapping.stage || afterBasePath.split('/')[1];
    const stage = restApi.stages.find(({ name }) => name === stageName);
    const routePath = mapping.stage ? afterBasePath : afterBasePath.slice(stageName.length + 1);
    return stage && { restApi, stage, requestPath: path, eventPath: path, routePath };
  }

  /** By the API's own name: the first part of the path is the stage. */
  private enterByExecuteApi(host: string, path: string): EntryPoint | undefined {
    const [, id, region] = /^([a-z0-9]+)\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(host) ?? [];
    const restApi = region === this.region ? this.restApis.get(id) : undefined;
    const stage = restApi?.stages.find(({ name }) => name === path.split('/')[1]);
    if (!restApi || !stage || restApi.executeApiEndpointDisabled) {
      return undefined;
    }
    const routePath = path.slice(stage.name.length + 1) || '/';
    return { restApi, stage, requestPath: path, eventPath: routePath, routePath };
  }

  private async integrate(request: HttpRequest, entry: EntryPoint, match: Match, arrival: Arrival): Promise<HttpResponse> {
    const { integration } = match.method;
    switch (integration.type) {
      case 'AWS_PROXY': return this.invokeFunction(integration, proxyEvent(request, entry, match, arrival), request, entry);
      case 'MOCK': return this.mock(integration, proxyEvent(request, entry, match, arrival), request);
      case 'UNSUPPORTED': return notSupportedHere(integration.what);
    }
  }

  private async invokeFunction(
    { functionName, timeoutMs = DEFAULT_TIMEOUT_MS }: LambdaProxyIntegration,
    event: APIGatewayProxyEvent,
    request: HttpRequest,
    { restApi }: EntryPoint,
  ): Promise<HttpResponse> {
    const traceId = event.headers['X-Amzn-Trace-Id']!;
    const invocation = await within(timeoutMs, this.options.invoke(functionName, event, traceId));
    if (!invocation) {
      return { ...GATEWAY_ANSWERS.integrationTimeout, reason: `the function took longer than ${timeoutMs / 1000} s` };
    }
    const response = invocation.error
      ? { ...GATEWAY_ANSWERS.badIntegrationAnswer, reason: `${invocation.error.errorType}: ${invocation.error.errorMessage}` }
      : proxyResponse(invocation.payload, request, restApi.binaryMediaTypes);
    return { ...response, headers: { ...response.headers, 'x-amzn-trace-id': traceId } };
  }

  private mock(integration: MockIntegration, event: APIGatewayProxyEvent, request: HttpRequest): HttpResponse {
    return mockResponse(integration, request, {
      context: { ...event.requestContext },
      pathParameters: event.pathParameters as Record<string, string> | null,
      stageVariables: event.stageVariables as Record<string, string> | null,
    });
  }
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout;
  const limit = new Promise<undefined>(resolve => { timer = setTimeout(() => resolve(undefined), limitMs); });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
