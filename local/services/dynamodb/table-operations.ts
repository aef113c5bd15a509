import { isDeepStrictEqual } from 'node:util';
import { itemSize } from 'dynalite/db';
import * as createTableRules from 'dynalite/validations/createTable';
import * as describeTableRules from 'dynalite/validations/describeTable';
import * as listTablesRules from 'dynalite/validations/listTables';
import { DynamoDbError } from './dynamodb-error';
import { validated } from './item-operations';
import { RegionStore } from './region-store';
import { TableDefinition } from './table-definition';
import { describeTable, renderCreateTable, TableOrigin } from './table-description';
import { Tags } from './tags';
import { TimeToLive, UPDATE_TIME_TO_LIVE_RULES } from './time-to-live';

/** The operations on one Region's tables. */
export class TableOperations {
  private readonly definitions = new Map<string, TableDefinition>();
  private readonly origins = new Map<string, TableOrigin>();

  constructor(private readonly store: RegionStore, private readonly timeToLive: TimeToLive, private readonly tags: Tags) {}

  define(definition: TableDefinition, origin: TableOrigin) {
    if (this.definitions.has(definition.tableName)) {
      throw DynamoDbError.service('ResourceInUseException', `Table already exists: ${definition.tableName}`);
    }
    this.validate(definition);
    this.origins.set(definition.tableName, origin);
    this.definitions.set(definition.tableName, definition);
    this.store.tables.set(definition.tableName, describeTable(definition, origin));
    this.resetSettings([definition]);
  }

  /** Gives tables the settings that their definitions have. */
  resetSettings(definitions: Iterable<TableDefinition> = this.definitions.values()) {
    for (const definition of definitions) {
      this.timeToLive.define(definition.tableName, timeToLiveOf(definition));
      this.tags.define(definition.tableName, definition.tags?.[this.tags.region]);
    }
  }

  /** Has a table be as it is defined now; it keeps its items, its key and its local indexes. */
  async redefine(definition: TableDefinition): Promise<void> {
    const { tableName, globalSecondaryIndexes = [], tags } = definition;
    const before = this.definitions.get(tableName)!;
    const origin = this.origins.get(tableName)!;
    this.validate(definition);
    this.definitions.set(tableName, definition);
    if (timeToLiveOf(definition) !== timeToLiveOf(before)) this.timeToLive.define(tableName, timeToLiveOf(definition));
    if (!isDeepStrictEqual(tags, before.tags)) this.tags.define(tableName, tags?.[this.tags.region]);
    const gone = before.globalSecondaryIndexes?.filter(index => !globalSecondaryIndexes.some(other => isDeepStrictEqual(index, other))) ?? [];
    await this.store.redefine(describeTable(definition, origin), gone.map(({ indexName }) => indexName));
  }

  /** Sizes and counts are exact, where AWS tells them some six hours late. */
  async describe(input: object): Promise<object> {
    const { tableName } = this.definition(input);
    const items = await this.store.items(tableName);
    return {
      Table: {
        ...this.store.tables.get(tableName),
        ItemCount: items.length,
        TableSizeBytes: items.reduce((sum, item) => sum + itemSize(item), 0),
      },
    };
  }

  async list(input: object): Promise<object> {
    const { ExclusiveStartTableName = '', Limit = 100 } = validated(input, listTablesRules, this.store.actions);
    const names = [...this.definitions.keys()].sort().filter(name => name > ExclusiveStartTableName);
    const page = names.slice(0, Limit);
    return { TableNames: page, ...page.length < names.length && { LastEvaluatedTableName: page.at(-1) } };
  }

  async describeTimeToLive(input: object): Promise<object> {
    return this.timeToLive.describe(this.definition(input).tableName);
  }

  async updateTimeToLive(input: object): Promise<object> {
    const { TimeToLiveSpecification } = validated(input, UPDATE_TIME_TO_LIVE_RULES, this.store.actions);
    const { tableName, stronglyConsistent } = this.definition(input);
    if (stronglyConsistent) {
      throw DynamoDbError.validation('Time to live is not supported for tables with multi-Region strong consistency');
    }
    return this.timeToLive.update(tableName, TimeToLiveSpecification);
  }

  /** The quotas that an account has at first. */
  async describeLimits(): Promise<object> {
    return {
      AccountMaxReadCapacityUnits: 80_000,
      AccountMaxWriteCapacityUnits: 80_000,
      TableMaxReadCapacityUnits: 40_000,
      TableMaxWriteCapacityUnits: 40_000,
    };
  }

  async describeContinuousBackups(input: object): Promise<object> {
    const { pointInTimeRecovery } = this.definition(input);
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: pointInTimeRecovery ? 'ENABLED' : 'DISABLED' },
      },
    };
  }

  async delete(input: object): Promise<never> {
    if (this.definition(input).deletionProtection) {
      throw DynamoDbError.validation(
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.');
    }
    return this.refuse('DeleteTable');
  }

  async refuse(operation: string): Promise<never> {
    throw DynamoDbError.validation(`${operation} is not supported by the local Regions: tables are made from the templates`);
  }

  /** The engine has no capacity to run out of, so both billing modes are made the same way. */
  private validate(definition: TableDefinition) {
    validated({ ...renderCreateTable(definition), BillingMode: 'PAY_PER_REQUEST' }, createTableRules, this.store.actions);
  }

  private definition(input: object): TableDefinition {
    const { TableName } = validated(input, describeTableRules, this.store.actions);
    const definition = this.definitions.get(TableName);
    if (!definition) {
      throw DynamoDbError.service('ResourceNotFoundException', `Requested resource not found: Table: ${TableName} not found`);
    }
    return definition;
  }
}

/** AWS refuses it for a strongly consistent table. */
function timeToLiveOf({ stronglyConsistent, timeToLiveAttribute }: TableDefinition): string | undefined {
  return stronglyConsistent ? undefined : timeToLiveAttribute;
}
