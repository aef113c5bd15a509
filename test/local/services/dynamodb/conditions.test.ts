import { DynamoDBDocumentClient, PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoDbEndpoint } from './dynamodb-endpoint';
import { PLAIN } from './hits-table';

const ITEM = {
  id: 'a',
  n: 10,
  word: 'zebra',
  blank: '',
  octets: new Uint8Array([0xff, 1, 2]),
  tree: { x: 1, y: { z: [true, null] } },
  steps: [1, { a: 'b' }, new Set([1, 2])],
  labels: new Set(['b', 'a']),
  digits: new Set([2, 1]),
};

let endpoint: DynamoDbEndpoint;
let documents: DynamoDBDocumentClient;

beforeAll(async () => {
  endpoint = new DynamoDbEndpoint(['us-east-1']);
  await endpoint.start(PLAIN);
  documents = endpoint.documents('us-east-1');
  await documents.send(new PutCommand({ TableName: 'Plain', Item: ITEM }));
});

afterAll(() => endpoint.stop());

/** Whether a filter and a condition hold for the item: they must agree. */
async function holds(expression: string, values: Record<string, unknown>): Promise<boolean> {
  const parameters = { TableName: 'Plain', ...Object.keys(values).length && { ExpressionAttributeValues: values } };
  const { Count } = await documents.send(new ScanCommand({ ...parameters, FilterExpression: expression }));
  const put = documents.send(new PutCommand({ ...parameters, Item: ITEM, ConditionExpression: expression }));
  const condition = await put.then(() => true, ({ name }) => name === 'ConditionalCheckFailedException' ? false : name);
  expect(condition).toBe(Count === 1);
  return condition;
}

test.each<[string, Record<string, unknown>]>([
  ['tree = :v', { ':v': { y: { z: [true, null] }, x: 1 } }],
  ['steps = :v', { ':v': [1, { a: 'b' }, new Set([2, 1])] }],
  ['labels = :v', { ':v': new Set(['a', 'b']) }],
  ['digits = :v', { ':v': new Set([1, 2]) }],
  ['octets = :v', { ':v': new Uint8Array([0xff, 1, 2]) }],
  ['tree IN (:other, :v)', { ':other': {}, ':v': { x: 1, y: { z: [true, null] } } }],
  ['steps IN (:v)', { ':v': [1, { a: 'b' }, new Set([1, 2])] }],
  ['contains(steps, :v)', { ':v': { a: 'b' } }],
  ['contains(steps, :v)', { ':v': new Set([2, 1]) }],
  ['contains(steps, :v)', { ':v': 1 }],
  ['contains(labels, :v)', { ':v': 'a' }],
  ['contains(word, :v)', { ':v': 'bra' }],
  ['contains(octets, :v)', { ':v': new Uint8Array([1, 2]) }],
  ['begins_with(octets, :v)', { ':v': new Uint8Array([0xff]) }],
  ['tree <> :v', { ':v': { x: 1 } }],
  ['steps <> :v', { ':v': [1] }],
  ['absent <> :v', { ':v': { x: 1 } }],
  ['n > :v', { ':v': 9 }],
  ['n BETWEEN :v AND :w', { ':v': 9, ':w': 11 }],
  ['word >= :v AND NOT (word > :v)', { ':v': 'zebra' }],
  ['size(blank) = :v', { ':v': 0 }],
  ['size(tree) = :v AND size(octets) = :w', { ':v': 2, ':w': 3 }],
  ['attribute_type(tree, :v) OR attribute_exists(absent)', { ':v': 'M' }],
])('%s holds with %j', async (expression, values) => {
  expect(await holds(expression, values)).toBe(true);
});

test.each<[string, Record<string, unknown>]>([
  ['tree = :v', { ':v': { x: 1, y: { z: [true, 'null'] } } }],
  ['tree <> :v', { ':v': { x: 1, y: { z: [true, null] } } }],
  ['steps = :v', { ':v': [{ a: 'b' }, 1, new Set([1, 2])] }],
  ['steps <> :v', { ':v': [1, { a: 'b' }, new Set([1, 2])] }],
  ['labels = :v', { ':v': ['a', 'b'] }],
  ['tree IN (:v)', { ':v': { x: 2 } }],
  ['contains(steps, :v)', { ':v': { a: 'c' } }],
  ['contains(n, :v)', { ':v': 10 }],
  ['n > :v', { ':v': '9' }],
  ['absent < :v', { ':v': 9 }],
  ['absent = nowhere', {}],
  ['begins_with(octets, :v)', { ':v': new Uint8Array([0xfe]) }],
  ['size(absent) = :v', { ':v': 0 }],
])('%s does not hold with %j', async (expression, values) => {
  expect(await holds(expression, values)).toBe(false);
});

test('the older parameters compare by value, too, and one of several is enough with OR', async () => {
  const scan = async (ScanFilter: object, ConditionalOperator?: 'OR') =>
    (await documents.send(new ScanCommand({ TableName: 'Plain', ScanFilter: ScanFilter as any, ConditionalOperator }))).Count;
  expect(await scan({ labels: { ComparisonOperator: 'EQ', AttributeValueList: [new Set(['a', 'b'])] } })).toBe(1);
  expect(await scan({ labels: { ComparisonOperator: 'NOT_CONTAINS', AttributeValueList: ['a'] } })).toBe(0);
  const either = { absent: { ComparisonOperator: 'NOT_NULL' }, n: { ComparisonOperator: 'EQ', AttributeValueList: [10] } };
  expect(await scan(either)).toBe(0);
  expect(await scan(either, 'OR')).toBe(1);
  const put = (Expected: object) => documents.send(new PutCommand({ TableName: 'Plain', Item: ITEM, Expected: Expected as any }));
  await put({ tree: { Value: ITEM.tree }, absent: { Exists: false } });
  await expect(put({ tree: { Value: { x: 1 } } })).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
});

test('a query filters before it projects', async () => {
  const { Items, Count, ScannedCount } = await documents.send(new QueryCommand({
    TableName: 'Plain',
    KeyConditionExpression: 'id = :id',
    FilterExpression: 'tree = :tree',
    ProjectionExpression: 'n',
    ExpressionAttributeValues: { ':id': 'a', ':tree': ITEM.tree },
  }));
  expect({ Items, Count, ScannedCount }).toEqual({ Items: [{ n: 10 }], Count: 1, ScannedCount: 1 });
});
