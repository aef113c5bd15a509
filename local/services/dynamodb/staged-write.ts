import { ActionStore, createKey, Table, validateItem, validateKey } from 'dynalite/db';
import { Item } from './attribute-value';
import { DynamoDbError } from './dynamodb-error';
import { perform } from './item-operations';
import { ItemAddress, ItemChange } from './item-write';
import { RegionStore } from './region-store';

/** What a write would change, or why it is refused. Nothing is stored yet. */
export interface StagedWrite {
  readonly change: ItemChange;
  readonly answer?: object;
  readonly refusal?: DynamoDbError;
}

/** The key of the item that a validated request is about, or why it does not fit the table. */
export function keyOf(data: any, table: Table): { key?: string; invalid?: DynamoDbError } {
  const invalid = data.Item ? validateItem(data.Item, table) : validateKey(data.Key, table);
  return invalid ? { invalid: DynamoDbError.from(invalid) as DynamoDbError } : { key: createKey(data.Item ?? data.Key, table) };
}

/** Judges a validated write against the item as it is. The caller holds the item's lock. */
export async function stage(
  operation: 'DeleteItem' | 'PutItem' | 'UpdateItem', data: any, { table, key }: ItemAddress, store: RegionStore,
): Promise<StagedWrite> {
  const before = await store.get(table, key);
  let item: Item | undefined;
  const dryRun: ActionStore = {
    ...store.actions,
    getItemDb: name => ({
      ...store.actions.getItemDb(name),
      lock: (_key, run) => run(done => done),
      get: (_key, done) => done(null, before),
      put: (_key, after, done) => { item = after; done(); },
      del: (_key, done) => done(),
    }),
  };
  try {
    const answer = await perform(operation, data, dryRun);
    store.refuseUnstorable(table, item, 'updated');
    return { change: { table, key, before, item }, answer };
  } catch (error) {
    return { change: { table, key, before }, refusal: refusalOf(error, data, before) };
  }
}

/** A refusal, with the item as it is if the condition failed and the request asks for it. */
function refusalOf(error: unknown, data: any, before: Item | undefined): DynamoDbError {
  const refusal = DynamoDbError.from(error);
  if (!(refusal instanceof DynamoDbError)) {
    throw error;
  }
  const wanted = data.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && refusal.name === 'ConditionalCheckFailedException';
  return wanted && before ? new DynamoDbError({ ...refusal.body, Item: before }) : refusal;
}
