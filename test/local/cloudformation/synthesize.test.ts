import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { synthesize } from '../../../local/cloudformation/synthesize';
import { hangingApp } from '../hanging-app';

let directory: string;
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'synthesize-')); });
afterEach(() => rmSync(directory, { recursive: true }));

function write(file: string, content: unknown) {
  writeFileSync(join(directory, file), typeof content === 'string' ? content : JSON.stringify(content));
}

/** An app that writes an assembly, and what it was given. */
function writeApp() {
  write('app.js', `
    const fs = require('fs');
    const output = process.env.CDK_OUTDIR;
    fs.mkdirSync(output, { recursive: true });
    fs.writeFileSync(output + '/manifest.json', '{}');
    fs.writeFileSync('given.json', JSON.stringify({ output, context: JSON.parse(process.env.CDK_CONTEXT_JSON), region: process.env.CDK_DEFAULT_REGION, account: process.env.CDK_DEFAULT_ACCOUNT }));`);
}

function given() {
  return JSON.parse(readFileSync(join(directory, 'given.json'), 'utf8'));
}

test('the command is the one in cdk.json, run where cdk.json is', async () => {
  writeApp();
  write('cdk.json', { app: 'node app.js' });
  expect(await synthesize(directory)).toBe(join(directory, 'cdk.out'));
  expect(given().output).toBe(join(directory, 'cdk.out'));
});

test('the output directory is the one in cdk.json', async () => {
  writeApp();
  write('cdk.json', { app: 'node app.js', output: 'build/assembly' });
  expect(await synthesize(directory)).toBe(join(directory, 'build', 'assembly'));
  expect(given().output).toBe(join(directory, 'build', 'assembly'));
});

test('an app that says itself where it goes is found where the CDK CLI has it', async () => {
  write('app.js', 'const fs = require("fs"); fs.mkdirSync("cdk.out", { recursive: true }); fs.writeFileSync("cdk.out/manifest.json", "{}")');
  expect(await synthesize(directory, 'node app.js', undefined, { output: join(directory, 'elsewhere') })).toBe(join(directory, 'cdk.out'));
});

test('a command that is given goes before the one in cdk.json', async () => {
  writeApp();
  write('cdk.json', { app: 'exit 1' });
  expect(await synthesize(directory, 'node app.js')).toBe(join(directory, 'cdk.out'));
});

test('a directory is taken as it is, and nothing is run', async () => {
  mkdirSync(join(directory, 'assembly'));
  write('cdk.json', { app: 'exit 1' });
  expect(await synthesize(directory, 'assembly')).toBe(join(directory, 'assembly'));
  expect(await synthesize('/', join(directory, 'assembly'))).toBe(join(directory, 'assembly'));
});

test('the file of a template is taken as it is, and nothing is run', async () => {
  write('template.yaml', 'Resources: {}');
  expect(await synthesize(directory, 'template.yaml')).toBe(join(directory, 'template.yaml'));
  await expect(synthesize(directory, './other.json')).rejects.toThrow(`There is no template ${join(directory, 'other.json')}`);
});

test('the context of cdk.json and cdk.context.json reaches the app, the latter first', async () => {
  writeApp();
  write('cdk.json', { app: 'node app.js', context: { stage: 'dev', color: 'blue' } });
  write('cdk.context.json', { color: 'red', zones: ['a'] });
  await synthesize(directory);
  expect(given().context).toMatchObject({ 'stage': 'dev', 'color': 'red', 'zones': ['a'], 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true });
});

test('context that is given goes before that of the files', async () => {
  writeApp();
  write('cdk.json', { app: 'node app.js', context: { stage: 'dev', color: 'blue' } });
  write('cdk.context.json', { stage: 'test' });
  await synthesize(directory, undefined, undefined, { context: { stage: 'prod' } });
  expect(given().context).toMatchObject({ stage: 'prod', color: 'blue' });
});

describe('an app that asks for its account and Region', () => {
  const environment = { region: 'sa-east-1', regionFrom: 'AWS_REGION' };
  beforeEach(() => writeApp());

  test('gets the Region of the environment, and no account that nobody knows', async () => {
    await synthesize(directory, 'node app.js', undefined, { environment });
    expect(given()).toMatchObject({ region: 'sa-east-1' });
    expect(given()).not.toHaveProperty('account');
  });

  test('gets one account before another: of its lookups, else a made-up one', async () => {
    await synthesize(directory, 'node app.js', undefined, { environment: { ...environment, account: '000000000000' } });
    expect(given().account).toBe('000000000000');
    write('cdk.context.json', { 'hosted-zone:account=111111111111:domainName=example.com:region=us-east-1': { Id: 'Z1' } });
    await synthesize(directory, 'node app.js', undefined, { environment: { ...environment, account: '000000000000' } });
    expect(given().account).toBe('111111111111');
  });
});

test('a command that writes no assembly is refused, though there is one of before', async () => {
  writeApp();
  await synthesize(directory, 'node app.js');
  await expect(synthesize(directory, 'true')).rejects.toThrow(/^The app synthesized nothing: `true` wrote no .*cdk\.out.manifest\.json$/);
});

test('a cdk.out that is not there is no command', async () => {
  await expect(synthesize(directory, 'cdk.out')).rejects.toThrow(/^There is no directory .*cdk\.out: run `npx cdk synth` first, or give the command of the app$/);
});

test('a command that fails is one message, with its exit code and all that it said', async () => {
  write('app.js', 'console.log("building"); console.error("Error: no such Region"); process.exit(3)');
  await expect(synthesize(directory, 'node app.js')).rejects
    .toThrow(/^The app failed to synthesize: `node app.js` ended with exit code 3\n(building\nError: no such Region|Error: no such Region\nbuilding)$/);
});

test('what is done, and what the command prints, is told as it comes, and not again by its failure', async () => {
  const told: string[] = [];
  const listeners = { onProgress: (doing: string) => told.push(doing), onOutput: (text: string) => told.push(text) };
  await expect(synthesize(directory, 'echo building; exit 3', undefined, listeners)).rejects.toThrow(/^The app failed to synthesize: `echo building; exit 3` ended with exit code 3$/);
  expect(told).toEqual(['Synthesizing: echo building; exit 3', 'building\n']);
  mkdirSync(join(directory, 'assembly'));
  await synthesize(directory, 'assembly', undefined, listeners);
  expect(told.at(-1)).toBe('Reading assembly');
});

test.each(['nosuch.out', './nosuch.out', 'no-such-command'])('%s, which is neither a directory nor a command, is told so', async app => {
  await expect(synthesize(directory, app)).rejects.toThrow(
    `There is neither a directory ${resolve(directory, app)} nor a command \`${app}\`: run \`npx cdk synth\` first, or give the command of the app`);
});

test('a command that runs one that is not there tells what the shell says', async () => {
  write('synth.sh', '#!/bin/sh\nno-such-command app.ts\n');
  chmodSync(join(directory, 'synth.sh'), 0o755);
  await expect(synthesize(directory, './synth.sh')).rejects.toThrow(/^The app failed to synthesize: `\.\/synth\.sh` ended with exit code 127\n.*no-such-command: .*not found/);
  await expect(synthesize(directory, 'no-such-command app.ts')).rejects.toThrow(/^The app failed to synthesize: `no-such-command app\.ts` ended with exit code 127\n.*not found/);
});

test.each([
  ['no cdk.json', undefined],
  ['a cdk.json without an app', {}],
])('%s is an error that says how to give one', async (_name, settings) => {
  if (settings) write('cdk.json', settings);
  await expect(synthesize(directory)).rejects.toThrow('No app: there is no `app` in cdk.json here; give one with `--app "npx tsx app.ts"` or `--app cdk.out`');
});

test.each(['cdk.json', 'cdk.context.json'])('a broken %s is named', async file => {
  writeApp();
  write('cdk.json', { app: 'node app.js' });
  write(file, '{ "app": ');
  await expect(synthesize(directory)).rejects.toThrow(new RegExp(`^${file} is not JSON: `));
});

test('a signal ends the command with all that it started', async () => {
  const interrupt = new AbortController();
  const app = await hangingApp();
  const interrupted = expect(synthesize(directory, app.command, interrupt.signal)).rejects.toThrow('aborted');
  await app.started;
  interrupt.abort();
  await interrupted;
  await app.ended;
});
