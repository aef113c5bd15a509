import { Duration } from 'aws-cdk-lib';
import { ApiQueueProps, Drain, HealthCheck, MaxConcurrency, QueueConsumerOptions, ApiQueueEncryption, QueueRouteOptions, WhileDrained } from '../../../src';
import { functionOf, HTTP, IRELAND, sharingTheDefault, shop, Shop, VIRGINIA } from '../shop';
import { around, walk, walkOptional } from '../walk';

const DRAINABLE: Shop = { drain: Drain.byPeers(), health: HealthCheck.deep() };

const queued = (props: ApiQueueProps, options?: QueueConsumerOptions, of: Shop = {}) => shop(of, api => {
  const orders = api.addQueue('Orders', props);
  if (options) api.regionalApis.forEach(region => orders.consume(functionOf(region, 'Worker'), options));
});
const withQueue = sharingTheDefault((props: ApiQueueProps) => queued(props, {}));
const consumed = sharingTheDefault((options: QueueConsumerOptions) => queued({}, options));
const keys = (name: string) => ApiQueueEncryption.existingKeys(Object.fromEntries([VIRGINIA, IRELAND].map(region => [region, `arn:aws:kms:${region}:111122223333:key/${name}`])));

function routed(options: QueueRouteOptions | undefined, of: Shop = {}) {
  return shop(of, api => {
    const orders = api.addQueue('Orders');
    if (options) api.regionalApis.forEach(region => region.addQueueRoute('POST', '/{customer}/orders', orders, options));
  });
}

const ENCRYPTIONS = {
  'sqsManaged()': ApiQueueEncryption.sqsManaged(), 'customerManagedKeys()': ApiQueueEncryption.customerManagedKeys(), 'existingKeys()': keys('one'), 'existingKeys(), others': keys('two'),
};

export const QUEUES = [
  ...walkOptional('addQueue()', props => shop({}, api => props && api.addQueue('Orders', props)), ['queue', {}]),
  ...walk('queue id', id => shop({}, api => api.addQueue(id)), { Orders: 'Orders', Sales: 'Sales' }, 'Orders → Sales'),
  ...walkOptional('queue.maxReceives', maxReceives => withQueue({ maxReceives }), ['6', 6], ['7', 7]),
  ...walk('queue.whileDrained', whileDrained => queued({ whileDrained }, {}, DRAINABLE), { 'finish()': WhileDrained.finish(), 'pause()': WhileDrained.pause() },
    'finish() → pause()', 'pause() → finish()'),
  ...walkOptional('queue.fifo', fifo => withQueue({ fifo }), ['true', true]),
  ...walkOptional('queue.visibilityTimeout', visibilityTimeout => withQueue({ visibilityTimeout }), ['1 minute', Duration.minutes(1)], ['1 hour', Duration.hours(1)]),
  ...walkOptional('queue.retention', retention => withQueue({ retention }), ['a day', Duration.days(1)], ['a week', Duration.days(7)]),
  ...walk('queue.encryption', encryption => withQueue({ encryption }), ENCRYPTIONS, ...around(ENCRYPTIONS)),
  ...walkOptional('queue.consume()', options => queued({}, options), ['worker', {}]),
  ...walk('queue.consume(): worker', worker => shop({}, api => {
    const orders = api.addQueue('Orders');
    api.regionalApis.forEach(region => orders.consume(functionOf(region, worker)));
  }), { Worker: 'Worker', Other: 'Other' }, 'Worker → Other'),
  ...walkOptional('queue.consume(): maxConcurrency', maxConcurrency => consumed({ maxConcurrency }),
    ['inEachRegion()', MaxConcurrency.inEachRegion(2)], ['inAllRegions()', MaxConcurrency.inAllRegions(8)]),
  ...walkOptional('queue.consume(): batchSize', batchSize => consumed({ batchSize }), ['1', 1], ['5', 5]),
  ...walkOptional('queue.consume(): maxBatchingWindow', maxBatchingWindow => consumed({ maxBatchingWindow }), ['1 second', Duration.seconds(1)], ['1 minute', Duration.minutes(1)]),
  ...walkOptional('queue.consume(): reportBatchItemFailures', reportBatchItemFailures => consumed({ reportBatchItemFailures }), ['false', false]),
  ...walkOptional('rest(): addQueueRoute()', options => routed(options), ['route', {}]),
  ...walkOptional('rest(): addQueueRoute().contentTypes', contentTypes => routed({ contentTypes }), ['text/csv', ['text/csv']], ['text/xml', ['text/xml']]),
  ...walkOptional('rest(): addQueueRoute().messageGroup', messageGroup => routed({ messageGroup }), ['path', 'path.customer'], ['header', 'header.X-Customer']),
  ...walkOptional('http(): addQueueRoute()', options => routed(options, { gateway: HTTP }), ['route', {}]),
  ...walkOptional('http(): addQueueRoute().messageGroup', messageGroup => routed({ messageGroup }, { gateway: HTTP }), ['path', 'path.customer'], ['header', 'header.X-Customer']),
];
