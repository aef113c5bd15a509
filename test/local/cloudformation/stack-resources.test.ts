import { stack } from './stack';
import { TEMPLATES } from './synthesized-app';
import { CloudFormationTemplate } from '../../../local/cloudformation/assembly';
import { StackResources } from '../../../local/cloudformation/stack-resources';

const TEMPLATE: CloudFormationTemplate = {
  Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
  Resources: {
    Orders: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'orders' } },
    Hits: { Type: 'AWS::DynamoDB::Table', Properties: {} },
    Audit: { Type: 'AWS::DynamoDB::Table', Condition: 'Never' },
    Stream: { Type: 'AWS::Kinesis::Stream' },
    Hello: {
      Type: 'AWS::Lambda::Function',
      Metadata: { 'aws:cdk:path': 'Shop/eu/Hello/Resource' },
      Properties: { Role: { 'Fn::GetAtt': ['Orders', 'Arn'] }, Environment: { Variables: { AUDIT: { Ref: 'Audit' } } }, Layers: { Ref: 'Stream' } },
    },
  },
};

function resource(logicalId: string, overrides?: Parameters<typeof stack>[1]) {
  return new StackResources(stack(TEMPLATE, overrides), TEMPLATES).all.find(each => each.logicalId === logicalId)!;
}

test('a resource whose condition does not hold is not there', () => {
  expect(resource('Audit')).toBeUndefined();
  expect(() => resource('Hello').property('Environment'))
    .toThrow('Environment of Shop/eu/Hello (AWS::Lambda::Function) cannot be resolved: Ref of Audit (AWS::DynamoDB::Table) is not known on this machine');
});

test('properties are resolved when they are asked for, so that an unknown one is in nobody\'s way', () => {
  expect(resource('Hello').property('Role')).toBe('arn:aws:dynamodb:eu-west-1:123456789012:table/orders');
  expect(resource('Hello').property('Gone')).toBeUndefined();
  expect(() => resource('Hello').property('Layers')).toThrow('Layers of Shop/eu/Hello (AWS::Lambda::Function) cannot be resolved');
});

test('the ARNs and the names of a stack in China are China\'s', () => {
  const resources = new StackResources(stack({
    Resources: {
      Orders: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'orders' } },
      Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'hello' } },
      Domain: { Type: 'AWS::ApiGateway::DomainName', Properties: {} },
      Reader: { Type: 'Test::Reader', Properties: { Arns: [{ 'Fn::GetAtt': ['Orders', 'Arn'] }, { 'Fn::GetAtt': ['Role', 'Arn'] }] } },
    },
  }, { region: 'cn-north-1' }), TEMPLATES);
  const [reader] = resources.ofType('Test::Reader');
  expect(reader.property('Arns')).toEqual(['arn:aws-cn:dynamodb:cn-north-1:123456789012:table/orders', 'arn:aws-cn:iam::123456789012:role/hello']);
  expect(resources.attribute(resources.ofType('AWS::ApiGateway::DomainName')[0], 'RegionalDomainName'))
    .toMatch(/^d-[0-9a-z]{10}\.execute-api\.cn-north-1\.amazonaws\.com\.cn$/);
});

test('a resource without a construct path is called by its stack and logical ID', () => {
  expect(resource('Stream').path).toBe('Shop-eu/Stream');
});

test('a resource without a name gets one that is the same at every start, and another in another Region or stack', () => {
  const name = resource('Hits').ref;
  expect(name).toMatch(/^Shop-eu-Hits-[0-9a-z]{8}$/);
  expect(resource('Hits').ref).toBe(name);
  expect(resource('Hits', { region: 'us-east-1' }).ref).not.toBe(name);
  expect(resource('Hits', { name: 'Shop-2' }).ref).not.toBe(name);
});
