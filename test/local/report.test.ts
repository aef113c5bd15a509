import { outputLine, requestLine } from '../../local/report';

const request = { method: 'GET', url: '/orders?full=yes', statusCode: 502, servedBy: 'eu-west-1', from: 'eu-north-1', durationMs: 12.4 };

test('a request is a line with who answered and how long it took', () => {
  expect(requestLine(request)).toBe('502  eu-west-1  GET /orders?full=yes  12 ms');
});

test('a request that a function failed says why', () => {
  expect(requestLine({ ...request, reason: 'Sandbox.Timedout: Task timed out after 3.00 seconds' }))
    .toBe('502  eu-west-1  GET /orders?full=yes  12 ms  (Sandbox.Timedout: Task timed out after 3.00 seconds)');
});

test('a request for a name that leads nowhere is served by nobody', () => {
  expect(requestLine({ ...request, statusCode: 404, servedBy: undefined })).toBe('404  -  GET /orders?full=yes  12 ms');
});

test('what a handler prints comes with its Region and its construct path in the stack', () => {
  expect(outputLine({ region: 'eu-west-1', functionName: 'f', path: 'Shop/eu-west-1/Shop/Orders', line: 'sold' })).toBe('eu-west-1  Shop/Orders  | sold');
});
