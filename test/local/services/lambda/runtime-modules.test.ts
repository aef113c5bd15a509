import { FunctionSandbox } from './function-sandbox';

const sandbox = new FunctionSandbox();

beforeAll(() => sandbox.install({
  '@aws-sdk/client-of-app/package.json': '{"main":"index.js"}',
  '@aws-sdk/client-of-app/index.js': 'exports.origin = "app, with " + require("helper").origin;',
  '@smithy/core-of-app/package.json': '{"type":"module","exports":"./index.js"}',
  '@smithy/core-of-app/index.js': 'import { origin as helper } from "helper"; export const origin = "app, with " + helper;',
  '@aws-sdk/client-of-both/package.json': '{"main":"index.js"}',
  '@aws-sdk/client-of-both/index.js': 'exports.origin = "app";',
  'helper/package.json': '{"main":"index.js"}',
  'helper/index.js': 'exports.origin = "helper of the app";',
}));
afterAll(() => sandbox.remove());

const packagesOfAsset = {
  'node_modules/@aws-sdk/client-of-both/package.json': '{"main":"index.js"}',
  'node_modules/@aws-sdk/client-of-both/index.js': 'exports.origin = "asset";',
  'node_modules/own/package.json': '{"main":"index.js"}',
  'node_modules/own/index.js': 'exports.origin = "asset, with " + require("@aws-sdk/client-of-app").origin;',
};

/** The three ways to import a package. */
const importers: [string, (name: string) => Record<string, string>][] = [
  ['require', name => ({ 'index.js': `const { origin } = require("${name}"); exports.handler = async () => origin;` })],
  ['import', name => ({ 'index.mjs': `import { origin } from "${name}"; export const handler = async () => origin;` })],
  ['import() in CommonJS', name => ({ 'index.js': `exports.handler = async () => (await import("${name}")).origin;` })],
];

describe.each(importers)('%s', (way, importing) => {
  test.each([
    ['the SDK is found in the app', '@aws-sdk/client-of-app', 'app, with helper of the app'],
    ['the SDK is found in the asset first', '@aws-sdk/client-of-both', 'asset'],
    ['another package is found in the asset, and may use the SDK', 'own', 'asset, with app, with helper of the app'],
  ])('%s', async (_title, name, payload) => {
    expect(await sandbox.function({ ...importing(name), ...packagesOfAsset }).invoke({})).toMatchObject({ payload });
  });

  test.each([
    [
      'a package that only the app has is missing, as on AWS', 'helper',
      'Cannot find module \'helper\', which hello (HitCounter-eu-west-1/Hello) imports: '
      + 'it is neither in the function\'s asset nor in Lambda\'s runtime: bundle it or add it to the asset',
    ],
    [
      'an SDK package that nobody has comes with the command that installs it', '@aws-sdk/lib-dynamodb/index.js',
      'Cannot find module \'@aws-sdk/lib-dynamodb/index.js\', which hello (HitCounter-eu-west-1/Hello) imports: '
      + 'Lambda\'s runtime provides it, the local Regions take it from the app: run `npm install --save-dev @aws-sdk/lib-dynamodb` in ',
    ],
  ])('%s', async (_title, name, message) => {
    const { error } = await sandbox.function({ ...importing(name), ...packagesOfAsset }).invoke({});

    expect(error).toMatchObject({ errorMessage: expect.stringContaining(message) });
    expect(error?.errorType).toBe(way === 'import() in CommonJS' ? 'Error' : 'Runtime.ImportModuleError');
  });
});

test('an ES module of the SDK is found in the app', async () => {
  const files = { 'index.mjs': 'import { origin } from "@smithy/core-of-app"; export const handler = async () => origin;' };

  expect(await sandbox.function(files).invoke({})).toMatchObject({ payload: 'app, with helper of the app' });
});

test('what an ES module and what it requires import is found alike', async () => {
  const files = {
    'index.mjs': 'import { origin } from "./lib.cjs"; export const handler = async () => origin;',
    'lib.cjs': 'exports.origin = require("@aws-sdk/client-of-app").origin;',
  };

  expect(await sandbox.function(files).invoke({})).toMatchObject({ payload: 'app, with helper of the app' });
});

test('a built-in module is found, with and without its scheme', async () => {
  const files = { 'index.mjs': 'import { join } from "node:path"; import { access } from "fs/promises"; export const handler = async () => [typeof join, typeof access];' };

  expect(await sandbox.function(files).invoke({})).toMatchObject({ payload: ['function', 'function'] });
});

test('an optional package that is missing can be done without', async () => {
  const code = 'let found = true; try { require("helper"); } catch (error) { found = error.code; } exports.handler = async () => found;';

  expect(await sandbox.function(code).invoke({})).toMatchObject({ payload: 'MODULE_NOT_FOUND' });
});

describe('layers', () => {
  const layers = ['first', 'last'].map(origin => sandbox.asset({
    'nodejs/node_modules/shared/index.js': `exports.origin = ${JSON.stringify(origin)};`,
    [`nodejs/node22/node_modules/only-${origin}/index.js`]: `exports.origin = ${JSON.stringify(origin)};`,
    [`nodejs/${origin}.js`]: `exports.origin = ${JSON.stringify(origin)};`,
  }));
  const invoke = async (code: string) => {
    const { payload, error } = await sandbox.function(code, { layers }).invoke({});
    return payload ?? error?.errorMessage;
  };

  test.each([
    ['shared', 'last'], ['only-first', 'first'], ['only-last', 'last'], ['/opt/nodejs/first', 'first'], ['/opt/nodejs/last.js', 'last'],
  ])('%s is required from them, the last one first', async (name, origin) => {
    expect(await invoke(`const { origin } = require('${name}'); exports.handler = async () => origin;`)).toBe(origin);
  });

  test('are not imported from, as on AWS', async () => {
    expect(await invoke('exports.handler = async () => (await import("shared")).origin;')).toMatch(/^Cannot find module 'shared'/);
  });
});
