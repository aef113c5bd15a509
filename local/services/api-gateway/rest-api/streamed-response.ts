import { PassThrough } from 'node:stream';
import { REST_ANSWERS, REST_FAILURES } from './rest-answers';
import { restResponse } from './rest-response';
import { HttpRequest, HttpResponse } from '../http-message';
import { invokeWithin, RunningInvocation } from '../lambda-invocation';
import { isObject } from '../response-shape';

const DELIMITER = Buffer.alloc(8);

/** Where the delimiter must be: within the first 16 KB. */
const MAX_METADATA_BYTES = 16_384;

const NO_METADATA: HttpResponse = { ...REST_ANSWERS.badIntegrationAnswer, reason: 'the function streams no metadata, or no 8 zero bytes after it' };

/**
 * What the caller gets of a function that streams: status and headers as soon as it has said them, and then what it writes, as it comes. What
 * fails after that ends the connection.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export function streamedResponse(
  invoke: (takePart: (part: Buffer) => void) => RunningInvocation, request: HttpRequest, limitMs: number,
): Promise<HttpResponse> {
  const rest = new PassThrough();
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    let head: Buffer | undefined = Buffer.alloc(0);
    const takePart = (part: Buffer) => {
      if (rest.destroyed) return; // the caller has gone, or the time is over
      if (!head) {
        rest.write(part);
        return;
      }
      head = Buffer.concat([head, part]);
      const end = head.indexOf(DELIMITER);
      if (end < 0 || end > MAX_METADATA_BYTES) return;
      const response = { ...responseOf(head.subarray(0, end), request), integration: { latencyMs: Math.round(performance.now() - begun) } };
      rest.write(head.subarray(end + DELIMITER.length));
      head = undefined;
      if (response.gatewayResponse) rest.destroy();
      resolve(response.gatewayResponse ? response : { ...response, rest });
    };
    invokeWithin(limitMs, invoke(takePart), REST_FAILURES).then(({ failure, latencyMs }) => {
      if (failure) rest.destroy();
      else rest.end();
      resolve({ ...failure ?? NO_METADATA, integration: { latencyMs } }); // unless it has answered
    }).catch(reject);
  });
}

/** The metadata has the form of a proxy's answer, without a body and with cookies. */
function responseOf(metadata: Buffer, request: HttpRequest): HttpResponse {
  const told = parsed(metadata);
  if (!isObject(told)) return restResponse(told, request, []);
  const { cookies, ...others } = told;
  const response = restResponse(others, request, []);
  return { ...response, headers: { ...response.headers, ...Array.isArray(cookies) && { 'set-cookie': cookies.map(String) } } };
}

function parsed(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    return text.toString();
  }
}
