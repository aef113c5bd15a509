import { UpdateCommand, UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { Case, guide, reference, refused, TABLE, Target } from '../target';

const PAGE = reference('UpdateItem');
const EXPRESSIONS = guide('Expressions.UpdateExpressions');

const update = (target: Target, Key: object, UpdateExpression: string | undefined, values?: object, more: Partial<UpdateCommandInput> = {}) =>
  target.documents.send(new UpdateCommand({
    TableName: TABLE, Key, UpdateExpression, ExpressionAttributeValues: values as Record<string, unknown>, ...more,
  }));

/** An item, an expression and its values, and what becomes of the item. */
const becomes = (says: string, before: object, expression: string, values: object | undefined, after: object, page = EXPRESSIONS): Case => ({
  says,
  page,
  run: async target => {
    const key = await target.item(before);
    await update(target, key, expression, values);
    expect(await target.get(key)).toEqual({ ...key, ...after });
  },
});

const refuses = (says: string, before: object, expression: string, values?: object, page = EXPRESSIONS): Case => ({
  says,
  page,
  run: async target => {
    const key = await target.item(before);
    await refused(update(target, key, expression, values));
    expect(await target.get(key)).toEqual({ ...key, ...before });
  },
});

const returns = (ReturnValues: UpdateCommandInput['ReturnValues'], attributes: (key: object) => object): Case => ({
  says: `answers ${ReturnValues}`,
  page: PAGE,
  run: async target => {
    const key = await target.item({ a: 1, b: 2 });
    const { Attributes } = await update(target, key, 'SET a = :two', { ':two': 2 }, { ReturnValues });
    expect(Attributes).toEqual(attributes(key));
  },
});

export const UPDATE_ITEM: Case[] = [
  {
    says: 'makes an item where there is none, also without an expression',
    page: PAGE,
    run: async target => {
      const [one, other] = [target.key(), target.key()];
      await update(target, one, 'SET a = :a', { ':a': 1 });
      await update(target, other, undefined);
      expect([await target.get(one), await target.get(other)]).toEqual([{ ...one, a: 1 }, other]);
    },
  },
  becomes('sets, removes, adds and deletes in one expression', { a: 1, b: 2, c: 3, d: new Set(['x', 'y']) }, 'SET a = :n REMOVE b ADD c :n DELETE d :x',
    { ':n': 7, ':x': new Set(['x']) }, { a: 7, c: 10, d: new Set(['y']) }),
  becomes('sees the attributes as they were before', { a: 1, b: 2 }, 'SET a = b, b = a', undefined, { a: 2, b: 1 }),
  becomes('adds and subtracts', { a: 5, b: 3 }, 'SET a = a + b, b = b - :one', { ':one': 1 }, { a: 8, b: 2 }),
  becomes('sets members and elements', { m: { x: 1 }, l: [1, 2] }, 'SET m.y = :v, l[1] = :v', { ':v': 9 }, { m: { x: 1, y: 9 }, l: [1, 9] }),
  becomes('appends an element that is set beyond the end', { l: [1] }, 'SET l[5] = :v', { ':v': 2 }, { l: [1, 2] }),
  becomes('appends to a list and before it', { l: [2] }, 'SET l = list_append(:one, list_append(l, :three))', { ':one': [1], ':three': [3] }, { l: [1, 2, 3] }),
  becomes('sets a default with if_not_exists', { a: 1 }, 'SET a = if_not_exists(a, :v), b = if_not_exists(b, :v)', { ':v': 9 }, { a: 1, b: 9 }),
  becomes('adds to a default', {}, 'SET a = if_not_exists(a, :zero) + :one', { ':zero': 0, ':one': 1 }, { a: 1 }),
  becomes('removes an element, and those after it move up', { l: [0, 1, 2, 3] }, 'REMOVE l[1]', undefined, { l: [0, 2, 3] }),
  becomes('removes several elements by the places they had', { l: [0, 1, 2, 3] }, 'REMOVE l[1], l[2]', undefined, { l: [0, 3] }),
  becomes('removes what is not there without complaint', { a: 1 }, 'REMOVE b', undefined, { a: 1 }),
  becomes('adds to a number that is not there', {}, 'ADD a :n', { ':n': 5 }, { a: 5 }),
  becomes('adds numbers exactly', { a: 0.1 }, 'ADD a :n', { ':n': 0.2 }, { a: 0.3 }),
  becomes('adds to a set', { s: new Set([1]) }, 'ADD s :s', { ':s': new Set([1, 2]) }, { s: new Set([1, 2]) }),
  becomes('deletes a set with its last element', { s: new Set(['a']) }, 'DELETE s :s', { ':s': new Set(['a']) }, {}),
  becomes('adds to a member of a map', { m: { n: 1 } }, 'ADD m.n :n', { ':n': 1 }, { m: { n: 2 } }),
  refuses('does not change a key', {}, 'SET sk = :v', { ':v': 'b' }, PAGE),
  refuses('takes no paths that overlap', { m: {} }, 'SET m.a = :v, m = :v', { ':v': 1 }),
  refuses('takes a section only once', {}, 'SET a = :v SET b = :v', { ':v': 1 }),
  refuses('takes no path into what is not there', {}, 'SET m.a = :v', { ':v': 1 }),
  refuses('takes no operand that is not there', {}, 'SET a = b'),
  refuses('adds numbers to numbers only', { a: 'x' }, 'ADD a :n', { ':n': 1 }),
  refuses('subtracts numbers only', { a: 'x' }, 'SET a = a - :n', { ':n': 1 }),
  refuses('takes ADD for numbers and sets only', {}, 'ADD a :s', { ':s': 'x' }),
  refuses('takes DELETE for sets only', { l: [1] }, 'DELETE l :l', { ':l': [1] }),
  refuses('takes no key of an index of another type', { kind: 'a' }, 'SET kind = :n', { ':n': 1 }, guide('GSI')),
  refuses('takes no empty key of an index', { kind: 'a' }, 'SET kind = :n', { ':n': '' }, guide('GSI')),
  refuses('takes no empty expression', {}, ''),
  refuses('makes no item over 400 KB', { a: 'x'.repeat(300 * 1024) }, 'SET b = :v', { ':v': 'x'.repeat(110 * 1024) }, guide('Constraints')),
  returns('ALL_OLD', key => ({ ...key, a: 1, b: 2 })),
  returns('UPDATED_OLD', () => ({ a: 1 })),
  returns('ALL_NEW', key => ({ ...key, a: 2, b: 2 })),
  returns('UPDATED_NEW', () => ({ a: 2 })),
  {
    says: 'changes nothing when its condition fails',
    page: PAGE,
    run: async target => {
      const key = await target.item({ a: 1 });
      await refused(update(target, key, 'SET a = :two', { ':two': 2 }, { ConditionExpression: 'a > :two' }), 'ConditionalCheckFailedException');
      expect(await target.get(key)).toEqual({ ...key, a: 1 });
    },
  },
  {
    says: 'makes no item when its condition fails',
    page: PAGE,
    run: async target => {
      const key = target.key();
      await refused(update(target, key, 'SET a = :two', { ':two': 2 }, { ConditionExpression: 'attribute_exists(pk)' }), 'ConditionalCheckFailedException');
      expect(await target.get(key)).toBeUndefined();
    },
  },
  {
    says: 'puts, adds and deletes with the older parameters',
    page: guide('LegacyConditionalParameters'),
    run: async target => {
      const key = await target.item({ a: 1, b: 2, c: 3 });
      await target.documents.send(new UpdateCommand({
        TableName: TABLE, Key: key, AttributeUpdates: { a: { Action: 'PUT', Value: 5 }, b: { Action: 'ADD', Value: 5 }, c: { Action: 'DELETE' } },
      }));
      expect(await target.get(key)).toEqual({ ...key, a: 5, b: 7 });
    },
  },
];
