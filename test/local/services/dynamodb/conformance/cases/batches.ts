import { BatchGetCommand, BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { Case, reference, refused, TABLE, Target } from '../target';

const GET = reference('BatchGetItem');
const WRITE = reference('BatchWriteItem');

const read = (target: Target, Keys: object[], more: object = {}) => target.documents.send(new BatchGetCommand({ RequestItems: { [TABLE]: { Keys, ...more } }, ReturnConsumedCapacity: 'TOTAL' }));
const write = (target: Target, requests: object[]) => target.documents.send(new BatchWriteCommand({ RequestItems: { [TABLE]: requests }, ReturnConsumedCapacity: 'TOTAL' }));
const put = (Item: object) => ({ PutRequest: { Item } });

export const BATCH_GET_ITEM: Case[] = [
  {
    says: 'answers the items that are there',
    page: GET,
    run: async target => {
      const key = await target.item({ a: 1, b: 2 });
      const { Responses, UnprocessedKeys } = await read(target, [key, target.key()], { ProjectionExpression: 'a' });
      expect(Responses).toEqual({ [TABLE]: [{ a: 1 }] });
      expect(UnprocessedKeys).toEqual({});
    },
  },
  { says: 'reads 100 items', page: GET, run: async target => void await read(target, Array.from({ length: 100 }, () => target.key())) },
  { says: 'refuses 101 items', page: GET, run: async target => void await refused(read(target, Array.from({ length: 101 }, () => target.key()))) },
  { says: 'refuses one key twice', page: GET, run: async target => { const key = target.key(); await refused(read(target, [key, key])); } },
  { says: 'refuses no tables', page: GET, run: async target => void await refused(target.documents.send(new BatchGetCommand({ RequestItems: {} }))) },
  { says: 'refuses no keys', page: GET, run: async target => void await refused(read(target, [])) },
  { says: 'refuses a key that is not whole', page: GET, run: async target => void await refused(read(target, [{ pk: 'a' }])) },
  { says: 'does not know a table that is not there', page: GET, run: async target => void await refused(target.documents.send(new BatchGetCommand({ RequestItems: { NoSuchTable: { Keys: [{ pk: 'a' }] } } })), 'ResourceNotFoundException') },
  {
    says: 'leaves what is over 16 MB for another request',
    page: GET,
    run: async target => {
      const keys = await Promise.all(Array.from({ length: 42 }, () => target.item({ big: 'x'.repeat(405_000) })));
      const { Responses, UnprocessedKeys } = await read(target, keys);
      expect(Responses![TABLE].length + UnprocessedKeys![TABLE].Keys!.length).toBe(42);
    },
  },
  {
    says: 'consumes units for each item',
    page: GET,
    run: async target => {
      const keys = await Promise.all([1, 2].map(() => target.item()));
      expect((await read(target, keys, { ConsistentRead: true })).ConsumedCapacity).toMatchObject([{ TableName: TABLE, CapacityUnits: 2 }]);
    },
  },
];

export const BATCH_WRITE_ITEM: Case[] = [
  {
    says: 'puts and deletes',
    page: WRITE,
    run: async target => {
      const [old, fresh] = [await target.item(), target.key()];
      const { UnprocessedItems } = await write(target, [put({ ...fresh, a: 1 }), { DeleteRequest: { Key: old } }]);
      expect(UnprocessedItems).toEqual({});
      expect([await target.get(old), await target.get(fresh)]).toEqual([undefined, { ...fresh, a: 1 }]);
    },
  },
  { says: 'writes 25 items', page: WRITE, run: async target => void await write(target, Array.from({ length: 25 }, () => put(target.key()))) },
  { says: 'refuses 26 items', page: WRITE, run: async target => void await refused(write(target, Array.from({ length: 26 }, () => put(target.key())))) },
  { says: 'refuses to put and delete one item', page: WRITE, run: async target => { const key = target.key(); await refused(write(target, [put(key), { DeleteRequest: { Key: key } }])); } },
  { says: 'refuses no requests', page: WRITE, run: async target => void await refused(write(target, [])) },
  {
    says: 'writes nothing when one item does not fit the schema',
    page: WRITE,
    run: async target => {
      const key = target.key();
      await refused(write(target, [put(key), put({ pk: 'a' })]));
      expect(await target.get(key)).toBeUndefined();
    },
  },
  { says: 'refuses an item over 400 KB', page: WRITE, run: async target => void await refused(write(target, [put({ ...target.key(), a: 'x'.repeat(400 * 1024) })])) },
  { says: 'does not know a table that is not there', page: WRITE, run: async target => void await refused(target.documents.send(new BatchWriteCommand({ RequestItems: { NoSuchTable: [put({ pk: 'a' })] } })), 'ResourceNotFoundException') },
  {
    says: 'consumes a unit for each index, too',
    page: WRITE,
    run: async target => {
      const { ConsumedCapacity } = await write(target, [put({ ...target.key(), kind: 'batch', score: 1 })]);
      expect(ConsumedCapacity).toMatchObject([{ TableName: TABLE, CapacityUnits: 3 }]);
    },
  },
  {
    says: 'consumes units for each item',
    page: WRITE,
    run: async target => {
      const { ConsumedCapacity } = await write(target, [put(target.key()), put(target.key())]);
      expect(ConsumedCapacity).toMatchObject([{ TableName: TABLE, CapacityUnits: 2 }]);
    },
  },
];
