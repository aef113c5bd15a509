import * as fs from 'fs';
import * as http from 'http';
import { AddressInfo } from 'net';
import * as path from 'path';

const BUNDLE = path.join(__dirname, '..', 'assets', 'health-probe', 'index.js');
const environment = process.env;
const asked: { target?: string; scope?: string; input: any }[] = [];
let server: http.Server;

/** DynamoDB, as far as the probe sees it: each table behaves as its name says. */
beforeAll(async () => {
  server = http.createServer((request, response) => {
    let body = '';
    request.on('data', data => { body += data; }).on('end', () => {
      const input = JSON.parse(body);
      asked.push({ target: request.headers['x-amz-target'] as string, scope: /Credential=([^,]+)/.exec(request.headers.authorization!)?.[1], input });
      const answers: Record<string, () => void> = {
        'Shop-Orders': () => response.end('{}'),
        'Shop-Missing': () => response.writeHead(400).end('{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Requested resource not found"}'),
        'Shop-Denied': () => response.writeHead(400).end('{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User: arn:aws:sts::123456789012:assumed-role/x is not authorized"}'),
        'Shop-Down': () => response.writeHead(500).end('<html>'),
        'Shop-Hanging': () => {},
      };
      answers[input.TableName]();
    });
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
});

afterAll(() => {
  process.env = environment;
  server.closeAllConnections();
  server.close();
});

async function probe(tables: string[], endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`) {
  process.env = {
    ...environment,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_SECRET_ACCESS_KEY: 'secret',
    DYNAMODB_ENDPOINT: endpoint,
    REPLICAS: JSON.stringify(tables.map(table => ({ table, key: { id: { S: 'health-probe' } } }))),
  };
  let handler: () => Promise<{ statusCode: number; body: string }>;
  jest.isolateModules(() => { handler = require(BUNDLE).handler; });
  const { statusCode, body } = await handler!();
  return { statusCode, ...JSON.parse(body) };
}

test('answers 200 while every replica answers, with or without the item', async () => {
  expect(await probe(['Shop-Orders'])).toEqual({ statusCode: 200, region: 'eu-west-1', status: 'healthy', replicas: { 'Shop-Orders': 'ok' } });
});

test('asks for one item by its key, signed for DynamoDB in its own Region', async () => {
  asked.length = 0;
  await probe(['Shop-Orders']);
  expect(asked).toEqual([{
    target: 'DynamoDB_20120810.GetItem',
    scope: expect.stringMatching(/^AKID\/\d{8}\/eu-west-1\/dynamodb\/aws4_request$/),
    input: { TableName: 'Shop-Orders', Key: { id: { S: 'health-probe' } } },
  }]);
});

test('answers 200 without any table: Lambda and the gateway are well', async () => {
  expect(await probe([])).toMatchObject({ statusCode: 200, replicas: {} });
});

test('answers 503 when one is missing and one denies access, and says so in a word', async () => {
  expect(await probe(['Shop-Orders', 'Shop-Missing', 'Shop-Denied', 'Shop-Down'])).toEqual({
    statusCode: 503,
    region: 'eu-west-1',
    status: 'unhealthy',
    replicas: {
      'Shop-Orders': 'ok', 'Shop-Missing': 'ResourceNotFoundException', 'Shop-Denied': 'AccessDeniedException', 'Shop-Down': 'status 500',
    },
  });
});

test('answers 503 within its budget when one hangs, whatever the others do', async () => {
  const begin = performance.now();
  expect(await probe(['Shop-Hanging', 'Shop-Orders'])).toMatchObject({
    statusCode: 503, replicas: { 'Shop-Hanging': 'timeout', 'Shop-Orders': 'ok' },
  });
  expect(performance.now() - begin).toBeLessThan(2000); // a checker's patience
});

test('answers 503 when DynamoDB cannot be reached', async () => {
  expect(await probe(['Shop-Orders'], 'http://127.0.0.1:1')).toMatchObject({ statusCode: 503, replicas: { 'Shop-Orders': 'unreachable' } });
});

test('its bundle is smaller than 10 kB', () => {
  expect(fs.statSync(BUNDLE).size).toBeLessThan(10_000);
});
