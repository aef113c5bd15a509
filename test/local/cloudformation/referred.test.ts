import { App, Stack } from 'aws-cdk-lib';
import { IdentitySource, LambdaIntegration, RequestAuthorizer, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SynthesizedApps } from './synthesized-app';
import { anApi } from '../../an-api';

const apps = new SynthesizedApps();
afterAll(() => apps.remove());

const TABLE = 'no template defines it, so that it is not on this machine: requests for it fail';
const FUNCTION = 'no template defines it, so that it is not on this machine: its routes answer 501';

/** What an app only refers to: names and Regions. */
function referred(build: (app: App) => unknown): string[] {
  const { unsupported } = apps.deployApp(app => {
    new TableV2(new Stack(app, 'Data', { env: { region: 'us-east-1' } }), 'Own', { tableName: 'own', partitionKey, replicas: [{ region: 'eu-west-1' }] });
    build(app);
  });
  return unsupported.filter(({ meaning }) => [TABLE, FUNCTION].includes(meaning)).map(({ type, path, region }) => `${type} ${path} ${region}`);
}
const inStack = (build: (stack: Stack) => unknown) => referred(app => build(new Stack(app, 'Shop', { env: { region: 'eu-west-1' } })));
const partitionKey = { name: 'id', type: AttributeType.STRING };

function fn(stack: Stack, environment?: Record<string, string>): Function {
  return new Function(stack, 'Orders', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('x'), environment });
}

test('a table that exists already is named for every Region that has a grant on it, once', () => {
  expect(referred(app => {
    const api = anApi({ regions: ['us-east-1', 'eu-west-1', 'sa-east-1'] }, app);
    const customers = api.importGlobalTable('Customers', { tableName: 'crm.customers-1', globalIndexes: ['byName'], partitionKey });
    ['us-east-1', 'eu-west-1'].forEach(region => customers.grantReadWriteData(fn(api.inRegion(region).stack)));
  })).toEqual(['us-east-1', 'eu-west-1', 'sa-east-1'].map(region => `AWS::DynamoDB::Table crm.customers-1 ${region}`)); // the health function reads it everywhere
});

test.each<[string, (stack: Stack) => unknown]>([
  ['the policy of a role', stack => Table.fromTableName(stack, 'Old', 'old').grantReadData(fn(stack))],
  ['a policy beside what is not on this machine', stack => {
    const handler = fn(stack);
    new Stream(stack, 'Stream').grantWrite(handler);
    Table.fromTableName(stack, 'Old', 'old').grantReadData(handler);
  }],
  ['a managed policy', stack => new ManagedPolicy(stack, 'Policy', { document: allowing('table/old') })],
  ['an inline policy', stack => new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), inlinePolicies: { Own: allowing('table/old/index/byName') } })],
  ['a function\'s environment', stack => fn(stack, { TABLES: `{"a":"arn:aws:dynamodb:eu-west-1:${stack.account}:table/old"}` })],
])('a table is found in %s', (_name, build) => {
  expect(inStack(build)).toEqual(['AWS::DynamoDB::Table old eu-west-1']);
});

function allowing(resource: string): PolicyDocument {
  return new PolicyDocument({ statements: [new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [`arn:aws:dynamodb:eu-west-1:123456789012:${resource}`] })] });
}

test('a table in a Region that it has no replica in is named', () => {
  expect(referred(app => Table.fromTableName(new Stack(app, 'Far', { env: { region: 'sa-east-1' } }), 'Own', 'own').grantReadData(
    fn(app.node.findChild('Far') as Stack)))).toEqual(['AWS::DynamoDB::Table own sa-east-1']);
});

test.each<[string, (stack: Stack) => unknown]>([
  ['a table that another stack defines', stack => Table.fromTableName(stack, 'Own', 'own').grantReadData(fn(stack))],
  ['all tables whose names begin alike', stack => new ManagedPolicy(stack, 'Policy', { document: allowing('table/old-*') })],
  ['any table', stack => new ManagedPolicy(stack, 'Policy', { document: allowing('table/*') })],
  ['a name that may be of anything', stack => fn(stack, { TABLE_NAME: 'old' })],
  ['a function of the template', stack => new HttpApi(stack, 'Api', { defaultIntegration: new HttpLambdaIntegration('Orders', fn(stack)) })],
])('%s is not named', (_name, build) => {
  expect(inStack(build)).toEqual([]);
});

const imported = (stack: Stack, name: string) => Function.fromFunctionAttributes(stack, name, {
  functionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${name}`, sameEnvironment: true,
});

test('a function that exists already is named once, however many routes of a REST API lead to it, and so is an authorizer\'s', () => {
  expect(inStack(stack => {
    const api = new RestApi(stack, 'Api');
    const orders = new LambdaIntegration(imported(stack, 'orders'));
    const authorizer = new RequestAuthorizer(stack, 'Guard', { handler: imported(stack, 'guard'), identitySources: [IdentitySource.header('key')] });
    api.root.addMethod('GET', orders);
    api.root.addMethod('POST', orders, { authorizer });
  })).toEqual(['AWS::Lambda::Function orders eu-west-1', 'AWS::Lambda::Function guard eu-west-1']);
});

test('a function that exists already is named for the routes of an HTTP API', () => {
  expect(inStack(stack => new HttpApi(stack, 'Api', { defaultIntegration: new HttpLambdaIntegration('Orders', imported(stack, 'orders')) })))
    .toEqual(['AWS::Lambda::Function orders eu-west-1']);
});
