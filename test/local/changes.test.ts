import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { App } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { APP_DIRECTORY } from './visits-app';
import { LocalRegions, ManualClock, start } from '../../local';
import { Changes } from '../../src';
import { aFunction, anApi } from '../an-api';

const SECOND = 1_000;
const [VIRGINIA, IRELAND] = ['us-east-1', 'eu-west-1'];

/** Tells each change in a line: which handler, where, and of which item. */
const tell = (name: string) => `exports.handler = async ({ Records }) => {
  for (const { eventName, dynamodb: { Keys } } of Records) {
    if (Keys.id.S === 'poison') throw new Error('no');
    console.log(['${name}', process.env.AWS_REGION, eventName, Keys.id.S].join(' '));
  }
};`;

const clock = new ManualClock();
const told: string[] = [];
let regions: LocalRegions;

beforeAll(async () => {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'changes-')) });
  const api = anApi({}, app);
  const table = api.addGlobalTable('Users', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  const handlers = {
    everywhere: api.addTableChanges('Forget', { table, changes: Changes.everywhere(), retryAttempts: 1 }),
    here: api.addTableChanges('Welcome', { table, changes: Changes.writtenHere({ attribute: 'writtenIn' }), retryAttempts: 0 }),
  };
  for (const region of api.regionalApis) {
    Object.entries(handlers).forEach(([name, changes]) => changes.invoke(aFunction(region, name, { code: Code.fromInline(tell(name)) })));
  }
  regions = await start({ app: app.synth().directory, directory: APP_DIRECTORY, clock, replicationLag: 500, onOutput: ({ line }) => told.push(line.split('\t').pop()!.trim()) });
}, 60_000);
afterAll(() => regions.stop());
beforeEach(() => { told.length = 0; });

const client = (region: string) => ({ endpoint: regions.awsUrl, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
const put = (region: string, id: string) =>
  new DynamoDBClient(client(region)).send(new PutItemCommand({ TableName: 'Shop-Users', Item: { id: { S: id }, writtenIn: { S: region } } }));

/** Waits, by what is told, until as many handlers have told something. */
async function untilTold(count: number): Promise<string[]> {
  while (told.length < count) await new Promise<void>(resolve => { const end = regions.journal.on('invocation', () => { end(); resolve(); }); });
  await new Promise(setImmediate);
  return [...told].sort();
}

test('a change is handled in each Region, or where it was written', async () => {
  await put(IRELAND, 'ada');
  await clock.advance(SECOND);
  expect(await untilTold(3)).toEqual(['everywhere eu-west-1 INSERT ada', 'everywhere us-east-1 INSERT ada', 'here eu-west-1 INSERT ada']);
});

test('a removal is handled where the item was written last, wherever it is removed', async () => {
  await new DynamoDBClient(client(VIRGINIA)).send(new DeleteItemCommand({ TableName: 'Shop-Users', Key: { id: { S: 'ada' } } }));
  await clock.advance(SECOND);
  expect(await untilTold(3)).toEqual(['everywhere eu-west-1 REMOVE ada', 'everywhere us-east-1 REMOVE ada', 'here eu-west-1 REMOVE ada']);
});

test('of two Regions that write one item at once each handles its own, and the loser is in no other stream', async () => {
  await Promise.all([put(IRELAND, 'bob'), put(VIRGINIA, 'bob')]);
  await clock.advance(SECOND);
  const lines = await untilTold(5); // in each Region its own write, and in one the other's
  expect(lines.filter(line => line.startsWith('here'))).toEqual(['here eu-west-1 INSERT bob', 'here us-east-1 INSERT bob']);
  expect(lines.filter(line => line.startsWith('everywhere') && line.includes('MODIFY'))).toHaveLength(1);
});

test('the changes of a lost Region wait in its stream, those of the others go on, and all are handled when it is back', async () => {
  regions.lose(IRELAND);
  await put(VIRGINIA, 'cleo');
  await clock.advance(SECOND);
  expect(await untilTold(2)).toEqual(['everywhere us-east-1 INSERT cleo', 'here us-east-1 INSERT cleo']);
  regions.restore(IRELAND);
  await clock.advance(SECOND);
  expect((await untilTold(3)).filter(line => line.includes('eu-west-1'))).toEqual(['everywhere eu-west-1 INSERT cleo']);
});

test('a change that a handler fails on is tried again, and then told in the Region\'s queue', async () => {
  await put(IRELAND, 'poison');
  const sqs = new SQSClient(client(IRELAND));
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'Shop-ForgetChanges-FailedEvents' }));
  let body: any;
  while (!body) {
    await clock.advance(SECOND);
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    body = Messages[0] && JSON.parse(Messages[0].Body!);
  }
  expect(body).toMatchObject({ requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 }, DDBStreamBatchInfo: { batchSize: 1 } });
  expect(regions.journal.entries('undelivered')).toContainEqual(expect.objectContaining({ region: IRELAND, error: 'Error: no' }));
});
