import { stack } from './stack';
import { CloudFormationTemplate } from '../../../local/cloudformation/assembly';
import { Intrinsics } from '../../../local/cloudformation/intrinsics';

const TEMPLATE: CloudFormationTemplate = {
  Parameters: {
    Color: { Type: 'String', Default: 'blue' },
    Size: { Type: 'Number', Default: 7 },
    Empty: { Type: 'String', Default: '' },
    Zones: { Type: 'CommaDelimitedList', Default: 'a, b,c' },
    Ports: { Type: 'List<Number>', Default: '80,443' },
    Required: { Type: 'String' },
    Ami: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/ami/latest' },
  },
  Mappings: { Limits: { 'eu-west-1': { requests: '100' }, 'blue': { requests: '200' } } },
  Conditions: {
    Yes: { 'Fn::Equals': [{ Ref: 'Color' }, 'blue'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Both: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
    Either: { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] },
    Here: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
  },
  Resources: { Stream: { Type: 'AWS::Kinesis::Stream' }, Table: { Type: 'AWS::DynamoDB::Table' } },
};

const WHERE = 'Environment of Shop/Hello (AWS::Lambda::Function)';

function resolve(value: unknown, overrides: Parameters<typeof stack>[1] = {}): unknown {
  const attributes = new Map([['Table Arn', 'arn:orders'], ['Table Stream.Arn', 'arn:stream']]);
  const references = {
    ref: (id: string) => id === 'Table' ? 'orders' : undefined,
    attribute: (id: string, name: string) => attributes.get(`${id} ${name}`),
  };
  return new Intrinsics(stack(TEMPLATE, overrides), references).resolve(value, WHERE);
}

const NO_VALUE = { Ref: 'AWS::NoValue' };

test.each([
  ['a literal is itself', 'text', 'text'],
  ['a number is itself', 0, 0],
  ['an object is resolved all through', { a: [{ b: { Ref: 'Color' } }], c: null }, { a: [{ b: 'blue' }], c: null }],
  ['an object with a function\'s name beside others is an object', { 'Fn::Join': 1, 'x': 2 }, { 'Fn::Join': 1, 'x': 2 }],
  ['a name that every object has is no function', { constructor: 'x' }, { constructor: 'x' }],
  ['Ref of a parameter', { Ref: 'Color' }, 'blue'],
  ['Ref of a number', { Ref: 'Size' }, 7],
  ['Ref of an empty parameter', { Ref: 'Empty' }, ''],
  ['Ref of a list parameter', { Ref: 'Zones' }, ['a', 'b', 'c']],
  ['Ref of a typed list parameter', { Ref: 'Ports' }, ['80', '443']],
  ['Ref of a resource', { Ref: 'Table' }, 'orders'],
  ['GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:orders'],
  ['GetAtt as text', { 'Fn::GetAtt': 'Table.Arn' }, 'arn:orders'],
  ['GetAtt of a nested attribute as a list', { 'Fn::GetAtt': ['Table', 'Stream.Arn'] }, 'arn:stream'],
  ['GetAtt of a nested attribute as text', { 'Fn::GetAtt': 'Table.Stream.Arn' }, 'arn:stream'],
  ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Color' }, 7]] }, 'a-blue-7'],
  ['Join of a list from elsewhere', { 'Fn::Join': ['+', { Ref: 'Zones' }] }, 'a+b+c'],
  ['Join without NoValue', { 'Fn::Join': [',', ['a', NO_VALUE, 'b']] }, 'a,b'],
  ['Split', { 'Fn::Split': ['/', { 'Fn::GetAtt': 'Table.Arn' }] }, ['arn:orders']],
  ['Select', { 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::GetAtt': 'Table.Arn' }] }] }, 'orders'],
  ['Select by a text', { 'Fn::Select': ['0', ['a', 'b']] }, 'a'],
  ['Base64', { 'Fn::Base64': { Ref: 'Color' } }, 'Ymx1ZQ=='],
  ['FindInMap', { 'Fn::FindInMap': ['Limits', { Ref: 'AWS::Region' }, 'requests'] }, '100'],
  ['FindInMap in FindInMap\'s place', { 'Fn::FindInMap': ['Limits', { 'Fn::Join': ['', ['bl', 'ue']] }, 'requests'] }, '200'],
  ['Sub', { 'Fn::Sub': 'x-${Color}-${Table}-${Table.Arn}-${Table.Stream.Arn}' }, 'x-blue-orders-arn:orders-arn:stream'],
  ['Sub of pseudo parameters', { 'Fn::Sub': '${AWS::Region}/${AWS::AccountId}' }, 'eu-west-1/123456789012'],
  ['Sub with variables', { 'Fn::Sub': ['${Name}:${Color}', { Name: { Ref: 'Table' } }] }, 'orders:blue'],
  ['Sub with a variable that hides a parameter', { 'Fn::Sub': ['${Color}', { Color: 'red' }] }, 'red'],
  ['Sub with a dot in a variable\'s name', { 'Fn::Sub': ['${my.name}', { 'my.name': 'x' }] }, 'x'],
  ['Sub with an escape', { 'Fn::Sub': '${!Color} is ${Color}' }, '${Color} is blue'],
  ['Sub with a dollar in a value', { 'Fn::Sub': ['${price}', { price: '$& $1' }] }, '$& $1'],
  ['If, when the condition holds', { 'Fn::If': ['Yes', { Ref: 'Color' }, 'no'] }, 'blue'],
  ['If, when it does not', { 'Fn::If': ['No', 'yes', { Ref: 'Table' }] }, 'orders'],
  ['If does not look at the other side', { 'Fn::If': ['Yes', 'yes', { Ref: 'Stream' }] }, 'yes'],
  ['If in If', { 'Fn::If': ['Both', 'both', { 'Fn::If': ['Either', 'either', 'none'] }] }, 'either'],
  ['Availability Zones', { 'Fn::GetAZs': '' }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
  ['Availability Zones of a Region', { 'Fn::GetAZs': { 'Fn::Join': ['-', ['us', 'east', '1']] } }, ['us-east-1a', 'us-east-1b', 'us-east-1c']],
  ['Cidr', { 'Fn::Cidr': ['10.1.0.0/16', 3, '9'] }, ['10.1.0.0/23', '10.1.2.0/23', '10.1.4.0/23']],
  ['Cidr of 8 bits', { 'Fn::Cidr': ['192.168.255.0/24', '1'] }, ['192.168.255.0/24']],
  ['Length', { 'Fn::Length': { Ref: 'Zones' } }, 3],
  ['ToJsonString', { 'Fn::ToJsonString': { table: { Ref: 'Table' }, gone: { Ref: 'AWS::NoValue' } } }, '{"table":"orders"}'],
  ['a condition on the Region', { 'Fn::If': ['Here', 'here', 'elsewhere'] }, 'elsewhere'],
])('%s', (_name, value, expected) => {
  expect(resolve(value)).toEqual(expected);
});

describe('NoValue', () => {
  test.each([
    ['takes its property away', { a: NO_VALUE, b: 1 }, { b: 1 }],
    ['takes itself out of a list', ['a', NO_VALUE], ['a']],
    ['comes through If', { a: { 'Fn::If': ['No', 'x', NO_VALUE] } }, {}],
    ['as a whole is nothing', NO_VALUE, undefined],
  ])('%s', (_name, value, expected) => {
    const resolved = resolve(value);
    expect(resolved).toEqual(expected);
    expect(Object.keys(Object(resolved))).toEqual(Object.keys(Object(expected)));
  });
});

test.each([
  ['eu-west-1', 'aws', 'amazonaws.com'],
  ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
])('the pseudo parameters are those of %s', (region, partition, suffix) => {
  const names = ['Region', 'AccountId', 'StackName', 'Partition', 'URLSuffix', 'NotificationARNs'];
  expect(resolve(names.map(name => ({ Ref: `AWS::${name}` })), { region })).toEqual([region, '123456789012', 'Shop-eu', partition, suffix, []]);
  expect(resolve({ Ref: 'AWS::StackId' }, { region })).toContain(`arn:${partition}:cloudformation:${region}:123456789012:stack/Shop-eu`);
});

test.each([
  ['Ref of a resource that is not run here', { Ref: 'Stream' }, 'Ref of Stream (AWS::Kinesis::Stream) is not known on this machine'],
  ['Ref of nothing', { Ref: 'Gone' }, 'Ref of Gone, which is not in the template, is not known on this machine'],
  ['an unknown attribute', { 'Fn::GetAtt': ['Table', 'Color'] }, 'Color of Table (AWS::DynamoDB::Table) is not known on this machine'],
  ['an attribute of nothing', { 'Fn::GetAtt': 'Gone.Arn' }, 'Arn of Gone, which is not in the template, is not known on this machine'],
  ['a parameter without default', { Ref: 'Required' }, 'parameter Required has no value'],
  ['a parameter in Parameter Store', { Ref: 'Ami' }, 'parameter Ami is looked up on AWS, in Parameter Store'],
  ['a dynamic reference', '{{resolve:secretsmanager:shop:SecretString:key}}', '{{resolve:secretsmanager:shop:SecretString:key}} is looked up on AWS'],
  ['a dynamic reference of parts', { 'Fn::Join': ['', ['{{resolve:ssm:', '/x}}']] }, '{{resolve:ssm:/x}} is looked up on AWS'],
  ['a name in Sub', { 'Fn::Sub': '${Stream}' }, 'Ref of Stream (AWS::Kinesis::Stream) is not known on this machine'],
  ['an attribute in Sub', { 'Fn::Sub': '${Stream.Arn}' }, 'Arn of Stream (AWS::Kinesis::Stream) is not known on this machine'],
  ['NoValue in Sub', { 'Fn::Sub': '${AWS::NoValue}' }, 'AWS::NoValue cannot be part of a text'],
  ['a key that no map has', { 'Fn::FindInMap': ['Limits', 'us-east-1', 'requests'] }, 'Limits.us-east-1.requests of the mappings is not known on this machine'],
  ['a map that is not there', { 'Fn::FindInMap': ['Gone', 'a', 'b'] }, 'Gone.a.b of the mappings is not known on this machine'],
  ['a condition that is not there', { 'Fn::If': ['Gone', 1, 2] }, 'condition Gone is not in the template'],
  ['an element that is not there', { 'Fn::Select': [2, ['a', 'b']] }, 'there is no element 2 in ["a","b"]'],
  ['Join of a text', { 'Fn::Join': ['', 'abc'] }, 'a list is needed, not "abc"'],
  ['an export that no stack has', { 'Fn::ImportValue': 'Shop:Arn' }, 'export Shop:Arn is not known on this machine'],
  ['an output that no stack has', { 'Fn::GetStackOutput': { StackName: 'Bank', OutputName: 'Arn' } }, 'output Arn of Bank is not known on this machine'],
  ['more blocks than there are', { 'Fn::Cidr': ['10.0.0.0/24', 3, 7] }, 'Fn::Cidr of 10.0.0.0/24 is not known on this machine'],
  ['a block of IPv6', { 'Fn::Cidr': ['2001:db8::/56', 1, 64] }, 'Fn::Cidr of 2001:db8::/56 is not known on this machine'],
  ['a macro', { 'Fn::Transform': { Name: 'Count' } }, 'Fn::Transform is not supported'],
])('%s is an error that names the property and its resource', (_name, value, why) => {
  expect(() => resolve({ Variables: { deep: [value] } })).toThrow(new Error(`${WHERE} cannot be resolved: ${why}`));
});
