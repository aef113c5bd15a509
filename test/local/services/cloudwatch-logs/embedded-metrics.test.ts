import { embeddedMetrics } from '../../../../local/services/cloudwatch-logs/embedded-metrics';

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
test('an event in the embedded format measures each metric by each set of dimensions', () => {
  const event = JSON.stringify({
    _aws: { Timestamp: 1, CloudWatchMetrics: [{ Namespace: 'Shop', Dimensions: [['service'], ['service', 'region']], Metrics: [{ Name: 'sold', Unit: 'Count' }, { Name: 'gone' }] }] },
    service: 'orders',
    region: 'eu',
    sold: [2, 3],
  });
  const of = (dimensions: object) => ({ region: 'eu-west-1', namespace: 'Shop', name: 'sold', unit: 'Count', dimensions });
  expect(embeddedMetrics(event, 'eu-west-1')).toEqual([
    [of({ service: 'orders' }), 2], [of({ service: 'orders' }), 3],
    [of({ service: 'orders', region: 'eu' }), 2], [of({ service: 'orders', region: 'eu' }), 3],
  ]);
});

test.each(['{"sold":1}', 'text with "_aws"', '{"_aws":{}}', '{"_aws":{"CloudWatchMetrics":7}}'])('%s measures nothing', event => {
  expect(embeddedMetrics(event, 'eu-west-1')).toEqual([]);
});
