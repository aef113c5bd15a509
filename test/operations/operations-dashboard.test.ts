import { App, Duration } from 'aws-cdk-lib';
import { TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { aFunction, anApi } from '../an-api';
import { dashboardBody, DeployedTemplate, metricWidgets, missing } from './dashboard-check';
import {
  AccessLogs, ApiGateway, Consistency, Drain, HealthAlarm, HealthCheck, MultiRegionServerlessApi, MultiRegionServerlessApiProps,
  Operations, OperationsOptions,
} from '../../src';
import { recordedChecks } from '../recorded/record-of';

const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };
const THREE = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
const TWELVE = [
  ...THREE, 'us-east-2', 'us-west-1', 'us-west-2', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'ap-northeast-1', 'ap-northeast-2', 'sa-east-1',
];
const ids = (regions: string[]) => Object.fromEntries(regions.map((region, i) => [region, { id: `${String(i).padStart(8, '0')}-0000-4000-8000-000000000000` }]));

interface Wanted {
  readonly props?: Partial<MultiRegionServerlessApiProps>;
  readonly options?: OperationsOptions;
  /** The Regions whose health checks are recorded. */
  readonly recorded?: string[];
  readonly tables?: string[];
  readonly change?: (operations: Operations, api: MultiRegionServerlessApi) => void;
}

interface Synthesized {
  readonly body: { widgets: any[]; start: string };
  readonly deployed: DeployedTemplate[];
  readonly recordedIds: string[];
}

const PLAIN: Wanted = {};
const made = new Map<Wanted, Synthesized>();

function synthesize(wanted = PLAIN): Synthesized {
  if (!made.has(wanted)) made.set(wanted, synthesizeAnew(wanted));
  return made.get(wanted)!;
}

/** Operations come before tables and routes, and see them nevertheless. */
function synthesizeAnew({ props, options, recorded = [], tables = ['Orders'], change }: Wanted): Synthesized {
  const checks = ids(recorded);
  const app = new App({ context: recordedChecks(checks), treeMetadata: false });
  const api = anApi({ regions: THREE, ...props }, app);
  const operations = api.addOperations(options);
  tables.forEach(table => api.addGlobalTable(table, KEY));
  api.regionalApis.forEach(region => region.addRoute('GET', '/orders', aFunction(region)));
  change?.(operations, api);
  const { stacks } = app.synth();
  return {
    body: dashboardBody(stacks.find(({ stackName }) => stackName === 'Shop-Operations')!.template) as Synthesized['body'],
    deployed: stacks.map(({ environment, template }) => ({ region: environment.region, template })),
    recordedIds: Object.values(checks).map(({ id }) => id),
  };
}

const titles = ({ body }: Synthesized) => body.widgets.map(({ type, properties }) => type === 'text' ? properties.markdown.split('\n')[0] : properties.title);
const widgetOf = ({ body }: Synthesized, title: string): any => metricWidgets(body).find(widget => widget.title.startsWith(title));
const labelsOf = (synthesized: Synthesized, title: string) =>
  widgetOf(synthesized, title).metrics.flatMap((metric: any[]) => metric.at(-1).visible === false ? [] : [metric.at(-1).label]);

const drained = { drain: Drain.byPeers() };
const KINDS: [string, Wanted][] = [
  ['a REST API', { recorded: THREE }],
  ['a REST API with access logs and a drain switch', { recorded: THREE, props: { ...drained, gateway: ApiGateway.rest({ accessLogs: AccessLogs.cloudWatch() }) } }],
  ['an HTTP API', { recorded: THREE, props: { gateway: ApiGateway.http({ accessLogs: AccessLogs.cloudWatch() }) } }],
  ['an HTTP API with a drain switch', { props: { ...drained, gateway: ApiGateway.http({ accessLogs: AccessLogs.cloudWatch() }) } }],
  ['an API whose answer is API Gateway\'s own', { props: { health: HealthCheck.shallow() } }],
];

/** By the number of tables. */
const [three, twenty] = [3, 20].map((length): Wanted => ({
  props: { regions: TWELVE, ...drained, gateway: ApiGateway.rest({ accessLogs: AccessLogs.cloudWatch() }) },
  recorded: TWELVE,
  tables: Array.from({ length }, (_, i) => `Table${i}`),
}));
const IN_TWELVE = { 3: three, 20: twenty };

describe('every metric and every alarm of the dashboard exists', () => {
  test.each(KINDS)('of %s', (_, wanted) => {
    const { body, deployed, recordedIds } = synthesize(wanted);
    expect(missing(body, deployed, recordedIds)).toEqual([]);
    expect(metricWidgets(body).length).toBeGreaterThanOrEqual(8);
  });

  test('and would be missed', () => {
    const [, wanted] = KINDS[1];
    const { body, deployed, recordedIds } = synthesize(wanted);
    const without = (type: string) => deployed.map(({ region, template: { Resources, ...rest } }) =>
      ({ region, template: { ...rest, Resources: Object.fromEntries(Object.entries<any>(Resources).filter(([, { Type }]) => Type !== type)) } }));
    const lost = (type: string) => new Set(missing(body, without(type), recordedIds).map(line => line.split(' ').slice(1, 3).join(' ')));
    const counted = ['ServerErrors', 'Latency', 'Throttled'].map(name => `hello.example.com ${name}`);
    expect(lost('AWS::ApiGateway::Stage')).toEqual(new Set(counted));
    expect(lost('AWS::DynamoDB::GlobalTable')).toEqual(new Set(['AWS/DynamoDB ReplicationLatency']));
    expect(lost('AWS::Lambda::Function')).toEqual(new Set(['AWS/Lambda Throttles', 'AWS/Lambda ConcurrentExecutions', 'hello.example.com Drained']));
    expect(lost('AWS::Logs::MetricFilter')).toEqual(new Set([...counted, 'hello.example.com Drained']));
    expect(lost('AWS::Route53::HealthCheck')).toEqual(new Set(['AWS/Route53 HealthCheckStatus', 'hello.example.com Drained']));
    expect(lost('AWS::CloudWatch::Alarm')).toContain('Shop-eu-west-1-Unhealthy');
    expect(missing(body, deployed, [])).toHaveLength(3);
    const elsewhere = deployed.map(({ region, template }) => ({ region: region === 'eu-west-1' ? 'eu-west-2' : region, template }));
    expect(missing(body, elsewhere, recordedIds).every(line => line.includes('eu-west-1'))).toBe(true);
    const broken = JSON.parse(JSON.stringify(body).replaceAll('"id":"requests1"', '"id":"requests9"'));
    expect(missing(broken, deployed, recordedIds)).toContain('requests1');
  });
});

describe('the dashboard', () => {
  test('has a heading, the raised alarms of each Region, and two graphs in a row', () => {
    const all = synthesize(KINDS[1][1]);
    expect(titles(all)).toEqual([
      '# Shop', ...THREE,
      'Health', 'Drained',
      'Requests a second', 'Share of the requests',
      'Server errors', 'Latency, p99',
      'Requests against the throttle quota', 'Requests answered 429',
      'Throttled invocations, all functions of the account', 'Concurrent executions, all functions of the account',
      'Replication latency, Shop-Orders',
    ]);
    expect(all.body.start).toBe('-PT3H');
  });

  test.each([
    ['an HTTP API', KINDS[2][1]],
    ['a REST API with access logs', KINDS[1][1]],
  ])('has the requests of %s without those of Route 53\'s checkers', (_, wanted) => {
    expect(titles(synthesize(wanted))).toContain('Requests a second');
  });

  test('says that those of a REST API without access logs include the checkers', () => {
    expect(titles(synthesize(KINDS[0][1]))).toContain('Requests a second, Route 53\'s checkers included');
  });

  test('tells the failover time, in the heading and beside the health', () => {
    const all = synthesize({ recorded: THREE, props: { health: HealthCheck.deep({ failureThreshold: 7 }) } });
    expect(all.body.widgets[0].properties.markdown).toContain('within about **270 seconds**');
    expect(widgetOf(all, 'Health').annotations.horizontal).toEqual([
      { value: 0.5, label: 'unhealthy: callers are elsewhere within about 270 s', color: '#d62728', fill: 'below', yAxis: 'left' },
    ]);
  });

  test('tells it with the alarms that come later', () => {
    const change = (_: Operations, api: MultiRegionServerlessApi) => api.regionalApis.forEach(region =>
      region.addHealthAlarm(HealthAlarm.serverErrors(region, { evaluationPeriods: 11 })));
    const all = synthesize({ props: { health: HealthCheck.alarms() }, change });
    expect(all.body.widgets[0].properties.markdown).toContain(`within about **${11 * 60 + 60} seconds**`);
  });

  test.each<[string, OperationsOptions | undefined, string]>([
    ['Server errors', undefined, '5 %'],
    ['Server errors', { serverErrors: { share: 2 } }, '2 %'],
    ['Latency, p99', undefined, '3000 ms'],
    ['Latency, p95', { latency: { threshold: Duration.millis(700), percentile: 95 } }, '700 ms'],
    ['Requests against the throttle quota', undefined, '53 %'],
    ['Requests against the throttle quota', { requestRate: { share: 60 } }, '60 %'],
    ['Replication latency, Shop-Orders', undefined, '300000 ms'],
    ['Replication latency, Shop-Orders', { replicationLatency: { threshold: Duration.minutes(1) } }, '60000 ms'],
  ])('has the threshold of the alarm: %s', (title, options, threshold) => {
    expect(widgetOf(synthesize(options && { options }), title).annotations.horizontal).toEqual([expect.objectContaining({ label: `alarm above ${threshold}` })]);
  });

  test('draws what each Region sends to each other one', () => {
    expect(labelsOf(synthesize(), 'Replication latency')).toEqual([
      'us-east-1 to eu-west-1', 'us-east-1 to ap-southeast-1', 'eu-west-1 to us-east-1', 'eu-west-1 to ap-southeast-1',
      'ap-southeast-1 to us-east-1', 'ap-southeast-1 to eu-west-1',
    ]);
  });

  test('has no replication latency of a strongly consistent table and of the drain switch, and that of an imported table', () => {
    const app = new App();
    const api = anApi({ regions: ['us-east-1', 'us-east-2', 'us-west-2'], ...drained }, app);
    api.addGlobalTable('Posts', { ...KEY, consistency: Consistency.strong() });
    api.importGlobalTable('Catalog', { tableName: 'shop-catalog' });
    api.addOperations();
    const body = dashboardBody(app.synth().getStackByName('Shop-Operations').template);
    expect(metricWidgets(body).map(({ title }) => title).filter(title => title.startsWith('Replication'))).toEqual(['Replication latency, shop-catalog']);
  });

  test('says by whom a Region is said to be drained', () => {
    expect(labelsOf(synthesize(KINDS[1][1]), 'Drained')).toEqual([
      'us-east-1, says eu-west-1', 'us-east-1, says ap-southeast-1', 'eu-west-1, says ap-southeast-1', 'eu-west-1, says us-east-1',
      'ap-southeast-1, says us-east-1', 'ap-southeast-1, says eu-west-1',
    ]);
  });

  test('measures requests against the quota of each Region, raised ones included', () => {
    const options = { throttleQuotas: { 'us-east-1': 40_000 } };
    const { metrics } = widgetOf(synthesize({ props: { regions: ['us-east-1', 'eu-west-1', 'af-south-1'] }, options }), 'Requests against');
    expect(metrics.map((metric: any[]) => metric[0].expression).filter(Boolean)).toEqual([
      '100 * requests0 / PERIOD(requests0) / 40000', '100 * requests1 / PERIOD(requests1) / 10000', '100 * requests2 / PERIOD(requests2) / 2500',
    ]);
  });

  test('gives a Region the same color everywhere', () => {
    const { body } = synthesize(KINDS[1][1]);
    for (const { title, metrics } of metricWidgets(body)) {
      const drawn = metrics.map(metric => metric.at(-1)).filter(({ visible }) => visible !== false);
      expect(drawn.every(({ label, color }) => color === ['#1f77b4', '#ff7f0e', '#2ca02c'][THREE.indexOf(/^[a-z0-9-]+/.exec(label)![0])])).toBe(title !== '');
    }
  });

  test('says how to record the health checks that it does not know', () => {
    const all = synthesize({ recorded: ['eu-west-1'] });
    expect(labelsOf(all, 'Health')).toEqual(['eu-west-1']);
    const { markdown } = all.body.widgets.find(({ properties }) => properties.markdown?.startsWith('## Health')).properties;
    expect(markdown).toMatch(/^The health checks in us-east-1, ap-southeast-1 are not recorded\./m);
    expect(markdown).toMatch(/^npx multi-region record --outputs outputs\.json\nnpx cdk deploy Shop\/Operations$/m);
  });

  test('has no health graph while no check is recorded', () => {
    expect(titles(synthesize())).not.toContain('Health');
  });

  test('takes more widgets, which stand below', () => {
    const { body } = synthesize({ change: operations => operations.dashboard.addWidgets(new TextWidget({ markdown: 'On call: the shop team', width: 24 })) });
    const [last, ...others] = [...body.widgets].reverse();
    expect(last.properties.markdown).toBe('On call: the shop team');
    expect(last.y).toBe(Math.max(...others.map(({ y, height }) => y + height)));
  });

  test('has no widgets that overlap, and none beside the grid', () => {
    for (const wanted of [PLAIN, IN_TWELVE[3], { props: { regions: TWELVE.slice(0, 5) } }]) {
      const { widgets } = synthesize(wanted).body;
      widgets.forEach((one, i) => {
        expect(one.x + one.width).toBeLessThanOrEqual(24);
        expect(widgets.slice(i + 1).filter(other => one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height
          && other.y < one.y + one.height)).toEqual([]);
      });
    }
  });
});

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
describe('the limits of a dashboard hold for twelve Regions', () => {
  const countOf = ({ body }: Synthesized) => metricWidgets(body).map(({ metrics }) => metrics.length);

  test.each([[3, 3], [20, 17]] as const)('with %d tables, of which %d are drawn', (tables, drawn) => {
    const all = synthesize(IN_TWELVE[tables]);
    const counts = countOf(all);
    expect(Math.max(...counts)).toBeLessThanOrEqual(500);
    expect(counts.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(2500);
    expect(all.body.widgets.length).toBeLessThanOrEqual(500);
    expect(Math.max(...all.body.widgets.filter(({ type }) => type === 'alarm').map(({ properties }) => properties.alarms.length))).toBeLessThanOrEqual(100);
    expect(JSON.stringify(all.body).length).toBeLessThan(700_000); // a template has a megabyte
    expect(titles(all).filter(title => title.startsWith('Replication latency,'))).toHaveLength(drawn);
    const text = all.body.widgets.find(({ properties }) => properties.markdown?.startsWith('## Replication'))?.properties.markdown;
    expect(text?.match(/Shop-Table\d+/g)?.length ?? 0).toBe(tables - drawn);
    expect(missing(all.body, all.deployed, all.recordedIds)).toEqual([]);
  });
});
