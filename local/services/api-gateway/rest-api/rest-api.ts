import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Api } from '../api';
import { Arrival } from '../arrival';
import { Authorities } from '../authorities';
import { CallerIdentity } from '../caller-identity';
import { carried } from '../carried';
import { EntryPoint } from '../entry-point';
import { BodyValidation } from './body-validation';
import { compressed } from './compression';
import { customized, GatewayResponses } from './gateway-response';
import { HttpRequest, HttpResponse } from '../http-message';
import { answerOfFunction } from '../integrations/lambda-integration';
import { CalledFunction, Invoke, InvokeOptions, invokeWithin } from '../lambda-invocation';
import { methodArn } from '../method-arn';
import { mockResponse } from './mock-response';
import { invalidBody, missingParameters, notSupportedHere, REST_ANSWERS, REST_FAILURES } from './rest-answers';
import { ApiKeyDefinition, MethodDefinition, RestApiDefinition, RestStageDefinition } from './rest-api-definition';
import { RestAuthorization } from './rest-authorization';
import { Authorized } from './rest-authorized';
import { restEvent, RestRequest } from './rest-event';
import { missingFrom } from './rest-parameters';
import { restResponse } from './rest-response';
import { streamedResponse } from './streamed-response';
import { answerOfAws } from '../integrations/aws-integration';
import { Backends, NO_BACKENDS } from '../integrations/backends';
import { answerOfHttp } from '../integrations/http-integration';
import { MappedIntegration } from '../integrations/integration-definition';
import { restExchange } from '../integrations/rest-exchange';
import { isTooLargeForLambda, MAX_REQUEST_BYTES } from '../quotas';
import { REST_METRICS } from '../request-metrics';
import { RouteTable } from '../route-table';
import { withStageVariables } from '../stage-variables';
import { Throttling } from '../throttling';
import { refusedAsTooMany } from './usage';

/** How long an integration may take when it does not say. */
const DEFAULT_TIMEOUT_MS = 29_000;

/** One REST API: from the path to the method, past its authorizer, API key and validator, to the integration. */
export class RestApi implements Api {
  readonly noEntry = REST_ANSWERS.forbidden;
  readonly metricNames = REST_METRICS;
  private readonly routes: RouteTable<MethodDefinition>;
  private readonly responses: GatewayResponses;
  private readonly bodies: BodyValidation;
  private readonly authorization: RestAuthorization;

  constructor(
    readonly definition: RestApiDefinition,
    private readonly authorities: Authorities,
    private readonly throttling: Throttling,
    private readonly backends: Backends = NO_BACKENDS,
  ) {
    this.authorization = new RestAuthorization(authorities);
    this.routes = new RouteTable(definition.methods);
    this.bodies = new BodyValidation(definition.id, definition.models);
    this.responses = new Map(definition.gatewayResponses.map(response => [response.responseType, response]));
  }

  ids(arrival: Arrival): Record<string, string> {
    return restIds(arrival);
  }

  routeOf({ method }: HttpRequest, { routePath }: EntryPoint): string | undefined {
    return this.routes.match(method, routePath)?.route.resourcePath;
  }

  async answer(request: HttpRequest, entry: EntryPoint<RestStageDefinition>, arrival: Arrival): Promise<HttpResponse> {
    const served = carried(await this.serve(request, entry, arrival), REST_ANSWERS.badIntegrationAnswer);
    return customized(served, this.responses, request, entry, arrival);
  }

  private async serve(request: HttpRequest, entry: EntryPoint<RestStageDefinition>, arrival: Arrival): Promise<HttpResponse> {
    if (request.body.length > MAX_REQUEST_BYTES) {
      return REST_ANSWERS.requestTooLarge;
    }
    const match = this.routes.match(request.method, entry.routePath);
    if (!match) {
      return REST_ANSWERS.missingAuthenticationToken;
    }
    const { route: method } = match;
    if (method.integration.type === 'UNSUPPORTED') {
      return notSupportedHere(method.integration.what);
    }
    const rest: RestRequest = { restApi: this.definition, request, entry, match, arrival };
    const event = restEvent(rest);
    const authorized = await this.authorization.authorize(rest, event);
    if ('refused' in authorized) {
      return authorized.refused;
    }
    const apiKey = method.apiKeyRequired ? this.findApiKey(event, entry.stage, authorized) : undefined;
    if (method.apiKeyRequired && !apiKey) {
      return REST_ANSWERS.invalidApiKey;
    }
    const refused = refusedAsTooMany(rest, apiKey, this.throttling);
    if (refused) {
      return refused;
    }
    const missing = missingFrom(method.requiredParameters, event);
    if (missing.length > 0) {
      return missingParameters(missing);
    }
    const problem = this.bodies.problemOf(method.requestModels, request);
    if (problem !== undefined) {
      return invalidBody(problem);
    }
    const response = await this.integrate(method.integration, rest, withCaller(event, authorized, apiKey)).catch((error: Error) =>
      ({ ...REST_ANSWERS.internalServerError, reason: `the integration's templates or mappings fail: ${error.message}` }));
    return compressed(response, request, this.definition.minimumCompressionSize);
  }

  private async integrate(definition: MethodDefinition['integration'], rest: RestRequest, event: APIGatewayProxyEvent): Promise<HttpResponse> {
    const { request, entry: { stage }, arrival: { traceId } } = rest;
    const limitMs = ('timeoutMs' in definition ? definition.timeoutMs : undefined) ?? DEFAULT_TIMEOUT_MS;
    const exchange = ({ contentHandling }: MappedIntegration) => restExchange(request, event, this.definition.binaryMediaTypes, contentHandling);
    switch (definition.type) {
      case 'AWS_PROXY': {
        if (isTooLargeForLambda(event, request)) return REST_ANSWERS.eventTooLarge;
        const invoked = withStageVariables(definition.functionName, stage);
        const options = this.onBehalfOf(rest, definition);
        if (definition.isStreamed) {
          const invoke = (takePart: InvokeOptions['takePart']) => this.authorities.invoke(invoked, event, traceId, { ...options, takePart });
          const response = await streamedResponse(invoke, request, limitMs);
          return { ...response, headers: { ...response.headers, 'x-amzn-trace-id': traceId } };
        }
        const invocation = this.authorities.invoke(invoked, event, traceId, options);
        const { payload, failure, error, latencyMs } = await invokeWithin(limitMs, invocation, REST_FAILURES);
        const integration = { latencyMs };
        if (failure && !error) return { ...failure, integration };
        const response = failure ?? restResponse(payload, request, this.definition.binaryMediaTypes);
        return { ...response, integration, headers: { ...response.headers, 'x-amzn-trace-id': traceId } };
      }
      case 'AWS_LAMBDA': {
        const invoked = withStageVariables(definition.functionName, stage);
        const invoke: Invoke = (name, mapped, trace) => this.authorities.invoke(name, mapped, trace, this.onBehalfOf(rest, definition));
        return answerOfFunction(definition, invoked, exchange(definition), traceId, invoke, this.backends, limitMs);
      }
      case 'AWS': return answerOfAws(definition, exchange(definition), this.backends, limitMs);
      case 'HTTP':
      case 'HTTP_PROXY': return answerOfHttp(definition, withStageVariables(definition.uri, stage), exchange(definition), this.backends, limitMs);
      case 'MOCK': return mockResponse(definition, exchange(definition));
      case 'UNSUPPORTED': return notSupportedHere(definition.what);
    }
  }

  /** A permission is for a method as its resource has it, with `{id}` in its path. */
  private onBehalfOf({ request, entry, match }: RestRequest, { qualifier, isByRole }: CalledFunction): InvokeOptions {
    const source = methodArn(this.definition, { ...entry, routePath: match.route.resourcePath }, request.method);
    return { qualifier: qualifier && withStageVariables(qualifier, entry.stage), source: isByRole ? undefined : source };
  }

  private findApiKey(event: APIGatewayProxyEvent, { apiKeys }: RestStageDefinition, authorized: Authorized): ApiKeyDefinition | undefined {
    const given = this.definition.apiKeySource === 'AUTHORIZER'
      ? authorized.apiKey
      : Object.entries(event.headers).find(([name]) => name.toLowerCase() === 'x-api-key')?.[1];
    return apiKeys.find(({ value }) => value === given);
  }
}

/** The names of a request in the answer of a REST API, or of no API at all. */
export function restIds({ requestId, extendedRequestId }: Arrival): Record<string, string> {
  return { 'x-amzn-requestid': requestId, 'x-amz-apigw-id': extendedRequestId };
}

/** The event with what is known of the caller by now. */
function withCaller(event: APIGatewayProxyEvent, { authorizer, caller }: Authorized, apiKey: ApiKeyDefinition | undefined): APIGatewayProxyEvent {
  const { requestContext } = event;
  const identity = { ...requestContext.identity, ...apiKey && { apiKey: apiKey.value, apiKeyId: apiKey.id }, ...caller && signed(caller) };
  return { ...event, requestContext: { ...requestContext, identity, authorizer } };
}

function signed({ accountId, accessKeyId, userId, userArn }: CallerIdentity) {
  return { accountId, accessKey: accessKeyId, caller: userId, user: userId, userArn };
}
