import { itemSize, KeySchemaElement, Table, validateKeyPiece } from 'dynalite/db';
import { AttributeValue, Item } from './attribute-value';
import { DynamoDbError } from './dynamodb-error';

const MAX_LEVELS = 32;
const MAX_ITEM_BYTES = 400 * 1024;
const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;

/** How an item came to be: AWS tells either in its own words. */
export type Origin = 'put' | 'updated';

const TOO_LARGE: Record<Origin, string> = {
  put: 'Item size has exceeded the maximum allowed size',
  updated: 'Item size to update has exceeded the maximum allowed size',
};

const UNSUPPORTED_INDEX_KEY: Record<Origin, string> = {
  put: 'A value specified for a secondary index key is not supported.',
  updated: 'The update expression attempted to update a secondary index key to a value that is not supported.',
};

/** Throws for an item that dynalite would store and AWS would not. */
export function refuseUnstorable(item: Item, table: Table | undefined, origin: Origin) {
  if (Object.values(item).some(value => levels(value) > MAX_LEVELS)) {
    throw DynamoDbError.validation(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit');
  }
  if (sizeOf(item) > MAX_ITEM_BYTES) {
    throw DynamoDbError.validation(TOO_LARGE[origin]);
  }
  refuseLargeKey(item, table?.KeySchema ?? []);
  for (const { IndexName, KeySchema } of [...table?.GlobalSecondaryIndexes ?? [], ...table?.LocalSecondaryIndexes ?? []]) {
    for (const { AttributeName: name } of KeySchema) {
      const { S, B } = item[name] ?? {};
      if (S === '' || B === '') {
        throw DynamoDbError.validation(`One or more parameter values are not valid. ${UNSUPPORTED_INDEX_KEY[origin]} The AttributeValue for a key ` +
          `attribute cannot contain an empty ${S === '' ? 'string' : 'binary'} value.` +
          (origin === 'put' ? ` IndexName: ${IndexName}, IndexKey: ${name}` : ''));
      }
    }
    refuseLargeKey(item, KeySchema);
  }
}

/** Throws for a transaction whose items, as they will be or, for those that go or are read, as they are, are too large together. */
export function refuseLargeTransaction(items: (Item | undefined)[]) {
  if (items.reduce((sum, item) => sum + (item ? sizeOf(item) : 0), 0) > MAX_TRANSACTION_BYTES) {
    throw DynamoDbError.validation('The aggregate size of the items in the transaction cannot exceed 4 MB');
  }
}

/** The size of an item in bytes, where dynalite counts characters. */
export function sizeOf(item: Item): number {
  return itemSize(inBytes(item));
}

function refuseLargeKey(item: Item, schema: KeySchemaElement[]) {
  for (const { AttributeName: name, KeyType } of schema) {
    const value = item[name] && inBytes({ [name]: item[name] });
    const type = value && Object.keys(value[name])[0];
    const invalid = value?.[name][type as 'S'] && validateKeyPiece(value, name, type!, KeyType === 'HASH');
    if (invalid) {
      throw invalid;
    }
  }
}

/** An item with a character for each byte of UTF-8. */
function inBytes(item: Item): Item {
  const text = JSON.stringify(item);
  return Buffer.byteLength(text) === text.length ? item : JSON.parse(Buffer.from(text).toString('latin1'));
}

function levels({ L, M }: AttributeValue): number {
  return (L ?? Object.values(M ?? {})).reduce((deepest, value) => Math.max(deepest, 1 + levels(value)), L || M ? 2 : 1);
}
