import { StageDefinition } from './api-definition';
import { Arrival, formatTime } from './arrival';
import { EntryPoint } from './entry-point';
import { headerOf, HttpRequest, HttpResponse } from './http-message';

/** A request that was answered. */
export interface Answered {
  readonly api: { readonly id: string; readonly accountId: string };
  readonly request: HttpRequest;
  readonly entry: EntryPoint<StageDefinition>;
  readonly arrival: Arrival;
  readonly response: HttpResponse;
  /** The path of the resource, e.g. `/orders/{id}`, or the key of the route, e.g. `GET /orders/{id}`. */
  readonly route?: string;
  /** Real milliseconds, whole. */
  readonly latencyMs: number;
}

/** A line of an access log: what is not known of a request is `-`. */
export function accessLogLine(format: string, answered: Answered): string {
  const values = contextOf(answered);
  return format.replace(/\$context\.([\w.]*\w)/g, (_, name: string) => String(values[name] ?? '-'));
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html */
function contextOf({ api, request, entry, arrival, response, route, latencyMs }: Answered): Record<string, string | number | undefined> {
  const { statusCode, gatewayResponse, reason, integration, body } = response;
  return {
    'accountId': api.accountId,
    'apiId': api.id,
    'stage': entry.stage.name,
    'domainName': request.host,
    'domainPrefix': request.host.split('.')[0],
    'requestId': arrival.requestId,
    'extendedRequestId': arrival.extendedRequestId,
    'xrayTraceId': arrival.traceId.replace(/^Root=/, ''),
    'requestTime': formatTime(arrival.time),
    'requestTimeEpoch': Math.round(arrival.time),
    'httpMethod': request.method,
    'path': entry.requestPath,
    'protocol': 'HTTP/1.1',
    'resourcePath': route,
    'routeKey': route,
    'identity.sourceIp': request.sourceIp,
    'identity.userAgent': headerOf(request, 'user-agent'),
    'status': statusCode,
    'responseLength': Buffer.byteLength(body),
    'responseLatency': latencyMs,
    'integrationLatency': integration?.latencyMs,
    'integration.latency': integration?.latencyMs,
    'integration.status': integration && 200,
    'integrationStatus': integration && 200,
    'integration.integrationStatus': integration && statusCode,
    'integrationErrorMessage': integration && reason,
    'integration.error': integration && reason,
    'error.message': gatewayResponse === undefined ? undefined : messageOf(body),
    'error.responseType': gatewayResponse,
  };
}

function messageOf(body: string | Buffer): string | undefined {
  try {
    return JSON.parse(body.toString()).message;
  } catch {
    return undefined; // a template may have made something else of it
  }
}
