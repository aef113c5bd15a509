import { HttpRequest, HttpResponse } from './http-message';

/**
 * API Gateway's limit for a request's body, of either kind of API.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export const MAX_REQUEST_BYTES = 10 * 1024 * 1024;

/** Its limit for the request line and the values of headers together. */
const MAX_HEADER_BYTES = 10_240;

/** Lambda's limit for an event: 6 MB, and a little for what is around a body. */
const MAX_EVENT_BYTES = 6_291_556;

/** Of a byte in JSON, as `\u0000`. */
const MOST_BYTES_IN_JSON = 6;

/** The answer for headers beyond the quota, before it is known which API is meant. */
export const HEADERS_TOO_LARGE: HttpResponse = plain(431, `HTTP header is larger than ${MAX_HEADER_BYTES} bytes.`);

export function hasTooLargeHeaders({ method, url, headers }: HttpRequest): boolean {
  return headers.reduce((sum, [, value]) => sum + value.length, `${method} ${url} HTTP/1.1`.length) > MAX_HEADER_BYTES;
}

/** Whether Lambda refuses the event of a request; events of small bodies are not looked at. */
export function isTooLargeForLambda(event: object | undefined, { body }: Pick<HttpRequest, 'body'>): boolean {
  return body.length * MOST_BYTES_IN_JSON > MAX_EVENT_BYTES - 2 * MAX_HEADER_BYTES && Buffer.byteLength(JSON.stringify(event)) > MAX_EVENT_BYTES;
}

/** What is told before there is an API to tell it in its own way. */
export function plain(statusCode: number, text: string): HttpResponse {
  return { statusCode, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text, reason: text };
}
