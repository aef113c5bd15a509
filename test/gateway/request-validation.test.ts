import { Aws } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { JsonSchemaType } from 'aws-cdk-lib/aws-apigateway';
import { RequestValidation } from '../../src';
import { onlyResource } from '../an-api';
import { aRegion, methodOf } from './rest/a-rest-region';

const ORDER = { type: JsonSchemaType.OBJECT, required: ['item'], properties: { item: { type: JsonSchemaType.STRING } } };

test.each<[string, RequestValidation, object, object]>([
  ['a body', RequestValidation.body(ORDER), { ValidateRequestBody: true, ValidateRequestParameters: false },
    { RequestModels: { $default: { Ref: expect.any(String) } } }],
  ['parameters', RequestValidation.parameters('querystring.page', 'header.X-Tenant'), { ValidateRequestBody: false, ValidateRequestParameters: true },
    { RequestParameters: { 'method.request.querystring.page': true, 'method.request.header.X-Tenant': true } }],
  ['both', RequestValidation.bodyAndParameters(ORDER, 'header.X-Tenant'), { ValidateRequestBody: true, ValidateRequestParameters: true },
    { RequestModels: { $default: { Ref: expect.any(String) } }, RequestParameters: { 'method.request.header.X-Tenant': true } }],
])('%s can be asked for', (_, requestValidation, validator, expected) => {
  const region = aRegion({}, { 'POST /orders': { requestValidation } });
  const [id] = Object.keys(Template.fromStack(region.stack).findResources('AWS::ApiGateway::RequestValidator'));
  expect(onlyResource(region, 'AWS::ApiGateway::RequestValidator')).toEqual({ RestApiId: expect.anything(), ...validator });
  const method = methodOf(region, 'POST', 'orders');
  expect({ RequestModels: method.RequestModels, RequestParameters: method.RequestParameters, RequestValidatorId: method.RequestValidatorId })
    .toEqual({ RequestValidatorId: { Ref: id }, ...expected });
});

test('the body\'s schema is a model of the API', () => {
  expect(onlyResource(aRegion({}, { 'POST /orders/{id}': { requestValidation: RequestValidation.body(ORDER) } }), 'AWS::ApiGateway::Model')).toEqual({
    RestApiId: expect.anything(),
    ContentType: 'application/json',
    Schema: { $schema: 'http://json-schema.org/draft-04/schema#', type: 'object', required: ['item'], properties: { item: { type: 'string' } } },
  });
});

test('routes share validators, and have models of their own', () => {
  const [body, parameters] = [RequestValidation.body(ORDER), RequestValidation.parameters('querystring.page')];
  const template = Template.fromStack(aRegion({}, {
    'POST /orders': { requestValidation: body },
    'PUT /orders': { requestValidation: body },
    'GET /orders': { requestValidation: parameters },
    'GET /users': { requestValidation: parameters },
  }).stack);
  template.resourceCountIs('AWS::ApiGateway::RequestValidator', 2);
  template.resourceCountIs('AWS::ApiGateway::Model', 2);
});

test.each<[string[], string]>([
  [[], '`required` must name at least one parameter, got: []'],
  [['path.id'], '`required` must not name parts of the path, which are there always, got: "path.id"'],
  [['page'], '`required` must be names like "querystring.page" or "header.X-Tenant", got: "page"'],
  [['header.'], '`required` must be names like "querystring.page" or "header.X-Tenant", got: "header."'],
  [['method.request.header.X'], '`required` must be names like "querystring.page" or "header.X-Tenant", got: "method.request.header.X"'],
  [['header.a', 'header.a'], '`required` must name each parameter once, got: ["header.a","header.a"]'],
  [[`header.${Aws.STACK_NAME}`], '`required` must be literal names, got: "a token"'],
])('the parameters %j are refused', (required, message) => {
  expect(() => RequestValidation.parameters(...required)).toThrow(message);
  expect(() => RequestValidation.bodyAndParameters(ORDER, ...required)).toThrow(message);
});
