import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { Replication } from '../../local/services/dynamodb/replication';
import { RegionalCounter } from '../../runtime';
import { DynamoDbEndpoint } from '../local/services/dynamodb/dynamodb-endpoint';
import { PLAIN } from '../local/services/dynamodb/hits-table';

const REGIONS = ['us-east-1', 'eu-west-1'];

const VISITS = { ...PLAIN, tableName: 'Visits', regions: REGIONS };

const endpoint = new DynamoDbEndpoint(REGIONS);
const replication = new Replication({ engines: endpoint.engines, clock: endpoint.clock, lag: { mean: 500, jitter: 0 }, random: () => 0 });
let clients: DynamoDBClient[];

beforeAll(async () => {
  await endpoint.start(VISITS);
  replication.replicate(VISITS);
  clients = REGIONS.map(region => endpoint.client(region));
});
afterAll(async () => {
  await replication.stop();
  await endpoint.stop();
});

const countersOf = (attribute?: string) =>
  clients.map(client => RegionalCounter.bySuffix({ tableName: 'Visits', partitionKey: 'id', regions: REGIONS, attribute, client }));

test('a table with a partition key alone has an item a Region, and what was counted before is in the sum', async () => {
  const [american, european] = countersOf();
  await clients[0].send(new PutItemCommand({ TableName: 'Visits', Item: { id: { S: 'a' }, hits: { N: '7' } } }));
  expect(await american.add('a')).toBe(1);
  expect(await american.add('a', 3)).toBe(4);
  expect(await european.add('a', -1)).toBe(-1);
  await endpoint.clock.advance(500);
  expect(await Promise.all([american, european].map(counter => counter.sum('a')))).toEqual([10, 10]);
  expect(await american.sum('nobody')).toBe(0);
});

test('counts another attribute by itself, and whole numbers alone, which add up exactly', async () => {
  const [american] = countersOf('cents');
  await american.add('a', 5);
  expect(await american.sum('a')).toBe(5);
  await expect(american.add('a', 0.1)).rejects.toThrow('`amount` must be a whole number, got: 0.1');
});
