import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, CfnOutput, Duration, Stack, Stage } from 'aws-cdk-lib';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnHealthCheck } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { record } from '../../../local/commands/record';
import { DeployedStacks, HealthCheckFacts } from '../../../local/record/deployed-stacks';
import { Drain, HealthAlarm, HealthCheck, MultiRegionServerlessApi, MultiRegionServerlessApiProps } from '../../../src';
import { aFunction } from '../../an-api';

const KEY = 'cdk-multi-region-serverless-api:deployed';
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'health-checks-'));
const file = path.join(directory, 'cdk.context.json');
let apps = 0;

beforeEach(() => fs.rmSync(file, { force: true }));
afterAll(() => fs.rmSync(directory, { recursive: true }));

function api(scope: Construct, id: string, props: Partial<MultiRegionServerlessApiProps> = {}) {
  return new MultiRegionServerlessApi(scope, id, {
    regions: ['us-east-1', 'eu-west-1'],
    domain: { domainName: `${id.toLowerCase()}.${scope.node.id.toLowerCase() || 'root'}.example.com`, hostedZoneId: 'Z0SHOP', zoneName: 'example.com' },
    ...props,
  });
}

function synthesize(build: (app: App) => unknown): string {
  const app = new App({ outdir: path.join(directory, `cdk.out-${apps++}`), analyticsReporting: false });
  build(app);
  return app.synth().directory;
}

function writeOutputs(outputs: unknown): string {
  const name = path.join(directory, `outputs-${apps++}.json`);
  fs.writeFileSync(name, typeof outputs === 'string' ? outputs : JSON.stringify(outputs));
  return name;
}

/** What is known after the record of an app, and of its deployment's outputs. */
async function recorded(build: (app: App) => unknown, outputs?: unknown) {
  const { stacks } = await record({ directory, app: synthesize(build), outputs: outputs === undefined ? undefined : writeOutputs(outputs) });
  expect(written()[KEY].stacks).toEqual(expect.objectContaining(JSON.parse(JSON.stringify(stacks))));
  return unnamed(healthChecksIn(written()[KEY].stacks));
}

type HealthChecks = Record<string, Record<string, HealthCheckFacts>>;

/** By API and Region. */
function healthChecksIn(stacks: DeployedStacks): HealthChecks {
  const found: HealthChecks = {};
  for (const [key, { healthChecks = {} }] of Object.entries(stacks)) {
    for (const [apiName, check] of Object.entries(healthChecks)) {
      found[apiName] = { ...found[apiName], [key.split('/')[0]]: check };
    }
  }
  return found;
}
const written = () => JSON.parse(fs.readFileSync(file, 'utf8'));
/** Without the logical ids, which tests of their own are about. */
const unnamed = (healthChecks: HealthChecks): HealthChecks => JSON.parse(JSON.stringify(healthChecks, (key, value) => key === 'guard' ? undefined : value));
const uuid = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;
const outputsOf = (id: number, apiId: string = 'Shop') => ({ [`${apiId}Url`]: 'https://any.example.com', [`${apiId}HealthCheckId`]: uuid(id) });

test('the interval of each Region\'s check comes from its template', async () => {
  expect(await recorded(app => api(app, 'Shop'))).toEqual({ Shop: { 'us-east-1': { interval: 30 }, 'eu-west-1': { interval: 30 } } });
  expect(await recorded(app => api(app, 'Shop', { health: HealthCheck.deep({ interval: Duration.seconds(10) }) })))
    .toEqual({ Shop: { 'us-east-1': { interval: 10 }, 'eu-west-1': { interval: 10 } } });
});

test('an interval that an escape hatch sets is the one that counts', async () => {
  const known = await recorded(app => {
    const check = api(app, 'Shop').inRegion('eu-west-1').healthCheck.node.defaultChild as CfnHealthCheck;
    check.addPropertyOverride('HealthCheckConfig.RequestInterval', 10);
  });
  expect(known.Shop).toEqual({ 'us-east-1': { interval: 30 }, 'eu-west-1': { interval: 10 } });
});

test('ids come from the outputs of the deployment, of the stacks by their names', async () => {
  const known = await recorded(app => api(app, 'Shop'), { 'Shop-us-east-1': outputsOf(1), 'Shop-eu-west-1': outputsOf(2), 'Other': { A: 'b' } });
  expect(known).toEqual({ Shop: { 'us-east-1': { id: uuid(1), interval: 30 }, 'eu-west-1': { id: uuid(2), interval: 30 } } });
});

test('a calculated check has the interval of the endpoint below it', async () => {
  const known = await recorded(app => api(app, 'Shop', { drain: Drain.byPeers(), health: HealthCheck.deep({ interval: Duration.seconds(10) }) })
    .regionalApis.forEach(region => region.addHealthAlarm(HealthAlarm.serverErrors(region))), { 'Shop-us-east-1': outputsOf(3) });
  expect(known.Shop['us-east-1']).toEqual({ id: uuid(3), interval: 10 });
});

test('`HealthCheck.alarms()` has an id and no interval', async () => {
  const build = (alarms: number) => (app: App) => api(app, 'Shop', { health: HealthCheck.alarms() }).regionalApis.forEach(region => {
    region.addRoute('GET', '/orders', aFunction(region));
    region.addHealthAlarm(HealthAlarm.serverErrors(region));
    if (alarms > 1) {
      const metric = new Metric({ namespace: 'Shop', metricName: 'Orders', statistic: 'Sum' });
      region.addHealthAlarm(new Alarm(region, 'Few', { metric, threshold: 1, evaluationPeriods: 1 }));
    }
  });
  expect(await recorded(build(1))).toEqual({ Shop: { 'us-east-1': {}, 'eu-west-1': {} } });
  expect((await recorded(build(2), { 'Shop-eu-west-1': outputsOf(4) })).Shop['eu-west-1']).toEqual({ id: uuid(4) });
});

test('an API is known by its name, which starts with the stage\'s and the ids around it', async () => {
  const known = await recorded(app => {
    api(new Stage(app, 'Beta'), 'Shop');
    api(new Construct(new Stage(app, 'Gamma'), 'Inner'), 'Shop-2');
  }, { 'Beta-Shop-eu-west-1': outputsOf(5), 'Gamma-Inner-Shop-2-us-east-1': outputsOf(6, 'Shop2') });
  expect(known['Beta-Shop']['eu-west-1'].id).toBe(uuid(5));
  expect(known['Gamma-Inner-Shop-2']['us-east-1'].id).toBe(uuid(6));
});

describe('stacks of one\'s own', () => {
  /** Two APIs in the same stacks, which have checks and outputs besides. */
  const shared = (stackName?: string) => (app: App) => {
    const stacks = ['us-east-1', 'eu-west-1'].map(region => new Stack(app, `Own-${region}`, { stackName, env: { region } }));
    api(app, 'Shop', { stacks });
    api(app, 'Feed', { stacks, drain: Drain.byPeers(), health: HealthCheck.deep({ interval: Duration.seconds(10) }) });
    for (const stack of stacks) {
      const healthCheckConfig = { type: 'HTTPS', fullyQualifiedDomainName: 'www.example.com', requestInterval: 10 };
      const foreign = new CfnHealthCheck(stack, 'Foreign', { healthCheckConfig });
      new CfnOutput(stack, 'ForeignHealthCheckId', { value: foreign.ref });
    }
  };
  const outputs = (shop: number, feed: number) => ({ ...outputsOf(shop), ...outputsOf(feed, 'Feed'), ForeignHealthCheckId: uuid(99) });

  test('may have several APIs, and health checks of others', async () => {
    expect(await recorded(shared(), { 'Own-us-east-1': outputs(1, 2), 'Own-eu-west-1': outputs(3, 4) })).toEqual({
      Shop: { 'us-east-1': { id: uuid(1), interval: 30 }, 'eu-west-1': { id: uuid(3), interval: 30 } },
      Feed: { 'us-east-1': { id: uuid(2), interval: 10 }, 'eu-west-1': { id: uuid(4), interval: 10 } },
    });
  });

  test('that share a name have one entry in the file, which is told by the Region\'s URL', async () => {
    const urls = Object.fromEntries(['Shop', 'Feed'].flatMap(id => [
      [`${id}Url`, `https://${id.toLowerCase()}.root.example.com`], [`${id}UrlOfRegion`, `https://eu-west-1.${id.toLowerCase()}.root.example.com`],
    ]));
    expect((await recorded(shared('shop'), { shop: { ...outputs(5, 6), ...urls } })).Shop).toEqual({ 'eu-west-1': { id: uuid(5), interval: 30 } });
  });
});

describe('what was recorded', () => {
  const both = (interval?: Duration) => (app: App) => api(app, 'Shop', { health: HealthCheck.deep({ interval }) });
  const deployed = { 'Shop-us-east-1': outputsOf(1), 'Shop-eu-west-1': outputsOf(2) };

  test('stays where a stack is not among the outputs, because it was not deployed', async () => {
    await recorded(both(), deployed);
    expect((await recorded(both(Duration.seconds(10)), { 'Shop-eu-west-1': outputsOf(3) })).Shop)
      .toEqual({ 'us-east-1': { id: uuid(1), interval: 30 }, 'eu-west-1': { id: uuid(3), interval: 10 } });
  });

  test('keeps its ids without outputs', async () => {
    await recorded(both(), deployed);
    expect((await recorded(both())).Shop).toEqual({ 'us-east-1': { id: uuid(1), interval: 30 }, 'eu-west-1': { id: uuid(2), interval: 30 } });
  });

  test('loses the id of an endpoint\'s check whose interval is another one, for it is another check', async () => {
    await recorded(both(), deployed);
    expect((await recorded(both(Duration.seconds(10)))).Shop).toEqual({ 'us-east-1': { interval: 10 }, 'eu-west-1': { interval: 10 } });
  });

  test('keeps the id of a calculated check whose endpoint\'s interval is another one', async () => {
    const drained = (interval?: Duration) => (app: App) => api(app, 'Shop', { drain: Drain.byPeers(), health: HealthCheck.deep({ interval }) });
    await recorded(drained(), deployed);
    expect((await recorded(drained(Duration.seconds(10)))).Shop['eu-west-1']).toEqual({ id: uuid(2), interval: 10 });
  });

  const drained = (app: App) => api(app, 'Shop', { drain: Drain.byPeers() });
  const guards = () => Object.values(healthChecksIn(written()[KEY].stacks).Shop).map(({ guard }) => guard!.replace(/[0-9A-F]{8}/, ''));

  test('has the name of the check in the template and, as it cannot change, the interval of one on the endpoint itself', async () => {
    await recorded(both());
    expect(guards()).toEqual(['ShopHealthEndpoint every 30 s', 'ShopHealthEndpoint every 30 s']);
    await recorded(drained);
    expect(guards()).toEqual(['ShopHealthCalculated', 'ShopHealthCalculated']);
  });

  test('loses the ids when another check guards the records, as when a drain switch comes or goes', async () => {
    await recorded(both(), deployed);
    expect((await recorded(drained)).Shop).toEqual({ 'us-east-1': { interval: 30 }, 'eu-west-1': { interval: 30 } });
    await recorded(drained, { 'Shop-us-east-1': outputsOf(3), 'Shop-eu-west-1': outputsOf(4) });
    expect((await recorded(both())).Shop).toEqual({ 'us-east-1': { interval: 30 }, 'eu-west-1': { interval: 30 } });
  });

  test.each<[string, (app: App) => unknown]>([
    ['name', drained], ['interval', both(Duration.seconds(10))],
  ])('is not replaced by outputs of before, with the old id of a check that has another %s now', async (_, changed) => {
    await recorded(both(), deployed);
    const before = written();
    await expect(record({ directory, app: synthesize(changed), outputs: writeOutputs(deployed) })).rejects.toThrow(
      `\`--outputs\` must be of the last deployment: another check guards Shop in us-east-1 now, got: ${uuid(1)}, which was recorded before. `
      + 'Deploy the app as it is, and record the outputs of that');
    expect(written()).toEqual(before);
  });

  test('goes with a Region that the API does not have any more', async () => {
    await recorded(app => api(app, 'Shop', { regions: ['us-east-1', 'eu-west-1', 'sa-east-1'] }));
    await recorded(both());
    expect(Object.keys(written()[KEY].stacks)).toEqual(['eu-west-1/Shop-eu-west-1', 'us-east-1/Shop-us-east-1']);
  });

  test('stays for other APIs, and so does all other context', async () => {
    const blog = { healthChecks: { Blog: { interval: 30 } }, names: { 'AWS::SQS::Queue posts': 'Posts' } };
    fs.writeFileSync(file, JSON.stringify({ [KEY]: { version: 1, stacks: { 'sa-east-1/Blog': blog } }, color: 'blue' }));
    await recorded(both());
    expect(written().color).toBe('blue');
    expect(written()[KEY].stacks['sa-east-1/Blog']).toEqual(blog);
    expect(Object.keys(written()[KEY].stacks)).toEqual(['eu-west-1/Shop-eu-west-1', 'sa-east-1/Blog', 'us-east-1/Shop-us-east-1']);
  });
});

describe('nothing is written', () => {
  const WRONG = '`--outputs` must name what `npx cdk deploy --all --outputs-file outputs.json` wrote, got: ';

  test.each<[string, unknown, string]>([
    ['no JSON', '{ "a": ', 'JSON'],
    ['a list', [], 'which is not an object of the outputs of each stack'],
    ['null', 'null', 'which is not an object of the outputs of each stack'],
    ['a stack that is none', { 'Shop-us-east-1': 'yes' }, 'which is not an object of the outputs of each stack'],
    ['an output that is none', { 'Shop-us-east-1': { ShopHealthCheckId: 1 } }, 'which is not an object of the outputs of each stack'],
  ])('when the outputs are %s', async (_name, outputs, why) => {
    const name = writeOutputs(outputs);
    const message = await record({ directory, app: synthesize(app => api(app, 'Shop')), outputs: name }).catch(error => error.message);
    expect(message).toContain(`${WRONG}${name}, `);
    expect(message).toContain(why);
    expect(fs.existsSync(file)).toBe(false);
  });

  test('when the file is not there', async () => {
    await expect(record({ directory, app: synthesize(app => api(app, 'Shop')), outputs: 'outputs.jsn' }))
      .rejects.toThrow(`${WRONG}${path.join(directory, 'outputs.jsn')}, ENOENT`);
  });

  test.each<[string, Record<string, string>, string]>([
    ['no id of the health check', { ShopUrl: 'https://shop.example.com' }, 'none'],
    ['an id that is none', { ShopHealthCheckId: 'abc' }, 'abc'],
  ])('when a stack has %s', async (_name, outputs, got) => {
    const name = writeOutputs({ 'Shop-us-east-1': outputsOf(1), 'Shop-eu-west-1': outputs });
    await expect(record({ directory, app: synthesize(app => api(app, 'Shop')), outputs: name })).rejects.toThrow(
      `${name} must have the id of a health check, a UUID, as ShopHealthCheckId of Shop-eu-west-1, got: ${got}. Deploy the app as it is, and record the outputs of that`);
    expect(fs.existsSync(file)).toBe(false);
  });

  test('when the outputs are of another app', async () => {
    await expect(record({ directory, app: synthesize(app => api(app, 'Shop')), outputs: writeOutputs({ Blog: outputsOf(1, 'Blog') }) }))
      .rejects.toThrow('`--outputs` must have the outputs of a stack of the app: Shop-us-east-1, Shop-eu-west-1, got: none of them');
    expect(fs.existsSync(file)).toBe(false);
  });
});
