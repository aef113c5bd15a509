import { Backends } from './backends';
import { httpCall, isOnThisMachine } from './http-call';
import { HttpIntegration } from './integration-definition';
import { IntegrationRequest, integrationRequest, withPath, withQuery } from './integration-request';
import { integrationResponse } from './integration-response';
import { called } from './outcome';
import { passedOn } from './passed-on';
import { RestExchange } from './rest-exchange';
import { headerOf, HttpResponse, rawQuery } from '../http-message';
import { notSupportedHere, REST_ANSWERS } from '../rest-api/rest-answers';
import { passedBack } from '../rest-api/rest-response';

/**
 * The answer of an HTTP endpoint behind a REST API: as it is, or as the API maps it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html
 */
export async function answerOfHttp(
  definition: HttpIntegration, address: string, exchange: RestExchange, { allowNetwork }: Backends, limitMs: number,
): Promise<HttpResponse> {
  const isProxy = definition.type === 'HTTP_PROXY';
  const mapped = integrationRequest(definition, exchange);
  if (!mapped) return REST_ANSWERS.unsupportedMediaType;
  const url = withQuery(withPath(address, mapped), mapped);
  if (!URL.canParse(url)) return { ...REST_ANSWERS.internalServerError, reason: `the integration has no URL: ${url}` };
  const whole = isProxy ? withCallersQuery(url, mapped, exchange) : url;
  if (!allowNetwork && !isOnThisMachine(whole)) return notSupportedHere(beyondThisMachine(whole));

  const method = definition.httpMethod === 'ANY' ? exchange.request.method : definition.httpMethod;
  const headers = { ...isProxy ? proxied(exchange) : kept(exchange), ...mapped.headers };
  const { answer, failure, integration } = await called(httpCall(whole, { method, headers, body: mapped.body }, limitMs), limitMs);
  if (failure) return { ...failure, integration };
  if (!isProxy) return { ...integrationResponse(definition, answer, exchange, String(answer.statusCode)), integration };
  return { statusCode: answer.statusCode, headers: passedBack(Object.entries(answer.headers)), body: answer.body, integration };
}

/** Why an endpoint is not called. */
export function beyondThisMachine(url: string): string {
  return `endpoints beyond this machine without --allow-network, as ${new URL(url).host} is`;
}

/** What is mapped goes before what the caller sent under the same name. */
function withCallersQuery(url: string, { query }: IntegrationRequest, { request }: RestExchange): string {
  const sent = [...new URLSearchParams(rawQuery(request.url))].filter(([name]) => !Object.hasOwn(query, name));
  const added = String(new URLSearchParams(sent));
  return added === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${added}`;
}

function proxied({ event }: RestExchange): Record<string, string | string[]> {
  return passedOn(Object.entries(event.multiValueHeaders).map(([name, values]) => [name, values ?? []]));
}

/** Of a request that is mapped, only these headers are kept by themselves. */
function kept({ request }: RestExchange): Record<string, string> {
  return {
    'content-type': headerOf(request, 'content-type') ?? 'application/json',
    'accept': headerOf(request, 'accept') ?? 'application/json',
  };
}
