import { ReplicatedWrite } from '../../machine/journal';
import { Measure, Metric } from '../../machine/metric';

/** What DynamoDB measures of requests and of replication, by table. */
export class RequestMetrics {
  private readonly metrics = new Map<string, Metric>();

  constructor(private readonly measure: Measure) {}

  /** A request of one table; `error` is its type, e.g. `ConditionalCheckFailedException`. */
  answered(region: string, TableName: string, Operation: string, latencyMs: number, error?: string) {
    if (error === undefined) this.measure(this.metric(region, 'SuccessfulRequestLatency', { TableName, Operation }, 'Milliseconds'), latencyMs);
    if (error === 'ConditionalCheckFailedException') this.measure(this.metric(region, 'ConditionalCheckFailedRequests', { TableName }, 'Count'), 1);
    else if (error !== undefined) this.measure(this.metric(region, 'UserErrors', {}, 'Count'), 1);
  }

  /** The Region that a write comes from measures how long it took. */
  arrived({ table: TableName, from, to: ReceivingRegion, lagMs }: ReplicatedWrite) {
    this.measure(this.metric(from, 'ReplicationLatency', { TableName, ReceivingRegion }, 'Milliseconds'), lagMs);
  }

  private metric(region: string, name: string, dimensions: Record<string, string>, unit: string): Metric {
    const key = [region, name, ...Object.values(dimensions)].join('\n');
    let metric = this.metrics.get(key);
    if (!metric) this.metrics.set(key, metric = { region, namespace: 'AWS/DynamoDB', name, dimensions, unit });
    return metric;
  }
}
