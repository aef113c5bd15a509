import { accessLogLine } from './access-log';
import { Api } from './api';
import { Arrival, newArrival } from './arrival';
import { Authorities } from './authorities';
import { DomainNameDefinition } from './domain-name-definition';
import { enterByDomain, enterByExecuteApi, EntryPoint, EntryPoints } from './entry-point';
import { HttpApi } from './http-api/http-api';
import { HttpApiDefinition } from './http-api/http-api-definition';
import { HttpRequest, HttpResponse } from './http-message';
import { Backends } from './integrations/backends';
import { hasTooLargeHeaders, HEADERS_TOO_LARGE } from './quotas';
import { RequestMetrics } from './request-metrics';
import { REST_ANSWERS } from './rest-api/rest-answers';
import { RestApi, restIds } from './rest-api/rest-api';
import { RestApiDefinition } from './rest-api/rest-api-definition';
import { Throttling } from './throttling';
import { Log, unlogged } from '../../machine/log-line';
import { Measure, unmeasured } from '../../machine/metric';

export interface GatewayOptions extends Authorities {
  readonly region: string;
  readonly restApis: RestApiDefinition[];
  readonly httpApis: HttpApiDefinition[];
  readonly domainNames: DomainNameDefinition[];
  /** @default - functions are all that there is */
  readonly backends?: Backends;
  /** @default - nothing is measured */
  readonly measure?: Measure;
  /** @default - nothing is logged */
  readonly log?: Log;
}

/** API Gateway in one Region: from the name that was asked for to the API and its stage. */
export class Gateway {
  readonly region: string;
  private readonly apis: Map<string, Api>;
  private readonly entryPoints: EntryPoints;
  private readonly metrics = new Map<string, RequestMetrics>();

  constructor(private readonly options: GatewayOptions) {
    const { region, restApis, httpApis, domainNames, backends } = options;
    this.region = region;
    const throttling = new Throttling(options.clock);
    this.apis = new Map([
      ...restApis.map(definition => new RestApi(definition, options, throttling, backends)),
      ...httpApis.map(definition => new HttpApi(definition, options, throttling, backends)),
    ].map((api: Api) => [api.definition.id, api]));
    this.entryPoints = new EntryPoints(region, domainNames);
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    const arrival = newArrival(request, this.options.clock.now());
    if (hasTooLargeHeaders(request)) {
      return HEADERS_TOO_LARGE;
    }
    const path = request.url.split('?', 1)[0];
    const found = this.entryPoints.find(request.host, path);
    const api = found && this.apis.get(found.apiId);
    if (!api) {
      return withHeaders(REST_ANSWERS.forbidden, restIds(arrival));
    }
    const entry = found.mapping ? enterByDomain(api.definition, found.mapping, path) : enterByExecuteApi(api.definition, path);
    if (!entry) {
      return withHeaders(api.noEntry, api.ids(arrival));
    }
    const start = performance.now();
    const response = withHeaders(await api.answer(request, entry, arrival), api.ids(arrival));
    this.record(api, request, entry, arrival, response, Math.round(performance.now() - start));
    return { ...response, traceId: arrival.traceId };
  }

  private record(api: Api, request: HttpRequest, entry: EntryPoint, arrival: Arrival, response: HttpResponse, latencyMs: number) {
    const { log = unlogged } = this.options;
    const { stage: { name: stage, accessLog } } = entry;
    this.metricsOf(api, stage).count(response.statusCode, latencyMs, response.integration?.latencyMs);
    if (!accessLog) return;
    const answered = { api: api.definition, request, entry, arrival, response, latencyMs, route: api.routeOf(request, entry) };
    const message = accessLogLine(accessLog.format, answered);
    log({ region: this.region, logGroup: accessLog.logGroup, stream: stage, message });
  }

  private metricsOf({ definition: { id, name }, metricNames }: Api, stage: string): RequestMetrics {
    const key = `${id}/${stage}`;
    let metrics = this.metrics.get(key);
    if (!metrics) {
      const called = metricNames.dimension === 'ApiName' ? name : id;
      this.metrics.set(key, metrics = new RequestMetrics(this.region, called, stage, metricNames, this.options.measure ?? unmeasured));
    }
    return metrics;
  }
}

function withHeaders(response: HttpResponse, headers: Record<string, string>): HttpResponse {
  return { ...response, headers: { ...response.headers, ...headers } };
}
