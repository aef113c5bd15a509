import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FunctionSandbox } from '../local/services/lambda/function-sandbox';

const sandbox = new FunctionSandbox();
beforeEach(() => { sandbox.lines.length = 0; });
afterAll(() => sandbox.remove());

const PYTHON = { runtime: 'python3.13', handler: 'index.handler' };

function python(code: string, overrides: object = {}) {
  return sandbox.function({ 'index.py': code }, { ...PYTHON, ...overrides });
}

describe('a handler in Python', () => {
  test.each<[string, string, unknown]>([
    ['with what it returns', 'def handler(event, context): return {"echo": event["name"]}', { echo: 'Ada' }],
    ['null with None', 'def handler(event, context): pass', null],
    ['with numbers that a table holds', 'from decimal import Decimal\ndef handler(event, context): return [Decimal("1"), Decimal("1.5")]', [1, 1.5]],
  ])('answers %s', async (_, code, payload) => {
    expect(await python(code).invoke({ name: 'Ada' })).toMatchObject({ payload });
  });

  test('may be in a folder', async () => {
    const fn = sandbox.function({ 'src/app.py': 'def hello(event, context): return "hello"' }, { ...PYTHON, handler: 'src/app.hello' });
    expect((await fn.invoke({})).payload).toBe('hello');
  });

  test('is loaded once, and its globals stay', async () => {
    const fn = python('seen = []\ndef handler(event, context):\n  seen.append(event)\n  return seen');
    await fn.invoke(1);
    expect(await fn.invoke(2)).toMatchObject({ payload: [1, 2], coldStart: false });
  });

  test('has Lambda\'s context', async () => {
    const fn = python(`def handler(event, context):
      told = {name: value for name, value in vars(context).items() if isinstance(value, (str, int)) and not name.startswith("_")}
      return {**told, "remaining": context.get_remaining_time_in_millis(), "custom": context.client_context.custom}`, { timeoutSeconds: 7, memoryMb: 192 });
    const { payload, requestId } = await fn.invoke({}, { clientContext: '{"custom":{"a":1}}' });

    expect(payload).toEqual({
      aws_request_id: requestId,
      function_name: 'hello',
      function_version: '$LATEST',
      invoked_function_arn: 'arn:aws:lambda:eu-west-1:123456789012:function:hello',
      memory_limit_in_mb: '192',
      log_group_name: '/aws/lambda/hello',
      log_stream_name: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      remaining: expect.any(Number),
      custom: { a: 1 },
    });
    expect((payload as any).remaining).toBeLessThanOrEqual(7000);
    expect((payload as any).remaining).toBeGreaterThan(0);
  });

  test('prints and logs as on AWS, before its answer', async () => {
    const fn = python(`import logging, sys
def handler(event, context):
    print("one")
    logging.getLogger().warning("two")
    logging.getLogger().info("not told")
    sys.stdout.write("no end of line")`);
    const { requestId } = await fn.invoke({});

    expect(sandbox.lines).toEqual(['one', expect.stringMatching(new RegExp(`^\\[WARNING\\]\t\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\t${requestId}\ttwo$`)), 'no end of line']);
  });

  test('that raises is told with its own frames, in the answer and in the log', async () => {
    const fn = python('def inner():\n  raise ValueError("boom")\ndef handler(event, context):\n  inner()');
    const { error, requestId } = await fn.invoke({});

    const file = join(fn.definition.codeDirectory, 'index.py');
    expect(error).toEqual({
      errorType: 'ValueError',
      errorMessage: 'boom',
      requestId,
      stackTrace: [expect.stringContaining(`File "${file}", line 4, in handler`), expect.stringContaining(`File "${file}", line 2, in inner`)],
    });
    expect(sandbox.lines.slice(0, 3)).toEqual(['[ERROR] ValueError: boom', 'Traceback (most recent call last):', `  File "${file}", line 4, in handler`]);
  });

  test.each<[string, string, object]>([
    ['an answer that is no JSON', 'def handler(event, context): return {1, 2}', { errorType: 'Runtime.MarshalError', errorMessage: 'Unable to marshal response: Object of type set is not JSON serializable' }],
    ['a module that imports what is not there', 'import no_such_package', { errorType: 'Runtime.ImportModuleError', errorMessage: 'Unable to import module \'index\': No module named \'no_such_package\'' }],
    ['a syntax error', 'def handler(:', { errorType: 'Runtime.UserCodeSyntaxError', errorMessage: expect.stringMatching(/^Syntax error in module 'index': invalid syntax/) }],
    ['a handler that is missing', 'def other(): pass', { errorType: 'Runtime.HandlerNotFound', errorMessage: 'Handler \'handler\' missing on module \'index\'' }],
    ['an error at import', 'raise RuntimeError("not today")', { errorType: 'RuntimeError', errorMessage: 'not today' }],
  ])('fails in Lambda\'s words with %s', async (_, code, error) => {
    expect((await python(code).invoke({})).error).toMatchObject(error);
  });

  test('fails in Lambda\'s words with a name that names no function', async () => {
    expect((await python('', { handler: 'index' }).invoke({})).error).toMatchObject({ errorType: 'Runtime.MalformedHandlerName' });
  });

  test('cannot change its code, and can write temporary files', async () => {
    const fn = python(`import os, tempfile
def handler(event, context):
  with tempfile.NamedTemporaryFile("w") as file: file.write("x")
  told = []
  for change in [lambda: open("new", "w"), lambda: os.remove(__file__), lambda: os.mkdir("folder"), lambda: os.rename(__file__, "/tmp/x")]:
    try: change()
    except OSError as error: told.append(error.strerror)
  return [told, open(__file__).read(6)]`);
    expect((await fn.invoke({})).payload).toEqual([Array(4).fill('Read-only file system'), 'import']);
    expect(readdirSync(fn.definition.codeDirectory)).toEqual(['index.py']);
  });

  test('that exits fails its invocation', async () => {
    const { error } = await python('import sys\ndef handler(event, context): sys.exit(3)').invoke({});
    expect(error).toMatchObject({ errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('exit status 3') });
  });
});

describe('packages', () => {
  beforeAll(() => {
    const environment = join(sandbox.appDirectory, '.venv');
    execFileSync('python3', ['-m', 'venv', '--without-pip', environment]);
    const [version] = readdirSync(join(environment, 'lib'));
    const packages = { 'boto3.py': 'import s3transfer\nwhere = "the app"', 's3transfer.py': '', 'requests.py': '' };
    Object.entries(packages).forEach(([file, code]) => writeFileSync(join(environment, 'lib', version, 'site-packages', file), code));
  });

  test('of the SDK are those of the app\'s virtual environment', async () => {
    expect((await python('import boto3\ndef handler(event, context): return boto3.where').invoke({})).payload).toBe('the app');
  });

  test('other than the SDK must be in the asset, as on AWS', async () => {
    expect((await python('import requests').invoke({})).error).toMatchObject({ errorMessage: 'Unable to import module \'index\': No module named \'requests\'' });
  });

  test('of the asset come before those of the app, and those of layers do as well', async () => {
    const layer = sandbox.asset({ 'python/requests.py': 'where = "layer"', 'python/lib/python3.13/site-packages/other.py': '' });
    const fn = sandbox.function({
      'index.py': 'import boto3, other, requests\ndef handler(event, context): return [boto3.where, requests.where]',
      'boto3.py': 'where = "asset"',
    }, { ...PYTHON, layers: [layer] });
    expect((await fn.invoke({})).payload).toEqual(['asset', 'layer']);
  });

  test('of the SDK that are missing are named with what to do', async () => {
    const { error } = await python('import jmespath').invoke({});
    expect(error?.errorMessage).toMatch(/^Unable to import module 'index': No module named 'jmespath'\. Lambda's runtime provides it, the local Regions take it from the app: run `\S+ -m pip install jmespath`$/);
  });
});
