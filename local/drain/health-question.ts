import * as http from 'http';
import * as https from 'https';

/** As long as a checker of Route 53 waits, for the connection and the answer. */
const PATIENCE_MS = 6000;

/**
 * Whether a checker of Route 53 would find an answer good: its status is 2xx or 3xx, and it comes in time.
 *
 * With `via`, e.g. the local Regions' http://localhost:3000, the request goes there and says its name in the header Host.
 */
export function isGood(url: string, via?: string): Promise<boolean> {
  const { host, pathname } = new URL(url);
  return new Promise(resolve => {
    const target = new URL(pathname, via ?? url);
    const { get } = target.protocol === 'https:' ? https : http;
    const request = get(target, { headers: { host }, agent: false, signal: AbortSignal.timeout(PATIENCE_MS) }, response => {
      response.resume();
      resolve(response.statusCode! >= 200 && response.statusCode! < 400);
    });
    request.on('error', () => resolve(false));
  });
}
