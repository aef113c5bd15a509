import * as http from 'http';
import { AddressInfo } from 'net';

/** AWS, as far as the function asks it: the state of each mapping, and what it was asked for. */
const states: Record<string, string> = {};
let item: object | undefined;
let asked: string[];
const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', chunk => chunks.push(chunk)).on('end', () => {
    const id = request.url!.split('/').pop()!;
    const body = Buffer.concat(chunks).toString();
    if (id === '') return void response.writeHead(item ? 200 : 400).end(JSON.stringify(item ?? { __type: 'ThrottlingException' }));
    asked.push(`${request.method} ${id}${body}`);
    expect(request.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/eu-west-1\/lambda\/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=/);
    response.writeHead(states[id] ? 200 : 409).end(JSON.stringify({ State: states[id] }));
  });
});
let handler: () => Promise<void>;

beforeAll(async () => {
  jest.spyOn(console, 'info').mockImplementation();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
  Object.assign(process.env, { AWS_REGION: 'eu-west-1', ...credentials, DRAIN_SWITCH: 'Shop-DrainSwitch', MAPPINGS: 'a,b,c', DYNAMODB_ENDPOINT: endpoint, LAMBDA_ENDPOINT: endpoint });
  ({ handler } = jest.requireActual('../../../src/background/queues/queue-pause.lambda'));
});
afterAll(() => new Promise(resolve => {
  server.close(resolve);
  server.closeAllConnections();
}));
beforeEach(() => { asked = []; });

test.each([
  ['drained', { Item: { drained: { BOOL: true } } }, ['GET a', 'GET b', 'GET c', 'PUT a{"Enabled":false}']],
  ['not drained', {}, ['GET a', 'GET b', 'GET c', 'PUT b{"Enabled":true}']],
  ['drained no more', { Item: { drained: { BOOL: false } } }, ['GET a', 'GET b', 'GET c', 'PUT b{"Enabled":true}']],
])('in a Region that is %s, mappings that are otherwise are brought to that, but for those that change just now', async (_, found, requests) => {
  Object.assign(states, { a: 'Enabled', b: 'Disabled', c: 'Updating' });
  item = found;
  await handler();
  expect(asked.sort()).toEqual(requests);
});

test('a mapping that cannot be changed keeps no other back, and is told', async () => {
  Object.assign(states, { a: '', b: 'Disabled', c: 'Disabled' });
  item = {};
  await expect(handler()).rejects.toThrow('GET /2015-03-31/event-source-mappings/a: HTTP 409');
  expect(asked.filter(request => request.startsWith('PUT')).sort()).toEqual(['PUT b{"Enabled":true}', 'PUT c{"Enabled":true}']);
});

test('a switch that cannot be read changes nothing', async () => {
  item = undefined;
  await expect(handler()).rejects.toThrow('The drain switch cannot be read: {"__type":"ThrottlingException"}');
  expect(asked).toEqual([]);
});
