import { Annotations, App, Duration, SecretValue, Stack } from 'aws-cdk-lib';
import { AuthorizationType, CfnDomainName, MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnHealthCheck, CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  AccessLogs, ApiGateway, Authorizer, Drain, GlobalTable, GlobalTableProps, GradualDeployment, HealthAlarm, HealthCheck, Idempotency, MaxConcurrency,
  MultiRegionServerlessApi, RegionalApi, Routing,
} from '../../src';
import { addRouteEverywhere, aFunction, anApi, DOMAIN } from '../an-api';
import { recordedChecks, recordOf } from '../recorded/record-of';

/** An app and its context. */
export interface AppUnderRules {
  readonly context?: { [key: string]: unknown };
  build(app: App): void;
}

/** The smallest app that breaks a rule, and the same after the fix that the rule proposes. */
export interface BrokenApp {
  readonly code: string;
  readonly broken: AppUnderRules;
  readonly fixed: AppUnderRules;
}

const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };

/** Differs in one thing between the broken and the fixed app. */
function apps<T>(code: string, build: (app: App, value: T) => void, broken: T, fixed: T): BrokenApp {
  return { code, broken: { build: app => build(app, broken) }, fixed: { build: app => build(app, fixed) } };
}

/** The fix is outside of the app: it is told that it was done. */
function doneOutside(code: string, build: (app: App) => void): BrokenApp {
  return {
    code,
    broken: { build },
    fixed: {
      build: app => {
        build(app);
        acknowledge(app, code);
      },
    },
  };
}

function acknowledge(app: App, code: string) {
  Annotations.of(app).acknowledgeWarning(`cdk-multi-region-serverless-api:${code}`);
}

function addRoute(region: RegionalApi, path: string) {
  region.addRoute('GET', path, aFunction(region));
}

function endpointCheck(region: RegionalApi): CfnHealthCheck {
  return region.node.findChild('Health').node.findChild('Endpoint').node.defaultChild as CfnHealthCheck;
}

/** The old site takes a part of the callers while the API is new. */
function addOldSite(api: MultiRegionServerlessApi, healthCheckId: string | undefined) {
  const { stack } = api.regionalApis[0];
  new CfnRecordSet(stack, 'OldSite', {
    name: DOMAIN.domainName,
    type: 'A',
    hostedZoneId: DOMAIN.hostedZoneId,
    region: 'sa-east-1',
    setIdentifier: 'old-site',
    resourceRecords: ['192.0.2.7'],
    ttl: '60',
    healthCheckId,
  });
}

function addUnhealthyAlarm(scope: RegionalApi | Stack, healthCheckId: string) {
  new CfnAlarm(scope, 'Unhealthy', {
    namespace: 'AWS/Route53',
    metricName: 'HealthCheckStatus',
    dimensions: [{ name: 'HealthCheckId', value: healthCheckId }],
    statistic: 'Minimum',
    period: 60,
    evaluationPeriods: 1,
    threshold: 1,
    comparisonOperator: 'LessThanThreshold',
  });
}

function addOrders(app: App, grant: (table: GlobalTable, region: RegionalApi) => ((handler: ReturnType<typeof aFunction>) => void) | undefined) {
  const api = anApi({}, app);
  const table = api.addGlobalTable('Orders', KEY);
  for (const region of api.regionalApis) {
    const handler = aFunction(region, 'Orders', { environment: { TABLE_NAME: table.tableName } });
    grant(table, region)?.(handler);
    region.addRoute('GET', '/orders', handler);
  }
}

function addRoutesToOneFunction(app: App, functions: number) {
  for (const region of anApi({}, app).regionalApis) {
    const handlers = Array.from({ length: functions }, (_, i) => aFunction(region, i === 0 ? 'Orders' : `Orders${i}`));
    Array.from({ length: 60 }, (_, i) => region.addRoute('GET', `/orders-of-${i}`, handlers[i % functions]));
  }
}

/** A hundred and more resources to fill a stack with. */
function fillStack(app: App, routes: number) {
  for (const region of anApi({}, app).regionalApis) {
    const handlers = [0, 1, 2, 3].map(i => aFunction(region, `Handler${i}`));
    Array.from({ length: routes }, (_, i) => region.addRoute('GET', `/route-${i}`, handlers[i % handlers.length]));
  }
}

export const BROKEN_APPS: BrokenApp[] = [
  apps('route-missing-in-a-region', (app, regions) => {
    const api = anApi({}, app);
    regions.forEach(region => addRoute(api.inRegion(region), '/orders'));
  }, ['us-east-1'], ['us-east-1', 'eu-west-1']),

  apps('handmade-route', (app, options) => {
    for (const region of anApi({}, app).regionalApis) {
      region.useAuthorizer(Authorizer.iam());
      region.restApi.root.addResource('admin').addMethod('GET', new MockIntegration(), options);
    }
  }, {}, { authorizationType: AuthorizationType.IAM }),

  apps('api-key-differs', (app, value) => {
    for (const { restApi } of anApi({}, app).regionalApis) {
      restApi.addUsagePlan('Plan').addApiKey(restApi.addApiKey('Partner', { value }));
    }
  }, undefined as string | undefined, '{{resolve:secretsmanager:shop/partner-key}}'),

  apps('api-key-value-twice', (app, keys) => {
    addPlans(app, { basic: ['acme'] });
    addPlans(app, { basic: keys }, 'Feed');
  }, ['acme'], ['bolt']),

  apps('health-route-missing', (app, regions) => {
    const api = anApi({ health: HealthCheck.custom({ path: '/ready' }) }, app);
    addRouteEverywhere(api, 'GET', '/orders');
    regions.forEach(region => api.inRegion(region).addRoute('GET', '/ready', aFunction(api.inRegion(region)), { regional: true }));
  }, ['us-east-1'], ['us-east-1', 'eu-west-1']),

  apps('region-without-health-check', (app, hasAlarms) => {
    const api = anApi({ health: HealthCheck.alarms() }, app);
    addRouteEverywhere(api, 'GET', '/orders');
    if (hasAlarms) api.regionalApis.forEach(region => region.addHealthAlarm(HealthAlarm.serverErrors(region)));
  }, false, true),

  apps('health-check-on-guarded-name', (app, nameOf) => {
    for (const region of anApi({}, app).regionalApis) {
      endpointCheck(region).addPropertyOverride('HealthCheckConfig.FullyQualifiedDomainName', nameOf(region));
    }
  }, (_: RegionalApi) => DOMAIN.domainName, region => new URL(region.regionalUrl).hostname),

  apps('execute-api-checked-while-off', (app, nameOf) => {
    for (const region of anApi({}, app).regionalApis) {
      new CfnHealthCheck(region, 'ExecuteApiCheck', { healthCheckConfig: { type: 'HTTPS', fullyQualifiedDomainName: nameOf(region) } });
    }
  }, (region: RegionalApi) => `${region.restApi.restApiId}.execute-api.${region.region}.amazonaws.com`, region => new URL(region.regionalUrl).hostname),

  {
    code: 'health-check-interval-changed',
    broken: { context: recordedInterval(30), build: app => anApi({ health: HealthCheck.deep({ interval: Duration.seconds(10) }) }, app) },
    fixed: { context: recordedInterval(10), build: app => anApi({ health: HealthCheck.deep({ interval: Duration.seconds(10) }) }, app) },
  },

  {
    code: 'health-checks-not-recorded',
    broken: { build: app => anApi({}, app).addOperations() },
    fixed: { context: recordedIds(), build: app => anApi({}, app).addOperations() },
  },

  {
    code: 'guarding-check-replaced',
    broken: { context: recordedIds('ShopHealthEndpointB5E31C0A every 30 s'), build: app => anApi({ drain: Drain.byPeers() }, app).addOperations() },
    fixed: { context: recordedIds('ShopHealthCalculatedE18293FA'), build: app => anApi({ drain: Drain.byPeers() }, app).addOperations() },
  },

  apps('record-without-check', (app, checkOf) => {
    const api = anApi({}, app);
    addOldSite(api, checkOf(api.regionalApis[0]));
  }, (_: RegionalApi) => undefined as string | undefined, region => region.healthCheck.healthCheckId),

  apps('alarm-in-the-wrong-region', (app, scopeOf) => {
    addUnhealthyAlarm(scopeOf(anApi({}, app), app), '5d1c9f0e-0000-4000-8000-000000000001');
  }, (api: MultiRegionServerlessApi, _: App): RegionalApi | Stack => api.inRegion('eu-west-1'), (_, app) => new Stack(app, 'Alarms', { env: { region: 'us-east-1' } })),

  apps('reference-to-another-region', (app, arnOf) => {
    for (const region of anApi({}, app).regionalApis) {
      region.addRoute('GET', '/orders', Function.fromFunctionArn(region, 'Orders', arnOf(region)));
    }
  }, (_: RegionalApi) => 'arn:aws:lambda:us-east-1:111122223333:function:orders', ({ region }) => `arn:aws:lambda:${region}:111122223333:function:orders`),

  apps('same-global-name', (app, roleNameOf) => {
    for (const region of anApi({}, app).regionalApis) {
      new Role(region, 'Worker', { roleName: roleNameOf(region), assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    }
  }, (_: RegionalApi) => 'orders-worker', ({ region }) => `orders-worker-${region}`),

  apps('account-role-set-twice', (app, setAccountRole) => {
    anApi({ gateway: ApiGateway.rest({ accessLogs: AccessLogs.cloudWatch({ setAccountRole: true }) }) }, app);
    anApi({ gateway: ApiGateway.rest({ accessLogs: AccessLogs.cloudWatch({ setAccountRole }) }), domain: { ...DOMAIN, domainName: 'feed.example.com' } }, app, 'Feed');
  }, true, false),

  apps('alarm-waits-for-deployment', (app, metricOf) => {
    for (const region of anApi({}, app).regionalApis) {
      const alarm = metricOf(region).createAlarm(region, 'Slow', { threshold: 2000, evaluationPeriods: 3 });
      region.addRoute('GET', '/orders', aFunction(region, 'Orders'), { deployment: GradualDeployment.canary({ alarms: [alarm] }) });
    }
  }, (region: RegionalApi) => region.restApi.deploymentStage.metricLatency(), _ => latencyOf('Shop', 'prod')),

  apps('deployment-alarms', (app, count) => {
    for (const region of anApi({}, app).regionalApis) {
      const alarms = Array.from({ length: count }, (_, i) => latencyOf('Shop', 'prod').createAlarm(region, `Alarm${i}`, { threshold: 100 * i, evaluationPeriods: 3 }));
      region.addRoute('GET', '/orders', aFunction(region, 'Orders'), { deployment: GradualDeployment.canary({ alarms }) });
    }
    // The function's own alarm is one more.
  }, 50, 49),

  apps('handlers-differ', (app, memory) => {
    for (const region of anApi({}, app).regionalApis) {
      region.addRoute('GET', '/orders', aFunction(region, 'Orders', { memorySize: memory[region.region] }));
    }
  }, { 'us-east-1': 512, 'eu-west-1': 256 } as Record<string, number>, { 'us-east-1': 512, 'eu-west-1': 512 }),

  apps('schedule-in-several-regions', (app, isEnabled) => {
    for (const region of anApi({}, app).regionalApis) {
      const remind = aFunction(region, 'Remind', { deadLetterQueueEnabled: true });
      new Rule(region, 'Daily', { schedule: Schedule.cron({ hour: '8', minute: '0' }), targets: [new LambdaFunction(remind)], enabled: isEnabled(region) });
    }
  }, (_: RegionalApi) => true, ({ region }) => region === 'us-east-1'),

  apps('failed-events-lost', (app, deadLetterQueueEnabled) => {
    for (const region of anApi({}, app).regionalApis) {
      new Topic(region, 'Orders').addSubscription(new LambdaSubscription(aFunction(region, 'Index', { deadLetterQueueEnabled })));
    }
  }, false, true),

  apps('visibility-too-short', (app, seconds) => {
    for (const region of anApi({}, app).regionalApis) {
      const orders = new Queue(region, 'Orders', { visibilityTimeout: Duration.seconds(seconds) });
      aFunction(region, 'Worker', { timeout: Duration.seconds(60) }).addEventSource(new SqsEventSource(orders));
    }
  }, 30, 360),

  apps('dead-letter-queue-of-another-kind', (app, fifo) => {
    for (const region of anApi({}, app).regionalApis) {
      new Queue(region, 'Orders', { fifo: true, deadLetterQueue: { queue: new Queue(region, 'Dead', { fifo }), maxReceiveCount: 5 } });
    }
  }, undefined as true | undefined, true),
  apps('queue-without-worker', (app, regions) => {
    const api = anApi({}, app);
    const orders = api.addQueue('Orders');
    regions.forEach(region => orders.consume(aFunction(api.inRegion(region), 'Worker')));
  }, ['us-east-1'], ['us-east-1', 'eu-west-1']),

  apps('workers-concurrency-differs', (app, limits) => {
    const api = anApi({}, app);
    const orders = api.addQueue('Orders');
    api.regionalApis.forEach((region, i) => orders.consume(aFunction(region, 'Worker'), { maxConcurrency: limits[i] }));
  }, [MaxConcurrency.inEachRegion(2)], [MaxConcurrency.inEachRegion(2), MaxConcurrency.inEachRegion(2)]),

  apps('function-without-grant', (app, isGranted) => {
    addOrders(app, table => handler => isGranted && table.grantReadWriteData(handler));
  }, false, true),

  apps('table-without-replica', (app, replicas) => {
    new TableV2(new Stack(app, 'Crm', { env: { region: 'us-east-1' } }), 'Customers', { ...KEY, tableName: 'crm-customers', replicas: replicas.map(region => ({ region })) });
    const api = anApi({}, app);
    api.importGlobalTable('Customers', { tableName: 'crm-customers', partitionKey: KEY.partitionKey });
  }, [] as string[], ['eu-west-1']),

  apps('idempotency-by-function-name', (app, options) => {
    const api = anApi({}, app);
    const once = api.addIdempotencyTable('Charges', { across: Idempotency.afterReplication() });
    const code = Code.fromInline(`const { makeIdempotent } = require('@aws-lambda-powertools/idempotency');
      exports.handler = makeIdempotent(async () => ({ statusCode: 200 }), { persistenceStore${options} });`);
    api.regionalApis.forEach(region => once.grant(aFunction(region, 'Charge', { code })));
  }, '', ', keyPrefix: process.env.IDEMPOTENCY_KEY_PREFIX'),

  apps('function-policy-too-large', addRoutesToOneFunction, 1, 2),

  apps('api-routes-quota', (app, routes) => {
    for (const { httpApi } of anApi({ gateway: ApiGateway.http() }, app).regionalApis) {
      // The health check's is one more.
      routes.forEach((path, i) => new CfnRoute(httpApi, `Route${i}`, { apiId: httpApi.apiId, routeKey: `GET ${path}` }));
    }
  }, Array.from({ length: 240 }, (_, i) => `/orders-of-${i}`), ['/{proxy+}']),

  apps('stack-resources-quota', fillStack, 142, 130),

  doneOutside('health-checks-quota', app => {
    const { stack } = anApi({}, app).regionalApis[0];
    Array.from({ length: 160 }, (_, i) => new CfnHealthCheck(stack, `Check${i}`, { healthCheckConfig: { type: 'TCP', ipAddress: '192.0.2.9', port: 1000 + i } }));
  }),

  doneOutside('domain-names-quota', app => {
    for (const { stack } of anApi({}, app).regionalApis) {
      Array.from({ length: 96 }, (_, i) => new CfnDomainName(stack, `Name${i}`, { domainName: `tenant-${i}.example.com` }));
    }
  }),

  doneOutside('low-default-throttle', app => {
    anApi({ regions: ['us-east-1', 'af-south-1'] }, app);
    acknowledge(app, 'opt-in-region');
  }),

  doneOutside('opt-in-region', app => { anApi({ regions: ['us-east-1', 'ap-east-1'] }, app); }),

  apps('service-missing-in-region', (app, regions) => { anApi({ regions }, app); }, ['us-iso-east-1', 'us-iso-west-1'], ['us-gov-east-1', 'us-gov-west-1']),

  {
    code: 'deployment-not-recorded',
    broken: { build: app => anApi({}, app) },
    fixed: { get context() { return recordOf(app => anApi({}, app)); }, build: app => anApi({}, app) },
  },

  updates('table-changes-in-steps', addOrdersTable, {}, { regions: ['us-east-1', 'eu-west-1', 'sa-east-1', 'eu-north-1'] }, { regions: ['us-east-1', 'eu-west-1', 'sa-east-1'] }),

  updates('protected-replica-removed', addOrdersTable, { regions: ['us-east-1', 'eu-west-1', 'sa-east-1'] }, {}),

  updates<Partial<GlobalTableProps> & { regions?: string[] }>('replica-removed-under-callers', addOrdersTable,
    { regions: ['us-east-1', 'eu-west-1', 'sa-east-1'], deletionProtection: false }, { deletionProtection: false }),

  updates('table-cannot-change', addOrdersTable, {}, { sortKey: { name: 'at', type: AttributeType.NUMBER } }),

  updates('table-definition-moved', addOrdersTable, {}, { regions: ['eu-west-1', 'us-east-1'] }),

  updates('time-to-live-changed', addOrdersTable, { timeToLiveAttribute: 'expires' }, { timeToLiveAttribute: 'expiresAt' }, {}),

  updates('index-not-active-yet', addOrdersTable, {}, {
    globalSecondaryIndexes: [{ indexName: 'byDay', partitionKey: { name: 'day', type: AttributeType.STRING } }],
  }),

  updates('path-variable-renamed', (app, path) => addRouteEverywhere(anApi({}, app), 'GET', path), '/orders/{id}', '/orders/{order}', '/orders/by/{order}'),

  updates('api-key-moved', addPlans, { basic: ['acme'] }, { basic: ['acme-corp'] }),

  updates('routing-policy-changed', (app, routing) => { anApi({ routing }, app); }, Routing.latency(), Routing.activePassive({ primary: 'us-east-1' })),

  updates('name-held-by-another', (app, id) => anApi({}, app).regionalApis.forEach(region => new Queue(region, id, { queueName: 'orders' })), 'Orders', 'Baskets'),
];

function recordedInterval(interval: number) {
  return recordedChecks({ 'us-east-1': { interval }, 'eu-west-1': { interval } });
}

function recordedIds(guard?: string) {
  return recordedChecks({
    'us-east-1': { id: '5d1c9f0e-0000-4000-8000-000000000002', guard, interval: 30 },
    'eu-west-1': { id: '5d1c9f0e-0000-4000-8000-000000000003', guard, interval: 30 },
  });
}

/** An app that was deployed in one form, and is to be updated to a form that AWS refuses, or to one that it does not. */
function updates<T>(code: string, build: (app: App, value: T) => void, deployed: T, broken: T, fixed: T = deployed): BrokenApp {
  let record: AppUnderRules['context'];
  const context = () => record ??= recordOf(app => build(app, deployed));
  return {
    code,
    broken: { get context() { return context(); }, build: app => build(app, broken) },
    fixed: { get context() { return context(); }, build: app => build(app, fixed) },
  };
}

function addOrdersTable(app: App, { regions, ...props }: Partial<GlobalTableProps> & { regions?: string[] }) {
  anApi({ regions: regions ?? ['us-east-1', 'eu-west-1'], primaryRegion: regions?.[0] }, app).addGlobalTable('Orders', { ...KEY, ...props });
}

function addPlans(app: App, plans: { [plan: string]: string[] }, id: string = 'Shop') {
  const usagePlans = Object.entries(plans).map(([name, keys]) => ({
    name, apiKeys: keys.map(key => ({ name: key, value: SecretValue.secretsManager(`shop/${key.slice(0, 4)}`) })),
  }));
  anApi({ domain: { ...DOMAIN, domainName: `${id.toLowerCase()}.example.com` }, gateway: ApiGateway.rest({ usagePlans }) }, app, id);
}

function latencyOf(apiName: string, stage: string): Metric {
  return new Metric({ namespace: 'AWS/ApiGateway', metricName: 'Latency', dimensionsMap: { ApiName: apiName, Stage: stage } });
}
