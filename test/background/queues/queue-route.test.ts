import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { JsonSchemaType } from 'aws-cdk-lib/aws-apigateway';
import { ApiGateway, ApiQueueProps, Authorizer, MultiRegionServerlessApi, MultiRegionServerlessApiProps, ApiQueueEncryption, QueueRouteOptions, RequestValidation } from '../../../src';
import { addRouteEverywhere, anApi, onlyResource, templateOf } from '../../an-api';

const REGION = 'eu-west-1';

/** An API whose Regions have a route to a queue. */
function withRoute(options: QueueRouteOptions = {}, props: Partial<MultiRegionServerlessApiProps> = {}, queue: ApiQueueProps = {}, path: string = '/orders'): MultiRegionServerlessApi {
  const api = anApi(props);
  const orders = api.addQueue('Orders', queue);
  api.regionalApis.forEach(region => region.addQueueRoute('POST', path, orders, options));
  return api;
}

function methodOf(api: MultiRegionServerlessApi): any {
  return Object.values(templateOf(api, REGION).findResources('AWS::ApiGateway::Method', { Properties: { HttpMethod: 'POST' } }))[0].Properties;
}

describe('a route of a REST API to a queue', () => {
  const api = withRoute();
  const { Integration: integration, ...method } = methodOf(api);

  test('leads to SQS by a template, without a function in between', () => {
    expect(integration).toMatchObject({
      Type: 'AWS',
      IntegrationHttpMethod: 'POST',
      Uri: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }, ':sqs:path/', { Ref: 'AWS::AccountId' }, '/Shop-Orders']] },
      PassthroughBehavior: 'NEVER',
      RequestParameters: { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" },
    });
    expect(integration.ContentHandling).toBeUndefined();
    expect(Object.entries(integration.RequestTemplates)).toEqual([['application/json', [
      'Action=SendMessage&Version=2012-11-05&MessageBody=$util.urlEncode($input.body)',
      '&MessageAttribute.1.Name=ContentType&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=application%2Fjson',
    ].join('')]]);
    expect(method.MethodResponses.map(({ StatusCode }: any) => StatusCode)).toEqual(['202', '400', '503']);
  });

  test('sends by a role that may send to the queue and do nothing else', () => {
    templateOf(api, REGION).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Service: 'apigateway.amazonaws.com' } })] },
      ManagedPolicyArns: Match.absent(),
      Policies: [{
        PolicyName: 'Send',
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('OrdersQueue'), 'Arn'] } }], Version: '2012-10-17' },
      }],
    });
    const own = templateOf(withRoute({}, {}, { encryption: ApiQueueEncryption.customerManagedKeys() }), REGION);
    own.hasResourceProperties('AWS::IAM::Role', {
      Policies: [{ PolicyDocument: { Statement: [Match.anyValue(), Match.objectLike({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] })] } }],
    });
  });

  test('is the same in every Region, its deployment included, and names no other', () => {
    const [one, other] = api.regionalApis.map(({ region, stack }) => {
      const { Resources } = Template.fromStack(stack).toJSON();
      const own = Object.entries(Resources).filter(([id]) => /OrdersQueue|RestApi/.test(id));
      expect(own.length).toBeGreaterThan(8);
      return JSON.stringify(own).replaceAll(region, '<Region>');
    });
    expect(other).toBe(one);
    expect(one).not.toMatch(/us-east-1|eu-west-1|ImportValue/);
  });

  test('tells the group of a message, where it has one', () => {
    const template = methodOf(withRoute({ messageGroup: 'header.X-Customer' })).Integration.RequestTemplates['application/json'];
    expect(template).toMatch(/#set\(\$group = \$input\.params\('X-Customer'\)\)#if\(\$group != ''\)&MessageGroupId=\$util\.urlEncode\(\$group\)#end$/);
  });

  test('takes the content types that it is given, of which binary ones come in Base64', () => {
    const binary = ApiGateway.rest({ binaryMediaTypes: ['text/csv'] });
    const { ContentHandling, RequestTemplates } = methodOf(withRoute({ contentTypes: ['application/json', 'text/csv'] }, { gateway: binary })).Integration;
    expect(ContentHandling).toBe('CONVERT_TO_TEXT');
    expect(Object.entries<string>(RequestTemplates).map(([type, template]) => [type, /urlEncode\((.*?)\)&/.exec(template)![1]])).toEqual([
      ['application/json', '$input.body'], ['text/csv', '$util.base64Decode($input.body)'],
    ]);
    const all = ApiGateway.rest({ binaryMediaTypes: ['*/*'] });
    expect(methodOf(withRoute({}, { gateway: all })).Integration.RequestTemplates['application/json']).toContain('$util.base64Decode($input.body)');
  });

  test('has what other routes have: an authorizer, an API key, validation, a throttle, CORS', () => {
    const gateway = ApiGateway.rest({ cors: { allowOrigins: ['https://www.example.com'], exposeHeaders: ['X-A'] } });
    const settled = withRoute({
      authorizer: Authorizer.iam(),
      throttle: { rateLimit: 7, burstLimit: 9 },
      requestValidation: RequestValidation.body({ type: JsonSchemaType.OBJECT }),
    }, { gateway });
    const { Integration: { IntegrationResponses: responses }, ...properties } = methodOf(settled);
    const validated = { RequestModels: { $default: expect.anything() }, RequestValidatorId: expect.anything() };
    expect(properties).toMatchObject({ AuthorizationType: 'AWS_IAM', ...validated });
    expect(onlyResource(settled.inRegion(REGION), 'AWS::ApiGateway::Stage').MethodSettings).toContainEqual(expect.objectContaining({ HttpMethod: 'POST', ResourcePath: '/~1orders', ThrottlingRateLimit: 7 }));
    for (const response of responses) {
      expect(response.ResponseParameters).toEqual({
        'method.response.header.Access-Control-Allow-Origin': "'https://www.example.com'", 'method.response.header.Access-Control-Expose-Headers': "'X-A'",
      });
    }
  });

  test('lets the pages of several origins see its answers, with credentials: each its own', () => {
    const cors = { allowOrigins: ['https://a.example.com', 'https://b.example.com'], allowCredentials: true };
    const { IntegrationResponses: responses } = methodOf(withRoute({}, { gateway: ApiGateway.rest({ cors }) })).Integration;
    const [{ ResponseTemplates: templates, ResponseParameters: headers }] = responses;
    expect(headers).toEqual({});
    expect(templates['application/json']).toMatch(/^#set\(\$origin = \$input\.params\('Origin'\)\)#if\(\$origin == 'https:\/\/a\.example\.com' \|\| \$origin == 'https:\/\/b\.example\.com'\)#set\(\$context\.responseOverride\.header\.Access-Control-Allow-Origin = \$origin\)/);
  });
});

describe('a route of an HTTP API to a queue', () => {
  const api = withRoute({ messageGroup: 'querystring.customer', throttle: { rateLimit: 7 } }, { gateway: ApiGateway.http() });

  test('leads to SQS by itself, and answers 202', () => {
    const status = (told: string) => ({ ResponseParameters: [{ Source: told, Destination: 'overwrite:statuscode' }] });
    templateOf(api, REGION).hasResourceProperties('AWS::ApiGatewayV2::Integration', {
      IntegrationType: 'AWS_PROXY',
      IntegrationSubtype: 'SQS-SendMessage',
      CredentialsArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('OrdersQueueSender'), 'Arn'] },
      PayloadFormatVersion: '1.0',
      RequestParameters: { QueueUrl: { Ref: Match.stringLikeRegexp('OrdersQueue') }, MessageBody: '$request.body', MessageGroupId: '$request.querystring.customer' },
      ResponseParameters: { 200: status('202'), 403: status('503'), 404: status('503'), 500: status('503') },
    });
    expect(onlyResource(api.inRegion(REGION), 'AWS::ApiGatewayV2::Stage').RouteSettings).toMatchObject({ 'POST /orders': { ThrottlingRateLimit: 7 } });
  });
});

describe('a route to a queue', () => {
  test('is missing in a Region that has it not', () => {
    const api = anApi();
    const orders = api.addQueue('Orders');
    addRouteEverywhere(api, 'GET', '/orders');
    api.inRegion(REGION).addQueueRoute('POST', '/orders', orders);
    expect(() => (api.node.root as App).synth()).toThrow('POST /orders is a route in eu-west-1 but not in us-east-1');
  });

  test('is there once, and not beside a route of a function', () => {
    const api = withRoute();
    expect(() => addRouteEverywhere(api, 'POST', '/orders')).toThrow('A route must be added once in a Region, got: "POST /orders"');
  });

  test('leads to a queue of the same API', () => {
    const orders = anApi({}, new App(), 'Other').addQueue('Orders');
    expect(() => anApi().inRegion(REGION).addQueueRoute('POST', '/orders', orders))
      .toThrow('A route to a queue must be in the stack of one of us-east-1, eu-west-1, which Other-Orders is in, got: "Shop/eu-west-1"');
  });

  test.each<[string, string, QueueRouteOptions, ApiQueueProps, string]>([
    ['`method` of a route to a queue must be POST, PUT or PATCH, which have a body, got: "GET /orders"', 'GET', {}, {}, '/orders'],
    ['`path` must start with "/", got: "orders"', 'POST', {}, {}, 'orders'],
    ['`contentTypes` of POST /orders must be like "application/json", without parameters, and one at least, got: []', 'POST', { contentTypes: [] }, {}, '/orders'],
    ['`contentTypes` of POST /orders must be like "application/json"', 'POST', { contentTypes: ['text/plain; charset=utf-8'] }, {}, '/orders'],
    ['`messageGroup` of POST /orders must say which group a message is of, for Shop-Orders.fifo keeps their order, got: undefined', 'POST', {}, { fifo: true }, '/orders'],
    ['`messageGroup` of POST /orders must be like "path.customer", "header.X-Customer" or "querystring.customer", got: "body.customer"', 'POST', { messageGroup: 'body.customer' }, {}, '/orders'],
    ['`messageGroup` of POST /{id}/orders must name a variable part of the path, got: "path.customer"', 'POST', { messageGroup: 'path.customer' }, {}, '/{id}/orders'],
    ['`throttle.rateLimit` must be a number of requests a second, 0 or more, got: -1', 'POST', { throttle: { rateLimit: -1 } }, {}, '/orders'],
  ])('is refused: %s', (message, method, options, props, path) => {
    const api = anApi();
    const orders = api.addQueue('Orders', props);
    expect(() => api.inRegion(REGION).addQueueRoute(method, path, orders, options)).toThrow(message);
    expect(templateOf(api, REGION).findResources('AWS::ApiGateway::Method', { Properties: { HttpMethod: 'POST' } })).toEqual({});
  });

  test.each<[string, QueueRouteOptions]>([
    ['`contentTypes` need `ApiGateway.rest()`, got: "ApiGateway.http()"', { contentTypes: ['text/csv'] }],
    ['`apiKeyRequired` needs `ApiGateway.rest()`', { apiKeyRequired: true }],
    ['`requestValidation` needs `ApiGateway.rest()`', { requestValidation: RequestValidation.parameters('querystring.page') }],
  ])('is refused by an HTTP API: %s', (message, options) => {
    expect(() => withRoute(options, { gateway: ApiGateway.http() })).toThrow(message);
  });
});
