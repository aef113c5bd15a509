import { request as get } from 'node:http';
import { HttpServer } from '../../../../../local/machine/http-server';
import { HttpRequest } from '../../../../../local/services/api-gateway/http-message';
import { Invocation } from '../../../../../local/services/api-gateway/lambda-invocation';
import { streamedResponse } from '../../../../../local/services/api-gateway/rest-api/streamed-response';

const REQUEST: HttpRequest = { method: 'GET', host: 'api', url: '/', headers: [], body: Buffer.alloc(0), sourceIp: '127.0.0.1' };
const ZEROS = '\0'.repeat(8);

/** A function under way: the test writes its parts, and ends it. */
class RunningFunction {
  write!: (part: string) => void;
  end!: (invocation?: Invocation) => void;
  readonly response;

  constructor(limitMs: number = 10_000) {
    this.response = streamedResponse(takePart => {
      this.write = part => takePart(Buffer.from(part));
      return new Promise(resolve => { this.end = (invocation = {}) => resolve(invocation); });
    }, REQUEST, limitMs);
  }
}

/** What a caller gets, as it comes. */
async function served(fn: RunningFunction) {
  const server = new HttpServer(async () => fn.response);
  const url = await server.start(0, 'the port');
  const response = await new Promise<import('node:http').IncomingMessage>(resolve => get(url, resolve).end());
  return { response, chunks: response.setEncoding('utf8')[Symbol.asyncIterator](), stop: () => server.stop() };
}

test('a caller has the status and the headers before the function has ended, and then each part', async () => {
  const fn = new RunningFunction();
  fn.write('{"statusCode":201,"headers":{"X-A":"b"},');
  fn.write(`"cookies":["c=1","d=2"]}${ZEROS}first`);
  const { response, chunks, stop } = await served(fn);
  expect([response.statusCode, response.headers]).toMatchObject([201, { 'x-a': 'b', 'set-cookie': ['c=1', 'd=2'], 'transfer-encoding': 'chunked' }]);
  expect((await chunks.next()).value).toBe('first');
  fn.write('second');
  expect((await chunks.next()).value).toBe('second');
  fn.end();
  expect((await chunks.next()).done).toBe(true);
  await stop();
});

test('a caller is cut off where the function fails in its stream', async () => {
  const fn = new RunningFunction();
  fn.write(`{}${ZEROS}first`);
  const { chunks, stop } = await served(fn);
  await chunks.next();
  fn.end({ error: { errorType: 'Error', errorMessage: 'no more' } });
  await expect(chunks.next()).rejects.toThrow('aborted');
  fn.write('too late');
  await stop();
});

test.each<[string, (fn: RunningFunction) => void, number, string]>([
  ['that fails before it streams', fn => fn.end({ error: { errorType: 'Error', errorMessage: 'no' } }), 502, 'Error: no'],
  ['that is throttled', fn => fn.end({ error: { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' }, throttled: true }), 500, 'TooManyRequestsException: Rate Exceeded.'],
  ['without metadata', fn => { fn.write('text'); fn.end(); }, 502, 'the function streams no metadata, or no 8 zero bytes after it'],
  ['with other metadata', fn => { fn.write(`{"status":200}${ZEROS}x`); fn.end(); }, 502, 'malformed Lambda proxy response: {"status":200}'],
  ['with metadata that is no JSON', fn => { fn.write(`text${ZEROS}x`); fn.end(); }, 502, 'malformed Lambda proxy response: "text"'],
])('a function %s gets no stream', async (_, act, statusCode, reason) => {
  const fn = new RunningFunction();
  act(fn);
  const { rest, ...response } = await fn.response;
  expect([response, rest]).toMatchObject([{ statusCode, reason }, undefined]);
});

test('a function that says nothing in time is a 504', async () => {
  expect(await new RunningFunction(1).response).toMatchObject({ statusCode: 504 });
});
