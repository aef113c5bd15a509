import { httpGateway, httpRequest, httpRoute } from './http-api';
import { HttpAuthorizerDefinition, HttpApiDefinition, PayloadFormat } from '../../../../../local/services/api-gateway/http-api/http-api-definition';

const ARN = 'arn:aws:execute-api:us-east-1:123456789012:p1bk4nqsxa/$default/GET/orders/7';
const SIMPLE: HttpAuthorizerDefinition = {
  type: 'REQUEST', id: 'g', functionName: 'guard', payloadFormat: '2.0', simpleResponses: true, identitySources: ['$request.header.Authorization'], ttlSeconds: 0,
};
const IAM: HttpAuthorizerDefinition = { ...SIMPLE, simpleResponses: false };

function policy(Effect: string, overrides: object = {}) {
  return { principalId: 'ann', policyDocument: { Statement: [{ Action: 'execute-api:Invoke', Effect, Resource: ARN }] }, ...overrides };
}

/** One API with one route whose authorizer, the function `guard`, says what it is told to. */
function guarded(authorizer: HttpAuthorizerDefinition, verdict: unknown, payloadFormat: PayloadFormat = '2.0', definition: Partial<HttpApiDefinition> = {}) {
  const invoked: [string, any][] = [];
  const { handle } = httpGateway({
    routes: [httpRoute('ANY /orders/{id}', { authorizer, integration: { type: 'AWS_PROXY', functionName: 'orders', payloadFormat } })], ...definition,
  }, undefined, {
    invoke: async (name, event) => {
      invoked.push([name, JSON.parse(JSON.stringify(event))]);
      if (name !== 'guard') return { payload: { statusCode: 200, body: 'order' } };
      return verdict instanceof Error ? { error: { errorType: 'Error', errorMessage: verdict.message } } : { payload: verdict };
    },
  });
  return { handle, invoked };
}

const get = httpRequest('/orders/7?page=1', { headers: [['authorization', 'Bearer 1'], ['Cookie', 'a=1']] });

test('an authorizer of format 2.0 is asked with the event that AWS documents', async () => {
  const { handle, invoked } = guarded(SIMPLE, { isAuthorized: true });
  await handle(get);
  const [name, question] = invoked[0];
  expect(name).toBe('guard');
  expect(question).toMatchObject({
    version: '2.0',
    type: 'REQUEST',
    routeArn: ARN,
    identitySource: ['Bearer 1'],
    routeKey: 'ANY /orders/{id}',
    rawPath: '/orders/7',
    rawQueryString: 'page=1',
    cookies: ['a=1'],
    headers: { authorization: 'Bearer 1' },
    queryStringParameters: { page: '1' },
    requestContext: { http: { method: 'GET', path: '/orders/7' }, routeKey: 'ANY /orders/{id}', stage: '$default' },
    pathParameters: { id: '7' },
  });
  expect(question).not.toHaveProperty('body');
  expect(question).not.toHaveProperty('isBase64Encoded');
});

test('an authorizer of format 1.0 is asked with the event that AWS documents', async () => {
  const { handle, invoked } = guarded({ ...IAM, payloadFormat: '1.0' }, policy('Allow'));
  await handle(get);
  expect(invoked[0][1]).toMatchObject({
    version: '1.0', type: 'REQUEST', methodArn: ARN, identitySource: 'Bearer 1', authorizationToken: 'Bearer 1', resource: '/orders/{id}', path: '/orders/7', httpMethod: 'GET',
  });
});

test.each<[string, HttpAuthorizerDefinition, object, PayloadFormat, unknown]>([
  ['a simple answer, in format 2.0', SIMPLE, { isAuthorized: true, context: { plan: 'gold', roles: ['a'] } }, '2.0', { lambda: { plan: 'gold', roles: ['a'] } }],
  ['a simple answer without context', SIMPLE, { isAuthorized: true }, '2.0', { lambda: null }],
  ['a policy, in format 2.0', IAM, policy('Allow', { context: { plan: 'gold' } }), '2.0', { lambda: { plan: 'gold' } }],
  ['a policy, in format 1.0', IAM, policy('Allow', { context: { plan: 'gold' } }), '1.0', { claims: null, scopes: null, plan: 'gold', principalId: 'ann' }],
])('the function gets the context of %s', async (_name, authorizer, verdict, format, expected) => {
  const { handle, invoked } = guarded(authorizer, verdict, format);
  expect(await handle(get)).toMatchObject({ statusCode: 200, body: 'order' });
  expect(invoked[1][1].requestContext.authorizer).toEqual(expected);
});

test.each<[string, HttpAuthorizerDefinition, unknown, number, string]>([
  ['says no', SIMPLE, { isAuthorized: false }, 403, 'Forbidden'],
  ['says nothing', SIMPLE, {}, 500, 'Internal Server Error'],
  ['returns a policy where a simple answer is meant', SIMPLE, policy('Allow'), 500, 'Internal Server Error'],
  ['denies', IAM, policy('Deny'), 403, 'Forbidden'],
  ['allows something else', IAM, policy('Allow', { policyDocument: { Statement: [{ Action: '*', Effect: 'Allow', Resource: 'arn:other' }] } }), 403, 'Forbidden'],
  ['names nobody', IAM, policy('Allow', { principalId: undefined }), 500, 'Internal Server Error'],
  ['returns a simple answer where a policy is meant', IAM, { isAuthorized: true }, 500, 'Internal Server Error'],
  ['throws', IAM, new Error('no database'), 500, 'Internal Server Error'],
  ['throws Unauthorized', IAM, new Error('Unauthorized'), 401, 'Unauthorized'],
])('an authorizer that %s keeps the caller out', async (_name, authorizer, verdict, statusCode, message) => {
  const { handle, invoked } = guarded(authorizer, verdict);
  expect(await handle(get)).toMatchObject({ statusCode, body: JSON.stringify({ message }) });
  expect(invoked.map(([name]) => name)).toEqual(['guard']);
});

describe('an authorizer that takes too long', () => {
  beforeEach(() => { jest.useFakeTimers(); });
  afterEach(() => { jest.useRealTimers(); });

  test('is a 500 after 10 seconds', async () => {
    const { handle } = httpGateway({ routes: [httpRoute('$default', { authorizer: SIMPLE })] }, undefined, { invoke: () => new Promise(() => {}) });
    const answered = jest.fn();
    const response = handle(get);
    void response.then(answered);
    await jest.advanceTimersByTimeAsync(9_999);
    expect(answered).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(await response).toMatchObject({ statusCode: 500, body: '{"message":"Internal Server Error"}', reason: 'the function took longer than 10 s' });
  });
});

test.each([
  ['a header', '$request.header.X-Other'],
  ['a parameter of the query', '$request.querystring.other'],
  ['a stage variable', '$stageVariables.other'],
  ['a part of the context', '$context.identity.other'],
])('an authorizer is not asked about a request without %s that it goes by', async (_name, source) => {
  const { handle, invoked } = guarded({ ...SIMPLE, identitySources: ['$request.header.authorization', source] }, { isAuthorized: true });
  expect(await handle(get)).toMatchObject({ statusCode: 401, body: '{"message":"Unauthorized"}' });
  expect(invoked).toEqual([]);
});

test('an authorizer is asked with all that it goes by, in order', async () => {
  const identitySources = ['$request.querystring.page', '$stageVariables.color', '$context.identity.sourceIp', '$request.header.authorization'];
  const { handle, invoked } = guarded({ ...SIMPLE, identitySources }, { isAuthorized: true }, '2.0', { stages: [{ name: '$default', variables: { color: 'blue' } }] });
  await handle(get);
  expect(invoked[0][1].identitySource).toEqual(['1', 'blue', '192.168.196.186', 'Bearer 1']);
});

test('a preflight to a route with an authorizer needs to pass it, unless OPTIONS has a route of its own', async () => {
  const cors = { allowOrigins: ['*'], allowMethods: ['GET'], allowHeaders: [], exposeHeaders: [], allowCredentials: false };
  const preflight = httpRequest('/orders/7', { method: 'OPTIONS', headers: [['Origin', 'https://a.example.com'], ['Access-Control-Request-Method', 'GET']] });
  expect(await guarded(SIMPLE, { isAuthorized: true }, '2.0', { cors }).handle(preflight)).toMatchObject({ statusCode: 401 });
  const routes = [httpRoute('ANY /{proxy+}', { authorizer: SIMPLE }), httpRoute('OPTIONS /{proxy+}')];
  expect(await guarded(SIMPLE, { isAuthorized: true }, '2.0', { cors, routes }).handle(preflight)).toMatchObject({ statusCode: 204 });
});
