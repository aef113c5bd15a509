import { Duration, Fn, SecretValue, Stack } from 'aws-cdk-lib';
import {
  ApiKeySourceType, AuthorizationType, AwsIntegration, BasePathMapping, CfnBasePathMapping, CfnDeployment, CfnDomainName,
  CfnMethod, CfnRestApi, ConnectionType, ContentHandling, DomainName, EndpointType, HttpIntegration, IdentitySource, JsonSchemaType,
  LambdaIntegration, MethodOptions, MockIntegration,
  PassthroughBehavior, Period, RequestAuthorizer, ResponseTransferMode, ResponseType, RestApi, TokenAuthorizer, VpcLink,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { readDeployed } from '../../../../local/cloudformation/read-deployed';
import { SynthesizedApps, TEMPLATES } from '../synthesized-app';

const apps = new SynthesizedApps();
afterAll(() => apps.remove());

function hello(stack: Stack) {
  return new Function(stack, 'Hello', { functionName: 'hello', code: Code.fromInline('x'), handler: 'index.handler', runtime: Runtime.NODEJS_22_X });
}

/** The integrations of an app's one API, by method and path. */
function integrationsOf(build: (stack: Stack, api: RestApi) => unknown) {
  const { restApis: [{ methods }] } = apps.deploy(stack => build(stack, new RestApi(stack, 'Api')));
  return Object.fromEntries(methods.map(({ httpMethod, resourcePath, integration }) => [`${httpMethod} ${resourcePath}`, integration]));
}

test('an API is what its template says', () => {
  const { restApis: [restApi] } = apps.deploy(stack => new RestApi(stack, 'Api', {
    restApiName: 'Shop', binaryMediaTypes: ['image/*'], deployOptions: { stageName: 'live', variables: { color: 'blue' } },
  }).root.addMethod('GET'));
  expect(restApi).toMatchObject({
    id: expect.stringMatching(/^[0-9a-z]{10}$/),
    name: 'Shop',
    region: 'eu-west-1',
    accountId: '000000000000',
    executeApiEndpointDisabled: false,
    binaryMediaTypes: ['image/*'],
    stages: [{ name: 'live', deploymentId: expect.stringMatching(/^[0-9a-z]{6}$/), variables: { color: 'blue' }, apiKeys: [] }],
  });
});

test('a method says whether its function\'s answer is streamed', () => {
  const integrations = integrationsOf((stack, { root }) => {
    const fn = hello(stack);
    root.addMethod('GET', new LambdaIntegration(fn, { responseTransferMode: ResponseTransferMode.STREAM }));
    root.addMethod('PUT', new LambdaIntegration(fn));
  });
  expect(integrations).toMatchObject({ 'GET /': { functionName: 'hello', isStreamed: true }, 'PUT /': { functionName: 'hello', isStreamed: undefined } });
});

test('an API whose execute-api endpoint is off says so', () => {
  const { restApis: [{ executeApiEndpointDisabled }] } = apps.deploy(stack => new RestApi(stack, 'Api', { disableExecuteApiEndpoint: true }).root.addMethod('GET'));
  expect(executeApiEndpointDisabled).toBe(true);
});

test('a stage may come with its deployment', () => {
  const { restApis: [{ stages }] } = apps.deploy(stack => {
    const api = new CfnRestApi(stack, 'Api', { name: 'Shop' });
    new CfnMethod(stack, 'Get', { restApiId: api.ref, resourceId: api.attrRootResourceId, httpMethod: 'GET', integration: { type: 'MOCK' } });
    new CfnDeployment(stack, 'Deployment', { restApiId: api.ref, stageName: 'dev', stageDescription: { variables: { color: 'red' } } });
  });
  expect(stages).toEqual([{ name: 'dev', deploymentId: expect.any(String), variables: { color: 'red' }, apiKeys: [] }]);
});

test('routes have their full paths, and resources ids of their own', () => {
  const { restApis: [{ methods }] } = apps.deploy(stack => {
    const { root } = new RestApi(stack, 'Api');
    root.addMethod('GET');
    root.resourceForPath('/orders/{id}/items').addMethod('POST');
    root.addProxy();
  });
  expect(methods.map(({ httpMethod, resourcePath }) => `${httpMethod} ${resourcePath}`).sort()).toEqual(['ANY /', 'ANY /{proxy+}', 'GET /', 'POST /orders/{id}/items']);
  expect(new Set(methods.map(({ resourceId }) => resourceId)).size).toBe(3);
});

test('routes of two APIs in one stack stay apart', () => {
  const { restApis } = apps.deploy(stack => {
    new RestApi(stack, 'One').root.addResource('one').addMethod('GET');
    new RestApi(stack, 'Two').root.addResource('two').addMethod('GET');
  });
  expect(restApis.map(({ methods }) => methods.map(({ resourcePath }) => resourcePath))).toEqual([['/one'], ['/two']]);
});

describe('a route to a function', () => {
  const toHello = { type: 'AWS_PROXY', functionName: 'hello' };

  test('names the function', () => {
    expect(integrationsOf((stack, api) => api.root.addMethod('GET', new LambdaIntegration(hello(stack))))).toEqual({ 'GET /': toHello });
  });

  test('names the function whose version or alias it invokes', () => {
    expect(integrationsOf((stack, api) => {
      const fn = hello(stack);
      api.root.addMethod('GET', new LambdaIntegration(fn.currentVersion));
      api.root.addMethod('POST', new LambdaIntegration(fn.addAlias('live')));
    })).toEqual({ 'GET /': { ...toHello, qualifier: '1' }, 'POST /': { ...toHello, qualifier: 'live' } });
  });

  test('has the timeout of its integration', () => {
    expect(integrationsOf((stack, api) => api.root.addMethod('GET', new LambdaIntegration(hello(stack), { timeout: Duration.seconds(5) }))))
      .toEqual({ 'GET /': { ...toHello, timeoutMs: 5000 } });
  });
});

test('a mock has its templates, headers, passthrough behavior and content handling', () => {
  const integrationResponses = [{
    statusCode: '503',
    selectionPattern: '5\\d\\d',
    responseParameters: { 'method.response.header.X-A': '\'a\'' },
    responseTemplates: { 'text/plain': 'down' },
    contentHandling: ContentHandling.CONVERT_TO_BINARY,
  }];
  expect(integrationsOf((_, api) => {
    api.root.addMethod('GET', new MockIntegration({
      passthroughBehavior: PassthroughBehavior.NEVER,
      contentHandling: ContentHandling.CONVERT_TO_TEXT,
      requestTemplates: { 'application/json': '{"statusCode": 503}' },
      integrationResponses,
    }), { methodResponses: [{ statusCode: '503', responseParameters: { 'method.response.header.X-A': true } }] });
    api.root.addMethod('PUT', new MockIntegration());
  })).toEqual({
    'GET /': {
      type: 'MOCK',
      passthroughBehavior: 'NEVER',
      contentHandling: 'CONVERT_TO_TEXT',
      requestTemplates: { 'application/json': '{"statusCode": 503}' },
      responses: [{ ...integrationResponses[0], statusCode: 503 }],
    },
    'PUT /': { type: 'MOCK', passthroughBehavior: 'WHEN_NO_MATCH', requestTemplates: {}, responses: [] },
  });
});

test.each(['hello-${stageVariables.color}', 'hello-${stageVariables.color}:${stageVariables.alias}'])('a route may lead to a function that a variable of the stage names: %s', name => {
  const uri = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:${name}/invocations`;
  const { restApis: [{ methods }], unsupported } = apps.deploy(stack => {
    const { ref: restApiId, attrRootResourceId: resourceId } = new CfnRestApi(stack, 'Api', { name: 'Shop' });
    new CfnMethod(stack, 'Staged', { restApiId, resourceId, httpMethod: 'POST', integration: { type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri } });
  });
  expect(methods).toMatchObject([{ integration: { type: 'AWS_PROXY', functionName: 'hello-${stageVariables.color}' } }]);
  expect(unsupported).toEqual([]);
});

test('a route that cannot be served says why', () => {
  const uri = 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${stageVariables.arn}/invocations';
  const integrations = integrationsOf((stack, api) => {
    api.root.addMethod('GET', new HttpIntegration('https://example.com', { options: { connectionType: ConnectionType.VPC_LINK, vpcLink: VpcLink.fromVpcLinkId(stack, 'Link', 'abc') } }));
    api.root.addMethod('PATCH', new AwsIntegration({ service: 'dynamodb', action: 'PutItem' }));
    api.root.addMethod('PUT', new LambdaIntegration(hello(stack)), { authorizationType: AuthorizationType.COGNITO, authorizer: { authorizerId: 'abc123' } });
    new CfnMethod(stack, 'Staged', { restApiId: api.restApiId, resourceId: api.restApiRootResourceId, httpMethod: 'POST', integration: { type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri } });
    new CfnMethod(stack, 'Bare', { restApiId: api.restApiId, resourceId: api.restApiRootResourceId, httpMethod: 'HEAD' });
  });
  expect(integrations).toEqual({
    'GET /': { type: 'UNSUPPORTED', what: 'HTTP_PROXY by a VPC link' },
    'PATCH /': { type: 'UNSUPPORTED', what: 'an integration with dynamodb without credentials, which AWS refuses' },
    'PUT /': { type: 'UNSUPPORTED', what: 'authorization by COGNITO_USER_POOLS' },
    'POST /': { type: 'UNSUPPORTED', what: `AWS_PROXY to ${uri}` },
    'HEAD /': { type: 'UNSUPPORTED', what: 'a method without an integration' },
  });
});

describe('a Lambda authorizer', () => {
  function authorizerOf(options: (stack: Stack, handler: Function) => MethodOptions) {
    const { restApis: [{ methods: [method] }] } = apps.deploy(stack =>
      new RestApi(stack, 'Api').root.addMethod('GET', new MockIntegration(), options(stack, hello(stack))));
    return method;
  }

  test('of type TOKEN goes by the Authorization header, and what it must look like', () => {
    const { authorizer, integration } = authorizerOf((stack, handler) => ({ authorizer: new TokenAuthorizer(stack, 'Guard', { handler, validationRegex: 'Bearer .+' }) }));
    expect(authorizer).toMatchObject({ type: 'TOKEN', functionName: 'hello', identitySources: ['method.request.header.Authorization'], validationExpression: 'Bearer .+', ttlSeconds: 300 });
    expect(integration.type).toBe('MOCK');
  });

  test.each([
    ['goes by its identity sources', undefined, ['method.request.header.X-Key', 'method.request.querystring.user']],
    ['that caches nothing goes by none', Duration.seconds(0), []],
  ])('of type REQUEST %s', (_name, resultsCacheTtl, identitySources) => {
    const { authorizer } = authorizerOf((stack, handler) => ({
      authorizer: new RequestAuthorizer(stack, 'Guard', { handler, resultsCacheTtl, identitySources: [IdentitySource.header('X-Key'), IdentitySource.queryString('user')] }),
    }));
    expect(authorizer).toMatchObject({ type: 'REQUEST', functionName: 'hello', identitySources, ttlSeconds: resultsCacheTtl?.toSeconds() ?? 300 });
  });

  test('that is somewhere else makes its method unsupported', () => {
    const { integration } = authorizerOf(() => ({ authorizationType: AuthorizationType.CUSTOM, authorizer: { authorizerId: 'abc123', authorizationType: AuthorizationType.CUSTOM } }));
    expect(integration).toEqual({ type: 'UNSUPPORTED', what: 'authorization by CUSTOM' });
  });
});

describe('the API keys of a stage', () => {
  function keysOf(build: (api: RestApi, stack: Stack) => unknown) {
    const { restApis: [{ stages: [{ apiKeys }] }] } = apps.deploy(stack => {
      const api = new RestApi(stack, 'Api');
      api.root.addMethod('GET', undefined, { apiKeyRequired: true });
      build(api, stack);
    });
    return apiKeys.map(({ value }) => value);
  }

  test('are those of the usage plans that include it', () => {
    expect(keysOf(api => {
      const plan = api.addUsagePlan('Plan', { apiStages: [{ stage: api.deploymentStage }] });
      plan.addApiKey(api.addApiKey('Gold', { value: 'gold-key-gold-key-gold' }));
      plan.addApiKey(api.addApiKey('Silver', { value: 'silver-key-silver-key' }));
    })).toEqual(['gold-key-gold-key-gold', 'silver-key-silver-key']);
  });

  test.each<[string, (api: RestApi) => unknown]>([
    ['that are in no plan', api => api.addApiKey('Key', { value: 'key-key-key-key-key-key' })],
    ['of a plan without the stage', api => api.addUsagePlan('Plan').addApiKey(api.addApiKey('Key', { value: 'key-key-key-key-key-key' }))],
    ['that are off', api => api.addUsagePlan('Plan', { apiStages: [{ stage: api.deploymentStage }] }).addApiKey(api.addApiKey('Key', { value: 'key-key-key-key-key-key', enabled: false } as any))],
    ['without a value', api => api.addUsagePlan('Plan', { apiStages: [{ stage: api.deploymentStage }] }).addApiKey(api.addApiKey('Key'))],
    ['whose value is a secret', api => api.addUsagePlan('Plan', { apiStages: [{ stage: api.deploymentStage }] })
      .addApiKey(api.addApiKey('Key', { value: SecretValue.secretsManager('key').unsafeUnwrap() }))],
  ])('are not those %s', (_name, build) => {
    expect(keysOf(build)).toEqual([]);
  });
});

test('the throttles of a stage, and the throttle and quota of a key, are what the template says', () => {
  const { restApis: [{ stages: [{ throttles, apiKeys }] }] } = apps.deploy(stack => {
    const api = new RestApi(stack, 'Api', {
      deployOptions: { throttlingRateLimit: 9, throttlingBurstLimit: 8, methodOptions: { '/orders/{id}/GET': { throttlingRateLimit: 7 } } },
    });
    const method = api.root.addMethod('GET', undefined, { apiKeyRequired: true });
    const plan = api.addUsagePlan('Plan', {
      throttle: { rateLimit: 6, burstLimit: 5 },
      quota: { limit: 4, period: Period.WEEK, offset: 3 },
      apiStages: [{ stage: api.deploymentStage, throttle: [{ method, throttle: { rateLimit: 2, burstLimit: 1 } }] }],
    });
    plan.addApiKey(api.addApiKey('Gold', { value: 'gold-key-gold-key-gold' }));
  });
  expect(throttles).toEqual({ ofEach: { rateLimit: 9, burstLimit: 8 }, routes: { 'GET /orders/{id}': { rateLimit: 7, burstLimit: 5000 } } });
  expect(apiKeys).toMatchObject([{
    plan: { throttle: { rateLimit: 6, burstLimit: 5 }, quota: { limit: 4, period: 'WEEK', offset: 3 }, methods: { 'GET /': { rateLimit: 2, burstLimit: 1 } } },
  }]);
});

test('an API that takes its keys from an authorizer says so', () => {
  const { restApis: [{ apiKeySource }] } = apps.deploy(stack => new RestApi(stack, 'Api', { apiKeySourceType: ApiKeySourceType.AUTHORIZER }).root.addMethod('GET'));
  expect(apiKeySource).toBe('AUTHORIZER');
});

test.each([
  ['its validator looks at parameters', { validateRequestParameters: true }, ['method.request.querystring.page']],
  ['its validator looks at bodies', { validateRequestBody: true }, []],
  ['it has no validator', undefined, []],
])('the required parameters of a method, if %s', (_name, requestValidatorOptions, expected) => {
  const { restApis: [{ methods: [{ requiredParameters }] }] } = apps.deploy(stack => new RestApi(stack, 'Api').root.addMethod('GET', undefined, {
    requestParameters: { 'method.request.querystring.page': true, 'method.request.querystring.size': false }, requestValidatorOptions,
  }));
  expect(requiredParameters).toEqual(expected);
});

test.each([
  ['its validator looks at bodies', { validateRequestBody: true }, { 'application/json': 'Order' }],
  ['its validator looks at parameters', { validateRequestParameters: true }, undefined],
])('the models for the bodies of a method, if %s', (_name, requestValidatorOptions, expected) => {
  const { restApis: [{ id, models, methods: [{ requestModels }] }] } = apps.deploy(stack => {
    const api = new RestApi(stack, 'Api');
    const item = api.addModel('Item', { modelName: 'Item', schema: { type: JsonSchemaType.INTEGER } });
    const ref = `https://apigateway.amazonaws.com/restapis/${api.restApiId}/models/${item.modelId}`;
    const order = api.addModel('Order', { modelName: 'Order', schema: { type: JsonSchemaType.OBJECT, properties: { item: { ref } } } });
    api.root.addMethod('POST', undefined, { requestModels: { 'application/json': order }, requestValidatorOptions });
  });
  expect(requestModels).toEqual(expected);
  expect(models).toEqual({
    Item: { $schema: 'http://json-schema.org/draft-04/schema#', type: 'integer' },
    Order: { $schema: 'http://json-schema.org/draft-04/schema#', type: 'object', properties: { item: { $ref: `https://apigateway.amazonaws.com/restapis/${id}/models/Item` } } },
  });
});

test('gateway responses are what the template says', () => {
  const { restApis: [{ gatewayResponses }] } = apps.deploy(stack => {
    const api = new RestApi(stack, 'Api');
    api.root.addMethod('GET');
    api.addGatewayResponse('NotFound', {
      type: ResponseType.MISSING_AUTHENTICATION_TOKEN, statusCode: '404', responseHeaders: { 'X-A': '\'a\'' }, templates: { 'text/plain': 'none' },
    });
    api.addGatewayResponse('Failure', { type: ResponseType.DEFAULT_5XX });
  });
  expect(gatewayResponses).toEqual([
    { responseType: 'MISSING_AUTHENTICATION_TOKEN', statusCode: 404, responseParameters: { 'gatewayresponse.header.X-A': '\'a\'' }, responseTemplates: { 'text/plain': 'none' } },
    { responseType: 'DEFAULT_5XX', statusCode: undefined, responseParameters: {}, responseTemplates: {} },
  ]);
});

test('a custom domain name has its mappings', () => {
  const { domainNames, restApis } = apps.deploy(stack => {
    const api = new RestApi(stack, 'Api');
    api.root.addMethod('GET');
    const domainName = new DomainName(stack, 'Domain', {
      domainName: 'shop.example.com',
      endpointType: EndpointType.REGIONAL,
      certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:123456789012:certificate/1'),
    });
    new BasePathMapping(stack, 'Root', { domainName, restApi: api });
    new BasePathMapping(stack, 'Orders', { domainName, restApi: api, basePath: 'orders', attachToStage: false });
  });
  expect(domainNames).toEqual([{
    domainName: 'shop.example.com',
    region: 'eu-west-1',
    regionalDomainName: expect.stringMatching(/^d-[0-9a-z]{10}\.execute-api\.eu-west-1\.amazonaws\.com$/),
    mappings: [
      { basePath: '', apiId: restApis[0].id, stage: 'prod' },
      { basePath: 'orders', apiId: restApis[0].id, stage: '' },
    ],
  }]);
});

test('the Regions are those of the APIs, in the order of their stacks, and then the others\'', () => {
  const { regions } = apps.deployApp(app => {
    for (const region of ['eu-west-1', 'us-east-1']) new RestApi(new Stack(app, region, { env: { region } }), 'Api').root.addMethod('GET');
    hello(new Stack(app, 'Other', { env: { region: 'ap-southeast-1' } }));
  });
  expect(regions).toEqual(['eu-west-1', 'us-east-1', 'ap-southeast-1']);
});

test('an app that has nothing to run is refused', () => {
  expect(() => apps.deploy(hello)).toThrow('The app has no API, table, queue, topic, rule or schedule: there is nothing to run');
  expect(() => readDeployed([], TEMPLATES, { inlineCodeDirectory: apps.directory })).toThrow('there is nothing to run');
});

test('what belongs to an API of another stack is named, and the rest runs', () => {
  const { restApis, domainNames, unsupported } = apps.deploy(stack => {
    new RestApi(stack, 'Api').root.addMethod('GET');
    const restApiId = Fn.importValue('api');
    new CfnMethod(stack, 'Method', { restApiId, resourceId: Fn.importValue('root'), httpMethod: 'GET', authorizationType: 'NONE', integration: { type: 'MOCK' } });
    new CfnDomainName(stack, 'Domain', { domainName: 'shop.example.com' });
    new CfnBasePathMapping(stack, 'Mapping', { restApiId, domainName: 'shop.example.com' });
  });
  expect(restApis[0].methods.map(({ httpMethod, resourcePath }) => `${httpMethod} ${resourcePath}`)).toEqual(['GET /']);
  expect(domainNames[0].mappings).toEqual([]);
  expect(unsupported.map(({ path, meaning }) => `${path}: ${meaning}`)).toEqual([
    'Shop/Method: its API is not in its stack: it is not served', 'Shop/Mapping: its API is not in its stack: it is not served',
  ]);
});
