import { headerOf, HttpRequest, HttpResponse } from '../http-message';
import { isBinary } from '../media-types';
import { answerHeaders, hasWellFormedParts, isAbsentOr, isObject, isStatus, malformed } from '../response-shape';
import { REST_ANSWERS } from './rest-answers';

/** All that an answer may have; each may be left out. */
const KEYS = ['isBase64Encoded', 'statusCode', 'headers', 'multiValueHeaders', 'body'];

/**
 * Headers that the caller gets as `x-amzn-remapped-…`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
const REMAPPED = new Set(['connection', 'content-length', 'date', 'server', 'www-authenticate']);

/** Headers that belong to one connection. */
const DROPPED = new Set(['keep-alive', 'transfer-encoding', 'upgrade']);

/**
 * What the caller gets for a function's answer. An answer of another shape is a 502, as on AWS.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 */
export function restResponse(payload: any, request: HttpRequest, binaryMediaTypes: string[]): HttpResponse {
  if (!isWellFormed(payload)) {
    return { ...REST_ANSWERS.badIntegrationAnswer, reason: malformed(payload) };
  }
  return {
    statusCode: Number(payload.statusCode ?? 200),
    headers: readHeaders(payload),
    body: readBody(payload, request, binaryMediaTypes),
  };
}

function isWellFormed(payload: any): boolean {
  return isObject(payload)
    && Object.keys(payload).every(key => KEYS.includes(key))
    && isAbsentOr(payload.statusCode, isStatus)
    && hasWellFormedParts(payload);
}

/** Where a header is in both, the one with many values counts. */
function readHeaders(payload: any): Record<string, string | string[]> {
  const all = [...Object.entries(payload.headers ?? {}), ...Object.entries(payload.multiValueHeaders ?? {})];
  return { 'content-type': 'application/json', ...passedBack(all) };
}

/** The headers of a proxy, as the caller gets them. */
export function passedBack(all: [string, unknown][]): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(answerHeaders(all, DROPPED)).map(([name, value]) => [REMAPPED.has(name) ? `x-amzn-remapped-${name}` : name, value]));
}

/** Base64 is decoded only for a caller that accepts one of the API's binary media types. */
function readBody(payload: any, request: HttpRequest, binaryMediaTypes: string[]): string | Buffer {
  const body: string = payload.body ?? '';
  return payload.isBase64Encoded && isBinary(headerOf(request, 'accept'), binaryMediaTypes) ? Buffer.from(body, 'base64') : body;
}
