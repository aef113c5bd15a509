import { App, Stage } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import * as fc from 'fast-check';
import { Consistency, GlobalTableProps } from '../../src';
import { RECORDED_REPLICAS, validateReplicaChange } from '../../src/recorded/recorded-replicas';
import { anApi, DOMAIN } from '../an-api';

const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };

function addTable(recorded: unknown, regions: string[], props: Partial<GlobalTableProps> = {}, primaryRegion?: string) {
  const app = new App({ context: { [RECORDED_REPLICAS]: recorded } });
  return () => anApi({ regions, primaryRegion }, app).addGlobalTable('Orders', { ...KEY, ...props });
}

test('the context is called what the documentation calls it', () => {
  expect(RECORDED_REPLICAS).toBe('cdk-multi-region-serverless-api:replicas');
});

test.each<[string, unknown, string[]]>([
  ['a table of an app without records has any number of replicas', undefined, ['us-east-1', 'eu-west-1', 'sa-east-1', 'eu-north-1']],
  ['a table that is not recorded has any number of replicas', { 'Shop-Baskets': ['us-east-1', 'us-west-1'] }, ['eu-west-1', 'sa-east-1', 'eu-north-1']],
  ['a table may stay as it is', { 'Shop-Orders': ['us-east-1', 'eu-west-1'] }, ['us-east-1', 'eu-west-1']],
  ['the order of the other Regions does not matter', { 'Shop-Orders': ['us-east-1', 'eu-west-1', 'sa-east-1'] }, ['us-east-1', 'sa-east-1', 'eu-west-1']],
  ['one replica may be added', { 'Shop-Orders': ['us-east-1', 'eu-west-1'] }, ['us-east-1', 'eu-west-1', 'sa-east-1']],
  ['one replica may be removed', { 'Shop-Orders': ['us-east-1', 'eu-west-1', 'sa-east-1'] }, ['us-east-1', 'eu-west-1']],
])('%s', (_name, recorded, regions) => {
  expect(addTable(recorded, regions)).not.toThrow();
});

test('the primary Region need not be the first of the API', () => {
  expect(addTable({ 'Shop-Orders': ['eu-west-1', 'us-east-1'] }, ['us-east-1', 'eu-west-1'], {}, 'eu-west-1')).not.toThrow();
});

test.each<[string, string[], string[], string]>([
  ['two added', ['us-east-1', 'eu-west-1'], ['us-east-1', 'eu-west-1', 'sa-east-1', 'eu-north-1'],
    '(1) us-east-1, eu-west-1, sa-east-1; (2) us-east-1, eu-west-1, sa-east-1, eu-north-1.'],
  ['two removed', ['us-east-1', 'eu-west-1', 'sa-east-1', 'eu-north-1'], ['us-east-1', 'sa-east-1'],
    '(1) us-east-1, sa-east-1, eu-north-1; (2) us-east-1, sa-east-1.'],
  ['one exchanged for another, which is added first', ['us-east-1', 'eu-west-1'], ['us-east-1', 'eu-north-1'],
    '(1) us-east-1, eu-west-1, eu-north-1; (2) us-east-1, eu-north-1.'],
])('more than one replica in a deployment is refused: %s', (_name, recorded, wanted, steps) => {
  expect(addTable({ 'Shop-Orders': recorded }, wanted)).toThrow('`regions` may add or remove one replica of Shop-Orders in a deployment, '
    + `got: ${JSON.stringify({ recorded, wanted })}. Deploy with these \`regions\` in turn, with \`npx multi-region record\` after each: ${steps}`
    + ' If the wanted ones are deployed already, run that command alone');
});

test('the definition of a table stays in its Region', () => {
  const recorded = { 'Shop-Orders': ['us-east-1', 'eu-west-1'] };
  const message = '`primaryRegion` must stay us-east-1, whose stack defines Shop-Orders, got: "eu-west-1". '
    + 'Name `primaryRegion: \'us-east-1\'`: CloudFormation would make a second table of that name. To move the definition, retain and import it';
  expect(addTable(recorded, ['us-east-1', 'eu-west-1'], {}, 'eu-west-1')).toThrow(message);
  expect(addTable(recorded, ['eu-west-1', 'us-east-1'])).toThrow(message);
});

test('the replicas of a strongly consistent table never change', () => {
  const recorded = { 'Shop-Orders': ['eu-west-1', 'eu-west-2', 'eu-west-3'] };
  const consistency = Consistency.strong();
  expect(addTable(recorded, ['eu-west-1', 'eu-west-2', 'eu-west-3'], { consistency })).not.toThrow();
  expect(addTable(recorded, ['eu-west-1', 'eu-west-2'], { consistency: Consistency.strong({ witness: 'eu-west-3' }) }))
    .toThrow('The replicas of Shop-Orders never change, because it has `Consistency.strong()`, got: '
      + '{"recorded":["eu-west-1","eu-west-2","eu-west-3"],"wanted":["eu-west-1","eu-west-2"]}. Make a new table in the Regions that you want');
});

test('tables of a stage are recorded by their names, which start with the stage\'s', () => {
  const app = new App({ context: { [RECORDED_REPLICAS]: { 'Beta-Shop-Orders': ['us-east-1', 'eu-west-1'] } } });
  const regions = ['us-east-1', 'sa-east-1', 'eu-north-1'];
  expect(() => anApi({ regions }, new Stage(app, 'Beta')).addGlobalTable('Orders', KEY)).toThrow('one replica of Beta-Shop-Orders');
  expect(() => anApi({ regions, domain: { ...DOMAIN, domainName: 'gamma.example.com' } }, new Stage(app, 'Gamma')).addGlobalTable('Orders', KEY)).not.toThrow();
});

test.each([['us-east-1'], [{}], [[]], [[1]]])('a record that is none is refused: %j', recorded => {
  expect(addTable({ 'Shop-Orders': recorded }, ['us-east-1', 'eu-west-1']))
    .toThrow(`The context \`${RECORDED_REPLICAS}\` must list the Regions of Shop-Orders, the primary Region first, got: ${JSON.stringify(recorded)}`);
});

test('a refusal happens before anything is created', () => {
  const app = new App({ context: { [RECORDED_REPLICAS]: { 'Shop-Orders': ['us-east-1'] } } });
  const api = anApi({ regions: ['us-east-1', 'sa-east-1', 'eu-north-1'] }, app);
  expect(() => api.addGlobalTable('Orders', KEY)).toThrow();
  expect(api.node.tryFindChild('Tables')).toBeUndefined();
});

test('the steps of a refusal are each accepted, and lead from the recorded replicas to the wanted ones', () => {
  const validate = (recorded: string[], regions: string[]) =>
    validateReplicaChange(new App({ context: { [RECORDED_REPLICAS]: { Orders: recorded } } }), { tableName: 'Orders', regions, strong: false });
  const others = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1 });
  let refused = 0;

  fc.assert(fc.property(others, others, (before, after) => {
    const [recorded, wanted] = [['primary', ...before], ['primary', ...after]];
    let message: string | undefined;
    try {
      validate(recorded, wanted);
    } catch (error) {
      ({ message } = error as Error);
    }
    const changes = before.filter(region => !after.includes(region)).length + after.filter(region => !before.includes(region)).length;
    expect(message === undefined).toBe(changes <= 1);
    if (message === undefined) return;
    refused++;
    const steps = [...message.matchAll(/\(\d+\) ([^;.]+)/g)].map(([, step]) => step.split(', '));
    expect(steps).toHaveLength(changes);
    [recorded, ...steps].reduce((from, to) => {
      validate(from, to);
      return to;
    });
    expect([...steps.at(-1)!].sort()).toEqual([...wanted].sort());
  }), { numRuns: 200 });
  expect(refused).toBeGreaterThan(20);
});
