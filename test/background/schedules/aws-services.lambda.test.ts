import * as http from 'http';
import { AddressInfo } from 'net';
import { AwsV4Signer } from 'aws4fetch';
import { AwsServices } from '../../../src/background/schedules/aws-services.lambda';

const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:remind:live';
const received: { url: string; headers: http.IncomingHttpHeaders; body: string }[] = [];
let server: http.Server;
let endpoint: string;
let answers: { status: number; headers?: Record<string, string>; body: object }[];
let aws: AwsServices;

beforeAll(async () => {
  server = http.createServer((request, response) => {
    let body = '';
    request.on('data', data => { body += data; }).on('end', () => {
      received.push({ url: request.url!, headers: request.headers, body });
      const { status, headers, body: answer } = answers.length > 1 ? answers.shift()! : answers[0];
      response.writeHead(status, headers).end(JSON.stringify(answer));
    });
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  aws = new AwsServices({ region: 'eu-west-1', accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' }, 'amazonaws.com', endpoint);
});
beforeEach(() => {
  received.length = 0;
  answers = [{ status: 200, body: { ok: true } }];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a function is invoked by its ARN, signed as an independent implementation does', async () => {
  expect(await aws.invoke(FUNCTION, { time: 'now' })).toEqual({});
  const [{ url, headers, body }] = received;
  expect(url).toBe(`/2015-03-31/functions/${encodeURIComponent(FUNCTION)}/invocations`);
  const signer = new AwsV4Signer({
    method: 'POST',
    url: endpoint + url,
    body,
    headers: { 'content-type': headers['content-type']! },
    accessKeyId: 'AKID',
    secretAccessKey: 'secret',
    sessionToken: 'token',
    service: 'lambda',
    region: 'eu-west-1',
    datetime: headers['x-amz-date'] as string,
    allHeaders: true,
  });
  expect(headers.authorization).toBe((await signer.sign()).headers.get('authorization'));
});

test('a handler fails by what Lambda says of it, and is not asked again', async () => {
  answers = [{ status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, body: { errorMessage: 'no' } }];
  expect(await aws.invoke(FUNCTION, {})).toEqual({ failed: { errorMessage: 'no' } });
  answers = [{ status: 500, body: { message: 'internal' } }];
  expect(await aws.invoke(FUNCTION, {})).toEqual({ failed: { message: 'internal' } });
  expect(received).toHaveLength(2);
});

test('one that is throttled was not started, and is asked again', async () => {
  answers = [{ status: 429, body: {} }, { status: 200, body: {} }];
  expect(await aws.invoke(FUNCTION, {})).toEqual({});
  expect(received).toHaveLength(2);
});

test.each([
  ['com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException', 400], ['com.amazonaws.dynamodb.v20120810#ReplicatedWriteConflictException', 400],
  ['com.amazonaws.dynamodb.v20120810#InternalServerError', 500],
])('a service is asked again for %s', async (__type, status) => {
  answers = [{ status, body: { __type } }, { status: 200, body: { Item: 1 } }];
  expect(await aws.dynamoDb('GetItem', { TableName: 'Shop-Claims' })).toEqual({ Item: 1 });
  expect(received.map(({ headers }) => headers['x-amz-target'])).toEqual(['DynamoDB_20120810.GetItem', 'DynamoDB_20120810.GetItem']);
});

test('and not for what stays wrong', async () => {
  answers = [{ status: 400, body: { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', message: 'The conditional request failed' } }];
  await expect(aws.dynamoDb('PutItem', {})).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', message: 'The conditional request failed' });
  expect(received).toHaveLength(1);
});
