import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AwsClient } from 'aws4fetch';
import { AWAY, HOME, synthesizeBroken } from './broken-app';
import { LocalRegions, ManualClock, start } from '../../../local';
import { APP_DIRECTORY } from '../visits-app';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const clock = new ManualClock();
let regions: LocalRegions;

beforeAll(async () => { regions = await start({ app: synthesizeBroken(), directory: APP_DIRECTORY, clock, onOutput: () => {} }); }, 60_000);
afterAll(() => regions.stop());
afterEach(async () => {
  regions.clearFaults();
  await clock.advance(2 * MINUTE);
});

const aws = (region: string) => ({ endpoint: regions.awsUrl, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
const get = (path: string, from = HOME, signal?: AbortSignal) => fetch(`${regions.url}/${path}`, { headers: { 'x-client-location': from }, signal });
const said = (line: string | RegExp) => new Promise<void>(resolve => {
  const end = regions.journal.on('output', output => {
    if (!output.line.match(line)) return;
    end();
    resolve();
  });
});
const linesIn = (region: string) => regions.journal.entries('output').filter(output => output.region === region).map(({ line }) => line);
const send = async (region: string, body: string) => {
  const sqs = new SQSClient(aws(region));
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'orders' }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
};

test('a lost Region refuses its callers and the clients of its services, and no other Region does', async () => {
  regions.lose(AWAY);
  await expect(get('write', AWAY)).rejects.toThrow('fetch failed');
  expect(regions.journal.entries('request').at(-1)).toMatchObject({ statusCode: 0, servedBy: AWAY, reason: 'eu-west-1 is lost: its endpoints refuse connections' });
  await expect(new DynamoDBClient(aws(AWAY)).send(new GetItemCommand({ TableName: 'Shop-Items', Key: { id: { S: 'a' } } }))).rejects.toThrow('ECONNRESET');
  await new DynamoDBClient(aws(HOME)).send(new GetItemCommand({ TableName: 'Shop-Items', Key: { id: { S: 'a' } } }));
  expect((await get('write', HOME)).status).toBe(200);
});

test.each([
  ['refuse', 'Connection refused from /ready'],
  ['hang', 'Connection timed out. The endpoint or the internet connection is down, or requests are being blocked by your firewall. from /ready'],
  ['slow', 'Connection timed out. The endpoint or the internet connection is down, or requests are being blocked by your firewall. from /ready'],
] as const)('checkers see a Region that is lost (%s), and callers go elsewhere until it is back', async (how, cause) => {
  const before = clock.now();
  regions.lose(AWAY, { how });
  await clock.advance(regions.failoverTime(AWAY) * 1000);
  expect(regions.servedBy(AWAY)).toBe(HOME);
  expect(regions.health()).toMatchObject([
    { region: HOME, healthy: true, lost: undefined },
    { region: AWAY, healthy: false, lost: how === 'slow' ? undefined : how, checks: [{ healthy: false, cause }] },
  ]);
  expect(regions.health()[1].checks[0].since).toBeGreaterThan(before);
  regions.restore(AWAY);
  await clock.advance(2 * regions.failoverTime(AWAY) * 1000);
  expect(regions.servedBy(AWAY)).toBe(AWAY);
  expect(regions.faults()).toEqual([]);
});

test('one that hangs says nothing until the caller gives up', async () => {
  regions.lose(AWAY, { how: 'hang' });
  const asked = new Promise(resolve => regions.journal.on('request', resolve));
  const abort = new AbortController();
  const answer = get('write', AWAY, abort.signal);
  expect(await asked).toMatchObject({ statusCode: 0, reason: 'eu-west-1 is lost: its endpoints do not answer' });
  abort.abort();
  await expect(answer).rejects.toThrow('aborted');
});

test('what a caller waits for ends with the Region, and so does the function', async () => {
  const waits = said('waits');
  const answer = get('wait', AWAY);
  await waits;
  const before = regions.journal.entries('invocation').length;
  regions.lose(AWAY);
  await expect(answer).rejects.toThrow('fetch failed');
  expect(regions.journal.entries('invocation')).toHaveLength(before);
});

test('writes to and from a lost Region wait, and arrive when it is back', async () => {
  await regions.putItem('Shop-Items', HOME, { id: 'before' });
  regions.lose(AWAY);
  await regions.putItem('Shop-Items', HOME, { id: 'during' });
  await clock.advance(MINUTE);
  const idsIn = async (region: string) => (await regions.items('Shop-Items', region)).map(({ id }) => (id as { S: string }).S);
  expect(await idsIn(AWAY)).not.toContain('before');
  regions.restore(AWAY);
  await clock.advance(1);
  await regions.replicated();
  expect(await idsIn(AWAY)).toEqual(expect.arrayContaining(['before', 'during']));
});

test('a message that was being worked on comes again when its time is over and the Region is back, one that waits stays', async () => {
  const waits = said('waits');
  await send(AWAY, 'long');
  await waits;
  regions.lose(AWAY);
  await clock.advance(HOUR / 4);
  const again = said('waits');
  regions.restore(AWAY);
  await again;
  regions.lose(AWAY); // ends it
});

test('consumers of a lost Region stop, and go on', async () => {
  regions.lose(HOME);
  await expect(send(HOME, 'a')).rejects.toThrow('ECONNRESET');
  regions.restore(HOME);
  const worked = said('worked on b');
  await send(HOME, 'b');
  await worked;
});

test('the schedule of a lost Region runs late, when it is back, and those of others on time', async () => {
  const atHome = said('tick');
  regions.lose(AWAY);
  const before = linesIn(AWAY).filter(line => line.startsWith('tick')).length;
  await clock.advance(HOUR);
  await atHome;
  expect(linesIn(AWAY).filter(line => line.startsWith('tick'))).toHaveLength(before);
  const late = said('tick');
  regions.restore(AWAY);
  await Promise.resolve();
  await clock.advance(2_000);
  await late;
  expect(linesIn(AWAY).filter(line => line.startsWith('tick'))).toHaveLength(before + 1);
});

test('an event that a function of a lost Region works on is worked on again when it is back', async () => {
  const waits = said('waits');
  const lambda = new AwsClient({ accessKeyId: 'local', secretAccessKey: 'local', service: 'lambda', region: AWAY });
  await lambda.fetch(`${regions.awsUrl}/2015-03-31/functions/Wait-${AWAY}/invocations`, { method: 'POST', headers: { 'x-amz-invocation-type': 'Event' } });
  await waits;
  regions.lose(AWAY);
  const again = said('waits');
  regions.restore(AWAY);
  await again;
  regions.lose(AWAY); // ends it
});

test('a Region is lost for as long as is said', async () => {
  const { until } = regions.lose(AWAY, { for: 300 });
  expect(until).toBe(clock.now() + 5 * MINUTE);
  await clock.advance(5 * MINUTE);
  expect(regions.faults()).toEqual([]);
  expect(regions.journal.entries('fault').at(-1)).toMatchObject({ action: 'local:region:lose', isOver: true, what: 'eu-west-1 is lost: its endpoints refuse connections' });
});

test('a partition holds writes between Regions that go on serving, and a lag delays them', async () => {
  regions.partition([AWAY]);
  await get('write', HOME);
  await clock.advance(1);
  await get('write', AWAY);
  await clock.advance(MINUTE);
  expect(await regions.items('Shop-Items', HOME)).toContainEqual({ id: { S: '/write' }, region: { S: HOME } });
  expect(await regions.items('Shop-Items', AWAY)).toContainEqual({ id: { S: '/write' }, region: { S: AWAY } });
  regions.clearFaults();
  regions.fault({ action: 'local:dynamodb:replication-lag', to: AWAY, lagMilliseconds: 30_000 });
  await clock.advance(1); // healed: the last writer has won
  expect(await regions.items('Shop-Items', HOME)).toContainEqual({ id: { S: '/write' }, region: { S: AWAY } });
  await regions.putItem('Shop-Items', HOME, { id: 'late' });
  await clock.advance(30_000);
  expect(await regions.items('Shop-Items', AWAY)).not.toContainEqual({ id: { S: 'late' } });
  await clock.advance(1_000);
  expect(await regions.items('Shop-Items', AWAY)).toContainEqual({ id: { S: 'late' } });
});

test('what cannot be lost is told in one sentence', () => {
  expect(() => regions.lose('mars-1')).toThrow('`region` must be a Region of the app (us-east-1, eu-west-1), got: "mars-1"');
  expect(() => regions.lose(AWAY, { for: -1 })).toThrow('`for` must be a number of seconds above 0, got: -1');
  expect(() => regions.lose(AWAY, { how: 'burn' as 'hang' })).toThrow('`how` must be refuse, hang or slow, got: "burn"');
  expect(() => regions.partition([])).toThrow('`regions` must be Regions of the app (us-east-1, eu-west-1), got: []');
});
