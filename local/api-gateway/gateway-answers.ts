import { HttpResponse } from './http-message';

/**
 * What API Gateway answers by itself.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export const GATEWAY_ANSWERS = {
  /** The endpoint is off, or the name maps to nothing. */
  forbidden: answer(403, 'Forbidden', 'ForbiddenException'),
  /** No such route: API Gateway's own words for it. */
  missingAuthenticationToken: answer(403, 'Missing Authentication Token', 'MissingAuthenticationTokenException'),
  requestTooLarge: answer(413, 'Request Too Long', 'RequestTooLargeException'),
  /** A MOCK integration has no template for the request's content type. */
  unsupportedMediaType: answer(415, 'Unsupported Media Type', 'BadRequestException'),
  internalServerError: answer(500, 'Internal server error', 'InternalServerErrorException'),
  badIntegrationAnswer: answer(502, 'Internal server error', 'InternalServerErrorException'),
  integrationTimeout: answer(504, 'Endpoint request timed out', 'InternalServerErrorException'),
};

/** What is in the template and not on this machine says so, rather than answer wrongly. */
export function notSupportedHere(what: string): HttpResponse {
  return answer(501, `The local Regions do not support ${what}`, 'NotImplementedException');
}

function answer(statusCode: number, message: string, errorType: string): HttpResponse {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': errorType },
    body: JSON.stringify({ message }),
  };
}
