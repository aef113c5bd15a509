import * as fs from 'fs';
import * as net from 'net';
import * as os from 'os';
import * as path from 'path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, LambdaRestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Code, Function, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { LocalRegionsOptions, ManualClock, start } from '../../../local';
import { HttpServer } from '../../../local/machine/http-server';
import { startupText } from '../../../local/regions/report';
import { Replication } from '../../../local/services/dynamodb/replication';
import { LambdaService } from '../../../local/services/lambda/lambda-service';
import { hangingApp } from '../hanging-app';
import { APP_DIRECTORY, synthesizeVisits } from '../visits-app';

afterEach(() => jest.restoreAllMocks());

function anEmptyDirectory(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'app-'));
}

/** Synthesizes a stack by hand, without this library. */
function synthesize(build: (stack: Stack) => void): string {
  const app = new App({ outdir: anEmptyDirectory() });
  build(new Stack(app, 'Plain', { env: { region: 'eu-central-1' } }));
  return app.synth().directory;
}

function echo(stack: Stack, runtime: Runtime = Runtime.NODEJS_22_X) {
  return new Function(stack, runtime === Runtime.NODEJS_22_X ? 'Echo' : `Echo-${runtime.name}`, {
    runtime,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async event => ({ statusCode: 200, body: JSON.stringify({ path: event.path, stage: event.requestContext.stage }) })'),
  });
}

describe('an app without this library\'s constructs', () => {
  test('is served by the name of its API', async () => {
    const regions = await start({ app: synthesize(stack => new LambdaRestApi(stack, 'Api', { handler: echo(stack) })) });
    const response = await fetch(`${regions.url}/prod/any/thing`);
    expect(await response.json()).toEqual({ path: '/any/thing', stage: 'prod' });
    expect(response.headers.get('x-served-by')).toBe('eu-central-1');
    await regions.stop();
  });

  test('may have tables only', async () => {
    const regions = await start({ app: synthesize(stack => new TableV2(stack, 'Table', { tableName: 'T-1', partitionKey: { name: 'id', type: AttributeType.STRING } })) });
    expect(regions.tables).toEqual(['T-1']);
    expect(await regions.items('T-1', 'eu-central-1')).toEqual([]);
    await regions.stop();
  });

  test('is told what of it is not on this machine', async () => {
    const app = synthesize(stack => {
      new LambdaRestApi(stack, 'Api', { handler: echo(stack) });
      new Stream(stack, 'Jobs');
    });
    const regions = await start({ app });
    expect(regions.unsupported).toEqual([{ type: 'AWS::Kinesis::Stream', path: expect.stringMatching(/^Plain\/Jobs/), region: 'eu-central-1', meaning: 'it is not run here' }]);
    await regions.stop();
  });
});

describe('stacks without a Region', () => {
  test('are in the one that is given, which the start says', async () => {
    const app = new App({ outdir: anEmptyDirectory() });
    const stack = new Stack(app, 'Plain');
    new LambdaRestApi(stack, 'Api', { handler: echo(stack) });
    const regions = await start({ app: app.synth().directory, region: 'sa-east-1' });
    expect((await fetch(`${regions.url}/prod/`)).headers.get('x-served-by')).toBe('sa-east-1');
    expect(startupText(regions)).toMatch(/\nRegion +sa-east-1 for the stacks that name none \(--region; `--region` names another\)\n/);
    await regions.stop();
  });

  test('are not told of where there are none', async () => {
    const regions = await start({ app: synthesize(stack => new LambdaRestApi(stack, 'Api', { handler: echo(stack) })), region: 'sa-east-1' });
    expect(regions.regions).toEqual(['eu-central-1']);
    expect(startupText(regions)).not.toMatch(/name none/);
    await regions.stop();
  });
});

test('lookups on AWS that have dummy values are told, and what does not need them runs', async () => {
  const app = new App({ outdir: anEmptyDirectory() });
  const stack = new Stack(app, 'Plain', { env: { region: 'eu-central-1', account: '123456789012' } });
  HostedZone.fromLookup(stack, 'Zone', { domainName: 'example.com' });
  new LambdaRestApi(stack, 'Api', { handler: echo(stack) });
  const regions = await start({ app: app.synth().directory });
  expect(startupText(regions)).toContain('\n  Looked up on AWS, and dummy values here: hosted-zone:account=123456789012:domainName=example.com:region=*. `npx cdk synth`, once with credentials of AWS, keeps the values in cdk.context.json\n');
  expect((await fetch(`${regions.url}/prod/`)).status).toBe(200);
  await regions.stop();
});

describe('an environment variable that refers to what is not here', () => {
  test('is not set, which is said at start, and the rest runs', async () => {
    const regions = await start({
      app: synthesize(stack => {
        const jobs = new Stream(stack, 'Jobs');
        new LambdaRestApi(stack, 'Api', {
          handler: new Function(stack, 'Env', {
            runtime: Runtime.NODEJS_22_X,
            handler: 'index.handler',
            code: Code.fromInline('exports.handler = async () => ({ statusCode: 200, body: JSON.stringify([process.env.JOBS ?? null, process.env.COLOR]) })'),
            environment: { JOBS: jobs.streamName, COLOR: 'blue' },
          }),
        });
      }),
    });
    expect(await (await fetch(`${regions.url}/prod/`)).json()).toEqual([null, 'blue']);
    expect(regions.unsupported.map(({ meaning }) => meaning)).toContainEqual(
      expect.stringMatching(/^Environment\.JOBS cannot be resolved: Ref of Jobs\w+ \(AWS::Kinesis::Stream\) is not known on this machine; the variable is not set$/));
    await regions.stop();
  });
});

describe('what cannot start is one sentence', () => {
  const refused = (options: LocalRegionsOptions) => start({ directory: APP_DIRECTORY, ...options }).then(
    regions => regions.stop().then(() => 'it started'),
    (error: Error) => error.message,
  );

  test.each<[string, LocalRegionsOptions, RegExp]>([
    ['no app', { directory: os.tmpdir() }, /^No app: there is no `app` in cdk.json here; give one with `--app "npx tsx app.ts"` or `--app cdk.out`$/],
    ['an app that fails', { app: 'echo "no such stack" >&2; exit 3' }, /^The app failed to synthesize: `echo .*` ended with exit code 3\nno such stack$/],
    ['a directory without an assembly', { app: os.tmpdir() }, /manifest.json is not a part of a cloud assembly/],
    ['a port that is none', { port: 70_000 }, /^`port` must be a whole number from 0 to 65535, got: 70000$/],
    ['a time scale of 0', { timeScale: 0 }, /^`timeScale` must be a number above 0, at most 10000, got: 0$/],
    ['no worker', { maxWorkers: 0 }, /^`maxWorkers` must be a whole number, 1 or more, got: 0$/],
    ['a negative lag', { replicationLag: -1 }, /^`replicationLag` must be a number of milliseconds, 0 or more, got: -1$/],
    ['a place that is no Region', { from: 'mars-1' }, /^`from` must be an AWS Region, got: mars-1$/],
    ['stacks in no Region', { region: 'mars-1' }, /^`region` must be an AWS Region, got: mars-1$/],
  ])('%s', async (_, options, message) => {
    expect(await refused(options)).toMatch(message);
  });

  test('a port in use', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    const { port } = server.address() as net.AddressInfo;
    const app = 'exit 1'; // which is not come to
    expect(await refused({ app, port })).toBe(`Port ${port} is in use: stop what listens there, or choose another \`port\` (\`--port\`), 0 for any free one`);
    expect(await refused({ app, awsPort: port })).toBe(`Port ${port} is in use: stop what listens there, or choose another \`awsPort\` (\`--aws-port\`), 0 for any free one`);
    server.close();
  });

  test('a port that is meant twice', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    const { port } = server.address() as net.AddressInfo;
    await new Promise(resolve => server.close(resolve));
    expect(await refused({ app: 'exit 1', port, awsPort: port })).toMatch(/^Port \d+ is in use: .* choose another `awsPort`/);
  });
});

describe('a function that cannot run', () => {
  test('because its handler does not load is named in each Region, and its routes answer as on AWS', async () => {
    const regions = await start({ app: synthesizeVisits({ visitHandler: 'index.broken' }), directory: APP_DIRECTORY });
    expect(regions.unsupported).toEqual(['us-east-1', 'eu-west-1', 'ap-southeast-1'].map(region => ({
      type: 'AWS::Lambda::Function',
      path: expect.stringMatching(`^Visits-${region}/VisitsVisit`),
      region,
      meaning: 'it cannot start (Runtime.HandlerNotFound: index.broken is not a function): every invocation of it fails, as on AWS',
      isBroken: true,
    })));
    expect(startupText(regions)).toMatch(/^\nBroken:\n {2}Visits-\*\/VisitsVisit\w+ \(AWS::Lambda::Function\): it cannot start .* \(in all 3 Regions\)\n\nRegion /);
    expect((await fetch(`${regions.url}/visit`)).status).toBe(502);
    expect((await fetch(`${regions.url}/ready`)).status).toBe(200);
    await regions.stop();
  });

  test('says why in the output of a test, unless that takes what handlers print', async () => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const app = synthesizeVisits({ visitHandler: 'index.broken' });
    for (const options of [{}, { onOutput: () => {} }]) {
      const regions = await start({ app, directory: APP_DIRECTORY, ...options });
      await fetch(`${regions.url}/visit`);
      await regions.stop();
    }
    expect(write.mock.calls.map(([text]) => text)).toEqual([
      expect.stringMatching(/^\S+ in us-east-1 failed: Runtime\.HandlerNotFound: index\.broken is not a function\n/),
    ]);
  });

  test('because of its runtime is named, and its routes answer 501', async () => {
    const app = synthesize(stack => {
      const api = new LambdaRestApi(stack, 'Api', { handler: echo(stack), proxy: false });
      api.root.addMethod('GET');
      api.root.addMethod('POST', new LambdaIntegration(echo(stack, new Runtime('ruby3.4', RuntimeFamily.RUBY, { supportsInlineCode: true }))));
    });
    const regions = await start({ app });
    expect(startupText(regions)).toMatch(/ Plain\/Echoruby34\w+ \(AWS::Lambda::Function\): it runs on ruby3.4: it is not run here, and its routes answer 501\n/);
    expect((await fetch(`${regions.url}/prod/`)).status).toBe(200);
    const refused = await fetch(`${regions.url}/prod/`, { method: 'POST' });
    expect([refused.status, await refused.json()]).toEqual([501, { message: expect.stringMatching(/^The local Regions do not support Plain\/Echoruby34\w+: it runs on ruby3.4$/) }]);
    await regions.stop();
  });
});

test('functions that only deployments invoke are not counted', async () => {
  const doing: string[] = [];
  const regions = await start({
    onProgress: text => doing.push(text),
    app: synthesize(stack => {
      new LambdaRestApi(stack, 'Api', { handler: echo(stack) });
      new Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
    }),
  });
  expect(doing).toEqual([expect.stringMatching(/^Reading /), 'Loading 1 function']);
  expect(startupText(regions)).toMatch(/\neu-central-1 +1\n/);
  await regions.stop();
});

describe('a strict start', () => {
  test('is refused with all that is not on this machine, and leaves nothing running', async () => {
    const listening = jest.spyOn(HttpServer.prototype, 'start');
    const app = synthesize(stack => {
      new LambdaRestApi(stack, 'Api', { handler: new Function(stack, 'Broken', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('throw new Error("no")') }) });
      new Stream(stack, 'Jobs');
    });
    await expect(start({ app, strict: true })).rejects.toThrow(new RegExp([
      'Of the templates, these are not on this machine, or not in full; without `strict` \\(`--strict`\\) the rest runs:',
      ' {2}Plain/Jobs\\w+ \\(AWS::Kinesis::Stream\\): it is not run here',
      ' {2}Plain/Broken\\w+ \\(AWS::Lambda::Function\\): it cannot start \\(Error: no\\): every invocation of it fails, as on AWS$',
    ].join('\\n')));
    for (const { value } of listening.mock.results) {
      await expect(fetch(await value)).rejects.toThrow();
    }
  });

  test('is none where all is here', async () => {
    const regions = await start({ app: synthesizeVisits(), directory: APP_DIRECTORY, strict: true });
    expect(regions.unsupported).toEqual([]);
    await regions.stop();
  });
});

describe('a start that is interrupted', () => {
  test('ends the app\'s command with all that it started', async () => {
    const interrupt = new AbortController();
    const app = await hangingApp();
    const starting = start({ app: app.command, directory: anEmptyDirectory(), signal: interrupt.signal });
    const interrupted = expect(starting).rejects.toThrow(/^The start was interrupted$/);
    await app.started;
    interrupt.abort();
    await interrupted;
    await app.ended;
  });

  test('stops what has been started', async () => {
    const interrupt = new AbortController();
    const listening = jest.spyOn(HttpServer.prototype, 'start');
    jest.spyOn(LambdaService.prototype, 'start').mockImplementation(() => {
      interrupt.abort();
      return new Promise(() => {}); // a handler that never ends to load
    });
    await expect(start({ app: synthesizeVisits(), directory: APP_DIRECTORY, signal: interrupt.signal })).rejects.toThrow(/^The start was interrupted$/);
    const urls = await Promise.all(listening.mock.results.map(({ value }) => value as Promise<string>));
    expect(urls).toHaveLength(7); // five to see whether the ports are free
    for (const url of urls) {
      await expect(fetch(url)).rejects.toThrow();
    }
  });

  test('before it begins runs nothing', async () => {
    await expect(start({ app: 'exit 7', signal: AbortSignal.abort() })).rejects.toThrow(/^The start was interrupted$/);
  });
});

describe('stop', () => {
  const app = synthesizeVisits();

  /** Makes a service fail to stop, once it has stopped. */
  function failToStop(service: { stop(): Promise<void> }, message: string) {
    const { stop } = service;
    jest.spyOn(service, 'stop').mockImplementation(async function (this: typeof service) {
      await stop.call(this);
      throw new Error(message);
    });
  }

  test('of two that overlap, both end when all has stopped', async () => {
    const regions = await start({ app, directory: APP_DIRECTORY });
    const stop = jest.spyOn(LambdaService.prototype, 'stop');
    let ended = false;
    void regions.stop().then(() => { ended = true; });
    await regions.stop();
    expect(ended).toBe(true);
    expect(stop).toHaveBeenCalledTimes(1);
  });

  test('leaves the caller\'s clock running', async () => {
    const clock = new ManualClock();
    const run = jest.fn();
    clock.schedule(1000, run);
    const regions = await start({ app, directory: APP_DIRECTORY, clock });
    await regions.stop();
    await clock.advance(1000);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('stops the rest when one service fails to stop, and rejects with the first failure', async () => {
    const regions = await start({ app, directory: APP_DIRECTORY });
    failToStop(LambdaService.prototype, 'a worker lives on');
    failToStop(Replication.prototype, 'a write is under way');
    await expect(regions.stop()).rejects.toThrow('a worker lives on');
    await expect(fetch(regions.awsUrl)).rejects.toThrow();
  });

  test('that fails after a start that failed does not hide why', async () => {
    failToStop(LambdaService.prototype, 'a worker lives on');
    jest.spyOn(LambdaService.prototype, 'start').mockRejectedValue(new Error('no worker starts'));
    await expect(start({ app, directory: APP_DIRECTORY })).rejects.toThrow('no worker starts');
  });
});
