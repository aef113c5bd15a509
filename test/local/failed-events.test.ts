import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ListTopicsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { DeleteMessageCommand, GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { App } from 'aws-cdk-lib';
import { LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { APP_DIRECTORY } from './visits-app';
import { JournalEntry, LocalRegions, ManualClock, start } from '../../local';
import { HealthCheck } from '../../src';
import { aFunction, anApi, FEW_CHECKERS } from '../an-api';

const SECOND = 1_000;
const FAIL = 'exports.handler = async event => { throw new Error(`no stock in ${process.env.AWS_REGION}`); };';

const clock = new ManualClock();
let regions: LocalRegions;

beforeAll(async () => {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'failed-events-')) });
  const api = anApi({ health: HealthCheck.deep({ checkerRegions: FEW_CHECKERS }) }, app);
  for (const region of api.regionalApis) {
    const index = aFunction(region, 'Index', { code: Code.fromInline(FAIL), onFailure: region.addFailureDestination('Prices') });
    new Topic(region, 'Prices', { topicName: 'prices' }).addSubscription(new LambdaSubscription(index));
    region.restApi.root.addResource('prices').addMethod('POST', new LambdaIntegration(index, {
      proxy: false,
      requestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" },
      integrationResponses: [{ statusCode: '202' }],
    }), { methodResponses: [{ statusCode: '202' }] });
  }
  regions = await start({ app: app.synth().directory, directory: APP_DIRECTORY, clock, onOutput: () => {} });
}, 60_000);
afterAll(() => regions.stop());

const client = (region: string) => ({ endpoint: regions.awsUrl, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });

/** The next attempt of a function, when something was done. */
async function attempted(what: () => Promise<unknown>): Promise<JournalEntry<'invocation'>> {
  const attempt = new Promise<JournalEntry<'invocation'>>(resolve => {
    const end = regions.journal.on('invocation', invocation => {
      if (!invocation.functionName.includes('Index')) return;
      end();
      resolve(invocation);
    });
  });
  await what();
  return attempt;
}

/** What ended in the destination of a Region, and is taken from there. */
async function failedIn(region: string) {
  const sqs = new SQSClient(client(region));
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'Shop-Prices-FailedEvents' }));
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  await Promise.all(Messages.map(({ ReceiptHandle }) => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))));
  return Messages.map(({ Body }) => JSON.parse(Body!));
}

test.each<[string, () => Promise<unknown>, object]>([
  ['of a topic', async () => {
    const sns = new SNSClient(client('eu-west-1'));
    const { Topics: topics = [] } = await sns.send(new ListTopicsCommand());
    await sns.send(new PublishCommand({ TopicArn: topics.find(({ TopicArn }) => TopicArn!.endsWith(':prices'))!.TopicArn, Message: 'cheaper' }));
  }, { Records: [expect.objectContaining({ Sns: expect.objectContaining({ Message: 'cheaper' }) })] }],
  ['of a route that answers at once', async () => {
    const { status } = await fetch(`${regions.url}/prices`, { method: 'POST', body: '{"price":9}', headers: { 'x-client-location': 'eu-west-1', 'content-type': 'application/json' } });
    expect(status).toBe(202);
  }, { price: 9 }],
])('an event %s is tried three times in its Region, and ends in the destination there, with the error', async (_, send, requestPayload) => {
  const first = await attempted(send);
  const second = await attempted(() => clock.advance(60 * SECOND));
  expect(await failedIn('eu-west-1')).toEqual([]);
  const third = await attempted(() => clock.advance(120 * SECOND));
  expect(new Set([first, second, third].map(({ region }) => region))).toEqual(new Set(['eu-west-1']));
  await clock.advance(0);
  expect(await failedIn('eu-west-1')).toEqual([expect.objectContaining({
    requestContext: expect.objectContaining({ condition: 'RetriesExhausted', approximateInvokeCount: 3 }),
    requestPayload: expect.objectContaining(requestPayload),
    responsePayload: expect.objectContaining({ errorMessage: 'no stock in eu-west-1' }),
  })]);
  expect(await failedIn('us-east-1')).toEqual([]);
});
