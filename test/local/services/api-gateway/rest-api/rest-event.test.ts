import { DOMAIN, domainName, EXECUTE_API, gateway, request, restApi, route } from './rest-api';

async function eventOf(sent: ReturnType<typeof request>, options: Parameters<typeof gateway>[0] = {}): Promise<any> {
  const { handle, events } = gateway(options);
  await handle(sent);
  return events[0];
}

test('the event is the one that AWS documents, field by field', async () => {
  const event = await eventOf(request('/testStage/hello/world?name=me&multivalueName=you&multivalueName=me', {
    method: 'POST',
    headers: [
      ['Accept', '*/*'],
      ['cache-control', 'no-cache'],
      ['Content-Type', 'application/json'],
      ['headerName', 'headerValue'],
      ['Host', 'localhost:3000'],
      ['User-Agent', 'PostmanRuntime/2.4.5'],
      ['X-Amzn-Trace-Id', 'Root=1-5a8ca5d9-0123456789abcdef01234567'],
    ],
    body: '{\r\n\t"a": 1\r\n}',
  }), { restApis: [restApi({ stages: [{ name: 'testStage', deploymentId: 'd3ploy', apiKeys: [], variables: { stageVariableName: 'stageVariableValue' } }] })] });

  expect(event).toEqual({
    resource: '/{proxy+}',
    path: '/hello/world',
    httpMethod: 'POST',
    headers: {
      'Accept': '*/*',
      'cache-control': 'no-cache',
      'Content-Type': 'application/json',
      'headerName': 'headerValue',
      'Host': EXECUTE_API,
      'User-Agent': 'PostmanRuntime/2.4.5',
      'X-Amzn-Trace-Id': 'Root=1-5a8ca5d9-0123456789abcdef01234567',
      'X-Forwarded-For': '192.168.196.186',
      'X-Forwarded-Port': '443',
      'X-Forwarded-Proto': 'https',
    },
    multiValueHeaders: {
      'Accept': ['*/*'],
      'cache-control': ['no-cache'],
      'Content-Type': ['application/json'],
      'headerName': ['headerValue'],
      'Host': [EXECUTE_API],
      'User-Agent': ['PostmanRuntime/2.4.5'],
      'X-Amzn-Trace-Id': ['Root=1-5a8ca5d9-0123456789abcdef01234567'],
      'X-Forwarded-For': ['192.168.196.186'],
      'X-Forwarded-Port': ['443'],
      'X-Forwarded-Proto': ['https'],
    },
    queryStringParameters: { name: 'me', multivalueName: 'me' },
    multiValueQueryStringParameters: { name: ['me'], multivalueName: ['you', 'me'] },
    pathParameters: { proxy: 'hello/world' },
    stageVariables: { stageVariableName: 'stageVariableValue' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'gy415nuibc',
      deploymentId: 'd3ploy',
      domainName: EXECUTE_API,
      domainPrefix: 'gy415nuibc',
      extendedRequestId: expect.stringMatching(/^[\w+/]{15}=$/),
      httpMethod: 'POST',
      identity: {
        accessKey: null,
        accountId: null,
        caller: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: '192.168.196.186',
        user: null,
        userAgent: 'PostmanRuntime/2.4.5',
        userArn: null,
      },
      path: '/testStage/hello/world',
      protocol: 'HTTP/1.1',
      requestId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      requestTime: '20/Feb/2018:22:48:57 +0000',
      requestTimeEpoch: 1519166937665,
      resourceId: 'roq9wj',
      resourcePath: '/{proxy+}',
      stage: 'testStage',
    },
    body: '{\r\n\t"a": 1\r\n}',
    isBase64Encoded: false,
  });
});

test('what the request lacks is null', async () => {
  expect(await eventOf(request('/testStage/'))).toMatchObject({
    resource: '/',
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
    requestContext: { identity: { userAgent: null } },
  });
});

describe('headers', () => {
  test('of any name are passed on', async () => {
    const event = await eventOf(request('/testStage/', { headers: [['constructor', 'a'], ['__proto__', 'b']] }));
    expect(Object.entries(event.headers)).toEqual(expect.arrayContaining([['constructor', 'a'], ['__proto__', 'b']]));
  });

  test('of the same name are all in the list, and the last one counts', async () => {
    const event = await eventOf(request('/testStage/', { headers: [['Cookie', 'a=1'], ['Cookie', 'b=2']] }));
    expect(event.multiValueHeaders.Cookie).toEqual(['a=1', 'b=2']);
    expect(event.headers.Cookie).toBe('b=2');
  });

  test('keep their spelling, but for those that API Gateway spells', async () => {
    const event = await eventOf(request('/testStage/', { headers: [['tEsT-HEADeR', 'aValUE'], ['authorization', 'Bearer 1'], ['user-agent', 'curl']] }));
    expect(event.headers).toMatchObject({ 'tEsT-HEADeR': 'aValUE', 'Authorization': 'Bearer 1', 'User-Agent': 'curl' });
    expect(event.headers).not.toHaveProperty('authorization');
  });

  test('of the connection do not reach the function', async () => {
    const names = ['Connection', 'Content-Length', 'Content-MD5', 'Expect', 'Keep-Alive', 'TE', 'Transfer-Encoding', 'Upgrade'];
    const event = await eventOf(request('/testStage/', { headers: names.map((name): [string, string] => [name, 'x']) }));
    expect(Object.keys(event.headers)).toEqual(['Host', 'X-Amzn-Trace-Id', 'X-Forwarded-For', 'X-Forwarded-Port', 'X-Forwarded-Proto']);
  });

  test('x-forwarded-for names the caller after those before it', async () => {
    const event = await eventOf(request('/testStage/', { headers: [['x-forwarded-for', '203.0.113.9, 198.51.100.1'], ['x-forwarded-proto', 'http']] }));
    expect(event.headers['X-Forwarded-For']).toBe('203.0.113.9, 198.51.100.1, 192.168.196.186');
    expect(event.headers['X-Forwarded-Proto']).toBe('https');
    expect(event.headers).not.toHaveProperty('x-forwarded-for');
  });

  test('a trace id is made for a caller that has none', async () => {
    const event = await eventOf(request('/testStage/'));
    expect(event.headers['X-Amzn-Trace-Id']).toMatch(/^Root=1-5a8ca5d9-[0-9a-f]{24}$/);
  });
});

test('the query is decoded', async () => {
  const event = await eventOf(request('/testStage/?email=test%2Balias@gmail.com&plus=test+alias&url=https://www.google.com/&empty=&q=%C3%A9'));
  expect(event.queryStringParameters).toEqual({
    email: 'test+alias@gmail.com', plus: 'test alias', url: 'https://www.google.com/', empty: '', q: 'é',
  });
});

test('parameters may have the names that objects have', async () => {
  const event = await eventOf(request('/testStage/?constructor=a&constructor=b'));
  expect(event.multiValueQueryStringParameters).toEqual({ constructor: ['a', 'b'] });
});

test('the path is as it was sent', async () => {
  const event = await eventOf(request('/testStage/api/test%2Balias@gmail.com/'));
  expect(event.path).toBe('/api/test%2Balias@gmail.com/');
  expect(event.pathParameters).toEqual({ proxy: 'api/test%2Balias@gmail.com' });
  expect(event.requestContext.path).toBe('/testStage/api/test%2Balias@gmail.com/');
});

describe('a body', () => {
  const bytes = Buffer.from([0xff, 0xd8, 0xff, 0x00]);

  test.each([
    ['of a binary media type', ['image/jpeg'], 'image/jpeg'],
    ['of a binary media type with parameters', ['image/jpeg'], 'Image/JPEG; q=1'],
    ['of a type that a wildcard covers', ['image/*'], 'image/jpeg'],
    ['of any type, where all are binary', ['*/*'], 'text/plain'],
    ['without a type, where all are binary', ['*/*'], undefined],
  ])('%s is base64', async (_name, binaryMediaTypes, contentType) => {
    const headers: [string, string][] = contentType ? [['Content-Type', contentType]] : [];
    const event = await eventOf(request('/testStage/', { headers, body: bytes }), { restApis: [restApi({ binaryMediaTypes })] });
    expect(event).toMatchObject({ body: bytes.toString('base64'), isBase64Encoded: true });
  });

  test('of another type is text', async () => {
    const headers: [string, string][] = [['Content-Type', 'text/plain']];
    const event = await eventOf(request('/testStage/', { headers, body: 'né' }), { restApis: [restApi({ binaryMediaTypes: ['image/*'] })] });
    expect(event).toMatchObject({ body: 'né', isBase64Encoded: false });
  });
});

describe('by a custom domain name', () => {
  const by = (url: string, mappings: Parameters<typeof domainName>[0]) => eventOf(request(url, { host: DOMAIN }), {
    domainNames: [domainName(mappings)],
    restApis: [restApi({ executeApiEndpointDisabled: true, methods: [route('GET', '/orders/{id}')] })],
  });

  test('the stage is not in any path', async () => {
    const event = await by('/orders/7', [{}]);
    expect(event).toMatchObject({ path: '/orders/7', resource: '/orders/{id}', pathParameters: { id: '7' } });
    expect(event.requestContext).toMatchObject({ path: '/orders/7', stage: 'testStage', domainName: DOMAIN, domainPrefix: 'hello' });
    expect(event.headers.Host).toBe(DOMAIN);
  });

  test('the base path is in the paths and not in the route', async () => {
    const event = await by('/shop/orders/7', [{ basePath: 'shop' }]);
    expect(event).toMatchObject({ path: '/shop/orders/7', resource: '/orders/{id}' });
    expect(event.requestContext.path).toBe('/shop/orders/7');
  });

  test('the longest base path that fits chooses', async () => {
    const mappings = [{ apiId: 'other' }, { basePath: 'shop' }, { basePath: 'sho', apiId: 'other' }];
    expect(await by('/shop/orders/7', mappings)).toMatchObject({ resource: '/orders/{id}' });
  });

  test.each([
    ['first', '/testStage/orders/7', {}],
    ['after the base path', '/shop/testStage/orders/7', { basePath: 'shop' }],
  ])('where the mapping has no stage, the caller names it %s', async (_where, url, mapping) => {
    expect(await by(url, [{ ...mapping, stage: '' }])).toMatchObject({ resource: '/orders/{id}', requestContext: { stage: 'testStage' } });
  });
});
