import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { AttributeType, CfnGlobalTable, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { recordReplicas, recordText } from '../../local/record-replicas';

const KEY = 'cdk-multi-region-serverless-api:replicas';
const partitionKey = { name: 'id', type: AttributeType.STRING };
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'record-'));
const file = path.join(directory, 'cdk.context.json');
let apps = 0;

beforeEach(() => fs.rmSync(file, { force: true }));
afterAll(() => fs.rmSync(directory, { recursive: true }));

/** Synthesizes tables into a `cdk.out` and records them. */
function record(build: (stack: Stack) => unknown) {
  const app = new App({ outdir: path.join(directory, `cdk.out-${apps++}`), analyticsReporting: false });
  build(new Stack(app, 'Tables', { env: { region: 'eu-west-1' } }));
  return recordReplicas({ directory, app: app.synth().directory });
}
const orders = (...regions: string[]) => (stack: Stack) =>
  new TableV2(stack, 'Orders', { tableName: 'Shop-Orders', partitionKey, replicas: regions.map(region => ({ region })) });
const written = () => JSON.parse(fs.readFileSync(file, 'utf8'));

test('a table is recorded with its Regions, the primary one first', async () => {
  expect(await record(orders('us-east-1', 'ap-south-1'))).toEqual({ 'Shop-Orders': ['eu-west-1', 'us-east-1', 'ap-south-1'] });
  expect(written()).toEqual({ [KEY]: { 'Shop-Orders': ['eu-west-1', 'us-east-1', 'ap-south-1'] } });
});

test('a table is recorded again in place of what was', async () => {
  await record(orders('us-east-1'));
  await record(orders('us-east-1', 'sa-east-1'));
  expect(written()).toEqual({ [KEY]: { 'Shop-Orders': ['eu-west-1', 'us-east-1', 'sa-east-1'] } });
});

test('everything else in the file stays as it was', async () => {
  const before = { 'zones:a': { b: [1, null] }, [KEY]: { 'Shop-Baskets': ['us-west-2', 'us-east-2'] }, 'acknowledged-issue-numbers': [2, 1] };
  fs.writeFileSync(file, JSON.stringify(before, undefined, '\t'));
  await record(orders('us-east-1'));
  expect(fs.readFileSync(file, 'utf8')).toBe(JSON.stringify({
    ...before, [KEY]: { 'Shop-Baskets': ['us-west-2', 'us-east-2'], 'Shop-Orders': ['eu-west-1', 'us-east-1'] },
  }, undefined, '\t'));
});

test('a file that ends its last line keeps doing so', async () => {
  fs.writeFileSync(file, '{}\n');
  await record(orders('us-east-1'));
  expect(fs.readFileSync(file, 'utf8')).toMatch(/\}\n$/);
});

test.each<[string, (stack: Stack) => unknown]>([
  ['a table whose name CloudFormation makes up', stack => new CfnGlobalTable(stack, 'Orders', {
    replicas: [{ region: 'eu-west-1' }], keySchema: [{ attributeName: 'id', keyType: 'HASH' }], attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
  })],
  ['a table of one Region', stack => new Table(stack, 'Orders', { tableName: 'Shop-Orders', partitionKey })],
])('%s is not recorded, and no file is written', async (_name, build) => {
  const recorded = await record(build);
  expect(recorded).toEqual({});
  expect(fs.existsSync(file)).toBe(false);
  expect(recordText(recorded)).toBe('Nothing to record: the app has no global table with a name of its own');
});

test('what is recorded is said', () => {
  expect(recordText({ 'Shop-Orders': ['eu-west-1', 'us-east-1'], 'Shop-Cat': ['us-west-2'] })).toBe([
    'Recorded in cdk.context.json, which belongs into version control:',
    '  Shop-Orders  eu-west-1 (primary), us-east-1',
    '  Shop-Cat     us-west-2 (primary)',
  ].join('\n'));
});

test('a file that is not JSON is refused and kept', async () => {
  fs.writeFileSync(file, '{ "a": ');
  await expect(record(orders('us-east-1'))).rejects.toThrow(/^cdk\.context\.json is not JSON: /);
  expect(fs.readFileSync(file, 'utf8')).toBe('{ "a": ');
});

test('the app is synthesized without the record, and with all other context', async () => {
  fs.writeFileSync(file, JSON.stringify({ [KEY]: { 'Shop-Orders': ['eu-west-1', 'us-east-1'] }, color: 'blue' }));
  const app = path.join(directory, 'app.js');
  fs.writeFileSync(app, `
    const { App, Stack } = require(${JSON.stringify(require.resolve('aws-cdk-lib'))});
    const app = new App();
    if (app.node.tryGetContext('${KEY}') || app.node.tryGetContext('color') !== 'blue') throw new Error('not this context');
    new (require(${JSON.stringify(require.resolve('aws-cdk-lib/aws-dynamodb'))}).TableV2)(new Stack(app, 'Tables', { env: { region: 'eu-west-1' } }), 'Orders', {
      tableName: 'Shop-Orders', partitionKey: { name: 'id', type: 'S' }, replicas: [{ region: 'sa-east-1' }, { region: 'eu-north-1' }],
    });
    app.synth();
  `);
  expect(await recordReplicas({ directory, app: `${process.execPath} ${app}` })).toEqual({ 'Shop-Orders': ['eu-west-1', 'sa-east-1', 'eu-north-1'] });
  expect(written()).toEqual({ [KEY]: { 'Shop-Orders': ['eu-west-1', 'sa-east-1', 'eu-north-1'] }, color: 'blue' });
});
