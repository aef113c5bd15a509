import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import * as ts from 'typescript';
import { BROKEN_APPS } from './broken-apps';
import { allMessagesAtSynth, messagesAtSynth, messagesOf } from './messages';
import { MultiRegionServerlessApi, RegionalApi } from '../../src';
import { RULES } from '../../src/rules/multi-region-rules';
import { idOf, messageOf, Rule } from '../../src/rules/rule';
import { aFunction, anApi } from '../an-api';

function ruleOf(code: string): Rule {
  return RULES.find(rule => rule.code === code)!;
}

test('every rule has an app that breaks it, in the order of the list', () => {
  expect(BROKEN_APPS.map(({ code }) => code)).toEqual(RULES.map(({ code }) => code));
});

describe.each(BROKEN_APPS)('$code', ({ code, broken, fixed }) => {
  const rule = ruleOf(code);
  const tag = rule.severity === 'error' ? `[${idOf(rule)}]` : `[ack: ${idOf(rule)}]`;
  const messages = code === 'deployment-not-recorded' ? allMessagesAtSynth : messagesAtSynth;

  test('an app that breaks it is told so, once, and nothing else', () => {
    expect(messagesOf(broken, messages)).toEqual([`${messageOf(rule, rule.example)} ${tag}`]);
  });

  test('the same app after the fix is told nothing', () => {
    expect(messagesOf(fixed, messages)).toEqual([]);
  });
});

describe.each(['first', 'last'])('Regions in stages of their own, where the API\'s stage is made %s', when => {
  /** Each stage's aspect runs while that stage is synthesized. */
  function anAppInStages(memory: { [region: string]: number }, build: (api: MultiRegionServerlessApi) => void = () => {}): cdk.App {
    const app = new cdk.App();
    const ownStage = () => new cdk.Stage(app, 'Data');
    const early = when === 'first' ? ownStage() : undefined;
    const stacks = ['us-east-1', 'eu-west-1'].map(region => new cdk.Stack(new cdk.Stage(app, region), 'Shop', { env: { region } }));
    const api = anApi({ stacks }, early ?? ownStage());
    api.regionalApis.forEach(region => region.addRoute('GET', '/orders', aFunction(region, 'Orders', { memorySize: 1024 })));
    for (const { stack } of api.regionalApis) {
      const visit = (construct: IConstruct) => {
        if (construct instanceof CfnFunction && construct.node.path.endsWith('Orders/Resource')) construct.memorySize = memory[stack.region];
      };
      cdk.Aspects.of(cdk.Stage.of(stack)!).add({ visit });
    }
    build(api);
    return app;
  }

  test('are looked at after the aspects of all stages, and told once', () => {
    expect(messagesAtSynth(anAppInStages({ 'us-east-1': 256, 'eu-west-1': 512 }))).toEqual([expect.stringMatching(/256 in us-east-1; 512 in eu-west-1.*handlers-differ\]$/)]);
  });

  test('are told nothing when aspects make them the same', () => {
    expect(messagesAtSynth(anAppInStages({ 'us-east-1': 256, 'eu-west-1': 256 }, api => {
      (api.regionalApis[0].node.findChild('Orders').node.defaultChild as CfnFunction).memorySize = 2048;
    }))).toEqual([]);
  });

  test('are told once by several syntheses', () => {
    const app = anAppInStages({ 'us-east-1': 256, 'eu-west-1': 512 });
    app.synth();
    app.synth({ force: true });
    expect(messagesAtSynth(app)).toHaveLength(1);
  });

  test('are told once where a stage with tables is the last one', () => {
    const app = anAppInStages({ 'us-east-1': 256, 'eu-west-1': 512 }, api => api.addGlobalTable('Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } }));
    expect(messagesAtSynth(app)).toEqual([expect.stringContaining('256 in us-east-1; 512 in eu-west-1')]);
  });

  test('stop the synthesis by an error, each time', () => {
    const app = anAppInStages({ 'us-east-1': 256, 'eu-west-1': 256 }, api => {
      const [region] = api.regionalApis;
      region.addRoute('GET', '/more', aFunction(region, 'More'));
    });
    const message = [expect.stringContaining('GET /more is a route in us-east-1 but not in eu-west-1')];
    expect(messagesAtSynth(app)).toEqual(message);
    expect(messagesAtSynth(app)).toEqual(message);
  });

  test('may be synthesized in another order, as a pipeline does it', () => {
    const app = anAppInStages({ 'us-east-1': 256, 'eu-west-1': 512 });
    ['eu-west-1', 'us-east-1'].forEach(id => (app.node.findChild(id) as cdk.Stage).synth());
    expect(messagesAtSynth(app)).toEqual([expect.stringContaining('256 in us-east-1; 512 in eu-west-1')]);
  });
});

describe('what CDK does not render breaks no rule', () => {
  /** Whose functions' policies are looked at. */
  function anApiWithTable(app: cdk.App): RegionalApi {
    const api = anApi({}, app);
    const table = api.addGlobalTable('Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
    api.regionalApis.forEach(region => table.grantReadData(aFunction(region, 'Orders', { environment: { TABLE_NAME: table.tableName } })));
    return api.regionalApis[0];
  }

  test('a policy that is attached to nothing', () => {
    const app = new cdk.App();
    const policy = new Policy(anApiWithTable(app), 'Unattached');
    policy.addStatements(new PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] }));
    expect(messagesAtSynth(app)).toEqual([]);
  });

  test('a policy that CDK refuses, by its own message', () => {
    const app = new cdk.App();
    const region = anApiWithTable(app);
    new Policy(region, 'Empty', { force: true, roles: [new Role(region, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })] });
    expect(() => app.synth()).toThrow(/\[Shop\/us-east-1\/Shop\/Empty\].*is empty/);
  });
});

test('what has the same id in another stack is another thing', () => {
  const app = new cdk.App();
  anApi({}, app);
  for (const id of ['Shelf', 'Till']) {
    const alarms = new cdk.Stack(app, id, { env: { region: 'eu-west-1' } });
    new CfnAlarm(alarms, 'Unhealthy', {
      namespace: 'AWS/Route53', metricName: 'HealthCheckStatus', statistic: 'Minimum', period: 60, evaluationPeriods: 1, threshold: 1, comparisonOperator: 'LessThanThreshold',
    });
  }
  expect(messagesAtSynth(app)).toEqual(['Shelf', 'Till'].map(id => expect.stringContaining(`The alarm at ${id}/Unhealthy in eu-west-1 is about`)));
});

test('the same thing in the stacks of an API is one, whatever these are called', () => {
  const app = new cdk.App();
  const stacks = [['America', 'us-west-2'], ['Europe', 'eu-west-1']].map(([id, region]) => new cdk.Stack(app, id, { env: { region } }));
  anApi({ stacks, regions: ['us-west-2', 'eu-west-1'] }, app).regionalApis.forEach(region => new CfnAlarm(region, 'Unhealthy', {
    namespace: 'AWS/Route53', metricName: 'HealthCheckStatus', statistic: 'Minimum', period: 60, evaluationPeriods: 1, threshold: 1, comparisonOperator: 'LessThanThreshold',
  }));
  expect(messagesAtSynth(app)).toEqual([expect.stringContaining('The alarm at America/Shop/Unhealthy in us-west-2, eu-west-1 is about')]);
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
    const { app } = require('../../examples/hit-counter/app') as { app: cdk.App };
    expect(messagesAtSynth(app)).toEqual([]);
  });

  test('the first app of the README', () => {
    process.chdir(fs.mkdtempSync(path.join(os.tmpdir(), 'rules-')));
    // What `NodejsFunction` looks for; nothing is bundled.
    ['package-lock.json', 'hello.ts'].forEach(file => fs.writeFileSync(file, ''));
    const readme = fs.readFileSync(path.join(__dirname, '..', '..', 'README.md'), 'utf8');
    const blocks = [...readme.matchAll(/^```ts[^\n]*\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
    const code = blocks.find(block => block.includes('const app = new App()'));
    const { outputText } = ts.transpileModule(`${code}\nexports.app = app;`, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
    const made: { app?: cdk.App } = {};
    new Function('require', 'exports', outputText)(require, made);
    expect(messagesAtSynth(made.app!)).toEqual([]);
  });
});
