import { GetCommand, GetCommandInput } from '@aws-sdk/lib-dynamodb';
import { Case, guide, reference, refused, TABLE, Target } from '../target';

const get = async (target: Target, Key: object, more: Partial<GetCommandInput> = {}) =>
  target.documents.send(new GetCommand({ TableName: TABLE, Key, ...more }));

const PAGE = reference('GetItem');
const PROJECTIONS = guide('Expressions.ProjectionExpressions');

export const GET_ITEM: Case[] = [
  { says: 'answers no item where there is none', page: PAGE, run: async target => expect(await get(target, target.key())).not.toHaveProperty('Item') },
  { says: 'needs the whole key', page: PAGE, run: async target => void await refused(get(target, { pk: 'a' })) },
  { says: 'takes nothing but the key', page: PAGE, run: async target => void await refused(get(target, { ...target.key(), more: 1 })) },
  { says: 'takes no empty key', page: PAGE, run: async target => void await refused(get(target, { pk: '', sk: 'a' })) },
  {
    says: 'answers the attributes, members and elements that are asked for',
    page: PROJECTIONS,
    run: async target => {
      const key = await target.item({ a: 1, b: { c: 2, d: 3 }, e: [4, 5, 6] });
      const { Item } = await get(target, key, { ProjectionExpression: 'a, b.d, e[0], e[2], absent.x' });
      expect(Item).toEqual({ a: 1, b: { d: 3 }, e: [4, 6] });
    },
  },
  {
    says: 'answers an empty item where none of the attributes is there',
    page: PROJECTIONS,
    run: async target => expect((await get(target, await target.item({ a: 1 }), { ProjectionExpression: 'b' })).Item).toEqual({}),
  },
  {
    says: 'takes placeholders of names',
    page: guide('Expressions.ExpressionAttributeNames'),
    run: async target => {
      const key = await target.item({ 'status': 1, 'a.b': 2 });
      const { Item } = await get(target, key, { ProjectionExpression: '#s, #ab', ExpressionAttributeNames: { '#s': 'status', '#ab': 'a.b' } });
      expect(Item).toEqual({ 'status': 1, 'a.b': 2 });
    },
  },
  { says: 'takes no paths that overlap', page: PROJECTIONS, run: async target => void await refused(get(target, target.key(), { ProjectionExpression: 'a, a.b' })) },
  { says: 'takes no names that its expressions do not use', page: PROJECTIONS, run: async target => void await refused(get(target, target.key(), { ProjectionExpression: 'a', ExpressionAttributeNames: { '#b': 'b' } })) },
  {
    says: 'consumes a unit for 4 KB, and half of it without consistency',
    page: guide('read-write-operations'),
    run: async target => {
      const key = await target.item({ a: 'x'.repeat(5000) });
      const units = async (ConsistentRead: boolean) => (await get(target, key, { ConsistentRead, ReturnConsumedCapacity: 'TOTAL' })).ConsumedCapacity!.CapacityUnits;
      expect(await units(true)).toBe(2);
      expect(await units(false)).toBe(1);
    },
  },
  { says: 'consumes half a unit where there is no item', page: guide('read-write-operations'), run: async target => expect((await get(target, target.key(), { ReturnConsumedCapacity: 'TOTAL' })).ConsumedCapacity!.CapacityUnits).toBe(0.5) },
  { says: 'does not know a table that is not there', page: PAGE, run: async target => void await refused(target.documents.send(new GetCommand({ TableName: 'NoSuchTable', Key: { pk: 'a' } })), 'ResourceNotFoundException') },
];
