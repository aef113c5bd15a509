import { Api } from './api';
import { newArrival } from './arrival';
import { DomainNameDefinition } from './domain-name-definition';
import { enterByDomain, enterByExecuteApi, EntryPoints } from './entry-point';
import { HttpApi } from './http-api/http-api';
import { HttpApiDefinition } from './http-api/http-api-definition';
import { HttpRequest, HttpResponse } from './http-message';
import { Invoke } from './lambda-invocation';
import { REST_ANSWERS } from './rest-api/rest-answers';
import { RestApi, restIds } from './rest-api/rest-api';
import { RestApiDefinition } from './rest-api/rest-api-definition';
import { Clock } from '../../machine/clock';

export interface GatewayOptions {
  readonly region: string;
  readonly restApis: RestApiDefinition[];
  readonly httpApis: HttpApiDefinition[];
  readonly domainNames: DomainNameDefinition[];
  readonly clock: Clock;
  readonly invoke: Invoke;
}

/** API Gateway in one Region: from the name that was asked for to the API and its stage. */
export class Gateway {
  readonly region: string;
  private readonly apis: Map<string, Api>;
  private readonly entryPoints: EntryPoints;

  constructor(private readonly options: GatewayOptions) {
    const { region, restApis, httpApis, domainNames, invoke } = options;
    this.region = region;
    this.apis = new Map([
      ...restApis.map(definition => new RestApi(definition, invoke)),
      ...httpApis.map(definition => new HttpApi(definition, invoke)),
    ].map((api: Api) => [api.definition.id, api]));
    this.entryPoints = new EntryPoints(region, domainNames);
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    const arrival = newArrival(request, this.options.clock.now());
    const path = request.url.split('?', 1)[0];
    const found = this.entryPoints.find(request.host, path);
    const api = found && this.apis.get(found.apiId);
    if (!api) {
      return withHeaders(REST_ANSWERS.forbidden, restIds(arrival));
    }
    const entry = found.mapping ? enterByDomain(api.definition, found.mapping, path) : enterByExecuteApi(api.definition, path);
    return withHeaders(entry ? await api.answer(request, entry, arrival) : api.noEntry, api.ids(arrival));
  }
}

function withHeaders(response: HttpResponse, headers: Record<string, string>): HttpResponse {
  return { ...response, headers: { ...response.headers, ...headers } };
}
