import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { App, Duration } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { APP_DIRECTORY } from './visits-app';
import { JournalEntry, LocalRegions, ManualClock, start } from '../../local';
import { HealthCheck } from '../../src';
import { aFunction, anApi, FEW_CHECKERS } from '../an-api';

const SECOND = 1_000;
const SEND = `
  const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
  const sqs = new SQSClient();
  exports.handler = async ({ body }) => {
    const sent = await sqs.send(new SendMessageCommand({ QueueUrl: process.env.ORDERS, MessageBody: body })).then(() => 202, error => error.name);
    return { statusCode: 202, body: String(sent) };
  };`;
const WORK = `exports.handler = async ({ Records }) => {
  for (const { body, awsRegion } of Records) console.log(awsRegion + ' ' + process.env.AWS_REGION + ' ' + body);
  return { batchItemFailures: Records.filter(({ body }) => body === 'poison').map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

const clock = new ManualClock();
let regions: LocalRegions;
let lines: string[] = [];

beforeAll(async () => {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'queues-')), context: { 'aws:cdk:enable-path-metadata': true } });
  const api = anApi({ health: HealthCheck.deep({ checkerRegions: FEW_CHECKERS }) }, app);
  for (const region of api.regionalApis) {
    const dead = new Queue(region.stack, 'Dead', { queueName: 'dead' });
    const orders = new Queue(region.stack, 'Orders', { queueName: 'orders', visibilityTimeout: Duration.seconds(30), deadLetterQueue: { queue: dead, maxReceiveCount: 2 } });
    dead.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' })
      .createAlarm(region.stack, 'DeadAlarm', { alarmName: 'dead', threshold: 1, evaluationPeriods: 1, treatMissingData: TreatMissingData.NOT_BREACHING });
    const send = aFunction(region, 'Send', { code: Code.fromInline(SEND), environment: { ORDERS: orders.queueUrl } });
    const forgetful = aFunction(region, 'Forgetful', { code: Code.fromInline(SEND), environment: { ORDERS: orders.queueUrl } });
    orders.grantSendMessages(send);
    region.addRoute('POST', '/orders', send);
    region.addRoute('POST', '/forgotten', forgetful);
    aFunction(region, 'Work', { code: Code.fromInline(WORK) }).addEventSource(new SqsEventSource(orders, { reportBatchItemFailures: true }));
  }
  regions = await start({ app: app.synth().directory, directory: APP_DIRECTORY, clock, onOutput: ({ line }) => lines.push(line) });
}, 60_000);
afterAll(() => regions.stop());
beforeEach(() => { lines = []; });

const invoked = (count: number) => new Promise<void>(resolve => {
  const seen: JournalEntry<'invocation'>[] = [];
  const end = regions.journal.on('invocation', invocation => {
    if (!invocation.functionName.includes('Work') || seen.push(invocation) < count) return;
    end();
    resolve();
  });
});
const post = async (route: string, body: string, from = 'us-east-1') =>
  (await fetch(`${regions.url}/${route}`, { method: 'POST', body, headers: { 'x-client-location': from } })).text();
const client = (region = 'us-east-1') => new SQSClient({ endpoint: regions.awsUrl, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });

test('all of it runs here', () => {
  expect(regions.unsupported).toEqual([]);
});

test('what a handler sends to a queue by an unmodified SDK is worked on in its Region, without a word of the SDK', async () => {
  const done = invoked(2);
  expect(await Promise.all([post('orders', 'a'), post('orders', 'b', 'eu-west-1')])).toEqual(['202', '202']);
  await done;
  expect(lines.sort()).toEqual(['eu-west-1 eu-west-1 b', 'us-east-1 us-east-1 a']);
});

test('a poison message ends in the dead-letter queue, and an alarm tells', async () => {
  for (let time = 0; time < 2; time++) {
    const done = invoked(1);
    if (time === 0) await post('orders', 'poison');
    else await clock.advance(30 * SECOND);
    await done;
  }
  await clock.advance(60 * SECOND);
  const { QueueUrl } = await client().send(new GetQueueUrlCommand({ QueueName: 'dead' }));
  expect(QueueUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\d{12}\/dead$/);
  await clock.advance(60 * SECOND);
  const cloudWatch = new CloudWatchClient({ endpoint: regions.awsUrl, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: ['dead'] }));
  expect(MetricAlarms?.map(({ StateValue }) => StateValue)).toEqual(['ALARM']);
  const { Messages } = await client().send(new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['DeadLetterQueueSourceArn'] }));
  expect(Messages).toMatchObject([{ Body: 'poison', Attributes: { DeadLetterQueueSourceArn: expect.stringMatching(/:us-east-1:\d+:orders$/) } }]);
  expect((await client('eu-west-1').send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toBeUndefined();
});

test('a function whose role does not allow it sends nothing, and the log has the grant', async () => {
  expect(await post('forgotten', 'a')).toMatch(/AccessDenied/);
  expect(regions.journal.entries('denial')).toMatchObject([{ action: 'sqs:SendMessage', grant: expect.stringMatching(/^orders\.grant\(\w+, 'sqs:SendMessage'\)$/) }]);
});
