import { headerOf, HttpRequest } from './http-message';

/** What one kind of API does to the headers of a request. */
export interface HeaderRules {
  /** Headers that a function never gets, besides those that API Gateway writes itself; in lower case. */
  readonly dropped: readonly string[];
  /** Headers that are spelled one way, however they are sent. */
  readonly respelled: readonly string[];
}

const WRITTEN = ['host', 'x-amzn-trace-id', 'x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto'];

/** Makes what turns the headers of a request into those that a function gets. */
export function headersByRules({ dropped, respelled }: HeaderRules) {
  const notPassed = new Set([...WRITTEN, ...dropped]);
  const spelling = new Map(respelled.map(name => [name.toLowerCase(), name]));
  return (request: HttpRequest, traceId: string): [string, string][] => {
    const forwardedFor = headerOf(request, 'x-forwarded-for');
    return [
      ...request.headers
        .filter(([name]) => !notPassed.has(name.toLowerCase()))
        .map(([name, value]): [string, string] => [spelling.get(name.toLowerCase()) ?? name, value]),
      ['Host', request.host],
      ['X-Amzn-Trace-Id', traceId],
      ['X-Forwarded-For', forwardedFor ? `${forwardedFor}, ${request.sourceIp}` : request.sourceIp],
      ['X-Forwarded-Port', '443'],
      ['X-Forwarded-Proto', 'https'],
    ];
  };
}
