import { BatchWriteCommand, DynamoDBDocumentClient, PutCommand, ScanCommand, TransactGetCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoDbEndpoint } from './dynamodb-endpoint';
import { HITS, PLAIN, REGIONS } from './hits-table';

const Key = { ip: 'a', region: 'b' };

let endpoint: DynamoDbEndpoint;
let documents: DynamoDBDocumentClient;

beforeEach(async () => {
  endpoint = new DynamoDbEndpoint(REGIONS);
  await endpoint.start(HITS, PLAIN);
  documents = endpoint.documents('us-east-1');
});

afterEach(() => endpoint.stop());

const put = (Item: object) => new PutCommand({ TableName: 'Hits', Item: { ...Key, ...Item } });
const batch = (Item: object) => new BatchWriteCommand({ RequestItems: { Hits: [{ PutRequest: { Item: { ip: 'b', region: 'b' } } }, { PutRequest: { Item: { ...Key, ...Item } } }] } });
const transaction = (Item: object) => new TransactWriteCommand({ TransactItems: [{ Put: { TableName: 'Hits', Item: { ...Key, ...Item } } }] });
const assignment = (name: string, value: unknown) => ({
  TableName: 'Hits', Key, UpdateExpression: `SET ${name} = :v`, ExpressionAttributeValues: { ':v': value },
});
const nested = (wraps: number): object => wraps === 0 ? 'leaf' as unknown as object : wraps % 2 ? { m: nested(wraps - 1) } : [nested(wraps - 1)];
const stored = async () => (await documents.send(new ScanCommand({ TableName: 'Hits' }))).Items;

describe.each([['PutItem', put], ['BatchWriteItem', batch], ['TransactWriteItems', transaction]])('%s', (_, write) => {
  const send = (item: object) => documents.send(write(item) as PutCommand);

  test('refuses an empty key of an index, and writes nothing', async () => {
    await expect(send({ country: '' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
        'The AttributeValue for a key attribute cannot contain an empty string value. IndexName: byCountry, IndexKey: country',
    });
    expect(await stored()).toEqual([]);
  });

  test('refuses a key of an index over 2048 bytes', async () => {
    await expect(send({ country: 'x'.repeat(2049) })).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining('Size of hashkey') });
  });

  test('takes 32 levels of an attribute, and refuses 33', async () => {
    await send({ deep: nested(31) });
    await expect(send({ deep: nested(32) })).rejects.toMatchObject({
      name: 'ValidationException', message: expect.stringContaining('Nesting Levels have exceeded supported limits'),
    });
  });
});

test('an update to an empty key of an index, or to 33 levels, is refused, alone and with a condition', async () => {
  for (const more of [{}, { ConditionExpression: 'attribute_not_exists(ip)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const }]) {
    await expect(documents.send(new UpdateCommand({ ...assignment('country', ''), ...more }))).rejects.toMatchObject({
      name: 'ValidationException', message: expect.stringContaining('The update expression attempted to update a secondary index key to a value that is not supported'),
    });
    await expect(documents.send(new UpdateCommand({ ...assignment('deep', nested(32)), ...more }))).rejects.toMatchObject({ name: 'ValidationException' });
  }
  expect(await stored()).toEqual([]);
  await documents.send(new UpdateCommand(assignment('note', '')));
  expect(await stored()).toEqual([{ ...Key, note: '' }]);
});

test('a transaction whose update nests too deep is cancelled, with the reason', async () => {
  await expect(documents.send(new TransactWriteCommand({ TransactItems: [{ Update: assignment('deep', nested(32)) }] }))).rejects.toMatchObject({
    name: 'TransactionCanceledException', CancellationReasons: [{ Code: 'ValidationError', Message: expect.stringContaining('Nesting Levels') }],
  });
});

test('a transaction over 4 MB is refused, be it of what it writes or of what it reads', async () => {
  const big = 'x'.repeat(390_000); // eleven are over 4 MB
  const ids = Array.from({ length: 11 }, (_, id) => `${id}`);
  const write = (some: string[]) => documents.send(new TransactWriteCommand({ TransactItems: some.map(id => ({ Put: { TableName: 'Plain', Item: { id, big } } })) }));
  const read = (some: string[]) => documents.send(new TransactGetCommand({
    TransactItems: some.map(id => ({ Get: { TableName: 'Plain', Key: { id }, ProjectionExpression: 'id' } })),
  }));
  const refusal = { name: 'ValidationException', message: 'The aggregate size of the items in the transaction cannot exceed 4 MB' };
  await expect(write(ids)).rejects.toMatchObject(refusal);
  await write(ids.slice(0, 10));
  await write(ids.slice(10));
  await expect(read(ids)).rejects.toMatchObject(refusal);
  expect((await read(ids.slice(1))).Responses).toHaveLength(10);
});
