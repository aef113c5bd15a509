import { Measure, Metric } from '../../machine/metric';

type Counts = Readonly<Record<'visible' | 'inFlight' | 'delayed' | 'ageOfOldest', number>>;

/** What SQS measures of a queue. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export class QueueMetrics {
  private readonly metrics = new Map<string, Metric>();

  constructor(private readonly queue: { readonly name: string; readonly region: string }, private readonly measure: Measure) {}

  sent(bytes: number) {
    this.put('NumberOfMessagesSent', 1);
    this.put('SentMessageSize', bytes, 'Bytes');
  }

  received(count: number) {
    this.put('NumberOfMessagesReceived', count);
  }

  deleted() {
    this.put('NumberOfMessagesDeleted', 1);
  }

  /** Once a minute. */
  holds({ visible, inFlight, delayed, ageOfOldest }: Counts) {
    this.put('ApproximateNumberOfMessagesVisible', visible);
    this.put('ApproximateNumberOfMessagesNotVisible', inFlight);
    this.put('ApproximateNumberOfMessagesDelayed', delayed);
    this.put('ApproximateAgeOfOldestMessage', ageOfOldest, 'Seconds');
  }

  private put(name: string, value: number, unit: string = 'Count') {
    let metric = this.metrics.get(name);
    if (!metric) {
      const { name: QueueName, region } = this.queue;
      this.metrics.set(name, metric = { region, namespace: 'AWS/SQS', name, dimensions: { QueueName }, unit });
    }
    this.measure(metric, value);
  }
}
