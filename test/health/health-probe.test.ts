import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { HealthProbe } from '../../src/health/health-probe';

const ORDERS = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Shop-Orders';
const SWITCH = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Shop-DrainSwitch';

function render(add: (probe: HealthProbe) => void): Template {
  const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-west-1' } });
  add(new HealthProbe(stack, 'HealthProbe'));
  return Template.fromStack(stack);
}

function environmentOf(template: Template) {
  return Object.values(template.findResources('AWS::Lambda::Function'))[0].Properties.Environment.Variables;
}

function statementsOf(template: Template) {
  const [{ Properties }] = Object.values(template.findResources('AWS::IAM::Policy'));
  return Properties.PolicyDocument.Statement.map(({ Action, Resource }: any) => [Action, typeof Resource === 'string' ? Resource : 'its log group']);
}

const LOG = [['logs:CreateLogStream', 'logs:PutLogEvents'], 'its log group'];

test('without a table or a drain switch it may write its log and nothing else', () => {
  const template = render(() => {});
  expect(environmentOf(template)).toEqual({ REPLICAS: '[]', DYNAMODB_ENDPOINT: expect.anything() });
  expect(statementsOf(template)).toEqual([LOG]);
});

test('a replica is named with a key of its types, and may be asked for items', () => {
  const template = render(probe => probe.addReplica({
    tableName: 'Shop-Orders', tableArn: ORDERS, keys: [{ name: 'customer', type: AttributeType.STRING }, { name: 'day', type: AttributeType.NUMBER }], statements: [],
  }));
  expect(JSON.parse(environmentOf(template).REPLICAS)).toEqual([{ table: 'Shop-Orders', key: { customer: { S: 'health-probe' }, day: { N: '0' } } }]);
  expect(environmentOf(template)).not.toHaveProperty('DRAIN_SWITCH');
  expect(statementsOf(template)).toEqual([LOG, ['dynamodb:GetItem', ORDERS]]);
});

test('a drain switch is named with the Regions that it answers for, may be asked for items, and is no replica of the Region\'s health', () => {
  const template = render(probe => probe.addDrainSwitch({ tableName: 'Shop-DrainSwitch', tableArn: SWITCH, regions: ['us-east-1', 'ap-southeast-1'] }));
  expect(JSON.parse(environmentOf(template).DRAIN_SWITCH)).toEqual({ table: 'Shop-DrainSwitch', regions: ['us-east-1', 'ap-southeast-1'] });
  expect(environmentOf(template).REPLICAS).toBe('[]');
  expect(statementsOf(template)).toEqual([LOG, ['dynamodb:GetItem', SWITCH]]);
});

test('what reading takes besides is granted as it is given', () => {
  const key = 'arn:aws:kms:eu-west-1:123456789012:key/1';
  const decrypt = new PolicyStatement({ actions: ['kms:Decrypt'], resources: [key] });
  const template = render(probe => probe.addReplica({
    tableName: 'Shop-Orders', tableArn: ORDERS, keys: [{ name: 'id', type: AttributeType.BINARY }], statements: [decrypt],
  }));
  expect(statementsOf(template)).toEqual([LOG, ['dynamodb:GetItem', ORDERS], ['kms:Decrypt', key]]);
});

test('it logs JSON, from WARN, for a week, and gives up before a checker does', () => {
  const template = render(() => {});
  template.hasResourceProperties('AWS::Lambda::Function', {
    Timeout: 2,
    LoggingConfig: Match.objectLike({ LogFormat: 'JSON', ApplicationLogLevel: 'WARN', SystemLogLevel: 'WARN' }),
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
});
