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
  /** What a caller is not told: why the gateway answered by itself. */
  readonly reason?: string;
}

/** The last value of a header, whatever its spelling. */
export function headerOf(request: HttpRequest, name: string): string | undefined {
  return request.headers.findLast(([candidate]) => candidate.toLowerCase() === name)?.[1];
}
