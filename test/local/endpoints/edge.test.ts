import * as http from 'http';
import { Edge } from '../../../local/endpoints/edge';
import { ManualClock } from '../../../local/machine/clock';
import { Journal, JournalEntry } from '../../../local/machine/journal';
import { HttpResponse } from '../../../local/services/api-gateway/http-message';

const HELLO: HttpResponse = { statusCode: 200, headers: {}, body: 'hello' };
let answer = HELLO;
const served: JournalEntry<'request'>[] = [];
const journal = new Journal(new ManualClock());
journal.on('request', request => served.push(request));
const edge = new Edge({
  journal,
  defaultFrom: 'us-east-1',
  locations: ['us-east-1', 'eu-west-1', 'sa-east-1'],
  names: {
    all: ['hello.example.com'],
    defaultHost: 'hello.example.com',
    locate: (host, from) => host === 'hello.example.com' && from === 'us-east-1'
      ? { region: 'us-east-2', handle: async () => answer }
      : undefined,
    elsewhere: (host, from) => host === 'hello.example.com' && from === 'eu-west-1' ? 'd111111abcdef8.cloudfront.net' : undefined,
  },
});
let url: string;

beforeAll(async () => { url = await edge.start(0); });
afterAll(() => edge.stop());
beforeEach(() => { served.length = 0; answer = HELLO; });

async function ask(headers: Record<string, string> = {}) {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => http.get(`${url}/hello`, { headers }, resolve).on('error', reject));
  let body = '';
  for await (const chunk of response) body += chunk;
  return { statusCode: response.statusCode, servedBy: response.headers['x-served-by'], body };
}

test('a caller is answered by the Region that DNS leads to, which the answer says', async () => {
  expect(await ask()).toEqual({ statusCode: 200, servedBy: 'us-east-2', body: 'hello' });
  expect(served).toMatchObject([{ url: '/hello', from: 'us-east-1', statusCode: 200, servedBy: 'us-east-2', reason: undefined }]);
});

test.each<[string, Partial<HttpResponse>, string | undefined]>([
  ['the gateway by itself', { statusCode: 403, headers: { 'x-amzn-errortype': 'MissingAuthenticationTokenException' }, body: '{"message":"Missing Authentication Token"}' }, 'Missing Authentication Token'],
  ['a route that is not run here', { statusCode: 501, body: '{"message":"The local Regions do not support HTTP_PROXY"}' }, 'The local Regions do not support HTTP_PROXY'],
  ['a gateway response without a message', { statusCode: 403, headers: { 'x-amzn-errortype': 'ForbiddenException' }, body: 'no' }, undefined],
  ['a handler', { statusCode: 404, body: '{"message":"no such order"}' }, undefined],
])('of an answer of %s, the journal has what was said as the reason, if it was no handler', async (_, response, reason) => {
  answer = { ...HELLO, ...response };
  await ask();
  expect(served).toMatchObject([{ statusCode: answer.statusCode, reason }]);
});

test('a caller whom DNS leads outside the Regions is told where to', async () => {
  const { statusCode, servedBy, body } = await ask({ 'x-client-location': 'eu-west-1' });
  expect([statusCode, servedBy]).toEqual([503, 'd111111abcdef8.cloudfront.net']);
  expect(JSON.parse(body)).toEqual({
    message: 'hello.example.com: DNS leads to d111111abcdef8.cloudfront.net, which is outside the local Regions. On AWS, callers are answered from there',
  });
  expect(served).toMatchObject([{
    statusCode: 503, servedBy: 'd111111abcdef8.cloudfront.net', reason: 'DNS leads to d111111abcdef8.cloudfront.net, which is outside the local Regions',
  }]);
});

test('a caller in a place that no record is for is told so', async () => {
  expect(await ask({ 'x-client-location': 'sa-east-1' })).toEqual({
    statusCode: 404, servedBy: undefined, body: JSON.stringify({ message: 'No record of hello.example.com is for callers in sa-east-1' }),
  });
});

test.each([
  ['another name', { host: 'shop.example.com' }, 404, /^No record for shop\.example\.com\. The names served here are: hello\.example\.com\./],
  ['a place that is no Region', { 'x-client-location': 'atlantis-1' }, 400, /^x-client-location must be an AWS Region, got: atlantis-1$/],
])('a caller who says %s is refused', async (_, headers: Record<string, string>, statusCode, message) => {
  const refused = await ask(headers);
  expect([refused.statusCode, refused.servedBy]).toEqual([statusCode, undefined]);
  expect(JSON.parse(refused.body).message).toMatch(message);
  expect(served).toMatchObject([{ reason: expect.stringMatching(message) }]);
});
