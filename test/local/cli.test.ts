import { ChildProcessWithoutNullStreams, spawn } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { LambdaRestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { hangingApp } from './hanging-app';
import { WatchedApp } from './reload/watched-app';
import { APP_DIRECTORY, synthesizeVisits } from './visits-app';
import { Drain } from '../../src';
import { anApi } from '../an-api';

const app = synthesizeVisits();
const running: ChildProcessWithoutNullStreams[] = [];

afterEach(() => running.splice(0).forEach(child => child.kill('SIGKILL')));

const multiRegion = (...args: string[]) => multiRegionIn(APP_DIRECTORY, ...args);

const multiRegionIn = (cwd: string, ...args: string[]) => multiRegionWith({}, cwd, ...args);

function multiRegionWith(variables: NodeJS.ProcessEnv, cwd: string, ...args: string[]) {
  const temporaryDirectory = mkdtempSync(path.join(tmpdir(), 'cli-'));
  const child = spawn(process.execPath, [path.join(APP_DIRECTORY, 'bin', 'multi-region'), ...args], {
    cwd, env: { ...process.env, AWS_ENDPOINT_URL: undefined, FORCE_COLOR: undefined, TMPDIR: temporaryDirectory, ...variables },
  });
  running.push(child);
  let output = '';
  let errors = '';
  child.stdout.on('data', data => { output += data; });
  child.stderr.on('data', data => { errors += data; });
  return {
    child,
    temporaryFiles: () => readdirSync(temporaryDirectory),
    said: (text: string | RegExp) => new Promise<string>((resolve, reject) => {
      const look = () => output.match(text) && resolve(output);
      child.stdout.on('data', look);
      child.once('close', () => reject(new Error(`ended without saying ${text}: ${output}${errors}`)));
      look();
    }),
    ended: new Promise<{ code: number | null; output: string; errors: string }>(resolve =>
      child.once('close', code => resolve({ code, output, errors }))),
  };
}

const local = (...args: string[]) => multiRegion('local', '--app', app, '--port', '0', '--aws-port', '0', ...args);

test('`multi-region local` says what runs where, and serves it', async () => {
  const { child, said, ended } = local();
  const output = await said('AWS clients');
  expect(output).toMatch(/us-east-1 +Visits-us-east-1 +2 +Visits-Items\n/);
  expect(output).toMatch(/ap-southeast-1 +Visits-ap-southeast-1 +2 +Visits-Items\n/);
  expect(output).toMatch(/\n\nVisits {2}http:\/\/localhost:\d+\n {2}\/visit +GET\n {2}\/ready +GET\n\n$/); // last of all
  const [, url] = /Callers +(\S+)/.exec(output)!;
  expect(await (await fetch(`${url}/visit`)).json()).toEqual({ region: 'us-east-1', visits: '1' });
  await said(/\n\d\d:\d\d:\d\d {2}us-east-1 → us-east-1 {2}200 {2}GET \/visit {2}\d+ ms\n/);
  await said(/us-east-1 {2}VisitsVisit\w+ {2}\| visited\n/); // which the handler printed
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 0, errors: expect.stringMatching(/^Reading .*\nLoading \d+ functions …\n$/) });
});

test('Ctrl-C stops everything in under a second', async () => {
  const { child, said, ended } = local('--quiet');
  await said('AWS clients');
  const begin = performance.now();
  child.kill('SIGINT');
  expect((await ended).code).toBe(0);
  expect(performance.now() - begin).toBeLessThan(1000);
});

test.each([['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const)('%s during the start ends what it started, with exit code %d', async (signal, exitCode) => {
  const hanging = await hangingApp();
  const { child, ended, temporaryFiles } = multiRegion('local', '--app', hanging.command, '--port', '0', '--aws-port', '0');
  await hanging.started;
  child.kill(signal);
  expect(await ended).toEqual({ code: exitCode, output: '', errors: `Synthesizing: ${hanging.command} …\nThe start was interrupted\n` });
  await hanging.ended;
  expect(temporaryFiles()).toEqual([]);
});

test.each([['record', 'SIGINT', 130], ['status', 'SIGTERM', 143]] as const)('`%s` ends on %s what it started, with exit code %d', async (command, signal, exitCode) => {
  const hanging = await hangingApp();
  const { child, ended, temporaryFiles } = multiRegion(command, '--app', hanging.command);
  await hanging.started;
  child.kill(signal);
  expect(await ended).toMatchObject({ code: exitCode, errors: '' });
  await hanging.ended;
  expect(temporaryFiles()).toEqual([]);
});

/** Runs the command below a process that waits for it, as the Python wrapper does, or below one that has a shell do it, as npx does. */
function belowParent(shell: boolean, ...args: string[]) {
  const command = [process.execPath, path.join(APP_DIRECTORY, 'bin', 'multi-region'), ...args];
  const spawned = shell ? ['sh', ['-c', `${command.map(word => `'${word}'`).join(' ')}; true`]] : [command[0], command.slice(1)];
  const parent = spawn(process.execPath, ['-e', `require("child_process").spawn(...${JSON.stringify(spawned)}, { stdio: "inherit" })`], {
    cwd: APP_DIRECTORY, env: { ...process.env, npm_execpath: shell ? 'npm-cli.js' : undefined },
  });
  running.push(parent);
  let output = '';
  return {
    parent,
    said: (text: string) => new Promise<string>(resolve => parent.stdout.on('data', data => { if ((output += data).includes(text)) resolve(output); })),
    childEnded: new Promise(resolve => parent.once('close', resolve)), // whose output is the parent's
  };
}

test.each([['a parent', false], ['npm above a shell', true]])('%s that is gone ends everything', async (_, shell) => {
  const { parent, said, childEnded } = belowParent(shell, 'local', '--app', app, '--port', '0', '--aws-port', '0');
  const [, url] = /Callers +(\S+)/.exec(await said('AWS clients'))!;
  parent.kill('SIGKILL');
  await childEnded;
  await expect(fetch(url)).rejects.toThrow();
});

test('a parent that is gone during the start ends what was started', async () => {
  const hanging = await hangingApp();
  const { parent, childEnded } = belowParent(false, 'local', '--app', hanging.command, '--port', '0', '--aws-port', '0');
  await hanging.started;
  parent.kill('SIGKILL');
  await Promise.all([childEnded, hanging.ended]);
});

test('inline code is put into a temporary directory, which goes at the end, as those of functions do', async () => {
  const { child, said, ended, temporaryFiles } = local();
  await said('AWS clients');
  expect(temporaryFiles()).toContainEqual(expect.stringMatching(/^multi-region-(?!tmp)/));
  child.kill('SIGTERM');
  await ended;
  expect(temporaryFiles()).toEqual([]);
});

test('an app without inline code needs no temporary directory', async () => {
  const plain = new App({ outdir: mkdtempSync(path.join(tmpdir(), 'plain-')) });
  new TableV2(new Stack(plain, 'Plain', { env: { region: 'eu-central-1' } }), 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  const { child, said, ended, temporaryFiles } = multiRegion('local', '--app', plain.synth().directory, '--port', '0', '--aws-port', '0');
  await said('AWS clients');
  expect(temporaryFiles()).toEqual([]);
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
});

test('--from says where callers are, and --quiet prints no requests', async () => {
  const { child, said, ended } = local('--from', 'eu-north-1', '--quiet');
  const [, url] = /Callers +(\S+)/.exec(await said('AWS clients'))!;
  expect(await (await fetch(`${url}/visit`)).json()).toMatchObject({ region: 'eu-west-1' });
  child.kill('SIGTERM');
  expect((await ended).output).not.toMatch(/GET \/visit|visited/);
});

test('flags, files and settings in cdk.json say what handlers get', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'cli-'));
  const plain = new App({ outdir: path.join(directory, 'cdk.out'), context: { 'aws:cdk:enable-path-metadata': true } });
  const stack = new Stack(plain, 'Plain', { env: { region: 'eu-central-1' } });
  new LambdaRestApi(stack, 'Api', {
    handler: new Function(stack, 'Env', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => ({ statusCode: 200, body: ["COLOR", "SIZE", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_SFN"].map(name => process.env[name]).join() })'),
    }),
  });
  plain.synth();
  writeFileSync(path.join(directory, '.env'), 'COLOR="blue" # or so\nSIZE=1\n');
  writeFileSync(path.join(directory, 'cdk.json'), JSON.stringify({ 'app': 'cdk.out', 'multi-region': { 'port': 0, 'aws-port': 0, 'env-file': '.env', 'endpoint': ['s3=http://localhost:9000', 'sfn=http://localhost:8083'] } }));
  const { said } = multiRegionIn(directory, 'local', '--env', 'Env.SIZE=a=2');
  const [, url] = /Callers +(\S+)/.exec(await said('AWS clients'))!;
  expect(await (await fetch(`${url}/prod/`)).text()).toBe('blue,a=2,http://127.0.0.1:9000,http://127.0.0.1:8083');
});

test('--log says what is printed, and --json prints it for programs', async () => {
  const { child, said, ended } = local('--json', '--log', 'requests', '--app', synthesizeVisits({ isGranted: false }));
  const start = JSON.parse((await said('\n')).split('\n')[0]);
  expect(start).toMatchObject({ kind: 'start', at: expect.stringMatching(/^\d{4}-.*Z$/), regions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'], tables: ['Visits-Items'], warnings: expect.arrayContaining([expect.stringContaining('Visits-Items in TABLE_NAME but no permission for its replica in *:')]) });
  await fetch(`${start.url}/visit`);
  await said('"kind":"request"');
  child.kill('SIGTERM');
  const { output, errors } = await ended;
  expect(output.trim().split('\n').map(line => JSON.parse(line))).toMatchObject([
    { kind: 'start' },
    { kind: 'denial', action: 'dynamodb:UpdateItem', cause: 'no statement of its role allows it' },
    { kind: 'request', url: '/visit', statusCode: 502 },
  ]);
  expect(errors).toBe('');
});

test('an edit of the app is live while it runs, and told', async () => {
  const watched = new WatchedApp({ hello: 'exports.handler = async () => ({ statusCode: 200, body: "hello" });' });
  const { child, said, ended } = multiRegionIn(watched.directory, 'local', '--port', '0', '--aws-port', '0', '--quiet');
  const [, url] = /Callers +(\S+)/.exec(await said('AWS clients'))!;
  watched.edit({ hello: 'exports.handler = async () => ({ statusCode: 200, body: "hi" });' });
  await said(/\n\d\d:\d\d:\d\d {2}Reloaded HELLO in us-east-1 \(\d+ ms\)\n/);
  expect(await (await fetch(`${url}/prod/hello`)).text()).toBe('hi');
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
  expect(readdirSync(path.join(watched.directory, 'cdk.out'))).toEqual([]);
});

test('--no-watch synthesizes as the CDK CLI does, once', async () => {
  const { directory } = new WatchedApp({ hello: 'exports.handler = async () => {};' });
  const { said } = multiRegionIn(directory, 'local', '--port', '0', '--aws-port', '0', '--no-watch');
  await said('AWS clients');
  expect(readdirSync(path.join(directory, 'cdk.out'))).toContain('manifest.json');
});

test('a terminal has colors where they are asked for', async () => {
  const { said } = multiRegionWith({ FORCE_COLOR: '1' }, APP_DIRECTORY, 'local', '--app', app, '--port', '0', '--aws-port', '0');
  expect(await said('/visit')).toContain('\u001b[1mVisits\u001b[22m');
});

test.each([
  ['a topic that does not exist', ['local', '--log', 'requests,weather'], /^error: option '--log <topics>' argument 'requests,weather' is invalid\. It must be of requests, handlers, health, replication\.\n$/],
  ['a flag that does not exist', ['local', '--prot', '1'], /^error: unknown option '--prot'\n\(Did you mean --port\?\)\n$/],
  ['a port that is no number', ['local', '--port', 'http'], /^error: option '--port <number>' argument 'http' is invalid\. It must be a whole number from 0 to 65535\.\n$/],
  ['a port without a value', ['local', '--aws-port', ''], /^error: option '--aws-port <number>' argument '' is invalid\. It must be a whole number from 0 to 65535\.\n$/],
  ['a port out of range', ['local', '--port', '99999'], /^error: option '--port <number>' argument '99999' is invalid\. It must be a whole number from 0 to 65535\.\n$/],
  ['a time scale out of range', ['local', '--time-scale', '0'], /^error: option '--time-scale <number>' argument '0' is invalid\. It must be a number above 0, at most 10000\.\n$/],
  ['a negative lag', ['local', '--replication-lag=-1'], /^error: option '--replication-lag <ms>' argument '-1' is invalid\. It must be a number of milliseconds, 0 or more\.\n$/],
  ['a place that is no Region', ['local', '--from', 'mars-1'], /^error: option '--from <region>' argument 'mars-1' is invalid\. It must be an AWS Region\.\n$/],
  ['an endpoint of no service', ['local', '--endpoint', 'http://localhost:9000'], /^error: option '--endpoint <service=url>' argument 'http:\/\/localhost:9000' is invalid\. It must be a service and a URL, e\.g\. s3=http:\/\/localhost:9000\.\n$/],
  ['a variable of no function', ['local', '--env', 'LOG_LEVEL=debug'], /^error: option '--env <Function\.NAME=value>' argument 'LOG_LEVEL=debug' is invalid\. It must be a function, a variable and its value, e\.g\. Hello\.LOG_LEVEL=debug\.\n$/],
  ['context without a value', ['local', '-c', 'stage'], /^error: option '-c, --context <key=value>' argument 'stage' is invalid\. It must be <key>=<value>\.\n$/],
  ['an endpoint without a scheme', ['status', '--endpoint', 'localhost:3100'], /^error: option '--endpoint <url>' argument 'localhost:3100' is invalid\. It must be a URL, e\.g\. http:\/\/localhost:3100\.\n$/],
  ['a way that is no URL', ['drain', 'us-east-1', '--via', 'http://'], /^error: option '--via <url>' argument 'http:\/\/' is invalid\. It must be a URL, e\.g\. http:\/\/localhost:3100\.\n$/],
  ['an app that does not synthesize', ['local', '--app', 'echo no such Region; exit 7'], /^Synthesizing: echo .* …\nno such Region\nThe app failed to synthesize: `echo .*` ended with exit code 7\n$/],
])('%s ends it with exit code 1 and one sentence', async (_, args, message) => {
  const { code, errors } = await multiRegion(...args).ended;
  expect([code, errors]).toEqual([1, expect.stringMatching(message)]);
});

test('`multi-region record` keeps in cdk.context.json what is deployed', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'cli-'));
  const ids = ['us-east-1', 'eu-west-1', 'ap-southeast-1'].map((region, i) => [region, `0000000${i}-0000-4000-8000-000000000000`]);
  const outputs = { 'Visits-Tables': {}, ...Object.fromEntries(ids.map(([region, id]) => [`Visits-${region}`, { VisitsHealthCheckId: id }])) };
  writeFileSync(path.join(directory, 'outputs.json'), JSON.stringify(outputs));
  expect(await multiRegionIn(directory, 'record', '--app', app, '--outputs', 'outputs.json').ended).toEqual({
    code: 0,
    output: [
      'Recorded in cdk.context.json, as if the app were deployed as it is; the file belongs into version control:',
      '  table Visits-Items                        us-east-1 (primary), ap-southeast-1, eu-west-1',
      '  health check of Visits in us-east-1       every 30 seconds, 00000000-0000-4000-8000-000000000000',
      '  health check of Visits in eu-west-1       every 30 seconds, 00000001-0000-4000-8000-000000000000',
      '  health check of Visits in ap-southeast-1  every 30 seconds, 00000002-0000-4000-8000-000000000000',
      '  names                                     16, of what AWS has once',
      '',
    ].join('\n'),
    errors: '',
  });
  expect(JSON.parse(readFileSync(path.join(directory, 'cdk.context.json'), 'utf8'))).toEqual({
    'cdk-multi-region-serverless-api:deployed': {
      version: 1,
      stacks: {
        'us-east-1/Visits-Tables': {
          tables: { 'Visits-Items': { regions: ['us-east-1', 'ap-southeast-1', 'eu-west-1'], key: 'id S', protected: expect.any(Array) } },
          names: { 'AWS::DynamoDB::GlobalTable Visits-Items': expect.any(String) },
        },
        ...Object.fromEntries(ids.map(([region, id]) => [`${region}/Visits-${region}`, {
          names: expect.any(Object), healthChecks: { Visits: { id, guard: 'VisitsHealthEndpoint7DF7A2DF every 30 s', interval: 30 } },
        }])),
      },
    },
  });
});

test('`multi-region status` that cannot ask ends with exit code 1, and says why, and nothing of the SDK', async () => {
  const drained = new App({ outdir: mkdtempSync(path.join(tmpdir(), 'drained-')) });
  anApi({ drain: Drain.byPeers() }, drained);
  const nobody = 'http://127.0.0.1:9';
  expect(await multiRegion('status', '--app', drained.synth().directory, '--endpoint', nobody, '--via', nobody).ended).toEqual({
    code: 1,
    output: `Target: ${nobody}; names are asked at ${nobody}\n`,
    errors: [
      'The Regions could not be asked for their health: connect ECONNREFUSED 127.0.0.1:9. Do the local Regions run this app, and is `--via` where they answer?',
      'The drain switch could not be read: connect ECONNREFUSED 127.0.0.1:9',
      'us-east-1  health unknown, its replica of the switch cannot be read (connect ECONNREFUSED 127.0.0.1:9)',
      'eu-west-1  health unknown, its replica of the switch cannot be read (connect ECONNREFUSED 127.0.0.1:9)',
      '',
    ].join('\n'),
  });
});

test('`multi-region status --json` says the same to programs', async () => {
  const drained = new App({ outdir: mkdtempSync(path.join(tmpdir(), 'drained-')) });
  anApi({ drain: Drain.byPeers() }, drained);
  const nobody = 'http://127.0.0.1:9';
  const { code, output, errors } = await multiRegion('status', '--json', '--app', drained.synth().directory, '--endpoint', nobody, '--via', nobody).ended;
  const region = { health: 'unknown', reason: 'connect ECONNREFUSED 127.0.0.1:9', drainedPer: [], drainedIn: [], unreadable: 'connect ECONNREFUSED 127.0.0.1:9' };
  expect([code, JSON.parse(output), errors]).toEqual([1, {
    target: { endpoint: nobody, via: nobody },
    hasDrainSwitch: true,
    regions: [{ region: 'us-east-1', ...region }, { region: 'eu-west-1', ...region }],
    problems: [expect.stringMatching(/^The Regions could not be asked/), 'The drain switch could not be read: connect ECONNREFUSED 127.0.0.1:9'],
  }, '']);
});

test('AWS_ENDPOINT_URL in the shell is the endpoint, and the first line says which target is talked to', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'cli-'));
  writeFileSync(path.join(directory, 'cdk.json'), JSON.stringify({ 'app': 'exit 1', 'multi-region': { port: 4000 } }));
  const status = async (variables: NodeJS.ProcessEnv, ...args: string[]) => (await multiRegionWith(variables, directory, 'status', ...args).ended).output;
  expect(await status({ AWS_ENDPOINT_URL: 'http://localhost:3100' })).toBe('Target: http://localhost:3100; names are asked at http://localhost:4000\n');
  expect(await status({ AWS_ENDPOINT_URL: 'http://localhost:3100' }, '--endpoint', 'http://localhost:5100', '--via', 'http://localhost:5000'))
    .toBe('Target: http://localhost:5100; names are asked at http://localhost:5000\n');
  expect(await status({})).toBe('Target: AWS, by the credentials of the environment; names are asked by DNS\n');
});

test('--version says the version of the package', async () => {
  expect(await multiRegion('--version').ended).toMatchObject({ code: 0, output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test('`multi-region completion` prints what completes its flags', async () => {
  expect((await multiRegion('completion', 'bash').ended).output).toMatch(/local\) words='--app .*--quiet/);
  expect(await multiRegion('completion', 'csh').ended).toMatchObject({ code: 1, errors: expect.stringMatching(/Allowed choices are bash, zsh, fish\.\n$/) });
});

test('--help says every flag with its default', async () => {
  const { code, output } = await multiRegion('local', '--help').ended;
  expect(code).toBe(0);
  for (const flag of ['--app', '--port', '--aws-port', '--time-scale', '--from', '--replication-lag', '--endpoint', '--env', '--env-file', '--no-iam', '--log', '--json', '--quiet']) {
    expect(output).toContain(flag);
  }
});
