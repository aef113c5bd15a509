import { DescribeStreamCommand, DynamoDBStreamsClient, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Replication } from '../../local/services/dynamodb/replication';
import { ChangedItems, conflictMetric, stamped } from '../../runtime';
import { DynamoDbEndpoint } from '../local/services/dynamodb/dynamodb-endpoint';
import { PLAIN } from '../local/services/dynamodb/hits-table';

const REGIONS = ['us-east-1', 'eu-west-1'];
/** One line of shards in each Region. */
const HITS = { ...PLAIN, tableName: 'Hits', regions: REGIONS, streamViewType: 'NEW_AND_OLD_IMAGES' as const, billingMode: 'PROVISIONED' as const };

const endpoint = new DynamoDbEndpoint(REGIONS);
let told = 0;
let random = 0;
const replication = new Replication({
  engines: endpoint.engines,
  clock: endpoint.clock,
  lag: { mean: 500, jitter: 0.5 },
  random: () => (random = (random + 0.37) % 1),
  onLoss: ({ writes }) => { told += writes; },
});

beforeAll(async () => {
  await endpoint.start(HITS);
  replication.replicate(HITS);
});
afterAll(async () => {
  await replication.stop();
  await endpoint.stop();
});
afterEach(() => jest.restoreAllMocks());

const count = (documents: DynamoDBDocumentClient, region: string) => documents.send(new UpdateCommand(stamped({
  TableName: 'Hits', Key: { id: 'a' }, UpdateExpression: 'ADD hits :one', ExpressionAttributeValues: { ':one': 1 },
}, region)));

/** What the function of a Region's stream prints. */
async function metricsIn(region: string): Promise<any[]> {
  const streams = new DynamoDBStreamsClient({ ...endpoint.connection(), region });
  const StreamArn = `arn:aws:dynamodb:${region}:111122223333:table/Hits/stream/2026-01-01T00:00:00.000`;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const [{ ShardId }] = StreamDescription!.Shards!;
  const { ShardIterator } = await streams.send(new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }));
  const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
  streams.destroy();
  const printed: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation(text => printed.push(String(text)) > 0);
  process.env.AWS_REGION = region;
  await conflictMetric('Shop')({ Records: Records.map(record => ({ ...record, eventSourceARN: StreamArn })) } as ChangedItems);
  jest.restoreAllMocks();
  return printed.map(line => JSON.parse(line));
}

test('the metric of both Regions\' streams is what is missing of what both have counted at once', async () => {
  const clients = REGIONS.map(region => endpoint.documents(region));
  let written = 0;
  for (let step = 0; step < 100; step++) { // two seconds, 50 times a second in each Region
    if (step % 23 === 7) replication.pause(REGIONS[0]);
    if (step % 23 === 19) replication.resume(REGIONS[0]);
    for (const [i, documents] of clients.entries()) {
      await count(documents, REGIONS[i]);
      written++;
    }
    await endpoint.clock.advance(20);
  }
  replication.resume(REGIONS[0]);
  await endpoint.clock.advance(2_000);

  const [[item], [other]] = await Promise.all(REGIONS.map(region => endpoint.engines.get(region)!.items('Hits')));
  expect(item).toEqual(other);
  const missing = written - Number(item.hits.N);
  expect(missing).toBeGreaterThan(50);
  expect(told).toBe(missing);

  const metrics = [...await metricsIn(REGIONS[0]), ...await metricsIn(REGIONS[1])];
  expect(metrics.reduce((sum, { LostWrites }) => sum + LostWrites, 0)).toBe(missing);
  expect(metrics[0]).toMatchObject({ Table: 'Hits', _aws: { CloudWatchMetrics: [{ Namespace: 'Shop', Dimensions: [['Table']], Metrics: [{ Name: 'LostWrites', Unit: 'Count' }] }] } });
});
