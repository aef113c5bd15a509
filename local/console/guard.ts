import type { IncomingMessage } from 'http';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** Whether a request is for the page at all: by a name that only this machine has, so that no other name is made to lead here. */
export function isForThisMachine({ headers: { host = '' } }: IncomingMessage): boolean {
  return LOOPBACK.test(host);
}

/**
 * Whether a request may come from where it does: the page itself, an address that somebody typed, or a program of this machine.
 *
 * Browsers say where a page's request comes from, in `Sec-Fetch-Site` or, older ones, in `Origin`. From elsewhere a link may lead to the page, and
 * nothing else: it is not framed, not read, and not told to do anything.
 */
export function mayAsk({ method, headers }: IncomingMessage, isDocument: boolean): boolean {
  const { origin, host, 'sec-fetch-site': site = 'none', 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = headers;
  const isLink = isDocument && method === 'GET' && mode === 'navigate' && destination === 'document';
  if (site !== 'same-origin' && site !== 'none' && !isLink) return false;
  return origin === undefined || origin.toLowerCase() === `http://${host}`.toLowerCase();
}

/** What every answer says to browsers. */
export const GUARDING_HEADERS = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
} as const;
