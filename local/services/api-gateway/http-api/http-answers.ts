import { HttpResponse } from '../http-message';

/** What API Gateway answers by itself in front of an HTTP API. */
export const HTTP_ANSWERS = {
  /** No such route or stage, or the endpoint is off. */
  notFound: answer(404, 'Not Found'),
  unauthorized: answer(401, 'Unauthorized'),
  forbidden: answer(403, 'Forbidden'),
  tooManyRequests: answer(429, 'Too Many Requests'),
  requestTooLarge: answer(413, 'Request Entity Too Large'),
  /** The integration's answer cannot be passed on. */
  badGateway: answer(502, 'Bad Gateway'),
  internalServerError: answer(500, 'Internal Server Error'),
  /** The integration took too long or cannot be reached, or Lambda throttles. */
  serviceUnavailable: answer(503, 'Service Unavailable'),
};

/** For endpoints and services that do not answer. */
export const HTTP_FAILURES = { timeout: HTTP_ANSWERS.serviceUnavailable, unreachable: HTTP_ANSWERS.serviceUnavailable };

/** What is in the template and not on this machine says so, rather than answer wrongly. */
export function notSupportedHere(what: string): HttpResponse {
  return answer(501, `The local Regions do not support ${what}`);
}

function answer(statusCode: number, message: string): HttpResponse {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}
