import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { App, CfnResource } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { APP_DIRECTORY } from './visits-app';
import { JournalEntry, LocalRegions, ManualClock, start } from '../../local';
import { httpCall } from '../../local/services/api-gateway/integrations/http-call';
import { ApiGateway, Drain, WhileDrained, HealthCheck } from '../../src';
import { aFunction, anApi, DOMAIN, FEW_CHECKERS } from '../an-api';

const SECOND = 1_000;
const PAGE = 'https://www.example.com';
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
/** Writes each order into the table, but for a poison one. */
const WORK = `
  const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
  const dynamodb = new DynamoDBClient();
  exports.handler = async ({ Records }) => {
    const failed = Records.filter(({ body }) => body.includes('poison'));
    for (const { body, messageAttributes, attributes, awsRegion } of Records) {
      if (body.includes('poison')) continue;
      const { id } = JSON.parse(body);
      await dynamodb.send(new PutItemCommand({ TableName: process.env.TABLE, Item: {
        id: { S: id }, region: { S: awsRegion }, type: { S: messageAttributes.ContentType?.stringValue ?? 'none' }, group: { S: attributes.MessageGroupId ?? 'none' },
      } }));
    }
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };`;

const clock = new ManualClock();
let regions: LocalRegions;

/** A shop with a REST API and a feed with an HTTP API, both with routes to queues. */
beforeAll(async () => {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'background-queues-')), context: { 'aws:cdk:enable-path-metadata': true } });
  const cors = { allowOrigins: [PAGE] };
  for (const [id, gateway] of Object.entries({ Shop: ApiGateway.rest({ cors }), Feed: ApiGateway.http({ cors }) })) {
    const drain = id === 'Shop' ? Drain.byPeers() : undefined;
    const api = anApi({ gateway, drain, health: HealthCheck.deep({ checkerRegions: FEW_CHECKERS }), domain: { ...DOMAIN, domainName: `${id.toLowerCase()}.example.com` } }, app, id);
    const table = api.addGlobalTable('Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
    const orders = api.addQueue('Orders', { maxReceives: 2 });
    const sorted = api.addQueue('Sorted', { fifo: true });
    const lost = api.addQueue('Lost');
    const paused = api.addQueue('Paused', { whileDrained: drain && WhileDrained.pause() });
    for (const region of api.regionalApis) {
      const worker = aFunction(region, 'Worker', { code: Code.fromInline(WORK), environment: { TABLE: table.tableName } });
      table.grantWriteData(worker);
      orders.consume(worker);
      sorted.consume(worker);
      paused.consume(worker);
      region.addQueueRoute('POST', '/orders', orders);
      region.addQueueRoute('POST', '/{customer}/orders', sorted, { messageGroup: 'path.customer' });
      region.addQueueRoute('POST', '/lost', lost);
      region.addQueueRoute('POST', '/paused', paused);
      const sender = lost.inRegion(region.region).node.findChild('Sender').node.defaultChild as CfnResource;
      sender.addPropertyOverride('Policies.0.PolicyDocument.Statement.0.Effect', 'Deny');
    }
  }
  regions = await start({ app: app.synth().directory, directory: APP_DIRECTORY, clock });
}, 60_000);
afterAll(() => regions.stop());

const invoked = (name: string = 'Worker', region: string = 'eu-west-1') => new Promise<JournalEntry<'invocation'>>(resolve => {
  const end = regions.journal.on('invocation', invocation => {
    if (!invocation.functionName.includes(name) || invocation.region !== region) return;
    end();
    resolve(invocation);
  });
});
async function post(api: string, route: string, body: string, headers: Record<string, string> = {}) {
  const answer = await httpCall(`${regions.url}${route}`, {
    method: 'POST', body, headers: { 'content-type': 'application/json', 'x-client-location': 'eu-west-1', 'host': `${api.toLowerCase()}.example.com`, ...headers },
  }, 30_000);
  return { status: answer.statusCode, body: answer.body.toString(), origin: answer.headers['access-control-allow-origin'] };
}
async function itemsOf(api: string, region = 'eu-west-1') {
  const { Items = [] } = await new DynamoDBClient({ endpoint: regions.awsUrl, region, credentials: CREDENTIALS }).send(new ScanCommand({ TableName: `${api}-Orders` }));
  return Object.fromEntries(Items.map(({ id, ...item }) => [id.S, Object.fromEntries(Object.entries(item).map(([name, { S }]) => [name, S]))]));
}

test('all of it runs here', () => {
  expect(regions.unsupported.filter(({ path: at }) => !at.endsWith('/OPTIONS'))).toEqual([]);
});

describe.each(['Shop', 'Feed'])('what is sent to %s', api => {
  const isRest = api === 'Shop';

  test('is accepted without a function, and worked on in the Region of its caller', async () => {
    const worked = invoked();
    const { status, body, origin } = await post(api, '/orders', JSON.stringify({ id: 'a & b', note: 'ü\n"' }), { origin: PAGE });
    expect([status, origin]).toEqual([202, PAGE]);
    if (isRest) expect(JSON.parse(body)).toEqual({ messageId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    else expect(body).toMatch(/<MessageId>[0-9a-f-]{36}</);
    await worked;
    expect(await itemsOf(api)).toEqual({ 'a & b': { region: 'eu-west-1', type: isRest ? 'application/json' : 'none', group: 'none' } });
  });

  test('is of the group that its path says, in a queue that keeps the order', async () => {
    const worked = invoked();
    expect((await post(api, '/ana/orders', JSON.stringify({ id: 'sorted' }))).status).toBe(202);
    await worked;
    expect(await itemsOf(api)).toMatchObject({ sorted: { group: 'ana' } });
  });

  test('ends in the dead-letter queue of its Region when the worker has failed at it as often as it may', async () => {
    for (let time = 0; time < 2; time++) {
      const worked = invoked();
      if (time === 0) await post(api, '/orders', 'poison');
      else await clock.advance(18 * SECOND);
      expect((await worked).error).toBeUndefined();
    }
    await clock.advance(18 * SECOND);
    const sqs = new SQSClient({ endpoint: regions.awsUrl, region: 'eu-west-1', credentials: CREDENTIALS });
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${api}-Orders-DeadLetters` }));
    expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toMatchObject([{ Body: 'poison' }]);
  });

  test('is refused as the caller\'s fault if SQS does not take it', async () => {
    const tooLong = await post(api, '/orders', 'x'.repeat(1_048_577));
    expect([tooLong.status, tooLong.body]).toEqual([400, expect.stringContaining('Message must be shorter than 1048576 bytes.')]);
    const empty = await post(api, '/orders', '');
    expect([empty.status, empty.body]).toEqual([400, expect.stringContaining('MessageBody')]);
    if (isRest) expect((await post(api, '/orders', '<order/>', { 'content-type': 'text/xml' })).status).toBe(415);
  });

  test('is answered 503 if the queue cannot be sent to, for a page to see', async () => {
    const { status, body, origin } = await post(api, '/lost', '{}', { origin: PAGE });
    expect([status, origin]).toEqual([503, PAGE]);
    if (isRest) expect(body).toBe('{"message":"Service Unavailable"}');
  });
});

describe('while a Region is drained', () => {
  async function setDrained(drained: boolean) {
    const dynamodb = new DynamoDBClient({ endpoint: regions.awsUrl, region: 'us-east-1', credentials: CREDENTIALS });
    await dynamodb.send(new PutItemCommand({ TableName: 'Shop-DrainSwitch', Item: { region: { S: 'eu-west-1' }, drained: { BOOL: drained } } }));
    const looked = invoked('QueuePause');
    await clock.advance(61 * SECOND);
    expect((await looked).error).toBeUndefined();
  }
  const ordersIn = async (region: string) => Object.keys(await itemsOf('Shop', region)).filter(id => id.startsWith('while'));
  const postTo = (region: string, route: string, id: string) => post('Shop', route, JSON.stringify({ id }), { host: `${region}.shop.example.com` });

  test('the workers of a queue that pauses stop there and nowhere else, those of another go on, and what waited is worked on afterwards', async () => {
    await setDrained(true);
    expect((await postTo('eu-west-1', '/paused', 'while drained')).status).toBe(202);
    for (const [region, route] of [['us-east-1', '/paused'], ['eu-west-1', '/orders']]) {
      const worked = invoked('Worker', region);
      await postTo(region, route, `while drained ${route} of ${region}`);
      await worked;
    }
    await clock.advance(60 * SECOND);
    expect((await ordersIn('eu-west-1')).sort()).toEqual(['while drained /orders of eu-west-1', 'while drained /paused of us-east-1']);

    const worked = invoked();
    await setDrained(false);
    await worked;
    expect(await ordersIn('eu-west-1')).toContain('while drained');
  });
});
