import { DOMAIN, domainName, EXECUTE_API, gateway, request, restApi, route } from './rest-api/rest-api';
import { HttpResponse } from '../../../../local/services/api-gateway/http-message';
import { MockIntegration } from '../../../../local/services/api-gateway/integrations/integration-definition';

function expectAnswer(response: HttpResponse, statusCode: number, message: string, errorType: string, reason?: string) {
  expect({ ...response, integration: undefined, traceId: undefined }).toEqual({
    reason,
    statusCode,
    headers: {
      'content-type': 'application/json',
      'x-amzn-errortype': errorType,
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-amz-apigw-id': expect.stringMatching(/=$/),
    },
    body: JSON.stringify({ message }),
  });
}

test('a request reaches the function of its route, and the answer the caller', async () => {
  const invoked: string[] = [];
  const { handle } = gateway({
    restApis: [restApi({ methods: [route('GET', '/hello'), route('GET', '/bye', { type: 'AWS_PROXY', functionName: 'bye' })] })],
    invoke: async name => {
      invoked.push(name);
      return { payload: { statusCode: 200, body: name } };
    },
  });
  expect((await handle(request('/testStage/bye?x=1'))).body).toBe('bye');
  expect(invoked).toEqual(['bye']);
});

test('the answer names the request as the event does', async () => {
  const traceId = 'Root=1-5a8ca5d9-0123456789abcdef01234567';
  const traces: unknown[] = [];
  const { handle } = gateway({
    invoke: async (_name, event: any, trace) => {
      traces.push(trace);
      return { payload: { body: JSON.stringify(event.requestContext) } };
    },
  });
  const { headers, body } = await handle(request('/testStage/', { headers: [['x-amzn-trace-id', traceId]] }));
  const context = JSON.parse(body.toString());
  expect(headers).toMatchObject({
    'x-amzn-requestid': context.requestId,
    'x-amz-apigw-id': context.extendedRequestId,
    'x-amzn-trace-id': traceId,
  });
  expect(traces).toEqual([traceId]);
});

describe('403 Missing Authentication Token is the answer', () => {
  test.each([
    ['for a path that no route has', 'GET', '/testStage/bye'],
    ['for a method that the route lacks', 'DELETE', '/testStage/hello'],
    ['for the root, where it has no method', 'GET', '/testStage'],
  ])('%s', async (_name, method, url) => {
    const { handle } = gateway({ restApis: [restApi({ methods: [route('GET', '/hello')] })] });
    expectAnswer(await handle(request(url, { method })), 403, 'Missing Authentication Token', 'MissingAuthenticationTokenException');
  });
});

describe('403 Forbidden is the answer', () => {
  test.each([
    ['where the execute-api endpoint is off', { url: '/testStage/', host: EXECUTE_API, off: true }],
    ['for an unknown stage', { url: '/prod/', host: EXECUTE_API }],
    ['for a request without a stage', { url: '/', host: EXECUTE_API }],
    ['for an unknown API', { url: '/testStage/', host: 'other.execute-api.us-east-1.amazonaws.com' }],
    ['for an API of another Region', { url: '/testStage/', host: 'gy415nuibc.execute-api.eu-west-1.amazonaws.com' }],
    ['for a name that only starts like an API\'s', { url: '/testStage/', host: `${EXECUTE_API}.example.com` }],
    ['for an unknown name', { url: '/testStage/', host: 'other.example.com' }],
    ['for a base path that is not mapped', { url: '/other/', host: DOMAIN }],
    ['for a path that only starts like a base path', { url: '/shopping', host: DOMAIN }],
    ['for a base path that leads to an API elsewhere', { url: '/gone/', host: DOMAIN }],
    ['for a base path that leads to an unknown stage', { url: '/old/', host: DOMAIN }],
  ])('%s', async (_name, { url, host, off = false }: { url: string; host: string; off?: boolean }) => {
    const { handle } = gateway({
      restApis: [restApi({ executeApiEndpointDisabled: off })],
      domainNames: [domainName([{ basePath: 'shop' }, { basePath: 'gone', apiId: 'gone' }, { basePath: 'old', stage: 'old' }])],
    });
    expectAnswer(await handle(request(url, { host })), 403, 'Forbidden', 'ForbiddenException');
  });
});

test('a custom domain name with a wildcard answers to one label more, where the name has none of its own', async () => {
  const own = domainName();
  const { handle, events } = gateway({ domainNames: [{ ...domainName([{ basePath: 'any' }]), domainName: '*.example.com' }, own] });
  expect((await handle(request('/any/1', { host: 'shop.example.com' }))).statusCode).toBe(200);
  expect((await handle(request('/own', { host: own.domainName }))).statusCode).toBe(200);
  expect((await handle(request('/any/2', { host: 'eu.shop.example.com' }))).statusCode).toBe(403);
  expect(events.map(({ path }) => path)).toEqual(['/any/1', '/own']);
});

test('a request over 10 MB is answered 413', async () => {
  const mock: MockIntegration = {
    type: 'MOCK', passthroughBehavior: 'NEVER', requestTemplates: { 'application/json': '{"statusCode":200}' }, responses: [{ statusCode: 200, responseParameters: {}, responseTemplates: {} }],
  };
  const { handle } = gateway({ restApis: [restApi({ methods: [route('POST', '/', mock)] })] });
  const limit = 10 * 1024 * 1024;
  expect((await handle(request('/testStage/', { method: 'POST', body: Buffer.alloc(limit) }))).statusCode).toBe(200);
  expect(await handle(request('/testStage/', { method: 'POST', body: Buffer.alloc(limit + 1) }))).toMatchObject({ statusCode: 413, body: 'HTTP content length exceeded 10485760 bytes.' });
});

test('a request over 6 MB is too much for a function', async () => {
  const { handle, events } = gateway();
  const body = Buffer.alloc(6_291_000, 'a');
  expectAnswer(await handle(request('/testStage/', { method: 'POST', body })), 413, 'Request Too Long', 'BadRequestException');
  expect((await handle(request('/testStage/', { method: 'POST', body: body.subarray(5_000) }))).statusCode).toBe(200);
  expect((await handle(request('/testStage/', { method: 'POST', body: body.fill(1).subarray(5_500_000) }))).statusCode).toBe(200);
  expectAnswer(await handle(request('/testStage/', { method: 'POST', body: body.fill(1).subarray(5_000_000) })), 413, 'Request Too Long', 'BadRequestException'); // each byte is six
  expect(events).toHaveLength(2);
});

test('headers over 10,240 bytes are answered 431', async () => {
  const { handle } = gateway();
  const withHeader = (length: number) => request('/testStage/', { headers: [['cookie', 'a'.repeat(length)]] });
  const line = 'GET /testStage/ HTTP/1.1'.length;
  expect((await handle(withHeader(10_240 - line))).statusCode).toBe(200);
  expect(await handle(withHeader(10_241 - line))).toMatchObject({ statusCode: 431, body: 'HTTP header is larger than 10240 bytes.', reason: 'HTTP header is larger than 10240 bytes.' });
});

describe('an answer that HTTP cannot carry', () => {
  const answers: [string, object, string][] = [
    ['a header beyond Latin-1', { statusCode: 200, headers: { 'content-disposition': 'filename=報告.pdf' } }, 'Invalid character in header content ["content-disposition"]'],
    ['a header of two lines', { statusCode: 200, headers: { 'x-lines': 'a\nb' } }, 'Invalid character in header content ["x-lines"]'],
    ['a header of no name', { statusCode: 200, headers: { 'x y': 'a' } }, 'Header name must be a valid HTTP token ["x y"]'],
    ['the status 100', { statusCode: 100 }, '100 is no status of a last answer'],
  ];

  test.each(answers)('%s, is a 502 whose reason is for the log', async (_name, payload, problem) => {
    const { headers: { 'x-amzn-trace-id': _, ...headers }, integration: _integration, ...response } = await gateway({}, payload).handle(request('/testStage/'));
    expectAnswer({ ...response, headers }, 502, 'Internal server error', 'InternalServerErrorException', `HTTP cannot carry the answer: ${problem}`);
  });
});

test.each([
  ['throws', { errorType: 'TypeError', errorMessage: 'x is not a function' }],
  ['times out', { errorType: 'Sandbox.Timedout', errorMessage: 'RequestId: 1 Error: Task timed out after 3.00 seconds' }],
  ['answers more than 6 MB', { errorType: 'Function.ResponseSizeTooLarge', errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).' }],
])('a function that %s is a 502 whose reason is for the log only', async (_name, error) => {
  const { handle } = gateway({ invoke: async () => ({ error }) });
  const { headers: { 'x-amzn-trace-id': traceId, ...headers }, ...response } = await handle(request('/testStage/'));
  expectAnswer({ ...response, headers }, 502, 'Internal server error', 'InternalServerErrorException', `${error.errorType}: ${error.errorMessage}`);
  expect(traceId).toMatch(/^Root=/);
});

test('a function that is throttled is a 500', async () => {
  const { handle } = gateway({ invoke: async () => ({ throttled: true, error: { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' } }) });
  const response = await handle(request('/testStage/'));
  expect(response).toMatchObject({
    statusCode: 500,
    body: '{"message":"Internal server error"}',
    headers: { 'x-amzn-errortype': 'InternalServerErrorException' },
    reason: 'TooManyRequestsException: Rate Exceeded.',
  });
});

describe('a function that takes too long', () => {
  beforeEach(() => { jest.useFakeTimers(); });
  afterEach(() => { jest.useRealTimers(); });

  test.each([
    ['29 seconds', 29_000, undefined],
    ['the timeout of its integration', 5_000, 5_000],
  ])('is a 504 after %s', async (_name, limit, timeoutMs) => {
    const { handle } = gateway({
      restApis: [restApi({ methods: [route('GET', '/slow', { type: 'AWS_PROXY', functionName: 'slow', timeoutMs })] })],
      invoke: () => new Promise(() => {}),
    });
    const answered = jest.fn();
    const response = handle(request('/testStage/slow'));
    void response.then(answered);
    await jest.advanceTimersByTimeAsync(limit - 1);
    expect(answered).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expectAnswer(await response, 504, 'Endpoint request timed out', 'InternalServerErrorException', `the function took longer than ${limit / 1000} s`);
  });

  test('leaves no timer behind when it answers in time', async () => {
    await gateway().handle(request('/testStage/'));
    expect(jest.getTimerCount()).toBe(0);
  });
});

test('an integration that is not supported says so', async () => {
  const { handle } = gateway({ restApis: [restApi({ methods: [route('GET', '/old', { type: 'UNSUPPORTED', what: 'HTTP_PROXY' })] })] });
  expectAnswer(await handle(request('/testStage/old')), 501, 'The local Regions do not support HTTP_PROXY', 'NotImplementedException');
});
