/** @cdk-validation */
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { App, Stack } from 'aws-cdk-lib';
import { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { check, PLANTED } from './checked-app';
import { tell } from '../../examples/metrics-forwarder/story';
import { ThirdParty } from '../../examples/metrics-forwarder/third-party';
import { LocalRegions, start } from '../../local';
import { giveContext } from '../context';
import { APP_DIRECTORY } from '../local/visits-app';

let findings: string[];
let stacks: CloudFormationStackArtifact[];
let thirdParty: ThirdParty;
let regions: LocalRegions;

/** The example as a consumer's app, with CDK's offline validator and cdk-nag, findings as errors; then the local Regions of the same templates, and its story. */
beforeAll(async () => {
  thirdParty = await ThirdParty.start();
  process.env.THIRD_PARTY_URL = thirdParty.url;
  giveContext({ '@aws-cdk/core:validateAgainstDefaultRules': true });
  const { app } = require('../../examples/metrics-forwarder/app') as { app: App };
  ({ findings, stacks } = check(app, app.node.findChild('Metrics').node.findChild('eu-west-1') as Stack));
  regions = await start({ app: app.outdir, directory: APP_DIRECTORY, timeScale: 60, onOutput: () => {} });
  await tell(regions, thirdParty, () => {});
}, 120_000);
afterAll(async () => {
  await regions?.stop();
  thirdParty.stop();
});

/** What Lambda tells of an event that failed. */
interface Failed {
  readonly requestPayload: { readonly Records: { readonly Sns: { readonly Message: string } }[] };
}

/** The metrics that a Region could not forward, when there are some; alarms that could not be told are with them. */
async function failedIn(region: string): Promise<Failed[]> {
  const sqs = new SQSClient({ endpoint: regions.awsUrl, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'Metrics-Forward-FailedEvents' }));
  const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 20, VisibilityTimeout: 43_200 });
  for (;;) {
    const { Messages: messages = [] } = await sqs.send(receive);
    const metrics = messages.map(({ Body }): Failed => JSON.parse(Body!))
      .filter(({ requestPayload: { Records } }) => Records.some(({ Sns: { Message } }) => 'name' in JSON.parse(Message)));
    if (metrics.length > 0 || messages.length === 0) return metrics;
  }
}

test('the templates of the forwarder pass the offline validator and the AwsSolutions pack, without warnings', () => {
  expect(findings).toEqual(PLANTED);
  expect(stacks.flatMap(({ messages }) => messages).filter(({ level }) => level !== 'info').map(({ entry }) => entry.data)).toEqual([]);
});

test('each Region forwards its own metrics, once, also those that it had accepted before it was lost', () => {
  const metrics = thirdParty.received.filter(({ metric }) => metric).map(({ region, metric }) => `${metric} of ${region}`);
  expect(metrics).toEqual([
    'orders of us-east-1', 'orders of eu-west-1', 'orders of ap-southeast-1', 'refunds of us-east-1', 'refunds of eu-west-1',
  ]);
});

test('each Region forwards its own alarms', () => {
  expect(thirdParty.received).toContainEqual({ region: 'ap-southeast-1', alarm: 'Metrics-ap-southeast-1-Latency', state: 'ALARM', at: expect.any(String) });
  expect(thirdParty.received.filter(({ region, alarm }) => alarm && !alarm.includes(region))).toEqual([]);
});

test('what no attempt could forward waits in the queue of its Region', async () => {
  expect(await failedIn('us-east-1')).toEqual([expect.objectContaining({
    requestContext: expect.objectContaining({ condition: 'RetriesExhausted', approximateInvokeCount: 3 }),
    requestPayload: { Records: [expect.objectContaining({ Sns: expect.objectContaining({ Message: '{"name":"returns","value":1}' }) })] },
    responsePayload: expect.objectContaining({ errorMessage: 'The third party answered 503' }),
  })]);
  expect(await failedIn('eu-west-1')).toEqual([]);
});
