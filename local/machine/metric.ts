/** What a metric is called: it is another one with each other dimension. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A metric of a Region. Who measures often keeps one, for its place is found by the object. */
export interface Metric extends MetricName {
  readonly region: string;
  readonly unit?: string;
}

/** Keeps a value, at the time that it is on the clock. */
export type Measure = (metric: Metric, value: number) => void;

export const unmeasured: Measure = () => {};
