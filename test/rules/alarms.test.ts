import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Alarm, CfnAlarm, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { HealthAlarm } from '../../src';
import { addRouteEverywhere, anApi } from '../an-api';
import { messagesAtSynth } from './messages';

const CONDITION = { threshold: 1, evaluationPeriods: 1 };
const HEALTH = new Metric({ namespace: 'AWS/Route53', metricName: 'HealthCheckStatus', dimensionsMap: { HealthCheckId: 'abc' } });
const metric = (namespace: string, metricName: string, dimensionsMap: Record<string, string>) => new Metric({ namespace, metricName, dimensionsMap });
const sum = new MathExpression({ expression: 'a + b', usingMetrics: { a: HEALTH, b: HEALTH.with({ statistic: 'Sum' }) } });

/** What is said of an alarm that each of the Regions has. */
function found(watched: Metric | MathExpression, regions: string[]): string[] {
  const app = new App();
  const api = anApi({ regions }, app);
  addRouteEverywhere(api, 'GET', '/orders');
  api.regionalApis.forEach(region => new Alarm(region, 'Alarm', { metric: watched, ...CONDITION }));
  return messagesAtSynth(app).map(message => message.replace(/: an alarm sees.*/, ''));
}

test.each<[string, Metric | MathExpression, string]>([
  ['Route 53\'s', HEALTH, 'in eu-west-1, sa-east-1 is about HealthCheckStatus of AWS/Route53, which is in us-east-1'],
  ['Route 53\'s, in an expression', sum, 'in eu-west-1, sa-east-1 is about HealthCheckStatus of AWS/Route53, which is in us-east-1'],
  ['what arrives in its own Region', metric('AWS/DynamoDB', 'ReplicationLatency', { TableName: 'Shop-Orders', ReceivingRegion: 'sa-east-1' }),
    'in sa-east-1 is about ReplicationLatency of AWS/DynamoDB, which is in the Regions that send'],
])('an alarm never has data: %s', (_, watched, sentence) => {
  expect(found(watched, ['us-east-1', 'eu-west-1', 'sa-east-1'])).toEqual([expect.stringContaining(sentence)]);
});

test('an alarm on an API never has data in a Region that the API is not in', () => {
  const app = new App();
  const shop = anApi({ regions: ['us-east-1', 'eu-west-1'] }, app);
  const blog = anApi({ regions: ['us-west-2', 'sa-east-1'], domain: { domainName: 'blog.example.com', hostedZoneId: 'Z1', zoneName: 'example.com' } }, app, 'Blog');
  const errors = metric('AWS/ApiGateway', '5XXError', { ApiName: 'Blog' });
  new Alarm(shop.inRegion('eu-west-1'), 'Errors', { metric: errors, ...CONDITION });
  new Alarm(blog.inRegion('sa-east-1'), 'Errors', { metric: errors, ...CONDITION });
  expect(messagesAtSynth(app)).toEqual([expect.stringContaining('The alarm at Shop/eu-west-1/Shop/Errors in eu-west-1 is about 5XXError of AWS/ApiGateway, which is in us-west-2, sa-east-1')]);
});

test.each<[string, Metric, string[]]>([
  ['Route 53\'s in other partitions, of which nothing is known', HEALTH, ['us-gov-east-1', 'us-gov-west-1']],
  ['Route 53 Resolver\'s', metric('AWS/Route53Resolver', 'InboundQueryVolume', {}), ['us-east-1', 'eu-west-1']],
  ['an API\'s that is not the app\'s', metric('AWS/ApiGateway', '5XXError', { ApiName: 'Other' }), ['us-east-1', 'eu-west-1']],
  ['what another Region receives', metric('AWS/DynamoDB', 'ReplicationLatency', { TableName: 'Shop-Orders', ReceivingRegion: 'ap-south-1' }), ['us-east-1', 'eu-west-1']],
])('nothing is said of an alarm on %s', (_, watched, regions) => {
  expect(found(watched, regions)).toEqual([]);
});

test('an alarm of lists with gaps is read as far as it goes', () => {
  const app = new App();
  const { stack } = anApi({}, app).inRegion('eu-west-1');
  new CfnResource(stack, 'Alarm', {
    type: 'AWS::CloudWatch::Alarm', properties: { Namespace: 'AWS/Route53', MetricName: 'HealthCheckStatus', Metrics: ['none', { MetricStat: 'none' }] },
  }).addPropertyOverride('Dimensions', [null, 'none', 7]);
  expect(messagesAtSynth(app)).toEqual([expect.stringContaining('in eu-west-1 is about HealthCheckStatus of AWS/Route53')]);
});

test('nothing is said of an alarm that may be anywhere', () => {
  const app = new App();
  anApi({}, app);
  new Alarm(new Stack(app, 'Anywhere'), 'Alarm', { metric: metric('AWS/ApiGateway', '5XXError', { ApiName: 'Shop' }), ...CONDITION });
  expect(messagesAtSynth(app)).toEqual([]);
});

test('the ready-made alarms are where their metrics are', () => {
  const app = new App();
  const api = anApi({}, app);
  const table = api.addGlobalTable('Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  for (const region of api.regionalApis) {
    region.addHealthAlarm(HealthAlarm.serverErrors(region));
    HealthAlarm.replicationLatency(region, table);
  }
  new CfnAlarm(api.inRegion('us-east-1'), 'Composite', { comparisonOperator: 'LessThanThreshold', evaluationPeriods: 1, threshold: 1, metrics: [{ id: 'a', expression: '1' }] });
  expect(messagesAtSynth(app)).toEqual([]);
});
