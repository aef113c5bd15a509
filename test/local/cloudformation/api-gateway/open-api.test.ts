import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CfnCondition, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { ApiDefinition, CfnGatewayResponse, CfnRestApi, SpecRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { SynthesizedApps } from '../synthesized-app';

const apps = new SynthesizedApps();
const directory = mkdtempSync(join(tmpdir(), 'open-api-'));
afterAll(() => {
  apps.remove();
  rmSync(directory, { recursive: true });
});

function hello(stack: Stack) {
  return new Function(stack, 'Hello', { functionName: 'hello', code: Code.fromInline('x'), handler: 'index.handler', runtime: Runtime.NODEJS_22_X });
}

function uriOf(fn: Function): string {
  return Fn.sub('arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Arn}/invocations', { Arn: fn.functionArn });
}

function proxy(uri: unknown, more: object = {}) {
  return { 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri, ...more } };
}

const OPEN_API = { openapi: '3.0.1', info: { title: 'Shop', version: '1' } };
const SWAGGER = { swagger: '2.0', info: { title: 'Shop', version: '1' } };

/** The REST API that a definition makes, and what of the app is not supported. */
function restApiOf(body: (stack: Stack) => object, props: object = {}) {
  const { restApis: [restApi], unsupported } = apps.deploy(stack => new CfnRestApi(stack, 'Api', { body: body(stack), ...props }));
  return { ...restApi, unsupported: unsupported.map(({ type, path, meaning }) => `${type} ${path}: ${meaning}`) };
}

function httpApiOf(body: (stack: Stack) => object, props: object = {}) {
  const { httpApis: [httpApi], unsupported } = apps.deploy(stack => new CfnApi(stack, 'Api', { body: body(stack), ...props }));
  return { ...httpApi, unsupported: unsupported.map(({ type, path, meaning }) => `${type} ${path}: ${meaning}`) };
}

const routesOf = ({ methods }: { methods: { httpMethod: string; resourcePath: string }[] }) =>
  methods.map(({ httpMethod, resourcePath }) => `${httpMethod} ${resourcePath}`);

describe('a REST API', () => {
  test.each([['OpenAPI 3', OPEN_API], ['Swagger 2', SWAGGER]])('has the routes of its definition in %s', (_, header) => {
    const api = restApiOf(stack => {
      const operation = proxy(uriOf(hello(stack)), { timeoutInMillis: 4_000 });
      return { ...header, paths: { '/': { get: operation }, '/orders/{id}': { 'post': operation, 'x-amazon-apigateway-any-method': operation } } };
    });
    expect(routesOf(api)).toEqual(['GET /', 'POST /orders/{id}', 'ANY /orders/{id}']);
    expect(api.methods.map(({ integration }) => integration)).toEqual(Array(3).fill({ type: 'AWS_PROXY', functionName: 'hello', timeoutMs: 4_000 }));
    expect(new Set(api.methods.map(({ resourceId }) => resourceId)).size).toBe(2);
    expect(api).toMatchObject({ name: 'Shop', unsupported: [] });
  });

  test('takes settings of its definition that its own properties do not have', () => {
    expect(restApiOf(() => ({
      ...OPEN_API,
      'x-amazon-apigateway-binary-media-types': ['image/png'],
      'x-amazon-apigateway-api-key-source': 'AUTHORIZER',
      'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true },
      'x-amazon-apigateway-gateway-responses': { DEFAULT_4XX: { statusCode: 418, responseParameters: { 'gatewayresponse.header.X-A': '\'a\'' } } },
    }), { name: 'Mine' })).toMatchObject({
      name: 'Mine',
      binaryMediaTypes: ['image/png'],
      apiKeySource: 'AUTHORIZER',
      executeApiEndpointDisabled: true,
      gatewayResponses: [{ responseType: 'DEFAULT_4XX', statusCode: 418, responseParameters: { 'gatewayresponse.header.X-A': '\'a\'' } }],
    });
  });

  test('has mocks, in which `default` is the answer without a pattern', () => {
    const { methods: [{ integration }] } = restApiOf(() => ({
      ...OPEN_API,
      paths: {
        '/ping': {
          get: {
            'x-amazon-apigateway-integration': {
              type: 'mock',
              passthroughBehavior: 'when_no_templates',
              requestTemplates: { 'application/json': '{"statusCode": 200}' },
              responses: { 'default': { statusCode: '200' }, '5\\d\\d': { statusCode: 503, responseTemplates: { 'text/plain': 'no' } } },
            },
          },
        },
      },
    }));
    expect(integration).toEqual({
      type: 'MOCK',
      passthroughBehavior: 'WHEN_NO_TEMPLATES',
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
      responses: expect.arrayContaining([
        { statusCode: 200, selectionPattern: undefined, responseParameters: {}, responseTemplates: {} },
        { statusCode: 503, selectionPattern: '5\\d\\d', responseParameters: {}, responseTemplates: { 'text/plain': 'no' } },
      ]),
    });
  });

  test('is guarded by authorizers and keys that its operations ask for, and by none that only the whole definition does', () => {
    const { methods } = restApiOf(stack => {
      const operation = proxy(uriOf(hello(stack)));
      const authorizerUri = uriOf(new Function(stack, 'Guard', { functionName: 'guard', code: Code.fromInline('x'), handler: 'index.handler', runtime: Runtime.NODEJS_22_X }));
      const scheme = (type: string, more: object = {}) => ({
        'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'custom', 'x-amazon-apigateway-authorizer': { type, authorizerUri, ...more },
      });
      return {
        ...SWAGGER,
        securityDefinitions: {
          token: scheme('token', { identityValidationExpression: '^x' }),
          request: scheme('request', { identitySource: 'method.request.header.A, method.request.querystring.b' }),
          key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
          signed: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
          users: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'cognito_user_pools', 'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: [] } },
        },
        security: [{ token: [] }],
        paths: Object.fromEntries([['open'], ['token'], ['request', 'key'], ['signed'], ['users'], ['NONE']].map(([name, ...more]) =>
          [`/${name}`, { get: { ...operation, ...name !== 'open' && { security: [name, ...more].map(each => ({ [each]: [] })) } } }])),
      };
    });
    const guard = { functionName: 'guard', id: expect.any(String), ttlSeconds: 300 };
    expect(methods.map(({ resourcePath, authorizer, apiKeyRequired, integration }) => [resourcePath, authorizer, apiKeyRequired, 'what' in integration ? integration.what : undefined])).toEqual([
      ['/open', undefined, false, undefined],
      ['/token', { ...guard, type: 'TOKEN', identitySources: ['method.request.header.Authorization'], validationExpression: '^x' }, false, undefined],
      ['/request', { ...guard, type: 'REQUEST', identitySources: ['method.request.header.A', 'method.request.querystring.b'], validationExpression: undefined }, true, undefined],
      ['/signed', { type: 'AWS_IAM' }, false, undefined],
      ['/users', undefined, false, 'authorization by COGNITO_USER_POOLS'],
      ['/NONE', undefined, false, undefined],
    ]);
  });

  test('validates the parameters of an operation and of its path, as its validator says', () => {
    const { methods } = restApiOf(stack => {
      const operation = proxy(uriOf(hello(stack)));
      const page = { name: 'page', in: 'query', required: true };
      return {
        ...OPEN_API,
        'components': { parameters: { page } },
        'x-amazon-apigateway-request-validators': { all: { validateRequestParameters: true }, none: { validateRequestParameters: false } },
        'x-amazon-apigateway-request-validator': 'all',
        'paths': {
          '/orders': {
            parameters: [{ name: 'X-Shop', in: 'header', required: true }],
            get: { ...operation, parameters: [{ $ref: '#/components/parameters/page' }, { name: 'size', in: 'query' }] },
            put: { ...operation, 'parameters': [page], 'x-amazon-apigateway-request-validator': 'none' },
          },
        },
      };
    });
    expect(methods.map(({ requiredParameters }) => requiredParameters)).toEqual([['method.request.header.X-Shop', 'method.request.querystring.page'], []]);
  });

  test.each([
    ['2', {
      swagger: '2.0',
      definitions: { Order: { properties: { item: { $ref: '#/definitions/Item' } } }, Item: { type: 'integer' } },
      post: { parameters: [{ in: 'body', name: 'body', schema: { $ref: '#/definitions/Order' } }] },
      put: { consumes: ['text/json'], parameters: [{ in: 'body', name: 'body', schema: { items: { $ref: '#/definitions/Item' } } }] },
    }],
    ['3', {
      openapi: '3.0.1',
      components: {
        schemas: { Order: { properties: { item: { $ref: '#/components/schemas/Item' } } }, Item: { type: 'integer' } },
        requestBodies: { Order: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } } },
      },
      post: { requestBody: { $ref: '#/components/requestBodies/Order' } },
      put: { requestBody: { content: { 'text/json': { schema: { items: { $ref: '#/components/schemas/Item' } } } } } },
    }],
  ])('has its schemas for models, in version %s', (_version, { post, put, ...definition }) => {
    const { id, models, methods } = restApiOf(() => ({
      ...definition,
      'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true } },
      'x-amazon-apigateway-request-validator': 'all',
      'paths': { '/orders': { post: { ...proxy('x'), ...post }, put: { ...proxy('x'), ...put } } },
    }));
    const item = { $ref: `https://apigateway.amazonaws.com/restapis/${id}/models/Item` };
    expect(models).toEqual({ 'Order': { properties: { item } }, 'Item': { type: 'integer' }, 'PUT /orders text/json': { items: item } });
    expect(methods.map(({ requestModels }) => requestModels)).toEqual([{ 'text/json': 'PUT /orders text/json' }, { 'application/json': 'Order' }].reverse());
  });

  test.each([
    ['ignore', '/orders'],
    ['prepend', '/v1/shop/orders'],
    ['split', '/shop/orders'],
  ])('has its base path as `basepath: %s` says', (basepath, path) => {
    const paths = { '/orders': { get: proxy('x') } };
    for (const body of [{ ...SWAGGER, basePath: '/v1/shop', paths }, { ...OPEN_API, servers: [{ url: 'https://example.com/v1/shop' }], paths }]) {
      expect(routesOf(restApiOf(() => body, { parameters: { basepath } }))).toEqual(['GET ' + path]);
    }
  });

  test('has routes of the template beside those of its definition', () => {
    const { restApis: [{ methods, gatewayResponses }], unsupported } = apps.deploy(stack => {
      const api = new SpecRestApi(stack, 'Api', { apiDefinition: ApiDefinition.fromInline({ ...OPEN_API, paths: { '/ping': { get: proxy(uriOf(hello(stack))) } } }) });
      api.root.addResource('mine').addMethod('GET');
      new CfnGatewayResponse(stack, 'Response', { restApiId: api.restApiId, responseType: 'DEFAULT_5XX' });
    });
    expect(routesOf({ methods }).sort()).toEqual(['GET /mine', 'GET /ping']);
    expect(gatewayResponses).toMatchObject([{ responseType: 'DEFAULT_5XX' }]);
    expect(unsupported).toEqual([]);
  });

  test('has no routes under conditions that do not hold', () => {
    const api = restApiOf(stack => {
      new CfnCondition(stack, 'No', { expression: Fn.conditionEquals(new CfnParameter(stack, 'Stage', { default: 'dev' }).valueAsString, 'live') });
      const item = { get: proxy(uriOf(hello(stack))) };
      const conditional = { 'Fn::If': ['No', item, { Ref: 'AWS::NoValue' }] };
      return { ...SWAGGER, paths: { '/always': item, '/never': conditional } };
    });
    expect(routesOf(api)).toEqual(['GET /always']);
    expect(api.unsupported).toEqual([]);
  });

  test('names routes whose integration is not run, by method and path', () => {
    const { unsupported } = restApiOf(() => ({
      ...OPEN_API,
      paths: { '/site': { get: { 'x-amazon-apigateway-integration': { type: 'http_proxy', uri: 'https://example.com', connectionType: 'VPC_LINK' } } }, '/later': { get: {} } },
    }));
    expect(unsupported).toEqual([
      'AWS::ApiGateway::Method Shop/Api: GET /site: HTTP_PROXY by a VPC link is not supported: the route answers 501',
      'AWS::ApiGateway::Method Shop/Api: GET /later: a method without an integration is not supported: the route answers 501',
    ]);
  });

  test('whose definition is an asset is read from its file, with AWS\'s variables', () => {
    const file = join(directory, 'api.yaml');
    writeFileSync(file, `
openapi: 3.0.1
info: { title: Shop, version: 2012-10-17 }
paths:
  /hello:
    get:
      x-amazon-apigateway-integration:
        type: aws_proxy
        uri: arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:\${AWS::Region}:\${AWS::AccountId}:function:hello/invocations
`);
    const { restApis: [{ methods }], unsupported } = apps.deploy(stack => {
      hello(stack);
      new SpecRestApi(stack, 'Api', { apiDefinition: ApiDefinition.fromAsset(file) });
    });
    expect(methods).toMatchObject([{ httpMethod: 'GET', resourcePath: '/hello', integration: { type: 'AWS_PROXY', functionName: 'hello' } }]);
    expect(unsupported).toEqual([]);
  });

  test('whose definition `AWS::Include` brings has its intrinsic functions resolved', () => {
    const file = join(directory, 'included.yaml');
    writeFileSync(file, `
openapi: 3.0.1
info: { title: Shop, version: '1' }
paths:
  /hello:
    get:
      x-amazon-apigateway-integration:
        type: aws_proxy
        uri: { Fn::Sub: "arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:x:y:function:\${Api}/invocations" }
`);
    const { restApis: [{ id, methods }] } = apps.deploy(stack => {
      const { s3ObjectUrl: Location } = new Asset(stack, 'Definition', { path: file });
      new CfnRestApi(stack, 'Api', { body: Fn.transform('AWS::Include', { Location }) });
    });
    expect(methods).toMatchObject([{ integration: { what: `${id}: no template defines the function` } }]);
  });
});

describe('an HTTP API', () => {
  test('has the routes, authorizers and CORS of its definition, and those of the template', () => {
    const { httpApis: [httpApi], unsupported } = apps.deploy(stack => {
      const uri = uriOf(hello(stack));
      const api = new CfnApi(stack, 'Api', {
        body: {
          ...OPEN_API,
          'components': {
            'securitySchemes': {
              guard: {
                'type': 'apiKey',
                'name': 'x',
                'in': 'header',
                'x-amazon-apigateway-authorizer': {
                  type: 'request', authorizerUri: uri, identitySource: '$request.header.A, $request.querystring.b', authorizerPayloadFormatVersion: 2, enableSimpleResponses: true,
                },
              },
              token: { 'type': 'oauth2', 'x-amazon-apigateway-authorizer': { type: 'jwt', identitySource: '$request.header.Authorization', jwtConfiguration: { issuer: 'https://issuer.example.com', audience: ['a'] } } },
            },
            'x-amazon-apigateway-integrations': { hello: { type: 'AWS_PROXY', uri, payloadFormatVersion: '2.0', timeoutInMillis: 900 } },
          },
          'x-amazon-apigateway-cors': { allowOrigins: ['*'], maxAge: 60 },
          'paths': {
            '/guarded': { get: { ...proxy(uri, { payloadFormatVersion: '2.0' }), security: [{ guard: [] }] } },
            '/token': { get: { ...proxy(uri), security: [{ token: ['read'] }] } },
            '/referred': { post: { 'x-amazon-apigateway-integration': { $ref: '#/components/x-amazon-apigateway-integrations/hello' } } },
            '$default': { 'x-amazon-apigateway-any-method': { isDefaultRoute: true, ...proxy(uri) } },
          },
        },
      });
      new CfnRoute(stack, 'Route', { apiId: api.ref, routeKey: 'GET /mine' });
    });
    const toHello = { type: 'AWS_PROXY', functionName: 'hello' };
    expect(httpApi).toMatchObject({
      name: 'Shop',
      cors: { allowOrigins: ['*'], maxAgeSeconds: 60 },
      routes: expect.arrayContaining([
        {
          routeKey: 'GET /guarded',
          integration: { ...toHello, payloadFormat: '2.0' },
          authorizer: {
            type: 'REQUEST', id: expect.any(String), functionName: 'hello', payloadFormat: '2.0', simpleResponses: true, identitySources: ['$request.header.A', '$request.querystring.b'], ttlSeconds: 0,
          },
        },
        {
          routeKey: 'GET /token',
          integration: { ...toHello, payloadFormat: '1.0' },
          authorizer: { type: 'JWT', issuer: 'https://issuer.example.com', audiences: ['a'], scopes: ['read'], identitySource: '$request.header.Authorization' },
        },
        { routeKey: 'POST /referred', integration: { ...toHello, payloadFormat: '2.0', timeoutMs: 900 } },
        { routeKey: '$default', integration: { ...toHello, payloadFormat: '1.0' } },
        { routeKey: 'GET /mine', integration: { type: 'UNSUPPORTED', what: 'a route without an integration' } },
      ]),
    });
    expect(unsupported.map(({ path }) => path)).toEqual(['Shop/Route']);
  });

  test('whose definition cannot be read is named, and has no routes', () => {
    expect(httpApiOf(() => ({ paths: { '/': { get: { security: 7 } } } }))).toMatchObject({
      routes: [],
      unsupported: [expect.stringContaining('its OpenAPI definition is not read: ')],
    });
    expect(httpApiOf(() => ({ 'Fn::If': ['Missing', {}, {}] }))).toMatchObject({
      routes: [],
      unsupported: ['AWS::ApiGatewayV2::Api Shop/Api: its OpenAPI definition is not read: Body cannot be resolved: condition Missing is not in the template'],
    });
  });
});
