import * as path from 'path';
import { App, Duration } from 'aws-cdk-lib';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, NodejsFunctionProps } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { acknowledgeFindings, acknowledgeUnrecorded } from './acknowledged-findings';
import { FailureDestination, MultiRegionServerlessApi, RegionalApi } from 'cdk-multi-region-serverless-api';

export const app = new App();
const setting = (name: string, placeholder: string): string =>
  process.env[name] ?? app.node.tryGetContext(name) ?? placeholder;

const domainName = setting('DOMAIN_NAME', 'metrics.example.com');

export const api = new MultiRegionServerlessApi(app, 'Metrics', {
  regions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'],
  domain: {
    domainName,
    hostedZoneId: setting('HOSTED_ZONE_ID', 'Z0123456789EXAMPLE'),
    zoneName: setting('ZONE_NAME', domainName.split('.').slice(1).join('.')),
  },
});
const operations = api.addOperations();
acknowledgeUnrecorded(api);

for (const region of api.regionalApis) {
  const metrics = new Topic(region, 'MetricsTopic', { enforceSSL: true, masterKey: Alias.fromAliasName(region, 'Key', 'alias/aws/sns') });

  const publish = functionOf(region, 'Publish', 'publish.ts', { environment: { METRICS_TOPIC_ARN: metrics.topicArn } });
  metrics.grantPublish(publish);
  region.addRoute('POST', '/metrics', publish);

  const failed = region.addFailureDestination('Forward', FailureDestination.queue());
  const forward = functionOf(region, 'Forward', 'forward.ts', {
    environment: { THIRD_PARTY_URL: setting('THIRD_PARTY_URL', 'https://third-party.example.com/events') },
    onFailure: failed, // what the function failed on, three times
  });
  for (const topic of [metrics, operations.topic(region.region)]) {
    topic.addSubscription(new LambdaSubscription(forward, { deadLetterQueue: failed.queue })); // what did not get as far as the function
  }
  acknowledgeFindings(region);
}

function functionOf(region: RegionalApi, id: string, file: string, props: NodejsFunctionProps): NodejsFunction {
  return new NodejsFunction(region, id, {
    entry: path.join(__dirname, file), runtime: Runtime.NODEJS_24_X, timeout: Duration.seconds(10), tracing: Tracing.ACTIVE, ...props,
  });
}
