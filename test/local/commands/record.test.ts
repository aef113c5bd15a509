import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { record as recordDeployment, Recorded, recordText } from '../../../local/commands/record';

const KEY = 'cdk-multi-region-serverless-api:deployed';
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'record-'));
const file = path.join(directory, 'cdk.context.json');
let apps = 0;

beforeEach(() => fs.rmSync(file, { force: true }));
afterAll(() => fs.rmSync(directory, { recursive: true }));

/** Synthesizes stacks into a `cdk.out` and records what they tell of themselves. */
function record(facts: Record<string, object>) {
  const app = new App({ outdir: path.join(directory, `cdk.out-${apps++}`), analyticsReporting: false });
  for (const [name, told] of Object.entries(facts)) {
    new Stack(app, name, { env: { region: 'eu-west-1' } }).addMetadata(KEY, { version: 1, ...told });
  }
  new Stack(app, 'Other', { env: { region: 'eu-west-1' } });
  return recordDeployment({ directory, app: app.synth().directory });
}
const stacksOf = async (recorded: Promise<Recorded>) => (await recorded).stacks;
const tables = (...regions: string[]) => ({ tables: { 'Shop-Orders': { regions: ['eu-west-1', ...regions], key: 'id S' } } });
const written = () => JSON.parse(fs.readFileSync(file, 'utf8'));

test('what stacks tell of themselves is kept as it is, by their Regions and names', async () => {
  const names = { names: { 'AWS::SQS::Queue orders': 'Orders78E7B9CD' } };
  expect(await stacksOf(record({ 'Shop-Tables': tables('us-east-1'), 'Shop-eu-west-1': names }))).toEqual({
    'eu-west-1/Shop-Tables': tables('us-east-1'), 'eu-west-1/Shop-eu-west-1': names,
  });
  expect(written()).toEqual({ [KEY]: { version: 1, stacks: { 'eu-west-1/Shop-Tables': tables('us-east-1'), 'eu-west-1/Shop-eu-west-1': names } } });
});

test('a stack without a Region stands in the way of none', async () => {
  const app = new App({ outdir: path.join(directory, `cdk.out-${apps++}`), analyticsReporting: false });
  new Stack(app, 'Tables', { env: { region: 'eu-west-1' } }).addMetadata(KEY, { version: 1, ...tables() });
  new Stack(app, 'Other');
  expect(await stacksOf(recordDeployment({ directory, app: app.synth().directory }))).toEqual({ 'eu-west-1/Tables': tables() });
});

test('a stack is recorded again in place of what was', async () => {
  await record({ Tables: tables('us-east-1') });
  await record({ Tables: tables('us-east-1', 'sa-east-1') });
  expect(written()[KEY].stacks).toEqual({ 'eu-west-1/Tables': tables('us-east-1', 'sa-east-1') });
});

test('everything else in the file stays as it was, and stacks are in the order of their names', async () => {
  const before = { 'zones:a': { b: [1, null] }, [KEY]: { version: 1, stacks: { 'us-west-2/Baskets': {} } }, 'acknowledged-issue-numbers': [2, 1] };
  fs.writeFileSync(file, JSON.stringify(before, undefined, '\t'));
  await record({ Tables: tables() });
  expect(fs.readFileSync(file, 'utf8')).toBe(JSON.stringify({
    ...before, [KEY]: { version: 1, stacks: { 'eu-west-1/Tables': tables(), 'us-west-2/Baskets': {} } },
  }, undefined, '\t'));
});

test('what was recorded by another version is written anew', async () => {
  fs.writeFileSync(file, JSON.stringify({ [KEY]: { version: 0, tables: [] } }));
  await record({ Tables: tables() });
  expect(written()[KEY]).toEqual({ version: 1, stacks: { 'eu-west-1/Tables': tables() } });
});

test('what another version of the constructs tells is refused', async () => {
  await expect(record({ Tables: { version: 2 } })).rejects.toThrow('The templates must tell facts of version 1');
});

test('a file that ends its last line keeps doing so', async () => {
  fs.writeFileSync(file, '{}\n');
  await record({ Tables: tables() });
  expect(fs.readFileSync(file, 'utf8')).toMatch(/\}\n$/);
});

test('an app whose stacks tell nothing is not recorded, and no file is written', async () => {
  const recorded = await record({});
  expect(recorded.stacks).toEqual({});
  expect(fs.existsSync(file)).toBe(false);
  expect(recordText(recorded)).toBe('Nothing to record: the app has no MultiRegionServerlessApi');
});

const IDS = ['0a000000-0000-4000-8000-000000000001', '0b000000-0000-4000-8000-000000000002'];

test('what is recorded is said, that it is taken for deployed, and how to get what is not known', () => {
  const check = (apiName: string, known: object) => ({ healthChecks: { [apiName]: known } });
  const stacks = {
    'eu-west-1/Shop-Tables': { tables: { 'Shop-Orders': { regions: ['eu-west-1', 'us-east-1'], globalIndexes: { byDay: 'day S, ALL' } } } },
    'eu-west-1/Shop-eu-west-1': { ...check('Shop', { id: IDS[0], interval: 30 }), names: { 'AWS::SQS::Queue orders': 'A', 'AWS::SNS::Topic orders': 'B' } },
    'us-east-1/Shop-us-east-1': check('Shop', { interval: 10 }),
    'sa-east-1/Feed-sa-east-1': check('Feed', { id: IDS[1] }),
  };
  expect(recordText({ stacks, isFromAws: false })).toBe([
    'Recorded in cdk.context.json, as if the app were deployed as it is; the file belongs into version control:',
    '  table Shop-Orders                  eu-west-1 (primary), us-east-1; indexes byDay',
    `  health check of Shop in eu-west-1  every 30 seconds, ${IDS[0]}`,
    '  health check of Shop in us-east-1  every 10 seconds, id not known',
    `  health check of Feed in sa-east-1  ${IDS[1]}`,
    '  names                              2, of what AWS has once',
    'The ids are in what `npx cdk deploy --all --outputs-file outputs.json` writes: `npx multi-region record --outputs outputs.json` records them',
  ].join('\n'));
});

test('nothing is asked for when all ids are known', () => {
  const stacks = { 'eu-west-1/Shop': { healthChecks: { Shop: { id: IDS[0], interval: 30 } } } };
  expect(recordText({ stacks, isFromAws: true })).not.toContain('The ids are in');
});

test('a file that is not JSON is refused and kept', async () => {
  fs.writeFileSync(file, '{ "a": ');
  await expect(record({ Tables: tables() })).rejects.toThrow(/^cdk\.context\.json is not JSON: /);
  expect(fs.readFileSync(file, 'utf8')).toBe('{ "a": ');
});

/** An app of plain JavaScript, which runs as a command. */
function writeApp(body: string): string {
  const app = path.join(directory, 'app.js');
  fs.writeFileSync(app, `
    const { App, AssetHashType, BundlingFileAccess, Stack } = require(${JSON.stringify(require.resolve('aws-cdk-lib'))});
    const { Asset } = require(${JSON.stringify(require.resolve('aws-cdk-lib/aws-s3-assets'))});
    const app = new App();
    const stack = new Stack(app, 'Tables', { env: { region: 'eu-west-1' } });
    stack.addMetadata('${KEY}', { version: 1, names: {} });
    ${body}
    app.synth();
  `);
  return `${process.execPath} ${app}`;
}

test('the app is synthesized without the record, and with all other context', async () => {
  fs.writeFileSync(file, JSON.stringify({ [KEY]: { version: 1, stacks: { 'sa-east-1/Old': {} } }, color: 'blue' }));
  const app = writeApp(`
    if (app.node.tryGetContext('${KEY}')) throw new Error('recorded');
    if (app.node.tryGetContext('color') !== 'blue') throw new Error('color');`);
  expect(await stacksOf(recordDeployment({ directory, app }))).toEqual({ 'eu-west-1/Tables': { names: {} } });
  expect(written()).toEqual({ [KEY]: { version: 1, stacks: { 'eu-west-1/Tables': { names: {} }, 'sa-east-1/Old': {} } }, color: 'blue' });
});

test('what is synthesized without the record goes neither to cdk.out nor is it left behind, and nothing is bundled for it', async () => {
  const app = writeApp(`
    require('fs').writeFileSync(${JSON.stringify(path.join(directory, 'outdir'))}, app.outdir);
    const tryBundle = () => { throw new Error('bundled'); };
    new Asset(stack, 'Code', { path: ${JSON.stringify(__dirname)}, bundling: { image: {}, local: { tryBundle } } });`);
  await recordDeployment({ directory, app });
  expect(fs.existsSync(path.join(directory, 'cdk.out'))).toBe(false);
  expect(fs.existsSync(fs.readFileSync(path.join(directory, 'outdir'), 'utf8'))).toBe(false);
});
