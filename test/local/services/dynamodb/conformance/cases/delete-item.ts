import { DeleteCommand, DeleteCommandInput } from '@aws-sdk/lib-dynamodb';
import { Case, reference, refused, TABLE, Target } from '../target';

const PAGE = reference('DeleteItem');

const remove = (target: Target, Key: object, more: Partial<DeleteCommandInput> = {}) =>
  target.documents.send(new DeleteCommand({ TableName: TABLE, Key, ...more }));

export const DELETE_ITEM: Case[] = [
  {
    says: 'deletes, answers the old item on demand, and does so again without complaint',
    page: PAGE,
    run: async target => {
      const key = await target.item({ a: 1 });
      expect((await remove(target, key, { ReturnValues: 'ALL_OLD' })).Attributes).toEqual({ ...key, a: 1 });
      expect((await remove(target, key, { ReturnValues: 'ALL_OLD' })).Attributes).toBeUndefined();
      expect(await target.get(key)).toBeUndefined();
    },
  },
  {
    says: 'deletes nothing when its condition fails',
    page: PAGE,
    run: async target => {
      const key = await target.item({ a: 1 });
      await refused(remove(target, key, { ConditionExpression: 'a = :v', ExpressionAttributeValues: { ':v': 2 } }), 'ConditionalCheckFailedException');
      expect(await target.get(key)).toEqual({ ...key, a: 1 });
    },
  },
  { says: 'fails a condition on an item that is not there', page: PAGE, run: async target => void await refused(remove(target, target.key(), { ConditionExpression: 'attribute_exists(pk)' }), 'ConditionalCheckFailedException') },
  { says: 'needs the whole key', page: PAGE, run: async target => void await refused(remove(target, { pk: 'a' })) },
  { says: 'knows the return values ALL_OLD and NONE only', page: PAGE, run: async target => void await refused(remove(target, target.key(), { ReturnValues: 'UPDATED_OLD' })) },
];
