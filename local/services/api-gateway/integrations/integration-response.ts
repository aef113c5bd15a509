import { BackendAnswer } from './backends';
import { ContentHandling, converted } from './content-handling';
import { IntegrationResponse, MappedIntegration } from './integration-definition';
import { mappedValue } from './mapped-value';
import { rendered, withBody } from './mapping-template';
import { RestExchange } from './rest-exchange';
import { headerOf, HttpResponse } from '../http-message';
import { isBinary, mediaType } from '../media-types';
import { REST_ANSWERS } from '../rest-api/rest-answers';

/**
 * What the caller gets for the answer of an integration that is mapped: the response for its status or, of a function, for what it failed
 * with; else the one without a pattern.
 *
 * @param selected what patterns are held against; none of them fits what has not failed
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
 */
export function integrationResponse(
  { responses }: MappedIntegration, answer: BackendAnswer, exchange: RestExchange, selected: string | undefined,
): HttpResponse {
  const isMeant = (pattern: string | undefined) => pattern && selected !== undefined && new RegExp(`^(?:${pattern})$`, 's').test(selected);
  const response = responses.find(({ selectionPattern }) => isMeant(selectionPattern))
    ?? responses.find(({ selectionPattern }) => !selectionPattern);
  return response
    ? render(response, answer, exchange)
    : { ...REST_ANSWERS.internalServerError, reason: `no integration response is for ${selected ?? answer.statusCode}, and none is the default` };
}

function render(response: IntegrationResponse, answer: BackendAnswer, exchange: RestExchange): HttpResponse {
  const { contentHandling = handlingFor(exchange) } = response;
  const isAnswerBinary = isBinary(String(answer.headers['content-type'] ?? ''), exchange.binaryMediaTypes);
  const given = contentHandling === 'CONVERT_TO_TEXT' ? converted(answer.body, isAnswerBinary, contentHandling) : answer.body;
  const variables = withBody(exchange.variables, given.toString());
  const [contentType, template] = chooseTemplate(response.responseTemplates, mediaType(headerOf(exchange.request, 'accept')));
  const made = template === undefined ? given : rendered(template, variables).trim();
  const body = contentHandling === 'CONVERT_TO_BINARY' ? converted(made, template === undefined && isAnswerBinary, contentHandling) : made;
  const headers: Record<string, string> = { 'content-type': contentType };
  for (const [parameter, expression] of Object.entries(response.responseParameters)) {
    const value = mappedValue(expression, { ...exchange, variables }, answer);
    if (value !== undefined) headers[parameter.replace('method.response.header.', '').toLowerCase()] = value;
  }
  const { header, status } = variables.context.responseOverride;
  for (const [name, value] of Object.entries(header)) {
    headers[name.toLowerCase()] = String(value);
  }
  return { statusCode: Number(status ?? response.statusCode), headers, body };
}

/** Where nothing is said, callers who accept something binary get that, and others text. */
function handlingFor({ request, binaryMediaTypes }: RestExchange): ContentHandling {
  return isBinary(headerOf(request, 'accept'), binaryMediaTypes) ? 'CONVERT_TO_BINARY' : 'CONVERT_TO_TEXT';
}

/** The template for what the caller accepts, else the first; without any, the body is passed through. */
function chooseTemplate(templates: Record<string, string>, accepted: string): [contentType: string, template?: string] {
  const entries = Object.entries(templates);
  return entries.find(([contentType]) => contentType === accepted) ?? entries[0] ?? ['application/json'];
}
