import { Table } from 'dynalite/db';
import { Item } from './attribute-value';
import { indexEntries } from './index-entries';
import { sizeOf } from './item-limits';
import { ItemChange } from './item-write';

const WRITE_UNIT_BYTES = 1024;

export interface ConsumedCapacity {
  readonly TableName: string;
  readonly CapacityUnits: number;
}

/**
 * What a write consumes, if the request asks for it: the larger of the old and the new item, and the same of each index whose
 * entry changes; one that moves is two writes.
 */
export function writeCapacity(table: Table, { before, item }: ItemChange, asked: string = 'NONE'): ConsumedCapacity[] {
  if (asked === 'NONE') {
    return [];
  }
  const [old, fresh] = [indexEntries(table, before), indexEntries(table, item)];
  const indexes = [...table.LocalSecondaryIndexes ?? [], ...table.GlobalSecondaryIndexes ?? []].map(({ IndexName }) => {
    const [from, to] = [old, fresh].map(entries => entries.find(({ index }) => index === IndexName));
    const moves = from?.key !== to?.key;
    const unchanged = !moves && JSON.stringify(from?.item) === JSON.stringify(to?.item);
    const units = unchanged ? 0 : moves ? writeUnits(from?.item) + writeUnits(to?.item) : Math.max(writeUnits(from?.item), writeUnits(to?.item));
    return { name: IndexName, type: (from ?? to)?.type, units };
  });
  const tableUnits = Math.max(1, writeUnits(before), writeUnits(item));
  const unitsOf = (type: string) => {
    const some = indexes.filter(index => index.type === type && index.units > 0);
    return some.length ? { [`${type}SecondaryIndexes`]: Object.fromEntries(some.map(({ name, units }) => [name, { CapacityUnits: units }])) } : {};
  };
  return [{
    TableName: table.TableName,
    CapacityUnits: indexes.reduce((sum, { units }) => sum + units, tableUnits),
    ...asked === 'INDEXES' && { Table: { CapacityUnits: tableUnits }, ...unitsOf('Local'), ...unitsOf('Global') },
  }];
}

function writeUnits(item: Item | undefined): number {
  return item ? Math.ceil(sizeOf(item) / WRITE_UNIT_BYTES) : 0;
}
