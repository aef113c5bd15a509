import { Backends } from './backends';
import { httpCall, isOnThisMachine } from './http-call';
import { beyondThisMachine } from './http-integration';
import { HttpProxyIntegration } from './integration-definition';
import { called } from './outcome';
import { passedOn } from './passed-on';
import { HTTP_ANSWERS, HTTP_FAILURES, notSupportedHere } from '../http-api/http-answers';
import { HttpApiRequest, httpHeaders } from '../http-api/http-event';
import { passedBack } from '../http-api/http-response';
import { allValues, HttpResponse, rawQuery } from '../http-message';
import { withStageVariables } from '../stage-variables';

/**
 * The answer of an HTTP endpoint behind an HTTP API.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
 */
export async function answerOfEndpoint(
  { uri, httpMethod }: HttpProxyIntegration, http: HttpApiRequest, { allowNetwork }: Backends, limitMs: number,
): Promise<HttpResponse> {
  const { request, entry: { stage }, pathParameters, path } = http;
  const address = withStageVariables(uri, stage).replace(/\{([^}+]+)\+?\}/g, (whole, name: string) => pathParameters?.[name] ?? whole);
  if (!URL.canParse(address)) return { ...HTTP_ANSWERS.internalServerError, reason: `the integration has no URL: ${address}` };
  const url = new URL(address);
  if (path !== undefined) url.pathname = path;
  url.search = [url.search.slice(1), rawQuery(request.url)].filter(Boolean).join('&');
  if (!allowNetwork && !isOnThisMachine(url.href)) return notSupportedHere(beyondThisMachine(url.href));

  const method = httpMethod === 'ANY' ? request.method : httpMethod;
  const headers = passedOn(Object.entries(allValues(httpHeaders(http).map(([name, value]) => [name.toLowerCase(), value]))));
  const { answer, failure, integration } = await called(httpCall(url.href, { method, headers, body: request.body }, limitMs), limitMs, HTTP_FAILURES);
  if (failure) return { ...failure, integration };
  return { statusCode: answer.statusCode, headers: passedBack(Object.entries(answer.headers)), body: answer.body, integration };
}
