import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnResource, DefaultStackSynthesizer, Stack, StackProps, Stage } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { SynthesizedApps } from './synthesized-app';
import { missingContext, readAssembly, readCompleteAssembly } from '../../../local/cloudformation/assembly';

const apps = new SynthesizedApps();
afterAll(() => apps.remove());

const env = { region: 'eu-west-1' };

function createStack(scope: Construct, id: string, props?: StackProps) {
  const stack = new Stack(scope, id, props);
  new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue' });
  return stack;
}

test('every stack is read, with its path, Region, account and template', () => {
  const stacks = apps.assemble(app => {
    createStack(app, 'Shop', { env, stackName: 'the-shop' });
    createStack(app, 'Bank', { env: { region: 'us-east-1', account: '123456789012' } });
  });
  expect(stacks.map(({ name, path, region, accountId }) => ({ name, path, region, accountId }))).toEqual([
    { name: 'the-shop', path: 'Shop', region: 'eu-west-1', accountId: '000000000000' },
    { name: 'Bank', path: 'Bank', region: 'us-east-1', accountId: '123456789012' },
  ]);
  expect(stacks[0].template.Resources).toMatchObject({ Queue: { Type: 'AWS::SQS::Queue' } });
});

test('stacks of stages are read, however deep', () => {
  const stacks = apps.assemble(app => {
    const dev = new Stage(app, 'Dev', { env });
    createStack(dev, 'Shop');
    createStack(new Stage(dev, 'Inner'), 'Bank');
    createStack(app, 'Top', { env });
  });
  expect(stacks.map(({ path }) => path).sort()).toEqual(['Dev/Inner/Bank', 'Dev/Shop', 'Top']);
});

test('the assets of a stack are found by the key that they have in the bucket', () => {
  const code = join(apps.directory, 'hello');
  mkdirSync(code);
  writeFileSync(join(code, 'index.js'), 'exports.handler = async () => 1;');
  const [{ assets, template }] = apps.assemble(app => {
    new Function(new Stack(app, 'Shop', { env }), 'Hello', { code: Code.fromAsset(code), handler: 'index.handler', runtime: Runtime.NODEJS_22_X });
  });
  const hello = Object.values(template.Resources!).find(({ Type }) => Type === 'AWS::Lambda::Function')!;
  const { S3Key } = hello.Properties!.Code as { S3Key: string };
  expect(assets.get(S3Key)).toMatch(/^\/.*\/asset\.[0-9a-f]+$/);
});

test('assets are found below a bucket prefix too', () => {
  const [{ assets }] = apps.assemble(app => {
    createStack(app, 'Shop', { env, synthesizer: new DefaultStackSynthesizer({ bucketPrefix: 'shop/' }) });
  });
  expect([...assets.keys()]).toEqual([expect.stringMatching(/^shop\/[0-9a-f]+\.json$/)]);
});

test('a stack without a Region is put into that of the environment, in a stage too', () => {
  const app = new App({ outdir: join(apps.directory, 'regionless') });
  createStack(app, 'Shop');
  createStack(new Stage(app, 'Dev'), 'Bank');
  createStack(app, 'Fixed', { env });
  const stacks = readAssembly(app.synth().directory, { region: 'sa-east-1', regionFrom: 'AWS_REGION' });
  expect(stacks.map(({ path, region, regionFrom, accountId }) => [path, region, regionFrom, accountId]).sort()).toEqual([
    ['Dev/Bank', 'sa-east-1', 'AWS_REGION', '000000000000'],
    ['Fixed', 'eu-west-1', undefined, '000000000000'],
    ['Shop', 'sa-east-1', 'AWS_REGION', '000000000000'],
  ]);
});

test('context that is looked up on AWS has dummy values, in a stage too, which only the local Regions take', () => {
  const build = (app: App) => Vpc.fromLookup(createStack(new Stage(app, 'Dev', { env: { region: 'eu-west-1', account: '123456789012' } }), 'Shop'), 'Vpc', { vpcId: 'vpc-1' });
  const app = new App({ outdir: join(apps.directory, 'missing') });
  build(app);
  const { directory } = app.synth();
  expect(readAssembly(directory)).toHaveLength(1);
  expect(missingContext(directory)).toEqual([expect.stringMatching(/^vpc-provider:account=123456789012:/)]);
  expect(() => readCompleteAssembly(directory)).toThrow(/^The app needs context that is looked up on AWS \(vpc-provider:account=123456789012:.*\): run `npx cdk synth` once with credentials, and keep cdk\.context\.json$/);
});

test('a directory that is no assembly is refused', () => {
  expect(() => readAssembly(apps.directory)).toThrow(`${join(apps.directory, 'manifest.json')} is not a part of a cloud assembly: `);
});
