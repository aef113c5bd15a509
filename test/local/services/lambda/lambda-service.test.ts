import { spawnSync } from 'child_process';
import { writeFileSync } from 'fs';
import inspector from 'inspector';
import { availableParallelism } from 'os';
import { join } from 'path';
import { FunctionSandbox } from './function-sandbox';
import { ManualClock } from '../../../../local/machine/clock';
import { FunctionOutput, Journal, JournalEntry } from '../../../../local/machine/journal';
import { FunctionDefinition } from '../../../../local/services/lambda/function-definition';
import { LambdaService, LambdaServiceOptions } from '../../../../local/services/lambda/lambda-service';

const sandbox = new FunctionSandbox();
const services: LambdaService[] = [];
const NOTHING_ASYNCHRONOUS = { clock: new ManualClock(), deliver: async () => {}, eventInvokeConfigs: [] };

afterEach(() => Promise.all(services.splice(0).map(started => started.stop())));
afterAll(() => sandbox.remove());

function service(
  functions: FunctionDefinition[], onOutput: (output: FunctionOutput) => void = () => {}, options: Partial<LambdaServiceOptions> = {},
) {
  const journal = new Journal(new ManualClock());
  journal.on('output', onOutput);
  const created = new LambdaService({
    functions,
    accountId: '123456789012',
    journal,
    awsEndpoint: 'http://localhost:3100',
    appDirectory: sandbox.appDirectory,
    workerFile: sandbox.workerFile,
    ...NOTHING_ASYNCHRONOUS,
    ...options,
  });
  services.push(created);
  return created;
}

function inRegions(code: string, regions = ['us-east-1', 'eu-west-1', 'ap-southeast-1']): FunctionDefinition[] {
  const definition = sandbox.definition(code);
  return regions.map(region => ({ ...definition, region }));
}

test('a function runs in the Region that it is invoked in', async () => {
  const lambda = service(inRegions('exports.handler = async event => [event, process.env.AWS_REGION];'));

  expect((await lambda.invoke('ap-southeast-1', 'hello', 1)).payload).toEqual([1, 'ap-southeast-1']);
  expect((await lambda.invoke('us-east-1', 'hello', 2)).payload).toEqual([2, 'us-east-1']);
});

test('the Regions of a function share no memory', async () => {
  const lambda = service(inRegions('let count = 0; exports.handler = async () => ++count;'));
  await lambda.invoke('us-east-1', 'hello', {});

  expect((await lambda.invoke('eu-west-1', 'hello', {})).payload).toBe(1);
});

test('what a handler writes comes with its Region and its function', async () => {
  const log = jest.fn();
  await service(inRegions('exports.handler = async () => console.log("hi");'), log).invoke('eu-west-1', 'hello', {});

  expect(log.mock.calls).toEqual([[expect.objectContaining({ region: 'eu-west-1', functionName: 'hello', line: 'hi' })]]);
});

test('a function that does not exist in the Region is named', async () => {
  const lambda = service(inRegions('', ['us-east-1']));

  await expect(lambda.invoke('eu-west-1', 'hello', {})).rejects.toThrow('There is no function hello in eu-west-1');
  expect(lambda.function('us-east-1', 'hello')?.definition.region).toBe('us-east-1');
  expect(lambda.function('eu-west-1', 'hello')).toBeUndefined();
});

test('each handler is loaded once, in its first Region', async () => {
  const loads: string[] = [];
  const code = 'console.log("loads"); exports.handler = async () => {};';
  const lambda = service([...inRegions(code), ...inRegions(code).map(other => ({ ...other, functionName: 'other' }))], ({ region, functionName, line }) => loads.push(`${region} ${functionName} ${line}`));
  await lambda.start();

  expect(loads.sort()).toEqual(['us-east-1 hello loads', 'us-east-1 other loads']);
});

test('no more handlers load at once than the machine has processors', async () => {
  const code = 'console.log("begin"); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50); console.log("end"); exports.handler = async () => {};';
  const functions = Array.from({ length: availableParallelism() + 2 }, (_, i) => ({ ...sandbox.definition(code), functionName: `hello${i}` }));
  let loading = 0;
  const counts: number[] = [];
  await service(functions, ({ line }) => counts.push(line === 'begin' ? ++loading : --loading)).start();

  expect(counts).toHaveLength(2 * functions.length);
  expect(Math.max(...counts)).toBeLessThanOrEqual(availableParallelism());
});

test('handlers that cannot be loaded are known after the start, in each of their Regions', async () => {
  const broken = [...inRegions('exports.other = 1;', ['us-east-1', 'eu-west-1']), ...inRegions('exports.handler = (;', ['eu-west-1']).map(other => ({ ...other, functionName: 'other' }))];
  const lambda = service([...broken, ...inRegions('exports.handler = async () => 1;').map(fine => ({ ...fine, functionName: 'fine' }))]);
  await lambda.start();

  expect(lambda.broken.map(({ definition: { functionName, region }, error }) => [functionName, region, error])).toEqual([
    ['hello', 'us-east-1', 'Runtime.HandlerNotFound: index.handler is undefined or not exported'],
    ['hello', 'eu-west-1', 'Runtime.HandlerNotFound: index.handler is undefined or not exported'],
    ['other', 'eu-west-1', 'Runtime.UserCodeSyntaxError: SyntaxError: Unexpected token \';\''],
  ]);
  expect((await lambda.invoke('us-east-1', 'fine', {})).payload).toBe(1);
});

test('a handler for deployments is not loaded until it is invoked', async () => {
  const log = jest.fn();
  const lambda = service(inRegions('console.log("loads"); exports.handler = async () => 1;', ['us-east-1']).map(fn => ({ ...fn, isForDeployments: true })), log);
  await lambda.start();

  expect(log).not.toHaveBeenCalled();
  expect((await lambda.invoke('us-east-1', 'hello', {})).payload).toBe(1);
});

/** That of the machine, which may have none. */
const version = spawnSync('python3', ['-c', 'import platform; print(platform.python_version())'], { encoding: 'utf8' }).stdout?.trim();

(version ? test : test.skip)('functions in another version of Python than the machine\'s are known after the start', async () => {
  const own = `python${version.split('.').slice(0, 2).join('.')}`;
  const functions = [own, 'python3.0'].map((runtime, i) => ({ ...sandbox.definition({ 'index.py': 'handler = print' }), runtime, functionName: `hello${i}` }));
  const lambda = service(functions);
  await lambda.start();

  expect(lambda.broken).toEqual([]);
  expect(lambda.otherVersions).toEqual([{ definition: functions[1], language: 'Python', version }]);
});

describe('the journal', () => {
  const journal = new Journal(new ManualClock());
  const lambda = () => {
    const created = new LambdaService({
      functions: inRegions('exports.handler = async ({ fails }) => { if (fails) throw new TypeError("no item"); };', ['eu-west-1']),
      accountId: '123456789012',
      journal,
      awsEndpoint: 'http://localhost:3100',
      appDirectory: sandbox.appDirectory,
      workerFile: sandbox.workerFile,
      ...NOTHING_ASYNCHRONOUS,
    });
    services.push(created);
    return created;
  };
  const nextInvocation = () => new Promise<JournalEntry<'invocation'>>(resolve => { const stop = journal.on('invocation', entry => { stop(); resolve(entry); }); });

  test('tells each invocation, and what it failed with', async () => {
    const [, { requestId }] = await Promise.all([lambda().start(), lambda().invoke('eu-west-1', 'hello', { fails: true })]);
    expect(journal.entries('invocation')).toEqual([expect.objectContaining({
      region: 'eu-west-1', functionName: 'hello', requestId, invocationType: 'RequestResponse', error: 'TypeError: no item',
    })]);
  });

  test('tells what came of an event that nobody waits for', async () => {
    const told = nextInvocation();
    lambda().invokeAsynchronously('eu-west-1', 'hello', {});
    expect(await told).toMatchObject({ functionName: 'hello', invocationType: 'Event', error: undefined });
  });

  test('an event for a function that is not in the Region is refused at once', () => {
    expect(() => lambda().invokeAsynchronously('us-east-1', 'hello', {})).toThrow('There is no function hello in us-east-1');
  });
});

describe('functions that debuggers may stop', () => {
  const inspected = async (code: string, overrides: Partial<FunctionDefinition> = {}) => {
    const lambda = service([sandbox.definition(code, overrides)], undefined, { inspect: 0, maxWorkers: 4 });
    await lambda.start();
    return lambda;
  };

  test('can be attached to until the service stops, from this machine alone', async () => {
    const lambda = await inspected('exports.handler = async () => {};');
    expect(inspector.url()).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\//);
    await lambda.stop();
    expect(inspector.url()).toBeUndefined();
  });

  test('have one worker each', async () => {
    const lambda = await inspected('exports.handler = async () => require("node:worker_threads").threadId;');
    const results = await Promise.all([1, 2, 3].map(event => lambda.invoke('eu-west-1', 'hello', event)));
    expect(new Set(results.map(({ payload }) => payload)).size).toBe(1);
  });

  test('time out where none has stopped them, with all of their time left until then', async () => {
    const lambda = await inspected(`exports.handler = async (wait, context) => {
      if (wait) await new Promise(resolve => setTimeout(resolve, 60_000));
      return context.getRemainingTimeInMillis();
    };`, { timeoutSeconds: 0.3 });
    expect((await lambda.invoke('eu-west-1', 'hello', false)).payload).toBe(300);
    expect((await lambda.invoke('eu-west-1', 'hello', true)).error).toMatchObject({ errorMessage: expect.stringContaining('Task timed out after 0.30 seconds') });
  });
});

describe('an update', () => {
  const counter = 'let count = 0; exports.handler = async () => ++count;';

  test('leaves functions that are as they were with their workers', async () => {
    const [one, other] = inRegions(counter, ['us-east-1', 'eu-west-1']);
    const lambda = service([one, other]);
    await lambda.invoke('us-east-1', 'hello', {});
    await lambda.update({ functions: [{ ...one }, { ...other, memoryMb: 512 }] });
    expect((await lambda.invoke('us-east-1', 'hello', {})).payload).toBe(2);
    expect(lambda.function('eu-west-1', 'hello')?.definition.memoryMb).toBe(512);
  });

  test('has invocations that are under way or queue end with the code that they began with', async () => {
    const definition = sandbox.definition('exports.handler = () => new Promise(done => { console.log("begun"); setTimeout(done, 200, "old"); });');
    let begun = () => {};
    const hasBegun = new Promise<void>(resolve => { begun = resolve; });
    const lambda = service([definition], begun, { maxWorkers: 1 });
    const old = Array.from({ length: 3 }, () => lambda.invoke('eu-west-1', 'hello', {}));
    await hasBegun;
    writeFileSync(join(definition.codeDirectory, 'index.js'), 'exports.handler = async () => "new";');
    await lambda.update({ functions: [{ ...definition, codeRevision: 1 }] });
    expect((await lambda.invoke('eu-west-1', 'hello', {})).payload).toBe('new');
    expect((await Promise.all(old)).map(({ payload }) => payload)).toEqual(Array(3).fill('old'));
  });

  test('ends the workers of what has changed', async () => {
    const definition = sandbox.definition(counter);
    const lambda = service([definition]);
    await lambda.start();
    const before = lambda.function('eu-west-1', 'hello')!;
    await lambda.update({ functions: [] });
    expect(before.alive).toBe(false);
    await expect(lambda.invoke('eu-west-1', 'hello', {})).rejects.toThrow('There is no function hello in eu-west-1');
  });

  test('tells which functions are broken now', async () => {
    const [good, bad] = [sandbox.definition(counter), { ...sandbox.definition('throw new Error("no")'), functionName: 'bad' }];
    const lambda = service([good, bad]);
    await lambda.start();
    await lambda.update({ functions: [{ ...good, handler: 'index.gone' }, bad] });
    expect(lambda.broken.map(({ definition, error }) => `${definition.functionName}: ${error}`)).toEqual([
      'bad: Error: no', 'hello: Runtime.HandlerNotFound: index.gone is undefined or not exported',
    ]);
    await lambda.update({ functions: [good] });
    expect(lambda.broken).toEqual([]);
  });
});
