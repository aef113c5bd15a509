import { CorsDefinition } from './http-api-definition';
import { headerOf, HttpRequest, HttpResponse } from '../http-message';

/**
 * Cross-origin requests to an HTTP API, which answers them itself: what integrations say of CORS is dropped.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export class HttpCors {
  constructor(private readonly cors: CorsDefinition) {}

  isPreflight(request: HttpRequest): boolean {
    return request.method === 'OPTIONS'
      && headerOf(request, 'origin') !== undefined
      && headerOf(request, 'access-control-request-method') !== undefined;
  }

  /** A 204, with headers only for an origin that is allowed. */
  preflight(request: HttpRequest): HttpResponse {
    const { allowMethods, allowHeaders, maxAgeSeconds } = this.cors;
    const origin = this.allowedOrigin(request);
    return {
      statusCode: 204,
      headers: origin === undefined ? {} : {
        ...this.originHeaders(origin),
        ...allowMethods.length > 0 && { 'access-control-allow-methods': allowMethods.join(',') },
        ...allowHeaders.length > 0 && { 'access-control-allow-headers': allowHeaders.join(',') },
        ...maxAgeSeconds !== undefined && { 'access-control-max-age': String(maxAgeSeconds) },
      },
      body: '',
    };
  }

  /** An integration's answer with the headers of this configuration rather than its own. */
  apply(request: HttpRequest, response: HttpResponse): HttpResponse {
    const { exposeHeaders } = this.cors;
    const origin = this.allowedOrigin(request);
    const others = Object.entries(response.headers).filter(([name]) => !name.startsWith('access-control-'));
    return {
      ...response,
      headers: {
        ...Object.fromEntries(others),
        ...origin !== undefined && this.originHeaders(origin),
        ...origin !== undefined && exposeHeaders.length > 0 && { 'access-control-expose-headers': exposeHeaders.join(',') },
      },
    };
  }

  private originHeaders(origin: string): Record<string, string> {
    return {
      'access-control-allow-origin': origin,
      ...this.cors.allowCredentials && { 'access-control-allow-credentials': 'true' },
    };
  }

  /** `*` where all are allowed, else the caller's own origin, if it is. */
  private allowedOrigin(request: HttpRequest): string | undefined {
    const { allowOrigins } = this.cors;
    const origin = headerOf(request, 'origin');
    if (origin === undefined) return undefined;
    if (allowOrigins.includes('*')) return '*';
    return allowOrigins.some(allowed => covers(allowed, origin)) ? origin : undefined;
  }
}

/** `https://*` covers every origin with that scheme. */
function covers(allowed: string, origin: string): boolean {
  return /^https?:\/\/\*$/.test(allowed) ? origin.toLowerCase().startsWith(allowed.slice(0, -1)) : allowed.toLowerCase() === origin.toLowerCase();
}
