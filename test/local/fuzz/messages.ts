import * as http from 'http';
import * as net from 'net';
import { decode, DecodedPacket, encode, OptAnswer, RecordType } from 'dns-packet';
import { mangled, mutated, oneOf, Random } from './mutations';
import { LocalRegions } from '../../../local';
import { overTcp, overUdp } from '../endpoints/dns/dig';

/** One message, and what came of it: what is wrong with that, if anything is. */
export interface Outcome {
  readonly asked: string;
  /** A status or a code. */
  readonly answer: string;
  readonly problem?: string;
}

export type Send = (regions: LocalRegions, random: Random) => Promise<Outcome>;

const KEY = { id: { S: 'a' }, n: { N: '1' } };
const NAMED = { ExpressionAttributeNames: { '#k': 'kind' }, ExpressionAttributeValues: { ':k': { S: 'x' }, ':n': { N: '1' } } };
const WRITE = { TableName: 'items', ConditionExpression: 'attribute_not_exists(#k) OR #k < :k AND size(#k) > :n', ...NAMED, ReturnValues: 'ALL_OLD', ReturnConsumedCapacity: 'INDEXES' };
const ARN = 'arn:aws:dynamodb:us-east-1:123456789012:table/items';
const DYNAMODB: Readonly<Record<string, object>> = {
  PutItem: { ...WRITE, Item: { ...KEY, kind: { S: 'x' }, all: { M: { l: { L: [{ NS: ['1'] }, { BOOL: true }, { B: 'AAAA' }] } } } } },
  GetItem: { TableName: 'items', Key: KEY, ProjectionExpression: '#k, a.b[0].c', ExpressionAttributeNames: { '#k': 'kind' }, ConsistentRead: true },
  UpdateItem: { ...WRITE, ReturnValues: 'UPDATED_NEW', Key: KEY, UpdateExpression: 'SET #k = if_not_exists(#k, :k), a = list_append(a, :k) ADD c :n REMOVE d[1] DELETE e :k' },
  DeleteItem: { ...WRITE, Key: KEY },
  Query: { TableName: 'items', KeyConditionExpression: 'id = :k AND n BETWEEN :n AND :n', FilterExpression: 'contains(#k, :k)', ...NAMED, Limit: 5, ScanIndexForward: false, ExclusiveStartKey: KEY },
  Scan: { TableName: 'items', IndexName: 'by-kind', FilterExpression: 'begins_with(#k, :k)', ...NAMED, Segment: 0, TotalSegments: 2, Select: 'COUNT' },
  BatchGetItem: { RequestItems: { items: { Keys: [KEY, { ...KEY, n: { N: '2' } }], ProjectionExpression: 'id' } } },
  BatchWriteItem: { RequestItems: { items: [{ PutRequest: { Item: KEY } }, { DeleteRequest: { Key: { ...KEY, n: { N: '2' } } } }] } },
  TransactGetItems: { TransactItems: [{ Get: { TableName: 'items', Key: KEY } }] },
  TransactWriteItems: { TransactItems: [{ Put: { ...WRITE, Item: KEY } }, { Delete: { TableName: 'items', Key: { ...KEY, n: { N: '2' } } } }, { ConditionCheck: { ...WRITE, Key: { ...KEY, n: { N: '3' } } } }], ClientRequestToken: 'a' },
  DescribeTable: { TableName: 'items' },
  DescribeTimeToLive: { TableName: 'items' },
  UpdateTimeToLive: { TableName: 'items', TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } },
  DescribeContinuousBackups: { TableName: 'items' },
  DescribeLimits: {},
  ListTables: { Limit: 1, ExclusiveStartTableName: 'a' },
  TagResource: { ResourceArn: ARN, Tags: [{ Key: 'a', Value: 'b' }] },
  UntagResource: { ResourceArn: ARN, TagKeys: ['a'] },
  ListTagsOfResource: { ResourceArn: ARN, NextToken: 'a' },
  CreateTable: { TableName: 'other' },
  UpdateTable: { TableName: 'items' },
  DeleteTable: { TableName: 'other' },
};
const QUEUE = { QueueUrl: 'http://localhost/123456789012/orders' };
const FIFO = { QueueUrl: 'http://localhost/123456789012/ordered.fifo' };
const ATTRIBUTES = { kind: { DataType: 'String', StringValue: 'a' }, bytes: { DataType: 'Binary', BinaryValue: 'AAAA' } };
const SQS: Readonly<Record<string, object>> = {
  SendMessage: { ...QUEUE, MessageBody: 'hello', DelaySeconds: 1, MessageAttributes: ATTRIBUTES },
  SendMessageBatch: { ...FIFO, Entries: [{ Id: 'a', MessageBody: 'x', MessageGroupId: 'g', MessageDeduplicationId: 'd' }, { Id: 'b', MessageBody: 'y', MessageAttributes: ATTRIBUTES }] },
  ReceiveMessage: { ...QUEUE, MaxNumberOfMessages: 10, VisibilityTimeout: 0, WaitTimeSeconds: 0, AttributeNames: ['All'], MessageAttributeNames: ['kind', 'b.*'], MessageSystemAttributeNames: ['SentTimestamp'] },
  DeleteMessage: { ...QUEUE, ReceiptHandle: 'a' },
  DeleteMessageBatch: { ...QUEUE, Entries: [{ Id: 'a', ReceiptHandle: 'a' }] },
  ChangeMessageVisibility: { ...QUEUE, ReceiptHandle: 'a', VisibilityTimeout: 1 },
  ChangeMessageVisibilityBatch: { ...QUEUE, Entries: [{ Id: 'a', ReceiptHandle: 'a', VisibilityTimeout: 1 }] },
  GetQueueAttributes: { ...QUEUE, AttributeNames: ['All'] },
  SetQueueAttributes: { ...QUEUE, Attributes: { VisibilityTimeout: '1', DelaySeconds: '0' } },
  GetQueueUrl: { QueueName: 'orders', QueueOwnerAWSAccountId: '123456789012' },
  ListQueues: { QueueNamePrefix: 'o', MaxResults: 1, NextToken: '0' },
  ListDeadLetterSourceQueues: { ...QUEUE, MaxResults: 1 },
  ListQueueTags: QUEUE,
  TagQueue: { ...QUEUE, Tags: { a: 'b' } },
  UntagQueue: { ...QUEUE, TagKeys: ['a'] },
  PurgeQueue: QUEUE,
  StartMessageMoveTask: { SourceArn: 'arn:aws:sqs:us-east-1:123456789012:dead', MaxNumberOfMessagesPerSecond: 1 },
  ListMessageMoveTasks: { SourceArn: 'arn:aws:sqs:us-east-1:123456789012:dead', MaxResults: 1 },
  CreateQueue: { QueueName: 'other' },
};
const PATHS = ['/items/a', '/items/%F0%9F%A6%86', '/items/a%2Fb', '/all/a/b/c', '/all/', '/', '//', '/items/a?x=1&x=2&y=%20', '/items/a?%', '/items/%', '/items/%E0%A4%A', '/all/../items/a', '*', 'http://other/items/a', '/_multi-region/', '/items?a[b]=c'];
const HEADERS: Readonly<Record<string, string>> = {
  'host': 'hello.example.com',
  'cookie': 'a=b; c',
  'accept': '*/*',
  'content-type': 'application/json',
  'x-client-location': 'eu-west-1',
  'x-forwarded-for': '192.0.2.1',
  'x-amzn-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793',
  'authorization': 'Bearer a.b.c',
  'origin': 'https://example.com',
  'expect': '100-continue',
  'x-http-method-override': 'PUT',
};

/** What answers never have in them: where in our code something failed, or in the words of the language. */
const INSIDE = /\n\s+at .+:\d+|node_modules|\.[jt]s:\d|Cannot (?:read|set|convert|create|destructure|mix)|is not (?:a function|iterable|a constructor|extensible|assignable)|Unexpected (?:token ['"]|end of)|JSON at position|URI malformed|Invalid URL|circular structure|\[object Object\]|Maximum call stack|Invalid (?:array|time value|string length)|Reduce of empty|"message":"(?:undefined|null)"/;

export const dynamoDb: Send = async (regions, random) => {
  const operation = oneOf(Object.keys(DYNAMODB), random);
  const target = random() < 0.98 ? `DynamoDB_20120810.${operation}` : oneOf(['', 'DynamoDB_20120810.', `DynamoDBStreams_20120810.${operation}`, 'DynamoDB_20120810.toString', 'x'], random);
  const body = bodyOf(DYNAMODB[operation], random);
  const { status, text, headers } = await ask(regions.awsUrl, { method: 'POST', headers: { ...signed('dynamodb', random), 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' }, body });
  const type = status === 200 ? undefined : /^com\.(?:amazonaws\.dynamodb\.v20120810|amazon\.coral\.[a-z]+)#[A-Z]\w+$/;
  return told(`${target} ${body.toString('latin1')}`, status, text, jsonProblem(text, type) ?? (headers['x-amzn-requestid'] ? undefined : 'has no request id'));
};

export const sqs: Send = async (regions, random) => {
  const operation = oneOf(Object.keys(SQS), random);
  if (random() < 0.5) {
    const body = bodyOf(SQS[operation], random);
    const headers = { ...signed('sqs', random), 'x-amz-target': `AmazonSQS.${random() < 0.98 ? operation : oneOf(['', 'toString', 'x'], random)}`, 'content-type': 'application/x-amz-json-1.0' };
    const { status, text } = await ask(regions.awsUrl, { method: 'POST', headers, body });
    return told(`${operation} ${body.toString('latin1')}`, status, text, jsonProblem(text, status === 200 ? undefined : /^(?:com\.amazon(?:aws)?\.(?:sqs|coral)[\w.]*#)?[A-Z]\w+$/));
  }
  const form = `Action=${operation}&${formOf(mutated(SQS[operation], random))}`;
  const body = random() < 0.7 ? Buffer.from(form) : mangled(Buffer.from(form), random);
  const path = random() < 0.5 ? '/' : oneOf(['/123456789012/orders', '/123456789012/nothing', '/x'], random);
  const { status, text } = await ask(`${regions.awsUrl}${path}`, { method: 'POST', headers: { ...signed('sqs', random), 'content-type': 'application/x-www-form-urlencoded' }, body });
  const shape = status === 200 ? /^<\w+Response xmlns="[^"]+">/ : /<ErrorResponse[ >].*<Code>[A-Z][\w.]+<\/Code>.*<\/ErrorResponse>/s;
  return told(`${path} ${body.toString('latin1')}`, status, text, shape.test(text) ? undefined : 'is no answer of the query protocol');
};

export const httpMessage: Send = async (regions, random) => {
  const method = random() < 0.5 ? 'GET' : oneOf(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND', 'get'], random);
  const url = random() < 0.1 ? regions.awsUrl : regions.url;
  const headers = Object.entries(HEADERS).filter(([name]) => name === 'host' || random() < 0.2).map(([name, value]) => `${name}: ${random() < 0.1 ? mangled(Buffer.from(value), random).toString('latin1') : value}\r\n`);
  const content = mangled(Buffer.from('{"a":[1,2,{"b":"c"}]}'), random);
  const isChunked = random() < 0.1;
  const head = `${method} ${oneOf(PATHS, random)} HTTP/1.1\r\nconnection: close\r\n${headers.join('')}${isChunked ? 'transfer-encoding: chunked' : `content-length: ${content.length}`}\r\n\r\n`;
  const message = Buffer.concat([Buffer.from(head), content]);
  const sent = random() < 0.7 ? message : mangled(message, random);
  const isWhole = sent === message && !isChunked; // of others, the rest might come still
  const answer = await overSocket(url, sent, isWhole ? 10_000 : 100);
  const [, status, rest = ''] = /^HTTP\/1\.1 (\d{3}) ([^]*)/.exec(answer.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '')) ?? [];
  const bodyOfAnswer = rest.split('\r\n\r\n').slice(1).join('\r\n\r\n');
  const asked = sent.toString('latin1');
  if (status === undefined) {
    return { asked, answer: 'no answer', problem: isWhole ? `is not answered: ${answer}` : undefined };
  }
  return told(asked, Number(status), bodyOfAnswer, undefined);
};

export const dns: Send = async (regions, random) => {
  const edns = { type: 'OPT', name: '.', udpPayloadSize: oneOf([0, 512, 1232, 65_535], random), extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false, options: [{ code: 8, family: 1, sourcePrefixLength: 16, scopePrefixLength: 0, ip: '127.25.0.0' }] } as OptAnswer;
  const question = { type: oneOf(['A', 'AAAA', 'NS', 'SOA', 'ANY', 'TXT', 'CAA', 'AXFR', 'DS', 'OPT'], random) as RecordType, name: oneOf(['hello.example.com', 'us-east-1.hello.example.com', 'nothing.example.com', 'example.org', '.', 'x'.repeat(63)], random) };
  const query = encode({ type: 'query', id: Math.floor(random() * 65_536), flags: 256, questions: [question], additionals: random() < 0.5 ? [edns] : [] });
  const sent = random() < 0.2 ? query : mangled(query, random);
  const asked = sent.toString('hex');
  const mayBeDropped = sent.length < 12 || sent[2] >= 128;
  const byTcp = random() < 0.2;
  if (mayBeDropped) {
    if (byTcp) await overTcp(regions.dns!.server, sent).catch(() => undefined); // a message that is none ends the connection
    return { asked, answer: 'none' };
  }
  const answer = await within(byTcp ? overTcp(regions.dns!.server, sent) : overUdp(regions.dns!.server, sent));
  if (answer === undefined) return { asked, answer: 'no answer', problem: 'is not answered' };
  const codes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];
  const code = codes[answer[3] % 16];
  const problem = answer.readUInt16BE(0) !== sent.readUInt16BE(0) ? 'has another number'
    : answer[2] < 128 ? 'is no response'
      : code === undefined || code === 'SERVFAIL' ? `says ${code}`
        : !byTcp && answer.length > 4096 ? 'is too long' : readable(answer) ? undefined : 'cannot be read';
  return { asked, answer: code, problem };
};

function readable(message: Buffer): boolean {
  try {
    const { type } = decode(message) as DecodedPacket;
    return type === 'response';
  } catch {
    return false;
  }
}

/** Says what a status and a text have that no answer has. */
function told(asked: string, status: number, text: string, problem: string | undefined): Outcome {
  const inside = INSIDE.exec(text)?.[0];
  const found = status >= 500 && !(status === 501 && text.includes('NotImplemented')) ? 'fails' : inside ? `says ${inside}` : problem;
  return { asked, answer: String(status), problem: found && `${found}: ${status} ${text.slice(0, 300)}` };
}

function jsonProblem(text: string, type: RegExp | undefined): string | undefined {
  try {
    const answer = JSON.parse(text);
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return 'is no object';
    if (type && !type.test(answer.__type)) return `is of the type ${answer.__type}`;
    return undefined;
  } catch {
    return 'is no JSON';
  }
}

function bodyOf(input: object, random: Random): Buffer {
  const text = Buffer.from(JSON.stringify(mutated(input, random)));
  return random() < 0.8 ? text : mangled(text, random);
}

function formOf(value: unknown, path: string = ''): string {
  if (typeof value !== 'object' || value === null) return `${path}=${encodeURIComponent(Buffer.from(String(value)).toString())}`;
  return Object.entries(value).map(([name, part]) => formOf(part, path === '' ? name : `${path}.${Array.isArray(value) ? Number(name) + 1 : name}`)).join('&');
}

function signed(service: string, random: Random): Record<string, string> {
  const region = random() < 0.95 ? 'us-east-1' : oneOf(['eu-west-1', 'nowhere', ''], random);
  return { authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/${service}/aws4_request` };
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });

/** Ends the connections that are kept. */
export function hangUp() {
  agent.destroy();
}

function ask(url: string, { method, headers, body }: { method: string; headers: Record<string, string>; body: Buffer }) {
  return new Promise<{ status: number; text: string; headers: http.IncomingHttpHeaders }>((resolve, reject) => {
    const request = http.request(url, { method, agent, headers: { ...headers, 'content-length': String(body.length) } }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', chunk => { text += chunk; }).on('error', reject).on('end', () => resolve({ status: response.statusCode!, text, headers: response.headers }));
    });
    request.on('error', reject).setTimeout(10_000, () => request.destroy(new Error('is not answered'))).end(body);
  });
}

/** What comes back until the connection ends, or nothing comes for so long, as after a request that has no end. */
function overSocket(url: string, message: Buffer, patienceMs: number): Promise<string> {
  return new Promise(resolve => {
    let received = '';
    const socket = net.connect({ port: Number(new URL(url).port), host: '127.0.0.1' });
    socket.setEncoding('latin1').on('data', chunk => { received += chunk; }).on('error', () => {}).on('close', () => resolve(received));
    socket.setTimeout(patienceMs, () => socket.destroy()).write(message);
  });
}

async function within<T>(answer: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout;
  const silence = new Promise<undefined>(resolve => { timer = setTimeout(() => resolve(undefined), 10_000); });
  return Promise.race([answer, silence]).finally(() => clearTimeout(timer));
}
