import { Duration } from 'aws-cdk-lib';
import { InsufficientDataHealthStatusEnum } from 'aws-cdk-lib/aws-route53';
import { AccessLogs, ApiGateway, Drain, HealthAlarm, HealthCheck, HealthCheckOptions, MultiRegionServerlessApi, RegionalApi, ReplicationLatencyAlarmOptions } from '../../../src';
import { functionOf, IRELAND, KEY, sharingTheDefault, shop, Shop, SINGAPORE, VIRGINIA } from '../shop';
import { around, walk, walkOptional } from '../walk';

const LOGGED: Shop = { gateway: ApiGateway.rest({ accessLogs: AccessLogs.cloudWatch() }) };
const CHECKERS = { three: ['us-east-1', 'eu-west-1', 'sa-east-1'], others: ['us-west-1', 'us-west-2', 'eu-west-1'] };

function addCustomRoutes(api: MultiRegionServerlessApi) {
  api.regionalApis.forEach(region => region.addRoute('GET', '/ready', functionOf(region, 'Ready')));
}

const shallow = sharingTheDefault((options: HealthCheckOptions) => shop({ health: HealthCheck.shallow(options) }));

const withHealth = (health: HealthCheck) => shop({ health }, api => {
  addCustomRoutes(api);
  api.regionalApis.forEach(region => region.addHealthAlarm(HealthAlarm.serverErrors(region)));
});

const withHealthAlarm = (alarmOf?: (region: RegionalApi) => void) => shop(LOGGED, api => api.regionalApis.forEach(region => alarmOf?.(region)));

/** Three Regions, so that an alarm on one receiver may take a Region out of service. */
const lagging = sharingTheDefault((options: ReplicationLatencyAlarmOptions) => shop({ regions: [VIRGINIA, IRELAND, SINGAPORE] }, api => {
  const table = api.addGlobalTable('Orders', KEY);
  api.regionalApis.forEach(region => region.addHealthAlarm(HealthAlarm.replicationLatency(region, table, options)[0]));
}));

const KINDS = {
  'shallow()': HealthCheck.shallow(), 'deep()': HealthCheck.deep(), 'custom()': HealthCheck.custom({ path: '/ready' }), 'alarms()': HealthCheck.alarms(),
};

export const HEALTH = [
  ...walk('health', withHealth, KINDS, ...around(KINDS)),
  ...walkOptional('health.path', path => shallow({ path }), ['/alive', '/alive'], ['/alive/now', '/alive/now']),
  ...walkOptional('health.interval', interval => shallow({ interval }), ['10 seconds', Duration.seconds(10)], ['30 seconds', Duration.seconds(30)]),
  ...walkOptional('health.failureThreshold', failureThreshold => shallow({ failureThreshold }), ['2', 2], ['5', 5]),
  ...walkOptional('health.checkerRegions', checkerRegions => shallow({ checkerRegions }), ['three', CHECKERS.three], ['three others', CHECKERS.others]),
  ...walk('health.checkerRegions', checkerRegions => shallow({ checkerRegions }), { 'three': CHECKERS.three, 'three, reordered': [...CHECKERS.three].reverse() }, 'three → three, reordered'),
  ...walkOptional('health.name', name => shallow({ name }), ['Orders', 'Orders'], ['Sales', 'Sales']),
  ...walkOptional('drain', drain => shop({ drain, health: HealthCheck.deep() }), ['byPeers()', Drain.byPeers()]),
  ...walk<Drain | undefined>('drain, beside a table', drain => shop({ drain, health: HealthCheck.deep() }, api => api.addGlobalTable('Orders', KEY)), { 'none': undefined, 'byPeers()': Drain.byPeers() },
    'none → byPeers()', 'byPeers() → none', 'byPeers() → none → byPeers()'),
  ...walkOptional<(region: RegionalApi) => void>('addHealthAlarm()', alarm => withHealthAlarm(alarm), ['serverErrors()', region => region.addHealthAlarm(HealthAlarm.serverErrors(region))],
    ['latency()', region => region.addHealthAlarm(HealthAlarm.latency(region, { threshold: Duration.seconds(2) }))]),
  ...walkOptional('addHealthAlarm().insufficientData', insufficientData => withHealthAlarm(region => region.addHealthAlarm(HealthAlarm.serverErrors(region), { insufficientData })),
    ['UNHEALTHY', InsufficientDataHealthStatusEnum.UNHEALTHY], ['LAST_KNOWN_STATUS', InsufficientDataHealthStatusEnum.LAST_KNOWN_STATUS]),
  ...walkOptional('HealthAlarm.serverErrors().share', share => withHealthAlarm(region => region.addHealthAlarm(HealthAlarm.serverErrors(region, { share }))), ['10', 10], ['20', 20]),
  ...walkOptional('HealthAlarm.serverErrors().evaluationPeriods', evaluationPeriods => withHealthAlarm(region => region.addHealthAlarm(HealthAlarm.serverErrors(region, { evaluationPeriods }))), ['2', 2], ['5', 5]),
  ...walk('HealthAlarm.latency().threshold', threshold => withHealthAlarm(region => region.addHealthAlarm(HealthAlarm.latency(region, { threshold }))),
    { '1 second': Duration.seconds(1), '2 seconds': Duration.seconds(2) }, '1 second → 2 seconds'),
  ...walkOptional('HealthAlarm.latency().percentile', percentile => withHealthAlarm(region => region.addHealthAlarm(HealthAlarm.latency(region, { threshold: Duration.seconds(1), percentile }))), ['95', 95], ['90', 90]),
  ...walkOptional('HealthAlarm.replicationLatency().threshold', threshold => lagging({ threshold }), ['1 minute', Duration.minutes(1)], ['2 minutes', Duration.minutes(2)]),
];
