import * as fs from 'fs';
import * as path from 'path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { PRICES, QUANTITIES } from '../../local/plan/prices';
import { ApiGateway, Drain, HealthAlarm, HealthCheck, MultiRegionServerlessApi, MultiRegionServerlessApiProps } from '../../src';
import { recordedChecks } from '../recorded/record-of';

/** Recomputes docs/costs.md: from the prices and quantities that it lists, and from what the library synthesizes. */
const page = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'costs.md'), 'utf8');

/** The cells of the table below a heading, without its head. */
function rowsBelow(heading: string): string[][] {
  const section = page.split(/^## /m).find(text => text.startsWith(`${heading}\n`))!;
  const lines = section.split('\n').filter(line => line.startsWith('| ')).slice(2);
  return lines.map(line => line.split('|').slice(1, -1).map(cell => cell.trim()));
}

const plain = (cell: string) => Number(cell.replace(/[$,]/g, '').split(' ')[0]);
const prices = new Map(rowsBelow('Prices').map(([what, price]) => [what, plain(price)]));
const quantities = new Map(rowsBelow('Quantities').map(([what, quantity]) => [what, plain(quantity)]));
const price = (what: string) => listed(prices, what);
const quantity = (what: string) => listed(quantities, what);

function listed(list: Map<string, number>, what: string): number {
  const found = list.get(what);
  if (found === undefined || Number.isNaN(found)) throw new Error(`docs/costs.md lists no ${what}`);
  return found;
}

const dollars = (amount: number) => `$${amount.toFixed(2)}`;
const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
const THREE_CHECKERS = { checkerRegions: REGIONS };

interface Setting extends Partial<MultiRegionServerlessApiProps> {
  readonly alarms?: boolean;
}

/** What each row of the table is about, by its first cell. */
const SETTINGS: Record<string, Setting> = {
  '`HealthCheck.deep()`, the default': {},
  '... `failureThreshold: 1`': { health: HealthCheck.deep({ failureThreshold: 1 }) },
  '... `interval: Duration.seconds(10)`': { health: HealthCheck.deep({ interval: Duration.seconds(10) }) },
  '... `interval: Duration.seconds(10), failureThreshold: 1`': { health: HealthCheck.deep({ interval: Duration.seconds(10), failureThreshold: 1 }) },
  '... three `checkerRegions`': { health: HealthCheck.deep(THREE_CHECKERS) },
  '... three `checkerRegions`, `failureThreshold: 1`': { health: HealthCheck.deep({ ...THREE_CHECKERS, failureThreshold: 1 }) },
  '... and an alarm, `HealthAlarm.serverErrors(region)`': { alarms: true },
  '... and `drain: Drain.byPeers()`': { drain: Drain.byPeers() },
  '... and `drain: Drain.byPeers()`, three `checkerRegions`': { drain: Drain.byPeers(), health: HealthCheck.deep(THREE_CHECKERS) },
  '`HealthCheck.deep()` with `ApiGateway.http()`': { gateway: ApiGateway.http() },
  '... and `drain: Drain.byPeers()`, `ApiGateway.http()`': { drain: Drain.byPeers(), gateway: ApiGateway.http() },
  '`HealthCheck.shallow()`': { health: HealthCheck.shallow() },
  '`HealthCheck.alarms()` with `HealthAlarm.serverErrors(region)`': { health: HealthCheck.alarms(), alarms: true },
};

function createApi({ alarms, ...props }: Setting, app = new App()): MultiRegionServerlessApi {
  const api = new MultiRegionServerlessApi(app, 'HitCounter', {
    regions: REGIONS,
    domain: { domainName: 'hello.example.com', hostedZoneId: 'Z0123456789', zoneName: 'example.com' },
    ...props,
  });
  api.addGlobalTable('Hits', { partitionKey: { name: 'ipAddress', type: AttributeType.STRING } });
  for (const region of api.regionalApis) {
    const code = Code.fromInline('exports.handler = async () => ({ statusCode: 200 });');
    region.addRoute('GET', '/hello', new Function(region, 'Hello', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code }));
    if (alarms) region.addHealthAlarm(HealthAlarm.serverErrors(region));
  }
  return api;
}

function templatesOf(stacks: Stack[]): Template[] {
  return stacks.map(stack => Template.fromStack(stack));
}

function synthesize(setting: Setting) {
  const api = createApi(setting);
  return { api, templates: templatesOf(api.regionalApis.map(({ stack }) => stack)) };
}

function resources(templates: Template[], type: string): any[] {
  return templates.flatMap(template => Object.values(template.findResources(type)).map(({ Properties }) => Properties));
}

/** What a setting comes to, as the cells of its row. */
function costs(setting: Setting): string[] {
  const { api, templates } = synthesize(setting);
  const checks = resources(templates, 'AWS::Route53::HealthCheck').map(({ HealthCheckConfig }) => HealthCheckConfig);
  const asking = checks.filter(({ Type }) => Type === 'HTTPS');
  const options = asking.length + asking.filter(({ RequestInterval }) => RequestInterval === 10).length;
  const route53 = checks.length * price('a health check') + options * price('an option of a health check');

  const millions = asking.reduce((sum, check) => sum + requests(check), 0) / 1e6;
  const isHttp = resources(templates, 'AWS::ApiGatewayV2::Api').length > 0;
  const isDeep = setting.health?._answer.byProbe ?? setting.health === undefined;
  const gateway = price(isHttp ? 'a million requests of an HTTP API' : 'a million requests of a REST API');
  const gbSeconds = quantity('the health function\'s time for a request, in milliseconds') / 1e3 * quantity('its memory, in GB');
  const probe = price('a million invocations') + 1e6 * gbSeconds * price('a GB-second of Lambda') + price('a million read units') / 2;
  const answers = millions * (gateway + (isDeep ? probe : 0));

  const alarms = resources(templates, 'AWS::CloudWatch::Alarm').length * price('an alarm on one metric');
  const seconds = api.failoverTime.toSeconds();
  return [`${checks.length}`, millions.toFixed(1), dollars(route53), dollars(answers), dollars(alarms), dollars(route53 + answers + alarms), `${seconds} s`];
}

function requests({ RequestInterval, Regions = { length: 8 } }: any): number {
  return quantity('seconds in a month') * quantity('requests a second to one check, every 30 seconds, from all eight checker Regions')
    * (30 / RequestInterval) * (Regions.length / 8);
}

describe('what health and failover cost:', () => {
  const rows = rowsBelow('Health and failover');

  test('the table has a row for each setting, and no other', () => {
    expect(rows.map(([setting]) => setting)).toEqual(Object.keys(SETTINGS));
  });

  test.each(rows.map(([setting, ...cells]) => [setting, cells] as const))('%s', (setting, cells) => {
    expect(cells).toEqual(costs(SETTINGS[setting]));
  });
});

test('what `api.addOperations()` makes is what the page counts', () => {
  const recorded = Object.fromEntries(REGIONS.map((region, i) => [region, { id: `0000000${i}-1111-2222-3333-444444444444`, interval: 30 }]));
  const app = new App({ context: recordedChecks(recorded, 'HitCounter') });
  const api = createApi({}, app);
  const { dashboard } = api.addOperations();
  const templates = templatesOf([...api.regionalApis.map(({ stack }) => stack), dashboard.stack]);
  const metrics = resources(templates, 'AWS::CloudWatch::Alarm').flatMap(({ Metrics }) => Metrics?.filter((metric: any) => metric.MetricStat) ?? [1]);
  expect(resources(templates, 'AWS::Logs::MetricFilter')).toEqual([]);

  const [, calculation] = rowsBelow('Everything else').find(([what]) => what.startsWith('`api.addOperations()`'))!;
  expect(calculation).toBe(`${metrics.length} × $0.10 + ${resources(templates, 'AWS::CloudWatch::Dashboard').length} × $3.00`);
});

describe('what everything else costs:', () => {
  const rows = rowsBelow('Everything else');

  test.each(rows.map(([what, calculation, amount]) => [what, calculation, amount] as const))('%s', (_, calculation, amount) => {
    expect(calculation).toMatch(/^[\d\s.,$×+()]+$/);
    const inDollars = [...calculation.matchAll(/\$([\d.]+)/g)].map(([, unit]) => Number(unit));
    expect(inDollars.filter(unit => ![...prices.values()].includes(unit))).toEqual([]);
    expect(amount).toBe(dollars(new globalThis.Function(`return ${calculation.replace(/×/g, '*').replace(/[$,]/g, '')}`)()));
  });
});

test('`multi-region plan` reckons with the prices and quantities of the page', () => {
  expect([...prices]).toEqual(expect.arrayContaining(Object.entries(PRICES)));
  expect([...quantities]).toEqual(expect.arrayContaining(Object.entries(QUANTITIES)));
});

test('every price has a page of AWS as its source, and a date', () => {
  for (const [what, , source, date] of rowsBelow('Prices')) {
    expect([what, source]).toEqual([what, expect.stringMatching(/^\[.*\]\(https:\/\/(docs\.)?aws\.amazon\.com\/.*\)$/)]);
    expect([what, date]).toEqual([what, expect.stringMatching(/^(January|February|March|April|May|June|July|August|September|October|November|December) 202\d/)]);
  }
});

test('the memory of the health function is that of the page', () => {
  const [probe] = resources(synthesize({}).templates, 'AWS::Lambda::Function').filter(({ Description }) => /health check/.test(Description));
  expect(probe.MemorySize / 1024).toBe(quantity('its memory, in GB'));
});
