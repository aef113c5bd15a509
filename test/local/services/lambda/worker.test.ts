import { readdirSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { FunctionSandbox } from './function-sandbox';

const sandbox = new FunctionSandbox();
beforeEach(() => { sandbox.lines.length = 0; });
afterAll(() => sandbox.remove());

describe('a handler answers', () => {
  test.each<[string, string, unknown]>([
    ['with what its promise resolves to', 'exports.handler = async event => ({ echo: event.name });', { echo: 'Ada' }],
    ['null if its promise resolves to undefined', 'exports.handler = async () => {};', null],
    ['null if its promise resolves to what JSON does not know', 'exports.handler = async () => Symbol("x");', null],
    ['without what JSON drops', 'exports.handler = async () => ({ a: undefined, b() {}, c: new Date(0), d: [undefined] });', { c: '1970-01-01T00:00:00.000Z', d: [null] }],
    ['with what its callback gets', 'exports.handler = (event, context, callback) => { setImmediate(() => callback(null, event.name)); };', 'Ada'],
    ['with the first answer of its callback', 'exports.handler = (event, context, callback) => { callback(null, 1); callback(null, 2); };', 1],
    ['with what context.succeed gets', 'exports.handler = (event, context) => { context.succeed("yes"); };', 'yes'],
    ['with what context.done gets', 'exports.handler = (event, context) => { context.done(null, "done"); };', 'done'],
    ['null, not what a synchronous handler returns', 'exports.handler = () => ({ statusCode: 200 });', null],
    ['null once the event loop of a handler that never answers is empty', 'exports.handler = () => { setTimeout(() => {}, 5); };', null],
  ])('%s', async (_title, code, payload) => {
    expect(await sandbox.function(code).invoke({ name: 'Ada' })).toMatchObject({ payload });
  });

  test('with what it returns synchronously from Node.js 24 on', async () => {
    const lambdaFunction = sandbox.function('exports.handler = () => ({ statusCode: 200 });', { runtime: 'nodejs24.x' });

    expect(await lambdaFunction.invoke({})).toMatchObject({ payload: { statusCode: 200 } });
  });

  test('through a callback only once the event loop is empty', async () => {
    const code = 'exports.handler = (event, context, callback) => { callback(null, event); setTimeout(() => { event.late = true; }, 5); };';

    expect(await sandbox.function(code).invoke({})).toMatchObject({ payload: { late: true } });
  });

  test('through a callback at once if callbackWaitsForEmptyEventLoop is false', async () => {
    const lambdaFunction = sandbox.function(`exports.handler = (event, context, callback) => {
      context.callbackWaitsForEmptyEventLoop = false;
      setInterval(() => {}, 1000);
      callback(null, 'at once');
    };`);

    expect(await lambdaFunction.invoke({})).toMatchObject({ payload: 'at once' });
  });
});

describe('a failing handler is reported', () => {
  test.each<[string, string, object]>([
    ['with what its promise rejects with', 'exports.handler = async () => { throw new TypeError("no name"); };', { errorType: 'TypeError', errorMessage: 'no name' }],
    ['with what it throws', 'exports.handler = () => { throw new RangeError("too far"); };', { errorType: 'RangeError', errorMessage: 'too far' }],
    ['with what its callback gets', 'exports.handler = (event, context, callback) => callback(new Error("called back"));', { errorType: 'Error', errorMessage: 'called back' }],
    ['with what context.fail gets', 'exports.handler = (event, context) => context.fail(new Error("failed"));', { errorType: 'Error', errorMessage: 'failed' }],
    ['by its type if it throws no error', 'exports.handler = async () => { throw "a string"; };', { errorType: 'string', errorMessage: 'a string', trace: [] }],
    ['if its result is no JSON', 'exports.handler = async () => { const a = {}; a.a = a; return a; };', { errorType: 'Runtime.JSONStringifyError', errorMessage: 'Unable to stringify response body' }],
    ['if its result is over 6 MB', 'exports.handler = async () => "x".repeat(6291555);', { errorType: 'Function.ResponseSizeTooLarge', errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).' }],
    ['if its promise never settles', 'exports.handler = () => new Promise(() => {});', { errorType: 'Runtime.NodeJsExit' }],
  ])('%s', async (_title, code, error) => {
    const result = await sandbox.function(code).invoke({});

    expect(result.error).toMatchObject(error);
    expect(result).not.toHaveProperty('payload');
  });

  test('with its stack, in the answer and in the log', async () => {
    const { error } = await sandbox.function('exports.handler = async function hello() { throw new Error("boom"); };').invoke({});

    expect(error?.trace).toEqual(expect.arrayContaining(['Error: boom', expect.stringMatching(/at .*hello .*index\.js:1/)]));
    expect(sandbox.lines).toEqual(expect.arrayContaining(['Invoke Error\tError: boom']));
  });

  test('with the lines of its source, where the bundle has a source map', async () => {
    const source = `
      interface Greeting { text: string }
      export async function handler(greeting?: Greeting) {
        return greeting!.text.toUpperCase();
      }`;
    const { code } = transformSync(source, { loader: 'ts', format: 'cjs', minify: true, sourcemap: 'inline', sourcefile: 'hello.ts' });
    const { error } = await sandbox.function(code).invoke({});

    expect(error?.trace?.[1]).toMatch(/hello\.ts:4:/);
  });
});

test('the context is Lambda\'s', async () => {
  const code = 'exports.handler = async (event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis(), keys: Object.keys(context) });';
  const { payload, requestId } = await sandbox.function(code, { timeoutSeconds: 7, memoryMb: 192 }).invoke({});

  expect(payload).toEqual({
    awsRequestId: requestId,
    functionName: 'hello',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:hello',
    memoryLimitInMB: '192',
    logGroupName: '/aws/lambda/hello',
    logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    callbackWaitsForEmptyEventLoop: true,
    remaining: expect.any(Number),
    keys: expect.arrayContaining(['identity', 'clientContext', 'done', 'fail', 'succeed', 'getRemainingTimeInMillis']),
  });
  expect((payload as { remaining: number }).remaining).toBeGreaterThan(0);
  expect((payload as { remaining: number }).remaining).toBeLessThanOrEqual(7000);
});

test('the ARN of a function in China is China\'s', async () => {
  const code = 'exports.handler = async (event, context) => context.invokedFunctionArn;';
  const { payload } = await sandbox.function(code, { region: 'cn-north-1' }).invoke({});

  expect(payload).toBe('arn:aws-cn:lambda:cn-north-1:123456789012:function:hello');
});

describe('the environment', () => {
  const code = 'exports.handler = async () => ({ ...process.env });';

  test('is Lambda\'s, with the function\'s variables and the AWS endpoint on this machine', async () => {
    const overrides = { memoryMb: 192, environment: { HITS_TABLE_NAME: 'Hits', TZ: 'Europe/Paris', AWS_REGION: 'reserved' } };
    const lambdaFunction = sandbox.function(code, overrides, { awsEndpoint: 'http://localhost:4100' });

    expect((await lambdaFunction.invoke({}, { traceId: 'Root=1-5-6' })).payload).toEqual({
      HITS_TABLE_NAME: 'Hits',
      TZ: 'Europe/Paris',
      LANG: 'en_US.UTF-8',
      PATH: expect.any(String),
      TMPDIR: expect.any(String),
      _HANDLER: 'index.handler',
      _X_AMZN_TRACE_ID: 'Root=1-5-6',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      AWS_LAMBDA_FUNCTION_NAME: 'hello',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '192',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/hello',
      AWS_LAMBDA_LOG_STREAM_NAME: expect.any(String),
      LAMBDA_TASK_ROOT: lambdaFunction.definition.codeDirectory,
      LAMBDA_RUNTIME_DIR: '/var/runtime',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'local',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4100',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:4100',
    });
  });

  test('has the credentials that it is given', async () => {
    const credentials = { accessKeyId: 'ASIAHELLO', secretAccessKey: 'secret', sessionToken: 'token' };
    expect((await sandbox.function(code, {}, { credentials }).invoke({})).payload)
      .toMatchObject({ AWS_ACCESS_KEY_ID: 'ASIAHELLO', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' });
  });

  test('names UTC as the time zone by default', async () => {
    expect((await sandbox.function(code).invoke({})).payload).toMatchObject({ TZ: ':UTC' });
  });

  test('and the context have the log group of the function\'s own, where it has one', async () => {
    const own = 'exports.handler = async (event, context) => [process.env.AWS_LAMBDA_LOG_GROUP_NAME, context.logGroupName];';
    expect((await sandbox.function(own, { logGroupName: '/shop/hello' }).invoke({})).payload).toEqual(['/shop/hello', '/shop/hello']);
  });

  test('has a new trace for each invocation', async () => {
    const lambdaFunction = sandbox.function('exports.handler = async () => process.env._X_AMZN_TRACE_ID;');
    const first = await lambdaFunction.invoke({});
    const second = await lambdaFunction.invoke({});

    expect(first.payload).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
    expect(second.payload).not.toEqual(first.payload);
  });

  test('has the asset as the current directory', async () => {
    const lambdaFunction = sandbox.function('exports.handler = async () => process.cwd();');

    expect((await lambdaFunction.invoke({})).payload).toBe(lambdaFunction.definition.codeDirectory);
  });

  test('takes the options of Node.js that the function sets', async () => {
    const lambdaFunction = sandbox.function('exports.handler = async () => require("./required.json");', { environment: { NODE_OPTIONS: '--bogus' } });

    expect((await lambdaFunction.invoke({})).error).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('--bogus is not allowed in NODE_OPTIONS'),
    });
  });
});

describe('the code', () => {
  const invoke = async (change: string, modules = 'const fs = require("node:fs"), { join } = require("node:path");') => {
    const fn = sandbox.function(`${modules} const file = join(__dirname, 'index.js'), other = join(__dirname, 'other');
      exports.handler = async () => { ${change} };`);
    const { error, payload } = await fn.invoke({});
    return { message: error?.errorMessage.replaceAll(fn.definition.codeDirectory, ''), payload, files: readdirSync(fn.definition.codeDirectory) };
  };

  test.each([
    ['writeFileSync', 'fs.writeFileSync(other, "x");', 'writeFile \'/other\''],
    ['writeFileSync in the current directory', 'fs.writeFileSync("other", "x");', 'writeFile \'other\''],
    ['a promise', 'await fs.promises.rm(file);', 'rm \'/index.js\''],
    ['a callback', 'await new Promise((resolve, reject) => fs.rename(file, "/tmp/x", error => error ? reject(error) : resolve()));', 'rename \'/index.js\''],
    ['a stream', 'await require("node:events").once(fs.createWriteStream(other), "open");', 'open \'/other\''],
    ['open', 'fs.openSync(file, "r+");', 'open \'/index.js\''],
  ])('cannot be changed by %s', async (_, change, what) => {
    expect(await invoke(change)).toEqual({ message: `EROFS: read-only file system, ${what}`, payload: undefined, files: ['index.js'] });
  });

  test('can be read, and temporary files can be written', async () => {
    const change = 'const temporary = join(require("node:os").tmpdir(), "x"); fs.writeFileSync(temporary, "x"); return [fs.readFileSync(temporary, "utf8"), fs.readFileSync(file, "utf8").length > 0];';
    expect(await invoke(change)).toMatchObject({ payload: ['x', true] });
  });
});

describe('what a handler writes', () => {
  test('reaches the log as lines, before its answer', async () => {
    await sandbox.function(`exports.handler = async () => {
      console.log('one', { two: 2 });
      console.error('three\\nfour');
      process.stdout.write('fi');
      process.stderr.write(Buffer.from('ve\\n'));
      process.stdout.write('no end of line');
    };`).invoke({});

    expect(sandbox.lines).toEqual(['one { two: 2 }', 'three', 'four', 'five', 'no end of line']);
  });

  test('is not lost when it exits', async () => {
    await sandbox.function('exports.handler = async () => { console.log("last words"); process.exit(3); };').invoke({});

    expect(sandbox.lines).toEqual(['last words']);
  });
});
