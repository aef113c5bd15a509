import { App, Annotations, Duration, Lazy, Stack, Stage, Token } from 'aws-cdk-lib';
import { Annotations as FoundAnnotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AccessLogs, ApiGateway, Authorizer, Drain, GradualDeployment, HealthAlarm, HealthCheck, MultiRegionServerlessApi, Notification, OperationsOptions,
} from '../../src';
import { addRouteEverywhere, aFunction, anApi, templateOf } from '../an-api';
import { recordedChecks } from '../recorded/record-of';

const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };
const IDS = { 'us-east-1': '11111111-1111-4111-8111-111111111111', 'eu-west-1': '22222222-2222-4222-8222-222222222222' };
const HTTP = ApiGateway.http({ accessLogs: AccessLogs.cloudWatch() });
const WARNING = 'cdk-multi-region-serverless-api:health-checks-not-recorded';

function recorded(ids: { [region: string]: string }): App {
  const checks = Object.fromEntries(Object.entries(ids).map(([region, id]) => [region, { id }]));
  return new App({ context: recordedChecks(checks), treeMetadata: false });
}

function operationsStack(api: MultiRegionServerlessApi): Stack {
  return api.node.findChild('Operations') as Stack;
}

/** The alarms of a template, by name. */
function alarmsOf(template: Template): { [name: string]: any } {
  return Object.fromEntries(Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => [Properties.AlarmName, Properties]));
}

function alarmsIn(options: OperationsOptions = {}, region: string = 'eu-west-1') {
  const api = anApi();
  api.addOperations(options);
  api.addGlobalTable('Orders', KEY);
  addRouteEverywhere(api, 'GET', '/orders');
  return alarmsOf(templateOf(api, region));
}

const READY_MADE = { Period: 60, EvaluationPeriods: 3, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching' };

describe('in each Region\'s stack there are alarms', () => {
  test('on server errors, latency, the rate of requests, throttled functions and the replication of each table', () => {
    expect(Object.keys(alarmsIn()).sort()).toEqual([
      'Shop-eu-west-1-FunctionThrottles', 'Shop-eu-west-1-Latency', 'Shop-eu-west-1-Orders-ReplicationLatency-us-east-1',
      'Shop-eu-west-1-RequestRate', 'Shop-eu-west-1-ServerErrors',
    ]);
  });

  const ofStage = [{ Name: 'ApiName', Value: 'Shop' }, { Name: 'Stage', Value: 'prod' }];
  test.each<[string, OperationsOptions, string, object]>([
    ['more than 5 % server errors', {}, 'ServerErrors', {
      ...READY_MADE, Namespace: 'AWS/ApiGateway', MetricName: '5XXError', Dimensions: ofStage, Statistic: 'Average', Threshold: 0.05,
    }],
    ['a share of your own', { serverErrors: { share: 2, evaluationPeriods: 7 } }, 'ServerErrors', { Threshold: 0.02, EvaluationPeriods: 7 }],
    ['p99 above 3 seconds', {}, 'Latency', {
      ...READY_MADE, Namespace: 'AWS/ApiGateway', MetricName: 'Latency', Dimensions: ofStage, ExtendedStatistic: 'p99', Threshold: 3000,
    }],
    ['a latency of your own', { latency: { threshold: Duration.millis(700), percentile: 95, evaluationPeriods: 8 } }, 'Latency', {
      ExtendedStatistic: 'p95', Threshold: 700, EvaluationPeriods: 8,
    }],
    ['more than 40 % of 10,000 requests a second, counted by the minute', {}, 'RequestRate', {
      ...READY_MADE, Namespace: 'AWS/ApiGateway', MetricName: 'Count', Dimensions: ofStage, Statistic: 'Sum', Threshold: 240_000,
    }],
    ['a share of a quota of your own', { requestRate: { share: 60, evaluationPeriods: 9 }, throttleQuotas: { 'eu-west-1': 20_000 } }, 'RequestRate', {
      Threshold: 720_000, EvaluationPeriods: 9,
    }],
    ['any throttled function', {}, 'FunctionThrottles', {
      EvaluationPeriods: 3, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching', Threshold: 0,
    }],
    ['a throttled function for longer', { functionThrottles: { evaluationPeriods: 10 } }, 'FunctionThrottles', { EvaluationPeriods: 10 }],
    ['writes that take more than 5 minutes', {}, 'Orders-ReplicationLatency-us-east-1', {
      ...READY_MADE,
      Namespace: 'AWS/DynamoDB',
      MetricName: 'ReplicationLatency',
      Statistic: 'Average',
      Threshold: 300_000,
      Dimensions: [{ Name: 'ReceivingRegion', Value: 'us-east-1' }, { Name: 'TableName', Value: 'Shop-Orders' }],
    }],
    ['a replication latency of your own', { replicationLatency: { threshold: Duration.seconds(90), evaluationPeriods: 11 } }, 'Orders-ReplicationLatency-us-east-1', {
      Threshold: 90_000, EvaluationPeriods: 11,
    }],
  ])('on %s', (_, options, name, properties) => {
    expect(alarmsIn(options)[`Shop-eu-west-1-${name}`]).toMatchObject(properties);
  });

  test('that know the smaller quota of some Regions', () => {
    const api = anApi({ regions: ['eu-west-1', 'af-south-1'] });
    api.addOperations();
    expect(alarmsOf(templateOf(api, 'af-south-1'))['Shop-af-south-1-RequestRate']).toMatchObject({
      Threshold: 60_000,
      AlarmDescription: 'The requests to af-south-1 come to more than 40 % of the 2500 a second that API Gateway lets through',
    });
  });

  test.each<[string, OperationsOptions | undefined, number]>([
    ['is not told', {}, 1],
    ['is told', { throttleQuotas: { 'af-south-1': 10_000 } }, 0],
    ['cannot be, without operations', undefined, 1],
  ])('and a quota that was raised is no reason for a warning where it %s', (_, options, warnings) => {
    const app = recorded({ ...IDS, 'af-south-1': '44444444-4444-4444-8444-444444444444' });
    const api = anApi({ regions: ['eu-west-1', 'af-south-1'] }, app);
    if (options) api.addOperations(options);
    const found = app.synth().stacks.flatMap(({ messages }) => messages.map(({ entry }) => String(entry.data)));
    expect(found.filter(text => text.includes('low-default-throttle'))).toHaveLength(warnings);
  });

  test.each([
    [['us-east-1', 'eu-west-1'], 40],
    [['us-east-1', 'eu-west-1', 'sa-east-1'], 53],
    [['us-east-1', 'eu-west-1', 'sa-east-1', 'us-west-2'], 60],
    [['us-east-1', 'eu-west-1', 'sa-east-1', 'us-west-2', 'eu-north-1', 'us-east-2'], 66],
  ])('on a rate that leaves room for the callers of another Region: of %j at %d %%', (regions, share) => {
    const api = anApi({ regions });
    api.addOperations();
    const { Threshold } = alarmsOf(templateOf(api, 'eu-west-1'))['Shop-eu-west-1-RequestRate'];
    expect(Threshold).toBe(share * 100 * 60);
    const afterFailover = Threshold / 60 / 10_000 * regions.length / (regions.length - 1);
    expect(afterFailover).toBeLessThanOrEqual(0.8);
    expect(afterFailover).toBeGreaterThan(0.78);
  });

  test.each([
    ['an HTTP', HTTP], ['a REST', ApiGateway.rest({ accessLogs: AccessLogs.cloudWatch() })],
  ])('on what %s API logs, without Route 53\'s checkers', (_, gateway) => {
    const api = anApi({ gateway });
    api.addOperations();
    addRouteEverywhere(api, 'GET', '/orders');
    const template = templateOf(api, 'eu-west-1');
    const alarms = alarmsOf(template);
    expect(alarms['Shop-eu-west-1-ServerErrors']).toMatchObject({ Namespace: 'hello.example.com', MetricName: 'ServerErrors', Statistic: 'Average', Threshold: 0.05 });
    expect(alarms['Shop-eu-west-1-RequestRate']).toMatchObject({ Namespace: 'hello.example.com', MetricName: 'ServerErrors', Statistic: 'SampleCount', Threshold: 240_000 });
    expect(alarms['Shop-eu-west-1-Latency']).toMatchObject({ Namespace: 'hello.example.com', MetricName: 'Latency', ExtendedStatistic: 'p99', Threshold: 3000 });
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ ($.domainName = "hello.example.com") && ($.responseLatency >= 0) }',
      MetricTransformations: [{ MetricName: 'Latency', MetricNamespace: 'hello.example.com', MetricValue: '$.responseLatency', Unit: 'Milliseconds' }],
    });
  });

  test('that keep their logical ids when Regions come, go and change their places', () => {
    const idsOf = (...regions: string[]) => {
      const api = anApi({ regions });
      api.addOperations();
      const table = api.addGlobalTable('Orders', KEY);
      HealthAlarm.replicationLatency(api.inRegion('eu-west-1'), table); // without names
      const alarms = templateOf(api, 'eu-west-1').findResources('AWS::CloudWatch::Alarm');
      return new Map(Object.entries(alarms).map(([id, { Properties }]) => [Properties.AlarmName ?? Properties.AlarmDescription, id]));
    };
    const known = idsOf('us-east-1', 'eu-west-1', 'sa-east-1');
    expect([...known.keys()].filter(name => name.includes('ReplicationLatency'))).toHaveLength(2);
    for (const regions of [['us-east-1', 'eu-west-1'], ['sa-east-1', 'eu-west-1'], ['sa-east-1', 'us-east-1', 'eu-west-1'], ['ap-south-1', 'eu-west-1', 'us-east-1', 'sa-east-1']]) {
      const ids = idsOf(...regions);
      expect([...ids].filter(([name]) => known.has(name)).map(([name, id]) => [name, id === known.get(name)])).toEqual(
        [...ids.keys()].filter(name => known.has(name)).map(name => [name, true]));
      expect([...ids.keys()].filter(name => name.includes('ReplicationLatency'))).toHaveLength(regions.length - 1);
    }
  });

  test.each(['before', 'after'])('beside those that Route 53 follows, made %s them, and nothing is counted twice', when => {
    const api = anApi({ gateway: HTTP });
    const follow = () => api.regionalApis.forEach(region => region.addHealthAlarm(HealthAlarm.serverErrors(region)));
    if (when === 'before') follow();
    api.addOperations();
    if (when === 'after') follow();
    addRouteEverywhere(api, 'GET', '/orders');
    const template = templateOf(api, 'us-east-1');
    template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { MetricName: 'ServerErrors', Statistic: 'Average' }, 2);
    template.resourcePropertiesCountIs('AWS::Logs::MetricFilter', { MetricTransformations: [Match.objectLike({ MetricName: 'ServerErrors' })] }, 2); // the ones and the zeros
  });

  test('on tables and functions that come before or after, alike', () => {
    const [first, second] = [true, false].map(early => {
      const api = anApi();
      if (early) api.addOperations();
      api.addGlobalTable('Orders', KEY);
      addRouteEverywhere(api, 'GET', '/orders');
      if (!early) api.addOperations();
      return templateOf(api, 'us-east-1').toJSON().Resources;
    });
    expect(second).toEqual(first);
  });

  test('that tell a topic in the Region when they are raised, and when they are over', () => {
    const api = anApi({}, recorded(IDS));
    api.addOperations();
    api.addGlobalTable('Orders', KEY);
    addRouteEverywhere(api, 'GET', '/orders');
    for (const stack of [...api.regionalApis.map(region => region.stack), operationsStack(api)]) {
      const template = Template.fromStack(stack);
      const [topic, ...others] = Object.keys(template.findResources('AWS::SNS::Topic'));
      expect(others).toEqual([]);
      template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [{ Ref: topic }], OKActions: [{ Ref: topic }] });
    }
  });

  test.each(['before', 'after'])('of which those on errors and latency roll back gradual deployments that come %s them', when => {
    const api = anApi();
    if (when === 'after') api.addOperations();
    api.regionalApis.forEach(region => region.addRoute('GET', '/orders', aFunction(region), { deployment: GradualDeployment.canary() }));
    if (when === 'before') api.addOperations();
    const template = templateOf(api, 'eu-west-1');
    const nameOf = ({ Ref }: { Ref: string }) => template.toJSON().Resources[Ref].Properties.AlarmName;
    const [{ Properties }] = Object.values(template.findResources('AWS::CodeDeploy::DeploymentGroup'));
    const watched = Properties.AlarmConfiguration.Alarms.map(({ Name }: any) => nameOf(Name));
    expect(watched).toEqual(expect.arrayContaining(['Shop-eu-west-1-ServerErrors', 'Shop-eu-west-1-Latency']));
    expect(watched).not.toContain('Shop-eu-west-1-RequestRate');
    expect(api.node.root.node.validate()).toEqual([]);
  });
});

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
describe('the alarm on throttled functions', () => {
  const throttles = (functions: number) => {
    const api = anApi({ health: HealthCheck.shallow() });
    api.addOperations();
    for (let i = 0; i < functions; i++) addRouteEverywhere(api, 'GET', `/orders${i}`);
    return Object.entries(alarmsOf(templateOf(api, 'eu-west-1'))).filter(([name]) => name.includes('FunctionThrottles'))
      .map(([name, { Metrics }]) => [name, Metrics.length - 1]);
  };

  test.each([
    [1, [['Shop-eu-west-1-FunctionThrottles', 1]]],
    [10, [['Shop-eu-west-1-FunctionThrottles', 10]]],
    [11, [['Shop-eu-west-1-FunctionThrottles', 10], ['Shop-eu-west-1-FunctionThrottles2', 1]]],
    [21, [['Shop-eu-west-1-FunctionThrottles', 10], ['Shop-eu-west-1-FunctionThrottles2', 10], ['Shop-eu-west-1-FunctionThrottles3', 1]]],
  ])('of %d functions has at most ten of them', (functions, alarms) => {
    expect(throttles(functions)).toEqual(alarms);
  });

  test('is on the sum over the handlers, the authorizers and the health function, each once', () => {
    const api = anApi();
    api.addOperations();
    const region = api.inRegion('us-east-1');
    const [handler, judge] = [aFunction(region, 'Orders'), aFunction(region, 'Judge')];
    const authorizer = Authorizer.lambdaToken('Judge', judge);
    api.regionalApis.forEach(each => each.addRoute('GET', '/other', each === region ? handler : aFunction(each), { regional: true }));
    region.addRoute('GET', '/orders', handler, { authorizer, regional: true });
    region.addRoute('POST', '/orders', handler, { authorizer, regional: true });
    const [sum, ...metrics] = alarmsOf(templateOf(api, 'us-east-1'))['Shop-us-east-1-FunctionThrottles'].Metrics;
    expect(sum).toEqual({ Id: 'sum', Expression: 'SUM(METRICS())', Label: 'Throttles', ReturnData: true });
    const stats = metrics.map(({ MetricStat }: any) => MetricStat);
    expect(stats.map(({ Metric, Stat, Period }: any) => [Metric.Dimensions[0].Value.Ref, Metric.MetricName, Stat, Period])).toEqual([
      [expect.stringMatching(/^ShopHealthProbe/), 'Throttles', 'Sum', 60],
      [expect.stringMatching(/^ShopOrders/), 'Throttles', 'Sum', 60],
      [expect.stringMatching(/^ShopJudge/), 'Throttles', 'Sum', 60],
    ]);
  });
});

describe('the stack of the operations', () => {
  test('is in us-east-1 and depends on no other, nor does any other depend on it', () => {
    const api = anApi({ regions: ['eu-west-1', 'ap-southeast-1'], description: 'The shop', tags: { team: 'shop' } });
    api.addOperations();
    api.addGlobalTable('Orders', KEY);
    const stack = operationsStack(api);
    expect([stack.stackName, stack.region, stack.dependencies, stack.templateOptions.description]).toEqual(['Shop-Operations', 'us-east-1', [], 'The shop']);
    const others = api.node.findAll().filter(Stack.isStack).filter(other => other !== stack);
    expect(others.flatMap(({ dependencies }) => dependencies)).not.toContain(stack);
    expect(others.map(other => Object.keys(Template.fromStack(other).findResources('AWS::CloudWatch::Dashboard')).length)).toEqual([0, 0, 0]);
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });

  test('is another one than that of the Region us-east-1, whose template is equal to the others\'', () => {
    const app = recorded(IDS);
    const api = anApi({ drain: Drain.byPeers(), gateway: ApiGateway.rest({ accessLogs: AccessLogs.cloudWatch() }) }, app);
    api.addOperations({ notification: Notification.email('on-call@example.com') });
    api.addGlobalTable('Orders', KEY);
    addRouteEverywhere(api, 'GET', '/orders');
    const texts = api.regionalApis.map(({ stack }) => Object.keys(IDS).reduce((text, region) =>
      text.replaceAll(region, '<Region>').replaceAll(region.replaceAll('-', ''), '<Region>'), JSON.stringify(Template.fromStack(stack).toJSON())));
    expect(new Set(texts).size).toBe(1);
  });

  test.each([
    ['China', 'aws-cn', ['cn-northwest-1', 'cn-north-1']],
    ['GovCloud', 'aws-us-gov', ['us-gov-east-1', 'us-gov-west-1']],
  ])('is in the first Region in %s, where nobody knows of Route 53\'s metrics, and says so instead of watching them', (_, partition, regions) => {
    const app = recorded(Object.fromEntries(regions.map((region, i) => [region, Object.values(IDS)[i]])));
    const api = anApi({ regions }, app);
    const notification = Notification.topics(Object.fromEntries(regions.map(region =>
      [region, `arn:${partition}:sns:${region}:111122223333:on-call`])));
    const operations = api.addOperations({ notification });
    const stack = operationsStack(api);
    expect(stack.region).toBe(regions[0]);
    expect(operations.route53Alarms).toEqual([]);
    expect(() => operations.route53Topic).toThrow('`route53Topic` exists in the partition `aws`: where other ones have Route 53\'s metrics is not documented, '
      + `got: "${regions[0]}". Use \`topic(region)\``);
    const template = Template.fromStack(stack);
    expect(Object.values(template.toJSON().Resources).map(({ Type }: any) => Type).filter(type => type !== 'AWS::CDK::Metadata')).toEqual(['AWS::CloudWatch::Dashboard']);
    const body = JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'));
    expect(body).toContain('Where this partition of AWS has the metrics of Route 53 is not documented');
    expect(body).not.toContain('AWS/Route53');
  });

  test('does not ask for a record of health checks in China', () => {
    const app = new App();
    anApi({ regions: ['cn-north-1', 'cn-northwest-1'] }, app).addOperations();
    expect(app.synth().stacks.flatMap(({ messages }) => messages.map(({ id, entry }) => `${id} ${entry.data}`)).filter(text => text.includes(WARNING))).toEqual([]);
  });

  test('has literals and its own pseudo parameters only, and exports nothing', () => {
    const app = recorded(IDS);
    const api = anApi({ drain: Drain.byPeers() }, app);
    api.addOperations();
    api.addGlobalTable('Orders', KEY);
    for (const { template } of app.synth().stacks) {
      expect(JSON.stringify([template.Resources, template.Outputs]).match(/Fn::ImportValue|"Export"|AWS::SSM|Fn::GetStackOutput/)).toBeNull();
    }
    const refs = [...JSON.stringify(Template.fromStack(operationsStack(api)).toJSON().Resources).matchAll(/"Ref":"([^"]+)"/g)].map(([, ref]) => ref);
    expect([...new Set(refs)].sort()).toEqual(['AWS::AccountId', 'AWS::Partition', 'OperationsTopic6D6844EA']);
  });

  test('is in the stage of the API, and in the account of its stacks', () => {
    const stage = new Stage(new App(), 'Prod');
    const stacks = Object.keys(IDS).map(region => new Stack(stage, `Own-${region}`, { env: { region, account: '111122223333' } }));
    const api = anApi({ stacks }, stage);
    api.addOperations();
    const { stackName, account } = operationsStack(api);
    expect([stackName, account]).toEqual(['Prod-Shop-Operations', '111122223333']);
    expect(Stage.of(operationsStack(api))).toBe(stage);
    expect(Object.keys(alarmsOf(Template.fromStack(stacks[1])))).toContain('Prod-Shop-eu-west-1-ServerErrors');
  });
});

describe('a Region that Route 53 takes for unhealthy', () => {
  test('raises an alarm where Route 53\'s metrics are, if its health check is recorded', () => {
    const api = anApi({}, recorded({ 'eu-west-1': IDS['eu-west-1'], 'sa-east-1': '33333333-3333-4333-8333-333333333333' }));
    const operations = api.addOperations();
    expect(alarmsOf(Template.fromStack(operationsStack(api)))).toEqual({
      'Shop-eu-west-1-Unhealthy': expect.objectContaining({
        Namespace: 'AWS/Route53',
        MetricName: 'HealthCheckStatus',
        Dimensions: [{ Name: 'HealthCheckId', Value: IDS['eu-west-1'] }],
        Statistic: 'Minimum',
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        Period: 60,
        EvaluationPeriods: 1,
        TreatMissingData: 'breaching',
      }),
    });
    expect(operations.route53Alarms).toHaveLength(1);
  });

  const messages = (app: App) => app.synth().stacks.flatMap(stack => stack.messages.map(({ level, entry }) => [level, String(entry.data)]))
    .filter(([, text]) => !text.includes('deployment-not-recorded'));

  test('is not told while it is not recorded, and one warning says so', () => {
    const app = recorded({ 'eu-west-1': IDS['eu-west-1'] });
    anApi({ regions: ['us-east-1', 'eu-west-1', 'sa-east-1'] }, app).addOperations();
    expect(messages(app)).toEqual([['warning', expect.stringMatching(new RegExp('^The health checks of Shop in us-east-1, sa-east-1 are not recorded: nobody is told'
      + ' when Route 53 takes one of these Regions for unhealthy, .* run `npx multi-region record --outputs outputs.json`, and deploy again\\.'))]]);
  });

  test('is not warned of when all are recorded', () => {
    const app = recorded(IDS);
    anApi({}, app).addOperations();
    expect(messages(app)).toEqual([]);
  });

  test.each(['before', 'after'])('is not warned of when that is acknowledged %s', when => {
    const app = new App();
    if (when === 'before') Annotations.of(app).acknowledgeWarning(WARNING);
    const api = anApi({}, app);
    api.addOperations();
    if (when === 'after') Annotations.of(app).acknowledgeWarning(WARNING);
    expect(messages(app)).toEqual([]);
    expect(FoundAnnotations.fromStack(operationsStack(api)).findWarning('*', Match.anyValue())).toEqual([]);
  });
});

describe('a drained Region', () => {
  const variablesOf = (api: MultiRegionServerlessApi) => Object.values(templateOf(api, 'eu-west-1').findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => Properties.Environment.Variables);

  test('is told by the log of its peers\' health functions', () => {
    const api = anApi({ drain: Drain.byPeers() });
    api.addOperations();
    const template = templateOf(api, 'eu-west-1');
    const [logGroup] = Object.entries(template.findResources('AWS::Lambda::Function')).map(([, { Properties }]) => Properties.LoggingConfig.LogGroup);
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      LogGroupName: logGroup,
      FilterPattern: '{ $.message.drained IS TRUE }',
      MetricTransformations: [{ MetricNamespace: 'hello.example.com', MetricName: 'Drained', MetricValue: '1', Dimensions: [{ Key: 'Region', Value: '$.message.region' }] }],
    });
    expect(variablesOf(api)).toEqual([expect.objectContaining({ LOG_DRAINED: 'true' })]);
  });

  test.each([
    ['there are no operations', anApi({ drain: Drain.byPeers() })],
    ['there is no drain switch', anApi()],
  ])('is not logged where %s', (title, api) => {
    if (title.includes('switch')) api.addOperations();
    expect(variablesOf(api)[0]).not.toHaveProperty('LOG_DRAINED');
    templateOf(api, 'eu-west-1').resourceCountIs('AWS::Logs::MetricFilter', 0);
  });
});

describe('what is made', () => {
  test('is of CDK, for more actions and widgets', () => {
    const api = anApi({}, recorded(IDS));
    const operations = api.addOperations();
    expect(operations.dashboard).toBeInstanceOf(Dashboard);
    expect(operations.topic('eu-west-1')).toBeInstanceOf(Topic);
    expect(operations.route53Topic).toBeInstanceOf(Topic);
    expect(operations.alarms('eu-west-1').every(alarm => alarm instanceof Alarm)).toBe(true);
    const before = operations.alarms('eu-west-1').length;
    api.addGlobalTable('Orders', KEY);
    expect(operations.alarms('eu-west-1')).toHaveLength(before + 1);
    expect(operations.alarms('eu-west-1').every(alarm => Stack.of(alarm) === api.inRegion('eu-west-1').stack)).toBe(true);
  });

  test.each(['topic', 'alarms'] as const)('is asked for by one of the Regions: %s()', method => {
    const operations = anApi().addOperations();
    expect(() => operations[method]('eu-west-9')).toThrow('`region` must be one of us-east-1, eu-west-1, got: "eu-west-9"');
  });
});

describe('operations are refused', () => {
  test('for an HTTP API without access logs', () => {
    expect(() => anApi({ gateway: ApiGateway.http() }).addOperations()).toThrow(
      '`addOperations()` needs the `accessLogs` of `ApiGateway.http()`, in which it counts the requests, got: "none". Choose `ApiGateway.http({ accessLogs: AccessLogs.cloudWatch() })`');
  });

  test('twice', () => {
    const api = anApi();
    api.addOperations();
    expect(() => api.addOperations()).toThrow('`addOperations()` must be called once, got: "Shop/Operations/Operations"');
  });

  const topics = (...regions: string[]) => Notification.topics(Object.fromEntries(regions.map(region => [region, `arn:aws:sns:${region}:111122223333:on-call`])));
  test.each<[string, OperationsOptions, string]>([
    ['100 % errors', { serverErrors: { share: 100 } }, '`share` must be a percentage, from 0 and below 100, got: 100'],
    ['p100', { latency: { threshold: Duration.seconds(1), percentile: 100 } }, '`percentile` must be a percentage, above 0 and below 100, got: 100'],
    ['no latency at all', { latency: { threshold: Duration.millis(0) } }, '`threshold` must be at least a millisecond, got: 0'],
    ['no replication latency at all', { replicationLatency: { threshold: Duration.millis(0) } }, '`threshold` must be at least a millisecond, got: 0'],
    ['0 % of the quota', { requestRate: { share: 0 } }, '`share` must be a percentage, above 0 and below 100, got: 0'],
    ['100 % of the quota', { requestRate: { share: 100 } }, '`share` must be a percentage, above 0 and below 100, got: 100'],
    ['no period of the request rate', { requestRate: { evaluationPeriods: 0 } }, '`evaluationPeriods` must be a whole number from 1 to 60, got: 0'],
    ['61 periods of throttles', { functionThrottles: { evaluationPeriods: 61 } }, '`evaluationPeriods` must be a whole number from 1 to 60, got: 61'],
    ['a quota of another Region', { throttleQuotas: { 'eu-west-2': 1 } }, '`throttleQuotas` must be of us-east-1, eu-west-1, got: "eu-west-2"'],
    ['a quota of 0', { throttleQuotas: { 'eu-west-1': 0 } }, '`throttleQuotas` must be numbers of requests a second, above 0, and so must the one of eu-west-1, got: 0'],
    ['a token for a quota', { throttleQuotas: { 'eu-west-1': Token.asNumber({ Ref: 'Quota' }) } }, '`throttleQuotas` must be numbers of requests a second, above 0'],
    ['topics that lack a Region', { notification: topics('us-east-1') }, '`Notification.topics()` must have a topic in each of us-east-1, eu-west-1, and in no other Region, got: ["us-east-1"]'],
    ['topics of more Regions', { notification: topics('us-east-1', 'eu-west-1', 'sa-east-1') }, '`Notification.topics()` must have a topic in each of us-east-1, eu-west-1, and in no other Region'],
    ['a token for a threshold', { latency: { threshold: Duration.seconds(Lazy.number({ produce: () => 1 })) } }, '`threshold` must be a literal'],
  ])('with %s, and nothing is made', (_, options, message) => {
    const api = anApi();
    const before = api.node.root.node.findAll().length;
    expect(() => api.addOperations(options)).toThrow(message);
    expect(api.node.root.node.findAll()).toHaveLength(before);
  });
});
