import * as http from 'http';
import * as https from 'https';

/** As long as a checker of Route 53 waits, for the connection and the answer. */
const PATIENCE_MS = 6000;

/** What came of a question: a status or, where nobody answered who could know, why not. */
export type Answer = { readonly statusCode: number } | { readonly unanswered: string };

/**
 * Asks as a checker of Route 53 does.
 *
 * With `via`, the local Regions' http://localhost:3000, the request goes there and says its name in the header Host.
 */
export function ask(url: string, via?: string): Promise<Answer> {
  const { host, pathname } = new URL(url);
  return new Promise(resolve => {
    const target = new URL(pathname, via ?? url);
    const { get } = target.protocol === 'https:' ? https : http;
    const request = get(target, { headers: { host }, agent: false, signal: AbortSignal.timeout(PATIENCE_MS) }, response => {
      response.resume();
      const answer = { statusCode: response.statusCode! };
      const isSomeoneElse = via !== undefined && response.headers['x-served-by'] === undefined;
      resolve(isSomeoneElse && !isGood(answer) ? { unanswered: `${via} does not serve ${host}` } : answer);
    });
    request.on('error', error => resolve({ unanswered: reasonOf(error) }));
  });
}

/** Whether a checker of Route 53 would find the answer good: its status is 2xx or 3xx, and it came in time. */
export function isGood(answer: Answer): boolean {
  return 'statusCode' in answer && answer.statusCode >= 200 && answer.statusCode < 400;
}

/** A host with several addresses fails with a code and no message. */
function reasonOf({ name, message, code }: NodeJS.ErrnoException): string {
  return name === 'AbortError' || name === 'TimeoutError' ? `no answer within ${PATIENCE_MS / 1000} seconds` : message || code!;
}
