import { DynamoDbError } from './dynamodb-error';
import { ItemAddress, ItemWrite } from './item-write';
import { TableDefinition } from './table-definition';

export interface StrongConsistencyProps<W extends ItemWrite> {
  /** Whether two Regions reach each other. */
  readonly isConnected: (region: string, other: string) => boolean;
  /** Stores a write in another Region. */
  readonly deliver: (write: W, to: string) => Promise<void>;
}

interface Members {
  readonly replicas: readonly string[];
  /** The replicas, and the Region of the witness if there is one. */
  readonly all: readonly string[];
}

/**
 * Global tables with multi-Region strong consistency (MRSC): a write is in every replica that is in the majority before it is
 * answered, and a Region outside the majority neither writes nor reads with consistency.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 */
export class StrongConsistency<W extends ItemWrite> {
  private readonly members = new Map<string, Members>();
  /** The Region that writes an item, and how many of its writes wait for each other. */
  private readonly writers = new Map<string, { readonly region: string; writes: number }>();
  private readonly held: { readonly to: string; readonly write: W }[] = [];
  private readonly catchingUp = new Map<string, Promise<void>>();

  constructor(private readonly props: StrongConsistencyProps<W>) {}

  add({ tableName, regions, witnesses = [] }: TableDefinition) {
    this.members.set(tableName, { replicas: regions, all: [...regions, ...witnesses] });
  }

  covers(table: string): boolean {
    return this.members.has(table);
  }

  /** Runs a write unless another Region writes one of the items, or the majority is out of reach. Items of other tables pass. */
  async write<T>(region: string, items: readonly ItemAddress[], run: () => Promise<T>): Promise<T> {
    const ids = items.filter(({ table }) => this.covers(table)).map(({ table, key }) => `${table}/${key}`);
    await Promise.all(items.map(({ table }) => this.read(region, table)));
    if (ids.some(id => (this.writers.get(id)?.region ?? region) !== region)) {
      throw DynamoDbError.service('ReplicatedWriteConflictException',
        'One or more items in this request are being modified by a request in another Region');
    }
    ids.forEach(id => this.writers.set(id, { region, writes: (this.writers.get(id)?.writes ?? 0) + 1 }));
    try {
      return await run();
    } finally {
      for (const id of ids) {
        const writer = this.writers.get(id)!;
        if (--writer.writes === 0) this.writers.delete(id);
      }
    }
  }

  /** Lets a consistent read pass when the Region has the last write. Other tables pass. */
  async read(region: string, table: string): Promise<void> {
    if (!this.covers(table)) {
      return;
    }
    if (!this.isInMajority(region, table)) {
      throw new DynamoDbError({
        __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
        message: `The replica of ${table} in ${region} is cut off from the majority of its Regions`,
      }, 500);
    }
    await this.catchUp(region);
  }

  /** Brings a write to all other replicas: at once to those in the majority, later to the others. */
  async spread(write: W, from: string): Promise<void> {
    const peers = this.members.get(write.table)!.replicas.filter(region => region !== from);
    this.held.push(...peers.map(to => ({ to, write })));
    await this.catchUpAll();
  }

  /** Delivers what was held for Regions that are in the majority again. */
  async catchUpAll(): Promise<void> {
    await Promise.all([...new Set(this.held.map(({ to }) => to))].map(region => this.catchUp(region)));
  }

  /** Drops what is held, and lets what is being delivered arrive. */
  async forget(): Promise<void> {
    this.held.splice(0);
    await Promise.all(this.catchingUp.values());
  }

  private catchUp(region: string): Promise<void> {
    const due = this.held.filter(({ to, write }) => to === region && this.isInMajority(region, write.table));
    due.forEach(entry => this.held.splice(this.held.indexOf(entry), 1));
    const done = Promise.all([this.catchingUp.get(region), ...due.map(({ write }) => this.props.deliver(write, region))]).then(() => {});
    this.catchingUp.set(region, done);
    return done;
  }

  private isInMajority(region: string, table: string): boolean {
    const { all } = this.members.get(table)!;
    return 2 * all.filter(other => other === region || this.props.isConnected(region, other)).length > all.length;
  }
}
