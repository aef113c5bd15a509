import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { FunctionSandbox } from './function-sandbox';

const sandbox = new FunctionSandbox();
beforeEach(() => { sandbox.lines.length = 0; });
afterAll(() => sandbox.remove());

/** A custom runtime in JavaScript: `handle` says what to do with the headers and the event of each invocation. */
function bootstrap(handle: string, init: string = ''): Record<string, string> {
  return {
    bootstrap: `#!${process.execPath}
      const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/';
      const post = (path, body, headers = {}) => fetch(api + path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers });
      const handle = async (headers, event) => { ${handle} };
      (async () => {
        ${init}
        while (true) {
          const next = await fetch(api + 'invocation/next');
          const invocation = 'invocation/' + next.headers.get('lambda-runtime-aws-request-id') + '/';
          try {
            await post(invocation + 'response', await handle(next.headers, await next.json()) ?? null);
          } catch (error) {
            await post(invocation + 'error', { errorType: error.name, errorMessage: error.message, stackTrace: ['here'] });
          }
        }
      })();`,
  };
}

const CUSTOM = { runtime: 'provided.al2023', handler: 'bootstrap' };

describe('a custom runtime', () => {
  test('is started with the first invocation, and reused', async () => {
    const fn = sandbox.function(bootstrap('return { pid: process.pid, event };'), CUSTOM);
    const first = await fn.invoke({ name: 'Ada' });
    const second = await fn.invoke({ name: 'Bob' });

    expect(first).toMatchObject({ coldStart: true, payload: { event: { name: 'Ada' } } });
    expect(second).toMatchObject({ coldStart: false, payload: { pid: (first.payload as any).pid, event: { name: 'Bob' } } });
  });

  test('learns of each invocation what Lambda tells', async () => {
    const fn = sandbox.function(bootstrap('return Object.fromEntries(headers);'), { ...CUSTOM, timeoutSeconds: 7 });
    const begin = Date.now();
    const { payload, requestId } = await fn.invoke({}, { traceId: 'Root=1-5-6', qualifier: 'live', clientContext: '{"custom":{}}' });

    expect(payload).toMatchObject({
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-trace-id': 'Root=1-5-6',
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:hello:live',
      'lambda-runtime-client-context': '{"custom":{}}',
    });
    const deadline = Number((payload as any)['lambda-runtime-deadline-ms']);
    expect(deadline).toBeGreaterThanOrEqual(begin + 7000);
    expect(deadline).toBeLessThanOrEqual(Date.now() + 7000);
  });

  test('has Lambda\'s variables, its code as the current directory, and a directory for temporary files of its own', async () => {
    const fn = sandbox.function(bootstrap('return { ...process.env, cwd: process.cwd(), temporary: require("fs").readdirSync(process.env.TMPDIR) };'), { ...CUSTOM, environment: { COLOR: 'blue' } });
    const payload = (await fn.invoke({})).payload as Record<string, string>;

    expect(payload).toMatchObject({ COLOR: 'blue', _HANDLER: 'bootstrap', AWS_REGION: 'eu-west-1', cwd: fn.definition.codeDirectory, temporary: [] });
    expect(payload.HOME).toBeUndefined();
    expect(existsSync(payload.TMPDIR)).toBe(true);
    await fn.stop();
    expect(existsSync(payload.TMPDIR)).toBe(false);
  });

  test('may write: its lines come before its answer', async () => {
    const fn = sandbox.function(bootstrap('console.log("one"); console.error("two ü"); process.stdout.write("no end of line");'), CUSTOM);
    await fn.invoke({});

    expect(sandbox.lines.toSorted()).toEqual(['no end of line', 'one', 'two ü']); // they come through two pipes
  });

  test('tells errors with its own details', async () => {
    const { error } = await sandbox.function(bootstrap('throw new RangeError("too far");'), CUSTOM).invoke({});

    expect(error).toEqual({ errorType: 'RangeError', errorMessage: 'too far', stackTrace: ['here'] });
  });

  test('that fails to begin says why', async () => {
    const fn = sandbox.function(bootstrap('', 'await post("init/error", { errorType: "Runtime.NoConfig", errorMessage: "no config" }); process.exit(1);'), CUSTOM);

    expect((await fn.invoke({})).error).toEqual({ errorType: 'Runtime.NoConfig', errorMessage: 'no config' });
  });

  test('may not answer for another invocation', async () => {
    const fn = sandbox.function(bootstrap('return (await post("invocation/another/response", {})).status;'), CUSTOM);

    expect((await fn.invoke({})).payload).toBe(400);
  });

  test('may not answer with more than 6 MB', async () => {
    const fn = sandbox.function(bootstrap('return "x".repeat(6291557);'), CUSTOM);

    expect((await fn.invoke({})).error).toEqual({
      errorType: 'Function.ResponseSizeTooLarge', errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    });
  });

  test.each([
    ['exits', 'process.exit(7)', 'Runtime exited with error: exit status 7'],
    ['exits without an error', 'process.exit(0)', 'Runtime exited without providing a reason'],
    ['is killed', 'process.kill(process.pid, "SIGSEGV"); await new Promise(() => {})', 'Runtime exited with error: signal: segmentation fault'],
  ])('that %s fails its invocation only', async (_, crash, reason) => {
    const fn = sandbox.function(bootstrap(`if (event.crash) { console.log("last words"); ${crash}; } return "alive";`), CUSTOM, { maxWorkers: 1 });
    const [crashed, next] = await Promise.all([fn.invoke({ crash: true }), fn.invoke({})]);

    expect(crashed.error).toEqual({ errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${crashed.requestId} Error: ${reason}` });
    expect(next).toMatchObject({ payload: 'alive', coldStart: true });
    expect(sandbox.lines).toEqual(['last words']);
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux.each(['return "done"', 'await new Promise(resolve => setTimeout(resolve, 60_000))'])('that takes more than its memory is killed, whatever comes then: %s', async end => {
    const fn = sandbox.function(bootstrap(`if (event.much) { Buffer.alloc(300e6, 1); ${end}; } return "alive";`), CUSTOM);
    const killed = await fn.invoke({ much: true });

    expect(killed.error).toEqual({ errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${killed.requestId} Error: Runtime exited with error: signal: killed` });
    expect(await fn.invoke({})).toMatchObject({ payload: 'alive', coldStart: true });
  });

  test('that takes too long is killed, with what it started', async () => {
    const output = new EventEmitter();
    const children = once(output, 'line');
    const code = 'if (event.hang) { console.log(require("child_process").spawn("sleep", ["600"]).pid); while (true); } return "alive";';
    const fn = sandbox.function(bootstrap(code), { ...CUSTOM, timeoutSeconds: 1 }, { maxWorkers: 1, log: line => output.emit('line', line) });
    await fn.load();
    const late = await fn.invoke({ hang: true });
    await fn.stop();

    expect(late.error).toEqual({ errorType: 'Sandbox.Timedout', errorMessage: `RequestId: ${late.requestId} Error: Task timed out after 1.00 seconds` });
    expect(() => process.kill(Number(children), 0)).toThrow();
  });

  test('that is not there, or cannot be run, fails in Lambda\'s words', async () => {
    const absent = await sandbox.function({ 'readme.txt': '' }, CUSTOM).invoke({});
    const broken = sandbox.function({ bootstrap: '#!/no/such/interpreter' }, CUSTOM);

    expect(absent.error).toEqual({
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: `RequestId: ${absent.requestId} Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]`,
    });
    expect(await broken.load()).toMatch(/^Runtime\.InvalidEntrypoint: RequestId: .* Error: fork\/exec \/.*\/bootstrap: no such file or directory$/);
  });

  test('of a layer is found, and so are the layer\'s programs; the last layer comes first', async () => {
    const [first, last] = ['first', 'last'].map(name => sandbox.asset({ ...bootstrap(`return [${JSON.stringify(name)}, process.env.PATH, process.env.LD_LIBRARY_PATH];`) }));
    const fn = sandbox.function({ 'readme.txt': '' }, { ...CUSTOM, layers: [first, last] });

    expect((await fn.invoke({})).payload).toEqual(['last', expect.stringContaining(`${last}/bin:${first}/bin:`), `${last}/lib:${first}/lib`]);
  });

  test('ends with all that is stopped, and what is in flight fails', async () => {
    const output = new EventEmitter();
    const begun = once(output, 'line');
    const fn = sandbox.function(bootstrap('console.log("begun"); while (true);'), CUSTOM, { log: line => output.emit('line', line) });
    const inFlight = fn.invoke({});
    await begun;
    await fn.stop();

    expect((await inFlight).error).toMatchObject({ errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('signal: terminated') });
  });

  test('ends when what started it is killed, whatever it does', async () => {
    const definition = sandbox.definition(bootstrap('console.log(process.pid); while (true);'), CUSTOM);
    const script = `
      const { LambdaFunction } = require(${JSON.stringify(sandbox.bundle('worker-pool.ts'))});
      new LambdaFunction(${JSON.stringify(definition)}, { awsEndpoint: '', appDirectory: '', log: console.log }).invoke({});`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [pid] = await once(parent.stdout, 'data');
    parent.kill('SIGKILL');

    await expect(gone(Number(pid))).resolves.toBeUndefined();
  });
});

async function gone(pid: number) {
  while (isRunning(pid)) await new Promise(resolve => setTimeout(resolve, 10));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
