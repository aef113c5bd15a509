import { crc32 } from 'node:zlib';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDbEndpoint, signedRequest } from './dynamodb-endpoint';
import { PLAIN } from './hits-table';
import { DynamoDbWireProtocol } from '../../../../local/services/dynamodb/wire-protocol';

let endpoint: DynamoDbEndpoint;
let protocol: DynamoDbWireProtocol;

beforeEach(async () => {
  endpoint = new DynamoDbEndpoint(['us-east-1', 'eu-west-1']);
  await endpoint.start(PLAIN);
  protocol = new DynamoDbWireProtocol(endpoint.engines);
});

afterEach(() => endpoint.stop());

const send = (body: string, target: string | undefined = 'DynamoDB_20120810.PutItem', region = 'us-east-1') =>
  protocol.answer(signedRequest({ region, headers: { 'x-amz-target': target }, body: Buffer.from(body) }));

test('an answer carries its checksum, a request id and the protocol\'s content type', async () => {
  const answer = await send('{"TableName":"Plain","Item":{"id":{"S":"ä"}}}');
  expect(answer).toMatchObject({ statusCode: 200, body: '{}' });
  expect(answer.headers).toEqual({
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-crc32': String(crc32(answer.body)),
    'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test.each([
  ['a body that is not JSON', '{"TableName":', 'com.amazon.coral.service#SerializationException'],
  ['a body that is not an object', '[]', 'com.amazon.coral.service#SerializationException'],
  ['a member of the wrong type', '{"TableName":1}', 'com.amazon.coral.service#SerializationException'],
  ['a missing member', '{"TableName":"Plain"}', 'com.amazon.coral.validate#ValidationException'],
  ['a missing table', '{"TableName":"Absent","Item":{"id":{"S":"a"}}}', 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException'],
])('%s is refused as AWS does', async (_, body, type) => {
  const answer = await send(body);
  expect(answer.statusCode).toEqual(400);
  expect(JSON.parse(answer.body)).toMatchObject({ __type: type });
});

test.each<[string | undefined, string]>([
  [undefined, 'The request names no operation of DynamoDB'],
  ...[
    'ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction', 'CreateBackup', 'DescribeBackup', 'ListBackups', 'DeleteBackup', 'RestoreTableFromBackup',
    'RestoreTableToPointInTime', 'UpdateContinuousBackups', 'ExportTableToPointInTime', 'ImportTable', 'DescribeEndpoints',
  ].map((operation): [string, string] => [`DynamoDB_20120810.${operation}`, `${operation} is not supported by the local Regions`]),
  ['DynamoDB_20120810.constructor', 'constructor is not supported by the local Regions'],
  ['DynamoDBStreams_20120810.PutRecord', 'PutRecord of DynamoDB Streams is not supported by the local Regions'],
])('an operation that does not exist here is refused by name: %s', async (target, message) => {
  const answer = await protocol.answer(signedRequest({ region: 'us-east-1', headers: { 'x-amz-target': target }, body: Buffer.from('{}') }));
  expect(answer.statusCode).toEqual(400);
  expect(JSON.parse(answer.body)).toEqual({ __type: 'com.amazon.coral.service#UnknownOperationException', message });
});

test('a Region without DynamoDB is refused, and the message names those with', async () => {
  await expect(endpoint.client('sa-east-1').send(new GetItemCommand({ TableName: 'Plain', Key: { id: { S: 'a' } } }))).rejects.toMatchObject({
    name: 'UnrecognizedClientException', message: 'There is no DynamoDB in Region sa-east-1; the local Regions are: us-east-1, eu-west-1',
  });
});

test('a fault of the engine is an internal server error', async () => {
  await endpoint.engines.get('eu-west-1')!.createTable({ ...PLAIN, tableName: 'Other' });
  await endpoint.engines.get('eu-west-1')!.close();
  const answer = await send('{"TableName":"Other","Item":{"id":{"S":"a"}}}', undefined, 'eu-west-1');
  expect(answer.statusCode).toEqual(500);
  expect(JSON.parse(answer.body)).toEqual({
    __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'Database is closed',
  });
});
