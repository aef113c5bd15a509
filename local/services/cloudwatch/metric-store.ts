import { Bucket } from './bucket';
import { Metric, MetricName } from '../../machine/metric';

/** How many minutes of a metric are kept. CloudWatch keeps them for 15 days. */
const KEPT_MINUTES = 1_440;
export const MINUTE_MS = 60_000;

interface Series {
  readonly metric: Metric;
  /** By the minute since the epoch, in the order in which they were first measured. */
  readonly buckets: Map<number, Bucket>;
}

/** The metrics of all Regions, minute by minute. */
export class MetricStore {
  private readonly regions = new Map<string, Map<string, Series>>();
  private readonly known = new WeakMap<Metric, Series>();

  /** Keeps a value, or one that was measured `count` times. */
  put(metric: Metric, value: number, at: number, count = 1) {
    const { buckets } = this.seriesOf(metric);
    const minute = Math.floor(at / MINUTE_MS);
    let bucket = buckets.get(minute);
    if (!bucket) {
      buckets.set(minute, bucket = new Bucket());
      if (buckets.size > KEPT_MINUTES) buckets.delete(buckets.keys().next().value!);
    }
    bucket.add(value, count);
  }

  /** What was measured from a time up to another, whole minutes; nothing where nothing was. */
  between(region: string, name: MetricName, from: number, to: number): Bucket | undefined {
    const buckets = this.find(region, name)?.buckets;
    let found: Bucket | undefined;
    for (let minute = Math.ceil(from / MINUTE_MS); buckets && minute * MINUTE_MS < to; minute++) {
      const bucket = buckets.get(minute);
      if (bucket) found = found ? found.with(bucket) : bucket;
    }
    return found;
  }

  list(region: string): Metric[] {
    return [...this.regions.get(region)?.values() ?? []].map(({ metric }) => metric);
  }

  unit(region: string, name: MetricName): string {
    return this.find(region, name)?.metric.unit ?? 'None';
  }

  private find(region: string, name: MetricName): Series | undefined {
    return this.regions.get(region)?.get(keyOf(name));
  }

  private seriesOf(metric: Metric): Series {
    let series = this.known.get(metric) ?? this.find(metric.region, metric);
    if (!series) {
      const inRegion = this.regions.get(metric.region) ?? new Map<string, Series>();
      this.regions.set(metric.region, inRegion.set(keyOf(metric), series = { metric, buckets: new Map() }));
    }
    this.known.set(metric, series);
    return series;
  }
}

function keyOf({ namespace, name, dimensions }: MetricName): string {
  return JSON.stringify([namespace, name, ...Object.entries(dimensions).sort(([a], [b]) => a < b ? -1 : 1)]);
}
