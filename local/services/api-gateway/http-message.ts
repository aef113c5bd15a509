import { Readable } from 'stream';

/** A request as it arrives at a Region's gateway. */
export interface HttpRequest {
  readonly method: string;
  /** The name that the caller asked for, without port. */
  readonly host: string;
  /** Path and query as sent, e.g. `/orders/1?full=yes`. */
  readonly url: string;
  /** In the order and spelling sent. */
  readonly headers: [name: string, value: string][];
  readonly body: Buffer;
  readonly sourceIp: string;
}

/** What the gateway answers. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string | string[]>;
  readonly body: string | Buffer;
  /** What is sent in place of the body, as it is written. @default - the body is all */
  readonly rest?: Readable;
  /** What a caller is not told: why the gateway answered by itself. */
  readonly reason?: string;
  /** How long the integration took, in whole real milliseconds, where one was asked. */
  readonly integration?: { readonly latencyMs: number };
  /** X-Ray's header of the request that an API answered. */
  readonly traceId?: string;
  /** Which of a REST API's gateway responses this is, e.g. `MISSING_AUTHENTICATION_TOKEN`: a template may change those. */
  readonly gatewayResponse?: string;
}

/** The last value of a header, whatever its spelling. */
export function headerOf(request: HttpRequest, name: string): string | undefined {
  return request.headers.findLast(([candidate]) => candidate.toLowerCase() === name)?.[1];
}

/** The names and values after the question mark, decoded. */
export function readQuery({ url }: HttpRequest): [name: string, value: string][] {
  const query = rawQuery(url);
  return query === '' ? [] : [...new URLSearchParams(query)];
}

/** What is after the question mark, as sent. */
export function rawQuery(url: string): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start + 1);
}

/** The last value of every name. */
export function lastValues(pairs: [string, string][]): Record<string, string> {
  return Object.fromEntries(pairs);
}

/** All values of every name. */
export function allValues(pairs: [string, string][]): Record<string, string[]> {
  const values = new Map<string, string[]>(); // a caller may name a parameter `constructor`
  for (const [name, value] of pairs) {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return Object.fromEntries(values);
}
