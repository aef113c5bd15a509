import { createHash } from 'node:crypto';
import { Change, StreamRecord } from './stream-record';
import { Clock } from '../../../machine/clock';

const HOUR = 60 * 60 * 1000;

/** How long a record is kept, in milliseconds of AWS time. */
const RETENTION = 24 * HOUR;
/** More are not kept here, though AWS would: they are in memory. */
const MAX_RECORDS = 20_000;
/** How old a shard gets before a child goes on in its place. */
const SHARD_AGE = 4 * HOUR;

/** A part of a line. */
export interface Shard {
  readonly id: string;
  readonly parentId?: string;
  readonly openedAt: number;
  /** The place of its first record. */
  readonly from: number;
  /** The place after its last record. @default - it is open */
  to?: number;
}

/** A record and where it is. */
export interface PlacedRecord {
  readonly record: StreamRecord;
  readonly shard: Shard;
  readonly place: number;
  /** When it was written, in milliseconds of AWS time. */
  readonly at: number;
}

export interface ShardLineProps {
  readonly streamArn: string;
  readonly region: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Its place among the lines of the stream. */
  readonly line: number;
}

/**
 * The shards that follow each other, and their records in order: those of a partition of the table.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 */
export class ShardLine {
  private records: PlacedRecord[] = [];
  /** The place of the oldest record that is kept or, without one, of the next. */
  private first = 0;
  private parts: Shard[];

  constructor(private readonly props: ShardLineProps) {
    this.parts = [this.open()];
  }

  /** Those that are open or have records. */
  get shards(): readonly Shard[] {
    this.settle();
    return this.parts;
  }

  /** The place of the oldest record that is kept. */
  get horizon(): number {
    this.settle();
    return this.first;
  }

  /** The place of the next record. */
  get end(): number {
    return this.first + this.records.length;
  }

  append(change: Change) {
    this.settle();
    const { streamArn, region, clock } = this.props;
    const place = this.end;
    const SequenceNumber = this.sequenceNumber(place);
    this.records.push({
      shard: this.parts.at(-1)!,
      place,
      at: clock.now(),
      record: {
        eventID: hash(streamArn + SequenceNumber),
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: region,
        ...change,
        dynamodb: { ...change.dynamodb, SequenceNumber },
      },
    });
  }

  /** The records from a place on, as far as they are kept. */
  *from(place: number): Generator<PlacedRecord> {
    this.settle();
    for (let i = Math.max(0, place - this.first); i < this.records.length; i++) yield this.records[i];
  }

  /** Forgets all records. */
  clear() {
    this.first = this.end;
    this.records = [];
    this.parts = [this.open()];
  }

  sequenceNumber(place: number): string {
    return `${this.props.line + 1}${String(place).padStart(20, '0')}`;
  }

  /** The place of a sequence number; not a number for one that is none of this line. */
  placeOf(sequenceNumber: string): number {
    const place = Number(sequenceNumber.slice(1));
    return this.sequenceNumber(place) === sequenceNumber ? place : NaN;
  }

  /** Does what time does: records go, and shards come and go. */
  private settle() {
    const now = this.props.clock.now();
    const kept = this.records.findIndex(({ at }) => at > now - RETENTION);
    const gone = Math.max(kept < 0 ? this.records.length : kept, this.records.length - MAX_RECORDS);
    if (gone > 0) {
      this.records.splice(0, gone);
      this.first += gone;
    }
    const last = this.parts.at(-1)!;
    if (now >= last.openedAt + SHARD_AGE && this.end > last.from) {
      last.to = this.end;
      this.parts.push(this.open(last.id));
    }
    this.parts = this.parts.filter(({ to = Infinity }) => to > this.first);
  }

  private open(parentId?: string): Shard {
    const openedAt = this.props.clock.now();
    const id = `shardId-${String(Math.floor(openedAt)).padStart(20, '0')}-${hash(`${this.props.streamArn} ${this.props.line} ${this.end}`).slice(0, 8)}`;
    return { id, parentId, openedAt, from: this.end };
  }
}

function hash(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
