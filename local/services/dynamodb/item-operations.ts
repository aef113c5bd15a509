import batchGetItem from 'dynalite/actions/batchGetItem';
import batchWriteItem from 'dynalite/actions/batchWriteItem';
import deleteItem from 'dynalite/actions/deleteItem';
import getItem from 'dynalite/actions/getItem';
import putItem from 'dynalite/actions/putItem';
import query from 'dynalite/actions/query';
import scan from 'dynalite/actions/scan';
import updateItem from 'dynalite/actions/updateItem';
import { ActionStore } from 'dynalite/db';
import { checkTypes, checkValidations } from 'dynalite/validations';
import * as batchGetItemRules from 'dynalite/validations/batchGetItem';
import * as batchWriteItemRules from 'dynalite/validations/batchWriteItem';
import * as deleteItemRules from 'dynalite/validations/deleteItem';
import * as getItemRules from 'dynalite/validations/getItem';
import * as putItemRules from 'dynalite/validations/putItem';
import * as queryRules from 'dynalite/validations/query';
import { custom as scanCustom, types as scanTypes } from 'dynalite/validations/scan';
import * as updateItemRules from 'dynalite/validations/updateItem';
import { withConditionsJudgedHere } from './conditions';
import { DynamoDbError } from './dynamodb-error';
import { withRemovalsByPlace } from './removals';

/** The types of an operation's members, and what they must satisfy together. */
export interface Rules {
  readonly types: Record<string, any>;
  readonly custom?: (data: object, store?: unknown) => string | undefined;
}

/** The operations on items that dynalite knows. */
export const ITEM_OPERATIONS = {
  BatchGetItem: { rules: batchGetItemRules, action: batchGetItem },
  BatchWriteItem: { rules: batchWriteItemRules, action: batchWriteItem },
  DeleteItem: { rules: deleteItemRules, action: deleteItem },
  GetItem: { rules: getItemRules, action: getItem },
  PutItem: { rules: putItemRules, action: putItem },
  Query: { rules: queryRules, action: query },
  Scan: { rules: { types: { ...scanTypes, ConsistentRead: 'Boolean' }, custom: scanCustom }, action: scan },
  UpdateItem: { rules: updateItemRules, action: updateItem },
};

export type ItemOperation = keyof typeof ITEM_OPERATIONS;

/** A request's known members, converted and validated as AWS does. */
export function validated(input: object, rules: Rules, store: ActionStore): any {
  try {
    const data = checkTypes({ ...input }, rules.types);
    checkValidations(data, rules.types, rules.custom, store);
    return data;
  } catch (error) {
    throw error instanceof TypeError && hasNull(input) ? DynamoDbError.validation('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes') : error;
  }
}

/** JSON's null, which is neither an attribute's value nor a request of a batch. */
function hasNull(value: unknown): boolean {
  return value === null || typeof value === 'object' && Object.values(value).some(hasNull);
}

/** Runs a validated request. */
export function perform(operation: ItemOperation, data: object, store: ActionStore): Promise<any> {
  const mended = withConditionsJudgedHere(withRemovalsByPlace(data));
  return new Promise((resolve, reject) =>
    ITEM_OPERATIONS[operation].action(store, mended, (error, answer) => error ? reject(error) : resolve(answer)));
}
