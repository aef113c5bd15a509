import { httpApi, httpGateway, httpRequest, httpRoute } from './http-api';
import { ParameterMappings } from '../../../../../local/services/api-gateway/http-api/http-api-definition';

type Mappings = ParameterMappings;

function mapped(mappings: Mappings, payload?: unknown, payloadFormat: '1.0' | '2.0' = '2.0') {
  return httpGateway({
    stages: [{ name: 'dev', variables: { color: 'blue' } }],
    routes: [httpRoute('ANY /orders/{id}', { integration: { type: 'AWS_PROXY', functionName: 'hello', payloadFormat, ...mappings } })],
  }, payload);
}

const REQUEST = httpRequest('/dev/orders/a%20b?page=1&page=2&q=x%26y', {
  method: 'POST', headers: [['X-Given', 'one'], ['x-given', 'two'], ['Content-Type', 'application/json']], body: '{"items":[{"id":7}],"name":"n"}',
});

async function eventOf(requestParameters: Record<string, string>, payloadFormat?: '1.0' | '2.0') {
  const { handle, events } = mapped({ requestParameters }, undefined, payloadFormat);
  await handle(REQUEST);
  return events[0];
}

test.each([
  ['a text', 'blue and green', 'blue and green'],
  ['all values of a header', '$request.header.x-GIVEN', 'one,two'],
  ['all values of a parameter', '$request.querystring.page', '1,2'],
  ['the path', '$request.path', '/orders/a b'],
  ['a part of the path', '$request.path.id', 'a b'],
  ['a part of the body', '$request.body.items[0].id', '7'],
  ['the body', '$request.body', '{"items":[{"id":7}],"name":"n"}'],
  ['a variable of the stage', '$stageVariables.color', 'blue'],
  ['the context', '$context.routeKey', 'ANY /orders/{id}'],
  ['several of these', '${request.body.name}-${stageVariables.color}!', 'n-blue!'],
])('a header may be %s', async (_, source, value) => {
  expect((await eventOf({ 'overwrite:header.X-New': source })).headers['x-new']).toBe(value);
});

test('headers are appended, overwritten and removed', async () => {
  expect((await eventOf({ 'append:header.x-given': 'three' })).headers['x-given']).toBe('one,two,three');
  expect((await eventOf({ 'overwrite:header.x-given': 'three' })).headers['x-given']).toBe('three');
  expect((await eventOf({ 'remove:header.x-given': '\'\'' })).headers).not.toHaveProperty('x-given');
});

test('a value that is not there changes nothing', async () => {
  expect((await eventOf({ 'overwrite:header.x-given': '$request.header.missing' })).headers['x-given']).toBe('one,two');
});

test('query parameters are appended, overwritten and removed', async () => {
  const { queryStringParameters, rawQueryString } = await eventOf({ 'append:querystring.page': '3', 'overwrite:querystring.q': 'a=b', 'remove:querystring.none': '\'\'' });
  expect(queryStringParameters).toEqual({ page: '1,2,3', q: 'a=b' });
  expect(rawQueryString).toBe('page=1&page=2&page=3&q=a%3Db');
  expect(await eventOf({ 'remove:querystring.page': '\'\'', 'remove:querystring.q': '\'\'' })).not.toHaveProperty('queryStringParameters');
});

test.each([['2.0', 'rawPath'], ['1.0', 'path']] as const)('the path may be overwritten, in format %s, e.g. to leave out the stage', async (format, field) => {
  expect((await eventOf({ 'overwrite:path': '$request.path' }, format))[field]).toBe('/orders/a b');
});

test('an answer is changed by the mapping for its status', async () => {
  const payload = { statusCode: 404, headers: { 'x-a': 'a', 'x-b': 'b', 'x-c': 'c' }, body: '{"code":"none"}' };
  const responseParameters = {
    404: {
      'append:header.X-A': '$response.header.x-b',
      'overwrite:header.x-b': '${response.body.code} in ${stageVariables.color}',
      'remove:header.x-c': '\'\'',
      'overwrite:statuscode': '410',
    },
    200: { 'overwrite:header.x-a': 'other' },
  };
  const { statusCode, headers } = await mapped({ responseParameters }, payload).handle(REQUEST);
  expect(statusCode).toBe(410);
  expect(headers).toMatchObject({ 'x-a': 'a,b', 'x-b': 'none in blue' });
  expect(headers).not.toHaveProperty('x-c');
});

test('an answer of another status is left as it is', async () => {
  const { headers } = await mapped({ responseParameters: { 500: { 'overwrite:header.x-a': 'other' } } }).handle(REQUEST);
  expect(headers).not.toHaveProperty('x-a');
});

test('what an authorizer says of the caller may be mapped', async () => {
  const route = httpRoute('$default', {
    authorizer: { type: 'REQUEST', id: 'g', functionName: 'guard', payloadFormat: '2.0', simpleResponses: true, identitySources: [], ttlSeconds: 0 },
    integration: { type: 'AWS_PROXY', functionName: 'hello', payloadFormat: '2.0', requestParameters: { 'overwrite:header.x-tenant': '$context.authorizer.tenant' } },
  });
  const events: any[] = [];
  const { handle } = httpGateway(httpApi({ routes: [route] }), undefined, {
    invoke: async (functionName, event) => {
      events.push(event);
      return { payload: functionName === 'guard' ? { isAuthorized: true, context: { tenant: 7 } } : { statusCode: 200 } };
    },
  });
  await handle(httpRequest('/'));
  expect(events[1].headers['x-tenant']).toBe('7');
});
