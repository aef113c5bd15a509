import { execFileSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { FunctionSandbox } from './function-sandbox';
import { Capacity } from '../../../../local/services/lambda/capacity';

const sandbox = new FunctionSandbox();
beforeEach(() => { sandbox.lines.length = 0; });
afterAll(() => sandbox.remove());

/** Answers with the identity of its worker; leaves only when as many invocations are under way as the event asks for. */
const MEETING = `
  const { threadId } = require('node:worker_threads');
  const { readdirSync, writeFileSync } = require('node:fs');
  exports.handler = async ({ place, name, expected }) => {
    writeFileSync(place + '/' + name, '');
    while (readdirSync(place).length < expected) await new Promise(resolve => setTimeout(resolve, 10));
    return threadId;
  };`;

function meetings(count: number, expected: number) {
  const place = mkdtempSync(join(tmpdir(), 'meeting-'));
  return Array.from({ length: count }, (_, name) => ({ place, name, expected }));
}

describe('workers', () => {
  test('start with the first invocation and are reused', async () => {
    const lambdaFunction = sandbox.function('let count = 0; exports.handler = async () => ++count;');

    expect(await lambdaFunction.invoke({})).toMatchObject({ payload: 1, coldStart: true });
    expect(await lambdaFunction.invoke({})).toMatchObject({ payload: 2, coldStart: false });
  });

  test('are warm after the handler was loaded', async () => {
    const lambdaFunction = sandbox.function('exports.handler = async () => 1;');
    await lambdaFunction.load();

    expect(await lambdaFunction.invoke({})).toMatchObject({ payload: 1, coldStart: false });
  });

  test('serve concurrent invocations side by side, each its own', async () => {
    const lambdaFunction = sandbox.function(MEETING);
    const results = await Promise.all(meetings(4, 4).map(event => lambdaFunction.invoke(event)));

    expect(new Set(results.map(({ payload }) => payload)).size).toBe(4);
  });

  test('are as many as there are invocations that wait', async () => {
    const lambdaFunction = sandbox.function(MEETING);
    const results = await Promise.all(meetings(12, 12).map(event => lambdaFunction.invoke(event)));

    expect(new Set(results.map(({ payload }) => payload)).size).toBe(12);
  });

  test('are no more than the machine has processors while they compute', async () => {
    const lambdaFunction = sandbox.function('const { threadId } = require("node:worker_threads"); exports.handler = async () => { const end = Date.now() + 100; while (Date.now() < end); return threadId; };');
    const results = await Promise.all(Array.from({ length: 12 }, () => lambdaFunction.invoke({})));

    expect(new Set(results.map(({ payload }) => payload)).size).toBeLessThanOrEqual(availableParallelism());
  });

  test('are as many as maxWorkers allows', async () => {
    const lambdaFunction = sandbox.function(MEETING, {}, { maxWorkers: 2 });
    const results = await Promise.all(meetings(5, 2).map(event => lambdaFunction.invoke(event)));

    expect(new Set(results.map(({ payload }) => payload)).size).toBe(2);
  });

  test('of all functions are as many as maxWorkers allows: one that is idle makes place', async () => {
    const capacity = new Capacity(1);
    const [first, second] = ['first', 'second'].map(name => sandbox.function(`exports.handler = async () => '${name}';`, {}, { capacity }));

    for (const [called, payload] of [[first, 'first'], [second, 'second'], [first, 'first']] as const) {
      expect(await called.invoke({})).toMatchObject({ payload, coldStart: true });
    }
    expect(await Promise.all([first.invoke({}), second.invoke({})])).toMatchObject([{ payload: 'first' }, { payload: 'second' }]);
  });

  test('serve what queues in order', async () => {
    const lambdaFunction = sandbox.function('const seen = []; exports.handler = async event => seen.push(event) && seen;', {}, { maxWorkers: 1 });
    const results = await Promise.all([1, 2, 3, 4].map(event => lambdaFunction.invoke(event)));

    expect(results[3].payload).toEqual([1, 2, 3, 4]);
  });
});

describe('reserved concurrency', () => {
  const code = 'exports.handler = async ({ until }) => { while (!require("node:fs").existsSync(until)) await new Promise(resolve => setTimeout(resolve, 10)); };';
  const THROTTLED = { throttled: true, error: { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' } };

  test('throttles what is more, until something has ended', async () => {
    const lambdaFunction = sandbox.function(code, { reservedConcurrency: 2 });
    const until = join(mkdtempSync(join(tmpdir(), 'reserved-')), 'now');
    const running = [lambdaFunction.invoke({ until }), lambdaFunction.invoke({ until })];

    expect(await lambdaFunction.invoke({ until })).toMatchObject(THROTTLED);
    const event = lambdaFunction.invoke({ until }, { mayWait: true });
    writeFileSync(until, '');
    expect(await Promise.all([...running, event])).toMatchObject([{ payload: null }, { payload: null }, { payload: null }]);
    expect(await lambdaFunction.invoke({ until })).toMatchObject({ payload: null });
  });

  test('of 0 throttles everything', async () => {
    const lambdaFunction = sandbox.function('throw new Error("is not even loaded");', { reservedConcurrency: 0 });

    expect(await lambdaFunction.load()).toBeUndefined();
    expect(await lambdaFunction.invoke({})).toMatchObject(THROTTLED);
  });
});

describe('an idle worker', () => {
  const IDLE_MS = 5 * 60_000;
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('ends after five real minutes, and the next invocation gets a new one', async () => {
    const lambdaFunction = sandbox.function('exports.handler = async () => 1;');
    await lambdaFunction.invoke({});
    await jest.advanceTimersByTimeAsync(IDLE_MS - 1);
    expect(await lambdaFunction.invoke({})).toMatchObject({ payload: 1, coldStart: false });
    await jest.advanceTimersByTimeAsync(IDLE_MS);
    expect(await lambdaFunction.invoke({})).toMatchObject({ payload: 1, coldStart: true });
  });

  test('that was loaded at the start ends as well', async () => {
    const lambdaFunction = sandbox.function('exports.handler = async () => 1;');
    await lambdaFunction.load();
    await jest.advanceTimersByTimeAsync(IDLE_MS);
    expect(await lambdaFunction.invoke({})).toMatchObject({ coldStart: true });
  });

  test('is none while its handler runs, however long', async () => {
    const output = new EventEmitter();
    const begun = once(output, 'begun');
    const code = `exports.handler = async ({ until }) => {
      console.log('begun');
      while (!require('node:fs').existsSync(until)) await new Promise(setImmediate);
      return 'done';
    };`;
    const lambdaFunction = sandbox.function(code, { timeoutSeconds: 900 }, { log: line => output.emit(line) });
    await lambdaFunction.load();
    const until = join(mkdtempSync(join(tmpdir(), 'long-')), 'now');
    const long = lambdaFunction.invoke({ until });
    await begun;
    await jest.advanceTimersByTimeAsync(2 * IDLE_MS);
    writeFileSync(until, '');
    expect(await long).toMatchObject({ payload: 'done', coldStart: false });
  });

  test('is forgotten when everything stops', async () => {
    const lambdaFunction = sandbox.function('exports.handler = async () => 1;');
    await lambdaFunction.invoke({});
    await lambdaFunction.stop();
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('an invocation that times out', () => {
  const code = 'exports.handler = async event => { while (event.loop); return "awake"; };';

  test('ends in Sandbox.Timedout, even in a busy loop, and the next gets a new worker', async () => {
    const lambdaFunction = sandbox.function(code, { timeoutSeconds: 0.05 }, { maxWorkers: 1 });
    await lambdaFunction.load();
    const [late, next] = await Promise.all([lambdaFunction.invoke({ loop: true }), lambdaFunction.invoke({})]);

    expect(late.error).toEqual({ errorType: 'Sandbox.Timedout', errorMessage: `RequestId: ${late.requestId} Error: Task timed out after 0.05 seconds` });
    expect(next).toMatchObject({ payload: 'awake', coldStart: true });
  });

  test('does so after the seconds that the function has', async () => {
    jest.useFakeTimers();
    try {
      const lambdaFunction = sandbox.function(code, { timeoutSeconds: 3 });
      await lambdaFunction.load();
      const invocation = lambdaFunction.invoke({ loop: true });
      await jest.advanceTimersByTimeAsync(3000);

      expect((await invocation).error?.errorMessage).toMatch(/ Error: Task timed out after 3\.00 seconds$/);
    } finally {
      jest.useRealTimers();
    }
  });

  test('does so after ten seconds while it loads the handler', async () => {
    jest.useFakeTimers();
    try {
      const invocation = sandbox.function('while (true);').invoke({});
      await jest.advanceTimersByTimeAsync(10_000);

      expect((await invocation).error).toMatchObject({ errorType: 'Sandbox.Timedout', errorMessage: expect.stringContaining('after 10.00 seconds') });
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a crash fails its invocation only', () => {
  test.each<[string, string, string, string]>([
    ['of process.exit', 'process.exit(7);', 'Runtime.ExitError', 'Error: Runtime exited with error: exit status 7'],
    ['of process.exit without a reason', 'process.exit(0);', 'Runtime.ExitError', 'Error: Runtime exited without providing a reason'],
    ['of memory', 'const all = []; while (true) all.push({ size: all.length });', 'Runtime.ExitError', 'Error: Runtime exited with error: signal: killed'],
    ['of an uncaught exception', 'setImmediate(() => { throw new TypeError("uncaught"); }); await new Promise(() => {});', 'TypeError', 'uncaught'],
    ['of an unhandled rejection', 'Promise.reject(new Error("unhandled")); await new Promise(setImmediate);', 'Runtime.UnhandledPromiseRejection', 'Error: unhandled'],
  ])('%s', async (_title, code, errorType, errorMessage) => {
    const lambdaFunction = sandbox.function(`exports.handler = async event => { if (event.crash) { ${code} } return 'alive'; };`, { memoryMb: 32 }, { maxWorkers: 1 });
    const [crashed, next] = await Promise.all([lambdaFunction.invoke({ crash: true }), lambdaFunction.invoke({})]);
    const isExit = errorType === 'Runtime.ExitError';

    expect(crashed.error).toMatchObject({ errorType, errorMessage: isExit ? `RequestId: ${crashed.requestId} ${errorMessage}` : errorMessage });
    expect(next).toMatchObject({ payload: 'alive', coldStart: true });
  });

  test('between invocations, of none', async () => {
    const output = new EventEmitter();
    const crashed = once(output, 'Uncaught Exception\tError: after the answer');
    const lambdaFunction = sandbox.function(
      'exports.handler = async () => { setImmediate(() => { throw new Error("after the answer"); }); };', {},
      { log: line => output.emit(line) },
    );
    expect(await lambdaFunction.invoke({})).toMatchObject({ payload: null });
    await crashed;

    expect(await lambdaFunction.invoke({})).toMatchObject({ payload: null, coldStart: true });
  });

  test('of a handler that cannot be loaded, and the next invocation tries again', async () => {
    const lambdaFunction = sandbox.function('throw new Error("not today");');

    for (const attempt of [1, 2]) {
      expect([attempt, await lambdaFunction.invoke({})]).toMatchObject([attempt, { error: { errorMessage: 'not today' }, coldStart: true }]);
    }
  });
});

test('load tells in one line what is wrong, if anything', async () => {
  expect(await sandbox.function('exports.other = 1;').load()).toBe('Runtime.HandlerNotFound: index.handler is undefined or not exported');
  expect(await sandbox.function('exports.handler = async () => 1;').load()).toBeUndefined();
});

describe('stop', () => {
  test('ends what is in flight, rejects what queues, and takes no more', async () => {
    const output = new EventEmitter();
    const begun = once(output, 'begun');
    const code = 'exports.handler = async () => { console.log("begun"); while (true); };';
    const lambdaFunction = sandbox.function(code, {}, { maxWorkers: 1, log: line => output.emit(line) });
    const inFlight = lambdaFunction.invoke({});
    const queued = expect(lambdaFunction.invoke({})).rejects.toThrow('The function hello in eu-west-1 is stopped');
    await begun;
    await lambdaFunction.stop();

    expect((await inFlight).error).toMatchObject({ errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('signal: terminated') });
    await queued;
    await expect(lambdaFunction.invoke({})).rejects.toThrow('The function hello in eu-west-1 is stopped');
  });

  test('leaves nothing that keeps the process alive', () => {
    const definition = sandbox.definition('setInterval(() => {}, 1000); exports.handler = async () => "served";');
    const script = `
      const { LambdaFunction } = require(${JSON.stringify(sandbox.bundle('worker-pool.ts'))});
      const options = { awsEndpoint: '', appDirectory: ${JSON.stringify(sandbox.appDirectory)}, log() {} };
      const lambdaFunction = new LambdaFunction(${JSON.stringify(definition)}, options);
      lambdaFunction.invoke({}).then(async result => {
        await lambdaFunction.stop();
        console.log(result.payload);
      });`;

    expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 10_000 })).toBe('served\n');
  });
});
