import { PLAIN } from './hits-table';
import { ManualClock } from '../../../../local/machine/clock';
import { Journal } from '../../../../local/machine/journal';
import { DynamoDb } from '../../../../local/services/dynamodb/dynamodb';

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
const MINUTE = 60_000;
const ROUND = 5 * MINUTE;

let clock: ManualClock;
let journal: Journal;
let dynamoDb: DynamoDb;

beforeEach(async () => {
  clock = new ManualClock();
  journal = new Journal(clock);
  dynamoDb = new DynamoDb({
    regions: REGIONS,
    accountId: '111122223333',
    tables: [{ ...PLAIN, regions: REGIONS, timeToLiveAttribute: 'expires' }],
    clock,
    journal,
    replicationLag: 500,
    random: () => 0.5,
  });
  await dynamoDb.start();
});

afterEach(() => dynamoDb.stop());

const execute = (region: string, operation: string, input: object): Promise<any> =>
  dynamoDb.engines.get(region)!.execute(operation, { TableName: 'Plain', ...input });
const put = (id: string, expires: object, region = 'us-east-1') => execute(region, 'PutItem', { Item: { id: { S: id }, expires } });
const seconds = (fromNow: number) => ({ N: `${Math.floor((clock.now() + fromNow) / 1000)}` });
const ids = async (region: string) => (await dynamoDb.engines.get(region)!.items('Plain')).map(({ id }) => id.S).sort();
const update = (Enabled: boolean, AttributeName = 'expires', region = 'us-east-1') =>
  execute(region, 'UpdateTimeToLive', { TimeToLiveSpecification: { Enabled, AttributeName } });

test('an expired item is read until it is deleted, some time later, in all Regions', async () => {
  await put('a', seconds(MINUTE));
  await put('b', seconds(60 * MINUTE));
  await clock.advance(2 * MINUTE);
  expect(await ids('eu-west-1')).toEqual(['a', 'b']);
  await clock.advance(ROUND);
  expect(await Promise.all(REGIONS.map(ids))).toEqual([['b'], ['b'], ['b']]);
});

test('the delete is made in one Region and replicates to the others', async () => {
  await put('a', seconds(-MINUTE));
  await clock.advance(ROUND - 1);
  dynamoDb.replication.pause('us-east-1');
  await clock.advance(1);
  expect(await Promise.all(REGIONS.map(ids))).toEqual([[], ['a'], ['a']]);
  dynamoDb.replication.resume('us-east-1');
  await clock.advance(500);
  expect(await Promise.all(REGIONS.map(ids))).toEqual([[], [], []]);
  expect(journal.entries('replication').slice(-2)).toMatchObject([{ from: 'us-east-1', applied: true }, { from: 'us-east-1', applied: true }]);
});

test('the other Regions expire items, too, while one is cut off', async () => {
  await put('a', seconds(ROUND + MINUTE));
  await clock.advance(1_000);
  dynamoDb.replication.pause('us-east-1');
  await clock.advance(2 * ROUND);
  expect(await ids('eu-west-1')).toEqual([]);
});

test('what is no number, or more than five years ago, does not expire', async () => {
  await put('text', { S: '1' });
  await put('long-ago', seconds(-5 * 366 * 24 * 60 * MINUTE));
  await put('yesterday', seconds(-24 * 60 * MINUTE));
  await clock.advance(ROUND);
  expect(await ids('us-east-1')).toEqual(['long-ago', 'text']);
});

test('an item whose time was moved does not expire', async () => {
  await put('a', seconds(MINUTE));
  await put('a', seconds(60 * MINUTE));
  await clock.advance(3 * ROUND);
  expect(await ids('us-east-1')).toEqual(['a']);
});

test('UpdateTimeToLive holds in all Regions, and once an hour', async () => {
  await put('a', seconds(-MINUTE));
  expect(await update(false)).toEqual({ TimeToLiveSpecification: { Enabled: false, AttributeName: 'expires' } });
  expect(await execute('eu-west-1', 'DescribeTimeToLive', {})).toEqual({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } });
  await expect(update(true, 'until', 'eu-west-1')).rejects.toThrow('Time to live has been modified multiple times within a fixed interval');
  await clock.advance(60 * MINUTE);
  expect(await ids('us-east-1')).toEqual(['a']);
  await update(true, 'until', 'eu-west-1');
  expect(await execute('us-east-1', 'DescribeTimeToLive', {})).toEqual({ TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'until' } });
});

test.each([
  [true, 'expires', 'TimeToLive is already enabled'],
  [false, 'until', 'TimeToLive is active on a different AttributeName: current AttributeName is expires'],
])('UpdateTimeToLive with %s on %s is refused', async (enabled, attribute, message) => {
  await expect(update(enabled, attribute)).rejects.toMatchObject({ name: 'ValidationException', message });
});

test('nothing expires after the stop', async () => {
  await put('a', seconds(-MINUTE));
  await dynamoDb.stop();
  await clock.advance(ROUND);
});
