/** What a checker says after these outcomes: that of the last run of equal ones as long as the threshold, and healthy before any. */
export function naiveVerdict(outcomes: boolean[], threshold: number): boolean {
  for (let end = outcomes.length; end >= threshold; end--) {
    const last = outcomes.slice(end - threshold, end);
    if (last.every(success => success === last[0])) return last[0];
  }
  return true;
}
