import { httpGateway, httpRequest, httpRoute } from './http-api';
import { CorsDefinition } from '../../../../../local/services/api-gateway/http-api/http-api-definition';

const CORS: CorsDefinition = {
  allowOrigins: ['https://www.example.com'],
  allowMethods: ['GET', 'POST'],
  allowHeaders: ['authorization', 'x-shop'],
  exposeHeaders: ['x-count'],
  allowCredentials: true,
  maxAgeSeconds: 300,
};

function preflight(origin: string | undefined, more: [string, string][] = [['Access-Control-Request-Method', 'GET']]) {
  return httpRequest('/orders', { method: 'OPTIONS', headers: [...origin ? [['Origin', origin] as [string, string]] : [], ...more] });
}

async function corsHeaders(cors: Partial<CorsDefinition>, sent: ReturnType<typeof httpRequest>, payload?: unknown) {
  const { handle } = httpGateway({ cors: { ...CORS, ...cors }, routes: [httpRoute('GET /orders')] }, payload);
  const { headers } = await handle(sent);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')));
}

test('a preflight is answered by API Gateway, without a route or a function', async () => {
  const { handle, events } = httpGateway({ cors: CORS, routes: [httpRoute('GET /orders')] });
  expect(await handle(preflight('https://www.example.com'))).toEqual({
    statusCode: 204,
    traceId: expect.any(String),
    headers: {
      'access-control-allow-origin': 'https://www.example.com',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization,x-shop',
      'access-control-max-age': '300',
      'apigw-requestid': expect.any(String),
    },
    body: '',
  });
  expect(events).toEqual([]);
});

test.each([
  ['all origins', ['*'], 'https://a.example.com', '*'],
  ['all origins with a scheme', ['https://*'], 'https://a.example.com', 'https://a.example.com'],
  ['not those of another scheme', ['https://*'], 'http://a.example.com', undefined],
  ['the second of several', ['https://a.example.com', 'https://b.example.com'], 'https://b.example.com', 'https://b.example.com'],
  ['no other', ['https://a.example.com'], 'https://z.example.com', undefined],
])('a preflight allows %s', async (_name, allowOrigins, origin, allowed) => {
  expect((await corsHeaders({ allowOrigins }, preflight(origin)))['access-control-allow-origin']).toBe(allowed);
});

test('a preflight of an origin that is not allowed has no CORS headers at all', async () => {
  expect(await corsHeaders({}, preflight('https://z.example.com'))).toEqual({});
});

test.each([
  ['without an origin', preflight(undefined)],
  ['without the method that it asks for', preflight('https://www.example.com', [])],
])('OPTIONS %s is no preflight: its route serves it', async (_name, sent) => {
  const { handle, events } = httpGateway({ cors: CORS });
  await handle(sent);
  expect(events).toHaveLength(1);
});

test('without a CORS configuration, a preflight is a request like another', async () => {
  const { handle, events } = httpGateway();
  await handle(preflight('https://www.example.com'));
  expect(events).toHaveLength(1);
});

describe('the answer of a function', () => {
  const get = httpRequest('/orders', { headers: [['Origin', 'https://www.example.com']] });

  test('gets the headers of the configuration, and loses its own', async () => {
    const payload = { statusCode: 200, headers: { 'Access-Control-Allow-Origin': 'https://evil.example.com', 'Access-Control-Allow-Methods': 'PUT' } };
    expect(await corsHeaders({}, get, payload)).toEqual({
      'access-control-allow-origin': 'https://www.example.com',
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'x-count',
    });
  });

  test('has none for a caller without an origin', async () => {
    expect(await corsHeaders({}, httpRequest('/orders'), { statusCode: 200, headers: { 'access-control-allow-origin': '*' } })).toEqual({});
  });
});
