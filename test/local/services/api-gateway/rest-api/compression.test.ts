import { gunzipSync, inflateSync } from 'zlib';
import { gateway, request, restApi } from './rest-api';

const BODY = 'a'.repeat(1_000);

/** What a caller gets of an API that compresses from so many bytes on. */
async function answerTo(acceptEncoding: string | undefined, minimumCompressionSize?: number, payload: object = { statusCode: 200, body: BODY }) {
  const { handle } = gateway({ restApis: [restApi({ minimumCompressionSize })] }, payload);
  return handle(request('/testStage/', { headers: acceptEncoding === undefined ? [] : [['Accept-Encoding', acceptEncoding]] }));
}

test.each([
  ['gzip', 'gzip', gunzipSync],
  ['deflate, gzip', 'deflate', inflateSync],
  ['gzip;q=0.5, deflate;q=0.8', 'deflate', inflateSync],
  ['GZIP', 'gzip', gunzipSync],
])('an answer of enough bytes is compressed as a caller who accepts %s likes it best', async (accepted, coding, decode) => {
  const { headers, body } = await answerTo(accepted, 1_000);
  expect(headers['content-encoding']).toBe(coding);
  expect(decode(body as Buffer).toString()).toBe(BODY);
});

test.each([
  ['a caller who accepts anything', '*', 0],
  ['a caller who says nothing', undefined, 0],
  ['a caller who likes another coding best', 'br, gzip;q=0.9', 0],
  ['a caller who wants no coding', 'identity', 0],
  ['a caller who names what objects have', 'constructor', 0],
  ['an answer of too few bytes', 'gzip', 1_001],
  ['an API that does not compress', 'gzip', undefined],
])('nothing is compressed for %s', async (_, accepted, minimumSize) => {
  const { headers, body } = await answerTo(accepted, minimumSize);
  expect(headers).not.toHaveProperty('content-encoding');
  expect(body).toBe(BODY);
});

test('an answer that has a coding is left as it is', async () => {
  const { headers, body } = await answerTo('gzip', 0, { statusCode: 200, headers: { 'Content-Encoding': 'br' }, body: 'coded' });
  expect(headers['content-encoding']).toBe('br');
  expect(body).toBe('coded');
});

test('what API Gateway answers by itself is not compressed', async () => {
  expect((await answerTo('gzip', 0, { body: 7 })).headers).not.toHaveProperty('content-encoding');
});
