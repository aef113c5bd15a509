import { randomUUID } from 'node:crypto';
import { createKey } from 'dynalite/db';
import { Item } from './attribute-value';
import { writeCapacity } from './consumed-capacity';
import { DynamoDbError } from './dynamodb-error';
import { fetchesFromTable, startingExactly } from './index-entries';
import { ITEM_OPERATIONS, ItemOperation, perform, validated } from './item-operations';
import { ItemAddress, ItemChange, ItemWrite } from './item-write';
import { RegionStore } from './region-store';
import { refuseMalformed } from './request-rules';
import { keyOf, stage } from './staged-write';
import { StreamOperations } from './streams/stream-operations';
import { TableStream } from './streams/table-stream';
import { StrongConsistency } from './strong-consistency';
import { TableDefinition } from './table-definition';
import { asAsked, withTableNames } from './table-name';
import { TableOperations } from './table-operations';
import { ChosenTags, Tags, TAGS_RULES, TagsListener } from './tags';
import { TimeToLive } from './time-to-live';
import { ON_CONDITION_CHECK_FAILURE } from './transaction-rules';
import { Transactions } from './transactions';
import { partition } from '../../machine/aws-regions';
import { Clock } from '../../machine/clock';

export interface DynamoDbEngineProps {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  /** Shared by all Regions. @default - this Region's own */
  readonly timeToLive?: TimeToLive;
  /** Told of every change of a table's tags. */
  readonly onTagsChange?: TagsListener;
}

/** What is told of writes; one that returns a promise is waited for. */
type WriteListener = (write: ItemWrite) => unknown;

/** What keeps tables strongly consistent. */
type Strong = Pick<StrongConsistency<ItemWrite>, 'covers' | 'read' | 'write'>;

type Answerer = (engine: DynamoDbEngine, input: any) => Promise<object>;

/** DynamoDB in one Region. */
export class DynamoDbEngine {
  /** The operations that are answered. */
  static readonly ANSWERED = new Map(Object.entries<Answerer>({
    BatchGetItem: (engine, input) => engine.readBatch(input),
    BatchWriteItem: (engine, input) => engine.writeBatch(input),
    DeleteItem: (engine, input) => engine.write('DeleteItem', input),
    DescribeContinuousBackups: (engine, input) => engine.tables.describeContinuousBackups(input),
    DescribeLimits: engine => engine.tables.describeLimits(),
    DescribeTable: (engine, input) => engine.tables.describe(input),
    DescribeTimeToLive: (engine, input) => engine.tables.describeTimeToLive(input),
    GetItem: (engine, input) => engine.read('GetItem', input),
    ListTables: (engine, input) => engine.tables.list(input),
    ListTagsOfResource: (engine, input) => engine.tags.list(engine.ofTags(input)),
    PutItem: (engine, input) => engine.write('PutItem', input),
    Query: (engine, input) => engine.read('Query', input),
    Scan: (engine, input) => engine.read('Scan', input),
    TagResource: (engine, input) => engine.tags.tag(engine.ofTags(input)),
    TransactGetItems: (engine, input) => engine.transact('TransactGetItems', input),
    TransactWriteItems: (engine, input) => engine.transact('TransactWriteItems', input),
    UntagResource: (engine, input) => engine.tags.untag(engine.ofTags(input)),
    UpdateItem: (engine, input) => engine.write('UpdateItem', input),
    UpdateTimeToLive: (engine, input) => engine.tables.updateTimeToLive(input),
  }));
  /** Those that are refused because of what tables are here. */
  static readonly REFUSED = new Map(Object.entries<Answerer>({
    CreateTable: engine => engine.tables.refuse('CreateTable'),
    DeleteTable: (engine, input) => engine.tables.delete(input),
    UpdateTable: engine => engine.tables.refuse('UpdateTable'),
  }));

  readonly region: string;
  /** The API of the tables' streams. */
  readonly streamOperations: StreamOperations;
  /** By the name of the table. */
  private readonly streams = new Map<string, TableStream>();
  private readonly store: RegionStore;
  private readonly listeners: WriteListener[] = [];
  private readonly earlyListeners: ((changes: readonly ItemChange[]) => void)[] = [];
  private strong?: Strong;
  private readonly timeToLive: TimeToLive;
  private readonly tags: Tags;
  private readonly tables: TableOperations;
  private readonly transactions: Transactions;

  constructor(private readonly props: DynamoDbEngineProps) {
    const { region, clock } = props;
    this.region = region;
    this.store = new RegionStore({
      before: changes => this.earlyListeners.forEach(listener => listener(changes)),
      after: change => this.tellListeners({ ...change, writtenIn: region }),
    });
    this.timeToLive = props.timeToLive ?? new TimeToLive(clock);
    this.tags = new Tags(region, props.onTagsChange);
    this.tables = new TableOperations(this.store, this.timeToLive, this.tags);
    this.transactions = new Transactions(this.store, clock);
    this.streamOperations = new StreamOperations(this.streams, this.store, clock);
    this.onWrite(write => this.streams.get(write.table)?.append(write));
  }

  /** Makes a table, active at once. */
  async createTable(definition: TableDefinition): Promise<void> {
    const { region, accountId, clock } = this.props;
    this.tables.define(definition, { region, accountId, id: randomUUID(), createdAt: Math.floor(clock.now()) });
    this.defineStream(definition);
  }

  /** Has a table be as it is defined now, with the items that it has. */
  async redefineTable(definition: TableDefinition): Promise<void> {
    await this.tables.redefine(definition);
    this.defineStream(definition);
  }

  /** The stream of that ARN, if a table has it. */
  stream(arn: string): TableStream | undefined {
    return [...this.streams.values()].find(stream => stream.arn === arn);
  }

  /** Answers a request, or throws what DynamoDB would answer as a `DynamoDbError`. */
  async execute(operation: string, input: object): Promise<object> {
    try {
      const answer = await this.answer(operation, withTableNames(input, this.region));
      return operation.startsWith('Batch') ? asAsked(answer, (input as any).RequestItems, this.region) : answer;
    } catch (error) {
      throw DynamoDbError.from(error);
    }
  }

  /** Calls `listener` before this Region's own changes are stored, the parts of a transaction together. It holds the items' locks; where it throws, nothing is stored. */
  beforeWrite(listener: (changes: readonly ItemChange[]) => void) {
    this.earlyListeners.push(listener);
  }

  /** Calls `listener` after every write of an item here, replicated ones included, while the item's lock is still held, and answers when all have done. */
  onWrite(listener: WriteListener) {
    this.listeners.push(listener);
  }

  /** Has writes and consistent reads pass what keeps strongly consistent tables so. */
  follow(strong: Strong) {
    this.strong = strong;
  }

  /** Stores another Region's write unless `accept`, asked under the item's lock and told what is there, says no. */
  async applyReplicated({ table, key, item, writtenIn }: ItemWrite, accept: (before: Item | undefined) => boolean): Promise<void> {
    await this.store.locked([{ table, key }], async () => {
      const before = await this.store.get(table, key);
      if (accept(before)) {
        const change = { table, key, item, before };
        await this.store.replace([change]);
        await this.tellListeners({ ...change, writtenIn });
      }
    });
  }

  /** Deletes a table's expired items, as writes of this Region. */
  async expire(tableName: string): Promise<void> {
    const table = this.store.tables.get(tableName)!;
    const hasExpired = (item: Item | undefined) => item && this.timeToLive.hasExpired(tableName, item);
    for (const item of (await this.store.items(tableName)).filter(hasExpired)) {
      const address = { table: tableName, key: createKey(item, table) };
      await this.store.locked([address], async () => {
        const before = await this.store.get(tableName, address.key);
        if (hasExpired(before)) {
          await this.store.commit([{ ...address, before, hasExpired: true }]);
        }
      });
    }
  }

  /** An item as `PutItem` would store it, and its key; throws what that would refuse it with. */
  validatedItem(tableName: string, unvalidated: Item): { key: string; item: Item } {
    try {
      const data = this.validated('PutItem', { TableName: tableName, Item: unvalidated });
      const { key, invalid } = keyOf(data, this.store.tables.get(tableName)!);
      if (invalid) throw invalid;
      return { key: key!, item: data.Item };
    } catch (error) {
      throw DynamoDbError.from(error);
    }
  }

  /** Puts items into a table as if they had always been there: nobody is told. */
  async restore(tableName: string, items: readonly Item[]): Promise<void> {
    const table = this.store.tables.get(tableName)!;
    await this.store.replace(items.map(item => ({ table: tableName, key: createKey(item, table), item })));
  }

  /** Has a table's tags as calls have made them. */
  restoreTags(tableName: string, chosen: ChosenTags) {
    this.tags.restore(tableName, chosen);
  }

  /** Empties all tables, and has their settings as they were made with; nobody is told. */
  async clear(): Promise<void> {
    for (const table of this.store.tables.keys()) {
      const items = await this.itemsByKey(table);
      await this.store.replace(items.map(([key, before]) => ({ table, key, before })));
    }
    this.tables.resetSettings();
    this.transactions.forget();
    this.streams.forEach(stream => stream.clear());
  }

  /** All items of a table. */
  items(tableName: string): Promise<Item[]> {
    return this.store.items(tableName);
  }

  /** The same with the primary key of each, as the store writes it. */
  async itemsByKey(tableName: string): Promise<[key: string, item: Item][]> {
    const table = this.store.tables.get(tableName)!;
    return (await this.items(tableName)).map(item => [createKey(item, table), item]);
  }

  close(): Promise<void> {
    return this.store.close();
  }

  /** A table whose stream goes on keeps its records. */
  private defineStream(definition: TableDefinition) {
    const { region, accountId, clock } = this.props;
    const { tableName, streamViewType } = definition;
    const tableArn = `arn:${partition(region).name}:dynamodb:${region}:${accountId}:table/${tableName}`;
    if (!streamViewType) {
      this.streams.delete(tableName);
    } else if (this.streams.get(tableName)?.definition.streamViewType !== streamViewType) {
      this.streams.set(tableName, new TableStream({ definition, tableArn, region, clock }));
    }
  }

  private async tellListeners(write: ItemWrite): Promise<void> {
    await Promise.all(this.listeners.map(listener => listener(write)));
  }

  private answer(operation: string, input: any): Promise<object> {
    const answer = DynamoDbEngine.ANSWERED.get(operation) ?? DynamoDbEngine.REFUSED.get(operation);
    if (!answer) throw DynamoDbError.protocol('UnknownOperationException', `${operation} is not supported by the local Regions`);
    return answer(this, input);
  }

  private ofTags(input: object): any {
    return validated(input, TAGS_RULES, this.store.actions);
  }

  private async write(operation: 'DeleteItem' | 'PutItem' | 'UpdateItem', input: any): Promise<object> {
    const data = this.validated(operation, input);
    const table = this.store.tables.get(data.TableName);
    if (!table) {
      return perform(operation, data, this.store.actions); // answers in AWS's words that there is none
    }
    const { ReturnValuesOnConditionCheckFailure } = validated(input, {
      types: { ReturnValuesOnConditionCheckFailure: ON_CONDITION_CHECK_FAILURE },
    }, this.store.actions);
    const { key, invalid } = keyOf(data, table);
    if (invalid) {
      throw invalid;
    }
    const address = { table: data.TableName, key: key! };
    return this.coordinated([address], () => this.store.locked([address], async () => {
      const { refusal, answer, change } = await stage(operation, { ...data, ReturnValuesOnConditionCheckFailure }, address, this.store);
      if (refusal) {
        throw refusal;
      }
      await this.store.commit([change]);
      return { ...answer, ConsumedCapacity: writeCapacity(table, change, data.ReturnConsumedCapacity)[0] };
    }));
  }

  private async writeBatch(input: any): Promise<object> {
    const data = this.validated('BatchWriteItem', input);
    const items = Object.entries<any[]>(data.RequestItems).flatMap(([name, requests]) => {
      const table = this.store.tables.get(name);
      const keys = requests.map(({ PutRequest, DeleteRequest }) => table && keyOf(PutRequest ?? DeleteRequest, table).key);
      return keys.flatMap(key => key === undefined ? [] : [{ table: name, key }]);
    });
    return this.coordinated(items, () => perform('BatchWriteItem', data, this.store.actions));
  }

  private async readBatch(input: any): Promise<object> {
    const data = this.validated('BatchGetItem', input);
    const consistent = Object.entries<any>(data.RequestItems).filter(([, { ConsistentRead }]) => ConsistentRead);
    await Promise.all(consistent.map(([table]) => this.strong?.read(this.region, table)));
    return perform('BatchGetItem', data, this.store.actions);
  }

  private async transact(operation: 'TransactGetItems' | 'TransactWriteItems', input: any): Promise<object> {
    const tables = [input.TransactItems].flat().flatMap(item => Object.values<any>(item ?? {})).map(request => request?.TableName);
    if (tables.some(table => this.strong?.covers(table))) {
      throw DynamoDbError.validation(`${operation} is not supported for tables with multi-Region strong consistency`);
    }
    return operation === 'TransactGetItems' ? this.transactions.get(input) : this.transactions.write(input);
  }

  private coordinated<T>(items: ItemAddress[], run: () => Promise<T>): Promise<T> {
    return this.strong ? this.strong.write(this.region, items, run) : run();
  }

  private async read(operation: 'GetItem' | 'Query' | 'Scan', input: any): Promise<object> {
    const data = this.validated(operation, input);
    if (data.ConsistentRead) {
      await this.strong?.read(this.region, data.TableName);
    }
    const table = this.store.tables.get(data.TableName);
    if (table && fetchesFromTable(table, data)) {
      data.Select = 'ALL_ATTRIBUTES';
    }
    return perform(operation, data, table && data.IndexName && data.ExclusiveStartKey
      ? startingExactly(this.store.actions, table, data.IndexName, data.ExclusiveStartKey)
      : this.store.actions);
  }

  private validated(operation: ItemOperation, input: object): any {
    const data = validated(input, ITEM_OPERATIONS[operation].rules, this.store.actions);
    refuseMalformed(operation, data);
    const requests = Object.entries<any[]>(data.RequestItems ?? {});
    const puts = operation === 'BatchWriteItem'
      ? requests.flatMap(([table, writes]) => writes.map(({ PutRequest }) => ({ TableName: table, ...PutRequest })))
      : [data];
    puts.forEach(put => this.store.refuseUnstorable(put.TableName, put.Item, 'put'));
    return data;
  }
}
