import { httpApi, HTTP_API, httpGateway, httpRequest, httpRoute, mapped } from './http-api';
import { PayloadFormat } from '../../../../../local/services/api-gateway/http-api/http-api-definition';
import { DOMAIN } from '../rest-api/rest-api';

function routes(payloadFormat: PayloadFormat, ...keys: string[]) {
  return keys.map(key => httpRoute(key, { integration: { type: 'AWS_PROXY', functionName: 'hello', payloadFormat } }));
}

async function eventOf(
  sent: ReturnType<typeof httpRequest>, definition: Parameters<typeof httpApi>[0] = {}, options: Parameters<typeof httpGateway>[2] = {},
): Promise<any> {
  const { handle, events } = httpGateway(definition, undefined, options);
  await handle(sent);
  return events[0];
}

const DOCUMENTED = httpRequest('/my/path?parameter1=value1&parameter1=value2&parameter2=value', {
  method: 'POST',
  headers: [
    ['Cookie', 'cookie1; cookie2'],
    ['Header1', 'value1'],
    ['header2', 'value1'],
    ['Header2', 'value2'],
    ['Content-Type', 'text/plain'],
    ['User-Agent', 'agent'],
    ['X-Amzn-Trace-Id', 'Root=1-5a8ca5d9-0123456789abcdef01234567'],
  ],
  body: 'Hello from Lambda',
});

describe('the event in format 2.0', () => {
  test('is the one that AWS documents, field by field', async () => {
    expect(await eventOf(DOCUMENTED, { stages: [{ name: '$default', variables: { stageVariable1: 'value1', stageVariable2: 'value2' } }] })).toEqual({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/my/path',
      rawQueryString: 'parameter1=value1&parameter1=value2&parameter2=value',
      cookies: ['cookie1', 'cookie2'],
      headers: {
        'header1': 'value1',
        'header2': 'value1,value2',
        'content-type': 'text/plain',
        'content-length': '17',
        'host': HTTP_API,
        'user-agent': 'agent',
        'x-amzn-trace-id': 'Root=1-5a8ca5d9-0123456789abcdef01234567',
        'x-forwarded-for': '192.168.196.186',
        'x-forwarded-port': '443',
        'x-forwarded-proto': 'https',
      },
      queryStringParameters: { parameter1: 'value1,value2', parameter2: 'value' },
      requestContext: {
        accountId: '123456789012',
        apiId: 'p1bk4nqsxa',
        domainName: HTTP_API,
        domainPrefix: 'p1bk4nqsxa',
        http: { method: 'POST', path: '/my/path', protocol: 'HTTP/1.1', sourceIp: '192.168.196.186', userAgent: 'agent' },
        requestId: expect.stringMatching(/^[\w+/]{15}=$/),
        routeKey: '$default',
        stage: '$default',
        time: '20/Feb/2018:22:48:57 +0000',
        timeEpoch: 1519166937665,
      },
      body: 'Hello from Lambda',
      isBase64Encoded: false,
      stageVariables: { stageVariable1: 'value1', stageVariable2: 'value2' },
    });
  });

  test('leaves out what the request lacks', async () => {
    const event = await eventOf(httpRequest('/'));
    expect(Object.keys(event).sort()).toEqual(['headers', 'isBase64Encoded', 'rawPath', 'rawQueryString', 'requestContext', 'routeKey', 'version']);
    expect(event.rawQueryString).toBe('');
  });

  test('has the path and its parameters decoded, and the query both ways', async () => {
    const event = await eventOf(httpRequest('/users/ann%20b%2Bc?scope=openid%20profile&plus=a+b'), { routes: routes('2.0', 'GET /users/{name}') });
    expect(event).toMatchObject({
      rawPath: '/users/ann b+c',
      pathParameters: { name: 'ann b+c' },
      rawQueryString: 'scope=openid%20profile&plus=a+b',
      queryStringParameters: { scope: 'openid profile', plus: 'a b' },
      requestContext: { http: { path: '/users/ann b+c' } },
    });
  });

  test.each([
    ['without the stage $default', '/orders/7', { stages: [{ name: '$default' }] }, {}, '/orders/7'],
    ['with the name of another stage', '/dev/orders/7', { stages: [{ name: 'dev' }] }, {}, '/dev/orders/7'],
    ['without the key of an API mapping', '/shop/orders/7', { stages: [{ name: '$default' }] }, { host: DOMAIN, ...mapped({ basePath: 'shop' }) }, '/orders/7'],
    ['with the stage rather than the key of its mapping', '/shop/orders/7', { stages: [{ name: 'dev' }] }, { host: DOMAIN, ...mapped({ basePath: 'shop', stage: 'dev' }) }, '/dev/orders/7'],
  ])('has the path %s', async (_name, url, definition, { host, ...options }: { host?: string } & Parameters<typeof httpGateway>[2], rawPath) => {
    const event = await eventOf(httpRequest(url, host ? { host } : {}), { ...definition, routes: routes('2.0', 'GET /orders/{id}') }, options);
    expect(event).toMatchObject({ rawPath, routeKey: 'GET /orders/{id}', pathParameters: { id: '7' }, requestContext: { http: { path: rawPath } } });
  });
});

describe('the event in format 1.0', () => {
  test('is the one that AWS sends, field by field', async () => {
    const documented = { ...DOCUMENTED, headers: DOCUMENTED.headers.filter(([name]) => name !== 'Cookie') };
    const headers = {
      'Header1': 'value1',
      'header2': 'value1',
      'Header2': 'value2',
      'Content-Type': 'text/plain',
      'Content-Length': '17',
      'Host': HTTP_API,
      'User-Agent': 'agent',
      'X-Amzn-Trace-Id': 'Root=1-5a8ca5d9-0123456789abcdef01234567',
      'X-Forwarded-For': '192.168.196.186',
      'X-Forwarded-Port': '443',
      'X-Forwarded-Proto': 'https',
    };
    expect(await eventOf(documented, { routes: routes('1.0', 'POST /my/path') })).toEqual({
      version: '1.0',
      resource: '/my/path',
      path: '/my/path',
      httpMethod: 'POST',
      headers,
      multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      queryStringParameters: { parameter1: 'value2', parameter2: 'value' },
      multiValueQueryStringParameters: { parameter1: ['value1', 'value2'], parameter2: ['value'] },
      requestContext: {
        accountId: '123456789012',
        apiId: 'p1bk4nqsxa',
        domainName: HTTP_API,
        domainPrefix: 'p1bk4nqsxa',
        extendedRequestId: expect.stringMatching(/=$/),
        httpMethod: 'POST',
        identity: expect.objectContaining({ sourceIp: '192.168.196.186', userAgent: 'agent', accessKey: null, user: null }),
        path: '/my/path',
        protocol: 'HTTP/1.1',
        requestId: expect.stringMatching(/=$/),
        requestTime: '20/Feb/2018:22:48:57 +0000',
        requestTimeEpoch: 1519166937665,
        resourceId: 'POST /my/path',
        resourcePath: '/my/path',
        stage: '$default',
      },
      pathParameters: null,
      stageVariables: null,
      body: 'Hello from Lambda',
      isBase64Encoded: false,
    });
  });

  test('spells the headers as they were sent, but for those that API Gateway spells', async () => {
    const sent = httpRequest('/', { headers: [['accept', '*/*'], ['Request-Id', '7'], ['user-agent', 'curl']] });
    const event = await eventOf(sent, { routes: routes('1.0', '$default') });
    expect(Object.keys(event.headers).slice(0, 3)).toEqual(['accept', 'Request-Id', 'User-Agent']);
  });

  test('has all values of a header', async () => {
    const event = await eventOf(httpRequest('/', { headers: [['Via', 'a'], ['Via', 'b']] }), { routes: routes('1.0', '$default') });
    expect([event.headers.Via, event.multiValueHeaders.Via]).toEqual(['b', ['a', 'b']]);
  });

  test('has the path with the key of its API mapping', async () => {
    const definition = { routes: routes('1.0', 'GET /orders/{id}') };
    const event = await eventOf(httpRequest('/shop/orders/7', { host: DOMAIN }), definition, mapped({ basePath: 'shop' }));
    expect(event).toMatchObject({ path: '/shop/orders/7', resource: '/orders/{id}', requestContext: { path: '/shop/orders/7' } });
  });

  test('has null for what the request lacks', async () => {
    expect(await eventOf(httpRequest('/'), { routes: routes('1.0', '$default') })).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
    });
  });
});

test.each(['1.0', '2.0'] as const)('in format %s, parameters may have the names that objects have', async format => {
  const event = await eventOf(httpRequest('/?constructor=a&constructor=b&toString=c'), { routes: routes(format, '$default') });
  expect(event.queryStringParameters).toEqual({ constructor: format === '2.0' ? 'a,b' : 'b', toString: 'c' });
});

describe('a body', () => {
  test.each(['text/plain', 'text/csv; charset=utf-8', 'application/json', 'application/xml', 'Application/JavaScript'])('of type %s is text', async contentType => {
    const sent = httpRequest('/', { method: 'POST', headers: [['Content-Type', contentType]], body: 'né' });
    expect(await eventOf(sent)).toMatchObject({ body: 'né', isBase64Encoded: false });
  });

  test.each(['image/png', 'application/octet-stream', 'application/x-www-form-urlencoded', undefined])('of type %s is base64', async contentType => {
    const headers: [string, string][] = contentType ? [['Content-Type', contentType]] : [];
    expect(await eventOf(httpRequest('/', { method: 'POST', headers, body: 'a=1' }))).toMatchObject({ body: 'YT0x', isBase64Encoded: true });
  });
});
