import * as fc from 'fast-check';
import { HTTP_API, httpApi, httpGateway, httpRequest, httpRoute, mapped } from './http-api';
import { HttpResponse } from '../../../../../local/services/api-gateway/http-message';
import { DOMAIN, gateway, restApi, route } from '../rest-api/rest-api';

function expectAnswer(response: HttpResponse, statusCode: number, message: string, reason?: string) {
  expect({ ...response, integration: undefined, traceId: undefined }).toEqual({
    reason,
    statusCode,
    headers: { 'content-type': 'application/json', 'apigw-requestid': expect.stringMatching(/=$/) },
    body: JSON.stringify({ message }),
  });
}

/** The key of the route that serves a request. */
async function routeKeyOf(routeKeys: string[], asked: string): Promise<string | undefined> {
  const [method, url] = asked.split(' ');
  const { handle, events } = httpGateway({ routes: routeKeys.map(key => httpRoute(key)) });
  await handle(httpRequest(url, { method }));
  return events[0]?.routeKey;
}

describe('of the routes that AWS documents', () => {
  const documented = ['GET /pets/dog/1', 'GET /pets/dog/{id}', 'GET /pets/{proxy+}', 'ANY /{proxy+}', '$default'];

  test.each([
    ['GET /pets/dog/1', 'GET /pets/dog/1'],
    ['GET /pets/dog/2', 'GET /pets/dog/{id}'],
    ['GET /pets/cat/1', 'GET /pets/{proxy+}'],
    ['POST /test/5', 'ANY /{proxy+}'],
  ])('%s is served by %s', async (asked, expected) => {
    expect(await routeKeyOf(documented, asked)).toBe(expected);
  });
});

test.each([
  ['a method goes before ANY', ['ANY /me', 'GET /me'], 'GET /me', 'GET /me'],
  ['ANY serves the methods that are not named', ['ANY /me', 'GET /me', '$default'], 'PUT /me', 'ANY /me'],
  ['what no route serves goes to $default', ['GET /me', '$default'], 'PUT /me', '$default'],
  ['a slash at the end is another path', ['GET /hello', '$default'], 'GET /hello/', '$default'],
  ['a slash at the end may be a route\'s', ['GET /hello', 'GET /hello/'], 'GET /hello/', 'GET /hello/'],
  ['a variable part is not empty', ['GET /{id}', '$default'], 'GET /', '$default'],
  ['a greedy part may be empty', ['ANY /api/{proxy+}', '$default'], 'GET /api/', 'ANY /api/{proxy+}'],
  ['a path of its own goes before an empty greedy part', ['ANY /api/{proxy+}', 'ANY /api/'], 'GET /api/', 'ANY /api/'],
  ['the parent of a greedy part is not served by it', ['ANY /api/{proxy+}', '$default'], 'GET /api', '$default'],
])('%s', async (_name, routeKeys, asked, expected) => {
  expect(await routeKeyOf(routeKeys, asked)).toBe(expected);
});

test('with $default every request is served, whatever the path', async () => {
  const path = fc.array(fc.constantFrom('a', 'b', '', '%', '%2F', 'é')).map(parts => `/${parts.join('/')}`);
  await fc.assert(fc.asyncProperty(path, async url => {
    expect(await routeKeyOf(['GET /a/{id}', 'ANY /b/{proxy+}', '$default'], `GET ${url}`)).toBeDefined();
  }));
});

test('the answer names the request as the event does', async () => {
  const { handle, events } = httpGateway();
  const { headers } = await handle(httpRequest('/'));
  expect(headers['apigw-requestid']).toBe(events[0].requestContext.requestId);
  expect(headers).not.toHaveProperty('x-amzn-requestid');
});

describe('404 Not Found is the answer', () => {
  test.each([
    ['for a path that no route has', { routes: [httpRoute('GET /hello')] }, '/bye'],
    ['for a method that no route has', { routes: [httpRoute('PUT /hello')] }, '/hello'],
    ['for a stage that is not there', { stages: [{ name: 'dev' }] }, '/prod/hello'],
    ['where the execute-api endpoint is off', { executeApiEndpointDisabled: true }, '/hello'],
  ])('%s', async (_name, definition, url) => {
    expectAnswer(await httpGateway(definition).handle(httpRequest(url)), 404, 'Not Found');
  });
});

describe('the stage', () => {
  const stages = [{ name: '$default' }, { name: 'dev' }];

  test.each([
    ['is the one that the path starts with', '/dev/hello', 'dev', '/dev/hello'],
    ['is $default for another path', '/devel/hello', '$default', '/devel/hello'],
    ['may be the whole path', '/dev', 'dev', '/dev/'],
  ])('%s', async (_name, url, stage, rawPath) => {
    const { handle, events } = httpGateway({ stages });
    await handle(httpRequest(url));
    expect(events[0]).toMatchObject({ rawPath, requestContext: { stage } });
  });
});

describe('a custom domain name', () => {
  test('leads to REST and HTTP APIs, by keys of several levels', async () => {
    const { handle, events } = gateway({
      restApis: [restApi({ methods: [route('ANY', '/{proxy+}')] })],
      httpApis: [httpApi()],
      ...mapped({}, { basePath: 'shop', apiId: 'gy415nuibc', stage: 'testStage' }, { basePath: 'shop/v2' }),
    });
    for (const url of ['/orders', '/shop/orders', '/shop/v2/orders', '/shop/v22/orders']) {
      expect(await handle(httpRequest(url, { host: DOMAIN }))).toMatchObject({ statusCode: 200 });
    }
    expect(events.map(({ rawPath, path }) => rawPath ?? `REST ${path}`)).toEqual(['/orders', 'REST /shop/orders', '/orders', 'REST /shop/v22/orders']);
  });

  test('leads to an API whose execute-api endpoint is off', async () => {
    const { handle } = httpGateway({ executeApiEndpointDisabled: true }, undefined, mapped({}));
    expect(await handle(httpRequest('/', { host: DOMAIN }))).toMatchObject({ statusCode: 200 });
  });
});

test('a function that fails is a 500 whose reason is for the log only', async () => {
  const { handle } = httpGateway({}, undefined, { invoke: async () => ({ error: { errorType: 'TypeError', errorMessage: 'x is not a function' } }) });
  expectAnswer(await handle(httpRequest('/')), 500, 'Internal Server Error', 'TypeError: x is not a function');
});

test('a function that is throttled is a 503', async () => {
  const { handle } = httpGateway({}, undefined, { invoke: async () => ({ throttled: true, error: { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' } }) });
  expectAnswer(await handle(httpRequest('/')), 503, 'Service Unavailable', 'TooManyRequestsException: Rate Exceeded.');
});

test('a request over 10 MB is answered 413', async () => {
  const { handle } = httpGateway();
  expectAnswer(await handle(httpRequest('/', { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) })), 413, 'Request Entity Too Large');
});

test('a request that is over 6 MB for a function, in base64 if it is binary, is answered 413', async () => {
  const { handle, events } = httpGateway();
  const body = Buffer.alloc(6_290_000, 'a');
  const post = (type: string, size: number) => handle(httpRequest('/', { method: 'POST', headers: [['content-type', type]], body: body.subarray(0, size) }));
  expect(await post('text/plain', 6_290_000)).toMatchObject({ statusCode: 200 });
  expect(await post('image/png', 4_717_000)).toMatchObject({ statusCode: 200 });
  expect(events).toHaveLength(2);
  expectAnswer(await post('image/png', 4_719_000), 413, 'Request Entity Too Large');
});

test('an answer that HTTP cannot carry is a 502 whose reason is for the log', async () => {
  const { handle } = httpGateway({}, { statusCode: 200, headers: { 'content-disposition': 'filename=報告.pdf' } });
  const { integration: _, ...response } = await handle(httpRequest('/'));
  expectAnswer(response, 502, 'Bad Gateway', 'HTTP cannot carry the answer: Invalid character in header content ["content-disposition"]');
});

test('a route that cannot be served says so', async () => {
  const { handle } = httpGateway({ routes: [httpRoute('GET /old', { integration: { type: 'UNSUPPORTED', what: 'HTTP_PROXY' } })] });
  expectAnswer(await handle(httpRequest('/old')), 501, 'The local Regions do not support HTTP_PROXY');
});

describe('a function that takes too long', () => {
  beforeEach(() => { jest.useFakeTimers(); });
  afterEach(() => { jest.useRealTimers(); });

  test.each([
    ['30 seconds', 30_000, undefined],
    ['the timeout of its integration', 5_000, 5_000],
  ])('is a 503 after %s', async (_name, limit, timeoutMs) => {
    const slow = httpRoute('GET /slow', { integration: { type: 'AWS_PROXY', functionName: 'slow', timeoutMs, payloadFormat: '2.0' } });
    const { handle } = httpGateway({ routes: [slow] }, undefined, { invoke: () => new Promise(() => {}) });
    const answered = jest.fn();
    const response = handle(httpRequest('/slow'));
    void response.then(answered);
    await jest.advanceTimersByTimeAsync(limit - 1);
    expect(answered).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expectAnswer(await response, 503, 'Service Unavailable', `the function took longer than ${limit / 1000} s`);
  });
});

test('an HTTP API of another Region is not served here', async () => {
  const { handle } = httpGateway();
  expect(await handle(httpRequest('/', { host: HTTP_API.replace('us-east-1', 'eu-west-1') }))).toMatchObject({ statusCode: 403 });
});
