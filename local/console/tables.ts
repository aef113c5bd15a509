import { plainText } from './model/plain-item';
import { TableRow, TableView, WriteView } from './wire';
import { JournalEntry } from '../machine/journal';
import { LocalRegions } from '../regions/local-regions';

const MOST_ROWS = 100;

/** A table in all its Regions, what differs first; with a text, the items that have it. */
export async function sideBySide(regions: LocalRegions, name: string, text: string = ''): Promise<TableView | undefined> {
  const table = tableOf(regions, name);
  if (!table) return undefined;
  const rows = new Map<string, Record<string, string | null>>();
  for (const region of table.regions) {
    for (const item of await regions.items(name, region)) {
      const key = plainText(keyOf(item, table));
      const versions = rows.get(key) ?? Object.fromEntries(table.regions.map(other => [other, null]));
      rows.set(key, { ...versions, [region]: plainText(item) });
    }
  }
  const found = [...rows].filter(([, versions]) => Object.values(versions).some(version => version?.includes(text)))
    .map(([key, versions]): TableRow => ({ key, versions, differs: differ(versions) }))
    .sort((one, other) => Number(other.differs) - Number(one.differs) || (one.key < other.key ? -1 : 1));
  return { name, regions: table.regions, total: found.length, rows: found.slice(0, MOST_ROWS) };
}

/** An item that was written, as it is in each Region by now. */
export async function whereItIs(regions: LocalRegions, { table: name, region, key, isDeleted }: JournalEntry<'write'>): Promise<WriteView> {
  const replicas = tableOf(regions, name)?.regions ?? [];
  const items = await Promise.all(replicas.map(replica => regions.seen.item(name, replica, key)));
  const versions = Object.fromEntries(replicas.map((replica, at) => [replica, items[at] ? plainText(items[at]) : null]));
  return { table: name, region, key: plainText(key), isDeleted, versions };
}

function tableOf(regions: LocalRegions, name: string) {
  const found = regions.deployed.tables.filter(({ tableName }) => tableName === name);
  return found.length === 0 ? undefined : { keySchema: found[0].keySchema, regions: [...new Set(found.flatMap(table => table.regions))] };
}

function keyOf(item: Readonly<Record<string, object>>, { keySchema }: { readonly keySchema: readonly { readonly attributeName: string }[] }) {
  return Object.fromEntries(keySchema.map(({ attributeName }) => [attributeName, item[attributeName]]));
}

function differ(versions: Readonly<Record<string, string | null>>): boolean {
  return new Set(Object.values(versions)).size > 1;
}
