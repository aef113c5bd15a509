import { GATEWAY_ANSWERS } from './gateway-answers';
import { headerOf, HttpRequest, HttpResponse } from './http-message';
import { isBinary } from './media-types';

/** Headers that belong to one connection; API Gateway sets its own. */
const NOT_FORWARDED = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** Lambda's limit for the answer of a function. */
const MAX_RESPONSE_BYTES = 6 * 1024 * 1024;

/**
 * What the caller gets for a function's answer. An answer of another shape is a 502, as on AWS.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 */
export function proxyResponse(payload: any, request: HttpRequest, binaryMediaTypes: string[]): HttpResponse {
  if (!isWellFormed(payload)) {
    return GATEWAY_ANSWERS.badIntegrationAnswer;
  }
  const body = readBody(payload, request, binaryMediaTypes);
  if (body.length > MAX_RESPONSE_BYTES) {
    return GATEWAY_ANSWERS.badIntegrationAnswer;
  }
  return { statusCode: Number(payload.statusCode), headers: readHeaders(payload), body };
}

function isWellFormed(payload: any): boolean {
  return isObject(payload)
    && /^[1-5]\d\d$/.test(String(payload.statusCode))
    && (payload.body === undefined || payload.body === null || typeof payload.body === 'string')
    && isAbsentOr(payload.headers, headers => isObject(headers) && Object.values(headers).every(value => typeof value !== 'object' || value === null))
    && isAbsentOr(payload.multiValueHeaders, headers => isObject(headers) && Object.values(headers).every(Array.isArray));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAbsentOr(value: unknown, holds: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || holds(value);
}

function readHeaders(payload: any): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = { 'content-type': 'application/json' };
  const all = [...Object.entries(payload.headers ?? {}), ...Object.entries(payload.multiValueHeaders ?? {})];
  for (const [name, value] of all) {
    const key = name.toLowerCase();
    if (NOT_FORWARDED.has(key) || value === null || value === undefined) continue;
    headers[key] = Array.isArray(value) ? value.map(String) : String(value);
  }
  return headers;
}

/** Base64 is decoded only for a caller that accepts one of the API's binary media types. */
function readBody(payload: any, request: HttpRequest, binaryMediaTypes: string[]): string | Buffer {
  const body: string = payload.body ?? '';
  return payload.isBase64Encoded && isBinary(headerOf(request, 'accept'), binaryMediaTypes) ? Buffer.from(body, 'base64') : body;
}
