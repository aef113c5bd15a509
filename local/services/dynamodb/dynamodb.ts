import { isDeepStrictEqual } from 'node:util';
import { Item } from './attribute-value';
import { DynamoDbEngine } from './engine';
import { Expiry } from './expiry';
import { ItemWrite } from './item-write';
import { FilledTable, KeptTables } from './kept-tables';
import { neededPermissions } from './needed-permissions';
import { itemOf, PlainItem } from './plain-values';
import { Links, Replication } from './replication';
import { RequestMetrics } from './request-metrics';
import { readSeed, seedRefusal } from './seed';
import { StreamOperations, streamPermissions } from './streams/stream-operations';
import { TableStream } from './streams/table-stream';
import { TableDefinition } from './table-definition';
import { isSameTable, whyNotNow } from './table-update';
import { TagsListener } from './tags';
import { TimeToLive } from './time-to-live';
import { DynamoDbWireProtocol, operationOf } from './wire-protocol';
import { Clock } from '../../machine/clock';
import { Gate } from '../../machine/gate';
import { Journal } from '../../machine/journal';
import { LocalService, SignedRequest, Waiting } from '../../machine/local-service';
import { Measure, unmeasured } from '../../machine/metric';
import { currentTrace } from '../../machine/trace';

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
  /** @default - all Regions reach each other, but for pauses */
  readonly links?: Links;
  /** Whether a Region deletes what has expired now. @default - all do */
  readonly isRunning?: (region: string) => boolean;
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
  readonly operations = { answered: [...DynamoDbEngine.ANSWERED.keys(), ...StreamOperations.ANSWERED], refused: [...DynamoDbEngine.REFUSED.keys()] };
  readonly engines: ReadonlyMap<string, DynamoDbEngine>;
  readonly replication: Replication;
  private readonly timeToLive: TimeToLive;
  /** As they are here; one that is no longer defined stays. */
  private readonly tables: TableDefinition[];
  private readonly expiry: Expiry;
  private readonly protocol: DynamoDbWireProtocol;
  /** Requests wait while the tables are filled. */
  private readonly gate = new Gate();
  private kept?: KeptTables;
  private readonly seeded = new Set<string>();

  constructor(private readonly props: DynamoDbProps) {
    const { regions, clock, journal, replicationLag, random, links, measure = unmeasured } = props;
    const metrics = new RequestMetrics(measure);
    this.timeToLive = new TimeToLive(clock, (table, chosen) => this.kept?.keepTimeToLive(table, chosen));
    const onTagsChange: TagsListener = (...change) => this.kept?.keepTags(...change);
    this.engines = new Map(regions.map(region => [region, new DynamoDbEngine({ ...props, region, timeToLive: this.timeToLive, onTagsChange })]));
    this.tables = [...props.tables];
    this.expiry = new Expiry({ ...props, tables: this.tables, engines: this.engines, timeToLive: this.timeToLive, gate: this.gate });
    this.replication = new Replication({
      engines: this.engines,
      clock,
      lag: { mean: replicationLag, jitter: LAG_JITTER },
      random,
      links,
      record: (region, writes) => this.kept?.keepWrites(region, writes),
      onArrival: write => {
        journal.write('replication', write);
        metrics.arrived(write);
      },
      onLoss: ({ table, item, region, ...lost }) => journal.write('conflict', { region, table, key: this.keyOf(table, region, item), ...lost }),
    });
    this.engines.forEach(engine => engine.onWrite(write => this.tellWrite(engine.region, write)));
    this.protocol = new DynamoDbWireProtocol(this.engines, metrics);
  }

  start(): Promise<void> {
    return this.gate.alone(async () => {
      const { persist } = this.props;
      for (const table of this.tables) {
        await this.create(table);
      }
      const seed = this.readSeed();
      this.kept = persist === undefined ? undefined : new KeptTables(persist, this.tables);
      await this.fill(seed);
      this.expiry.start();
    });
  }

  /** New tables come, with what is kept of them or the seed, others change, and all keep their items. */
  async update({ tables }: Pick<DynamoDbProps, 'tables'>): Promise<Waiting[]> {
    const [outcome] = await this.gate.alone(() => Promise.allSettled([this.takeOver(tables)])); // open again, whatever comes of it
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }

  async answer(request: SignedRequest) {
    if (request.headers['x-amz-target'] === RESET_TARGET) {
      await this.reset();
      return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ reset: [...new Set(this.tables.map(({ tableName }) => tableName))] }) };
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
    const permissions = called?.isOfStreams ? streamPermissions : neededPermissions;
    return called ? permissions(called.operation, called.input, { tables: this.tables, region: request.signer.region, accountId }) : [];
  }

  /** The stream of that ARN, if a table here has it. */
  stream(arn: string): TableStream | undefined {
    return this.engines.get(arn.split(':')[3])?.stream(arn);
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

  private async takeOver(tables: readonly TableDefinition[]): Promise<Waiting[]> {
    const waiting: Waiting[] = [];
    const added: TableDefinition[] = [];
    for (const table of tables) {
      const at = this.tables.findIndex(other => isSameTable(other, table));
      const what = whyNotNow(table, this.tables[at], [...this.engines.keys()]);
      if (what) {
        waiting.push({ name: table.tableName, what });
      } else if (at < 0) {
        this.kept?.validate([table]);
        await this.create(table);
        this.tables.push(table);
        added.push(table);
      } else if (!isDeepStrictEqual(table, this.tables[at])) {
        await Promise.all(table.regions.map(region => this.engines.get(region)!.redefineTable(table)));
        this.tables[at] = table;
      }
    }
    const seed = added.length > 0 ? this.readSeed() : undefined;
    for (const table of added) {
      await this.fillTable(table, seed!.get(table)!);
      this.kept?.keepTable(await this.filled(table));
    }
    const gone = this.tables.filter(here => !tables.some(table => isSameTable(here, table)));
    return [...waiting, ...gone.map(({ tableName: name }) => ({ name, what: 'its removal' }))];
  }

  private tellWrite(region: string, { table, item, before, writtenIn }: ItemWrite) {
    const written = item ?? before;
    if (writtenIn !== region || !written) return; // it arrives, or was not there
    this.props.journal.write('write', { region, table, key: this.keyOf(table, region, written), isDeleted: item === undefined, traceId: currentTrace() });
  }

  private keyOf(table: string, region: string, item: Item): Record<string, object> {
    const { keySchema } = this.tables.find(({ tableName, regions }) => tableName === table && regions.includes(region))!;
    return Object.fromEntries(keySchema.map(({ attributeName }) => [attributeName, item[attributeName]]));
  }

  /** The items of the seed by table, each as DynamoDB would store it. */
  private readSeed(): Map<TableDefinition, Item[]> {
    const { seed } = this.props;
    const lines = seed === undefined ? [] : readSeed(seed, this.tables);
    return new Map(this.tables.map(table => {
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
    for (const table of this.tables) await this.fillTable(table, seed.get(table)!);
    this.kept?.save(await Promise.all(this.tables.map(table => this.filled(table))));
  }

  private async fillTable(table: TableDefinition, seed: readonly Item[]) {
    const kept = this.kept?.items(table) ?? [];
    const items = kept.length > 0 ? kept : seed;
    if (items.length > kept.length) this.seeded.add(table.tableName);
    await Promise.all(table.regions.map(region => this.engines.get(region)!.restore(table.tableName, items)));
    const isOfTable = (setting: { table: string }) => setting.table === table.tableName;
    this.kept?.settings.timeToLive.filter(isOfTable).forEach(chosen => this.timeToLive.restore(table.tableName, chosen));
    this.kept?.settings.tags.filter(isOfTable).forEach(({ region, ...chosen }) => this.engines.get(region)?.restoreTags(table.tableName, chosen));
  }

  /** What all replicas of a table have, while nothing is under way to them. */
  private async filled(definition: TableDefinition): Promise<FilledTable> {
    return { definition, items: await this.engines.get(definition.regions[0])!.itemsByKey(definition.tableName) };
  }
}
