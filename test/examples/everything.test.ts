/** @cdk-validation */
import * as fs from 'fs';
import * as path from 'path';
import type { App, Stack } from 'aws-cdk-lib';
import { check, PLANTED } from './checked-app';
import { bodyIn, dashboardPicture } from '../../scripts/dashboard-picture';
import { giveContext } from '../context';
import { dashboardBody, metricWidgets, missing } from '../operations/dashboard-check';
import { circleIn } from '../template-circle';

const EXAMPLE = path.join(__dirname, '..', '..', 'examples', 'everything');
const REGIONS = {
  Shop: ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-1', 'ap-northeast-1'],
  Feed: ['us-east-1', 'us-east-2'],
  Partners: ['eu-west-1', 'eu-central-1'],
};
const NAMES = { Shop: 'api.shop.example.com', Feed: 'feed.example.com', Partners: 'partners.example.org' };
type Api = keyof typeof REGIONS;
const APIS = Object.keys(REGIONS) as Api[];
const CONTEXT = JSON.parse(fs.readFileSync(path.join(EXAMPLE, 'cdk.context.json'), 'utf8'));
const RECORDED_IDS = REGIONS.Shop.map(region => CONTEXT['cdk-multi-region-serverless-api:deployed'].stacks[`${region}/Shop-${region}`].healthChecks.Shop.id);
/** CloudFormation's limits of a template. */
const MAX_RESOURCES = 500;
const MAX_BYTES = 1_000_000;

interface Template {
  readonly Resources: { [logicalId: string]: { Type: string; Properties: any } };
  readonly Outputs?: { [logicalId: string]: unknown };
}

interface Synthesized {
  readonly templates: { [stackName: string]: Template };
  readonly regions: { [stackName: string]: string };
  readonly sizes: { [stackName: string]: number };
  readonly findings: string[];
  readonly warnings: string[];
  readonly printed: string[];
}

let everything: Synthesized;
beforeAll(() => { everything = synthesize(); });

/** The example as a consumer's app, with CDK's offline validator and cdk-nag, findings as errors. */
function synthesize(): Synthesized {
  giveContext({ ...CONTEXT, '@aws-cdk/core:validateAgainstDefaultRules': true });
  Object.assign(process.env, {
    JSII_DEPRECATED: 'fail', // of what is deprecated, CDK warns but once
    npm_config_loglevel: 'silent', // of npx, by which CDK runs esbuild
  });
  const printed: string[] = [];
  const print = (text: unknown) => { printed.push(String(text)); return true; };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(print), jest.spyOn(process.stderr, 'write').mockImplementation(print),
    ...(['log', 'info', 'warn', 'error'] as const).map(method => jest.spyOn(console, method).mockImplementation((...texts: unknown[]) => { print(texts.join(' ')); })),
  ];
  try {
    const { app } = require('../../examples/everything/app') as { app: App };
    const { stacks, findings } = check(app, app.node.findChild('Shop').node.findChild('ap-northeast-1') as Stack);
    return {
      findings,
      printed,
      templates: Object.fromEntries(stacks.map(stack => [stack.stackName, stack.template])),
      regions: Object.fromEntries(stacks.map(stack => [stack.stackName, stack.environment.region])),
      sizes: Object.fromEntries(stacks.map(stack => [stack.stackName, fs.statSync(stack.templateFullPath).size])),
      warnings: stacks.flatMap(stack => stack.messages).filter(({ level }) => level !== 'info').map(({ entry }) => String(entry.data)),
    };
  } finally {
    spies.forEach(spy => spy.mockRestore());
  }
}

function resourcesOf(template: Template, type: string) {
  return Object.values(template.Resources).filter(({ Type }) => Type === type);
}

/** The routes that lead to a function, by the resources of the REST API. */
function routesOf({ Resources }: Template): string[] {
  const pathOf = (id: { Ref?: string }): string => id.Ref ? `${pathOf(Resources[id.Ref].Properties.ParentId)}/${Resources[id.Ref].Properties.PathPart}` : '';
  return Object.values(Resources)
    .filter(({ Type, Properties }) => Type === 'AWS::ApiGateway::Method' && Properties.Integration.Type === 'AWS_PROXY')
    .map(({ Properties }) => `${Properties.HttpMethod} ${pathOf(Properties.ResourceId)}`);
}

/** A regional template without the names of Regions, and without what the app says of one Region: its records' policy the rank in schedules and the ids of what exists there. */
function withoutRegion(api: Api, template: Template): unknown {
  const Resources = Object.fromEntries(Object.entries(template.Resources).filter(([, { Type, Properties }]) =>
    !(Type === 'AWS::Route53::RecordSet' && (Properties.Name === `${NAMES[api]}.` || /\.(locations|or-nearest)\./.test(Properties.Name)))));
  const text = REGIONS[api].reduce((rest, region) => rest.replaceAll(region, '<Region>').replaceAll(region.replaceAll('-', ''), '<Region>'),
    JSON.stringify({ ...template, Resources }));
  return JSON.parse(text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>').replace(/"(Weight|DelaySeconds)":\d+/g, '"$1":0'));
}

const library = readTypeScript(path.join(__dirname, '..', '..', 'src'), true);

/** What interfaces of the library let be set, by their source. */
function settingsIn(...interfaces: string[]): string[] {
  return interfaces.flatMap(name => {
    const [, body] = new RegExp(`^export interface ${name}\\b[^{]*\\{\\n(.*?)^\\}`, 'ms').exec(library)!;
    return [...body.matchAll(/^ {2}readonly (\w+)/gm)].map(match => match[1]);
  });
}

/** What a closed choice of the library lets be chosen. */
function choicesOf(choice: string): string[] {
  const [, body] = new RegExp(`^export (?:abstract )?class ${choice} \\{\\n(.*?)^\\}`, 'ms').exec(library)!;
  return [...body.matchAll(/^ {2}static ([a-z]\w*)\(/gm)].map(match => match[1]);
}

const sources = readTypeScript(EXAMPLE);

function readTypeScript(directory: string, recursive: boolean = false): string {
  const files = fs.readdirSync(directory, { encoding: 'utf8', recursive }).filter(file => file.endsWith('.ts'));
  return files.map(file => fs.readFileSync(path.join(directory, file), 'utf8')).join('\n');
}

describe('the templates', () => {
  test('pass the offline validator and the AwsSolutions pack, which find what is wrong in others, without warnings', () => {
    expect(everything.findings).toEqual(PLANTED);
    expect(Object.keys(everything.templates)).toHaveLength(6 + 6 + 2 + 2 + 2 + 3 + 1 + 3 + 1); // Regions and keys of Shop, Regions and keys of Partners, Regions of Feed, tables, secrets, operations, catalog
    expect(everything.warnings).toEqual([]);
  });

  test.each(REGIONS.Shop)('with the keys of tables among them: %s', region => {
    expect(resourcesOf(everything.templates[`Shop-Keys-${region}`], 'AWS::KMS::Key').length).toBeGreaterThan(0);
  });

  test('are made without a word but for what is bundled', () => {
    expect(everything.printed.filter(text => !/^Bundling asset \S+\.\.\.\n$/.test(text))).toEqual([]);
  });

  test('have at most 500 resources and a megabyte', () => {
    for (const [stack, template] of Object.entries(everything.templates)) {
      expect([stack, Object.keys(template.Resources).length]).toEqual([stack, expect.any(Number)]);
      expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(MAX_RESOURCES);
      expect(everything.sizes[stack]).toBeLessThanOrEqual(MAX_BYTES);
    }
  });

  test.each(APIS)('of the Regions are equal but for the names of Regions: %s', api => {
    const [first, ...others] = REGIONS[api].map(region => withoutRegion(api, everything.templates[`${api}-${region}`]));
    for (const other of others) {
      expect(other).toEqual(first);
    }
  });

  test('hold nothing that leads from stack to stack', () => {
    for (const template of Object.values(everything.templates)) {
      expect(JSON.stringify({ ...template.Resources, ...template.Outputs })).not.toMatch(/Fn::ImportValue|"Export"|AWS::SSM|\{\{resolve:ssm|Fn::GetStackOutput/);
    }
  });

  test('refer to secrets, pools, topics and keys that the README names: by hand they have to be there', () => {
    const readme = fs.readFileSync(path.join(EXAMPLE, 'README.md'), 'utf8');
    const text = JSON.stringify(everything.templates);
    const secrets = new Set([...text.matchAll(/\{\{resolve:secretsmanager:([^:}]+)/g)].map(([, name]) => name));
    expect(secrets.size).toBe(3);
    expect([...secrets].filter(name => !readme.includes(`\`${name}\``))).toEqual([]);
    const WORDS: { [service: string]: string } = { 'acm': 'certificate', 'cognito-idp': 'Cognito user pool', 'iam': 'role', 'kms': 'KMS key', 'sns': 'SNS topics' };
    const services = new Set([...text.matchAll(/"arn:aws:([\w-]+):[\w-]*:\d{12}:(?!function)/g)].map(([, service]) => service));
    expect([...services].filter(service => !readme.includes(WORDS[service]))).toEqual([]);
    expect(services.size).toBe(Object.keys(WORDS).length);
  });

  test('have custom resources only where the zone is in another account, or a stream is asked for', () => {
    const custom = Object.entries(everything.templates).filter(([, { Resources }]) =>
      Object.values(Resources).some(({ Type }) => /^Custom::|^AWS::CloudFormation::CustomResource$/.test(Type)));
    expect(custom.map(([stack]) => stack).sort()).toEqual(['Feed-us-east-1', 'Feed-us-east-2', 'Partners-eu-central-1', 'Partners-eu-west-1']);
  });
});

describe('the shop', () => {
  test.each(REGIONS.Shop)('has 60 routes in six Regions: %s', region => {
    const routes = routesOf(everything.templates[`Shop-${region}`]);
    expect(REGIONS.Shop).toHaveLength(6);
    expect(new Set(routes)).toHaveProperty('size', 60 + 2);
    expect(routes).toEqual(expect.arrayContaining(['GET /health', 'GET /health/drained/{region}', 'POST /orders/{order}/payments']));
  });

  test.each(REGIONS.Shop)('has every kind of authorizer: %s', region => {
    const template = everything.templates[`Shop-${region}`];
    const types = resourcesOf(template, 'AWS::ApiGateway::Authorizer').map(({ Properties }) => Properties.Type);
    expect(types.sort()).toEqual(['COGNITO_USER_POOLS', 'REQUEST', 'TOKEN']);
    const methods = resourcesOf(template, 'AWS::ApiGateway::Method').map(({ Properties }) => Properties.AuthorizationType);
    expect([...new Set(methods)].sort()).toEqual(['AWS_IAM', 'COGNITO_USER_POOLS', 'CUSTOM', 'NONE']);
  });

  test.each(REGIONS.Shop)('answers callers from California in Oregon, from Japan in Tokyo, and from nowhere else in Virginia: %s', region => {
    const locations = resourcesOf(everything.templates[`Shop-${region}`], 'AWS::Route53::RecordSet')
      .filter(({ Properties }) => Properties.GeoLocation && Properties.Type === 'A')
      .map(({ Properties }) => [Properties.GeoLocation, Properties.AliasTarget.DNSName.split('.')[0]]);
    expect(locations).toContainEqual([{ CountryCode: 'US', SubdivisionCode: 'CA' }, 'us-west-2']);
    expect(locations).toContainEqual([{ CountryCode: 'JP' }, 'ap-northeast-1']);
    expect(locations).toContainEqual([{ CountryCode: '*' }, 'us-east-1']);
  });

  test.each(REGIONS.Shop)('takes back a version that answers nothing but 5xx, at its first step: %s', region => {
    const { Resources } = everything.templates[`Shop-${region}`];
    const groups = resourcesOf(everything.templates[`Shop-${region}`], 'AWS::CodeDeploy::DeploymentGroup').map(({ Properties }) => Properties)
      .filter(({ AlarmConfiguration }) => AlarmConfiguration.Enabled);
    expect(groups).toHaveLength(4);
    for (const { DeploymentConfigName, AlarmConfiguration } of groups) {
      const [, percent] = /(\d+)Percent/.exec(DeploymentConfigName.Ref ?? DeploymentConfigName) ?? [];
      const alarms = AlarmConfiguration.Alarms.map(({ Name }: any) => Resources[Name.Ref].Properties);
      const shares = alarms.filter(({ MetricName }: any) => MetricName === 'ServerErrors').map(({ Threshold }: any) => Threshold * 100);
      expect(Math.min(...shares)).toBeLessThan(Number(percent) / 2);
    }
  });

  test.each(REGIONS.Shop)('brings customers to new versions of five functions gradually, and rolls back on alarms: %s', region => {
    const template = everything.templates[`Shop-${region}`];
    const groups = resourcesOf(template, 'AWS::CodeDeploy::DeploymentGroup').map(({ Properties }) => Properties);
    const named = groups.map(({ DeploymentConfigName: name }) => name.Ref ? template.Resources[name.Ref].Properties.TrafficRoutingConfig.Type : name);
    expect(named.sort()).toEqual([
      'CodeDeployDefault.LambdaAllAtOnce', 'CodeDeployDefault.LambdaCanary10Percent5Minutes', 'CodeDeployDefault.LambdaLinear10PercentEvery2Minutes',
      'TimeBasedCanary', 'TimeBasedLinear',
    ]);
    expect(groups.filter(({ AlarmConfiguration }) => AlarmConfiguration.Enabled && AlarmConfiguration.Alarms.length > 0)).toHaveLength(4);
    expect(resourcesOf(template, 'AWS::Lambda::Alias')).toHaveLength(5);
  });

  test.each(REGIONS.Shop)('has no resource that waits for itself: %s', region => {
    expect(circleIn(everything.templates[`Shop-${region}`])).toBeUndefined();
  });

  test('lets Route 53\'s checkers through its web ACL, and nobody to a route of the shop', () => {
    const [{ Properties }] = resourcesOf(everything.templates['Shop-eu-west-1'], 'AWS::WAFv2::WebACL');
    const [{ Action, Statement }] = [...Properties.Rules].sort((one: any, other: any) => one.Priority - other.Priority);
    expect(Action).toEqual({ Allow: {} });
    const passing = new RegExp(Statement.RegexMatchStatement.RegexString);
    for (const { Properties: { HealthCheckConfig } } of resourcesOf(everything.templates['Shop-eu-west-1'], 'AWS::Route53::HealthCheck')) {
      if (HealthCheckConfig.Type === 'HTTPS') expect(HealthCheckConfig.ResourcePath).toMatch(passing);
    }
    expect('/v1/orders/health').not.toMatch(passing);
  });
});

describe('the operations', () => {
  const deployedOf = (api: Api) => Object.keys(everything.templates).filter(stack => stack === 'Catalog' || stack.startsWith(`${api}-`))
    .map(stack => ({ region: everything.regions[stack], template: everything.templates[stack] }));

  test.each(APIS)('have a dashboard in which every metric and every alarm exists: %s', api => {
    const body = dashboardBody(everything.templates[`${api}-Operations`]);
    expect(missing(body, deployedOf(api), api === 'Shop' ? RECORDED_IDS : [])).toEqual([]);
    expect(metricWidgets(body).length).toBeGreaterThanOrEqual(api === 'Shop' ? 12 : 8);
  });

  test('have a dashboard whose picture is in the documentation: npx tsx --tsconfig tsconfig.dev.json scripts/dashboard-picture.ts', () => {
    const picture = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'dashboard.svg'), 'utf8');
    expect(dashboardPicture(bodyIn(everything.templates['Shop-Operations']))).toBe(picture);
  });

  test('have a dashboard in which others would be missed', () => {
    const body = dashboardBody(everything.templates['Shop-Operations']);
    expect(missing(body, deployedOf('Feed'), RECORDED_IDS).length).toBeGreaterThan(100);
    expect(missing(body, deployedOf('Shop'), [])).toHaveLength(6);
  });

  test.each(REGIONS.Shop)('tell people of what is wrong in a Region, by a topic there: %s', region => {
    const template = everything.templates[`Shop-${region}`];
    const topics = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::SNS::Topic').map(([id]) => id);
    expect(topics).toHaveLength(1);
    const told = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties).filter(({ AlarmActions = [] }) => AlarmActions[0]?.Ref === topics[0]);
    expect(told.filter(({ AlarmName = '' }) => AlarmName.startsWith(`Shop-${region}-`)).length).toBeGreaterThanOrEqual(5 + 2 * 5);
    expect(told.filter(({ AlarmDescription }) => AlarmDescription === 'Payments fail')).toHaveLength(1);
  });

  test('tell of each Region of the shop that Route 53 takes for unhealthy', () => {
    const alarms = resourcesOf(everything.templates['Shop-Operations'], 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    expect(alarms.map(({ Dimensions: [{ Value }] }) => Value)).toEqual(RECORDED_IDS);
    expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual(REGIONS.Shop.map(region => `Shop-${region}-Unhealthy`));
    expect(everything.regions['Shop-Operations']).toBe('us-east-1');
  });
});

describe('everything', () => {
  const settings = {
    'the API': settingsIn('MultiRegionServerlessApiProps'),
    'its domain': settingsIn('ApiDomain', 'MutualTls'),
    'its gateway': settingsIn('ApiGatewayOptions', 'RestApiGatewayOptions'),
    'access logs': settingsIn('CloudWatchAccessLogsOptions'),
    'API keys': settingsIn('ApiKeySettings', 'UsagePlanSettings'),
    'CORS': settingsIn('CorsSettings'),
    'routes': settingsIn('RouteSettings', 'RouteOptions', 'QueueRouteOptions'),
    'queues': settingsIn('ApiQueueProps', 'QueueConsumerOptions', 'MessageAgeAlarmOptions'),
    'authorizers': settingsIn('JwtAuthorizerOptions', 'CognitoAuthorizerOptions', 'LambdaRequestAuthorizerOptions', 'LambdaAuthorizerOptions'),
    'gradual deployments': settingsIn('GradualDeploymentOptions', 'CanaryDeploymentOptions', 'LinearDeploymentOptions'),
    'health checks': settingsIn('HealthCheckSettings', 'EndpointHealthCheckSettings', 'HealthCheckOptions'),
    'secrets': settingsIn('GlobalSecretProps'),
    'circuit breakers': settingsIn('CircuitBreakerProps'),
    'schedules': settingsIn('GlobalScheduleProps', 'OnceOptions', 'OnceAtMostOptions'),
    'operations': settingsIn('OperationsOptions', 'RequestRateAlarmOptions'),
    'health alarms': settingsIn('HealthAlarmOptions', 'ServerErrorsAlarmOptions', 'LatencyAlarmOptions', 'AlarmEvaluationOptions'),
  };
  const choices = [
    'ApiGateway', 'ApiQueueEncryption', 'Authorizer', 'BreakerScope', 'Consistency', 'Drain', 'GlobalTableEncryption', 'GradualDeployment', 'HealthAlarm', 'HealthCheck',
    'Idempotency', 'MaxConcurrency', 'Notification', 'Opens', 'RequestValidation', 'Routing', 'Runs', 'SecretEncryption', 'Standby', 'WhileDrained',
  ];
  /** What the other example has, what is the default, and what would make the Regions differ. */
  const elsewhere = ['stacks', 'regional', 'shallow', 'latency', 'throttleQuotas', 'dynamoOwnedKey', 'sqsManaged', 'finish'];

  test.each(Object.entries(settings))('is set that can be set of %s', (_of, names) => {
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter(name => !elsewhere.includes(name) && !new RegExp(`\\b${name}\\b`).test(sources))).toEqual([]);
  });

  test.each(choices)('is chosen that can be chosen: %s', choice => {
    const names = choicesOf(choice).filter(name => !elsewhere.includes(name));
    expect(names).not.toEqual([]);
    expect(names.filter(name => !sources.includes(`.${name}(`))).toEqual([]);
  });
});
