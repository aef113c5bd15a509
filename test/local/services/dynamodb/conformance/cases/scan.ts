import { ScanCommand, ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { Case, guide, reference, refused, TABLE, Target } from '../target';

const PAGE = reference('Scan');

/** All that a scan answers of one mark, page by page. */
async function scanned(target: Target, mark: string, more: Partial<ScanCommandInput> = {}): Promise<Record<string, any>[]> {
  const items: Record<string, any>[] = [];
  let ExclusiveStartKey: Record<string, any> | undefined;
  do {
    const page = await target.documents.send(new ScanCommand({
      TableName: TABLE, FilterExpression: 'mark = :mark', ExpressionAttributeValues: { ':mark': mark }, ExclusiveStartKey, ...more,
    }));
    items.push(...page.Items!);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

async function marked(target: Target, count: number, more: object = {}): Promise<{ mark: string; pks: string[] }> {
  const mark = target.key().pk;
  const keys = await Promise.all(Array.from({ length: count }, (_, score) => target.item({ mark, kind: mark, score, ...more })));
  return { mark, pks: keys.map(({ pk }) => pk).sort() };
}

const pksOf = (items: Record<string, any>[]) => items.map(({ pk }) => pk).sort();
const refuses = (what: string, more: Partial<ScanCommandInput>): Case => ({
  says: `refuses ${what}`, page: PAGE, run: async target => void await refused(target.documents.send(new ScanCommand({ TableName: TABLE, ...more }))),
});

export const SCAN: Case[] = [
  {
    says: 'answers every item once, page by page',
    page: PAGE,
    run: async target => {
      const { mark, pks } = await marked(target, 5);
      expect(pksOf(await scanned(target, mark, { Limit: 3 }))).toEqual(pks);
    },
  },
  {
    says: 'answers every item once in segments',
    page: guide('Scan'),
    run: async target => {
      const { mark, pks } = await marked(target, 9);
      const segments = await Promise.all([0, 1, 2].map(Segment => scanned(target, mark, { Segment, TotalSegments: 3 })));
      expect(pksOf(segments.flat())).toEqual(pks);
    },
  },
  {
    says: 'filters by maps',
    page: guide('Scan'),
    run: async target => {
      const { mark } = await marked(target, 2, { m: { a: [1] } });
      const filter = async (m: object) => (await scanned(target, mark, { FilterExpression: 'mark = :mark AND m = :m', ExpressionAttributeValues: { ':mark': mark, ':m': m } })).length;
      expect([await filter({ a: [1] }), await filter({ a: [2] })]).toEqual([2, 0]);
    },
  },
  {
    says: 'answers of an index what is in it',
    page: guide('GSI'),
    run: async target => {
      const { mark, pks } = await marked(target, 2);
      await target.item({ kind: mark }); // no sort key
      const items = await scanned(target, mark, { IndexName: 'byKind', FilterExpression: 'kind = :mark' });
      expect(pksOf(items)).toEqual(pks);
    },
  },
  {
    says: 'counts before and after its filter',
    page: PAGE,
    run: async target => {
      const { mark } = await marked(target, 1);
      const { Count, ScannedCount } = await target.documents.send(new ScanCommand({
        TableName: TABLE, Select: 'COUNT', FilterExpression: 'mark = :mark', ExpressionAttributeValues: { ':mark': mark }, IndexName: 'byKind',
      }));
      expect(Count).toBe(0); // the index does not project it
      expect(ScannedCount).toBeGreaterThan(0);
    },
  },
  refuses('a segment beyond the total', { Segment: 2, TotalSegments: 2 }),
  refuses('a total without a segment', { TotalSegments: 2 }),
  refuses('consistent reads of a global index', { IndexName: 'byKind', ConsistentRead: true }),
  refuses('an index that is not there', { IndexName: 'byNothing' }),
  refuses('a limit of none', { Limit: 0 }),
];
