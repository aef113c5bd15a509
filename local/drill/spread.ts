/** How numbers of seconds are spread, and what the settings promise of them. */
export interface Spread {
  readonly count: number;
  /** On AWS, no percentile of the lag is known. */
  readonly p50?: number;
  readonly p99?: number;
  readonly max: number;
  readonly promised?: number;
}

export function spreadOf(seconds: readonly number[], promised?: number): Spread | undefined {
  if (seconds.length === 0) return undefined;
  const sorted = [...seconds].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1];
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1), promised };
}
