import { TransactionCanceledException, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, ScanCommand, TransactGetCommand, TransactWriteCommand, TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { DynamoDbEndpoint } from './dynamodb-endpoint';
import { HITS, PLAIN, REGIONS } from './hits-table';

let endpoint: DynamoDbEndpoint;
let documents: DynamoDBDocumentClient;

beforeEach(async () => {
  endpoint = new DynamoDbEndpoint(REGIONS);
  await endpoint.start(HITS, PLAIN);
  documents = endpoint.documents('us-east-1');
});

afterEach(() => endpoint.stop());

const put = (id: string, more: object = {}) => documents.send(new PutCommand({ TableName: 'Plain', Item: { id, ...more } }));
const get = async (id: string) => (await documents.send(new GetCommand({ TableName: 'Plain', Key: { id } }))).Item;
const ids = async () => (await documents.send(new ScanCommand({ TableName: 'Plain' }))).Items!.map(item => item.id).sort();
const write = (TransactItems: TransactWriteCommandInput['TransactItems'], ClientRequestToken?: string) =>
  documents.send(new TransactWriteCommand({ TransactItems, ClientRequestToken }));
const Put = (id: string, more: object = {}) => ({ Put: { TableName: 'Plain', Item: { id }, ...more } });
const FAILING = { ConditionExpression: 'attribute_exists(absent)' };

test('a transaction writes all its items, in several tables and their indexes', async () => {
  await put('old');
  await put('checked');
  await write([
    { Put: { TableName: 'Hits', Item: { ip: 'a', region: 'b', country: 'AT', count: 1 } } },
    { Update: { TableName: 'Plain', Key: { id: 'new' }, UpdateExpression: 'ADD n :two', ExpressionAttributeValues: { ':two': 2 } } },
    { Delete: { TableName: 'Plain', Key: { id: 'old' } } },
    { ConditionCheck: { TableName: 'Plain', Key: { id: 'checked' }, ConditionExpression: 'attribute_exists(id)' } },
  ]);
  expect(await ids()).toEqual(['checked', 'new']);
  expect(await get('new')).toEqual({ id: 'new', n: 2 });
  const { Items } = await documents.send(new QueryCommand({
    TableName: 'Hits', IndexName: 'byCountry', KeyConditionExpression: 'country = :at', ExpressionAttributeValues: { ':at': 'AT' },
  }));
  expect(Items).toEqual([{ ip: 'a', region: 'b', country: 'AT', count: 1 }]);
});

test('a transaction with one condition that fails writes nothing, and says which failed', async () => {
  await put('there', { n: 7 });
  const refused = write([
    Put('first'),
    { ConditionCheck: { TableName: 'Plain', Key: { id: 'there' }, ReturnValuesOnConditionCheckFailure: 'ALL_OLD', ...FAILING } },
    Put('absent', { ...FAILING, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    { Update: { TableName: 'Plain', Key: { id: 'text' }, UpdateExpression: 'SET a = b' } },
  ]);
  await expect(refused).rejects.toThrow(TransactionCanceledException);
  await expect(refused).rejects.toMatchObject({
    message: 'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
      '[None, ConditionalCheckFailed, ConditionalCheckFailed, ValidationError]',
    CancellationReasons: [
      { Code: 'None' },
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: { id: { S: 'there' }, n: { N: '7' } } },
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
      { Code: 'ValidationError', Message: 'The provided expression refers to an attribute that does not exist in the item' },
    ],
  });
  expect(await ids()).toEqual(['there']);
});

test('a key that does not fit its table cancels the transaction', async () => {
  await expect(write([Put('a'), { Delete: { TableName: 'Plain', Key: { other: 'b' } } }])).rejects.toMatchObject({
    name: 'TransactionCanceledException',
    CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError', Message: 'The provided key element does not match the schema' }],
  });
});

test.each([
  ['two operations on one item', [Put('a'), { Delete: { TableName: 'Plain', Key: { id: 'a' } } }], 'Transaction request cannot include multiple operations on one item'],
  ['two operations in one entry', [{ ...Put('a'), Delete: { TableName: 'Plain', Key: { id: 'b' } } }], 'TransactItems can only contain one of Check, Put, Update or Delete'],
  ['no operation', [{}], 'TransactItems can only contain one of Check, Put, Update or Delete'],
  ['more than 100 items', Array.from({ length: 101 }, (_, index) => Put(`${index}`)), 'Member must have length less than or equal to 100'],
  ['no items', [], 'Member must have length greater than or equal to 1'],
  ['a condition check without a condition', [{ ConditionCheck: { TableName: 'Plain', Key: { id: 'a' } } }], 'Member must not be null'],
  ['an expression with an error', [Put('a', { ConditionExpression: 'attribute_exists(' })], 'Invalid ConditionExpression: Syntax error'],
])('a transaction of %s is refused', async (_, items, message) => {
  const refused = write(items as TransactWriteCommandInput['TransactItems']);
  await expect(refused).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining(message) });
  expect(await ids()).toEqual([]);
});

test('a transaction of 100 items is written', async () => {
  await write(Array.from({ length: 100 }, (_, index) => Put(`${index}`)));
  expect(await ids()).toHaveLength(100);
});

test('a transaction on a table that does not exist is refused', async () => {
  await expect(write([{ Delete: { TableName: 'Absent', Key: { id: 'a' } } }])).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a token repeated within ten minutes writes once, and again after that', async () => {
  const add = () => write([
    { Update: { TableName: 'Plain', Key: { id: 'a' }, UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': 1 } } },
  ], 'token-1');
  await Promise.all([add(), add()]);
  await endpoint.clock.advance(10 * 60 * 1000 - 1);
  await add();
  expect(await get('a')).toEqual({ id: 'a', n: 1 });
  await endpoint.clock.advance(1);
  await add();
  expect(await get('a')).toEqual({ id: 'a', n: 2 });
});

test('a token repeated with another request is refused', async () => {
  await write([Put('a')], 'token-1');
  await expect(write([Put('b')], 'token-1')).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
});

test('a token of a transaction that was cancelled may be tried again', async () => {
  const once = () => write([Put('a', { ConditionExpression: 'attribute_not_exists(id)' }), Put('b')], 'token-1');
  await put('a');
  await expect(once()).rejects.toMatchObject({ name: 'TransactionCanceledException' });
  await expect(once()).rejects.toMatchObject({ name: 'TransactionCanceledException' });
});

test('concurrent transactions over the same items, in any order, are serial', async () => {
  const items = ['a', 'b', 'c'];
  const add = (order: string[]) => write(order.map(id => ({
    Update: { TableName: 'Plain', Key: { id }, UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': 1 } },
  })));
  await Promise.all(Array.from({ length: 10 }, (_, index) => add(index % 2 ? items : [...items].reverse())));
  expect(await Promise.all(items.map(get))).toEqual(items.map(id => ({ id, n: 10 })));
});

test('a transaction reads its items in order, projected, and nothing for one that is absent', async () => {
  await put('a', { n: 1, m: 2 });
  const { Responses } = await documents.send(new TransactGetCommand({
    TransactItems: [
      { Get: { TableName: 'Plain', Key: { id: 'absent' } } },
      { Get: { TableName: 'arn:aws:dynamodb:us-east-1:111122223333:table/Plain', Key: { id: 'a' }, ProjectionExpression: 'm' } },
    ],
  }));
  expect(Responses).toEqual([{}, { Item: { m: 2 } }]);
});

test('a read never sees a part of a transaction', async () => {
  const both = async () => (await documents.send(new TransactGetCommand({
    TransactItems: ['a', 'b'].map(id => ({ Get: { TableName: 'Plain', Key: { id } } })),
  }))).Responses!.map(({ Item }) => Item?.n);
  const reads = await Promise.all(Array.from({ length: 20 }, async (_, n) => {
    await write(['a', 'b'].map(id => ({ Put: { TableName: 'Plain', Item: { id, n } } })));
    return both();
  }));
  reads.forEach(([a, b]) => expect(a).toEqual(b));
});

test('a transaction consumes twice the capacity of its parts', async () => {
  const answer = await endpoint.client('us-east-1').send(new TransactWriteItemsCommand({
    TransactItems: [{ Put: { TableName: 'Plain', Item: { id: { S: 'a' } } } }, { Put: { TableName: 'Plain', Item: { id: { S: 'b' } } } }],
    ReturnConsumedCapacity: 'TOTAL',
  }));
  expect(answer.ConsumedCapacity).toEqual([{ TableName: 'Plain', CapacityUnits: 4 }]);
});

test('each item that a transaction writes passes the hook on its own', async () => {
  const writes: object[] = [];
  endpoint.engines.get('us-east-1')!.onWrite(({ table, item }) => writes.push({ table, item }));
  await put('b');
  await write([
    Put('a'),
    { ConditionCheck: { TableName: 'Plain', Key: { id: 'b' }, ConditionExpression: 'attribute_exists(id)' } },
    { Delete: { TableName: 'Plain', Key: { id: 'c' } } },
  ]);
  await write([Put('d'), Put('b', FAILING)]).catch(() => undefined);
  expect(writes).toEqual([
    { table: 'Plain', item: { id: { S: 'b' } } },
    { table: 'Plain', item: { id: { S: 'a' } } },
    { table: 'Plain', item: undefined },
  ]);
});
