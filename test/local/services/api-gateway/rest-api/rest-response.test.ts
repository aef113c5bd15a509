import { request } from './rest-api';
import { restResponse } from '../../../../../local/services/api-gateway/rest-api/rest-response';

const BAD_GATEWAY = {
  gatewayResponse: 'DEFAULT_5XX',
  statusCode: 502,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'InternalServerErrorException' },
  body: '{"message":"Internal server error"}',
};

function answer(payload: unknown, accept?: string, binaryMediaTypes: string[] = []) {
  return restResponse(payload, request('/', { headers: accept ? [['Accept', accept]] : [] }), binaryMediaTypes);
}

test('status, headers and body are the function\'s', () => {
  expect(answer({ statusCode: 201, headers: { 'Content-Type': 'text/plain', 'X-Count': 7, 'X-New': true }, body: 'made', isBase64Encoded: false })).toEqual({
    statusCode: 201,
    headers: { 'content-type': 'text/plain', 'x-count': '7', 'x-new': 'true' },
    body: 'made',
  });
});

test('an answer without a content type is JSON', () => {
  expect(answer({ statusCode: 200, body: '{}' }).headers).toEqual({ 'content-type': 'application/json' });
});

test.each([
  ['nothing', {}],
  ['no status', { body: '' }],
  ['nulls', { statusCode: null, headers: null, multiValueHeaders: null, body: null }],
])('an answer with %s is an empty 200', (_name, payload) => {
  expect(answer(payload)).toEqual({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: '' });
});

test('a status may be text', () => {
  expect(answer({ statusCode: '404' }).statusCode).toBe(404);
});

describe('headers with many values', () => {
  test('are all sent: this is how to set several cookies', () => {
    expect(answer({ statusCode: 200, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] } }).headers).toMatchObject({ 'set-cookie': ['a=1', 'b=2'] });
  });

  test('are sent beside the others', () => {
    expect(answer({ headers: { 'X-One': '1' }, multiValueHeaders: { 'X-Many': [1, 2] } }).headers).toMatchObject({ 'x-one': '1', 'x-many': ['1', '2'] });
  });

  test('count, where a header is in both', () => {
    expect(answer({ headers: { 'set-cookie': 'a=1' }, multiValueHeaders: { 'Set-Cookie': ['a=2'] } }).headers).toMatchObject({ 'set-cookie': ['a=2'] });
  });
});

test('headers that API Gateway sets itself reach the caller under another name', () => {
  const headers = { 'Connection': 'close', 'Content-Length': '5', 'Date': 'today', 'Server': 'mine', 'WWW-Authenticate': 'Basic' };
  expect(answer({ statusCode: 401, headers }).headers).toEqual({
    'content-type': 'application/json',
    'x-amzn-remapped-connection': 'close',
    'x-amzn-remapped-content-length': '5',
    'x-amzn-remapped-date': 'today',
    'x-amzn-remapped-server': 'mine',
    'x-amzn-remapped-www-authenticate': 'Basic',
  });
});

test('the transfer encoding does not reach the caller', () => {
  expect(answer({ headers: { 'Transfer-Encoding': 'chunked' } }).headers).toEqual({ 'content-type': 'application/json' });
});

describe('a base64 body', () => {
  const image = { statusCode: 200, headers: { 'Content-Type': 'image/png' }, body: Buffer.from('png').toString('base64'), isBase64Encoded: true };

  test.each([
    ['accepts a binary media type', 'image/png', ['image/png']],
    ['accepts one that a wildcard covers', 'image/webp', ['image/*']],
    ['accepts a binary media type first', 'image/png,text/html;q=0.9', ['image/png']],
    ['accepts anything, where all are binary', '*/*', ['*/*']],
    ['does not say, where all are binary', undefined, ['*/*']],
  ])('is decoded for a caller that %s', (_name, accept, binaryMediaTypes) => {
    expect(answer(image, accept, binaryMediaTypes).body).toEqual(Buffer.from('png'));
  });

  test.each([
    ['accepts another type', 'text/html', ['image/png']],
    ['accepts a binary media type second', 'text/html,image/png', ['image/png']],
    ['calls an API without binary media types', 'image/png', []],
    ['does not say', undefined, ['image/png']],
  ])('stays as it is for a caller that %s', (_name, accept, binaryMediaTypes) => {
    expect(answer(image, accept, binaryMediaTypes).body).toBe(image.body);
  });
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['text', 'hello'],
  ['a list', [{ statusCode: 200 }]],
  ['a body that is an object', { statusCode: 200, body: { message: 'hello' } }],
  ['a status that is no number', { statusCode: 'OK' }],
  ['a status out of range', { statusCode: 42 }],
  ['headers that are text', { statusCode: 200, headers: 'x' }],
  ['a header that is an object', { statusCode: 200, headers: { 'x-a': {} } }],
  ['a header that is a list', { statusCode: 200, headers: { 'x-a': ['1'] } }],
  ['many-valued headers without a list', { statusCode: 200, multiValueHeaders: { 'x-a': '1' } }],
  ['a property that REST APIs do not know', { statusCode: 200, cookies: ['a=1'] }],
])('an answer that is or has %s is a 502, in AWS\'s words', (_name, payload) => {
  expect(answer(payload)).toEqual({ ...BAD_GATEWAY, reason: `malformed Lambda proxy response: ${JSON.stringify(payload)}` });
});
