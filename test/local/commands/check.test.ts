import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { check } from '../../../local/commands/check';

const KEY = 'cdk-multi-region-serverless-api:deployed';
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'check-'));
const context = path.join(directory, 'cdk.context.json');

beforeEach(() => fs.writeFileSync(context, JSON.stringify({ [KEY]: { version: 1, stacks: { 'eu-west-1/Shop': {} } } })));
afterAll(() => fs.rmSync(directory, { recursive: true }));

/** An app of plain JavaScript that finds something at synthesis. */
function writeApp(body: string): string {
  const app = path.join(directory, 'app.js');
  fs.writeFileSync(app, `
    const { Annotations, App, Stack } = require(${JSON.stringify(require.resolve('aws-cdk-lib'))});
    const app = new App();
    const stack = new Stack(app, 'Shop', { env: { region: 'eu-west-1' } });
    if (!app.node.tryGetContext('${KEY}')) throw new Error('The record is what the app is compared with');
    ${body}
    app.synth();
  `);
  return `${process.execPath} ${app}`;
}
const warning = (id: string) => `Annotations.of(stack).addWarningV2('cdk-multi-region-serverless-api:${id}', 'The index byDay is new');`;

test('an app in which nothing is found may be deployed over what is recorded', async () => {
  expect(await check({ directory, app: writeApp('') })).toBe('The app may be deployed over what is recorded of eu-west-1/Shop');
  expect(fs.existsSync(path.join(directory, 'cdk.out'))).toBe(false);
});

test('what the rules find is all that is said of it', async () => {
  const app = writeApp(`
    stack.node.addValidation({ validate: () => ['The key acme is moved: it fails [cdk-multi-region-serverless-api:api-key-moved]', 'Orders is to change in steps [cdk-multi-region-serverless-api:table-changes-in-steps]'] });`);
  await expect(check({ directory, app })).rejects.toThrow(new Error([
    'The key acme is moved: it fails [cdk-multi-region-serverless-api:api-key-moved]', 'Orders is to change in steps [cdk-multi-region-serverless-api:table-changes-in-steps]',
  ].join('\n')));
});

test('an app that fails otherwise is told as it fails', async () => {
  await expect(check({ directory, app: writeApp('throw new Error("no such table")') })).rejects.toThrow(/^The app failed to synthesize: [^]*no such table/);
});

test('a warning of the rules is told, and fails if it shall; others are the CDK\'s to tell', async () => {
  const app = writeApp(`${warning('index-not-active-yet')} Annotations.of(stack).addWarning('It rains');`);
  const told = 'The index byDay is new [ack: cdk-multi-region-serverless-api:index-not-active-yet]';
  expect(await check({ directory, app })).toBe(`${told}\nThe app may be deployed over what is recorded of eu-west-1/Shop`);
  await expect(check({ directory, app, strict: true })).rejects.toThrow(new Error(told));
});

test('a warning in a stage is told, too', async () => {
  const app = writeApp(`
    const { Stage } = require(${JSON.stringify(require.resolve('aws-cdk-lib'))});
    const inner = new Stack(new Stage(app, 'Beta'), 'Shop', { env: { region: 'eu-west-1' } });
    Annotations.of(inner).addWarningV2('cdk-multi-region-serverless-api:index-not-active-yet', 'The index byDay is new');`);
  expect(await check({ directory, app })).toContain('The index byDay is new');
});

test.each([['no record', {}], ['a record of another version', { [KEY]: { version: 0 } }]])('with %s there is nothing to compare with', async (_, values) => {
  fs.writeFileSync(context, JSON.stringify(values));
  await expect(check({ directory, app: writeApp('') })).rejects.toThrow('Nothing is recorded in cdk.context.json: run `npx multi-region record` after a deployment');
});

test.each([['--app', { app: '.' }], ['cdk.json', {}]])('a cdk.out of %s is refused, which was compared when it was made', async (_, app) => {
  fs.writeFileSync(path.join(directory, 'cdk.json'), '{ "app": "." }');
  await expect(check({ directory, ...app })).rejects.toThrow('`--app` must be the command of the app, which is compared while it is synthesized, got: .');
});
