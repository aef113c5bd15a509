/** Requests by second, in the last minute. */
export function Sparkline({ values }: { readonly values: readonly number[] }) {
  const most = Math.max(1, ...values);
  const points = values.map((value, at) => `${at * 4},${(24 - value / most * 22).toFixed(1)}`).join(' ');
  return <svg class="sparkline" viewBox={`0 0 ${(values.length - 1) * 4} 25`} preserveAspectRatio="none" aria-hidden="true"><polyline points={points} /></svg>;
}
