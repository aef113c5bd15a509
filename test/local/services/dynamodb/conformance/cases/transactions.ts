import { randomUUID } from 'node:crypto';
import { TransactGetCommand, TransactWriteCommand, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { Case, guide, reference, refused, TABLE, Target } from '../target';

const WRITE = reference('TransactWriteItems');
const GET = reference('TransactGetItems');

const write = (target: Target, items: object[], more: Partial<TransactWriteCommandInput> = {}) =>
  target.documents.send(new TransactWriteCommand({ TransactItems: items as TransactWriteCommandInput['TransactItems'], ...more }));
const read = (target: Target, keys: object[], more: object = {}) =>
  target.documents.send(new TransactGetCommand({ TransactItems: keys.map(Key => ({ Get: { TableName: TABLE, Key, ...more } })) }));
const put = (Item: object, more: object = {}) => ({ Put: { TableName: TABLE, Item, ...more } });
const increment = (Key: object) => ({ Update: { TableName: TABLE, Key, UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': 1 } } });
const THERE = { ConditionExpression: 'attribute_exists(pk)' };

export const TRANSACT_WRITE_ITEMS: Case[] = [
  {
    says: 'puts, updates, deletes and checks together',
    page: WRITE,
    run: async target => {
      const [fresh, updated, deleted, checked] = [target.key(), await target.item({ n: 1 }), await target.item(), await target.item()];
      await write(target, [
        put(fresh),
        increment(updated),
        { Delete: { TableName: TABLE, Key: deleted } },
        { ConditionCheck: { TableName: TABLE, Key: checked, ...THERE } },
      ]);
      const items = await Promise.all([fresh, updated, deleted, checked].map(key => target.get(key)));
      expect(items).toEqual([fresh, { ...updated, n: 2 }, undefined, checked]);
    },
  },
  {
    says: 'writes nothing when one condition fails, and tells which and the item',
    page: WRITE,
    run: async target => {
      const [fresh, there] = [target.key(), await target.item({ n: 1 })];
      const error: any = await refused(write(target, [put(fresh), put(there, { ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })]), 'TransactionCanceledException');
      expect(error.CancellationReasons).toMatchObject([{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: { n: { N: '1' } } }]);
      expect(await target.get(fresh)).toBeUndefined();
    },
  },
  { says: 'refuses two operations on one item', page: WRITE, run: async target => { const key = target.key(); await refused(write(target, [put(key), increment(key)])); } },
  { says: 'writes 100 items', page: WRITE, run: async target => void await write(target, Array.from({ length: 100 }, () => put(target.key()))) },
  { says: 'refuses 101 items', page: WRITE, run: async target => void await refused(write(target, Array.from({ length: 101 }, () => put(target.key())))) },
  { says: 'refuses more than 4 MB', page: WRITE, run: async target => void await refused(write(target, Array.from({ length: 11 }, () => put({ ...target.key(), big: 'x'.repeat(390_000) })))) },
  { says: 'refuses an update of a key', page: WRITE, run: async target => { const error = await refused(write(target, [{ Update: { TableName: TABLE, Key: target.key(), UpdateExpression: 'SET sk = :v', ExpressionAttributeValues: { ':v': 'b' } } }]), 'TransactionCanceledException'); expect(error.message).toContain('ValidationError'); } },
  {
    says: 'writes once for one token',
    page: guide('transaction-apis'),
    run: async target => {
      const [key, ClientRequestToken] = [await target.item(), randomUUID()];
      await write(target, [increment(key)], { ClientRequestToken });
      await write(target, [increment(key)], { ClientRequestToken });
      expect(await target.get(key)).toEqual({ ...key, n: 1 });
    },
  },
  {
    says: 'refuses one token for two requests',
    page: guide('transaction-apis'),
    run: async target => {
      const ClientRequestToken = randomUUID();
      await write(target, [put(target.key())], { ClientRequestToken });
      await refused(write(target, [put(target.key())], { ClientRequestToken }), 'IdempotentParameterMismatchException');
    },
  },
  {
    says: 'consumes twice the units',
    page: guide('transaction-apis'),
    run: async target => expect((await write(target, [put(target.key())], { ReturnConsumedCapacity: 'TOTAL' })).ConsumedCapacity).toMatchObject([{ TableName: TABLE, CapacityUnits: 2 }]),
  },
  { says: 'does not know a table that is not there', page: WRITE, run: async target => void await refused(write(target, [{ Put: { TableName: 'NoSuchTable', Item: { pk: 'a' } } }]), 'ResourceNotFoundException') },
];

export const TRANSACT_GET_ITEMS: Case[] = [
  {
    says: 'answers in the order of the request, and nothing where there is no item',
    page: GET,
    run: async target => {
      const [one, two] = [await target.item({ n: 1 }), await target.item({ n: 2 })];
      expect((await read(target, [two, target.key(), one], { ProjectionExpression: 'n' })).Responses).toEqual([{ Item: { n: 2 } }, {}, { Item: { n: 1 } }]);
    },
  },
  { says: 'refuses 101 items', page: GET, run: async target => void await refused(read(target, Array.from({ length: 101 }, () => target.key()))) },
  { says: 'refuses one item twice', page: GET, run: async target => { const key = target.key(); await refused(read(target, [key, key])); } },
  { says: 'refuses no items', page: GET, run: async target => void await refused(read(target, [])) },
];
