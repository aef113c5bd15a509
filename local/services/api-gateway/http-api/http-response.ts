import { HTTP_ANSWERS } from './http-answers';
import { PayloadFormat } from './http-api-definition';
import { HttpResponse } from '../http-message';
import { answerHeaders, hasWellFormedParts, isAbsentOr, isObject, isStatus, malformed } from '../response-shape';

/** Headers that belong to one connection, or that API Gateway counts itself. */
const DROPPED = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

const DEFAULT_CONTENT_TYPE = 'text/plain;charset=UTF-8';

/**
 * What the caller of an HTTP API gets for a function's answer.
 *
 * In format 2.0 an answer without a status is the body itself, as JSON. One of another shape than it should be is a 500.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.response
 */
export function httpResponse(payload: any, format: PayloadFormat): HttpResponse {
  if (format === '2.0' && !isObjectWithStatus(payload)) {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload ?? null);
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body };
  }
  if (!isWellFormed(payload)) {
    return { ...HTTP_ANSWERS.internalServerError, reason: malformed(payload) };
  }
  const body: string = payload.body ?? '';
  return {
    statusCode: Number(payload.statusCode),
    headers: readHeaders(payload, format),
    body: payload.isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}

function isObjectWithStatus(payload: any): boolean {
  return isObject(payload) && payload.statusCode !== undefined && payload.statusCode !== null;
}

function isWellFormed(payload: any): boolean {
  return isObjectWithStatus(payload)
    && isStatus(payload.statusCode)
    && isAbsentOr(payload.cookies, cookies => Array.isArray(cookies) && cookies.every(cookie => typeof cookie === 'string'))
    && hasWellFormedParts(payload);
}

/** The headers of an endpoint, as the caller gets them. */
export function passedBack(all: [string, unknown][]): Record<string, string | string[]> {
  return answerHeaders(all, DROPPED);
}

/** Cookies are of format 2.0, headers with many values of format 1.0; each ignores the other's. */
function readHeaders({ headers, multiValueHeaders, cookies }: any, format: PayloadFormat): Record<string, string | string[]> {
  const many = format === '1.0' ? multiValueHeaders ?? {} : {};
  const all = [...Object.entries(headers ?? {}), ...Object.entries(many)];
  const read: Record<string, string | string[]> = { 'content-type': DEFAULT_CONTENT_TYPE, ...answerHeaders(all, DROPPED) };
  if (format === '2.0' && cookies?.length > 0) {
    read['set-cookie'] = [...[read['set-cookie'] ?? []].flat(), ...cookies];
  }
  return read;
}
