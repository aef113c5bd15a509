/** E.g. `12:03:04`, in UTC. */
export function clockText(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}

/** E.g. `2026-01-31`. */
export function dateText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** E.g. `4.2 ms`, `120 ms` or `1.5 s`; a dash for nothing. */
export function millisecondsText(ms: number | undefined): string {
  if (ms === undefined) return '–';
  if (ms >= 10_000) return durationText(ms / 1000);
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** E.g. `42 s`, `3 min`, `5 h` or `2 d`. */
export function durationText(seconds: number): string {
  const [, size, unit] = [[120, 1, 's'], [7200, 60, 'min'], [172_800, 3600, 'h'], [Infinity, 86_400, 'd']].find(([most]) => seconds < Number(most))!;
  return `${Math.max(0, Math.round(seconds / Number(size)))} ${unit}`;
}

/** E.g. `62 %`; what is not nothing is never 0. */
export function percentText(share: number): string {
  const percent = share * 100;
  return percent > 0 && percent < 1 ? '< 1 %' : `${Math.round(percent)} %`;
}

/** An ARN without what comes before the resource. */
export function nameInArn(arn: string): string {
  return arn.startsWith('arn:') ? arn.split(':').slice(5).join(':') : arn;
}

/** JSON over several lines; what is no JSON, as because it was cut, stays. */
export function prettyText(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), undefined, 2);
  } catch {
    return json;
  }
}
