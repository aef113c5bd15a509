import { isDeepStrictEqual } from 'node:util';
import { TableDefinition } from './table-definition';

/** What a table keeps for its life, and what it takes a start to change here. */
const KEPT = {
  keySchema: 'its key',
  localSecondaryIndexes: 'its local indexes',
  regions: 'its replicas',
  stronglyConsistent: 'its consistency',
  witnesses: 'its witness',
} satisfies Partial<Record<keyof TableDefinition, string>>;

/** Whether one is the other, as it is or was: tables in different Regions may have one name. */
export function isSameTable(table: TableDefinition, other: TableDefinition): boolean {
  return table.tableName === other.tableName && table.regions.some(region => other.regions.includes(region));
}

/** What of a table cannot be taken over while it runs, if anything: `before` is what it is now, if there is one. */
export function whyNotNow(table: TableDefinition, before: TableDefinition | undefined, regions: readonly string[]): string | undefined {
  const kept = Object.keys(KEPT) as (keyof typeof KEPT)[];
  if (!before) return table.regions.every(region => regions.includes(region)) ? undefined : KEPT.regions;
  const typeOf = (name: string) => before.attributeDefinitions.find(({ attributeName }) => attributeName === name)?.attributeType;
  if (table.attributeDefinitions.some(({ attributeName: name, attributeType: type }) => ![undefined, type].includes(typeOf(name)))) return 'the type of a key';
  const changed = kept.find(property => !isDeepStrictEqual(table[property] ?? [], before[property] ?? []));
  return changed && KEPT[changed];
}
