import { render } from 'velocityjs';
import { Arrival } from '../arrival';
import { EntryPoint } from '../entry-point';
import { headerOf, HttpRequest, HttpResponse } from '../http-message';
import { mediaType } from '../media-types';
import { GatewayResponseDefinition } from './rest-api-definition';
import { staticValue } from './static-value';

/** What a template makes of the answers that API Gateway gives by itself, by type. */
export type GatewayResponses = Map<string, GatewayResponseDefinition>;

const HEADER = 'gatewayresponse.header.';

/**
 * An answer of API Gateway's own as the API wants it to be. Answers of integrations stay as they are.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function customized(
  response: HttpResponse, responses: GatewayResponses, request: HttpRequest, entry: EntryPoint, arrival: Arrival,
): HttpResponse {
  const { gatewayResponse: type, ...plain } = response;
  const definition = type && (responses.get(type) ?? responses.get(response.statusCode < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX'));
  if (!definition) {
    return plain;
  }
  const templates = Object.entries(definition.responseTemplates);
  const accepted = mediaType(headerOf(request, 'accept'));
  const [contentType, template] = templates.find(([candidate]) => candidate === accepted) ?? templates[0] ?? [];
  const headers = { ...plain.headers, ...contentType && { 'content-type': contentType }, ...headersOf(definition) };
  const body = template === undefined ? plain.body : render(template, { context: contextOf(type, plain, request, entry, arrival) });
  return { ...plain, statusCode: definition.statusCode ?? plain.statusCode, headers, body };
}

/** The mappings of gateway responses that are read from the request or the context, and so left out here. */
export function unsupportedMappings({ responseParameters }: GatewayResponseDefinition): string[] {
  return Object.entries(responseParameters)
    .filter(([parameter, value]) => !parameter.startsWith(HEADER) || staticValue(value) === undefined)
    .map(([, value]) => value);
}

function headersOf({ responseParameters }: GatewayResponseDefinition): Record<string, string> {
  return Object.fromEntries(Object.entries(responseParameters)
    .filter(([parameter]) => parameter.startsWith(HEADER))
    .map(([parameter, value]): [string, string | undefined] => [parameter.slice(HEADER.length).toLowerCase(), staticValue(value)])
    .filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function contextOf(responseType: string, { body, reason }: HttpResponse, request: HttpRequest, { stage, requestPath }: EntryPoint, arrival: Arrival) {
  const { message, Message } = JSON.parse(body.toString());
  const text: string | null = message ?? Message ?? null;
  return {
    error: { message: text, messageString: JSON.stringify(text), responseType, validationErrorString: responseType === 'BAD_REQUEST_BODY' ? reason?.replace(/^.*?: /, '') : undefined },
    requestId: arrival.requestId,
    extendedRequestId: arrival.extendedRequestId,
    httpMethod: request.method,
    path: requestPath,
    stage: stage.name,
    identity: { sourceIp: request.sourceIp },
  };
}
