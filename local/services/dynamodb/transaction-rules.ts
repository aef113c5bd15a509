import { ITEM_OPERATIONS, ItemOperation, Rules } from './item-operations';

const CONDITION = ['TableName', 'ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'];

/** The writes of a transaction, and the operation as which each is judged. */
export const TRANSACT_WRITES: Record<string, 'DeleteItem' | 'PutItem' | 'UpdateItem'> = {
  ConditionCheck: 'DeleteItem', // it has the same members; that it writes nothing is the transaction's business
  Delete: 'DeleteItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

export const TRANSACT_GETS = { Get: 'GetItem' as const };

export const ON_CONDITION_CHECK_FAILURE = { type: 'String', enum: ['ALL_OLD', 'NONE'] };

export const TRANSACT_WRITE_RULES: Rules = transactRules(TRANSACT_WRITES, {
  ConditionCheck: { ...members('DeleteItem', 'Key', ...CONDITION), ...required('ConditionExpression') },
  Delete: members('DeleteItem', 'Key', ...CONDITION),
  Put: members('PutItem', 'Item', ...CONDITION),
  Update: { ...members('UpdateItem', 'Key', ...CONDITION), ...required('UpdateExpression') },
}, 'Check, Put, Update or Delete', {
  ClientRequestToken: { type: 'String', lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 36 },
});

export const TRANSACT_GET_RULES: Rules = transactRules(TRANSACT_GETS, {
  Get: members('GetItem', 'TableName', 'Key', 'ProjectionExpression', 'ExpressionAttributeNames'),
}, 'Get');

function transactRules(
  operations: Record<string, ItemOperation>, actions: Record<string, object>, choice: string, more: object = {},
): Rules {
  const types = {
    TransactItems: {
      type: 'List',
      notNull: true,
      lengthGreaterThanOrEqual: 1,
      lengthLessThanOrEqual: 100,
      children: {
        type: 'ValueStruct<TransactItem>',
        children: Object.fromEntries(Object.entries(actions).map(([name, children]) =>
          [name, { type: `FieldStruct<${name}>`, children }])),
      },
    },
    ReturnConsumedCapacity: { type: 'String', enum: ['INDEXES', 'TOTAL', 'NONE'] },
    ...more,
  };
  const custom = ({ TransactItems: items }: any, store: unknown): string | undefined => {
    for (const item of items) {
      const [name, ...others] = Object.keys(item);
      if (!name || others.length) {
        return `TransactItems can only contain one of ${choice}`;
      }
      const message = ITEM_OPERATIONS[operations[name]].rules.custom?.(item[name], store);
      if (message) {
        return message;
      }
    }
    return undefined;
  };
  return { types, custom };
}

function members(operation: ItemOperation, ...names: string[]): Record<string, any> {
  const types: Record<string, any> = ITEM_OPERATIONS[operation].rules.types;
  return {
    ...Object.fromEntries(names.map(name => [name, types[name]])),
    ...operation !== 'GetItem' && { ReturnValuesOnConditionCheckFailure: ON_CONDITION_CHECK_FAILURE },
  };
}

function required(name: string) {
  return { [name]: { type: 'String', notNull: true } };
}
