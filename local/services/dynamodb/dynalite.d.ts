// dynalite ships no types: these are the parts of it that the engine calls.

declare module 'dynalite/db' {
  type AttributeValue = import('./attribute-value').AttributeValue;
  type Item = import('./attribute-value').Item;

  interface KeySchemaElement { AttributeName: string; KeyType: string }

  interface Index {
    IndexName: string;
    KeySchema: KeySchemaElement[];
    Projection: { ProjectionType: string; NonKeyAttributes?: string[] };
  }

  interface Table {
    TableName: string;
    AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
    KeySchema: KeySchemaElement[];
    LocalSecondaryIndexes?: Index[];
    GlobalSecondaryIndexes?: Index[];
  }

  type Callback<T = void> = (error?: unknown, value?: T) => void;
  type Release = (done: Callback<any>) => Callback<any>;
  type Range = { gt?: string; gte?: string; lt?: string; lte?: string; limit?: number; reverse?: boolean };

  interface ItemDb {
    lock(key: string, run: (release: Release) => void): void;
    get(key: string, done: Callback<Item>): void;
    put(key: string, item: Item, done: Callback): void;
    del(key: string, done: Callback): void;
    createValueStream(range: Range): AsyncIterable<Item>;
  }

  /** What dynalite's actions ask of a store. */
  interface ActionStore {
    options: { maxItemSize: number };
    getTable(name: string, checkStatus: boolean | Callback<Table>, done?: Callback<Table>): void;
    getItemDb(table: string): ItemDb;
    getIndexDb(type: string, table: string, index: string): ItemDb;
  }

  interface Store extends ActionStore {
    db: { close(): Promise<void> };
    deleteIndexDb(type: string, table: string, index: string, done: Callback): void;
  }

  function create(): Store;
  function createKey(item: Item, table: Table, keySchema?: KeySchemaElement[]): string;
  function createIndexKey(item: Item, table: Table, keySchema: KeySchemaElement[]): string;
  function validateKey(key: Item, table: Table): Error | undefined;
  function validateKeyPiece(key: Item, attribute: string, type: string, isHash: boolean): Error | undefined;
  function validateItem(item: Item, table: Table): Error | undefined;
  function compare(operator: string, value: AttributeValue, other: AttributeValue): boolean;
  function itemSize(item: Item): number;
}

declare module 'dynalite/validations' {
  type Types = Record<string, unknown>;
  function checkTypes(data: object, types: Types): any;
  function checkValidations(data: object, types: Types, custom: unknown, store: unknown): void;
}

declare module 'dynalite/validations/*' {
  export const types: Record<string, any>;
  export const custom: ((data: object, store?: unknown) => string | undefined) | undefined;
}

declare module 'dynalite/actions/*' {
  const action: (store: unknown, data: object, done: (error: unknown, answer: object) => void) => void;
  export = action;
}
