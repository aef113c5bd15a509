import { FunctionSandbox } from './function-sandbox';
import { ManualClock } from '../../../../local/machine/clock';
import { Journal, JournalEntry } from '../../../../local/machine/journal';
import { LambdaService } from '../../../../local/services/lambda/lambda-service';

const sandbox = new FunctionSandbox();
const journal = new Journal(new ManualClock());
let lambda: LambdaService;

const CODE = `exports.handler = async (event, context) => {
  if (event.fails) throw new TypeError('no item');
  console.log('said');
  return { event, region: process.env.AWS_REGION, arn: context.invokedFunctionArn, client: context.clientContext };
};`;

const MAPPING = {
  id: '1f0e0000-0000-4000-8000-000000000001',
  region: 'eu-west-1',
  eventSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:jobs',
  functionName: 'hello',
  batchSize: 7,
  batchingWindowSeconds: 2,
  maximumConcurrency: 3,
  reportsBatchItemFailures: true,
  filters: [{ body: { kind: ['b'] } }],
  enabled: true,
};

beforeAll(() => {
  const hello = sandbox.definition(CODE, { description: 'says hello', qualifiers: { 1: '1', live: '1' }, environment: { COLOR: 'blue' } });
  lambda = new LambdaService({
    functions: [hello, { ...hello, region: 'us-east-1' }, ...['a', 'b'].map(name => ({ ...hello, functionName: name, region: 'ap-southeast-1', reservedConcurrency: 0 }))],
    absentFunctions: [{ region: 'eu-west-1', functionName: 'in-ruby', what: 'Shop/InRuby: it runs on ruby3.4' }],
    eventSourceMappings: [MAPPING, { ...MAPPING, id: 'other', functionName: 'a', qualifier: 'live' }],
    accountId: '123456789012',
    journal,
    clock: new ManualClock(),
    deliver: async () => {},
    eventInvokeConfigs: [],
    awsEndpoint: 'http://localhost:3100',
    appDirectory: sandbox.appDirectory,
    workerFile: sandbox.workerFile,
  });
});
afterAll(async () => {
  await lambda.stop();
  await sandbox.remove();
});

async function ask(method: string, path: string, { headers = {}, body = '', region = 'eu-west-1' }: { headers?: Record<string, string>; body?: string; region?: string } = {}) {
  const { pathname, searchParams: query } = new URL(path, 'http://localhost');
  const answer = await lambda.answer({
    method, path: pathname, query, headers, body: Buffer.from(body), signer: { accessKeyId: 'local', region, service: 'lambda' },
  });
  return { ...answer, body: answer.body === '' ? '' : JSON.parse(String(answer.body)) };
}

const invoke = (called: string, options?: Parameters<typeof ask>[2]) => ask('POST', `/2015-03-31/functions/${called}/invocations`, options);

describe('Invoke', () => {
  test('answers with what the function answers', async () => {
    const { statusCode, headers, body } = await invoke('hello', { body: '{"a":1}' });
    expect([statusCode, headers['x-amz-executed-version'], headers['x-amz-function-error']]).toEqual([200, '$LATEST', undefined]);
    expect(body).toEqual({ event: { a: 1 }, region: 'eu-west-1', arn: 'arn:aws:lambda:eu-west-1:123456789012:function:hello' });
    expect(headers['x-amzn-requestid']).toBe(journal.entries('invocation').pop()!.requestId);
  });

  test('takes nothing for an empty event', async () => {
    expect((await invoke('hello')).body).toMatchObject({ event: {} });
  });

  test.each([
    ['a name', 'hello', 'hello', '$LATEST'],
    ['a name with an alias', 'hello:live', 'hello:live', '1'],
    ['a name with a version', 'hello:1', 'hello:1', '1'],
    ['a name and a parameter', 'hello?', 'hello:live', '1'],
    ['an ARN', 'arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Ahello', 'hello', '$LATEST'],
    ['an ARN with an alias', 'arn:aws:lambda:eu-west-1:123456789012:function:hello:live', 'hello:live', '1'],
    ['a partial ARN', '123456789012:function:hello', 'hello', '$LATEST'],
    ['a partial ARN without an account', 'function:hello:$LATEST', 'hello:$LATEST', '$LATEST'],
  ])('finds a function by %s', async (_, called, arn, version) => {
    const { headers, body } = called.endsWith('?') ? await ask('POST', '/2015-03-31/functions/hello/invocations?Qualifier=live') : await invoke(called);
    expect([body.arn, headers['x-amz-executed-version']]).toEqual([`arn:aws:lambda:eu-west-1:123456789012:function:${arn}`, version]);
  });

  test('of a function that fails tells the error', async () => {
    const { statusCode, headers, body } = await invoke('hello', { body: '{"fails":true}' });
    expect([statusCode, headers['x-amz-function-error']]).toEqual([200, 'Unhandled']);
    expect(body).toEqual({ errorType: 'TypeError', errorMessage: 'no item', trace: expect.arrayContaining(['TypeError: no item']) });
  });

  test.each([['hello', '\\$LATEST'], ['hello:live', '1']])('of %s tells the log to whoever asks for it', async (called, version) => {
    const { headers } = await invoke(called, { headers: { 'x-amz-log-type': 'Tail' } });
    const id = headers['x-amzn-requestid'];
    expect(Buffer.from(String(headers['x-amz-log-result']), 'base64').toString()).toMatch(
      new RegExp(`^START RequestId: ${id} Version: ${version}\nsaid\nEND RequestId: ${id}\nREPORT RequestId: ${id}\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms\tMemory Size: 256 MB\n$`),
    );
  });

  test('gives the function what the client tells of itself', async () => {
    const { body } = await invoke('hello', { headers: { 'x-amz-client-context': Buffer.from('{"custom":{"a":1}}').toString('base64') } });
    expect(body.client).toEqual({ custom: { a: 1 } });
  });

  test('of an event answers before the function does', async () => {
    const told = new Promise<JournalEntry<'invocation'>>(resolve => { const stop = journal.on('invocation', entry => { stop(); resolve(entry); }); });
    expect(await invoke('hello', { headers: { 'x-amz-invocation-type': 'Event' }, body: '{"fails":true}' })).toMatchObject({ statusCode: 202, body: '' });
    expect(await told).toMatchObject({ functionName: 'hello', invocationType: 'Event', error: 'TypeError: no item' });
  });

  test('that is dry runs nothing', async () => {
    const before = journal.entries('invocation').length;
    expect(await invoke('hello', { headers: { 'x-amz-invocation-type': 'DryRun' } })).toMatchObject({ statusCode: 204, body: '' });
    expect(journal.entries('invocation')).toHaveLength(before);
  });

  const EVENT = { 'x-amz-invocation-type': 'Event' };
  test.each<[string, string, Parameters<typeof ask>[2], number, string, string]>([
    ['a function that there is not', 'nobody', {}, 404, 'ResourceNotFoundException', 'Function not found: arn:aws:lambda:eu-west-1:123456789012:function:nobody'],
    ['an alias that there is not', 'hello:blue', {}, 404, 'ResourceNotFoundException', 'Function not found: arn:aws:lambda:eu-west-1:123456789012:function:hello:blue'],
    ['a function of another Region', 'arn:aws:lambda:us-east-1:123456789012:function:hello', {}, 404, 'ResourceNotFoundException', 'Functions from \'us-east-1\' are not reachable in this region (\'eu-west-1\')'],
    ['a function that does not run here', 'in-ruby', {}, 501, 'NotImplemented', 'The local Regions do not run Shop/InRuby: it runs on ruby3.4'],
    ['no name', 'what%20ever', {}, 400, 'ValidationException', expect.stringMatching(/^1 validation error detected: Value 'what ever' at 'functionName' failed/) as any],
    ['no type', 'hello', { headers: { 'x-amz-invocation-type': 'Later' } }, 400, 'ValidationException', expect.stringMatching(/\[Event, RequestResponse, DryRun\]$/) as any],
    ['no JSON', 'hello', { body: '{' }, 400, 'InvalidRequestContentException', expect.stringMatching(/^Could not parse request body into json: /) as any],
    ['more than 6 MB', 'hello', { body: 'x'.repeat(6_291_457) }, 413, 'RequestTooLargeException', 'Request must be smaller than 6291456 bytes for the InvokeFunction operation'],
    ['an event of more than 1 MB', 'hello', { headers: EVENT, body: 'x'.repeat(1_048_577) }, 413, 'RequestTooLargeException', 'Request must be smaller than 1048576 bytes for the InvokeFunction operation'],
  ])('of %s is refused as on AWS', async (_, called, options, statusCode, code, message) => {
    const refused = await invoke(called, options);
    expect(refused).toMatchObject({ statusCode, headers: { 'x-amzn-errortype': code } });
    expect(refused.body.message).toEqual(message);
  });

  test('of a function that has all the invocations that it may have is throttled', async () => {
    expect(await invoke('a', { region: 'ap-southeast-1' })).toMatchObject({
      statusCode: 429, headers: { 'x-amzn-errortype': 'TooManyRequestsException' }, body: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', message: 'Rate Exceeded.' },
    });
  });

  test('with two qualifiers is refused', async () => {
    const { statusCode, body } = await ask('POST', '/2015-03-31/functions/hello:live/invocations?Qualifier=1');
    expect([statusCode, body.message]).toEqual([400, 'The derived qualifier from the function name does not match the specified qualifier.']);
  });
});

test('GetFunction and GetFunctionConfiguration describe a function', async () => {
  const configuration = {
    FunctionName: 'hello',
    FunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:hello:live',
    Description: 'says hello',
    Version: '1',
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Timeout: 20,
    MemorySize: 256,
    Environment: { Variables: { COLOR: 'blue' } },
  };
  expect((await ask('GET', '/2015-03-31/functions/hello/configuration?Qualifier=live')).body).toMatchObject(configuration);
  expect((await ask('GET', '/2015-03-31/functions/hello?Qualifier=live')).body).toMatchObject({ Configuration: configuration, Code: { Location: expect.stringMatching(/^file:\/\/\/.*\/asset\.0$/) } });
});

test('ListFunctions pages through those of the Region', async () => {
  const list = async (query: string) => {
    const { body } = await ask('GET', `/2015-03-31/functions${query}`, { region: 'ap-southeast-1' });
    return [body.Functions.map((fn: any) => fn.FunctionName), body.NextMarker];
  };
  expect(await list('')).toEqual([['a', 'b'], null]);
  expect(await list('/?MaxItems=1')).toEqual([['a'], '1']);
  expect(await list('?MaxItems=1&Marker=1')).toEqual([['b'], null]);
});

describe('an event source mapping', () => {
  const path = `/2015-03-31/event-source-mappings/${MAPPING.id}`;
  const update = (settings: object, region?: string) => ask('PUT', path, { body: JSON.stringify(settings), region });

  test('is described', async () => {
    expect((await ask('GET', path)).body).toEqual({
      UUID: MAPPING.id,
      EventSourceMappingArn: `arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:${MAPPING.id}`,
      EventSourceArn: MAPPING.eventSourceArn,
      FunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:hello',
      BatchSize: 7,
      MaximumBatchingWindowInSeconds: 2,
      ScalingConfig: { MaximumConcurrency: 3 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["b"]}}' }] },
      State: 'Enabled',
      StateTransitionReason: 'USER_INITIATED',
      LastModified: expect.any(Number),
    });
  });

  test.each([
    ['all of the Region', '/', [MAPPING.id, 'other']],
    ['those of a function', '?FunctionName=hello', [MAPPING.id]],
    ['those of an alias, by its ARN', '?FunctionName=arn:aws:lambda:eu-west-1:123456789012:function:a:live', ['other']],
    ['those of a queue', '?EventSourceArn=arn:aws:sqs:eu-west-1:123456789012:others', []],
  ])('is listed among %s', async (_, query, ids) => {
    expect((await ask('GET', `/2015-03-31/event-source-mappings${query}`)).body.EventSourceMappings.map(({ UUID }: any) => UUID)).toEqual(ids);
  });

  test('is disabled and enabled', async () => {
    const disabled = await update({ Enabled: false });
    expect([disabled.statusCode, disabled.body.State]).toEqual([202, 'Disabling']);
    expect((await ask('GET', path)).body.State).toBe('Disabled');
    expect((await update({ Enabled: false })).body.State).toBe('Disabled');
    expect((await update({ Enabled: true })).body.State).toBe('Enabling');
    expect((await ask('GET', path)).body.State).toBe('Enabled');
  });

  test('is of its Region, and its other settings stay as they are', async () => {
    expect(await update({ Enabled: false }, 'us-east-1')).toMatchObject({ statusCode: 404, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' } });
    expect((await update({ BatchSize: 1 })).body.message).toBe('The local Regions enable and disable event source mappings, and do not set BatchSize');
  });
});

test.each([['DELETE', '/2015-03-31/functions/hello'], ['POST', '/2015-03-31/event-source-mappings'], ['GET', '/2018-10-31/layers'], ['GET', '/2015-03-31/functions/hello/aliases']])('%s %s is refused by name', async (method, path) => {
  const { statusCode, headers, body } = await ask(method, path);
  expect([statusCode, headers['x-amzn-errortype'], body.message]).toEqual([
    501, 'NotImplemented', `The local Regions run Invoke, GetFunction, GetFunctionConfiguration, ListFunctions, GetEventSourceMapping, ListEventSourceMappings, UpdateEventSourceMapping of Lambda, not ${method} ${path}`,
  ]);
});
