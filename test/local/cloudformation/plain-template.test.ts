import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TEMPLATES } from './synthesized-app';
import { readAssembly } from '../../../local/cloudformation/assembly';
import { warningsIn } from '../../../local/cloudformation/messages';
import { withParameters } from '../../../local/cloudformation/parameters';
import { readDeployed } from '../../../local/cloudformation/read-deployed';

const REGION = { region: 'eu-west-1', regionFrom: '--region' };
const directory = mkdtempSync(join(tmpdir(), 'template-'));
afterAll(() => rmSync(directory, { recursive: true }));

function write(file: string, text: string): string {
  const place = join(directory, file);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text);
  return place;
}

/** What a template has deployed, in a folder with a handler. */
function deployed(text: string, parameters?: Record<string, string>, file = 'shop.yaml') {
  write('handlers/index.js', 'exports.handler = async () => 1;');
  const template = write(file, text);
  return readDeployed(withParameters(readAssembly(template, REGION), parameters), TEMPLATES, { inlineCodeDirectory: join(directory, 'inline') });
}

function unsupportedOf(...given: Parameters<typeof deployed>) {
  return deployed(...given).unsupported.map(({ type, path, meaning }) => `${type} ${path}: ${meaning}`);
}

const TABLE = `
  Table:
    Type: AWS::DynamoDB::Table
    Properties: { TableName: orders, AttributeDefinitions: [{ AttributeName: id, AttributeType: S }], KeySchema: [{ AttributeName: id, KeyType: HASH }] }
`;

function withFunction(properties: string, more = '') {
  return `${more}\nResources:\n${TABLE}\n  Hello:\n    Type: AWS::Lambda::Function\n    Properties: { Runtime: nodejs22.x, Handler: index.handler, ${properties} }\n`;
}

test('a template in YAML is a stack of its file\'s name, in the Region that is given', () => {
  const [{ name, path, region, regionFrom }] = readAssembly(write('infra/order shop.template.yml', withFunction('Code: { ZipFile: x }')), REGION);
  expect({ name, path, region, regionFrom }).toEqual({ name: 'order-shop', path: 'order-shop', ...REGION });
});

test('a template in JSON is read, and its short forms of functions in YAML', () => {
  expect(deployed('{ "Resources": { "Table": { "Type": "AWS::DynamoDB::Table", "Properties": { "TableName": { "Fn::Sub": "a-${AWS::Region}" }, "AttributeDefinitions": [], "KeySchema": [] } } } }', {}, 'shop.json').tables)
    .toMatchObject([{ tableName: 'a-eu-west-1' }]);
  const { functions } = deployed(withFunction('Code: ./handlers, Environment: { Variables: { TABLE: !Ref Table, PLACE: !Sub "${AWS::Region}/${Table}", ARN: !GetAtt Table.Arn } }'));
  expect(functions).toMatchObject([{ environment: { TABLE: 'orders', PLACE: 'eu-west-1/orders', ARN: 'arn:aws:dynamodb:eu-west-1:000000000000:table/orders' } }]);
});

test.each([
  ['a folder', 'Code: ./handlers', 'handlers'],
  ['a file', 'Code: handlers/index.js', 'handlers'],
  ['nothing', 'Timeout: 3', '.'],
])('code that is %s is found beside the template, as `aws cloudformation package` does', (_, code, place) => {
  const { functions, unsupported } = deployed(withFunction(code));
  expect(functions).toMatchObject([{ codeDirectory: join(directory, place) }]);
  expect(unsupported).toEqual([]);
});

test.each([
  ['an object of S3', 'Code: { S3Bucket: b, S3Key: k.zip }', 'its code, k.zip, is not in the cloud assembly'],
  ['a folder that is not there', 'Code: ./nowhere', `its code is not there: ${join(directory, 'nowhere')}`],
])('code that is %s is named', (_, code, why) => {
  expect(unsupportedOf(withFunction(code))).toEqual([`AWS::Lambda::Function shop/Hello: ${why}: it is not run here, and its routes answer 501`]);
});

test('a nested template and an OpenAPI definition are found beside the template that names them', () => {
  write('nested/openapi.yaml', 'openapi: 3.0.1\npaths: { /ping: { get: { x-amazon-apigateway-integration: { type: mock } } } }');
  write('nested/api.yaml', 'Parameters: { Name: { Type: String } }\nResources:\n  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: !Ref Name, BodyS3Location: ./openapi.yaml } }\n');
  const { restApis } = deployed('Resources: { Nested: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: nested/api.yaml, Parameters: { Name: pets } } } }');
  expect(restApis).toMatchObject([{ name: 'pets', methods: [{ httpMethod: 'GET', resourcePath: '/ping', integration: { type: 'MOCK' } }] }]);
});

describe('parameters', () => {
  const PARAMETERS = 'Parameters: { Stage: { Type: String }, Seconds: { Type: Number, Default: 7 } }';
  const TEXT = withFunction('Code: ./handlers, Timeout: !Ref Seconds, Environment: { Variables: { STAGE: !Ref Stage } }', PARAMETERS);

  test.each([
    ['their defaults and what is given', { Stage: 'live' }, { timeoutSeconds: 7, environment: { STAGE: 'live' } }],
    ['what is given before a default', { Stage: 'live', Seconds: '9' }, { timeoutSeconds: 9, environment: { STAGE: 'live' } }],
    ['what is given for the stack before all', { 'Stage': 'live', 'shop:Stage': 'test' }, { timeoutSeconds: 7, environment: { STAGE: 'test' } }],
  ])('have %s', (_, given, expected) => {
    const { functions, unsupported } = deployed(TEXT, given);
    expect(functions).toMatchObject([expected]);
    expect(unsupported).toEqual([]);
  });

  test('without a value are named once, beside what needs them', () => {
    expect(unsupportedOf(TEXT)).toEqual([
      'Parameter shop/Stage: it has no value: give it one with `--parameters Stage=<value>`',
      'AWS::Lambda::Function shop/Hello: Environment.STAGE cannot be resolved: parameter Stage has no value; the variable is not set',
    ]);
  });

  test('that no template has are refused', () => {
    expect(() => deployed(TEXT, { Sage: 'live' })).toThrow('`parameters` must name parameters of the templates (Stage, Seconds), got: Sage');
  });
});

test.each([
  ['is no YAML', 'Resources: [', /shop\.yaml is not a CloudFormation template: /],
  ['has no resources', 'openapi: 3.0.1', /shop\.yaml is not a CloudFormation template: it has no Resources$/],
  ['SAM would have to transform', 'Transform: AWS::Serverless-2016-10-31\nResources: {}', /shop\.yaml is written for SAM: give what AWS makes of it, which of a deployed stack is `aws cloudformation get-template --stack-name <stack> --template-stage Processed/],
])('a file that %s is refused', (_, text, message) => {
  expect(() => deployed(text)).toThrow(message);
});

test('a template has no warnings of a synthesis', () => {
  expect(warningsIn(write('plain.yaml', TABLE), [])).toEqual([]);
});
