import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutCommand, PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { Case, guide, reference, refused, TABLE, Target } from '../target';

const put = (target: Target, Item: object, more: Partial<PutCommandInput> = {}) =>
  target.documents.send(new PutCommand({ TableName: TABLE, Item, ...more }));
const putNumber = (target: Target, N: string, key = target.key()) =>
  target.client.send(new PutItemCommand({ TableName: TABLE, Item: { pk: { S: key.pk }, sk: { S: key.sk }, n: { N } } }));
const nested = (wraps: number): unknown => wraps === 0 ? 'leaf' : { m: nested(wraps - 1) };

const PAGE = reference('PutItem');
const TYPES = guide('HowItWorks.NamingRulesDataTypes');
const LIMITS = guide('Constraints');

export const PUT_ITEM: Case[] = [
  {
    says: 'stores every type of attribute',
    page: TYPES,
    run: async target => {
      const item = {
        ...target.key(),
        string: 'a',
        number: -1.5,
        binary: new Uint8Array([0, 255]),
        boolean: false,
        nothing: null,
        list: [1, ['b']],
        map: { a: { b: 'c' } },
        strings: new Set(['a', 'b']),
        numbers: new Set([1, 2]),
        binaries: new Set([new Uint8Array([1])]),
      };
      await put(target, item);
      expect(await target.get({ pk: item.pk, sk: item.sk })).toEqual(item);
    },
  },
  {
    says: 'replaces the whole item, and answers the old one on demand',
    page: PAGE,
    run: async target => {
      const key = await target.item({ a: 1 });
      expect((await put(target, { ...key, b: 2 }, { ReturnValues: 'ALL_OLD' })).Attributes).toEqual({ ...key, a: 1 });
      expect(await target.get(key)).toEqual({ ...key, b: 2 });
    },
  },
  {
    says: 'answers no attributes where there was no item',
    page: PAGE,
    run: async target => expect((await put(target, target.key(), { ReturnValues: 'ALL_OLD' })).Attributes).toBeUndefined(),
  },
  { says: 'knows the return values ALL_OLD and NONE only', page: PAGE, run: async target => void await refused(put(target, target.key(), { ReturnValues: 'ALL_NEW' })) },
  { says: 'needs the whole key', page: PAGE, run: async target => void await refused(put(target, { pk: 'a' })) },
  { says: 'needs keys of the type of the schema', page: PAGE, run: async target => void await refused(put(target, { pk: 1, sk: 'a' })) },
  { says: 'takes no empty string as a key', page: TYPES, run: async target => void await refused(put(target, { pk: '', sk: 'a' })) },
  {
    says: 'stores empty strings and binary values that are no keys',
    page: TYPES,
    run: async target => {
      const key = await target.item({ empty: '', none: new Uint8Array() });
      expect(await target.get(key)).toEqual({ ...key, empty: '', none: new Uint8Array() });
    },
  },
  { says: 'takes no empty set', page: TYPES, run: async target => void await refused(target.client.send(new PutItemCommand({ TableName: TABLE, Item: { pk: { S: 'a' }, sk: { S: 'a' }, s: { SS: [] } } }))) },
  { says: 'takes no set with one value twice', page: TYPES, run: async target => void await refused(target.client.send(new PutItemCommand({ TableName: TABLE, Item: { pk: { S: 'a' }, sk: { S: 'a' }, s: { NS: ['1', '1.0'] } } }))) },
  {
    says: 'trims zeroes before and after a number',
    page: TYPES,
    run: async target => {
      const key = target.key();
      await putNumber(target, '0010.50', key);
      expect(await target.get(key)).toEqual({ ...key, n: 10.5 });
    },
  },
  { says: 'takes 38 digits', page: TYPES, run: async target => void await putNumber(target, '1'.repeat(38)) },
  { says: 'takes no 39 digits', page: TYPES, run: async target => void await refused(putNumber(target, '1'.repeat(39))) },
  { says: 'takes no number over 9.9e125', page: TYPES, run: async target => void await refused(putNumber(target, '1e126')) },
  { says: 'takes no number under 1e-130', page: TYPES, run: async target => void await refused(putNumber(target, '1e-131')) },
  { says: 'takes partition keys of 2048 bytes', page: LIMITS, run: async target => void await put(target, { pk: `${target.key().pk}`.padEnd(2048, 'x'), sk: 'a' }) },
  { says: 'takes no partition key of 2049 bytes', page: LIMITS, run: async target => void await refused(put(target, { pk: 'x'.repeat(2049), sk: 'a' })) },
  { says: 'counts the bytes of keys, not their characters', page: LIMITS, run: async target => void await refused(put(target, { pk: 'é'.repeat(1025), sk: 'a' })) },
  { says: 'takes no sort key of 1025 bytes', page: LIMITS, run: async target => void await refused(put(target, { pk: 'a', sk: 'x'.repeat(1025) })) },
  { says: 'takes no item over 400 KB', page: LIMITS, run: async target => void await refused(put(target, { ...target.key(), a: 'x'.repeat(400 * 1024) })) },
  { says: 'counts the bytes of items, not their characters', page: LIMITS, run: async target => void await refused(put(target, { ...target.key(), a: 'é'.repeat(210 * 1024) })) },
  { says: 'takes 32 levels', page: LIMITS, run: async target => void await target.item({ deep: nested(31) }) },
  { says: 'takes no 33 levels', page: LIMITS, run: async target => void await refused(put(target, { ...target.key(), deep: nested(32) })) },
  { says: 'takes no key of an index of another type', page: guide('GSI'), run: async target => void await refused(put(target, { ...target.key(), kind: 1 })) },
  { says: 'takes no empty key of an index', page: guide('GSI'), run: async target => void await refused(put(target, { ...target.key(), kind: '' })) },
  { says: 'stores an item without the keys of an index', page: guide('GSI'), run: async target => void await target.item() },
  {
    says: 'does not replace an item when told that there must be none',
    page: PAGE,
    run: async target => {
      const key = await target.item({ a: 1 });
      await refused(put(target, key, { ConditionExpression: 'attribute_not_exists(pk)' }), 'ConditionalCheckFailedException');
      expect(await target.get(key)).toEqual({ ...key, a: 1 });
    },
  },
  {
    says: 'answers the item whose condition failed on demand',
    page: PAGE,
    run: async target => {
      const key = await target.item({ a: 1 });
      const error: any = await refused(put(target, key, { ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }), 'ConditionalCheckFailedException');
      expect(error.Item).toMatchObject({ a: { N: '1' } });
    },
  },
  { says: 'takes no values that its expressions do not use', page: guide('Expressions.ExpressionAttributeValues'), run: async target => void await refused(put(target, target.key(), { ConditionExpression: 'attribute_not_exists(pk)', ExpressionAttributeValues: { ':a': 1 } })) },
  { says: 'takes no expression together with the older parameters', page: guide('LegacyConditionalParameters'), run: async target => void await refused(put(target, target.key(), { ConditionExpression: 'attribute_not_exists(pk)', Expected: { pk: { Exists: false } } })) },
  { says: 'takes no reserved word as a name', page: guide('ReservedWords'), run: async target => void await refused(put(target, target.key(), { ConditionExpression: 'attribute_not_exists(status)' })) },
  { says: 'does not know a table that is not there', page: PAGE, run: async target => void await refused(target.documents.send(new PutCommand({ TableName: 'NoSuchTable', Item: { pk: 'a' } })), 'ResourceNotFoundException') },
  {
    says: 'consumes a unit for each KB',
    page: guide('read-write-operations'),
    run: async target => {
      const { ConsumedCapacity } = await put(target, { ...target.key(), a: 'x'.repeat(1100) }, { ReturnConsumedCapacity: 'TOTAL' });
      expect(ConsumedCapacity).toMatchObject({ TableName: TABLE, CapacityUnits: 2 });
    },
  },
  {
    says: 'consumes a unit for each index that the item is in',
    page: guide('GSI'),
    run: async target => {
      const { ConsumedCapacity } = await put(target, { ...target.key(), kind: target.key().pk, score: 1 }, { ReturnConsumedCapacity: 'INDEXES' });
      expect(ConsumedCapacity).toMatchObject({
        CapacityUnits: 3,
        Table: { CapacityUnits: 1 },
        GlobalSecondaryIndexes: { byKind: { CapacityUnits: 1 } },
        LocalSecondaryIndexes: { byScore: { CapacityUnits: 1 } },
      });
    },
  },
];
