import { deliveredEvent } from './queue-event';
import { queueFilter } from './queue-filter';
import { Clock } from '../machine/clock';
import { EventSourceMapping } from '../services/lambda/event-source-mapping';
import { LambdaService } from '../services/lambda/lambda-service';
import { InvocationResult } from '../services/lambda/worker-pool';
import { Queue } from '../services/sqs/queue';
import { Received } from '../services/sqs/received';

/** What an event may have: 6 MB. */
const MAX_EVENT_BYTES = 6_291_456;

export interface QueueConsumerProps {
  readonly clock: Clock;
  readonly lambda: Pick<LambdaService, 'invoke'>;
  /** Whether the queue and the function are there now, and the mapping is enabled. */
  readonly isPolling: () => boolean;
}

/** One function that consumes one queue. @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export class QueueConsumer {
  private batches = 0;
  private isStopped = false;
  private isWindowOver = false;
  private cancelWindow?: () => void;
  private readonly silence: () => void;
  private readonly isMeant: (body: string) => boolean;

  constructor(
    private readonly mapping: EventSourceMapping,
    private readonly queue: Queue,
    private readonly props: QueueConsumerProps,
  ) {
    this.isMeant = queueFilter(mapping.filters);
    this.silence = queue.onVisible(() => this.poll());
  }

  stop() {
    this.isStopped = true;
    this.silence();
    this.cancelWindow?.();
  }

  /** Takes as many batches as the function may have. */
  poll() {
    while (this.isPolling && this.batches < this.mapping.maximumConcurrency && this.isBatchComplete()) {
      const received = this.queue.receive({ max: this.mapping.batchSize, maxBytes: MAX_EVENT_BYTES });
      this.isWindowOver = false;
      if (received.length === 0) return;
      const batch = received.filter(({ message }) => this.isMeant(message.content.body));
      this.delete(received.filter(one => !batch.includes(one)));
      if (batch.length === 0) continue;
      this.batches++;
      void this.hand(batch).finally(() => {
        this.batches--;
        this.poll();
      });
    }
  }

  private get isPolling(): boolean {
    return !this.isStopped && this.props.isPolling();
  }

  /** Whether there are as many messages as a batch may have, or nothing is waited for. */
  private isBatchComplete(): boolean {
    const { batchSize, batchingWindowSeconds } = this.mapping;
    const { visibleCount: visible } = this.queue;
    if (visible === 0) return false;
    if (batchingWindowSeconds === 0 || this.isWindowOver || visible >= batchSize) {
      this.cancelWindow?.();
      this.cancelWindow = undefined;
      return true;
    }
    this.cancelWindow ??= this.props.clock.schedule(batchingWindowSeconds * 1000, () => {
      this.cancelWindow = undefined;
      this.isWindowOver = true;
      this.poll();
    });
    return false;
  }

  /** Has the function work on a batch. What it fails at becomes visible when its time is over. */
  private async hand(batch: readonly Received[]) {
    const { region, functionName, qualifier } = this.mapping;
    let result: InvocationResult;
    try {
      result = await this.props.lambda.invoke(region, functionName, deliveredEvent(batch, this.queue), { qualifier });
    } catch {
      return; // nobody answers, or the Regions are stopping
    }
    const failed = this.failedOf(result, batch);
    this.delete(batch.filter(({ message }) => !failed.has(message.id)));
  }

  private delete(done: readonly Received[]) {
    for (const { receiptHandle } of done) {
      try {
        this.queue.delete(receiptHandle);
      } catch {
        // of a FIFO queue, its time was over before: it comes again
      }
    }
  }

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting */
  private failedOf({ error, payload }: InvocationResult, batch: readonly Received[]): Set<string> {
    const all = new Set(batch.map(({ message: { id } }) => id));
    if (error) return all;
    if (!this.mapping.reportsBatchItemFailures) return new Set();
    const failures: unknown = (payload as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures ?? [];
    if (!Array.isArray(failures)) return all;
    const ids: unknown[] = failures.map(failure => failure?.itemIdentifier);
    return ids.every(id => all.has(id as string)) ? new Set(ids as string[]) : all;
  }
}
