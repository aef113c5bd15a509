import { QueryCommand, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { Case, guide, reference, refused, TABLE, Target } from '../target';

const PAGE = reference('Query');
const KEYS = guide('Query.KeyConditionExpressions');
const PAGES = guide('Query.Pagination');

/** Items of one partition, by their sort keys. */
async function partition(target: Target, items: [sk: string, attributes?: object][]): Promise<string> {
  const { pk } = target.key();
  await Promise.all(items.map(([sk, attributes]) => target.put({ pk, sk, ...attributes })));
  return pk;
}

const query = (target: Target, pk: string, more: Partial<QueryCommandInput> = {}, values: object = {}) => target.documents.send(new QueryCommand({
  TableName: TABLE, KeyConditionExpression: 'pk = :pk', ...more, ExpressionAttributeValues: { ':pk': pk, ...values },
}));

const sks = async (answer: ReturnType<typeof query>) => (await answer).Items!.map(({ sk }) => sk);

const LETTERS: [string][] = [['a'], ['b'], ['c'], ['d']];

const selects = (condition: string, values: object, selected: string[]): Case => ({
  says: `selects by ${condition}`,
  page: KEYS,
  run: async target => {
    const pk = await partition(target, [...LETTERS, ['bb']]);
    expect(await sks(query(target, pk, { KeyConditionExpression: `pk = :pk AND ${condition}` }, values))).toEqual(selected);
  },
});

const refuses = (what: string, more: Partial<QueryCommandInput>, values: object = {}, page = PAGE): Case => ({
  says: `refuses ${what}`, page, run: async target => void await refused(query(target, 'a', more, values)),
});

export const QUERY: Case[] = [
  {
    says: 'answers a partition in the order of its sort keys, and backwards',
    page: PAGE,
    run: async target => {
      const pk = await partition(target, [['b'], ['a'], ['B'], ['é'], ['\u{1F600}'], ['\uFF5E']]);
      const ordered = ['B', 'a', 'b', 'é', '\uFF5E', '\u{1F600}']; // by UTF-8 bytes
      expect(await sks(query(target, pk))).toEqual(ordered);
      expect(await sks(query(target, pk, { ScanIndexForward: false }))).toEqual(ordered.reverse());
    },
  },
  selects('sk = :v', { ':v': 'b' }, ['b']),
  selects('sk < :v', { ':v': 'bb' }, ['a', 'b']),
  selects('sk <= :v', { ':v': 'bb' }, ['a', 'b', 'bb']),
  selects('sk > :v', { ':v': 'b' }, ['bb', 'c', 'd']),
  selects('sk >= :v', { ':v': 'b' }, ['b', 'bb', 'c', 'd']),
  selects('sk BETWEEN :u AND :v', { ':u': 'b', ':v': 'c' }, ['b', 'bb', 'c']),
  selects('begins_with(sk, :v)', { ':v': 'b' }, ['b', 'bb']),
  {
    says: 'answers numbers of an index in their order',
    page: guide('GSI'),
    run: async target => {
      const kind = target.key().pk;
      await partition(target, [-10, 9, 10, -9.5, 0, 1e15].map((score, i) => [`${i}`, { kind, score }]));
      const { Items } = await target.documents.send(new QueryCommand({
        TableName: TABLE, IndexName: 'byKind', KeyConditionExpression: 'kind = :k AND score < :n', ExpressionAttributeValues: { ':k': kind, ':n': 1e15 },
      }));
      expect(Items!.map(({ score }) => score)).toEqual([-10, -9.5, 0, 9, 10]);
    },
  },
  {
    says: 'answers what an index projects',
    page: guide('GSI'),
    run: async target => {
      const kind = target.key().pk;
      const key = await target.item({ kind, score: 1, note: 'n', more: 'm' });
      const { Items } = await target.documents.send(new QueryCommand({
        TableName: TABLE, IndexName: 'byKind', KeyConditionExpression: 'kind = :k', ExpressionAttributeValues: { ':k': kind },
      }));
      expect(Items).toEqual([{ ...key, kind, score: 1, note: 'n' }]);
    },
  },
  {
    says: 'fetches from the table what a local index does not project',
    page: guide('LSI'),
    run: async target => {
      const key = await target.item({ score: 1, note: 'n' });
      const select = async (more: Partial<QueryCommandInput>) => (await query(target, key.pk, { IndexName: 'byScore', ...more })).Items;
      expect(await select({})).toEqual([{ ...key, score: 1 }]);
      expect(await select({ Select: 'ALL_ATTRIBUTES', ConsistentRead: true })).toEqual([{ ...key, score: 1, note: 'n' }]);
      expect(await select({ ProjectionExpression: 'note' })).toEqual([{ note: 'n' }]);
    },
  },
  {
    says: 'answers page by page, and ends without a key',
    page: PAGES,
    run: async target => {
      const pk = await partition(target, LETTERS);
      const one = await query(target, pk, { Limit: 3 });
      expect(one).toMatchObject({ Count: 3, LastEvaluatedKey: { pk, sk: 'c' } });
      const two = await query(target, pk, { Limit: 3, ExclusiveStartKey: one.LastEvaluatedKey });
      expect(two.Items).toEqual([{ pk, sk: 'd' }]);
      expect(two.LastEvaluatedKey).toBeUndefined();
    },
  },
  {
    says: 'goes on backwards from a key',
    page: PAGES,
    run: async target => {
      const pk = await partition(target, LETTERS);
      expect(await sks(query(target, pk, { ScanIndexForward: false, ExclusiveStartKey: { pk, sk: 'c' } }))).toEqual(['b', 'a']);
    },
  },
  {
    says: 'goes on in an index from the key of both, the index and the table',
    page: PAGES,
    run: async target => {
      const kind = target.key().pk;
      await partition(target, LETTERS.map(([sk]) => [sk, { kind, score: 1 }]));
      const page = (ExclusiveStartKey?: Record<string, unknown>) => target.documents.send(new QueryCommand({
        TableName: TABLE, IndexName: 'byKind', KeyConditionExpression: 'kind = :k', ExpressionAttributeValues: { ':k': kind }, Limit: 2, ExclusiveStartKey,
      }));
      const one = await page();
      expect(Object.keys(one.LastEvaluatedKey!).sort()).toEqual(['kind', 'pk', 'score', 'sk']);
      const two = await page(one.LastEvaluatedKey);
      expect([...one.Items!, ...two.Items!].map(({ sk }) => sk).sort()).toEqual(['a', 'b', 'c', 'd']);
    },
  },
  {
    says: 'filters what it has read, within its limit',
    page: guide('Query.FilterExpression'),
    run: async target => {
      const pk = await partition(target, LETTERS.map(([sk], n) => [sk, { n }]));
      const { Count, ScannedCount, LastEvaluatedKey } = await query(target, pk, { Limit: 3, FilterExpression: 'n > :n' }, { ':n': 1 });
      expect({ Count, ScannedCount, LastEvaluatedKey }).toEqual({ Count: 1, ScannedCount: 3, LastEvaluatedKey: { pk, sk: 'c' } });
    },
  },
  {
    says: 'counts only, on demand',
    page: PAGE,
    run: async target => {
      const pk = await partition(target, LETTERS);
      const answer = await query(target, pk, { Select: 'COUNT' });
      expect(answer.Count).toBe(4);
      expect(answer.Items).toBeUndefined();
    },
  },
  {
    says: 'ends a page after 1 MB',
    page: PAGES,
    run: async target => {
      const pk = await partition(target, LETTERS.concat([['e'], ['f']]).map(([sk]) => [sk, { big: 'x'.repeat(300_000) }]));
      const { Count, LastEvaluatedKey } = await query(target, pk);
      expect(Count).toBeLessThan(6);
      expect(LastEvaluatedKey).toBeDefined();
    },
  },
  {
    says: 'consumes units for all that it reads together',
    page: guide('read-write-operations'),
    run: async target => {
      const pk = await partition(target, LETTERS.map(([sk]) => [sk, { a: 'x'.repeat(2000) }]));
      expect((await query(target, pk, { ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' })).ConsumedCapacity!.CapacityUnits).toBe(2);
    },
  },
  refuses('a key condition without the partition key', { KeyConditionExpression: 'sk = :pk' }, {}, KEYS),
  refuses('a range of partition keys', { KeyConditionExpression: 'pk > :pk' }, {}, KEYS),
  refuses('an alternative in a key condition', { KeyConditionExpression: 'pk = :pk OR sk = :pk' }, {}, KEYS),
  refuses('inequality in a key condition', { KeyConditionExpression: 'pk = :pk AND sk <> :pk' }, {}, KEYS),
  refuses('an attribute that is no key in a key condition', { KeyConditionExpression: 'pk = :pk AND a = :pk' }, {}, KEYS),
  refuses('a filter on a key', { FilterExpression: 'sk = :pk' }, {}, guide('Query.FilterExpression')),
  refuses('an empty key', { KeyConditionExpression: 'pk = :pk AND sk = :v' }, { ':v': '' }, KEYS),
  refuses('an index that is not there', { IndexName: 'byNothing' }),
  refuses('consistent reads of a global index', { IndexName: 'byKind', KeyConditionExpression: 'kind = :pk', ConsistentRead: true }, {}, guide('GSI')),
  refuses('all attributes of a global index that has not all', { IndexName: 'byKind', KeyConditionExpression: 'kind = :pk', Select: 'ALL_ATTRIBUTES' }, {}, guide('GSI')),
  refuses('a limit of none', { Limit: 0 }),
  refuses('a start at what is no key', { ExclusiveStartKey: { pk: 'a' } }, {}, PAGES),
  refuses('a start in another partition', { ExclusiveStartKey: { pk: 'b', sk: 'a' } }, {}, PAGES),
  refuses('counting with a projection', { Select: 'COUNT', ProjectionExpression: 'a' }),
];
