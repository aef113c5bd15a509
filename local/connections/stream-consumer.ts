import { Clock } from '../machine/clock';
import { Deliveries, DeliveriesProps } from '../machine/delivery';
import { eventPattern } from '../machine/event-pattern';
import { Journal } from '../machine/journal';
import { PlacedRecord, ShardLine } from '../services/dynamodb/streams/shard-line';
import { StreamRecord } from '../services/dynamodb/streams/stream-record';
import { TableStream } from '../services/dynamodb/streams/table-stream';
import { EventSourceMapping, StreamSettings } from '../services/lambda/event-source-mapping';
import { functionArn } from '../services/lambda/function-definition';
import { versionOf } from '../services/lambda/function-description';
import { LambdaService } from '../services/lambda/lambda-service';
import { InvocationResult } from '../services/lambda/worker-pool';

/** What an event may have: 6 MB. */
const MAX_EVENT_BYTES = 6_291_456;
/** The wait before the first retry, in milliseconds of AWS time; it is twice as long each time, up to the longest. AWS does not tell its own. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
/** How what is given up is brought to its destination. */
const TO_DESTINATION = { policy: { retries: 185, longestAgeMs: 24 * 60 * 60 * 1000 }, deadLetterAttributes: () => ({}) };

export interface StreamConsumerProps extends DeliveriesProps {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly lambda: Pick<LambdaService, 'invoke' | 'function'>;
  /** Whether the stream and the function are there now, and the mapping is enabled. */
  readonly isPolling: () => boolean;
}

/** One function that consumes the stream of one replica: its shards beside each other, and each of them in order. */
export class StreamConsumer {
  private readonly readers: readonly LineReader[];
  private readonly silence: () => void;

  /** @param places where to begin in each line of shards, by default what the mapping says */
  constructor(mapping: EventSourceMapping, stream: TableStream, props: StreamConsumerProps, places: readonly number[] = []) {
    const { startingPosition } = mapping.stream!;
    this.readers = stream.lines.map((line, i) =>
      new LineReader(mapping, line, props, places[i] ?? (startingPosition === 'LATEST' ? line.end : line.horizon)));
    this.silence = stream.onRecord(() => this.poll());
  }

  /** What is not done yet begins there, in each line of shards. */
  get places(): readonly number[] {
    return this.readers.map(({ place }) => place);
  }

  poll() {
    this.readers.forEach(reader => reader.poll());
  }

  stop() {
    this.silence();
    this.readers.forEach(reader => reader.stop());
  }
}

/** Records of one shard that the function gets together. */
interface Batch {
  readonly records: readonly PlacedRecord[];
  /** How often it was tried, and how often it was so again, which splitting it is not. */
  readonly attempts: number;
  readonly retries: number;
}

interface GivenUp extends Batch {
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  readonly result?: InvocationResult;
}

/** Reads shards that follow each other. @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html */
class LineReader {
  private readonly isMeant: (record: StreamRecord) => boolean;
  private readonly settings: StreamSettings;
  private readonly deliveries: Deliveries;
  /** What is left of the batch that was read. */
  private batches: Batch[] = [];
  private isBusy = false;
  private isStopped = false;
  private isWindowOver = false;
  private cancelWindow?: () => void;

  constructor(
    private readonly mapping: EventSourceMapping,
    private readonly line: ShardLine,
    private readonly props: StreamConsumerProps,
    private next: number,
  ) {
    this.settings = mapping.stream!;
    const patterns = mapping.filters?.map(eventPattern);
    this.isMeant = record => !patterns || patterns.some(matches => matches(record));
    this.deliveries = new Deliveries(props);
  }

  /** Where what is not done yet begins. */
  get place(): number {
    return this.batches[0]?.records[0].place ?? this.next;
  }

  stop() {
    this.isStopped = true;
    this.cancelWindow?.();
  }

  poll() {
    if (this.isBusy || !this.isPolling) return;
    if (this.batches.length === 0) this.read();
    if (this.batches.length === 0) return;
    this.isBusy = true;
    void this.work().finally(() => {
      this.isBusy = false;
      if (this.batches.length === 0) this.poll();
    });
  }

  private get isPolling(): boolean {
    return !this.isStopped && this.props.isPolling();
  }

  /** Reads a batch of records of one shard, when it is complete or nothing is waited for. */
  private read() {
    const { batchSize, batchingWindowSeconds } = this.mapping;
    const records: PlacedRecord[] = [];
    let bytes = 0;
    for (const placed of this.line.from(this.next)) {
      bytes += placed.record.dynamodb.SizeBytes;
      if (records.length === batchSize || bytes > MAX_EVENT_BYTES || records.length > 0 && placed.shard !== records[0].shard) break;
      if (this.isMeant(placed.record)) records.push(placed);
      else if (records.length === 0) this.next = placed.place + 1;
    }
    if (records.length === 0) return;
    if (batchingWindowSeconds > 0 && !this.isWindowOver && records.length < batchSize) {
      this.cancelWindow ??= this.props.clock.schedule(batchingWindowSeconds * 1000, () => {
        this.isWindowOver = true;
        this.poll();
      });
      return;
    }
    this.cancelWindow?.();
    this.cancelWindow = undefined;
    this.isWindowOver = false;
    this.next = records.at(-1)!.place + 1;
    this.batches = [{ records, attempts: 0, retries: 0 }];
  }

  /** Has the function work on what was read until nothing is left of it, or nobody is there to. */
  private async work() {
    while (this.batches.length > 0 && this.isPolling) {
      const batch = this.withoutOld(this.batches[0]);
      if (batch.records.length === 0) {
        this.batches.shift();
        continue;
      }
      let result: InvocationResult;
      try {
        result = await this.invoke(batch);
      } catch {
        return; // nobody answers, or the Regions are stopping: what is left waits
      }
      const left = this.leftOf({ ...batch, attempts: batch.attempts + 1 }, result);
      this.batches.splice(0, 1, ...left);
      if (left.length > 0) await this.props.clock.sleep(Math.min(FIRST_WAIT * 2 ** left[0].retries, LONGEST_WAIT));
    }
  }

  private invoke({ records }: Batch): Promise<InvocationResult> {
    const { region, functionName, qualifier, eventSourceArn: eventSourceARN } = this.mapping;
    const event = {
      Records: records.map(({ record: { userIdentity: user, ...record } }) =>
        ({ ...record, ...user && { userIdentity: { principalId: user.PrincipalId, type: user.Type } }, eventSourceARN })),
    };
    return this.props.lambda.invoke(region, functionName, event, { qualifier });
  }

  /** What the stream keeps of a batch, but for what is older than it may be: that is given up. */
  private withoutOld(batch: Batch): Batch {
    const { maximumRecordAgeSeconds } = this.settings;
    const kept = batch.records.filter(({ place }) => place >= this.line.horizon);
    const oldest = maximumRecordAgeSeconds < 0 ? -Infinity : this.props.clock.now() - maximumRecordAgeSeconds * 1000;
    const old = kept.filter(({ at }) => at < oldest);
    if (old.length > 0) this.giveUp({ ...batch, records: old, condition: 'RecordAgeExceeded' });
    return { ...batch, records: kept.slice(old.length) };
  }

  /** What is to be tried again of a batch. */
  private leftOf(batch: Batch, result: InvocationResult): Batch[] {
    const { records, retries } = batch;
    const failedAt = this.failedAt(batch, result);
    if (failedAt === undefined) return [];
    const { bisectsBatch, maximumRetryAttempts } = this.settings;
    const rest = { ...batch, records: records.slice(failedAt) };
    if (bisectsBatch && records.length > 1) {
      const half = Math.ceil(records.length / 2);
      return failedAt > 0 ? [rest] : [{ ...batch, records: records.slice(0, half) }, { ...batch, records: records.slice(half) }];
    }
    if (maximumRetryAttempts < 0 || retries < maximumRetryAttempts) return [{ ...rest, retries: retries + 1 }];
    this.giveUp({ ...rest, condition: 'RetryAttemptsExhausted', result });
    return [];
  }

  /** The place in the batch of the first record that failed, if one did. */
  private failedAt({ records }: Batch, { error, payload }: InvocationResult): number | undefined {
    if (error) return 0;
    if (!this.mapping.reportsBatchItemFailures) return undefined;
    const failures: unknown = (payload as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures ?? [];
    if (!Array.isArray(failures)) return 0;
    const places = failures.map(failure => records.findIndex(({ record }) => record.dynamodb.SequenceNumber === failure?.itemIdentifier));
    return places.length > 0 ? Math.max(0, Math.min(...places)) : undefined;
  }

  /** Tells of records that the function does not get again. @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html */
  private giveUp({ records, attempts, condition, result }: GivenUp) {
    const { region, functionName, qualifier, eventSourceArn } = this.mapping;
    const { clock, journal, lambda } = this.props;
    const { onFailure } = this.settings;
    const definition = lambda.function(region, functionName)!.definition;
    const [first, last] = [records[0], records.at(-1)!];
    const time = (at: number) => new Date(at).toISOString();
    const told = {
      requestContext: {
        requestId: result?.requestId,
        functionArn: functionArn(definition, qualifier ?? '$LATEST'),
        condition,
        approximateInvokeCount: attempts,
      },
      ...result && {
        responseContext: { statusCode: 200, executedVersion: versionOf(definition, qualifier), functionError: result.error ? 'Unhandled' : null },
      },
      version: '1.0',
      timestamp: time(clock.now()),
      DDBStreamBatchInfo: {
        shardId: first.shard.id,
        startSequenceNumber: first.record.dynamodb.SequenceNumber,
        endSequenceNumber: last.record.dynamodb.SequenceNumber,
        approximateArrivalOfFirstRecord: time(first.at),
        approximateArrivalOfLastRecord: time(last.at),
        batchSize: records.length,
        streamArn: eventSourceArn,
      },
    };
    const error = result?.error ? `${result.error.errorType}: ${result.error.errorMessage}` : condition;
    journal.write('undelivered', { region, from: eventSourceArn, to: functionArn(definition), attempts, error, deadLetter: onFailure });
    if (onFailure) void this.deliveries.send({ to: onFailure, from: functionArn(definition), payload: JSON.stringify(told) }, TO_DESTINATION);
  }
}
