import { crc32 } from 'node:zlib';
import { ShardLine } from './shard-line';
import { streamArn } from './stream-arn';
import { changeOf } from './stream-record';
import { Clock } from '../../../machine/clock';
import { equal } from '../comparisons';
import { ItemWrite } from '../item-write';
import { TableDefinition } from '../table-definition';

/** As many as a new table has partitions that is on demand. */
const LINES = 4;

export interface TableStreamProps {
  readonly definition: TableDefinition;
  readonly tableArn: string;
  readonly region: string;
  readonly clock: Clock;
}

/** The stream of one replica: all writes of it, replicated ones included, which say nothing of where they were made. */
export class TableStream {
  readonly arn: string;
  readonly createdAt: number;
  readonly definition: TableDefinition;
  readonly lines: readonly ShardLine[];
  private readonly listeners = new Set<() => void>();

  constructor(private readonly props: TableStreamProps) {
    const { definition, tableArn, region, clock } = props;
    this.arn = streamArn(tableArn);
    this.createdAt = clock.now();
    this.definition = definition;
    const count = definition.billingMode === 'PROVISIONED' ? 1 : LINES;
    this.lines = Array.from({ length: count }, (_, line) => new ShardLine({ streamArn: this.arn, region, clock, line }));
  }

  /** A write that changes nothing is not told. */
  append(write: ItemWrite) {
    const { item, before } = write;
    if (!item && !before || item && before && equal({ M: item }, { M: before })) return;
    const change = changeOf(write, this.definition, this.props.clock.now());
    this.lineOf(change.dynamodb.Keys[this.partitionKey]).append(change);
    this.listeners.forEach(listener => listener());
  }

  /** Calls `listener` after each new record, until what this returns is called. */
  onRecord(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  clear() {
    this.lines.forEach(line => line.clear());
  }

  private get partitionKey(): string {
    return this.definition.keySchema.find(({ keyType }) => keyType === 'HASH')!.attributeName;
  }

  /** Writes of one partition key are in one line, in order. */
  private lineOf(partitionKey: object): ShardLine {
    return this.lines[crc32(JSON.stringify(partitionKey)) % this.lines.length];
  }
}
