import { Item } from './attribute-value';
import { DynamoDbEngine } from './engine';
import { Expiry } from './expiry';
import { KeptTables } from './kept-tables';
import { neededPermissions } from './needed-permissions';
import { itemOf, PlainItem } from './plain-values';
import { Replication } from './replication';
import { RequestMetrics } from './request-metrics';
import { readSeed, seedRefusal } from './seed';
import { TableDefinition } from './table-definition';
import { TagsListener } from './tags';
import { TimeToLive } from './time-to-live';
import { DynamoDbWireProtocol, operationOf } from './wire-protocol';
import { Clock } from '../../machine/clock';
import { Gate } from '../../machine/gate';
import { Journal } from '../../machine/journal';
import { LocalService, SignedRequest } from '../../machine/local-service';
import { Measure, unmeasured } from '../../machine/metric';

export interface DynamoDbProps {
  readonly regions: readonly string[];
  readonly accountId: string;
  readonly tables: readonly TableDefinition[];
  readonly clock: Clock;
  readonly journal: Journal;
  /** @default - nothing is measured */
  readonly measure?: Measure;
  /** The mean time that a write takes to another Region, in milliseconds of AWS time. */
  readonly replicationLag: number;
  readonly random: () => number;
  /** The folder in which what is written outlives the process. @default - nothing does */
  readonly persist?: string;
  /** A file or folder with the items that empty tables begin with. @default - none */
  readonly seed?: string;
}

/** The operation of no AWS service that empties all tables to the seed. */
export const RESET_TARGET = 'MultiRegionLocal.Reset';

/** Lags stray by a fifth, up or down. */
const LAG_JITTER = 0.2;

/** DynamoDB in all Regions, with its global tables. */
export class DynamoDb implements LocalService {
  readonly name = 'DynamoDB';
  readonly signingNames = ['dynamodb'];
  readonly operations = { answered: [...DynamoDbEngine.ANSWERED.keys()], refused: [...DynamoDbEngine.REFUSED.keys()] };
  readonly engines: ReadonlyMap<string, DynamoDbEngine>;
  readonly replication: Replication;
  private readonly timeToLive: TimeToLive;
  private readonly expiry: Expiry;
  private readonly protocol: DynamoDbWireProtocol;
  /** Requests wait while the tables are filled. */
  private readonly gate = new Gate();
  private kept?: KeptTables;
  private readonly seeded = new Set<string>();

  constructor(private readonly props: DynamoDbProps) {
    const { regions, clock, journal, replicationLag, random, measure = unmeasured } = props;
    const metrics = new RequestMetrics(measure);
    this.timeToLive = new TimeToLive(clock, (table, chosen) => this.kept?.keepTimeToLive(table, chosen));
    const onTagsChange: TagsListener = (...change) => this.kept?.keepTags(...change);
    this.engines = new Map(regions.map(region => [region, new DynamoDbEngine({ ...props, region, timeToLive: this.timeToLive, onTagsChange })]));
    this.expiry = new Expiry({ ...props, engines: this.engines, timeToLive: this.timeToLive, gate: this.gate });
    this.replication = new Replication({
      engines: this.engines,
      clock,
      lag: { mean: replicationLag, jitter: LAG_JITTER },
      random,
      record: (region, writes) => this.kept?.keepWrites(region, writes),
      onArrival: write => {
        journal.write('replication', write);
        metrics.arrived(write);
      },
    });
    this.protocol = new DynamoDbWireProtocol(this.engines, metrics);
  }

  start(): Promise<void> {
    return this.gate.alone(async () => {
      const { tables, persist } = this.props;
      for (const table of tables) {
        await this.create(table);
      }
      const seed = this.readSeed();
      this.kept = persist === undefined ? undefined : new KeptTables(persist, tables);
      await this.fill(seed);
      this.expiry.start();
    });
  }

  async answer(request: SignedRequest) {
    if (request.headers['x-amz-target'] === RESET_TARGET) {
      await this.reset();
      return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ reset: [...new Set(this.props.tables.map(({ tableName }) => tableName))] }) };
    }
    return this.gate.pass(() => this.protocol.answer(request));
  }

  /** Writes an item in one Region, as `PutItem` does. */
  async putItem(tableName: string, region: string, item: PlainItem): Promise<void> {
    await this.gate.pass(() => this.engines.get(region)!.execute('PutItem', { TableName: tableName, Item: itemOf(item) }));
  }

  /** Empties all tables to the seed, which is read anew, and forgets what is under way. */
  async reset(): Promise<void> {
    const seed = await this.gate.pass(async () => this.readSeed()); // before anything is lost
    await this.gate.alone(async () => {
      await this.replication.reset();
      await Promise.all([...this.engines.values()].map(engine => engine.clear()));
      this.kept?.forgetSettings();
      await this.fill(seed);
    });
  }

  /** The folder in which tables are kept, and those that began with the seed, if there is one. */
  get data(): { persist?: string; seeded?: string[] } {
    const { persist, seed } = this.props;
    return { persist, seeded: seed === undefined ? undefined : [...this.seeded] };
  }

  neededPermissions(request: SignedRequest, accountId: string) {
    const called = operationOf(request);
    return called ? neededPermissions(called.operation, called.input, { tables: this.props.tables, region: request.signer.region, accountId }) : [];
  }

  async stop() {
    await this.expiry.stop();
    await this.replication.stop();
    await Promise.all([...this.engines.values()].map(engine => engine.close()));
    this.kept?.close();
  }

  private async create(table: TableDefinition) {
    for (const region of table.regions) {
      await this.engines.get(region)!.createTable(table);
    }
    this.replication.replicate(table);
  }

  /** The items of the seed by table, each as DynamoDB would store it. */
  private readSeed(): Map<TableDefinition, Item[]> {
    const { seed, tables } = this.props;
    const lines = seed === undefined ? [] : readSeed(seed, tables);
    return new Map(tables.map(table => {
      const places = new Map<string, string>();
      return [table, lines.filter(line => line.tables.includes(table)).map(({ item: unvalidated, at }) => {
        try {
          const { key, item } = this.engines.get(table.regions[0])!.validatedItem(table.tableName, unvalidated);
          if (places.has(key)) throw new Error(`an item must be in one line, got: the key of ${places.get(key)}`);
          places.set(key, at);
          return item;
        } catch (error) {
          throw seedRefusal(at, error);
        }
      })];
    }));
  }

  /** Has tables hold what is kept or, where that is nothing, the seed: in all their Regions, as if it had always been there. */
  private async fill(seed: ReadonlyMap<TableDefinition, Item[]>) {
    for (const table of this.props.tables) await this.fillTable(table, seed.get(table)!);
    this.kept?.settings.timeToLive.forEach(({ table, ...chosen }) => this.timeToLive.restore(table, chosen));
    this.kept?.settings.tags.forEach(({ table, region, ...chosen }) => this.engines.get(region)?.restoreTags(table, chosen));
    this.kept?.save(await Promise.all(this.props.tables.map(async definition => (
      { definition, items: await this.engines.get(definition.regions[0])!.itemsByKey(definition.tableName) }))));
  }

  private async fillTable(table: TableDefinition, seed: readonly Item[]) {
    const kept = this.kept?.items(table) ?? [];
    const items = kept.length > 0 ? kept : seed;
    if (items.length > kept.length) this.seeded.add(table.tableName);
    await Promise.all(table.regions.map(region => this.engines.get(region)!.restore(table.tableName, items)));
  }
}
