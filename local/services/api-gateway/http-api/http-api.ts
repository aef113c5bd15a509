import { Api } from '../api';
import { UnsupportedIntegration } from '../api-definition';
import { Arrival } from '../arrival';
import { Authorities } from '../authorities';
import { carried } from '../carried';
import { EntryPoint } from '../entry-point';
import { HTTP_ANSWERS, notSupportedHere } from './http-answers';
import { HttpApiDefinition, HttpLambdaIntegration, HttpRouteDefinition } from './http-api-definition';
import { HttpAuthorization } from './http-authorization';
import { HttpCors } from './http-cors';
import { HttpApiRequest, httpEvent } from './http-event';
import { httpEventV1 } from './http-event-v1';
import { HttpRequest, HttpResponse } from '../http-message';
import { httpResponse } from './http-response';
import { mappedRequest, mappedResponse } from './parameter-mapping';
import { Backends, NO_BACKENDS } from '../integrations/backends';
import { answerOfService } from '../integrations/first-class';
import { answerOfEndpoint } from '../integrations/http-proxy';
import { InvokeOptions, invokeWithin } from '../lambda-invocation';
import { methodArn } from '../method-arn';
import { isTooLargeForLambda, MAX_REQUEST_BYTES } from '../quotas';
import { HTTP_METRICS } from '../request-metrics';
import { Route, RouteTable } from '../route-table';
import { withStageVariables } from '../stage-variables';
import { Throttling } from '../throttling';

/** How long an integration may take when it does not say. */
const DEFAULT_TIMEOUT_MS = 30_000;

const FAILURES = { error: HTTP_ANSWERS.internalServerError, timeout: HTTP_ANSWERS.serviceUnavailable, throttled: HTTP_ANSWERS.serviceUnavailable };

/** One HTTP API: from the path to the route, past CORS and its authorizer, to the integration. */
export class HttpApi implements Api {
  readonly noEntry = HTTP_ANSWERS.notFound;
  readonly metricNames = HTTP_METRICS;
  private readonly routes: RouteTable<Route & { definition: HttpRouteDefinition }>;
  private readonly defaultRoute?: HttpRouteDefinition;
  private readonly cors?: HttpCors;
  private readonly authorization: HttpAuthorization;

  constructor(
    readonly definition: HttpApiDefinition,
    private readonly authorities: Authorities,
    private readonly throttling: Throttling,
    private readonly backends: Backends = NO_BACKENDS,
  ) {
    this.authorization = new HttpAuthorization(authorities);
    const { routes, cors } = definition;
    this.routes = new RouteTable(routes.filter(({ routeKey }) => routeKey !== '$default').map(route => {
      const [httpMethod, resourcePath] = route.routeKey.split(' ');
      return { httpMethod, resourcePath, definition: route };
    }), true);
    this.defaultRoute = routes.find(({ routeKey }) => routeKey === '$default');
    this.cors = cors && new HttpCors(cors);
  }

  ids({ extendedRequestId }: Arrival): Record<string, string> {
    return { 'apigw-requestid': extendedRequestId };
  }

  routeOf(request: HttpRequest, entry: EntryPoint): string | undefined {
    return this.findRoute(request, entry)?.route.routeKey;
  }

  async answer(request: HttpRequest, entry: EntryPoint, arrival: Arrival): Promise<HttpResponse> {
    if (request.body.length > MAX_REQUEST_BYTES) {
      return HTTP_ANSWERS.requestTooLarge;
    }
    const found = this.findRoute(request, entry);
    const http = found && { httpApi: this.definition, request, entry, arrival, ...found };
    if (http && this.isThrottled(http)) {
      return HTTP_ANSWERS.tooManyRequests;
    }
    const authorized = http && await this.authorization.authorize(http);
    if (authorized && 'refused' in authorized) {
      return authorized.refused; // preflights too: on AWS they need a route without an authorizer
    }
    if (this.cors?.isPreflight(request)) {
      return this.cors.preflight(request);
    }
    if (!http) {
      return HTTP_ANSWERS.notFound;
    }
    const { integration } = http.route;
    if (integration.type === 'UNSUPPORTED') {
      return notSupportedHere(integration.what);
    }
    const response = await this.integrate(integration, { ...http, authorized });
    return this.cors?.apply(request, response) ?? response;
  }

  private isThrottled({ entry: { stage }, route: { routeKey } }: HttpApiRequest): boolean {
    const { ofEach, routes } = stage.throttles ?? { routes: {} };
    return !this.throttling.allows(`${this.definition.id}/${stage.name}/${routeKey}`, routes[routeKey] ?? ofEach);
  }

  private findRoute(request: HttpRequest, { routePath }: EntryPoint): Pick<HttpApiRequest, 'route' | 'pathParameters'> | undefined {
    const match = this.routes.match(request.method, routePath);
    if (match) {
      return { route: match.route.definition, pathParameters: match.pathParameters };
    }
    return this.defaultRoute && { route: this.defaultRoute, pathParameters: null };
  }

  private async integrate(definition: Exclude<HttpRouteDefinition['integration'], UnsupportedIntegration>, asked: HttpApiRequest): Promise<HttpResponse> {
    const http = mappedRequest(asked, definition.requestParameters);
    const response = await this.ask(definition, http);
    const mapped = response.reason === undefined ? mappedResponse(response, http, definition.responseParameters) : response;
    return carried(mapped, HTTP_ANSWERS.badGateway);
  }

  private async ask(definition: Exclude<HttpRouteDefinition['integration'], UnsupportedIntegration>, http: HttpApiRequest): Promise<HttpResponse> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = definition;
    switch (definition.type) {
      case 'AWS_PROXY': return this.askFunction(definition, http, timeoutMs);
      case 'AWS_SERVICE': return answerOfService(definition, http, this.backends, timeoutMs);
      case 'HTTP_PROXY': return answerOfEndpoint(definition, http, this.backends, timeoutMs);
    }
  }

  private async askFunction(definition: HttpLambdaIntegration, http: HttpApiRequest, timeoutMs: number): Promise<HttpResponse> {
    const { functionName, payloadFormat } = definition;
    const { authorized, entry, arrival } = http;
    const invoked = withStageVariables(functionName, entry.stage);
    const event = payloadFormat === '2.0'
      ? withAuthorizer(httpEvent(http), authorized?.told['2.0'])
      : withAuthorizer(httpEventV1(http), authorized?.told['1.0']);
    if (isTooLargeForLambda(event, http.request)) return HTTP_ANSWERS.requestTooLarge;
    const invocation = this.authorities.invoke(invoked, event, arrival.traceId, this.onBehalfOf(http, definition));
    const { payload, failure, latencyMs } = await invokeWithin(timeoutMs, invocation, FAILURES);
    return { ...failure ?? httpResponse(payload, payloadFormat), integration: { latencyMs } };
  }

  /** A permission is for a route as its key has it, with `{id}` in its path. */
  private onBehalfOf({ request, entry, route }: HttpApiRequest, { qualifier, isByRole }: HttpLambdaIntegration): InvokeOptions {
    const [, path] = route.routeKey.split(' ');
    const source = methodArn(this.definition, { ...entry, routePath: path ?? '' }, path === undefined ? route.routeKey : request.method);
    return { qualifier: qualifier && withStageVariables(qualifier, entry.stage), source: isByRole ? undefined : source };
  }
}

/** The event with what the authorizer, if the route has one, said of the caller. */
function withAuthorizer<E extends { requestContext: object }>(event: E, authorizer: object | undefined): E {
  return authorizer ? { ...event, requestContext: { ...event.requestContext, authorizer } } : event;
}
