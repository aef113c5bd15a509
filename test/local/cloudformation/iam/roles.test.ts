import { RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { AttributeType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { CfnPolicy, CfnRolePolicy, ManagedPolicy, Policy, PolicyDocument, PolicyStatement, Role, ServicePrincipal, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { CfnFunction, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { MultiRegionServerlessApi } from '../../../../src';
import { SynthesizedApps } from '../synthesized-app';

const apps = new SynthesizedApps();
afterAll(() => apps.remove());

const ACCOUNT = '000000000000';
const lambda = new ServicePrincipal('lambda.amazonaws.com');
const reading = (...resources: string[]) => new PolicyStatement({ actions: ['dynamodb:GetItem'], resources });
const READING = (resource: unknown) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: resource }] });

/** What is read of a stack that has a table, so that there is something to run. */
function read(build: (stack: Stack) => unknown) {
  return apps.deploy(stack => {
    new Table(stack, 'Items', { tableName: 'items', partitionKey: { name: 'id', type: AttributeType.STRING } });
    build(stack);
  });
}

test('a role has its names, its own policies, its tags, and the ARNs of others', () => {
  const { roles } = read(stack => Tags.of(new Role(stack, 'Role', {
    roleName: 'reader',
    path: '/service/',
    assumedBy: lambda,
    inlinePolicies: { one: new PolicyDocument({ statements: [reading('*')] }) },
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')],
    permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(stack, 'Limit', `arn:aws:iam::${ACCOUNT}:policy/limit`),
  })).add('team', 'crm'));
  expect(roles).toEqual([{
    arn: `arn:aws:iam::${ACCOUNT}:role/service/reader`,
    roleName: 'reader',
    roleId: expect.stringMatching(/^AROA[0-9A-Z]{17}$/),
    policies: [READING('*')],
    managedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    boundary: `arn:aws:iam::${ACCOUNT}:policy/limit`,
    tags: { team: 'crm' },
  }]);
});

test('policies beside roles attach themselves by the roles\' names, of this stack or another', () => {
  const { roles, policies } = read(stack => {
    const role = new Role(stack, 'Role', { assumedBy: lambda });
    new Policy(stack, 'Policy', { roles: [role], statements: [reading('*')] });
    new CfnRolePolicy(stack, 'RolePolicy', { roleName: 'elsewhere', policyName: 'p', policyDocument: READING('a') });
    new ManagedPolicy(stack, 'Managed', { managedPolicyName: 'shared', path: '/teams/', roles: [role], statements: [reading('b')] });
  });
  const [{ roleName }] = roles;
  expect(policies).toEqual([
    { document: READING('*'), roleNames: [roleName] },
    { document: READING('a'), roleNames: ['elsewhere'] },
    { arn: `arn:aws:iam::${ACCOUNT}:policy/teams/shared`, document: READING('b'), roleNames: [roleName] },
  ]);
});

test('a managed policy of the app is known by its ARN where a role has it', () => {
  const { roles, policies } = read(stack => {
    const managed = new ManagedPolicy(stack, 'Managed', { statements: [reading('*')] });
    new Role(stack, 'Role', { assumedBy: lambda, managedPolicies: [managed], permissionsBoundary: managed });
  });
  expect(roles).toMatchObject([{ managedPolicies: [policies[0].arn], boundary: policies[0].arn }]);
});

test('what does not resolve, as the ARN of a stream, leaves the rest of the policy as it is', () => {
  const { policies } = read(stack => {
    const stream = new Stream(stack, 'Jobs');
    new CfnPolicy(stack, 'Policy', { policyName: 'p', roles: ['r'], policyDocument: READING([stream.streamArn, 'b']) });
  });
  expect(policies).toMatchObject([{ document: READING(['(not on this machine)', 'b']), roleNames: ['r'] }]);
});

test('a function has the ARN of its role, wherever that is defined, if it can be told', () => {
  const props = { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = () => {};') };
  const { functions, roles } = read(stack => {
    new Function(stack, 'Own', props);
    new Function(stack, 'Theirs', { ...props, role: Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/theirs`) });
    (new Function(stack, 'Unknown', props).node.defaultChild as CfnFunction).addPropertyOverride('Role', { 'Fn::ImportValue': 'nobody' });
  });
  expect(functions.map(({ roleArn }) => roleArn)).toEqual([roles[0].arn, `arn:aws:iam::${ACCOUNT}:role/theirs`, undefined]);
});

test('tables tell their own policies, each in its Region', () => {
  const resourcePolicy = new PolicyDocument({ statements: [new PolicyStatement({ principals: [new StarPrincipal()], actions: ['dynamodb:GetItem'], resources: ['*'] })] });
  const partitionKey = { name: 'id', type: AttributeType.STRING };
  const { resourcePolicies } = read(stack => {
    new Table(stack, 'Plain', { tableName: 'plain', partitionKey, resourcePolicy });
    new TableV2(stack, 'Global', { tableName: 'global', partitionKey, removalPolicy: RemovalPolicy.DESTROY, replicas: [{ region: 'us-east-1', resourcePolicy }] });
  });
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'dynamodb:GetItem', Resource: '*' }] };
  expect(resourcePolicies).toEqual([
    { resource: `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/plain`, document },
    { resource: `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/global`, document },
  ]);
});

test('a table is granted on by its construct, which for this library\'s is around it', () => {
  const { tables } = apps.deployApp(app => {
    const api = new MultiRegionServerlessApi(app, 'Shop', {
      regions: ['us-east-1', 'eu-west-1'], domain: { domainName: 'shop.example.com', hostedZoneId: 'Z1', zoneName: 'example.com' },
    });
    api.addGlobalTable('Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
    new Table(new Stack(app, 'Mine', { env: { region: 'eu-west-1' } }), 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  });
  expect(tables.map(({ constructId }) => constructId).sort()).toEqual(['Orders', 'Table']);
});
