import { Duration } from 'aws-cdk-lib';
import { Notification, OperationsOptions } from '../../../src';
import { functionOf, IRELAND, KEY, sharingTheDefault, shop, VIRGINIA } from '../shop';
import { walk, walkOptional } from '../walk';

const operated = sharingTheDefault((options: OperationsOptions) => shop({}, api => {
  api.addOperations(options);
  api.addGlobalTable('Orders', KEY);
  api.addQueue('Orders');
  api.regionalApis.forEach(region => region.addRoute('GET', '/orders', functionOf(region, 'Orders')));
}));

const topics = (name: string) => Notification.topics(Object.fromEntries([VIRGINIA, IRELAND].map(region => [region, `arn:aws:sns:${region}:111122223333:${name}`])));
const NOTIFICATIONS = {
  'none': undefined,
  'email(), one': Notification.email('one@example.com'),
  'email(), one, two': Notification.email('one@example.com', 'two@example.com'),
  'email(), two, one': Notification.email('two@example.com', 'one@example.com'),
  'topics()': topics('calls'),
  'topics(), others': topics('others'),
};

export const OPERATIONS = [
  ...walkOptional('addOperations()', options => shop({}, api => options && api.addOperations(options)), ['operations', {}]),
  ...walkOptional('addDrillExperiments()', options => shop({}, api => {
    api.addGlobalTable('Orders', KEY);
    if (options) api.addDrillExperiments(options);
  }), ['5 minutes', { pauseDuration: Duration.minutes(5) }], ['10 minutes', { pauseDuration: Duration.minutes(10) }]),
  ...walk('addOperations(), before or after tables and routes', first => shop({}, api => {
    if (first) api.addOperations();
    api.addGlobalTable('Orders', KEY);
    api.regionalApis.forEach(region => region.addRoute('GET', '/orders', functionOf(region, 'Orders')));
    if (!first) api.addOperations();
  }), { before: true, after: false }, 'before → after'),
  ...walk<Notification | undefined>('operations.notification', notification => operated({ notification }), NOTIFICATIONS,
    'none → email(), one', 'email(), one → email(), one, two', 'email(), one, two → email(), two, one', 'email(), one, two → email(), one', 'email(), one → none',
    'none → topics()', 'email(), one → topics()', 'topics() → topics(), others', 'topics() → none'),
  ...walkOptional('operations.serverErrors', serverErrors => operated({ serverErrors }), ['share 2', { share: 2 }], ['evaluationPeriods 5', { evaluationPeriods: 5 }]),
  ...walkOptional('operations.latency', latency => operated({ latency }), ['1 second', { threshold: Duration.seconds(1) }], ['p95', { threshold: Duration.seconds(1), percentile: 95 }]),
  ...walkOptional('operations.replicationLatency', replicationLatency => operated({ replicationLatency }), ['1 minute', { threshold: Duration.minutes(1) }], ['evaluationPeriods 5', { evaluationPeriods: 5 }]),
  ...walkOptional('operations.requestRate', requestRate => operated({ requestRate }), ['share 30', { share: 30 }], ['evaluationPeriods 5', { evaluationPeriods: 5 }]),
  ...walkOptional('operations.functionThrottles', functionThrottles => operated({ functionThrottles }), ['evaluationPeriods 5', { evaluationPeriods: 5 }]),
  ...walkOptional('operations.deadLetters', deadLetters => operated({ deadLetters }), ['evaluationPeriods 5', { evaluationPeriods: 5 }]),
  ...walkOptional('operations.messageAge', messageAge => operated({ messageAge }), ['1 hour', { threshold: Duration.hours(1) }], ['evaluationPeriods 5', { evaluationPeriods: 5 }]),
  ...walkOptional('operations.throttleQuotas', throttleQuotas => operated({ throttleQuotas }), ['20,000', { [VIRGINIA]: 20_000 }], ['30,000', { [VIRGINIA]: 30_000 }]),
  ...walk('functions of routes, with operations', handlers => shop({}, api => {
    api.addOperations();
    api.regionalApis.forEach(region => handlers.forEach(handler => region.addRoute('GET', `/${handler}`, functionOf(region, handler))));
  }), { 'a, b': ['a', 'b'], 'b, a': ['b', 'a'], 'a': ['a'], 'eleven': [...'abcdefghijk'] }, 'a → a, b', 'a, b → b, a', 'a, b → a', 'a → eleven', 'eleven → a'),
];
