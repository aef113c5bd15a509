import { App, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RECORDED_HEALTH_CHECKS, recordedHealthChecks } from '../../src/recorded/recorded-health-checks';
import { anApi, DOMAIN, templateOf } from '../an-api';

const ID = '8f6c2a1e-0000-4000-8000-00000000000a';

function read(context: unknown, apiName: string = 'Shop') {
  return recordedHealthChecks(new App({ context: { [RECORDED_HEALTH_CHECKS]: context } }), apiName);
}

test('the context is called what the documentation calls it', () => {
  expect(RECORDED_HEALTH_CHECKS).toBe('cdk-multi-region-serverless-api:health-checks');
});

test.each<[string, unknown]>([
  ['an app without records', undefined],
  ['an API that is not recorded', { Blog: { 'eu-west-1': { interval: 10 } } }],
  ['an API without Regions', { Shop: {} }],
])('nothing is known of the health checks of %s', (_name, context) => {
  expect(read(context)).toEqual({});
});

test('an API may be called as what every object has', () => {
  expect(read({}, 'constructor')).toEqual({});
});

test.each([
  [{ id: ID, interval: 30 }],
  [{ id: ID.toUpperCase() }],
  [{ interval: 10 }],
  [{}],
])('%j is known of a Region that it is recorded for', recorded => {
  expect(read({ Shop: { 'eu-west-1': recorded, 'us-east-1': { interval: 30 } } })).toEqual({ 'eu-west-1': recorded, 'us-east-1': { interval: 30 } });
});

test('an API in a stage is recorded by its name, which starts with the stage\'s', () => {
  const app = new App({ context: { [RECORDED_HEALTH_CHECKS]: { 'Beta-Shop': { 'eu-west-1': { interval: 10 } } } } });
  expect(recordedHealthChecks(new Stage(app, 'Beta'), 'Beta-Shop')).toEqual({ 'eu-west-1': { interval: 10 } });
});

const FIX = 'Remove it from cdk.context.json, and run `npx multi-region record`';

test.each([['Shop'], [[]], [null], [1]])('a record of the app that is none is refused: %j', context => {
  expect(() => read(context))
    .toThrow(`The context \`${RECORDED_HEALTH_CHECKS}\` must hold an object for each API, got: ${JSON.stringify(context)}. ${FIX}`);
});

test.each([
  ['eu-west-1'], [null], [['eu-west-1']], [{ 'eu-west-1': ID }], [{ 'eu-west-1': null }], [{ 'eu-west-1': [30] }],
  [{ 'eu-west-1': { id: 'abc' } }], [{ 'eu-west-1': { id: `${ID}0` } }], [{ 'eu-west-1': { id: 1 } }],
  [{ 'eu-west-1': { interval: 9 } }], [{ 'eu-west-1': { interval: 31 } }], [{ 'eu-west-1': { interval: '30' } }],
])('a record of an API that is none is refused: %j', recorded => {
  expect(() => read({ Blog: {}, Shop: recorded })).toThrow(`The context \`${RECORDED_HEALTH_CHECKS}\` must hold, for each Region of Shop, `
    + `the health check's \`id\`, a UUID, its \`interval\`, 10 or 30, or both, got: ${JSON.stringify(recorded)}. ${FIX}`);
});

test('a template says which output has the id of the check that guards the API\'s records, and the templates of all Regions say the same', () => {
  const api = anApi();
  for (const region of ['us-east-1', 'eu-west-1']) {
    expect(templateOf(api, region).toJSON().Metadata).toEqual({ [RECORDED_HEALTH_CHECKS]: { Shop: 'ShopHealthCheckId' } });
  }
});

test('a stack with several APIs says so for each, beside its own metadata', () => {
  const app = new App();
  const stacks = ['us-east-1', 'eu-west-1'].map(region => new Stack(app, `Own-${region}`, { env: { region } }));
  stacks[0].addMetadata('Owner', 'team-42');
  anApi({ stacks }, app);
  anApi({ stacks, domain: { ...DOMAIN, domainName: 'blog.example.com' } }, app, 'My-Blog');
  const told = { 'Shop': 'ShopHealthCheckId', 'My-Blog': 'MyBlogHealthCheckId' };
  expect(stacks.map(stack => Template.fromStack(stack).toJSON().Metadata)).toEqual([
    { Owner: 'team-42', [RECORDED_HEALTH_CHECKS]: told }, { [RECORDED_HEALTH_CHECKS]: told },
  ]);
});
