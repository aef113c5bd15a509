/** Counts something in the embedded metric format: past what the runtime makes of the console. */
export function count(namespace: string, dimension: Record<string, string>, metric: string, value: number) {
  const CloudWatchMetrics = [{ Namespace: namespace, Dimensions: [Object.keys(dimension)], Metrics: [{ Name: metric, Unit: 'Count' }] }];
  process.stdout.write(`${JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics }, ...dimension, [metric]: value })}\n`);
}
