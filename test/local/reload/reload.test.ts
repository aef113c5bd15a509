import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Attribute, AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { CfnStream } from 'aws-cdk-lib/aws-kinesis';
import { Reloads, synthesizeRoutes, WatchedApp } from './watched-app';
import { LocalRegions, LocalRegionsOptions, start } from '../../../local';
import { hangingApp } from '../hanging-app';

const answering = (text: string) => `exports.handler = async () => ({ statusCode: 200, body: '${text}' });`;
const COUNTER = 'let count = 0; exports.handler = async () => ({ statusCode: 200, body: String(++count) });';

let regions: LocalRegions;
let reloads: Reloads;

afterEach(() => regions.stop());

async function watch(app: WatchedApp, options: LocalRegionsOptions = {}) {
  regions = await start({ directory: app.directory, watch: true, ...options });
  reloads = new Reloads(regions);
}

async function get(path: string) {
  const response = await fetch(`${regions.url}/prod/${path}`);
  return response.status === 200 ? response.text() : response.status;
}

test('what has come, changed and gone is live after an edit, and all else goes on as it was', async () => {
  const app = new WatchedApp({ count: COUNTER, hello: answering('hello'), old: answering('old') });
  await watch(app);
  expect([await get('count'), await get('hello'), await get('more'), await get('old')]).toEqual(['1', 'hello', 403, 'old']);
  app.edit({ count: COUNTER, hello: answering('hi'), more: answering('more') });
  const { changes, regions: where, waiting, remarks, error } = await reloads.next();
  expect({ changes, where, waiting, remarks, error }).toEqual({
    changes: ['HELLO', 'MORE (new)', 'GET /more (new)', 'OLD (removed)', 'GET /old (removed)'], where: ['us-east-1'], waiting: [], remarks: [],
  });
  expect([await get('count'), await get('hello'), await get('more'), await get('old')]).toEqual(['2', 'hi', 'more', 403]);
});

function aTable(name: string, sortKey?: Attribute) {
  return (stack: Stack) => void new TableV2(stack, name, { tableName: name, partitionKey: { name: 'id', type: AttributeType.STRING }, sortKey });
}

test('a table comes, and what of another cannot be taken over waits, told once', async () => {
  const app = new WatchedApp({ hello: answering('hello') });
  app.edit({ hello: answering('hello') }, aTable('Orders'));
  await watch(app);
  app.edit({ hello: answering('hi') }, stack => [aTable('Orders', { name: 'at', type: AttributeType.NUMBER }), aTable('Carts')].forEach(add => add(stack)));
  expect(await reloads.next()).toMatchObject({ changes: ['HELLO', 'Carts (new)'], waiting: ['Orders: its key'] });
  expect(await regions.items('Carts', 'us-east-1')).toEqual([]);
  app.edit({ hello: answering('hey') }, aTable('Carts'));
  expect(await reloads.next()).toMatchObject({ changes: ['HELLO'], waiting: ['Orders: its removal'] });
  app.edit({ hello: answering('hello') }, aTable('Carts'));
  expect(await reloads.next()).toMatchObject({ changes: ['HELLO'], waiting: [] });
});

test('what is not on this machine, or cannot start, is told when it comes', async () => {
  const app = new WatchedApp({ hello: answering('hello') });
  await watch(app);
  app.edit({ hello: 'throw new Error("no")' }, stack => void new CfnStream(stack, 'Jobs'));
  expect((await reloads.next()).remarks).toEqual([
    expect.stringMatching(/Shop\/Jobs \(AWS::Kinesis::Stream\): it is not run here$/),
    expect.stringMatching(/Shop\/HELLO \(AWS::Lambda::Function\): it cannot start \(Error: no\): every invocation of it fails, as on AWS$/),
  ]);
  expect(await get('hello')).toBe(502);
  expect(regions.unsupported).toHaveLength(2);
});

test('an app that fails to synthesize is told, and what was there goes on', async () => {
  const app = new WatchedApp({ hello: answering('hello') });
  await watch(app);
  app.write('before.js', 'throw new Error("no such stack")');
  expect((await reloads.next()).error).toMatch(/^The app failed to synthesize: .*\n[^]*Error: no such stack\n/);
  expect(await get('hello')).toBe('hello');
  app.write('before.js', '');
  expect(await reloads.next()).toEqual(expect.not.objectContaining({ error: expect.anything() }));
});

test('a request that is under way is answered by the code that it came to', async () => {
  const app = new WatchedApp({ slow: 'exports.handler = () => new Promise(done => { console.log("begun"); setTimeout(done, 300, { statusCode: 200, body: "old" }); });' });
  await watch(app);
  const begun = new Promise<void>(resolve => regions.journal.on('output', () => resolve()));
  const old = get('slow');
  await begun;
  app.edit({ slow: answering('new') });
  await reloads.next();
  expect(await get('slow')).toBe('new');
  expect(await old).toBe('old');
});

/** Has the synthesis of an app wait for what is closed. */
async function hang(app: WatchedApp) {
  const hanging = await hangingApp();
  app.write('before.js', `require('child_process').spawnSync(${JSON.stringify(hanging.command)}, { shell: true })`);
  await hanging.started;
  return hanging;
}

test('an edit of the app ends the synthesis of what it was before', async () => {
  const app = new WatchedApp({ hello: answering('hello') });
  await watch(app);
  const { ended } = await hang(app);
  app.edit({ hello: answering('hi') });
  app.write('before.js', '');
  await ended;
  expect(await reloads.next()).toMatchObject({ changes: ['HELLO'] });
});

test('a stop ends the synthesis that is under way, and leaves no assembly behind', async () => {
  const app = new WatchedApp({ hello: answering('hello') });
  await watch(app);
  const { ended } = await hang(app);
  expect(readdirSync(join(app.directory, 'cdk.out'))).toHaveLength(1);
  await regions.stop();
  await ended;
  expect(readdirSync(join(app.directory, 'cdk.out'))).toEqual([]);
});

test('an assembly that is made elsewhere is followed, too', async () => {
  const app = new WatchedApp({ hello: answering('elsewhere') });
  const assembly = join(app.directory, 'cdk.out');
  cpSync(synthesizeRoutes({ hello: answering('hello') }), assembly, { recursive: true });
  await watch(app, { app: 'cdk.out' });
  cpSync(synthesizeRoutes({ hello: answering('hi') }), assembly, { recursive: true });
  expect(await reloads.next()).toMatchObject({ changes: ['HELLO'] });
  expect(await get('hello')).toBe('hi');
});

test('an app that says itself where its assembly goes is watched, too', async () => {
  const app = new WatchedApp({ hello: answering('hello') });
  app.write('cdk.json', JSON.stringify({ app: 'node app.js' }));
  app.write('app.js', 'fs = require("fs"); fs.cpSync(fs.readFileSync("assembly", "utf8"), "cdk.out", { recursive: true })');
  await watch(app);
  app.edit({ hello: answering('hi') });
  expect(await reloads.next()).toMatchObject({ changes: ['HELLO'] });
});

test('without `watch` the assembly is where the CDK CLI has it', async () => {
  const app = new WatchedApp({ hello: answering('hello') });
  await watch(app, { watch: false });
  expect(existsSync(join(app.directory, 'cdk.out', 'manifest.json'))).toBe(true);
});
