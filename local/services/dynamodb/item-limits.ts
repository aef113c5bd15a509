import { itemSize, Table, validateKeyPiece } from 'dynalite/db';
import { AttributeValue, Item } from './attribute-value';
import { DynamoDbError } from './dynamodb-error';

const MAX_LEVELS = 32;
const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;

/** How an item came to be: AWS tells either in its own words. */
export type Origin = 'put' | 'updated';

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
  for (const { IndexName, KeySchema } of [...table?.GlobalSecondaryIndexes ?? [], ...table?.LocalSecondaryIndexes ?? []]) {
    KeySchema.forEach(({ AttributeName: name, KeyType }) => {
      const value = item[name];
      if (value?.S === '' || value?.B === '') {
        throw DynamoDbError.validation(`One or more parameter values are not valid. ${UNSUPPORTED_INDEX_KEY[origin]} The AttributeValue for a key ` +
          `attribute cannot contain an empty ${value.S === '' ? 'string' : 'binary'} value.` +
          (origin === 'put' ? ` IndexName: ${IndexName}, IndexKey: ${name}` : ''));
      }
      const tooLarge = value && validateKeyPiece(item, name, Object.keys(value)[0], KeyType === 'HASH');
      if (tooLarge) {
        throw tooLarge;
      }
    });
  }
}

/** Throws for a transaction whose items, as they will be or, for those that go or are read, as they are, are too large together. */
export function refuseLargeTransaction(items: (Item | undefined)[]) {
  if (items.reduce((sum, item) => sum + (item ? itemSize(item) : 0), 0) > MAX_TRANSACTION_BYTES) {
    throw DynamoDbError.validation('The aggregate size of the items in the transaction cannot exceed 4 MB');
  }
}

function levels({ L, M }: AttributeValue): number {
  return (L ?? Object.values(M ?? {})).reduce((deepest, value) => Math.max(deepest, 1 + levels(value)), L || M ? 2 : 1);
}
