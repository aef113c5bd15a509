import { Item } from './attribute-value';
import { RecordedWrite } from './replication';
import { isNewer, Stamp } from './stamp';
import { TableDefinition } from './table-definition';
import { ChosenTags } from './tags';
import { ChosenTimeToLive } from './time-to-live';
import { RecordFolder } from '../../machine/record-folder';

interface RegionalTable {
  readonly table: string;
  readonly region: string;
}

/** A write, or what all replicas of a table have: that has no time. */
type KeptWrite = Omit<RecordedWrite, 'time'> & Partial<RecordedWrite>;
type KeptTags = RegionalTable & ChosenTags;
type KeptTimeToLive = { readonly table: string } & ChosenTimeToLive;

/** A line of the folder. */
type Kept =
  | { readonly kind: 'table'; readonly primaryKey?: string } & RegionalTable
  /** What a Region was asked to write, the parts of a transaction together. */
  | { readonly kind: 'writes'; readonly region: string; readonly writes: readonly KeptWrite[] }
  | { readonly kind: 'timeToLive' } & KeptTimeToLive
  | { readonly kind: 'tags' } & KeptTags;

interface Version {
  readonly item?: Item;
  readonly stamp?: Stamp;
}

/** What one Region wrote of a table. */
interface Part extends RegionalTable {
  primaryKey?: string;
  readonly versions: Map<string, Version>;
}

/** A table with the items that all its replicas have, by their keys. */
export interface FilledTable {
  readonly definition: TableDefinition;
  readonly items: readonly (readonly [key: string, item: Item])[];
}

/**
 * What outlives the process of tables: every write is kept before it is stored and answered.
 *
 * It is kept once, from the Region that was asked for it. When the next process begins, what was under way to other Regions has
 * arrived, and of an item the last writer has won.
 */
export class KeptTables {
  private readonly folder: RecordFolder;
  /** Until it is saved; of tables that the app has not, for good. */
  private readonly parts = new Map<string, Part>();
  private readonly timeToLive = new Map<string, KeptTimeToLive>();
  private readonly tags = new Map<string, KeptTags>();

  /** Opens a folder for these tables. Throws, and has changed nothing, where it does not fit them. */
  constructor(private readonly directory: string, private readonly tables: readonly TableDefinition[]) {
    this.folder = RecordFolder.open(directory);
    try {
      for (const record of this.folder.records()) this.take(record);
      this.validate(tables);
    } catch (error) {
      this.folder.close();
      throw error;
    }
  }

  /** Throws where these tables have other keys than what is kept of them. */
  validate(tables: readonly TableDefinition[]) {
    const misfits = tables.flatMap(table => {
      const wanted = primaryKeyOf(table);
      const other = this.partsOf(table).find(({ primaryKey = wanted }) => primaryKey !== wanted);
      return other && this.items(table).length > 0 ? `${table.tableName} has items by ${other.primaryKey}, and its key is ${wanted} now` : [];
    });
    if (misfits.length > 0) {
      throw new Error(`${RecordFolder.SETTING} must be a folder whose tables have the keys of the templates, got: ${this.directory} (${misfits.join('; ')}). `
        + 'A table with another key is a new one on AWS: give it another name, or name another folder');
    }
  }

  /** A table's items as their last writers left them. */
  items(table: TableDefinition): Item[] {
    const last = new Map<string, Version>();
    for (const { versions } of this.partsOf(table)) {
      versions.forEach((version, key) => putLater(last, key, version));
    }
    return [...last.values()].flatMap(({ item }) => item ? [item] : []);
  }

  /** The settings that calls have made. */
  get settings(): { timeToLive: KeptTimeToLive[]; tags: KeptTags[] } {
    return { timeToLive: [...this.timeToLive.values()], tags: [...this.tags.values()] };
  }

  forgetSettings() {
    this.timeToLive.clear();
    this.tags.clear();
  }

  /** Puts this in the place of all that is kept, but for tables that the app has not. */
  save(tables: readonly FilledTable[]) {
    this.parts.forEach(({ table }, id) => tables.some(({ definition }) => definition.tableName === table) && this.parts.delete(id));
    this.folder.rewrite(this.records(tables));
  }

  /** Keeps a table that comes while these are in use. */
  keepTable(table: FilledTable) {
    for (const record of recordsOf(table)) this.folder.append(record);
    this.partsOf(table.definition).forEach(part => this.parts.delete(idOf(part)));
  }

  keepWrites(region: string, writes: readonly RecordedWrite[]) {
    this.folder.append({ kind: 'writes', region, writes } satisfies Kept);
  }

  keepTimeToLive(table: string, chosen: ChosenTimeToLive) {
    this.keepSetting({ kind: 'timeToLive', table, ...chosen });
  }

  keepTags(table: string, region: string, chosen: ChosenTags) {
    this.keepSetting({ kind: 'tags', table, region, ...chosen });
  }

  close() {
    this.folder.close();
  }

  private keepSetting(setting: Kept) {
    this.folder.append(setting);
    this.take(setting);
  }

  private take(record: Kept) {
    switch (record.kind) {
      case 'table':
        this.part(record).primaryKey = record.primaryKey;
        break;
      case 'writes':
        for (const { table, key, item, time } of record.writes) {
          const { region } = record;
          putLater(this.part({ table, region }).versions, key, { item, stamp: time === undefined ? undefined : { time, region } });
        }
        break;
      case 'timeToLive':
        this.timeToLive.set(record.table, record);
        break;
      case 'tags':
        this.tags.set(idOf(record), record);
        break;
    }
  }

  private *records(tables: readonly FilledTable[]): Generator<Kept> {
    for (const { table, region, primaryKey, versions } of this.parts.values()) {
      yield { kind: 'table', table, region, primaryKey };
      for (const [key, { item, stamp }] of versions) {
        yield { kind: 'writes', region, writes: [{ table, key, item, time: stamp?.time }] };
      }
    }
    for (const table of tables) yield* recordsOf(table);
    for (const setting of this.timeToLive.values()) yield { kind: 'timeToLive', ...setting };
    for (const setting of this.tags.values()) yield { kind: 'tags', ...setting };
  }

  private part({ table, region }: RegionalTable): Part {
    const id = idOf({ table, region });
    const part = this.parts.get(id) ?? { table, region, versions: new Map() };
    this.parts.set(id, part);
    return part;
  }

  /** What its Regions wrote, and those that it had: unless they have another table of that name. */
  private partsOf({ tableName, regions }: TableDefinition): Part[] {
    const taken = this.tables.filter(other => other.tableName === tableName).flatMap(other => other.regions);
    return [...this.parts.values()].filter(({ table, region }) => table === tableName && (regions.includes(region) || !taken.includes(region)));
  }
}

function* recordsOf({ definition, items }: FilledTable): Generator<Kept> {
  const { tableName: table, regions: [region] } = definition;
  yield { kind: 'table', table, region, primaryKey: primaryKeyOf(definition) };
  for (const [key, item] of items) yield { kind: 'writes', region, writes: [{ table, key, item }] };
}

function putLater(versions: Map<string, Version>, key: string, version: Version) {
  const known = versions.get(key);
  if (!known || version.stamp && isNewer(version.stamp, known.stamp)) versions.set(key, version);
}

function idOf({ table, region }: RegionalTable): string {
  return `${table}/${region}`;
}

/** E.g. "id (S), sort (N)". */
function primaryKeyOf({ keySchema, attributeDefinitions }: TableDefinition): string {
  const typeOf = (name: string) => attributeDefinitions.find(({ attributeName }) => attributeName === name)?.attributeType;
  return keySchema.map(({ attributeName }) => `${attributeName} (${typeOf(attributeName)})`).join(', ');
}
