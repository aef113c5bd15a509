import { EXECUTE_API, gateway, request, restApi, route } from './rest-api';
import { GatewayResponseDefinition, MethodDefinition, RestApiDefinition, RestAuthorizerDefinition } from '../../../../../local/services/api-gateway/rest-api/rest-api-definition';

const ARN = 'arn:aws:execute-api:us-east-1:123456789012:gy415nuibc/testStage/GET/orders/7';
const TOKEN: RestAuthorizerDefinition = { type: 'TOKEN', id: 'g', functionName: 'guard', identitySources: ['method.request.header.Authorization'], ttlSeconds: 0 };
const REQUEST: RestAuthorizerDefinition = {
  type: 'REQUEST',
  id: 'g',
  functionName: 'guard',
  identitySources: ['method.request.header.X-Key', 'method.request.querystring.user', 'stageVariables.color', 'context.httpMethod'],
  ttlSeconds: 0,
};

function policy(Effect: string, overrides: object = {}) {
  return { principalId: 'ann', policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource: ARN }] }, ...overrides };
}

/** One API with one method whose authorizer, the function `guard`, says what it is told to. */
function guarded(method: Partial<MethodDefinition>, verdict: unknown = policy('Allow'), api: Partial<RestApiDefinition> = {}) {
  const invoked: [string, any][] = [];
  const { handle } = gateway({
    restApis: [restApi({ methods: [{ ...route('GET', '/orders/{id}'), ...method }], ...api })],
    invoke: async (name, event) => {
      invoked.push([name, JSON.parse(JSON.stringify(event))]);
      if (name !== 'guard') return { payload: { statusCode: 200 } };
      return verdict instanceof Error ? { error: { errorType: 'Error', errorMessage: verdict.message } } : { payload: verdict };
    },
  });
  return { handle, invoked };
}

const get = (headers: [string, string][] = [], query: string = '') => request(`/testStage/orders/7${query}`, { headers });
const withToken = get([['authorization', 'Bearer 1']]);

async function statusAndBody({ handle }: ReturnType<typeof guarded>, sent: ReturnType<typeof request> = withToken) {
  const { statusCode, headers, body } = await handle(sent);
  return [statusCode, headers['x-amzn-errortype'], body];
}

describe('a TOKEN authorizer', () => {
  test('is asked with the event that AWS documents', async () => {
    const { handle, invoked } = guarded({ authorizer: TOKEN });
    await handle(withToken);
    expect(invoked[0]).toEqual(['guard', { type: 'TOKEN', methodArn: ARN, authorizationToken: 'Bearer 1' }]);
  });

  test('tells the function whom it let in, all of it as text', async () => {
    const { handle, invoked } = guarded({ authorizer: TOKEN }, policy('Allow', { context: { plan: 'gold', limit: 7, admin: true } }));
    expect(await handle(withToken)).toMatchObject({ statusCode: 200 });
    expect(invoked[1][1].requestContext.authorizer).toEqual({ principalId: 'ann', plan: 'gold', limit: '7', admin: 'true', integrationLatency: 0 });
  });

  test.each<[string, unknown, number, string, string]>([
    ['denies', policy('Deny'), 403, 'AccessDeniedException', '{"Message":"User is not authorized to access this resource with an explicit deny"}'],
    ['allows something else', policy('Allow', { policyDocument: { Statement: [{ Action: '*', Effect: 'Allow', Resource: `${ARN}0` }] } }), 403, 'AccessDeniedException', '{"Message":"User is not authorized to access this resource"}'],
    ['throws Unauthorized', new Error('Unauthorized'), 401, 'UnauthorizedException', '{"message":"Unauthorized"}'],
    ['throws something else', new Error('no database'), 500, 'InternalServerErrorException', '{"message":null}'],
    ['names nobody', policy('Allow', { principalId: undefined }), 500, 'AuthorizerConfigurationException', '{"message":null}'],
    ['has objects in its context', policy('Allow', { context: { user: {} } }), 500, 'AuthorizerConfigurationException', '{"message":null}'],
    ['returns nothing', undefined, 500, 'AuthorizerConfigurationException', '{"message":null}'],
  ])('that %s keeps the caller out', async (_name, verdict, ...expected) => {
    const api = guarded({ authorizer: TOKEN }, verdict === undefined ? null : verdict);
    expect(await statusAndBody(api)).toEqual(expected);
    expect(api.invoked.map(([name]) => name)).toEqual(['guard']);
  });

  test.each([
    ['no token', get(), TOKEN],
    ['a token that does not look like one', withToken, { ...TOKEN, validationExpression: 'Bearer [a-z]+' }],
    ['a token that only starts like one', withToken, { ...TOKEN, validationExpression: 'Bearer' }],
  ])('is not asked about %s', async (_name, sent, authorizer) => {
    const api = guarded({ authorizer });
    expect(await statusAndBody(api, sent)).toEqual([401, 'UnauthorizedException', '{"message":"Unauthorized"}']);
    expect(api.invoked).toEqual([]);
  });
});

describe('a REQUEST authorizer', () => {
  const stages = [{ name: 'testStage', deploymentId: 'd3ploy', apiKeys: [], variables: { color: 'blue' } }];

  test('is asked with the request, without its body', async () => {
    const { handle, invoked } = guarded({ authorizer: REQUEST }, policy('Allow'), { stages });
    await handle(get([['x-key', 'k']], '?user=ann'));
    const [, question] = invoked[0];
    expect(question).toMatchObject({
      type: 'REQUEST',
      methodArn: ARN,
      resource: '/orders/{id}',
      path: '/orders/7',
      httpMethod: 'GET',
      headers: { 'x-key': 'k', 'Host': EXECUTE_API },
      multiValueHeaders: { 'x-key': ['k'] },
      queryStringParameters: { user: 'ann' },
      pathParameters: { id: '7' },
      stageVariables: { color: 'blue' },
      requestContext: { stage: 'testStage', resourcePath: '/orders/{id}' },
    });
    expect(question).not.toHaveProperty('body');
  });

  test.each([
    ['a header', get([], '?user=ann'), stages],
    ['a parameter of the query', get([['x-key', 'k']]), stages],
    ['a stage variable', get([['x-key', 'k']], '?user=ann'), [{ ...stages[0], variables: undefined }]],
  ])('is not asked about a request without %s that it goes by', async (_name, sent, some) => {
    const api = guarded({ authorizer: REQUEST }, policy('Allow'), { stages: some });
    expect(await statusAndBody(api, sent)).toEqual([401, 'UnauthorizedException', '{"message":"Unauthorized"}']);
  });

  test('without identity sources is asked about every request', async () => {
    expect(await statusAndBody(guarded({ authorizer: { ...REQUEST, identitySources: [] } }), get())).toEqual([200, undefined, '']);
  });
});

describe('a method that needs an API key', () => {
  const stages = [{ name: 'testStage', deploymentId: 'd3ploy', apiKeys: [{ id: 'k1', value: 'first-key' }, { id: 'k2', value: 'second-key' }] }];

  test('is served to a caller who has one, and the function is told', async () => {
    const { handle, invoked } = guarded({ apiKeyRequired: true }, undefined, { stages });
    expect(await handle(get([['X-Api-Key', 'second-key']]))).toMatchObject({ statusCode: 200 });
    expect(invoked[0][1].requestContext.identity).toMatchObject({ apiKey: 'second-key', apiKeyId: 'k2' });
  });

  test.each([
    ['no key', []],
    ['an unknown key', [['x-api-key', 'third-key']]],
  ])('is refused to a caller with %s', async (_name, headers) => {
    const api = guarded({ apiKeyRequired: true }, undefined, { stages });
    expect(await statusAndBody(api, get(headers as [string, string][]))).toEqual([403, 'ForbiddenException', '{"message":"Forbidden"}']);
  });

  test('may take it from the authorizer', async () => {
    const api = (usageIdentifierKey?: string) => guarded(
      { apiKeyRequired: true, authorizer: TOKEN }, policy('Allow', { usageIdentifierKey }), { stages, apiKeySource: 'AUTHORIZER' });
    expect(await statusAndBody(api('first-key'))).toEqual([200, undefined, '']);
    expect(await statusAndBody(api(), get([['authorization', 'Bearer 1'], ['x-api-key', 'first-key']]))).toEqual([403, 'ForbiddenException', '{"message":"Forbidden"}']);
  });
});

describe('a method with required parameters', () => {
  const requiredParameters = ['method.request.querystring.page', 'method.request.header.X-Shop', 'method.request.path.id'];

  test('is served to a request that has them', async () => {
    expect(await statusAndBody(guarded({ requiredParameters }), get([['x-shop', 'a']], '?page=1'))).toEqual([200, undefined, '']);
  });

  test('names those that a request lacks', async () => {
    expect(await statusAndBody(guarded({ requiredParameters }), get([], '?page=')))
      .toEqual([400, 'BadRequestException', '{"message":"Missing required request parameters: [page, X-Shop]"}']);
  });
});

describe('a method with models for bodies', () => {
  const models = {
    Order: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, count: { type: 'number', minimum: 0, exclusiveMinimum: true }, item: { $ref: 'https://apigateway.amazonaws.com/restapis/gy415nuibc/models/Item' } } },
    Item: { type: 'integer' },
  };
  const method = { requestModels: { 'application/json': 'Order', 'text/empty': 'Empty' } };
  const post = (body: string, type?: string) => ({ ...get(type === undefined ? [] : [['content-type', type]]), body: Buffer.from(body) });
  const refusal = [400, 'BadRequestException', '{"message":"Invalid request body"}'];

  test.each([
    ['a body that is right', '{"name":"a","count":1,"item":2}', 'application/json; charset=utf-8'],
    ['a body of a content type without a model', 'anything', 'text/plain'],
    ['a body for a model that is only AWS\'s', 'anything', 'text/empty'],
  ])('lets in %s', async (_name, body, type) => {
    expect(await statusAndBody(guarded(method, undefined, { models }), post(body, type))).toEqual([200, undefined, '']);
  });

  test.each([
    ['that lacks something', '{}'],
    ['of another type', '[]'],
    ['that is none', ''],
    ['that is no JSON', '{name: 1'],
    ['that is beyond a limit, in the terms of draft 4', '{"name":"a","count":0}'],
    ['that breaks a model which the model refers to', '{"name":"a","item":"b"}'],
  ])('keeps out a body %s', async (_name, body) => {
    expect(await statusAndBody(guarded(method, undefined, { models }), post(body))).toEqual(refusal);
  });

  test('of any content type keeps out what is not right', async () => {
    expect(await statusAndBody(guarded({ requestModels: { $default: 'Item' } }, undefined, { models }), post('"a"', 'text/plain'))).toEqual(refusal);
  });

  test('tells what is wrong in the log, and to the gateway response', async () => {
    const responseTemplates = { 'application/json': '$context.error.message $context.error.validationErrorString' };
    const gatewayResponses = [{ responseType: 'BAD_REQUEST_BODY', responseParameters: {}, responseTemplates }];
    const problem = '[#: Instance does not have required property "name".]';
    expect(await guarded(method, undefined, { models, gatewayResponses }).handle(post('{}'))).toMatchObject({
      statusCode: 400, body: `Invalid request body ${problem}`, reason: `Invalid request body: ${problem}`,
    });
  });
});

describe('a gateway response', () => {
  function responded(responses: Partial<GatewayResponseDefinition>[], sent: ReturnType<typeof request> = request('/testStage/none')) {
    const gatewayResponses = responses.map(response => ({ responseType: 'DEFAULT_4XX', responseParameters: {}, responseTemplates: {}, ...response }));
    return guarded({}, undefined, { gatewayResponses }).handle(sent);
  }

  const allowOrigin = { 'gatewayresponse.header.Access-Control-Allow-Origin': '\'*\'', 'gatewayresponse.header.X-Id': 'context.requestId' };

  test('adds its fixed headers to what the gateway answers by itself', async () => {
    const { statusCode, headers, body } = await responded([{ responseParameters: allowOrigin }]);
    expect([statusCode, body]).toEqual([403, '{"message":"Missing Authentication Token"}']);
    expect(headers).toMatchObject({ 'access-control-allow-origin': '*', 'x-amzn-errortype': 'MissingAuthenticationTokenException' });
    expect(headers).not.toHaveProperty('x-id');
  });

  test('may have another status and body', async () => {
    const responseTemplates = { 'application/json': '{"error":$context.error.messageString,"type":"$context.error.responseType","path":"$context.path"}' };
    expect(await responded([{ responseType: 'MISSING_AUTHENTICATION_TOKEN', statusCode: 404, responseTemplates }])).toMatchObject({
      statusCode: 404, body: '{"error":"Missing Authentication Token","type":"MISSING_AUTHENTICATION_TOKEN","path":"/testStage/none"}',
    });
  });

  test('of its own type goes before the one for all', async () => {
    expect(await responded([{ statusCode: 400 }, { responseType: 'MISSING_AUTHENTICATION_TOKEN', statusCode: 404 }])).toMatchObject({ statusCode: 404 });
  });

  test('for the other kind changes nothing', async () => {
    expect(await responded([{ responseType: 'DEFAULT_5XX', statusCode: 599 }])).toMatchObject({ statusCode: 403 });
  });

  test('leaves the answers of functions as they are', async () => {
    expect(await responded([{ responseType: 'DEFAULT_4XX', statusCode: 499 }], get())).toMatchObject({ statusCode: 200 });
  });
});
