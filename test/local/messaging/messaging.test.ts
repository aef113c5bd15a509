import * as events from '@aws-sdk/client-eventbridge';
import * as scheduler from '@aws-sdk/client-scheduler';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { describeMessaging, REGION } from './conformance';

const SDKS: Record<string, [Client: new (settings: object) => any, commands: Record<string, any>]> = {
  sqs: [sqs.SQSClient, sqs], sns: [sns.SNSClient, sns], events: [events.EventBridgeClient, events], scheduler: [scheduler.SchedulerClient, scheduler],
};

describeMessaging('the AWS SDK', ({ awsUrl: endpoint }) => (service, operation, input) => {
  const [Client, commands] = SDKS[service];
  const client = new Client({ endpoint, region: REGION, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  return client.send(new commands[`${operation}Command`](input)).finally(() => client.destroy());
});
