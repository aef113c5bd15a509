import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Reloads } from './watched-app';
import { LocalRegions, start } from '../../../local';
import { hangingApp } from '../hanging-app';
import { APP_DIRECTORY } from '../visits-app';

/** An app as people have it: the CDK makes its assets of a folder beside it, and by esbuild. */
const FILES = {
  'infra/cdk.json': JSON.stringify({ app: 'node app.js', watch: { exclude: ['**/*.js'] } }), // as `cdk init` has it
  'infra/app.js': `
    require('./before.js');
    const { App, Stack } = require('aws-cdk-lib');
    const { RestApi, LambdaIntegration } = require('aws-cdk-lib/aws-apigateway');
    const { Code, Function, Runtime } = require('aws-cdk-lib/aws-lambda');
    const { NodejsFunction } = require('aws-cdk-lib/aws-lambda-nodejs');
    const path = require('path');
    const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-west-1' } });
    const runtime = Runtime.NODEJS_20_X;
    const handlers = {
      plain: new Function(stack, 'Plain', { runtime, handler: 'index.handler', code: Code.fromAsset(path.join(__dirname, '..', 'plain')) }),
      bundled: new NodejsFunction(stack, 'Bundled', { runtime, entry: path.join(__dirname, 'src', 'bundled.ts'), bundling: { environment: { COLOR: 'blue' } } }),
      other: new NodejsFunction(stack, 'Other', { runtime, entry: path.join(__dirname, 'src', 'other.ts'), bundling: { metafile: true } }),
    };
    const api = new RestApi(stack, 'Api', { cloudWatchRole: false });
    for (const [name, handler] of Object.entries(handlers)) api.root.addResource(name).addMethod('GET', new LambdaIntegration(handler));
  `,
  'infra/before.js': '',
  'infra/package.json': '{}',
  'infra/package-lock.json': '{}',
  'plain/index.js': 'let count = 0; exports.handler = async () => ({ statusCode: 200, body: require("./text.js") + ++count });',
  'plain/text.js': 'module.exports = "plain";',
  'infra/src/bundled.ts': 'import { text } from "./text"; export const handler = async (): Promise<object> => ({ statusCode: 200, body: text });',
  'infra/src/other.ts': 'let count = 0; export const handler = async (): Promise<object> => ({ statusCode: 200, body: String(++count) });',
  'infra/src/text.ts': 'export const text: string = "bundled";',
};

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'code-')));
let regions: LocalRegions;
let reloads: Reloads;

const write = (file: string, content: string) => writeFileSync(join(directory, file), content);

async function get(path: string) {
  return (await fetch(`${regions.url}/prod/${path}`)).text();
}

/** Resolves to what is live then. */
async function edit(file: string, from: string, to: string) {
  write(file, readFileSync(join(directory, file), 'utf8').replace(from, to));
  return reloads.next();
}

beforeAll(async () => {
  for (const [file, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    write(file, content);
  }
  symlinkSync(join(APP_DIRECTORY, 'node_modules'), join(directory, 'infra', 'node_modules'));
  regions = await start({ directory: join(directory, 'infra'), watch: true });
  reloads = new Reloads(regions);
});

afterAll(async () => {
  await regions.stop();
  rmSync(directory, { recursive: true });
});

test('edited code is live before the synthesis has ended, which then leaves it and its workers as they are', async () => {
  const { command, started, ended } = await hangingApp();
  write('infra/before.js', `require('child_process').spawnSync(${JSON.stringify(command)}, { shell: true })`);
  expect([await get('plain'), await get('bundled'), await get('other')]).toEqual(['plain1', 'bundled', '1']);

  expect(await edit('plain/text.js', 'plain', 'copied')).toMatchObject({ changes: ['Plain'], regions: ['eu-west-1'] });
  expect(await get('plain')).toBe('copied1');
  expect(await edit('infra/src/text.ts', 'bundled', 'made')).toMatchObject({ changes: ['Bundled'] });
  expect(await edit('infra/src/text.ts', 'made', 'made again')).toMatchObject({ changes: ['Bundled'] });
  expect([await get('bundled'), await get('other')]).toEqual(['made again', '2']);

  await started;
  write('infra/before.js', '');
  write('infra/app.js', FILES['infra/app.js'].replace('other.ts\')', 'other.ts\'), environment: { COLOR: "red" }'));
  write('infra/cdk.json', JSON.stringify({ app: 'node app.js' }));
  await ended;
  expect(await reloads.next()).toMatchObject({ changes: ['Other'] });
  expect([await get('plain'), await get('bundled'), await get('other')]).toEqual(['copied2', 'made again', '1']);

  // The same with what the last synthesis made.
  expect(await edit('plain/text.js', 'copied', 'again')).toMatchObject({ changes: ['Plain'] });
  expect(await edit('infra/src/other.ts', 'String(++count)', '"other"')).toMatchObject({ changes: ['Other'] });
  expect([await get('plain'), await get('bundled'), await get('other')]).toEqual(['again1', 'made again', 'other']);
});

test('a file that comes beside the others is there after a synthesis', async () => {
  write('plain/more.js', 'module.exports = "more";');
  expect(await reloads.next()).toMatchObject({ changes: ['Plain'] });
  expect(await edit('plain/index.js', './text.js', './more.js')).toMatchObject({ changes: ['Plain'] });
  expect(await get('plain')).toBe('more1');
});

test('code that esbuild refuses is told in its words, and what was there goes on', async () => {
  expect(await edit('infra/src/other.ts', '"other"', '"oth')).toMatchObject({ changes: [], error: expect.stringContaining('[ERROR] Unterminated string literal') });
  expect(await get('other')).toBe('other');
  expect(await edit('infra/src/other.ts', '"oth', '"fixed"')).toMatchObject({ changes: ['Other'] });
  expect(await get('other')).toBe('fixed');
});
