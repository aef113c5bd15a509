import { Annotations, App, Stack, Stage, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { MultiRegionServerlessApi } from '../../src';
import { addRouteEverywhere, aFunction, anApi, DOMAIN } from '../an-api';
import { messagesAtSynth } from './messages';

const CODE = 'handlers-differ';
const ID = `cdk-multi-region-serverless-api:${CODE}`;

/** Breaks one rule, once. */
function addDifferentHandlers(api: MultiRegionServerlessApi) {
  api.regionalApis.forEach((region, i) => region.addRoute('GET', '/orders', aFunction(region, 'Orders', { memorySize: 128 * (i + 1) })));
}

function aBrokenApp(
  acknowledgeBefore: (app: App) => void = () => {}, acknowledgeAfter: (api: MultiRegionServerlessApi, app: App) => void = () => {},
): string[] {
  const app = new App();
  acknowledgeBefore(app);
  const api = anApi({}, app);
  addDifferentHandlers(api);
  acknowledgeAfter(api, app);
  return messagesAtSynth(app);
}

const acknowledge = (construct: IConstruct) => Annotations.of(construct).acknowledgeWarning(ID, 'on purpose');

describe('a warning is not shown once it was acknowledged', () => {
  test('but is otherwise', () => {
    expect(aBrokenApp()).toHaveLength(1);
  });

  test('at the app, before there is an API', () => {
    expect(aBrokenApp(acknowledge)).toEqual([]);
  });

  test.each<[string, (api: MultiRegionServerlessApi, app: App) => void]>([
    ['at the app, in the end', (_, app) => acknowledge(app)],
    ['at the API', acknowledge],
    ['at the stack', api => acknowledge(api.inRegion('eu-west-1').stack)],
    ['at the Region', api => acknowledge(api.inRegion('eu-west-1'))],
    ['at the construct that it names', api => acknowledge(api.inRegion('eu-west-1').node.findChild('Orders'))],
    ['as a validation', (_, app) => Validations.of(app).acknowledge({ id: ID, reason: 'on purpose' })],
    ['as a validation, by the id that the CLI shows', (_, app) => Validations.of(app).acknowledge({ id: `Annotation::${ID}`, reason: 'on purpose' })],
  ])('%s', (_, acknowledgeAfter) => {
    expect(aBrokenApp(undefined, acknowledgeAfter)).toEqual([]);
  });

  test.each<[string, (api: MultiRegionServerlessApi, app: App) => void]>([
    ['another warning', (_, app) => Annotations.of(app).acknowledgeWarning(`${ID}-elsewhere`)],
    ['it in another stack', api => acknowledge(api.inRegion('us-east-1').stack)],
    ['such ones as have a context', (_, app) => Validations.of(app).acknowledge({ id: ID, reason: 'on purpose', where: { route: 'GET /' } })],
  ])('but is if somebody acknowledged %s', (_, acknowledgeAfter) => {
    expect(aBrokenApp(undefined, acknowledgeAfter)).toHaveLength(1);
  });
});

describe('each violation is told once', () => {
  test('with several APIs in one app', () => {
    const app = new App();
    addDifferentHandlers(anApi({}, app));
    anApi({ domain: { ...DOMAIN, domainName: 'blog.example.com' } }, app, 'Blog');
    expect(messagesAtSynth(app)).toEqual([expect.stringContaining('The handlers of GET /orders differ')]);
  });

  test('with several syntheses', () => {
    const app = new App();
    addDifferentHandlers(anApi({}, app));
    app.synth();
    app.synth({ force: true });
    expect(messagesAtSynth(app)).toHaveLength(1);
  });

  test('with stacks of the consumer', () => {
    const app = new App();
    const stacks = ['us-east-1', 'eu-west-1'].map(region => new Stack(app, `My-${region}`, { env: { region } }));
    addDifferentHandlers(anApi({ stacks }, app));
    expect(messagesAtSynth(app)).toHaveLength(1);
  });

  test('in each stage that has it', () => {
    const app = new App();
    for (const stage of ['test', 'prod']) {
      addDifferentHandlers(anApi({ domain: { ...DOMAIN, domainName: `${stage}.example.com` } }, new Stage(app, stage)));
    }
    anApi({ domain: { ...DOMAIN, domainName: 'blog.example.com' } }, app, 'Blog');
    expect(messagesAtSynth(app)).toHaveLength(2);
  });
});

describe('errors', () => {
  test('come all at once, of all APIs, each with the path of its API', () => {
    const app = new App();
    for (const [id, domainName] of [['Shop', 'shop.example.com'], ['Blog', 'blog.example.com']]) {
      const region = anApi({ domain: { ...DOMAIN, domainName } }, app, id).inRegion('us-east-1');
      [`/${id}`, '/more'].forEach(path => region.addRoute('GET', path, aFunction(region, path.slice(1))));
    }
    const error = errorOf(app);
    expect(error.match(/\[(Shop|Blog)\] GET \/\w+/g)).toEqual(['[Shop] GET /Shop', '[Shop] GET /more', '[Blog] GET /Blog', '[Blog] GET /more']);
  });

  test('are gone when what was missing is added, in the next synthesis', () => {
    const app = new App();
    const api = anApi({}, app);
    const [one, other] = api.regionalApis;
    one.addRoute('GET', '/orders', aFunction(one));
    expect(errorOf(app)).toContain('GET /orders is a route in us-east-1 but not in eu-west-1');
    other.addRoute('GET', '/orders', aFunction(other));
    expect(() => app.synth()).not.toThrow();
  });
});

test('an API that breaks no rule is told nothing', () => {
  const app = new App();
  addRouteEverywhere(anApi({}, app), 'GET', '/orders');
  expect(messagesAtSynth(app)).toEqual([]);
});

function errorOf(app: App): string {
  try {
    app.synth();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
