import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AwsClient } from 'aws4fetch';
import { AWAY, HOME, synthesizeBroken } from './broken-app';
import { Fault, LocalRegions, ManualClock, start } from '../../../local';
import { HttpServer } from '../../../local/machine/http-server';
import { APP_DIRECTORY } from '../visits-app';

const MINUTE = 60_000;
const clock = new ManualClock();
const otherCloud = new HttpServer(async () => ({ statusCode: 204, headers: {}, body: '' }));
let regions: LocalRegions;

beforeAll(async () => { regions = await start({ app: synthesizeBroken(), directory: APP_DIRECTORY, clock, onOutput: () => {}, endpoints: { s3: await otherCloud.start(0, 'port') } }); }, 60_000);
afterAll(() => Promise.all([regions.stop(), otherCloud.stop()]));
afterEach(() => { regions.clearFaults(); });

const get = async (path: string, from = HOME) => {
  const response = await fetch(`${regions.url}/${path}`, { headers: { 'x-client-location': from } });
  return [response.headers.get('x-served-by'), response.status, await response.text()];
};
const said = (line: string) => new Promise<void>(resolve => {
  const end = regions.journal.on('output', output => {
    if (!output.line.startsWith(line)) return;
    end();
    resolve();
  });
});
const queue = async (region: string) => {
  const sqs = new SQSClient({ endpoint: regions.awsUrl, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'orders' }));
  return (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
};

test('an answer of somebody else stands for that of the functions that are meant, and of no other', async () => {
  regions.fault({ action: 'aws:lambda:invocation-http-integration-response', function: 'Write', region: AWAY, statusCode: 418, contentTypeHeader: 'text/plain', preventExecution: true });
  expect(await get('write', AWAY)).toEqual([AWAY, 418, '']);
  expect(await get('write', HOME)).toEqual([HOME, 200, '']);
  expect(await get('ready', AWAY)).toEqual([AWAY, 200, '']);
});

test('invocations fail, after they have run or in place of it', async () => {
  regions.fault({ action: 'aws:lambda:invocation-error', function: `Write-${HOME}` });
  expect(await get('write')).toEqual([HOME, 502, expect.stringMatching(/Internal server error/i)]);
  expect(await regions.items('Shop-Items', HOME)).toContainEqual({ id: { S: '/write' }, region: { S: HOME } });
  expect(regions.journal.entries('invocation').at(-1)).toMatchObject({ error: 'FaultInjected: aws:lambda:invocation-error' });
});

test('a share of the invocations is the same one for the same seed', async () => {
  const statuses = async () => {
    regions.fault({ action: 'aws:lambda:invocation-http-integration-response', function: 'Ready', statusCode: 503, contentTypeHeader: 'text/plain', preventExecution: true, invocationPercentage: 40, seed: 7 });
    const all = [];
    for (let i = 0; i < 12; i++) all.push((await get('ready'))[1]);
    regions.clearFaults();
    return all;
  };
  const first = await statuses();
  expect(new Set(first)).toEqual(new Set([200, 503]));
  expect(await statuses()).toEqual(first);
});

test('a delay beyond the time-out of a function is a time-out', async () => {
  regions.fault({ action: 'aws:lambda:invocation-add-delay', function: 'Quick', startupDelayMilliseconds: 5_000 });
  expect((await get('quick'))[1]).toBe(502);
  expect(regions.journal.entries('request').at(-1)?.reason).toMatch(/Sandbox\.Timedout: .*Task timed out after 1\.00 seconds/);
});

test.each<[string, Fault, string]>([
  ['throttled', { action: 'aws:fis:inject-api-throttle-error', service: 'dynamodb', region: HOME, resource: 'Shop-Items', operations: ['PutItem'] }, 'ThrottlingException'],
  ['unavailable', { action: 'aws:fis:inject-api-unavailable-error', service: 'dynamodb', region: HOME }, 'ServiceUnavailable'],
  ['broken', { action: 'aws:fis:inject-api-internal-error', service: 'dynamodb', region: HOME }, 'InternalServerError'],
])('a table that is %s fails its handlers, and those in another Region do not meet it', async (_name, fault, error) => {
  regions.fault(fault);
  expect(await get('write', HOME)).toEqual([HOME, 500, error]);
  expect(await get('write', AWAY)).toEqual([AWAY, 200, '']);
});

test('what is about another table or operation lets requests pass', async () => {
  regions.fault({ action: 'aws:fis:inject-api-throttle-error', service: 'dynamodb', resource: 'Items' });
  regions.fault({ action: 'aws:fis:inject-api-throttle-error', service: 'dynamodb', operations: ['GetItem'] });
  expect((await get('write'))[1]).toBe(200);
});

test('who does not reach a service waits for it', async () => {
  regions.fault({ action: 'aws:network:disrupt-connectivity', region: HOME, scope: 'dynamodb' });
  const answer = get('write');
  await expect(Promise.race([answer, new Promise(resolve => setTimeout(resolve, 300, 'waits'))])).resolves.toBe('waits');
  regions.clearFaults(); // ends the connection
  expect(await answer).toEqual([HOME, 500, 'TimeoutError']);
});

test('a queue that is stopped takes nothing, gives nothing, and keeps what it has', async () => {
  const send = await queue(HOME);
  regions.fault({ action: 'local:sqs:stop-queue', queue: 'orders', region: HOME });
  await expect(send('a')).rejects.toMatchObject({ name: 'ServiceUnavailable' });
  const elsewhere = said('worked on b');
  await (await queue(AWAY))('b');
  await elsewhere;
  regions.clearFaults();
  const worked = said('worked on c');
  await send('c');
  await worked;
});

test('a schedule that is stopped runs late', async () => {
  await clock.advance(MINUTE);
  regions.fault({ action: 'local:scheduler:stop-schedule', schedule: 'hourly' }, { for: 65 * 60 });
  const ticks = () => regions.journal.entries('output').filter(({ line }) => line.startsWith('tick')).length;
  const before = ticks();
  await clock.advance(60 * MINUTE);
  expect(ticks()).toBe(before);
  const late = said('tick');
  await clock.advance(6 * MINUTE);
  await clock.advance(1_000);
  await late;
});

test('a service that is elsewhere fails for the functions that call it, until it does no more', async () => {
  const status = async () => (await get('call'))[1];
  expect(await status()).toBe(204);
  regions.fault({ action: 'local:endpoint:fail', service: 's3' });
  expect(await status()).toBe(599);
  regions.clearFaults();
  regions.fault({ action: 'local:endpoint:fail', service: 's3', statusCode: 507 });
  expect(await status()).toBe(507);
  regions.clearFaults();
  expect(await status()).toBe(204);
});

test('checkers of one Region that see nothing make no endpoint unhealthy, those of all do', async () => {
  regions.fault({ action: 'local:route53:checker-outage', region: 'sa-east-1' });
  await clock.advance(2 * MINUTE);
  expect(regions.isHealthy(HOME)).toBe(true);
  for (const region of ['us-east-1', 'us-west-1', 'us-west-2', 'eu-west-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1']) {
    regions.fault({ action: 'local:route53:checker-outage', region });
  }
  await clock.advance(2 * MINUTE);
  expect(regions.isHealthy(HOME)).toBe(false);
  regions.clearFaults();
  await clock.advance(2 * MINUTE);
});

test('a Region whose clock is ahead wins against a later write of another', async () => {
  regions.fault({ action: 'local:dynamodb:clock-skew', region: AWAY, milliseconds: 10_000 });
  await regions.putItem('Shop-Items', AWAY, { id: 'skewed', by: AWAY });
  await clock.advance(100);
  await regions.putItem('Shop-Items', HOME, { id: 'skewed', by: HOME });
  await clock.advance(2_000);
  for (const region of [HOME, AWAY]) expect(await regions.items('Shop-Items', region)).toContainEqual({ id: { S: 'skewed' }, by: { S: AWAY } });
});

test('an experiment of AWS FIS runs by its id, one action after the other, and names what is not run here', async () => {
  expect(regions.unsupported).toMatchObject([HOME, AWAY].map(region => ({ region, type: 'AWS::FIS::ExperimentTemplate', meaning: 'its action aws:rds:reboot-db-instances is not run here' })));
  const fis = new AwsClient({ accessKeyId: 'local', secretAccessKey: 'local', service: 'fis', region: HOME });
  const ask = async (method: string, path: string, body?: object): Promise<any> => (await fis.fetch(`${regions.awsUrl}/${path}`, { method, body: body && JSON.stringify(body) })).json();
  const { experimentTemplates: [{ id: experimentTemplateId }] } = await ask('GET', 'experimentTemplates');
  const { experiment: { id } } = await ask('POST', 'experiments', { clientToken: 'a', experimentTemplateId });
  expect(regions.faults().map(({ what }) => what)).toEqual(['replication from and to us-east-1 is paused']);
  await clock.advance(5 * MINUTE);
  expect(regions.faults().map(({ what }) => what)).toEqual(['invocations of Write-us-east-1 in us-east-1 fail']);
  expect((await ask('GET', `experiments/${id}`)).experiment).toMatchObject({
    state: { status: 'running' }, actions: { pause: { state: { status: 'completed' } }, errors: { state: { status: 'running' } }, reboot: { state: { status: 'pending' } } },
  });
  await clock.advance(10 * MINUTE);
  expect((await ask('GET', `experiments/${id}`)).experiment).toMatchObject({
    state: { status: 'failed', reason: 'aws:rds:reboot-db-instances is not run here' }, actions: { errors: { state: { status: 'completed' } }, reboot: { state: { status: 'failed' } } },
  });
  const { experiment: { id: second } } = await ask('POST', 'experiments', { clientToken: 'b', experimentTemplateId });
  expect((await ask('DELETE', `experiments/${second}`)).experiment.state).toEqual({ status: 'stopped' });
  expect(regions.faults()).toEqual([]);
});

test('a fault that is about nothing of the app is refused, with what there is', () => {
  expect(() => regions.fault({ action: 'aws:lambda:invocation-error', function: 'Nobody' })).toThrow(/^`function` must be a function of the app, by its name, construct id or path \(Shop\/us-east-1\/.*\), got: "Nobody"$/);
  expect(() => regions.fault({ action: 'local:sqs:stop-queue', queue: 'none' })).toThrow('`queue` must be a queue of the app (orders), got: "none"');
  expect(() => regions.fault({ action: 'aws:lambda:invocation-error', invocationPercentage: 0 })).toThrow('`invocationPercentage` must be a percentage, from 1 to 100, got: 0');
});
