import { Bucket } from './bucket';

const STATISTICS: Readonly<Record<string, (bucket: Bucket) => number>> = {
  SampleCount: bucket => bucket.count,
  Sum: bucket => bucket.sum,
  Average: bucket => bucket.sum / bucket.count,
  Minimum: bucket => bucket.minimum,
  Maximum: bucket => bucket.maximum,
};

const PERCENTILE = /^p(\d{1,2}(?:\.\d+)?|100)$/;

/** What a statistic says of a bucket, e.g. `Average` or `p99`; nothing for one that is not known here, as `TM(10%:90%)`. */
export function statistic(name: string): ((bucket: Bucket) => number) | undefined {
  const [, percent] = PERCENTILE.exec(name) ?? [];
  if (percent !== undefined) return bucket => bucket.percentile(Number(percent));
  return STATISTICS[name];
}
