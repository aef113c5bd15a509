import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { AttributeType, CfnGlobalTable, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { record as recordDeployment, recordText } from '../../../local/commands/record';

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
  return recordDeployment({ directory, app: app.synth().directory });
}
const orders = (...regions: string[]) => (stack: Stack) =>
  new TableV2(stack, 'Orders', { tableName: 'Shop-Orders', partitionKey, replicas: regions.map(region => ({ region })) });
const written = () => JSON.parse(fs.readFileSync(file, 'utf8'));

test('a table is recorded with its Regions, the primary one first', async () => {
  expect(await record(orders('us-east-1', 'ap-south-1'))).toEqual({ replicas: { 'Shop-Orders': ['eu-west-1', 'us-east-1', 'ap-south-1'] }, healthChecks: {} });
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
  expect(recorded).toEqual({ replicas: {}, healthChecks: {} });
  expect(fs.existsSync(file)).toBe(false);
  expect(recordText(recorded)).toBe('Nothing to record: the app has no API, and no global table with a name of its own');
});

const IDS = ['0a000000-0000-4000-8000-000000000001', '0b000000-0000-4000-8000-000000000002'];

test('what is recorded is said, and how to get what is not', () => {
  const replicas = { 'Shop-Orders': ['eu-west-1', 'us-east-1'], 'Shop-Cat': ['us-west-2'] };
  const shop = { 'eu-west-1': { id: IDS[0], interval: 30 }, 'us-east-1': { interval: 10 } };
  expect(recordText({ replicas, healthChecks: { Shop: shop, Feed: { 'sa-east-1': { id: IDS[1] } } } })).toBe([
    'Recorded in cdk.context.json, which belongs into version control:',
    '  table Shop-Orders                  eu-west-1 (primary), us-east-1',
    '  table Shop-Cat                     us-west-2 (primary)',
    `  health check of Shop in eu-west-1  every 30 seconds, ${IDS[0]}`,
    '  health check of Shop in us-east-1  every 10 seconds, id not known',
    `  health check of Feed in sa-east-1  ${IDS[1]}`,
    'The ids are in what `npx cdk deploy --all --outputs-file outputs.json` writes: `npx multi-region record --outputs outputs.json` records them',
  ].join('\n'));
});

test('nothing is asked for when all ids are known', () => {
  expect(recordText({ replicas: {}, healthChecks: { Shop: { 'eu-west-1': { id: IDS[0], interval: 30 } } } })).not.toContain('The ids are in');
});

test('a file that is not JSON is refused and kept', async () => {
  fs.writeFileSync(file, '{ "a": ');
  await expect(record(orders('us-east-1'))).rejects.toThrow(/^cdk\.context\.json is not JSON: /);
  expect(fs.readFileSync(file, 'utf8')).toBe('{ "a": ');
});

const HEALTH_CHECKS = 'cdk-multi-region-serverless-api:health-checks';

/** An app of plain JavaScript, which runs as a command. */
function writeApp(body: string): string {
  const app = path.join(directory, 'app.js');
  fs.writeFileSync(app, `
    const { App, AssetHashType, BundlingFileAccess, Stack } = require(${JSON.stringify(require.resolve('aws-cdk-lib'))});
    const { TableV2 } = require(${JSON.stringify(require.resolve('aws-cdk-lib/aws-dynamodb'))});
    const { Asset } = require(${JSON.stringify(require.resolve('aws-cdk-lib/aws-s3-assets'))});
    const app = new App();
    const stack = new Stack(app, 'Tables', { env: { region: 'eu-west-1' } });
    ${body}
    app.synth();
  `);
  return `${process.execPath} ${app}`;
}
const ORDERS = `new TableV2(stack, 'Orders', {
  tableName: 'Shop-Orders', partitionKey: { name: 'id', type: 'S' }, replicas: [{ region: 'sa-east-1' }, { region: 'eu-north-1' }],
});`;

test('the app is synthesized without the record, and with all other context', async () => {
  fs.writeFileSync(file, JSON.stringify({ [KEY]: { 'Shop-Orders': ['eu-west-1', 'us-east-1'] }, [HEALTH_CHECKS]: { Shop: {} }, color: 'blue' }));
  const app = writeApp(`
    for (const key of ['${KEY}', '${HEALTH_CHECKS}']) if (app.node.tryGetContext(key)) throw new Error(key);
    if (app.node.tryGetContext('color') !== 'blue') throw new Error('color');
    ${ORDERS}`);
  expect(await recordDeployment({ directory, app })).toEqual({ replicas: { 'Shop-Orders': ['eu-west-1', 'sa-east-1', 'eu-north-1'] }, healthChecks: {} });
  expect(written()).toEqual({
    [KEY]: { 'Shop-Orders': ['eu-west-1', 'sa-east-1', 'eu-north-1'] }, [HEALTH_CHECKS]: { Shop: {} }, color: 'blue',
  });
});

test('what is synthesized without the record goes neither to cdk.out nor is it left behind, and nothing is bundled for it', async () => {
  const app = writeApp(`
    require('fs').writeFileSync(${JSON.stringify(path.join(directory, 'outdir'))}, app.outdir);
    const tryBundle = () => { throw new Error('bundled'); };
    new Asset(stack, 'Code', { path: ${JSON.stringify(__dirname)}, bundling: { image: {}, local: { tryBundle } } });
    ${ORDERS}`);
  await recordDeployment({ directory, app });
  expect(fs.existsSync(path.join(directory, 'cdk.out'))).toBe(false);
  expect(fs.existsSync(fs.readFileSync(path.join(directory, 'outdir'), 'utf8'))).toBe(false);
});
