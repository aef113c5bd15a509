import { Shard, ShardLine } from './shard-line';
import { STREAM_LABEL } from './stream-arn';
import { StreamRecord } from './stream-record';
import { TableStream } from './table-stream';
import { partition } from '../../../machine/aws-regions';
import { Clock } from '../../../machine/clock';
import { NeededPermission } from '../../../machine/local-service';
import { DynamoDbError } from '../dynamodb-error';
import { Rules, validated } from '../item-operations';
import { TableOwner } from '../needed-permissions';
import { RegionStore } from '../region-store';

/** How long an iterator may be used, in milliseconds of AWS time. */
const ITERATOR_AGE = 15 * 60 * 1000;
/** What an answer may have. */
const MAX_BYTES = 1_048_576;
const MAX_RECORDS = 1000;
const MAX_PAGE = 100;

const ARN = { type: 'String', lengthGreaterThanOrEqual: 37, lengthLessThanOrEqual: 1024 };
const SHARD_ID = { type: 'String', lengthGreaterThanOrEqual: 28, lengthLessThanOrEqual: 65 };
const PAGE = { type: 'Integer', greaterThanOrEqual: 1, lessThanOrEqual: MAX_PAGE };

/** What the members of requests are. */
const RULES: Readonly<Record<string, Rules>> = {
  ListStreams: { types: { TableName: 'String', Limit: PAGE, ExclusiveStartStreamArn: ARN } },
  DescribeStream: {
    types: {
      StreamArn: { ...ARN, notNull: true },
      Limit: PAGE,
      ExclusiveStartShardId: SHARD_ID,
      ShardFilter: { type: 'FieldStruct<ShardFilter>', children: { Type: { type: 'String', enum: ['CHILD_SHARDS'] }, ShardId: SHARD_ID } },
    },
  },
  GetShardIterator: {
    types: {
      StreamArn: { ...ARN, notNull: true },
      ShardId: { ...SHARD_ID, notNull: true },
      ShardIteratorType: { type: 'String', notNull: true, enum: ['AFTER_SEQUENCE_NUMBER', 'AT_SEQUENCE_NUMBER', 'LATEST', 'TRIM_HORIZON'] },
      SequenceNumber: { type: 'String', lengthGreaterThanOrEqual: 21, lengthLessThanOrEqual: 40 },
    },
  },
  GetRecords: {
    types: {
      ShardIterator: { type: 'String', notNull: true, lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 2048 },
      Limit: { type: 'Integer', greaterThanOrEqual: 1, lessThanOrEqual: MAX_RECORDS },
    },
  },
};

/** A place in a shard, as clients have it. */
interface Iterator {
  readonly shardId: string;
  readonly place: number;
  /** When it was given, in milliseconds of AWS time. */
  readonly at: number;
}

/** The API of one Region's streams. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html */
export class StreamOperations {
  static readonly ANSWERED: readonly string[] = Object.keys(RULES);

  constructor(
    /** By the name of the table. */
    private readonly streams: ReadonlyMap<string, TableStream>,
    private readonly store: RegionStore,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** Answers a request, or throws what DynamoDB would answer as a `DynamoDbError`. */
  execute(operation: string, input: object): object {
    const rules = Object.hasOwn(RULES, operation) ? RULES[operation] : undefined;
    if (!rules) throw DynamoDbError.protocol('UnknownOperationException', `${operation} of DynamoDB Streams is not supported by the local Regions`);
    try {
      const data = validated(input, rules, this.store.actions);
      switch (operation) {
        case 'ListStreams': return this.list(data);
        case 'DescribeStream': return this.describe(data);
        case 'GetShardIterator': return this.iterator(data);
        default: return this.records(data);
      }
    } catch (error) {
      throw DynamoDbError.from(error);
    }
  }

  private list({ TableName, Limit = MAX_PAGE, ExclusiveStartStreamArn = '' }: any): object {
    const found = [...this.streams.values()].filter(({ arn, definition }) =>
      arn > ExclusiveStartStreamArn && (TableName ?? definition.tableName) === definition.tableName);
    const page = found.sort((a, b) => a.arn < b.arn ? -1 : 1).slice(0, Limit);
    return {
      Streams: page.map(({ arn, definition }) => ({ StreamArn: arn, TableName: definition.tableName, StreamLabel: STREAM_LABEL })),
      ...page.length < found.length && { LastEvaluatedStreamArn: page.at(-1)!.arn },
    };
  }

  private describe({ StreamArn, Limit = MAX_PAGE, ExclusiveStartShardId, ShardFilter }: any): object {
    const { arn, createdAt, definition, lines } = this.stream(StreamArn);
    const all = lines.flatMap(line => line.shards.map(shard => ({ line, shard })))
      .filter(({ shard }) => !ShardFilter || shard.parentId === ShardFilter.ShardId);
    const rest = all.slice(all.findIndex(({ shard }) => shard.id === ExclusiveStartShardId) + 1);
    const page = rest.slice(0, Limit);
    return {
      StreamDescription: {
        StreamArn: arn,
        StreamLabel: STREAM_LABEL,
        StreamStatus: 'ENABLED',
        StreamViewType: definition.streamViewType,
        CreationRequestDateTime: createdAt / 1000,
        TableName: definition.tableName,
        KeySchema: definition.keySchema.map(({ attributeName, keyType }) => ({ AttributeName: attributeName, KeyType: keyType })),
        Shards: page.map(({ line, shard: { id, parentId, from, to } }) => ({
          ShardId: id,
          SequenceNumberRange: {
            StartingSequenceNumber: line.sequenceNumber(from),
            ...to !== undefined && { EndingSequenceNumber: line.sequenceNumber(to - 1) },
          },
          ...parentId && { ParentShardId: parentId },
        })),
        ...page.length < rest.length && { LastEvaluatedShardId: page.at(-1)!.shard.id },
      },
    };
  }

  private iterator({ StreamArn, ShardId, ShardIteratorType, SequenceNumber }: any): object {
    const stream = this.stream(StreamArn);
    const found = find(stream, ShardId);
    if (!found) throw DynamoDbError.service('ResourceNotFoundException', 'Requested resource not found: Shard does not exist');
    const { line, shard } = found;
    const { from, to = line.end } = shard;
    const place = ShardIteratorType === 'LATEST' ? to : ShardIteratorType === 'TRIM_HORIZON' ? Math.max(from, line.horizon) : placeAt(line, shard, SequenceNumber);
    return { ShardIterator: this.written(stream, { shardId: ShardId, place: ShardIteratorType === 'AFTER_SEQUENCE_NUMBER' ? place + 1 : place, at: this.clock.now() }) };
  }

  private records({ ShardIterator, Limit = MAX_RECORDS }: any): object {
    const { arn, iterator: { shardId, place, at: givenAt } } = readIterator(ShardIterator);
    const stream = this.stream(arn);
    if (this.clock.now() > givenAt + ITERATOR_AGE) throw DynamoDbError.service('ExpiredIteratorException', 'Shard iterator has expired');
    const found = find(stream, shardId);
    if (!found || place < found.line.horizon) throw trimmed();
    const { line, shard: { to = Infinity } } = found;
    const records: StreamRecord[] = [];
    let bytes = 0;
    for (const { record, place: at } of line.from(place)) {
      bytes += record.dynamodb.SizeBytes;
      if (at === to || records.length === Limit || bytes > MAX_BYTES && records.length > 0) break;
      records.push(record);
    }
    const next = place + records.length;
    return { Records: records, ...next < to && { NextShardIterator: this.written(stream, { shardId, place: next, at: this.clock.now() }) } };
  }

  private stream(arn: string): TableStream {
    const stream = [...this.streams.values()].find(other => other.arn === arn);
    if (!stream) throw DynamoDbError.service('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`);
    return stream;
  }

  private written({ arn }: TableStream, iterator: Iterator): string {
    return `${arn}|1|${Buffer.from(JSON.stringify(iterator)).toString('base64')}`;
  }
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
export function streamPermissions(operation: string, input: any, { region, accountId }: TableOwner): NeededPermission[] {
  const tableArn = (table: string) => `arn:${partition(region).name}:dynamodb:${region}:${accountId}:table/${table}`;
  const resource = operation === 'ListStreams' ? `${tableArn(input.TableName ?? '*')}/stream/*`
    : operation === 'GetRecords' ? String(input.ShardIterator).split('|')[0]
      : input.StreamArn;
  return typeof resource === 'string' ? [{ action: `dynamodb:${operation}`, resource }] : []; // else it is refused for that
}

function find({ lines }: TableStream, shardId: string): { line: ShardLine; shard: Shard } | undefined {
  return lines.flatMap(line => line.shards.map(shard => ({ line, shard }))).find(({ shard }) => shard.id === shardId);
}

function placeAt(line: ShardLine, { from, to = line.end }: Shard, sequenceNumber: string | undefined): number {
  const place = line.placeOf(sequenceNumber ?? '');
  if (!(place >= from && place < to)) {
    throw DynamoDbError.validation(sequenceNumber === undefined ? 'SequenceNumber must not be null for this ShardIteratorType' : `Invalid SequenceNumber: ${sequenceNumber} is not in the shard`);
  }
  if (place < line.horizon) throw trimmed();
  return place;
}

function readIterator(text: string): { arn: string; iterator: Iterator } {
  const [arn, , encoded = ''] = text.split('|');
  try {
    return { arn, iterator: JSON.parse(Buffer.from(encoded, 'base64').toString()) };
  } catch {
    throw DynamoDbError.validation('Invalid ShardIterator');
  }
}

function trimmed(): DynamoDbError {
  return DynamoDbError.service('TrimmedDataAccessException', 'The data you are trying to access has been trimmed');
}
