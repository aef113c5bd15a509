import {
  CreateTableCommand, DeleteTableCommand, DescribeContinuousBackupsCommand, DescribeTableCommand, DescribeTimeToLiveCommand, DynamoDBClient,
  ExecuteStatementCommand, ListTablesCommand, ScanCommand as RawScanCommand, waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand, BatchWriteCommand, DeleteCommand, DynamoDBDocumentClient, GetCommand, paginateQuery, PutCommand, QueryCommand, ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { DynamoDbEndpoint } from './dynamodb-endpoint';
import { HITS, PLAIN, REGIONS } from './hits-table';
import { DynamoDbError } from '../../../../local/services/dynamodb/dynamodb-error';

const TableName = 'Hits';
const Key = { ip: '192.0.2.1', region: 'us-east-1' };

let endpoint: DynamoDbEndpoint;
let client: DynamoDBClient;
let documents: DynamoDBDocumentClient;

beforeEach(async () => {
  endpoint = new DynamoDbEndpoint(REGIONS);
  await endpoint.start(HITS, PLAIN);
  client = endpoint.client('us-east-1');
  documents = endpoint.documents('us-east-1');
});

afterEach(() => endpoint.stop());

const put = (item: object) => documents.send(new PutCommand({ TableName, Item: { ...Key, ...item } }));
const get = async () => (await documents.send(new GetCommand({ TableName, Key }))).Item;

describe('items', () => {
  test('a get answers what was put', async () => {
    await put({ count: 3, tags: new Set(['a', 'b']), nested: { list: [1, true, null] }, raw: new Uint8Array([1, 2]) });
    expect(await get()).toEqual({
      ...Key, count: 3, tags: new Set(['a', 'b']), nested: { list: [1, true, null] }, raw: new Uint8Array([1, 2]),
    });
  });

  test('an update adds to the item that is there, and makes one where there is none', async () => {
    const add = () => documents.send(new UpdateCommand({
      TableName, Key, UpdateExpression: 'ADD hits :one', ExpressionAttributeValues: { ':one': 1 }, ReturnValues: 'UPDATED_NEW',
    }));
    expect((await add()).Attributes).toEqual({ hits: 1 });
    expect((await add()).Attributes).toEqual({ hits: 2 });
  });

  test('a delete answers the old item on demand', async () => {
    await put({ count: 3 });
    const { Attributes } = await documents.send(new DeleteCommand({ TableName, Key, ReturnValues: 'ALL_OLD' }));
    expect(Attributes).toEqual({ ...Key, count: 3 });
    expect(await get()).toBeUndefined();
  });

  test('a query of a global index sees updates and deletes, in the order of its sort key', async () => {
    const items = [[30, 'c'], [4, 'a'], [200, 'b']].map(([count, region]) => ({ ip: '192.0.2.1', region, country: 'AT', count, note: 'n', secret: 's' }));
    await Promise.all(items.map(Item => documents.send(new PutCommand({ TableName, Item }))));
    await documents.send(new UpdateCommand({
      TableName, Key: { ip: '192.0.2.1', region: 'c' }, UpdateExpression: 'SET #c = :n', ExpressionAttributeNames: { '#c': 'count' }, ExpressionAttributeValues: { ':n': 1 },
    }));
    await documents.send(new DeleteCommand({ TableName, Key: { ip: '192.0.2.1', region: 'b' } }));
    const { Items } = await documents.send(new QueryCommand({
      TableName, IndexName: 'byCountry', KeyConditionExpression: 'country = :at', ExpressionAttributeValues: { ':at': 'AT' },
    }));
    expect(Items).toEqual([
      { ip: '192.0.2.1', region: 'c', country: 'AT', count: 1, note: 'n' },
      { ip: '192.0.2.1', region: 'a', country: 'AT', count: 4, note: 'n' },
    ]);
  });

  test('an item that loses an index key leaves that index', async () => {
    await put({ country: 'AT', count: 1 });
    await documents.send(new UpdateCommand({ TableName, Key, UpdateExpression: 'REMOVE country' }));
    expect((await documents.send(new ScanCommand({ TableName, IndexName: 'byCountry' }))).Items).toEqual([]);
    expect((await documents.send(new ScanCommand({ TableName, IndexName: 'byCount' }))).Items).toEqual([{ ...Key, count: 1 }]);
  });

  test('items with one index key whose hashes collide are all in the index, each on one page', async () => {
    const all = ['1464', '5086', '7']; // dynalite's 24-bit hash of 192.0.2.1 with 1464 is that with 5086
    await Promise.all(all.map(region => put({ region, country: 'AT', count: 1 })));
    for (const ScanIndexForward of [true, false]) {
      const seen: string[] = [];
      const pages = paginateQuery({ client: documents }, {
        TableName, IndexName: 'byCountry', ScanIndexForward, Limit: 1, KeyConditionExpression: 'country = :at', ExpressionAttributeValues: { ':at': 'AT' },
      });
      for await (const page of pages) { seen.push(...page.Items!.map(item => item.region)); }
      expect(seen.sort()).toEqual(all);
    }
    await documents.send(new DeleteCommand({ TableName, Key: { ...Key, region: '1464' } }));
    const { Items } = await documents.send(new ScanCommand({ TableName, IndexName: 'byCountry' }));
    expect(Items!.map(item => item.region).sort()).toEqual(['5086', '7']);
  });

  test('a batch writes and reads several items', async () => {
    await documents.send(new BatchWriteCommand({
      RequestItems: {
        Hits: [{ PutRequest: { Item: { ...Key, count: 1 } } }],
        Plain: [{ PutRequest: { Item: { id: 'a' } } }, { DeleteRequest: { Key: { id: 'b' } } }],
      },
    }));
    const { Responses } = await documents.send(new BatchGetCommand({
      RequestItems: { Hits: { Keys: [Key] }, Plain: { Keys: [{ id: 'a' }, { id: 'b' }] } },
    }));
    expect(Responses).toEqual({ Hits: [{ ...Key, count: 1 }], Plain: [{ id: 'a' }] });
  });

  test('a write whose condition fails changes nothing', async () => {
    await put({ count: 1 });
    const refused = documents.send(new PutCommand({ TableName, Item: { ...Key, count: 2 }, ConditionExpression: 'attribute_not_exists(ip)' }));
    await expect(refused).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', message: 'The conditional request failed' });
    expect(await get()).toEqual({ ...Key, count: 1 });
  });

  test.each([
    ['put', (more: object) => new PutCommand({ TableName, Item: { ...Key, count: 2 }, ...more })],
    ['update', (more: object) => new UpdateCommand({ TableName, Key, UpdateExpression: 'REMOVE country', ...more })],
    ['delete', (more: object) => new DeleteCommand({ TableName, Key, ...more })],
  ])('a %s whose condition fails answers the item on demand', async (_, write) => {
    await put({ count: 1 });
    const failing = write({ ConditionExpression: 'attribute_exists(absent)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
    await expect(documents.send(failing as PutCommand)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException', Item: { ip: { S: '192.0.2.1' }, region: { S: 'us-east-1' }, count: { N: '1' } },
    });
    const passing = write({ ConditionExpression: 'attribute_exists(ip)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD', ReturnValues: 'ALL_OLD' });
    expect((await documents.send(passing as PutCommand)).Attributes).toEqual({ ...Key, count: 1 });
  });

  test('concurrent updates of one item all count', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => documents.send(new UpdateCommand({
      TableName,
      Key,
      UpdateExpression: 'ADD hits :one',
      ExpressionAttributeValues: { ':one': 1 },
      ...index % 2 && { ConditionExpression: 'attribute_not_exists(absent)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    }))));
    expect(await get()).toMatchObject({ hits: 20 });
  });
});

describe('Regions', () => {
  test('a Region does not see what was written to the engine of another', async () => {
    await put({ count: 1 });
    const { Item } = await endpoint.documents('eu-west-1').send(new GetCommand({ TableName, Key }));
    expect(Item).toBeUndefined();
  });

  test('a table is called by its ARN in every kind of request', async () => {
    const arn = 'arn:aws:dynamodb:us-east-1:111122223333:table/Hits';
    await documents.send(new PutCommand({ TableName: arn, Item: { ...Key, count: 1 } }));
    expect(await get()).toEqual({ ...Key, count: 1 });
    const { Responses } = await documents.send(new BatchGetCommand({ RequestItems: { [arn]: { Keys: [Key] } } }));
    expect(Responses).toEqual({ [arn]: [{ ...Key, count: 1 }] });
    const { Table } = await client.send(new DescribeTableCommand({ TableName: arn }));
    expect(Table!.TableArn).toEqual(arn);
  });

  test('a batch that calls one table by its name and by its ARN is refused', async () => {
    const arn = 'arn:aws:dynamodb:us-east-1:111122223333:table/Hits';
    await expect(documents.send(new BatchGetCommand({ RequestItems: { [arn]: { Keys: [Key] }, Hits: { Keys: [Key] } } }))).rejects.toMatchObject({
      name: 'ValidationException', message: expect.stringContaining('a table is called by its name and by its ARN'),
    });
  });

  test('the ARN of a replica in another Region is refused', async () => {
    const TableArn = 'arn:aws:dynamodb:eu-west-1:111122223333:table/Hits';
    await expect(documents.send(new GetCommand({ TableName: TableArn, Key }))).rejects.toMatchObject({
      name: 'ValidationException', message: `Invalid TableArn: ${TableArn} is in eu-west-1, the request was sent to us-east-1`,
    });
  });
});

describe('tables', () => {
  test('a table is active at once', async () => {
    const { state } = await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName });
    expect(state).toEqual('SUCCESS');
  });

  test('DescribeTable answers the definition, the other Regions\' replicas and this Region\'s ARNs', async () => {
    await put({ count: 1 });
    const { Table } = await endpoint.client('eu-west-1').send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({
      TableName,
      TableArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/Hits',
      KeySchema: [{ AttributeName: 'ip', KeyType: 'HASH' }, { AttributeName: 'region', KeyType: 'RANGE' }],
      GlobalTableVersion: '2019.11.21',
      Replicas: [{ RegionName: 'us-east-1', ReplicaStatus: 'ACTIVE' }, { RegionName: 'ap-southeast-1', ReplicaStatus: 'ACTIVE' }],
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      DeletionProtectionEnabled: true,
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      LatestStreamArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/Hits/stream/2026-01-01T00:00:00.000',
      ItemCount: 0,
      CreationDateTime: new Date('2026-01-01T00:00:00Z'),
    });
    expect(Table!.GlobalSecondaryIndexes).toMatchObject([{
      IndexName: 'byCountry', IndexStatus: 'ACTIVE', IndexArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/Hits/index/byCountry',
    }]);
  });

  test('a table in one Region is no global table', async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'Plain' }));
    expect(Table).not.toHaveProperty('Replicas');
    expect(Table).not.toHaveProperty('GlobalTableVersion');
    expect(Table).toMatchObject({ DeletionProtectionEnabled: false });
  });

  test('DescribeTimeToLive and DescribeContinuousBackups answer the definition', async () => {
    const timeToLive = async (table: string) =>
      (await client.send(new DescribeTimeToLiveCommand({ TableName: table }))).TimeToLiveDescription;
    expect(await timeToLive('Hits')).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
    expect(await timeToLive('Plain')).toEqual({ TimeToLiveStatus: 'DISABLED' });
    const recovery = async (table: string) =>
      (await client.send(new DescribeContinuousBackupsCommand({ TableName: table }))).ContinuousBackupsDescription;
    expect(await recovery('Hits')).toMatchObject({ PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' } });
    expect(await recovery('Plain')).toMatchObject({ PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' } });
  });

  test('ListTables answers the Region\'s tables, page by page', async () => {
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['Hits', 'Plain']);
    expect((await endpoint.client('eu-west-1').send(new ListTablesCommand({}))).TableNames).toEqual(['Hits']);
    expect(await client.send(new ListTablesCommand({ Limit: 1 }))).toMatchObject({ TableNames: ['Hits'], LastEvaluatedTableName: 'Hits' });
    expect((await client.send(new ListTablesCommand({ ExclusiveStartTableName: 'Hits' }))).TableNames).toEqual(['Plain']);
  });

  test('a table that does not exist is not found', async () => {
    await expect(client.send(new DescribeTableCommand({ TableName: 'Absent' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException', message: 'Requested resource not found: Table: Absent not found',
    });
    await expect(client.send(new RawScanCommand({ TableName: 'Absent' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('a definition that AWS refuses is refused', async () => {
    const created = endpoint.engines.get('us-east-1')!.createTable({ ...PLAIN, tableName: 'Other', keySchema: [{ attributeName: 'x', keyType: 'HASH' }] });
    await expect(created).rejects.toThrow('Some index key attributes are not defined in AttributeDefinitions');
    await expect(endpoint.engines.get('us-east-1')!.createTable(PLAIN)).rejects.toThrow('Table already exists: Plain');
  });

  test('a table that is protected against deletion is not deleted', async () => {
    await expect(client.send(new DeleteTableCommand({ TableName }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    });
  });

  test('tables are made from the templates only', async () => {
    await expect(client.send(new DeleteTableCommand({ TableName: 'Plain' }))).rejects.toThrow('tables are made from the templates');
    await expect(client.send(new CreateTableCommand({
      TableName: 'Other', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }))).rejects.toMatchObject({
      name: 'ValidationException', message: 'CreateTable is not supported by the local Regions: tables are made from the templates',
    });
  });

  test('an operation that is not supported is refused by name', async () => {
    await expect(client.send(new ExecuteStatementCommand({ Statement: 'SELECT * FROM Hits' }))).rejects.toMatchObject({
      name: 'UnknownOperationException', message: 'ExecuteStatement is not supported by the local Regions',
    });
  });
});

describe('the write hook', () => {
  test('fires with the post-image of each write that succeeds, batches included, and of no other', async () => {
    const writes: object[] = [];
    endpoint.engines.get('us-east-1')!.onWrite(({ table, item }) => writes.push({ table, item }));
    await documents.send(new PutCommand({ TableName: 'Plain', Item: { id: 'a' } }));
    await documents.send(new UpdateCommand({
      TableName: 'Plain', Key: { id: 'a' }, UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': 1 },
    }));
    await documents.send(new PutCommand({ TableName: 'Plain', Item: { id: 'a' }, ConditionExpression: 'attribute_exists(x)' })).catch(() => undefined);
    await documents.send(new DeleteCommand({ TableName: 'Plain', Key: { id: 'a' } }));
    await documents.send(new BatchWriteCommand({ RequestItems: { Plain: [{ PutRequest: { Item: { id: 'b' } } }] } }));
    expect(writes).toEqual([
      { table: 'Plain', item: { id: { S: 'a' } } },
      { table: 'Plain', item: { id: { S: 'a' }, n: { N: '1' } } },
      { table: 'Plain', item: undefined },
      { table: 'Plain', item: { id: { S: 'b' } } },
    ]);
  });

  test('fires while the item is locked, with what was before, and for a replicated write with the Region that it comes from', async () => {
    const engine = endpoint.engines.get('us-east-1')!;
    const order: string[] = [];
    engine.onWrite(({ table, key, item, before, writtenIn }) => {
      order.push(`${before?.n.N} became ${item!.n.N}, by ${writtenIn}`);
      if (item!.n.N === '1') {
        void engine.applyReplicated({ table, key, item: { id: { S: 'a' }, n: { N: '9' } }, writtenIn: 'eu-west-1' }, () => { order.push('judged'); return true; });
        order.push('asked');
      }
    });
    const update = (n: string) => engine.execute('PutItem', { TableName: 'Plain', Item: { id: { S: 'a' }, n: { N: n } } });
    await update('1');
    await update('2');
    expect(order).toEqual(['undefined became 1, by us-east-1', 'asked', 'judged', '1 became 9, by eu-west-1', '9 became 2, by us-east-1']);
    expect(await engine.items('Plain')).toEqual([{ id: { S: 'a' }, n: { N: '2' } }]);
  });
});

test('after it is closed an engine refuses, with a fault', async () => {
  const engine = endpoint.engines.get('ap-southeast-1')!;
  await engine.close();
  const refused = engine.execute('GetItem', { TableName, Key: { ip: { S: 'a' }, region: { S: 'b' } } });
  await expect(refused).rejects.toThrow('Database is closed');
  await expect(refused).rejects.not.toBeInstanceOf(DynamoDbError);
});
