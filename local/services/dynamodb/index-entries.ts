import { ActionStore, createIndexKey, createKey, Index, KeySchemaElement, Table } from 'dynalite/db';
import { Item } from './attribute-value';

export interface IndexEntry {
  readonly type: 'Local' | 'Global';
  readonly index: string;
  readonly key: string;
  readonly item: Item;
}

/** The entries by which a table's indexes know an item; an item of before the index, whose key does not fit, is in none. */
export function indexEntries(table: Table, item: Item | undefined): IndexEntry[] {
  const typeOf = (name: string) => table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)!.AttributeType as 'S';
  const entries = (type: 'Local' | 'Global', indexes: Index[] = []) => indexes
    .filter(index => item && index.KeySchema.every(({ AttributeName: name }) => item[name]?.[typeOf(name)]))
    .map(index => ({
      type,
      index: index.IndexName,
      key: entryKey(table, item!, index.KeySchema),
      item: project(table, index, item!),
    }));
  return [...entries('Local', table.LocalSecondaryIndexes), ...entries('Global', table.GlobalSecondaryIndexes)];
}

/** A view of the store in which a page of an index starts right after the item that it names. */
export function startingExactly(store: ActionStore, table: Table, indexName: string, start: Item): ActionStore {
  return {
    ...store,
    getIndexDb: (type, tableName, name) => {
      const db = store.getIndexDb(type, tableName, name);
      const { KeySchema } = [...table.LocalSecondaryIndexes ?? [], ...table.GlobalSecondaryIndexes ?? []]
        .find(index => index.IndexName === indexName)!;
      const short = createIndexKey(start, table, KeySchema);
      return {
        ...db,
        createValueStream: range => {
          if (range.gt === short) { range.gt = entryKey(table, start, KeySchema); }
          if (range.lt === short) { range.lt = entryKey(table, start, KeySchema); }
          return db.createValueStream(range);
        },
      };
    },
  };
}

/** Whether a validated request asks a local index for attributes that only the table has. */
export function fetchesFromTable(table: Table, { IndexName, _projection, AttributesToGet }: any): boolean {
  const index = table.LocalSecondaryIndexes?.find(local => local.IndexName === IndexName);
  const names: string[] = _projection?.paths.map((path: string | string[]) => [path].flat()[0]) ?? AttributesToGet ?? [];
  return Boolean(index && index.Projection.ProjectionType !== 'ALL' && names.some(name => !projected(table, index).includes(name)));
}

/** dynalite tells the items of one index key apart by 24 bits of a hash: the table's own key is added, so that none is lost. */
function entryKey(table: Table, item: Item, keySchema: KeySchemaElement[]): string {
  return `${createIndexKey(item, table, keySchema)}/${createKey(item, table)}`;
}

function project(table: Table, index: Index, item: Item): Item {
  if (index.Projection.ProjectionType === 'ALL') {
    return item;
  }
  return Object.fromEntries(projected(table, index).filter(name => item[name]).map(name => [name, item[name]]));
}

function projected(table: Table, index: Index): string[] {
  return [...index.KeySchema, ...table.KeySchema].map(key => key.AttributeName).concat(index.Projection.NonKeyAttributes ?? []);
}
