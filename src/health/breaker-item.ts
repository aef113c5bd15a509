/** What a circuit breaker's table has of it in a Region, written by what handlers import, which shares no code with this: no import, so that a bundle has these lines alone. */
export const BREAKER_KEY = 'breaker';
export const RETRY_AT = 'retryAt';

/** The key of a breaker's item, as DynamoDB's wire has it. */
export function breakerKeyOf(breaker: string, region: string) {
  return { [BREAKER_KEY]: { S: `${breaker}#${region}` } };
}

/** How long after the time for it nobody has tried again: what tries is broken, and keeps no Region out. */
const GIVEN_UP_MS = 300_000;

/** Whether it is open, as far as anybody cares. */
export function isOpen(item: { readonly [RETRY_AT]?: { readonly N?: string } } | undefined, now: number): boolean {
  const retryAt = item?.[RETRY_AT]?.N;
  return retryAt !== undefined && now < Number(retryAt) + GIVEN_UP_MS;
}
