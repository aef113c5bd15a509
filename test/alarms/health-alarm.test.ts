import { App, Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  Alarm, AlarmRule, AnomalyDetectionAlarm, CompositeAlarm, MathExpression, Metric, MetricProps, Stats, TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import * as fc from 'fast-check';
import { AccessLogs, ApiGateway, Consistency, GradualDeployment, HealthAlarm, MultiRegionServerlessApi, RegionalApi } from '../../src';
import { aFunction, anApi, templateOf } from '../an-api';
import { HealthTree, Templates } from '../health/health-tree';

const RING = ['us-east-1', 'eu-west-1', 'ap-southeast-1', 'sa-east-1'];
const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };
const backlog = (props: Partial<MetricProps> = {}) => new Metric({ namespace: 'Shop', metricName: 'Backlog', ...props });
const anAlarm = (region: RegionalApi, props: object = {}) => new Alarm(region, 'Alarm', { metric: backlog(), threshold: 17, evaluationPeriods: 2, ...props });
const ofMetric = (props: Partial<MetricProps>) => (region: RegionalApi) => anAlarm(region, { metric: backlog(props) });
const logged = (kind: 'rest' | 'http' = 'http') => anApi({ regions: RING.slice(0, 3), gateway: ApiGateway[kind]({ accessLogs: AccessLogs.cloudWatch() }) });

describe('Route 53 follows', () => {
  const add = (alarm: (region: RegionalApi) => Alarm, region: string = 'eu-west-1') => {
    const regionalApi = anApi().inRegion(region);
    return () => regionalApi.addHealthAlarm(alarm(regionalApi));
  };

  test.each(['Average', 'Minimum', 'Maximum', 'Sum', 'SampleCount'])('an alarm on the %s', statistic => {
    expect(add(ofMetric({ statistic }))).not.toThrow();
  });

  test.each([60, 120, 3600])('an alarm with a period of %d seconds', seconds => {
    expect(add(ofMetric({ period: Duration.seconds(seconds) }))).not.toThrow();
  });

  test('an alarm that is raised by all of its periods, in so many words', () => {
    expect(add(region => anAlarm(region, { datapointsToAlarm: 2 }))).not.toThrow();
  });

  test('an alarm on a metric of Route 53, in us-east-1', () => {
    expect(add(ofMetric({ namespace: 'AWS/Route53' }), 'us-east-1')).not.toThrow();
  });

  test.each<[string, (region: RegionalApi) => Alarm, string | RegExp]>([
    ['p99', ofMetric({ statistic: Stats.p(99) }),
      '`alarm` must use Average, Minimum, Maximum, Sum or SampleCount: Route 53 follows no other statistic, got: "p99". `HealthAlarm.latency()` tells a percentile by an average'],
    ['a trimmed mean', ofMetric({ statistic: Stats.tm(90) }), /^`alarm` must use Average, .* got: "tm90"/],
    ['a period of 30 seconds', ofMetric({ period: Duration.seconds(30) }),
      '`alarm` must have a period of at least 60 seconds: Route 53 follows no high-resolution metrics, got: 30'],
    ['a period of 10 seconds', ofMetric({ period: Duration.seconds(10) }), /^`alarm` must have a period of at least 60 seconds.* got: 10$/],
    ['2 out of 3 periods', region => anAlarm(region, { evaluationPeriods: 3, datapointsToAlarm: 2 }),
      '`alarm` must be raised by all of its `evaluationPeriods`: Route 53 follows no "M out of N" alarms, got: "2 out of 3". Leave out `datapointsToAlarm`'],
    ['metric math', region => anAlarm(region, { metric: new MathExpression({ expression: 'a / b', usingMetrics: { a: backlog(), b: backlog({ metricName: 'All' }) } }) }),
      /^`alarm` must be on one metric of the stack's own account, without a label: Route 53 follows no metric math, got: \["a \/ b",/],
    ['a metric with a label', ofMetric({ label: 'backlog' }), /^`alarm` must be on one metric .* got: \["backlog"\]$/],
    ['a metric of another account', ofMetric({ account: '210987654321' }), /^`alarm` must be on one metric .* got: \["210987654321"\]$/],
    ['anomaly detection', region => new AnomalyDetectionAlarm(region, 'Alarm', { metric: backlog(), evaluationPeriods: 2, stdDevs: 3 }),
      /^`alarm` must compare with a fixed threshold: Route 53 follows no anomaly detection, got/],
    ['a metric of Route 53 outside us-east-1', ofMetric({ namespace: 'AWS/Route53' }),
      '`alarm` must be on a metric that eu-west-1 has: those of Route 53 are in us-east-1 alone, got: "AWS/Route53"'],
    ['an alarm in another stack', region => anAlarm(new Stack(region.node.root, 'Other', { env: { region: 'eu-west-1' } }) as any),
      '`alarm` must be in the stack of eu-west-1, because no token may cross a Region or a stack, got: "Other". Make it in the scope of the `RegionalApi`'],
    ['an alarm in another Region', region => anAlarm((region.node.root.node.findChild('Shop') as MultiRegionServerlessApi).inRegion('us-east-1')),
      /^`alarm` must be in the stack of eu-west-1, .* got: "Shop\/us-east-1"/],
    ['an imported alarm', region => Alarm.fromAlarmName(region, 'Alarm', 'backlog') as Alarm,
      '`alarm` must be an `Alarm` that is made in the app, neither imported nor a composite one, got: "Shop/eu-west-1/Shop/Alarm"'],
    ['a composite alarm', region => new CompositeAlarm(region, 'All', { alarmRule: AlarmRule.fromBoolean(true) }) as any,
      /^`alarm` must be an `Alarm` that is made in the app, neither imported nor a composite one, got: "Shop\/eu-west-1\/Shop\/All"/],
    ['a token for the number of periods', region => anAlarm(region, { evaluationPeriods: Lazy.number({ produce: () => 2 }) }),
      /^`alarm` must have a literal period and literal numbers of periods, got/],
    ['a token for the period', region => {
      const alarm = anAlarm(region);
      (alarm.node.defaultChild as any).period = Token.asNumber({ Ref: 'Period' });
      return alarm;
    }, /^`alarm` must have a literal period and literal numbers of periods, got/],
  ])('no alarm with %s', (_, alarm, message) => {
    expect(add(alarm)).toThrow(message);
  });

  test('no alarm on a metric of another Region; CDK refuses to make it', () => {
    expect(add(ofMetric({ region: 'us-east-1' }))).toThrow(/eu-west-1/);
  });

  test('a refused alarm leaves the Region\'s health as it was', () => {
    const api = anApi();
    const region = api.inRegion('us-east-1');
    const alarm = ofMetric({ statistic: 'p50' })(region);
    expect(() => region.addHealthAlarm(alarm)).toThrow();
    templateOf(api, 'us-east-1').resourceCountIs('AWS::Route53::HealthCheck', 1);
  });
});

const READY_MADE = {
  Period: 60, EvaluationPeriods: 3, Statistic: 'Average', ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching',
};

describe('the alarm on server errors', () => {
  test('is on the share of 5xx of a REST API: by default over 5 % in three minutes in a row', () => {
    const api = anApi();
    const region = api.inRegion('eu-west-1');
    region.addHealthAlarm(HealthAlarm.serverErrors(region));
    templateOf(api, 'eu-west-1').hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...READY_MADE,
      Namespace: 'AWS/ApiGateway',
      MetricName: '5XXError',
      Dimensions: [{ Name: 'ApiName', Value: 'Shop' }, { Name: 'Stage', Value: Match.anyValue() }],
      Threshold: 0.05,
      DatapointsToAlarm: Match.absent(),
      AlarmDescription: 'More than 5 % of the requests to eu-west-1 fail',
    });
  });

  test.each([[0, 0], [0.1, 0.001], [12.5, 0.125], [99.9, 0.999]])('takes a share of %d %%', (share, Threshold) => {
    const api = anApi();
    HealthAlarm.serverErrors(api.inRegion('eu-west-1'), { share, evaluationPeriods: 7 });
    templateOf(api, 'eu-west-1').hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold, EvaluationPeriods: 7 });
  });

  test('can be there twice in a Region, for its health and for a gradual deployment, with other settings', () => {
    const api = logged();
    const region = api.inRegion('eu-west-1');
    region.addHealthAlarm(HealthAlarm.serverErrors(region, { share: 20, evaluationPeriods: 4 }));
    api.addOperations();
    const deployment = GradualDeployment.canary({ alarms: [HealthAlarm.serverErrors(region, { share: 1 }), HealthAlarm.serverErrors(region)] });
    region.addRoute('GET', '/orders', aFunction(region), { deployment, regional: true });
    const template = templateOf(api, 'eu-west-1');
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm', { Properties: { MetricName: 'ServerErrors', Statistic: 'Average' } }));
    const settings = alarms.map(({ Properties: { Threshold, EvaluationPeriods } }) => [Threshold, EvaluationPeriods]);
    expect(settings.sort()).toEqual([[0.01, 3], [0.05, 3], [0.05, 3], [0.2, 4]]);
    template.resourcePropertiesCountIs('AWS::Logs::MetricFilter', { MetricTransformations: [Match.objectLike({ MetricName: 'ServerErrors' })] }, 2); // counted once
  });

  test.each(['http', 'rest'] as const)('counts the access log of ApiGateway.%s(), without Route 53\'s checkers: each request is a 1 or a 0', kind => {
    const api = logged(kind);
    const region = api.inRegion('eu-west-1');
    region.addHealthAlarm(HealthAlarm.serverErrors(region));
    const template = templateOf(api, 'eu-west-1');
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...READY_MADE, Namespace: 'hello.example.com', MetricName: 'ServerErrors', Dimensions: Match.absent(), Threshold: 0.05,
    });
    expect(filtersOf(template)).toEqual([
      ['{ ($.domainName = "hello.example.com") && ($.status >= 500) }', 'hello.example.com', 'ServerErrors', '1'],
      ['{ ($.domainName = "hello.example.com") && ($.status < 500) }', 'hello.example.com', 'ServerErrors', '0'],
    ]);
  });

  test('needs the access log with an HTTP API', () => {
    expect(() => HealthAlarm.serverErrors(anApi({ gateway: ApiGateway.http() }).inRegion('us-east-1'))).toThrow(
      '`HealthAlarm.serverErrors()` needs the `accessLogs` of the API\'s `gateway`, got: "none". Choose `AccessLogs.cloudWatch()`');
  });
});

function filtersOf(template: Template) {
  return Object.values(template.findResources('AWS::Logs::MetricFilter')).map(({ Properties: { FilterPattern, MetricTransformations: [to] } }) => {
    expect(to.DefaultValue).toBeUndefined();
    return [FilterPattern, to.MetricNamespace, to.MetricName, to.MetricValue];
  });
}

describe.each(['rest', 'http'] as const)('the alarm on latency, with ApiGateway.%s()', kind => {
  const threshold = Duration.millis(800);

  test('is on the share of slow requests: by default p99 over the threshold in three minutes in a row', () => {
    const api = logged(kind);
    const region = api.inRegion('eu-west-1');
    region.addHealthAlarm(HealthAlarm.latency(region, { threshold }));
    const template = templateOf(api, 'eu-west-1');
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...READY_MADE, Namespace: 'hello.example.com', MetricName: 'SlowRequests', Threshold: 0.01, AlarmDescription: 'p99 of the requests to eu-west-1 is above 800 ms',
    });
    expect(filtersOf(template)).toEqual([
      ['{ ($.domainName = "hello.example.com") && ($.responseLatency > 800) }', 'hello.example.com', 'SlowRequests', '1'],
      ['{ ($.domainName = "hello.example.com") && ($.responseLatency <= 800) }', 'hello.example.com', 'SlowRequests', '0'],
    ]);
  });

  test('reads what the access log has, numbers without quotes', () => {
    const api = logged(kind);
    const stages = templateOf(api, 'eu-west-1').findResources(kind === 'rest' ? 'AWS::ApiGateway::Stage' : 'AWS::ApiGatewayV2::Stage');
    const format = JSON.stringify(Object.values(stages)[0].Properties).replaceAll('\\', '');
    expect(format).toContain('"domainName":"$context.domainName"');
    expect(format).toContain('"responseLatency":$context.responseLatency');
    expect(format).toContain('"status":$context.status');
  });

  test.each([[50, 0.5], [99.9, 0.001], [0.5, 0.995]])('takes p%d', (percentile, Threshold) => {
    const api = logged(kind);
    HealthAlarm.latency(api.inRegion('eu-west-1'), { threshold, percentile, evaluationPeriods: 9 });
    templateOf(api, 'eu-west-1').hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold, EvaluationPeriods: 9 });
  });

  test('needs the access log', () => {
    expect(() => HealthAlarm.latency(anApi({ gateway: ApiGateway[kind]() }).inRegion('us-east-1'), { threshold })).toThrow(
      '`HealthAlarm.latency()` needs the `accessLogs` of the API\'s `gateway`, got: "none". Choose `AccessLogs.cloudWatch()`');
  });

  test('says what the percentile says', () => {
    const percentiles = fc.integer({ min: 1, max: 99 });
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 400 }), percentiles, (latencies, percentile) => {
      const slow = latencies.filter(ms => ms > 800).length;
      // The nearest-rank percentile: at least that share of the requests is as fast.
      const ordered = [...latencies].sort((a, b) => a - b);
      const rank = Math.ceil(latencies.length * percentile / 100);
      expect(slow * 100 > (100 - percentile) * latencies.length).toBe(ordered[rank - 1] > 800);
    }));
  });
});

describe('the alarms on replication latency', () => {
  const withTable = (size: number = 3) => {
    const api = anApi({ regions: RING.slice(0, size) });
    return { api, table: api.addGlobalTable('Orders', KEY) };
  };

  test('are one for each other Region, the next of `regions` first: by default over five minutes in three minutes in a row', () => {
    const { api, table } = withTable();
    const alarms = HealthAlarm.replicationLatency(api.inRegion('ap-southeast-1'), table);
    expect(alarms).toHaveLength(2);
    const rendered = Object.values(templateOf(api, 'ap-southeast-1').findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
    expect(rendered).toEqual(['us-east-1', 'eu-west-1'].map(Value => ({
      ...READY_MADE,
      Namespace: 'AWS/DynamoDB',
      MetricName: 'ReplicationLatency',
      Dimensions: [{ Name: 'ReceivingRegion', Value }, { Name: 'TableName', Value: 'Shop-Orders' }],
      Threshold: 300_000,
      AlarmDescription: `What is written to Shop-Orders in ap-southeast-1 takes more than 300000 ms to ${Value}`,
    })));
  });

  test('take a threshold and a number of periods', () => {
    const { api, table } = withTable();
    HealthAlarm.replicationLatency(api.inRegion('us-east-1'), table, { threshold: Duration.seconds(45), evaluationPeriods: 11 });
    templateOf(api, 'us-east-1').allResourcesProperties('AWS::CloudWatch::Alarm', { Threshold: 45_000, EvaluationPeriods: 11 });
  });

  test('are alarms of their own for another receiver, and templates are equal but for the Regions\' names', () => {
    const { api, table } = withTable();
    api.regionalApis.forEach(region => region.addHealthAlarm(HealthAlarm.replicationLatency(region, table)[0]));
    const texts = api.regionalApis.map(({ region, stack }, i) => {
      const order = [region, RING[(i + 1) % 3], RING[(i + 2) % 3]];
      return order.reduce((text, name, at) => text.replaceAll(name, `<Region ${at}>`).replaceAll(name.replaceAll('-', ''), `<Region ${at}>`),
        JSON.stringify(Template.fromStack(stack).toJSON()));
    });
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toMatch(/"ShopOrdersReplicationLatencyAlarm1[0-9A-F]{8}<Region 1>"/);
  });

  test.each([3, 4])('that are on the next of %d Regions count, and an ill receiver takes one other Region out of service at most', size => {
    const { api, table } = withTable(size);
    const watched = api.regionalApis.flatMap(region => {
      const alarms = HealthAlarm.replicationLatency(region, table);
      region.addHealthAlarm(alarms[0]);
      return alarms.map((alarm, i) => ({
        receiver: RING[(RING.indexOf(region.region) + 1 + i) % size],
        raised: `${region.region}/${region.stack.resolve(alarm.alarmName).Ref}`,
      }));
    });
    const templates = api.regionalApis.map(({ region, stack }) => [region, Template.fromStack(stack).toJSON() as Templates[string]]);
    const tree = new HealthTree(Object.fromEntries(templates));
    for (const ill of RING.slice(0, size)) {
      const raised = watched.filter(({ receiver }) => receiver === ill).map(alarm => alarm.raised);
      expect(raised).toHaveLength(size - 1);
      const up = RING.slice(0, size).filter(region => region !== ill);
      expect(tree.healthyRegions({ up, raised, switch: {} })).toHaveLength(size - 2);
    }
  });

  test('that are on others are refused', () => {
    const { api, table } = withTable();
    const region = api.inRegion('eu-west-1');
    const [, second] = HealthAlarm.replicationLatency(region, table);
    expect(() => region.addHealthAlarm(second)).toThrow('`alarm` on `ReplicationLatency` must be on the one to ap-southeast-1, the next of `regions`, '
      + 'or an ill Region would take all others out of service, got: "us-east-1". Have the others notify people, with `alarm.addAlarmAction()`');
  });

  test('are refused in an API of two Regions', () => {
    const { api, table } = withTable(2);
    const region = api.inRegion('eu-west-1');
    const [only] = HealthAlarm.replicationLatency(region, table);
    expect(() => region.addHealthAlarm(only)).toThrow('`alarm` must not be on `ReplicationLatency` in an API of two Regions, '
      + 'where an ill one would take the other out of service, got: ["us-east-1","eu-west-1"]. Have it notify people, with `alarm.addAlarmAction()`');
  });

  test('are refused for a strongly consistent table', () => {
    const api = anApi({ regions: ['us-east-1', 'us-east-2', 'us-west-2'] });
    const table = api.addGlobalTable('Orders', { ...KEY, consistency: Consistency.strong() });
    expect(() => HealthAlarm.replicationLatency(api.inRegion('us-east-1'), table)).toThrow(
      '`table` must be of `Consistency.eventual()`: with `Consistency.strong()` a write is in a second Region before it is answered, got: "Shop-Orders"');
  });

  test('are refused for a table of an API in other Regions', () => {
    const { table } = withTable(2);
    expect(() => HealthAlarm.replicationLatency(anApi({ regions: ['sa-east-1', 'us-west-2'] }).inRegion('sa-east-1'), table)).toThrow(
      /^`region` must be one that Shop-Orders has a replica in: us-east-1, eu-west-1, got: "sa-east-1"/);
  });
});

describe('ready-made alarms', () => {
  test('are of CDK, for notifications and everything else', () => {
    const api = logged();
    const region = api.inRegion('us-east-1');
    expect(HealthAlarm.serverErrors(region)).toBeInstanceOf(Alarm);
    expect(HealthAlarm.latency(region, { threshold: Duration.seconds(3) })).toBeInstanceOf(Alarm);
  });

  test('count only where they are added', () => {
    const api = anApi();
    HealthAlarm.serverErrors(api.inRegion('us-east-1'));
    templateOf(api, 'us-east-1').resourceCountIs('AWS::Route53::HealthCheck', 1);
  });

  test('leave a minute without data healthy', () => {
    const api = anApi();
    const region = api.inRegion('us-east-1');
    region.addHealthAlarm(HealthAlarm.serverErrors(region));
    templateOf(api, 'us-east-1').hasResourceProperties('AWS::CloudWatch::Alarm', { TreatMissingData: TreatMissingData.NOT_BREACHING });
    templateOf(api, 'us-east-1').hasResourceProperties('AWS::Route53::HealthCheck', {
      HealthCheckConfig: Match.objectLike({ Type: 'CLOUDWATCH_METRIC', InsufficientDataHealthStatus: 'Healthy' }),
    });
  });

  test.each(['rest', 'http'] as const)('leave templates equal but for the Region\'s name, with ApiGateway.%s()', kind => {
    const app = new App();
    const api = anApi({ regions: RING.slice(0, 3), gateway: ApiGateway[kind]({ accessLogs: AccessLogs.cloudWatch() }) }, app);
    for (const region of api.regionalApis) {
      region.addRoute('GET', '/orders', aFunction(region));
      region.addHealthAlarm(HealthAlarm.serverErrors(region));
      region.addHealthAlarm(HealthAlarm.latency(region, { threshold: Duration.seconds(1) }));
    }
    const texts = app.synth().stacks.map(({ template, environment }) => JSON.stringify(template).replaceAll(environment.region, '<Region>'));
    expect(new Set(texts).size).toBe(1);
  });

  const rest = () => anApi().inRegion('us-east-1');
  const http = () => logged().inRegion('us-east-1');
  const table = (threshold: Duration) => () => {
    const api = anApi();
    return HealthAlarm.replicationLatency(api.inRegion('us-east-1'), api.addGlobalTable('Orders', KEY), { threshold });
  };

  test.each<[string, () => unknown, string | RegExp]>([
    ['a share below 0 %', () => HealthAlarm.serverErrors(rest(), { share: -1 }), '`share` must be a percentage, from 0 and below 100, got: -1'],
    ['a share of 100 %', () => HealthAlarm.serverErrors(rest(), { share: 100 }), '`share` must be a percentage, from 0 and below 100, got: 100'],
    ['a share that is no number', () => HealthAlarm.serverErrors(rest(), { share: NaN }), /^`share` must be a percentage/],
    ['a token for the share', () => HealthAlarm.serverErrors(rest(), { share: Token.asNumber({ Ref: 'Share' }) }), /^`share` must be a percentage/],
    ['p0', () => HealthAlarm.latency(http(), { threshold: Duration.seconds(1), percentile: 0 }), '`percentile` must be a percentage, above 0 and below 100, got: 0'],
    ['p100', () => HealthAlarm.latency(http(), { threshold: Duration.seconds(1), percentile: 100 }), '`percentile` must be a percentage, above 0 and below 100, got: 100'],
    ['no latency at all', () => HealthAlarm.latency(http(), { threshold: Duration.millis(0) }), '`threshold` must be at least a millisecond, got: 0'],
    ['a token for the latency', () => HealthAlarm.latency(http(), { threshold: Duration.millis(Lazy.number({ produce: () => 5 })) }), /^`threshold` must be a literal/],
    ['no replication latency at all', table(Duration.millis(0)), '`threshold` must be at least a millisecond, got: 0'],
    ['no period', () => HealthAlarm.serverErrors(rest(), { evaluationPeriods: 0 }), '`evaluationPeriods` must be a whole number from 1 to 60, got: 0'],
    ['61 periods', () => HealthAlarm.serverErrors(rest(), { evaluationPeriods: 61 }), '`evaluationPeriods` must be a whole number from 1 to 60, got: 61'],
    ['2.5 periods', () => HealthAlarm.serverErrors(rest(), { evaluationPeriods: 2.5 }), '`evaluationPeriods` must be a whole number from 1 to 60, got: 2.5'],
  ])('are refused with %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test.each([1, 60])('take %d periods', evaluationPeriods => {
    expect(() => HealthAlarm.serverErrors(rest(), { evaluationPeriods })).not.toThrow();
  });
});
