import { App, Stack, Stage } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { MultiRegionServerlessApi, MultiRegionServerlessApiProps, Rollout } from '../../src';
import { aFunction, anApi } from '../an-api';

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };
const rolledOut = (rollout?: Rollout, props: Partial<MultiRegionServerlessApiProps> = {}) => anApi({ regions: REGIONS, rollout, ...props });

/** The Regions that each Region's stack waits for. */
function waits(api: MultiRegionServerlessApi): Record<string, string[]> {
  return Object.fromEntries(api.regionalApis.map(({ region, stack }) => [region, stack.dependencies.map(other => other.region)]));
}

test.each([['by default', undefined], ['together', Rollout.together()]])('%s Regions do not wait for each other', (_, rollout) => {
  expect(waits(rolledOut(rollout))).toEqual({ 'us-east-1': [], 'eu-west-1': [], 'ap-southeast-1': [] });
});

test('one at a time, each Region waits for the one before it in `regions`', () => {
  expect(waits(rolledOut(Rollout.oneRegionAtATime()))).toEqual({ 'us-east-1': [], 'eu-west-1': ['us-east-1'], 'ap-southeast-1': ['eu-west-1'] });
});

test('one at a time, Regions come in the order that is asked for', () => {
  const rollout = Rollout.oneRegionAtATime(['eu-west-1', 'ap-southeast-1', 'us-east-1']);
  expect(waits(rolledOut(rollout))).toEqual({ 'us-east-1': ['ap-southeast-1'], 'eu-west-1': [], 'ap-southeast-1': ['eu-west-1'] });
});

test('the tables come before all of them', () => {
  const api = rolledOut(Rollout.oneRegionAtATime());
  const tables = Stack.of(api.addGlobalTable('Orders', KEY));
  expect(api.regionalApis.map(({ stack }) => stack.dependencies.includes(tables))).toEqual([true, true, true]);
  expect(tables.dependencies).toEqual([]);
});

test('stacks of the consumer wait for each other, too', () => {
  const app = new App();
  const stacks = REGIONS.map(region => new Stack(app, `My-${region}`, { env: { region } }));
  anApi({ regions: REGIONS, stacks, rollout: Rollout.oneRegionAtATime() }, app);
  expect(stacks.map(({ dependencies }) => dependencies)).toEqual([[], [stacks[0]], [stacks[1]]]);
});

test('the order is nothing that templates tell', () => {
  const templates = (rollout: Rollout) => {
    const app = new App();
    anApi({ regions: REGIONS, rollout }, app);
    return app.synth().stacks.map(({ stackName, template }) => [stackName, template]).sort();
  };
  expect(templates(Rollout.oneRegionAtATime())).toEqual(templates(Rollout.together()));
});

test.each<[string, string[]]>([
  ['lacks a Region', ['us-east-1', 'eu-west-1']],
  ['names one twice', ['us-east-1', 'eu-west-1', 'eu-west-1']],
  ['names one that is not the API\'s', ['us-east-1', 'eu-west-1', 'sa-east-1']],
  ['is empty', []],
])('an order is refused that %s', (_, order) => {
  expect(() => rolledOut(Rollout.oneRegionAtATime(order)))
    .toThrow(`\`rollout\` must name each of \`regions\` once, got: ${JSON.stringify(order)}. \`regions\` are: us-east-1, eu-west-1, ap-southeast-1`);
});

describe('in stages of their own, for a pipeline', () => {
  function inStages(props: Partial<MultiRegionServerlessApiProps> = {}) {
    const app = new App();
    const stacks = REGIONS.map(region => new Stack(new Stage(app, region), 'HitCounter', { env: { region } }));
    const api = anApi({ regions: REGIONS, stacks, ...props }, new Stage(app, 'Data'));
    return { app, stacks, api };
  }

  test('Regions are apart from each other and from the tables', () => {
    const { app, api } = inStages();
    api.addGlobalTable('Orders', KEY);
    const stages = app.synth().nestedAssemblies.map(({ id, nestedAssembly }) => [id, nestedAssembly.stacks.map(({ stackName }) => stackName)]);
    expect(Object.fromEntries(stages)).toEqual({
      'assembly-us-east-1': ['us-east-1-HitCounter'],
      'assembly-eu-west-1': ['eu-west-1-HitCounter'],
      'assembly-ap-southeast-1': ['ap-southeast-1-HitCounter'],
      'assembly-Data': ['Data-Shop-Tables'],
    });
  });

  test('they wait for nothing', () => {
    const { api, stacks } = inStages();
    api.addGlobalTable('Orders', KEY);
    expect(stacks.map(({ dependencies }) => dependencies)).toEqual([[], [], []]);
  });

  test('what must hold across Regions still does', () => {
    const { app, api } = inStages();
    const [region] = api.regionalApis;
    region.addRoute('GET', '/orders', aFunction(region));
    expect(() => app.synth()).toThrow('GET /orders is a route in us-east-1 but not in eu-west-1, ap-southeast-1');
  });

  test('an order of stacks is refused, for it could not hold', () => {
    expect(() => inStages({ rollout: Rollout.oneRegionAtATime() })).toThrow('`rollout` must be `Rollout.together()` with `stacks` in stages of their own');
  });
});
