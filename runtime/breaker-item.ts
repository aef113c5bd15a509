/** What the library's health function, which shares no code with this, knows by the same names. */
export const BREAKER_KEY = 'breaker';
/** When an open breaker lets one call through, in milliseconds since the epoch; a closed one has none. */
export const RETRY_AT = 'retryAt';
/** How many calls have failed in a row. */
export const FAILURES = 'failures';

/** The key of a breaker's item: each Region has its own, which no other writes. */
export function breakerKeyOf(breaker: string, region: string) {
  return { [BREAKER_KEY]: { S: `${breaker}#${region}` } };
}
