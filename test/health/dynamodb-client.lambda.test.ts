import * as http from 'http';
import { AddressInfo } from 'net';
import { AwsV4Signer } from 'aws4fetch';
import * as fc from 'fast-check';
import { DynamoDbClient, DynamoDbClientProps } from '../../src/health/dynamodb-client.lambda';

let server: http.Server;
let endpoint: string;
let received: { method: string; url: string; headers: http.IncomingHttpHeaders; body: string; socket: unknown }[] = [];
let answer: (response: http.ServerResponse) => void;

beforeAll(async () => {
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', data => chunks.push(data)).on('end', () => {
      received.push({
        method: request.method!, url: request.url!, headers: request.headers, body: Buffer.concat(chunks).toString(), socket: request.socket,
      });
      answer(response);
    });
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  received = [];
  answer = response => response.end('{"Item":{"name":{"S":"Zoë"}}}');
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const aClient = (props: Partial<DynamoDbClientProps> = {}) =>
  new DynamoDbClient({ endpoint, region: 'eu-west-1', accessKeyId: 'AKID', secretAccessKey: 'secret', ...props });

const never = () => new AbortController().signal;

test('asks for one item, and gives back the status and the text', async () => {
  expect(await aClient().getItem('Shop-Orders', { id: { S: '1' } }, never())).toEqual({ ok: true, status: 200, text: '{"Item":{"name":{"S":"Zoë"}}}' });
  expect(received).toEqual([expect.objectContaining({ method: 'POST', url: '/', body: '{"TableName":"Shop-Orders","Key":{"id":{"S":"1"}}}' })]);
  expect(received[0].headers).toMatchObject({ 'x-amz-target': 'DynamoDB_20120810.GetItem', 'content-type': 'application/x-amz-json-1.0' });
});

test('signs as an independent implementation of Signature Version 4 does, with and without a session token', async () => {
  const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
  const anyToken = fc.base64String({ minLength: 4, maxLength: 400 });
  const anySecret = fc.base64String({ minLength: 4, maxLength: 40 });
  await fc.assert(fc.asyncProperty(anyText, anySecret, fc.option(anyToken, { nil: undefined }), fc.constantFrom('us-east-1', 'ap-southeast-1'),
    async (key, secretAccessKey, sessionToken, region) => {
      received = [];
      await aClient({ secretAccessKey, sessionToken, region }).getItem('Shop-Orders', { id: { S: key } }, never());
      const [{ headers, body }] = received;
      const { headers: expected } = await new AwsV4Signer({
        method: 'POST',
        url: endpoint,
        body,
        headers: { 'content-type': headers['content-type']!, 'x-amz-target': headers['x-amz-target'] as string },
        accessKeyId: 'AKID',
        secretAccessKey,
        sessionToken,
        service: 'dynamodb',
        region,
        datetime: headers['x-amz-date'] as string,
        allHeaders: true,
      }).sign();
      expect(headers.authorization).toBe(expected.get('authorization'));
      expect(headers['x-amz-security-token']).toBe(sessionToken);
    }), { numRuns: 100 });
});

test('the time of the signature is now', async () => {
  const before = Date.now();
  await aClient().getItem('Shop-Orders', {}, never());
  const signed = Date.parse((received[0].headers['x-amz-date'] as string).replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'));
  expect(signed).toBeGreaterThan(before - 1000);
  expect(signed).toBeLessThanOrEqual(Date.now());
});

test('gives back an error of DynamoDB as it is, asked for once', async () => {
  answer = response => response.writeHead(400).end('{"__type":"ResourceNotFoundException"}');
  expect(await aClient().getItem('Shop-Orders', {}, never())).toEqual({ ok: false, status: 400, text: '{"__type":"ResourceNotFoundException"}' });
  expect(received).toHaveLength(1);
});

test('keeps its connection', async () => {
  const client = aClient();
  for (let i = 0; i < 3; i++) await client.getItem('Shop-Orders', {}, never());
  expect(new Set(received.map(({ socket }) => socket)).size).toBe(1);
});

test('asks once more on a new connection when all that were kept have died', async () => {
  const client = aClient();
  await Promise.all([1, 2, 3].map(() => client.getItem('Shop-Orders', {}, never())));
  const kept = new Set(received.map(({ socket }) => socket));
  received = [];
  answer = response => kept.has(response.socket) ? response.destroy() : response.end('{}');
  expect(await client.getItem('Shop-Orders', {}, never())).toMatchObject({ status: 200 });
  expect(received).toHaveLength(2);
});

test('asks no more than twice', async () => {
  answer = response => response.destroy();
  await expect(aClient().getItem('Shop-Orders', {}, never())).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(received).toHaveLength(2);
});

test('ends when it is told to, and does not ask again', async () => {
  const abort = new AbortController();
  answer = () => abort.abort();
  await expect(aClient().getItem('Shop-Orders', {}, abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
  expect(received).toHaveLength(1);
});

test('speaks TLS to DynamoDB itself', async () => {
  answer = response => response.end('{}');
  await expect(aClient({ endpoint: endpoint.replace('http:', 'https:') }).getItem('Shop-Orders', {}, never()))
    .rejects.toMatchObject({ code: expect.stringMatching(/^(EPROTO|ERR_SSL)/) });
});
