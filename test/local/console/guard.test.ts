import type { IncomingMessage } from 'http';
import { isForThisMachine, mayAsk } from '../../../local/console/guard';

function from(headers: Record<string, string>, method: string = 'GET'): IncomingMessage {
  return { method, headers: { host: 'localhost:3000', ...headers } } as unknown as IncomingMessage;
}

test.each([
  ['localhost:3000', true],
  ['LOCALHOST', true],
  ['127.0.0.1:3000', true],
  ['[::1]:3000', true],
  ['evil.example:3000', false],
  ['localhost.evil.example:3000', false],
  ['hello.example.com.localhost:3000', false],
  ['127.0.0.1.evil.example', false],
  ['', false],
])('by the name %j, the page is there: %j', (host, isThere) => {
  expect(isForThisMachine(from({ host }))).toBe(isThere);
});

test.each<[string, Record<string, string>]>([
  ['a program of this machine', {}],
  ['the page itself', { 'sec-fetch-site': 'same-origin', 'origin': 'http://localhost:3000' }],
  ['an address that somebody typed', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
])('%s may ask, and do', (_, headers) => {
  expect(mayAsk(from(headers), false)).toBe(true);
  expect(mayAsk(from(headers, 'POST'), false)).toBe(true);
});

test.each<[string, Record<string, string>]>([
  ['a page of another site', { 'sec-fetch-site': 'cross-site', 'origin': 'https://evil.example' }],
  ['a script or an image of another site, which tells no origin', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }],
  ['a page at another port of this machine', { 'sec-fetch-site': 'same-site', 'origin': 'http://localhost:8080' }],
  ['the API by its own name', { 'sec-fetch-site': 'cross-site', 'origin': 'http://hello.example.com.localhost:3000' }],
  ['an old browser, which tells the origin alone', { origin: 'https://evil.example' }],
  ['a file or a sandbox', { origin: 'null' }],
  ['a frame', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
  ['a form of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'origin': 'https://evil.example' }],
])('%s may neither ask nor do', (_, headers) => {
  for (const isDocument of [true, false]) {
    expect(mayAsk(from(headers), isDocument)).toBe(false);
    expect(mayAsk(from(headers, 'POST'), isDocument)).toBe(false);
  }
});

test('a link from anywhere leads to the page, and to nothing else of it', () => {
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  expect(mayAsk(from(link), true)).toBe(true);
  expect(mayAsk(from(link), false)).toBe(false);
  expect(mayAsk(from(link, 'POST'), true)).toBe(false);
});
