import { App, BootstraplessSynthesizer, DefaultStackSynthesizer, PermissionsBoundary, Stack, StackProps, StackSynthesizer, Stage } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { GlobalTableEncryption, HealthCheck, MultiRegionServerlessApiProps } from '../../src';
import { anApi } from '../an-api';

const REGIONS = ['us-east-1', 'eu-west-1'];
const account = '111111111111';
const MADE = ['Keys-eu-west-1', 'Keys-us-east-1', 'Operations', 'Tables'];
const WITH_REGIONS = [...MADE, 'eu-west-1', 'us-east-1'];

/** An API with all kinds of stacks; those that are made, by their ids. */
function madeStacks(scope: Construct, props: Partial<MultiRegionServerlessApiProps> = {}): Record<string, Stack> {
  const api = anApi(props, scope);
  api.addGlobalTable('T', { partitionKey: { name: 'id', type: AttributeType.STRING }, encryption: GlobalTableEncryption.customerManagedKeys() });
  api.addOperations();
  return Object.fromEntries(api.node.children.filter(Stack.isStack).map(stack => [stack.node.id, stack]));
}
const stacksOf = (app: App, props: (region: string) => StackProps) =>
  REGIONS.map(region => new Stack(app, `Mine-${region}`, { ...props(region), env: { account, region } }));

/** What the assembly says of each of the stacks. */
function artifacts(stacks: Record<string, Stack>) {
  const { stacksRecursively } = (Object.values(stacks)[0].node.root as App).synth();
  return Object.values(stacks).map(({ artifactId }) => stacksRecursively.find(({ id }) => id === artifactId)!);
}

const boundaryOf = (stack: Stack) => {
  const role = new Role(stack, 'SomeRole', { assumedBy: new AccountRootPrincipal() });
  const [{ template }] = artifacts({ stack });
  return template.Resources[stack.getLogicalId(role.node.defaultChild as any)].Properties.PermissionsBoundary?.['Fn::Join'][1].at(-1);
};

const PROPS: StackProps = {
  synthesizer: new DefaultStackSynthesizer({ qualifier: 'acme', deployRoleArn: 'arn:aws:iam::111111111111:role/${Qualifier}-deploys-${AWS::Region}' }),
  terminationProtection: true,
  permissionsBoundary: PermissionsBoundary.fromName('acme-boundary'),
  tags: { team: 'orders' },
};

describe.each<[string, string[], (app: App) => Record<string, Stack>]>([
  ['of a user\'s own', MADE, app => madeStacks(app, { stacks: stacksOf(app, () => PROPS) })],
  ['of a user\'s own, in stages of their own', MADE, app => madeStacks(app, {
    stacks: REGIONS.map(region => new Stack(new Stage(app, region), 'Mine', { ...PROPS, env: { account, region } })),
  })],
  ['around the API', WITH_REGIONS, app => madeStacks(new Stack(app, 'Around', { ...PROPS, env: { account } }))],
  ['around the API, in a stage', WITH_REGIONS, app => madeStacks(new Stack(new Stage(app, 'Prod'), 'Around', { ...PROPS, env: { account } }))],
])('the stacks that are made follow those %s:', (_, ids, make) => {
  const made = make(new App());

  test('all of them', () => {
    expect(Object.keys(made).sort()).toEqual(ids);
  });

  test('the qualifier and the roles, in each stack\'s own Region', () => {
    for (const { assumeRoleArn, environment, stackTemplateAssetObjectUrl } of artifacts(made)) {
      expect(assumeRoleArn).toBe(`arn:aws:iam::111111111111:role/acme-deploys-${environment.region}`);
      expect(stackTemplateAssetObjectUrl).toContain(`cdk-acme-assets-111111111111-${environment.region}`);
    }
  });

  test('the protection and the tags', () => {
    expect(artifacts(made).map(({ terminationProtection, tags }) => ({ terminationProtection, tags })))
      .toEqual(ids.map(() => ({ terminationProtection: true, tags: { team: 'orders' } })));
  });

  test('the permissions boundary', () => {
    expect(boundaryOf(make(new App()).Tables)).toBe(':iam::111111111111:policy/acme-boundary');
  });
});

test('a stack follows the one of its own Region first', () => {
  const stacks = (app: App) => stacksOf(app, region => ({ synthesizer: new DefaultStackSynthesizer({ qualifier: region.slice(0, 2) }) }));
  const app = new App();
  const made = madeStacks(app, { stacks: stacks(app), primaryRegion: 'eu-west-1' });
  expect(Object.fromEntries(Object.entries(made).map(([id, { synthesizer }]) => [id, synthesizer.bootstrapQualifier])))
    .toEqual({ 'Tables': 'eu', 'Keys-eu-west-1': 'eu', 'Keys-us-east-1': 'us', 'Operations': 'us' });
});

test('the props say otherwise', () => {
  const props: Partial<MultiRegionServerlessApiProps> = {
    synthesizer: new DefaultStackSynthesizer({ qualifier: 'other' }),
    terminationProtection: false,
    permissionsBoundary: PermissionsBoundary.fromArn('arn:aws:iam::111111111111:policy/other'),
  };
  const make = () => madeStacks(new Stack(new App(), 'Around', { ...PROPS, env: { account } }), props);
  expect(artifacts(make()).map(({ assumeRoleArn, terminationProtection }) => [assumeRoleArn?.includes('/cdk-other-'), terminationProtection]))
    .toEqual(WITH_REGIONS.map(() => [true, false]));
  const { Tables: tables } = make();
  new Role(tables, 'SomeRole', { assumedBy: new AccountRootPrincipal() });
  expect(JSON.stringify(artifacts({ tables })[0].template)).toContain('"PermissionsBoundary":"arn:aws:iam::111111111111:policy/other"');
});

const ACME = new DefaultStackSynthesizer({ qualifier: 'acme' });

test.each<[string, () => Record<string, Stack>]>([
  ['the API', () => madeStacks(new App(), { synthesizer: ACME })],
  ['the app', () => madeStacks(new App({ defaultStackSynthesizer: ACME }))],
  ['the stack around', () => madeStacks(new Stack(new App(), 'Around', { synthesizer: ACME }))],
])('stacks of one synthesizer, told by %s, publish their own assets alone', (_, make) => {
  const made = make();
  const { directory } = (made.Tables.node.root as App).synth();
  const published = Object.values(made).map(({ artifactId }) => require(`${directory}/${artifactId}.assets.json`).files);
  expect(published.map(files => Object.values<any>(files).filter(({ source }) => source.path.endsWith('.template.json')).length)).toEqual(WITH_REGIONS.map(() => 1));
});

test('a synthesizer of a kind of its own is followed too', () => {
  const app = new App();
  const made = madeStacks(app, { stacks: stacksOf(app, () => ({ synthesizer: new BootstraplessSynthesizer() })), health: HealthCheck.shallow() });
  expect(Object.values(made).map(({ synthesizer }) => synthesizer instanceof BootstraplessSynthesizer)).toEqual(MADE.map(() => true));
});

test('a synthesizer that can be bound once is not followed, and refused for several stacks', () => {
  class Once extends StackSynthesizer {
    addFileAsset() { return { bucketName: 'b', objectKey: 'k', httpUrl: 'u', s3ObjectUrl: 's' }; }
    addDockerImageAsset(): never { throw new Error('none'); }
    synthesize() {}
  }
  const app = new App();
  const made = madeStacks(app, { stacks: stacksOf(app, () => ({ synthesizer: new Once() })), health: HealthCheck.shallow() });
  expect(made.Tables.synthesizer).toBeInstanceOf(DefaultStackSynthesizer);
  expect(() => madeStacks(new App(), { synthesizer: new Once() })).toThrow('`synthesizer` must have a `reusableBind()`, for there are several stacks, got: "Once"');
});
