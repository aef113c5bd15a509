import { execFile } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, SecretValue, Stack } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { addRouteEverywhere, anApi, aFunction, DOMAIN, templateOf } from './an-api';
import {
  ApiDomain, ApiGateway, Authorizer, GlobalTableEncryption, HealthAlarm, HealthCheck, MultiRegionServerlessApi, Notification, RequestValidation,
  Rollout, RouteOptions, Standby,
} from '../src';

const REGIONS = ['us-east-1', 'eu-west-1'];
const ENV = { account: '111111111111', region: 'us-east-1' };
const partitionKey = { name: 'id', type: AttributeType.STRING };

/** A stack that looks up, in an app whose context has what was looked up, if anything was. */
const aStack = (context?: Record<string, unknown>) => new Stack(new App({ context }), 'Lookups', { env: ENV });
/** The parameter /x, as CDK gives it: a dummy until the CLI has looked it up, a value of ours afterwards. */
const parameter = (stack: Stack) => StringParameter.valueFromLookup(stack, '/x');
const found = (value: string) => ({ 'ssm:account=111111111111:parameterName=/x:region=us-east-1': value });

const within = (stack: Stack, props: Parameters<typeof anApi>[0]) => anApi(props, stack.node.root as App);
const everywhere = (value: string) => Object.fromEntries(REGIONS.map(region => [region, value]));

/** What makes an API of a value, in each prop that takes one. */
type Use = (x: string, stack: Stack) => MultiRegionServerlessApi;
const inDomain = (domain: (x: string) => Partial<ApiDomain>, props: Parameters<typeof anApi>[0] = {}): Use =>
  (x, stack) => within(stack, { ...props, domain: { ...DOMAIN, ...domain(x) } });
const inRoute = (options: (x: string) => RouteOptions, gateway?: ApiGateway): Use => (x, stack) => {
  const api = within(stack, { gateway });
  api.regionalApis.forEach(region => region.addRoute('POST', '/orders', aFunction(region), options(x)));
  return api;
};
const inTable = (add: (x: string, api: MultiRegionServerlessApi) => unknown): Use => (x, stack) => {
  const api = within(stack, {});
  add(x, api);
  return api;
};

const JUDGED: [string, Use][] = [
  ['domain.domainName', inDomain(domainName => ({ domainName }))],
  ['a part of domain.domainName', inDomain(x => ({ domainName: `shop.${x}`, zoneName: x }))],
  ['domain.zoneName', inDomain(zoneName => ({ zoneName }))],
  ['domain.hostedZoneId', inDomain(hostedZoneId => ({ hostedZoneId }))],
  ['domain.hostedZoneRoleArn', inDomain(hostedZoneRoleArn => ({ hostedZoneRoleArn }))],
  ['domain.basePath', inDomain(basePath => ({ basePath }))],
  ['domain.certificateArns', inDomain(x => ({ certificateArns: everywhere(x) }))],
  ['domain.mutualTls.truststoreUris', (x, stack) => {
    const api = inDomain(uri => ({ mutualTls: { truststoreUris: everywhere(uri) } }), { health: HealthCheck.alarms() })(x, stack);
    api.regionalApis.forEach(region => region.addHealthAlarm(HealthAlarm.serverErrors(region)));
    return api;
  }],
  ['Standby.host()', (x, stack) => within(stack, { standby: Standby.host(x) })],
  ['Standby.alias(), dnsName', (dnsName, stack) => within(stack, { standby: Standby.alias({ dnsName, hostedZoneId: 'Z2FDTNDATAQYW2' }) })],
  ['Standby.alias(), hostedZoneId', (hostedZoneId, stack) => within(stack, { standby: Standby.alias({ dnsName: 'd111.cloudfront.net', hostedZoneId }) })],
  ['addWebAcl()', inTable((x, api) => api.regionalApis.forEach(region => region.addWebAcl(x)))],
  ['cors.allowOrigins', (x, stack) => within(stack, { gateway: ApiGateway.rest({ cors: { allowOrigins: [x] } }) })],
  ['cors.allowHeaders', (x, stack) => within(stack, { gateway: ApiGateway.http({ cors: { allowOrigins: ['*'], allowHeaders: [x] } }) })],
  ['binaryMediaTypes', (x, stack) => within(stack, { gateway: ApiGateway.rest({ binaryMediaTypes: [x] }) })],
  ['the value of an API key', (x, stack) => within(stack, {
    gateway: ApiGateway.rest({ usagePlans: [{ name: 'Plan', apiKeys: [{ name: 'partner', value: SecretValue.unsafePlainText(x) }] }] }),
  })],
  ['Authorizer.jwt(), issuer', inRoute(issuer => ({ authorizer: Authorizer.jwt('Users', { issuer, audience: ['app'] }) }), ApiGateway.http())],
  ['Authorizer.cognito(), REST', inRoute(userPoolArn => ({ authorizer: Authorizer.cognito('Users', { userPoolArn }) }))],
  ['Authorizer.cognito(), HTTP', inRoute(userPoolArn => ({ authorizer: Authorizer.cognito('Users', { userPoolArn, clientIds: ['app'] }) }), ApiGateway.http())],
  ['RequestValidation.parameters()', inRoute(x => ({ requestValidation: RequestValidation.parameters(x) }))],
  ['Notification.email()', inTable((x, api) => api.addOperations({ notification: Notification.email(x) }))],
  ['Notification.topics()', inTable((x, api) => api.addOperations({ notification: Notification.topics(everywhere(x)) }))],
  ['tableName', inTable((tableName, api) => api.addGlobalTable('T', { partitionKey, tableName }))],
  ['tableName, with keys', inTable((tableName, api) => api.addGlobalTable('T', { partitionKey, tableName, encryption: GlobalTableEncryption.customerManagedKeys() }))],
  ['GlobalTableEncryption.existingKeys()', inTable((x, api) => api.addGlobalTable('T', { partitionKey, encryption: GlobalTableEncryption.existingKeys(everywhere(x)) }))],
  ['tableName of an imported table', inTable((tableName, api) => api.importGlobalTable('T', { tableName, partitionKey }))],
  ['keyArns of an imported table', inTable((x, api) => api.importGlobalTable('T', { tableName: 'crm', partitionKey, keyArns: everywhere(x) }))],
];

/** Tells the CLI what to look up, as CDK does when a synthesis ends. */
const missingOf = (stack: Stack) => (stack.node.root as App).synth().manifest.missing?.map(({ key }) => key);

test.each(JUDGED)('%s may wait for a lookup, and is judged once it was made', (_, use) => {
  const stack = aStack();
  const api = use(parameter(stack), stack);
  api.addGlobalTable('Orders', { partitionKey }).grantReadData(aFunction(api.regionalApis[0], 'Reader'));
  addRouteEverywhere(api, 'GET', '/others');
  expect(missingOf(stack)).toEqual([Object.keys(found(''))[0]]);

  const next = aStack(found('no good'));
  expect(() => use(parameter(next), next)).toThrow(/, got: .*(no good|7)/);
});

test.each<[string, Use]>([
  ['regions', (x, stack) => within(stack, { regions: ['us-east-1', x] })],
  ['primaryRegion', (primaryRegion, stack) => within(stack, { primaryRegion })],
  ['rollout', (x, stack) => within(stack, { rollout: Rollout.oneRegionAtATime(['us-east-1', x]) })],
  ['the path of a route', inTable((x, api) => addRouteEverywhere(api, 'GET', `/${x} `))],
  ['the name of an authorizer', inRoute(x => ({ authorizer: Authorizer.jwt(x, { issuer: 'https://a.example.com', audience: ['app'] }) }), ApiGateway.http())],
])('%s shapes the app and must be there before anything is looked up', (_, use) => {
  const stack = aStack();
  expect(() => use(parameter(stack), stack))
    .toThrow(/, got: .*dummy-value-for-\/x.*\. It stands for what CDK has yet to look up, and this must be known before: write it into the code$/);
});

test('what was looked up comes into the templates', () => {
  const stack = aStack(found('orders.example.com'));
  const template = templateOf(inDomain(domainName => ({ domainName }))(parameter(stack), stack), 'eu-west-1');
  template.hasResourceProperties('AWS::ApiGateway::DomainName', { DomainName: 'eu-west-1.orders.example.com' });
  expect(missingOf(stack)).toBeUndefined();
});

test('the role of a zone in another account may be looked up', () => {
  const stack = aStack();
  inDomain(hostedZoneRoleArn => ({ hostedZoneRoleArn }))(Role.fromLookup(stack, 'Role', { roleName: 'ZoneWriter' }).roleArn, stack);
  expect(missingOf(stack)).toHaveLength(1);
});

test('the keys of a table may be looked up, before and after', () => {
  const keysIn = (app: App) => Object.fromEntries(REGIONS.map(region => {
    const stack = new Stack(app, `Keys-${region}`, { env: { ...ENV, region } });
    return [region, Key.fromLookup(stack, 'Key', { aliasName: 'alias/orders' }).keyArn];
  }));
  const use = (stack: Stack) => {
    const keyArns = keysIn(stack.node.root as App);
    const api = within(stack, {});
    api.addGlobalTable('Orders', { partitionKey, encryption: GlobalTableEncryption.existingKeys(keyArns) }).grantReadData(aFunction(api.regionalApis[1]));
    return api;
  };
  const stack = aStack();
  use(stack);
  expect(missingOf(stack)).toHaveLength(2);

  const next = aStack(Object.fromEntries(REGIONS.map(region => [
    `key-provider:account=111111111111:aliasName=alias/orders:region=${region}`, { keyId: `key-of-${region}` },
  ])));
  expect(JSON.stringify(templateOf(use(next), 'eu-west-1').toJSON())).toContain(':kms:eu-west-1:111111111111:key/key-of-eu-west-1');
  expect(missingOf(next)).toBeUndefined();
});

describe('with the CLI', () => {
  const ROOT = path.join(__dirname, '..');
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lookups-'));
  afterAll(() => fs.rmSync(directory, { recursive: true }));

  /** `cdk synth` of an app in an empty folder, without any credentials. */
  const synth = () => new Promise<{ error: unknown; told: string }>(resolve => {
    const app = `node ${path.join(ROOT, 'node_modules/tsx/dist/cli.mjs')} ${path.join(__dirname, 'looked-up-app.ts')}`;
    const env = {
      PATH: process.env.PATH, HOME: directory, CI: 'true', CDK_VALIDATION: 'false', CDK_DISABLE_CLI_TELEMETRY: 'true', AWS_EC2_METADATA_DISABLED: 'true',
    };
    execFile('node', [path.join(ROOT, 'node_modules/aws-cdk/bin/cdk'), 'synth', '--quiet', '--no-notices', '--no-version-reporting', '--app', app],
      { cwd: directory, env }, (error, stdout, stderr) => resolve({ error, told: stdout + stderr }));
  });
  const synthesized = () => fs.readdirSync(path.join(directory, 'cdk.out')).filter(file => file.endsWith('.template.json'))
    .map(file => fs.readFileSync(path.join(directory, 'cdk.out', file), 'utf8')).join();

  test('the first synthesis ends, and it is the lookup that needs AWS; with what it would have found, the zone is in the templates', async () => {
    const first = await synth();
    expect(first.told).toMatch(/Need to perform AWS calls for account 111111111111, but no credentials have been configured/);
    expect(first.error).toBeTruthy();

    const key = 'hosted-zone:account=111111111111:domainName=example.com:region=us-east-1';
    fs.writeFileSync(path.join(directory, 'cdk.context.json'), JSON.stringify({ [key]: { Id: '/hostedzone/Z0123456789ABC', Name: 'example.com.' } }));
    expect(await synth()).toEqual({ error: null, told: expect.not.stringContaining('AWS calls') });
    expect(synthesized()).toContain('"HostedZoneId": "Z0123456789ABC"');
    expect(synthesized()).not.toContain('DUMMY');
  }, 120_000);
});
