import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import * as ts from 'typescript';
import { aFunction, anApi } from './an-api';
import { BROKEN_APPS } from './rules/broken-apps';
import { messagesAtSynth, messagesOf } from './rules/messages';
import { RULES } from '../src/multi-region-rules';
import { idOf, messageOf, Rule } from '../src/rules/rule';

function ruleOf(code: string): Rule {
  return RULES.find(rule => rule.code === code)!;
}

test('every rule has an app that breaks it, in the order of the list', () => {
  expect(BROKEN_APPS.map(({ code }) => code)).toEqual(RULES.map(({ code }) => code));
});

describe.each(BROKEN_APPS)('$code', ({ code, broken, fixed }) => {
  const rule = ruleOf(code);
  const tag = rule.severity === 'error' ? `[${idOf(rule)}]` : `[ack: ${idOf(rule)}]`;

  test('an app that breaks it is told so, once, and nothing else', () => {
    expect(messagesOf(broken)).toEqual([`${messageOf(rule, rule.example)} ${tag}`]);
  });

  test('the same app after the fix is told nothing', () => {
    expect(messagesOf(fixed)).toEqual([]);
  });
});

test.each(['first', 'last'])('Regions in stages of their own are looked at, and told once, where the API\'s stage is synthesized %s', when => {
  const app = new cdk.App();
  const ownStage = () => new cdk.Stage(app, 'Data');
  const early = when === 'first' ? ownStage() : undefined;
  const stacks = ['us-east-1', 'eu-west-1'].map(region => new cdk.Stack(new cdk.Stage(app, region), 'Shop', { env: { region } }));
  const api = anApi({ stacks }, early ?? ownStage());
  api.regionalApis.forEach((region, i) => region.addRoute('GET', '/orders', aFunction(region, 'Orders', { memorySize: 256 * (i + 1) })));
  expect(messagesAtSynth(app)).toEqual([expect.stringMatching(/256 in us-east-1; 512 in eu-west-1.*handlers-differ\]$/)]);
});

describe('what people start with breaks no rule:', () => {
  const [directory, environment] = [process.cwd(), process.env];

  beforeAll(() => {
    process.env = { ...environment, CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], 'aws:cdk:disable-asset-staging': true }) };
  });
  afterAll(() => {
    process.chdir(directory);
    process.env = environment;
  });

  test('the hit counter', () => {
    const { app } = require('../examples/hit-counter/app') as { app: cdk.App };
    expect(messagesAtSynth(app)).toEqual([]);
  });

  test('the first app of the README', () => {
    process.chdir(fs.mkdtempSync(path.join(os.tmpdir(), 'rules-')));
    // What `NodejsFunction` looks for; nothing is bundled.
    ['package-lock.json', 'hello.ts'].forEach(file => fs.writeFileSync(file, ''));
    const readme = fs.readFileSync(path.join(__dirname, '..', 'README.md'), 'utf8');
    const blocks = [...readme.matchAll(/^```ts[^\n]*\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
    const code = blocks.find(block => block.includes('const app = new App()'));
    const { outputText } = ts.transpileModule(`${code}\nexports.app = app;`, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
    const made: { app?: cdk.App } = {};
    new Function('require', 'exports', outputText)(require, made);
    expect(messagesAtSynth(made.app!)).toEqual([]);
  });
});
