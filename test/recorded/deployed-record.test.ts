import { App, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { recordedChecks } from './record-of';
import { recordedHealthChecks, recordedStacks } from '../../src/recorded/deployed-record';
import { DEPLOYED } from '../../src/recorded/stack-facts';
import { anApi, DOMAIN, templateOf } from '../an-api';

const ID = '8f6c2a1e-0000-4000-8000-00000000000a';

function read(context: unknown) {
  return recordedStacks(new App({ context: { [DEPLOYED]: context } }));
}
const ofStack = (facts: unknown, key = 'us-east-1/Shop') => ({ version: 1, stacks: { [key]: facts } });

test('the context is called what the documentation calls it', () => {
  expect(DEPLOYED).toBe('cdk-multi-region-serverless-api:deployed');
});

test('nothing is known of an app without a record, nor of one without stacks', () => {
  expect(read(undefined)).toEqual([]);
  expect(read({ version: 1, stacks: {} })).toEqual([]);
});

test('stacks are known by their Regions and names', () => {
  const facts = { names: { 'AWS::SQS::Queue orders': 'Orders' }, tables: { Orders: { regions: ['us-east-1'], key: 'id S' } }, healthChecks: { Shop: { id: ID } } };
  expect(read(ofStack(facts))).toEqual([{ region: 'us-east-1', name: 'Shop', facts }]);
});

test('health checks are known by the API, which may be called as what every object has, and the Region', () => {
  const app = new App({ context: recordedChecks({ 'eu-west-1': { id: ID, interval: 30 }, 'us-east-1': {} }, 'Beta-Shop') });
  expect(recordedHealthChecks(new Stage(app, 'Beta'), 'Beta-Shop')).toEqual({ 'eu-west-1': { id: ID, interval: 30 }, 'us-east-1': {} });
  expect(recordedHealthChecks(app, 'Shop')).toEqual({});
  expect(recordedHealthChecks(app, 'constructor')).toEqual({});
});

test.each([['Shop'], [[]], [{}], [{ version: 2, stacks: {} }], [{ version: '1' }]])('a record of another version, or of none, is refused: %j', context => {
  expect(() => read(context)).toThrow(/^The context `cdk-multi-region-serverless-api:deployed` must be of version 1, got: .*Use the version of this library that recorded it, or remove it/);
});

test.each([
  ['yes'], [null], [[]], [{ tables: [] }], [{ tables: { Orders: ['us-east-1'] } }], [{ tables: { Orders: { regions: [], key: 'id S' } } }],
  [{ tables: { Orders: { regions: ['us-east-1'], key: 'id S', globalIndexes: ['byDay'] } } }], [{ names: { 'AWS::SQS::Queue orders': 1 } }],
  [{ healthChecks: { Shop: { id: 'abc' } } }], [{ healthChecks: { Shop: { id: `${ID}0` } } }], [{ healthChecks: { Shop: null } }],
])('a stack whose record is none is refused: %j', facts => {
  expect(() => read(ofStack(facts))).toThrow('The context `cdk-multi-region-serverless-api:deployed` must hold what `npx multi-region record` writes, got: '
    + `${JSON.stringify({ 'us-east-1/Shop': facts })}. Remove it from cdk.context.json, and run \`npx multi-region record\``);
});

test('a stack without a Region is refused', () => {
  expect(() => read(ofStack({}, 'Shop'))).toThrow('must hold what `npx multi-region record` writes');
});

test('templates tell what of them decides about the next deployment, and those of all Regions tell the same', () => {
  const api = anApi();
  const [here, there] = ['us-east-1', 'eu-west-1'].map(region => JSON.stringify(templateOf(api, region).toJSON().Metadata[DEPLOYED]).replaceAll(region, 'REGION'));
  expect(here).toBe(there);
  expect(JSON.parse(here)).toEqual({
    version: 1,
    names: expect.objectContaining({ 'AWS::ApiGateway::DomainName hello.example.com': expect.stringContaining('ShopDomainShared'), 'AWS::Route53::RecordSet hello.example.com in Z0123456789ABC': 'Region' }),
    healthChecks: { Shop: { output: 'ShopHealthCheckId', guard: expect.stringMatching(/^ShopHealthEndpoint\w{8} every 30 s$/), interval: 30 } },
  });
});

test('a stack with several APIs tells of the check of each, beside its own metadata', () => {
  const app = new App();
  const stacks = ['us-east-1', 'eu-west-1'].map(region => new Stack(app, `Own-${region}`, { env: { region } }));
  stacks[0].addMetadata('Owner', 'team-42');
  anApi({ stacks }, app);
  anApi({ stacks, domain: { ...DOMAIN, domainName: 'blog.example.com' } }, app, 'My-Blog');
  for (const stack of stacks) {
    const { Owner, [DEPLOYED]: told } = Template.fromStack(stack).toJSON().Metadata;
    expect(Owner).toBe(stack === stacks[0] ? 'team-42' : undefined);
    expect(Object.entries<any>(told.healthChecks).map(([name, { output }]) => [name, output])).toEqual([['Shop', 'ShopHealthCheckId'], ['My-Blog', 'MyBlogHealthCheckId']]);
  }
});
