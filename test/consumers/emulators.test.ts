import { ChildProcess, execFileSync, spawn } from 'child_process';
import { once } from 'events';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RunningRegions, startRegions } from './local-regions';
import { MultiRegionServerlessApi } from '../../src';

/** Services that do not run here, beside the local Regions: Step Functions in MiniStack, of Python, and S3 in fauxqs, of Node.js 22. */
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'emulators-'));
const environment = path.join(directory, '.venv');
const REGIONS = ['us-east-1', 'eu-west-1'];

/** By itself it would listen to the whole network. */
const FAUXQS = `
  import { buildApp } from 'fauxqs';
  console.log(await buildApp({ logger: false }).listen({ host: '127.0.0.1', port: 0 }));
`;

const HANDLERS = `
  const { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');
  const { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient, StartExecutionCommand } = require('@aws-sdk/client-sfn');
  const answer = body => ({ statusCode: 200, body: JSON.stringify(body) });

  exports.execution = async ({ body: input }) => {
    const states = new SFNClient();
    const definition = JSON.stringify({ StartAt: 'Greet', States: { Greet: { Type: 'Pass', Parameters: { 'hello.$': '$.name' }, End: true } } });
    const { stateMachineArn } = await states.send(new CreateStateMachineCommand({ name: 'Greeting', definition, roleArn: 'arn:aws:iam::000000000000:role/states' }));
    const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn, input }));
    let execution;
    do execution = await states.send(new DescribeExecutionCommand({ executionArn })); while (execution.status === 'RUNNING');
    return answer({ stateMachineArn, output: JSON.parse(execution.output) });
  };

  exports.object = async ({ body: Body }) => {
    const s3 = new S3Client();
    const object = { Bucket: 'greetings-' + process.env.AWS_REGION, Key: 'greeting.txt' };
    await s3.send(new CreateBucketCommand({ Bucket: object.Bucket }));
    await s3.send(new PutObjectCommand({ ...object, Body }));
    const { Body: kept } = await s3.send(new GetObjectCommand(object));
    return answer({ bucket: object.Bucket, text: await kept.transformToString() });
  };
`;

function synthesize() {
  const app = new App({ outdir: path.join(directory, 'cdk.out') });
  const api = new MultiRegionServerlessApi(app, 'Greetings', {
    regions: REGIONS,
    domain: { domainName: 'greetings.example.com', hostedZoneId: 'Z0GREETINGS', zoneName: 'example.com' },
  });
  for (const region of api.regionalApis) {
    for (const name of ['execution', 'object']) {
      const handler = new Function(region, name, { runtime: Runtime.NODEJS_22_X, handler: `index.${name}`, code: Code.fromInline(HANDLERS) });
      region.addRoute('POST', `/${name}`, handler);
    }
  }
  app.synth();
}

const servers: ChildProcess[] = [];

/** Runs a server until it tells its URL, and then on. */
function startServer(command: string, args: string[]): Promise<string> {
  const server = spawn(command, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  servers.push(server);
  return new Promise((resolve, reject) => {
    let said = '';
    for (const output of [server.stdout, server.stderr]) {
      output.on('data', data => {
        said += data;
        const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
        if (url) resolve(url);
      });
    }
    server.once('error', reject).once('close', () => reject(new Error(said)));
  });
}

let regions: RunningRegions;

beforeAll(async () => {
  execFileSync('python3', ['-m', 'venv', environment]);
  execFileSync(path.join(environment, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', 'ministack==1.5.33']);
  fs.writeFileSync(path.join(directory, 'package.json'), '{}');
  const node = `node-${process.platform}-${process.arch}`;
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', 'fauxqs@2.4.1', `${node}@22`, '@aws-sdk/client-s3', '@aws-sdk/client-sfn'], { cwd: directory });
  synthesize();
  const states = await startServer(path.join(environment, 'bin', 'hypercorn'), ['ministack.app:app', '--workers', '0', '--bind', '127.0.0.1:0']);
  const s3 = await startServer(path.join(directory, 'node_modules', node, 'bin', 'node'), ['--input-type=module', '--eval', FAUXQS]);
  const bin = path.join(__dirname, '..', '..', 'bin', 'multi-region');
  regions = await startRegions(`${bin} local --app cdk.out --endpoint sfn=${states} --endpoint s3=${s3}`, directory);
}, 300_000);

afterAll(async () => {
  regions?.stop();
  for (const server of servers.filter(({ exitCode }) => exitCode === null)) {
    server.kill();
    await once(server, 'close');
  }
  fs.rmSync(directory, { recursive: true });
}, 60_000);

async function post(route: string, body: string, region: string): Promise<unknown> {
  const response = await fetch(`${regions.url}${route}`, { method: 'POST', body, headers: { 'x-client-location': region } });
  return response.json();
}

test.each(REGIONS)('a handler runs a state machine of MiniStack in its Region: %s', async region => {
  expect(await post('/execution', '{"name":"Ada"}', region)).toEqual({
    stateMachineArn: `arn:aws:states:${region}:000000000000:stateMachine:Greeting`, output: { hello: 'Ada' },
  });
}, 60_000);

test.each(REGIONS)('a handler keeps an object in S3 of fauxqs: %s', async region => {
  expect(await post('/object', 'Hello, Ada', region)).toEqual({ bucket: `greetings-${region}`, text: 'Hello, Ada' });
}, 60_000);
