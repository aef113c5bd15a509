import { httpResponse } from '../../../../../local/services/api-gateway/http-api/http-response';

const JSON_200 = { statusCode: 200, headers: { 'content-type': 'application/json' } };

describe('in format 2.0, an answer without a status is the body', () => {
  test.each([
    ['text', 'Hello from Lambda!', 'Hello from Lambda!'],
    ['an object', { message: 'Hello from Lambda!' }, '{"message":"Hello from Lambda!"}'],
    ['an object that looks like an answer', { body: 'x' }, '{"body":"x"}'],
    ['a list', [1, 2], '[1,2]'],
    ['a number', 7, '7'],
    ['null', null, 'null'],
    ['nothing', undefined, 'null'],
  ])('if it is %s', (_name, payload, body) => {
    expect(httpResponse(payload, '2.0')).toEqual({ ...JSON_200, body });
  });
});

test('status, headers, cookies and body are the function\'s', () => {
  const payload = { cookies: ['a=1', 'b=2'], isBase64Encoded: false, statusCode: 201, headers: { 'X-Count': 7, 'Content-Type': 'text/html' }, body: 'made' };
  expect(httpResponse(payload, '2.0')).toEqual({
    statusCode: 201, headers: { 'x-count': '7', 'content-type': 'text/html', 'set-cookie': ['a=1', 'b=2'] }, body: 'made',
  });
});

test.each(['1.0', '2.0'] as const)('in format %s, an answer with a status and without a type is text', format => {
  expect(httpResponse({ statusCode: 204 }, format)).toEqual({ statusCode: 204, headers: { 'content-type': 'text/plain;charset=UTF-8' }, body: '' });
});

test.each(['1.0', '2.0'] as const)('in format %s, base64 is decoded whatever the caller accepts', format => {
  expect(httpResponse({ statusCode: 200, body: 'cG5n', isBase64Encoded: true }, format).body).toEqual(Buffer.from('png'));
});

test('cookies are added to those that are headers', () => {
  expect(httpResponse({ statusCode: 200, headers: { 'Set-Cookie': 'a=1' }, cookies: ['b=2'] }, '2.0').headers['set-cookie']).toEqual(['a=1', 'b=2']);
});

test('headers with many values are of format 1.0 only, cookies of 2.0 only', () => {
  const payload = { statusCode: 200, multiValueHeaders: { 'X-Many': ['1', '2'] }, cookies: ['a=1'] };
  expect(httpResponse(payload, '1.0').headers).toEqual({ 'content-type': expect.anything(), 'x-many': ['1', '2'] });
  expect(httpResponse(payload, '2.0').headers).toEqual({ 'content-type': expect.anything(), 'set-cookie': ['a=1'] });
});

test('headers of the connection do not reach the caller', () => {
  const headers = { 'Connection': 'close', 'Content-Length': '5', 'Transfer-Encoding': 'chunked', 'X-Own': 'yes' };
  expect(httpResponse({ statusCode: 200, headers }, '2.0').headers).toEqual({ 'content-type': expect.anything(), 'x-own': 'yes' });
});

test.each<[string, '1.0' | '2.0', unknown]>([
  ['a body that is an object', '2.0', { statusCode: 200, body: {} }],
  ['a status that is no number', '2.0', { statusCode: 'OK' }],
  ['a status out of range', '2.0', { statusCode: 42 }],
  ['a header that is a list', '2.0', { statusCode: 200, headers: { 'x-a': ['1'] } }],
  ['cookies that are text', '2.0', { statusCode: 200, cookies: 'a=1' }],
  ['no status, in format 1.0', '1.0', { body: 'x' }],
  ['text only, in format 1.0', '1.0', 'hello'],
])('an answer that has %s is a 500', (_name, format, payload) => {
  expect(httpResponse(payload, format)).toEqual({
    statusCode: 500,
    headers: { 'content-type': 'application/json' },
    body: '{"message":"Internal Server Error"}',
    reason: `malformed Lambda proxy response: ${JSON.stringify(payload)}`,
  });
});
