import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import {
  CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand, GetMetricStatisticsCommand, ListMetricsCommand, PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { App, Duration } from 'aws-cdk-lib';
import {
  Alarm, AlarmRule, CompositeAlarm, ComparisonOperator, MathExpression, Metric, TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Code, LoggingFormat } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { LocalRegions, ManualClock, start } from '../../local';
import { AccessLogs, ApiGateway, HealthAlarm, HealthCheck } from '../../src';
import { aFunction, anApi, FEW_CHECKERS } from '../an-api';

const MINUTE = 60_000;
const CODE = `exports.handler = async event => {
  console.log({ sold: 3 });
  process.stdout.write(JSON.stringify({ _aws: { CloudWatchMetrics: [{ Namespace: 'Shop', Dimensions: [[]], Metrics: [{ Name: 'sold', Unit: 'Count' }] }] }, sold: 3 }) + '\\n');
  if (event.queryStringParameters?.fail) throw new Error('sold out');
  return { statusCode: 200, body: 'sold' };
}`;

const clock = new ManualClock(Date.UTC(2026, 0, 1, 12));
let regions: LocalRegions;
afterEach(() => regions.stop());

/** A shop whose Regions are left when a fifth of their requests fails. */
async function startShop(gateway: ApiGateway = ApiGateway.http({ accessLogs: AccessLogs.cloudWatch() })) {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'alarms-')) });
  const api = anApi({ gateway, health: HealthCheck.deep({ checkerRegions: FEW_CHECKERS }) }, app);
  api.addGlobalTable('Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  for (const region of api.regionalApis) {
    const logGroup = new LogGroup(region, 'Logs', { logGroupName: 'sold' });
    region.addRoute('GET', '/sell', aFunction(region, 'Sell', { code: Code.fromInline(CODE), loggingFormat: LoggingFormat.JSON, logGroup }));
    region.addHealthAlarm(HealthAlarm.serverErrors(region, { share: 20 }));
    const sold = new Metric({ namespace: 'Shop', metricName: 'sold', statistic: 'Sum', period: Duration.minutes(1) });
    new Alarm(region, 'SoldTwice', {
      alarmName: 'sold-twice',
      metric: new MathExpression({ expression: 'FILL(sold, 0) * 2', usingMetrics: { sold } }),
      threshold: 1_000,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    new CompositeAlarm(region, 'NotSoldTwice', { compositeAlarmName: 'not-sold-twice', alarmRule: AlarmRule.not(AlarmRule.fromString('ALARM("sold-twice")')) });
    new Alarm(region, 'Queue', { metric: new Metric({ namespace: 'AWS/Kinesis', metricName: 'Sent' }), threshold: 1, evaluationPeriods: 1 });
  }
  regions = await start({ app: app.synth().directory, clock });
}

const sell = async (query = '', from = 'us-east-1') => {
  const answer = await fetch(`${regions.url}/sell${query}`, { headers: { 'x-client-location': from } });
  return `${answer.status} of ${answer.headers.get('x-served-by')}`;
};
const client = () => ({ endpoint: regions.awsUrl, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
const statesOf = async () => {
  const { MetricAlarms = [], CompositeAlarms = [] } = await new CloudWatchClient(client()).send(new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }));
  return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName, StateValue }) => `${AlarmName!.replace(/^.*?(ServerErrors|Queue).*$/, '$1')} ${StateValue}`);
};

test.each([
  ['a REST API', ApiGateway.rest({ accessLogs: AccessLogs.cloudWatch() })], ['an HTTP API', ApiGateway.http({ accessLogs: AccessLogs.cloudWatch() })],
])('a Region of %s is left while a fifth of its requests fails, and comes back', async (_, gateway) => {
  await startShop(gateway);
  expect(regions.unsupported.map(({ path: where, region, meaning }) => `${where} ${region}: ${meaning}`)).toEqual([
    'Shop-us-east-1/ShopQueueBEF7A9E4 us-east-1: it has no data: nothing measures AWS/Kinesis here',
    'Shop-eu-west-1/ShopQueueBEF7A9E4 eu-west-1: it has no data: nothing measures AWS/Kinesis here',
  ]);
  for (let minute = 0; minute < 3; minute++) {
    for (let i = 0; i < 3; i++) expect(await sell('?fail=1')).toMatch(/^50[02] of us-east-1$/);
    await clock.advance(MINUTE);
  }
  expect(await statesOf()).toEqual(['ServerErrors ALARM', 'sold-twice OK', 'Queue INSUFFICIENT_DATA', 'not-sold-twice ALARM']);
  const causes = regions.journal.entries('health').map(({ name, healthy, cause }) => `${name} ${healthy}: ${cause.replace(/alarm \S+/, 'alarm')}`);
  expect(causes).toEqual([
    'Shop-us-east-1-ServerErrorsAlarmAbove20 false: alarm in us-east-1 is ALARM', 'Shop-us-east-1-all false: Shop-us-east-1-ServerErrorsAlarmAbove20 is unhealthy',
  ]);
  await clock.advance(MINUTE);
  expect(await sell()).toBe('200 of eu-west-1');
  await clock.advance(5 * MINUTE); // nothing comes any more, and that does not breach
  expect(await sell()).toBe('200 of us-east-1');
});

test('a client of CloudWatch sees what services and handlers measure, and what it puts itself', async () => {
  await startShop(ApiGateway.rest({ accessLogs: AccessLogs.cloudWatch() }));
  const cloudWatch = new CloudWatchClient(client());
  await sell();
  await sell('?fail=1');
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Own', MetricData: [{ MetricName: 'queue', Values: [1, 5], Counts: [3, 1], Dimensions: [{ Name: 'shop', Value: 'a' }] }] }));
  await clock.advance(MINUTE);
  const window = { StartTime: new Date(clock.now() - 5 * MINUTE), EndTime: new Date(clock.now()) };
  const sum = async (Namespace: string, MetricName: string, Dimensions: { Name: string; Value: string }[] = []) => {
    const asked = { ...window, Namespace, MetricName, Dimensions, Period: 300, Statistics: ['Sum' as const, 'SampleCount' as const], ExtendedStatistics: ['p50'] };
    const [point] = (await cloudWatch.send(new GetMetricStatisticsCommand(asked))).Datapoints ?? [];
    return point && [point.Sum, point.SampleCount, point.ExtendedStatistics!.p50];
  };
  const { Metrics = [] } = await cloudWatch.send(new ListMetricsCommand({ Namespace: 'AWS/Lambda', MetricName: 'Errors' }));
  expect(await sum('AWS/Lambda', 'Errors', Metrics[0].Dimensions as { Name: string; Value: string }[])).toEqual([1, 2, 0]);
  expect((await sum('AWS/ApiGateway', '5XXError', [{ Name: 'ApiName', Value: 'Shop' }]))?.[0]).toBe(1); // health checkers ask, too
  expect(await sum('Shop', 'sold')).toEqual([6, 2, 3]);
  expect(await sum('Own', 'queue', [{ Name: 'shop', Value: 'a' }])).toEqual([8, 4, 1]);
  const { MetricDataResults = [] } = await cloudWatch.send(new GetMetricDataCommand({
    ...window,
    ScanBy: 'TimestampAscending',
    MetricDataQueries: [
      { Id: 'half', Expression: 'sold / 2' },
      { Id: 'sold', ReturnData: false, MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'sold' }, Stat: 'Sum', Period: 60 } },
    ],
  }));
  expect(MetricDataResults.map(({ Id, Values, Timestamps }) => [Id, Values, Timestamps])).toEqual([['half', [3], [new Date(clock.now() - MINUTE)]]]);
  await expect(cloudWatch.send(new SetAlarmStateCommand({ AlarmName: 'none', StateValue: 'ALARM', StateReason: 'drill' }))).rejects.toThrow('There is no alarm none in us-east-1');
});

test('an alarm that is raised by hand is so until its next evaluation, and a health check follows the data', async () => {
  await startShop();
  await clock.advance(MINUTE);
  const [, raised] = regions.journal.entries('alarm').filter(({ region }) => region === 'us-east-1').map(({ name }) => name);
  expect(raised).toBe('sold-twice');
  const cloudWatch = new CloudWatchClient(client());
  const { MetricAlarms: [serverErrors] = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: 'Shop-us-east-1' }));
  for (const AlarmName of ['sold-twice', serverErrors.AlarmName]) {
    await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'drill' }));
  }
  expect(await statesOf()).toEqual(['ServerErrors ALARM', 'sold-twice ALARM', 'Queue INSUFFICIENT_DATA', 'not-sold-twice ALARM']);
  expect(regions.isHealthy('us-east-1')).toBe(true);
  await clock.advance(MINUTE);
  expect(await statesOf()).toEqual(['ServerErrors OK', 'sold-twice OK', 'Queue INSUFFICIENT_DATA', 'not-sold-twice ALARM']);
});

test('what a function prints is in its log group, and can be filtered', async () => {
  await startShop();
  await sell();
  const { events = [] } = await new CloudWatchLogsClient(client()).send(new FilterLogEventsCommand({ logGroupName: 'sold', filterPattern: '{ $.message.sold = 3 }' }));
  expect(events.map(({ message }) => JSON.parse(message!))).toEqual([{ timestamp: expect.any(String), level: 'INFO', requestId: expect.any(String), message: { sold: 3 } }]);
});
