import { App, CfnOutput, RemovalPolicy, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnFunction, Code, Function, FunctionProps, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { GradualDeployment, MultiRegionServerlessApi, RegionalApi } from '../../src';
import { aFunction, anApi } from '../an-api';

/** An asset of one of the files beside this one. */
const assetOf = (file: string) => Code.fromAsset(__dirname, { exclude: ['**', `!${file}`] });

/** An API whose function is deployed gradually in both Regions. */
function deployed(
  props: (region: RegionalApi) => Partial<FunctionProps> = () => ({}),
  change: (hello: Function, region: RegionalApi) => void = () => {},
): MultiRegionServerlessApi {
  const api = anApi({}, new App());
  for (const region of api.regionalApis) {
    const hello = aFunction(region, 'Hello', props(region));
    region.addRoute('GET', '/hello', hello, { deployment: GradualDeployment.canary() });
    change(hello, region);
  }
  return api;
}

function idsOf(api: MultiRegionServerlessApi, region: string, type: string): string[] {
  return Object.keys(Template.fromStack(api.inRegion(region).stack).findResources(type));
}

const versionOf = (api: MultiRegionServerlessApi, region = 'eu-west-1') => idsOf(api, region, 'AWS::Lambda::Version')[0];
const apiDeploymentOf = (api: MultiRegionServerlessApi) => idsOf(api, 'eu-west-1', 'AWS::ApiGateway::Deployment')[0];

test.each<[string, (region: RegionalApi) => Partial<FunctionProps>]>([
  ['with an asset, whose bucket has the Region\'s name', () => ({ code: assetOf('version-id.test.ts') })],
  ['with the Region\'s name in the environment', ({ region }) => ({ environment: { REGION: region, TABLE_ARN: `arn:aws:dynamodb:${region}:111122223333:table/shop` } })],
  ['with a description of the Region', ({ region }) => ({ description: `in ${region}` })],
])('the templates of the Regions are equal but for the names of Regions: a function %s', (_name, props) => {
  const api = deployed(props);
  const [one, other] = ['us-east-1', 'eu-west-1'].map(region =>
    JSON.parse(JSON.stringify(Template.fromStack(api.inRegion(region).stack).toJSON()).replaceAll(region, '<Region>')));
  expect(one).toEqual(other);
});

test('a change that is another Region\'s is one', () => {
  const api = deployed(({ region }) => ({ environment: { PEER: region === 'eu-west-1' ? 'us-east-1' : 'ap-southeast-1' } }));
  expect(versionOf(api, 'eu-west-1')).not.toBe(versionOf(api, 'us-east-1'));
});

const plain = versionOf(deployed());

test('what goes into the id of a version stays as it is, because Lambda refuses a version that is equal to the last', () => {
  expect(plain).toBe('ShopHelloCurrentVersionE1A95F30d5186eccc1e17fc28c3c470fcac582ed');
});

test.each<[string, () => MultiRegionServerlessApi]>([
  ['code', () => deployed(() => ({ code: Code.fromInline('exports.handler = async () => ({ statusCode: 204 })') }))],
  ['an environment variable', () => deployed(() => ({ environment: { COLOR: 'blue' } }))],
  ['an environment variable that is added later', () => deployed(() => ({}), hello => { hello.addEnvironment('COLOR', 'red'); })],
  ['memory', () => deployed(() => ({ memorySize: 512 }))],
  ['an override', () => deployed(() => ({}), hello => (hello.node.defaultChild as CfnFunction).addPropertyOverride('Timeout', 7))],
  ['what the user says a version depends on', () => deployed(() => ({}), hello => hello.invalidateVersionBasedOn('parameter 2'))],
])('another version is made for a change of %s, and no other deployment of the API', (_name, changed) => {
  const api = changed();
  expect(versionOf(api)).not.toBe(plain);
  expect(apiDeploymentOf(api)).toBe(apiDeploymentOf(deployed()));
});

test.each<[string, () => MultiRegionServerlessApi]>([
  ['a tag', () => deployed(() => ({}), hello => Tags.of(hello).add('team', 'shop'))],
  ['reserved concurrency', () => deployed(() => ({ reservedConcurrentExecutions: 7 }))],
])('no other version is made for %s, which Lambda would refuse', (_name, changed) => {
  expect(versionOf(changed())).toBe(plain);
});

test('another version is made for another content of a layer', () => {
  const layered = (file: string) => deployed(region => ({
    layers: [new LayerVersion(region, 'Layer', { code: assetOf(file) })],
  }));
  const [one, same, other] = ['version-id.test.ts', 'version-id.test.ts', 'gradual-deployment.test.ts'].map(file => versionOf(layered(file)));
  expect(same).toBe(one);
  expect(other).not.toBe(one);
});

test('the alias makes another deployment of the API, so that the stage invokes it', () => {
  const without = anApi();
  without.regionalApis.forEach(region => region.addRoute('GET', '/hello', aFunction(region, 'Hello')));
  expect(apiDeploymentOf(without)).not.toBe(apiDeploymentOf(deployed()));
});

test('another name of the function makes another deployment of the API, behind an alias, too', () => {
  const [one, other] = ['hello', 'hello-2'].map(functionName => apiDeploymentOf(deployed(() => ({ functionName }))));
  expect(one).not.toBe(other);
});

describe('versions', () => {
  const policyOf = (api: MultiRegionServerlessApi) => {
    const [{ DeletionPolicy, UpdateReplacePolicy }] = Object.values(Template.fromStack(api.inRegion('eu-west-1').stack).findResources('AWS::Lambda::Version'));
    return { DeletionPolicy, UpdateReplacePolicy };
  };

  test('are retained when others come, but not when they are rolled back', () => {
    expect(policyOf(deployed())).toEqual({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  test('are removed if the function says so', () => {
    expect(policyOf(deployed(() => ({ currentVersionOptions: { removalPolicy: RemovalPolicy.DESTROY } })))).toMatchObject({ DeletionPolicy: 'Delete' });
  });
});

test('a version that the user refers to is the same one', () => {
  const api = deployed(() => ({}), (hello, region) => new CfnOutput(region, 'Version', { value: hello.currentVersion.version }));
  const template = Template.fromStack(api.inRegion('eu-west-1').stack);
  expect(Object.keys(template.findResources('AWS::Lambda::Version'))).toHaveLength(1);
  expect(Object.values(template.findOutputs('*')).map(({ Value }) => Value)).toContainEqual({ 'Fn::GetAtt': [versionOf(api), 'Version'] });
});

test('a long id is cut to what CloudFormation takes', () => {
  const api = anApi();
  for (const region of api.regionalApis) {
    region.addRoute('GET', '/hello', aFunction(region, 'Hello'.repeat(60)), { deployment: GradualDeployment.linear() });
  }
  expect(versionOf(api).length).toBeLessThanOrEqual(255);
});
