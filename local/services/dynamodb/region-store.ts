import { AsyncResource } from 'async_hooks';
import { ActionStore, Callback, create, createKey, ItemDb, Table } from 'dynalite/db';
import { Item } from './attribute-value';
import { IndexEntry, indexEntries } from './index-entries';
import { Origin, refuseUnstorable } from './item-limits';
import { ItemAddress, ItemChange } from './item-write';

/** What is told of this Region's own changes. */
export interface ChangeListener {
  /** Comes before they are stored, which they are not where it throws. */
  before(changes: readonly ItemChange[]): void;
  after(change: ItemChange): Promise<void>;
}

/** One Region's items, in memory: dynalite's store, in which every write passes one place together with its index entries. */
export class RegionStore {
  readonly tables = new Map<string, Table>();
  /** The store as dynalite's actions see it: their writes of items pass by `commit`, their writes of indexes are not needed. */
  readonly actions: ActionStore;
  private readonly store = create();
  private readonly itemDbs = new Map<string, ItemDb>();

  constructor(private readonly listener: ChangeListener) {
    this.actions = {
      options: this.store.options,
      getTable: (name, checkStatus, done) => {
        const table = this.tables.get(name);
        if (!table) {
          return this.store.getTable(name, checkStatus, done); // answers in AWS's words that there is none
        }
        return (done ?? checkStatus as Callback<Table>)(null, table);
      },
      getItemDb: table => this.itemDb(table),
      getIndexDb: (type, table, index) => ({
        ...this.store.getIndexDb(type, table, index),
        put: (_key, _item, done) => done(),
        del: (_key, done) => done(),
      }),
    };
  }

  /** Gives a table another definition: some of its global indexes go, and its items get the entries of those that it has now. */
  async redefine(table: Table, goneIndexes: readonly string[]): Promise<void> {
    const { TableName: name } = table;
    this.tables.set(name, table);
    await Promise.all(goneIndexes.map(index => promised<void>(done => this.store.deleteIndexDb('Global', name, index, done))));
    for (const key of (await this.items(name)).map(item => createKey(item, table))) {
      await this.locked([{ table: name, key }], async () => Promise.all(this.replaceIndexEntries(name, undefined, await this.get(name, key))));
    }
  }

  get(table: string, key: string): Promise<Item | undefined> {
    return promised(done => this.store.getItemDb(table).get(key, done));
  }

  /** All items of a table. */
  async items(table: string): Promise<Item[]> {
    const items: Item[] = [];
    for await (const item of this.store.getItemDb(table).createValueStream({})) {
      items.push(item);
    }
    return items;
  }

  /** Runs while it holds the items' locks: taken in one order by all, so that no two wait for each other. */
  async locked<T>(items: ItemAddress[], run: () => Promise<T>): Promise<T> {
    const releases: (() => void)[] = [];
    for (const { table, key } of [...items].sort(byAddress)) {
      releases.push(await this.lock(table, key));
    }
    try {
      return await run();
    } finally {
      releases.forEach(release => release());
    }
  }

  /** Stores changes, tells the listener of each, and waits for it. The caller holds the items' locks. */
  async commit(changes: ItemChange[]): Promise<void> {
    this.listener.before(changes);
    await this.replace(changes);
    await Promise.all(changes.map(change => this.listener.after(change)));
  }

  /** Stores changes and tells nobody. All parts are issued in one tick: a reader sees all of them or none. */
  async replace(changes: ItemChange[]): Promise<void> {
    await Promise.all(changes.flatMap(({ table, key, item, before }) => {
      const itemDb = this.store.getItemDb(table);
      return [
        ...this.replaceIndexEntries(table, before, item),
        promised<void>(done => item ? itemDb.put(key, item, done) : itemDb.del(key, done)),
      ];
    }));
  }

  /** Throws for an item that AWS would not store in that table. */
  refuseUnstorable(table: string, item: Item | undefined, origin: Origin) {
    if (item) {
      refuseUnstorable(item, this.tables.get(table), origin);
    }
  }

  close(): Promise<void> {
    return this.store.db.close();
  }

  private replaceIndexEntries(tableName: string, before: Item | undefined, after: Item | undefined): Promise<void>[] {
    const table = this.tables.get(tableName)!;
    const db = (entry: IndexEntry) => this.store.getIndexDb(entry.type, tableName, entry.index);
    const puts = indexEntries(table, after);
    const deletes = indexEntries(table, before)
      .filter(old => !puts.some(entry => entry.index === old.index && entry.key === old.key));
    return [
      ...deletes.map(entry => promised<void>(done => db(entry).del(entry.key, done))),
      ...puts.map(entry => promised<void>(done => db(entry).put(entry.key, entry.item, done))),
    ];
  }

  private itemDb(table: string): ItemDb {
    let itemDb = this.itemDbs.get(table);
    if (!itemDb) {
      const write = async (key: string, item?: Item) => {
        this.refuseUnstorable(table, item, 'updated'); // what is put was judged as a request
        await this.commit([{ table, key, item, before: await this.get(table, key) }]);
      };
      itemDb = {
        ...this.store.getItemDb(table),
        lock: (key, run) => this.store.getItemDb(table).lock(key, AsyncResource.bind(run)), // who releases it does something else
        put: (key, item, done) => void write(key, item).then(() => done(), done),
        del: (key, done) => void write(key).then(() => done(), done),
      };
      this.itemDbs.set(table, itemDb);
    }
    return itemDb;
  }

  private lock(table: string, key: string): Promise<() => void> {
    return new Promise(resolve => this.store.getItemDb(table).lock(key, release => resolve(release(() => undefined))));
  }
}

function byAddress(a: ItemAddress, b: ItemAddress): number {
  const [left, right] = [`${a.table}/${a.key}`, `${b.table}/${b.key}`];
  return left < right ? -1 : Number(left > right);
}

function promised<T>(run: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => run((error, value) => error ? reject(error) : resolve(value as T)));
}
