import { execFile, execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { App, Duration } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ROOT } from './hit-counter';
import { LocalRegions, ManualClock, start } from '../../local';
import { HealthCheck, MultiRegionServerlessApi } from '../../src';

/** The hit counter's handler in each language, on one table: what its code is, and how it is run. */
const LANGUAGES = {
  nodejs: { runtime: Runtime.NODEJS_22_X, handler: 'hello.handler' },
  python: { runtime: Runtime.PYTHON_3_13, handler: 'hello.handler' },
  go: { runtime: Runtime.PROVIDED_AL2023, handler: 'bootstrap' },
  java: { runtime: Runtime.JAVA_21, handler: 'hits.Hello', memorySize: 512 },
};
const languages = Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[];
const sources = path.join(__dirname, 'hit-counter-handlers');

/** An app with a virtual environment that has boto3, and node_modules that have the SDK. */
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'handlers-'));
const clock = new ManualClock();
let regions: LocalRegions;

beforeAll(async () => {
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'));
  execFileSync('python3', ['-m', 'venv', path.join(directory, '.venv')]);
  execFileSync(path.join(directory, '.venv', 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', 'boto3']);
  execFileSync('go', ['build', '-tags', 'lambda.norpc', '-o', path.join(directory, 'go', 'bootstrap'), '.'], {
    cwd: path.join(sources, 'go'), env: { ...process.env, CGO_ENABLED: '0' },
  });
  execFileSync('mvn', [
    '--batch-mode', '--quiet', `-DbuildDirectory=${path.join(directory, 'java-build')}`, 'package', 'dependency:copy-dependencies',
    '-DincludeScope=runtime', `-DoutputDirectory=${path.join(directory, 'java', 'lib')}`,
  ], { cwd: path.join(sources, 'java') });
  fs.copyFileSync(path.join(directory, 'java-build', 'hello-1.jar'), path.join(directory, 'java', 'lib', 'hello.jar'));
  regions = await start({ app: synthesize(), directory, clock });
}, 600_000);

afterAll(async () => {
  await regions.stop();
  fs.rmSync(directory, { recursive: true, force: true });
});

function synthesize(): string {
  const app = new App({ outdir: path.join(directory, 'cdk.out') });
  const api = new MultiRegionServerlessApi(app, 'HitCounter', {
    regions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'],
    domain: { domainName: 'hello.example.com', hostedZoneId: 'Z0HITS', zoneName: 'example.com' },
    health: HealthCheck.deep({ failureThreshold: 1 }),
  });
  const hits = api.addGlobalTable('Hits', { partitionKey: { name: 'ipAddress', type: AttributeType.STRING } });
  for (const region of api.regionalApis) {
    for (const language of languages) {
      const code = Code.fromAsset(path.join(['go', 'java'].includes(language) ? directory : sources, language));
      const hello = new Function(region, language, {
        ...LANGUAGES[language], code, timeout: Duration.seconds(10), environment: { HITS_TABLE_NAME: hits.tableName },
      });
      hits.grant(hello, 'dynamodb:UpdateItem');
      region.addRoute('GET', `/${language}`, hello);
    }
  }
  return app.synth().directory;
}

async function hit(language: string, from: string) {
  const begin = performance.now();
  const response = await fetch(`${regions.url}/${language}`, { headers: { 'x-client-location': from } });
  return { ...await response.json() as { message: string; visits: string }, ms: Math.round(performance.now() - begin) };
}

async function hitWithAll(from: string) {
  const answers = [];
  for (const language of languages) answers.push({ language, ...await hit(language, from) });
  return answers;
}

test('nothing of the app is missing here, but for the versions of Python and Java', () => {
  expect(regions.unsupported.filter(({ meaning }) => !/^it runs on (python3\.13, here on Python|java21, here on Java) /.test(meaning))).toEqual([]);
});

test('handlers in Node.js, Python, Go and Java count the same visits side by side, in each Region', async () => {
  const times: object[] = [];
  let visits = 0;
  for (const region of regions.regions) {
    for (const warmth of ['cold', 'warm']) {
      for (const { language, message, visits: counted, ms } of await hitWithAll(region)) {
        expect({ language, message, counted }).toEqual({ language, message: `hello from ${region}, 127.0.0.1`, counted: String(++visits) });
        times.push({ region, language, warmth, ms });
      }
    }
    await clock.advance(1_000); // replicated
  }
  console.table(times);
}, 60_000);

test('boto3 invokes the function in Go by its ARN', async () => {
  const code = `import boto3, json, sys
client = boto3.client('lambda', endpoint_url=sys.argv[1], region_name='eu-west-1', aws_access_key_id='local', aws_secret_access_key='local')
arn = next(fn['FunctionArn'] for fn in client.list_functions()['Functions'] if fn['Runtime'] == 'provided.al2023')
told = client.invoke(FunctionName=arn, Payload=json.dumps({'requestContext': {'identity': {'sourceIp': '192.0.2.1'}}}))
print(json.dumps([told['StatusCode'], json.load(told['Payload'])['body']]))`;
  const { stdout } = await promisify(execFile)(path.join(directory, '.venv', 'bin', 'python'), ['-c', code, regions.awsUrl]);
  expect(JSON.parse(stdout)).toEqual([200, '{"message":"hello from eu-west-1, 192.0.2.1","visits":"1"}']);
}, 60_000);

test('handlers in all languages go on in the next Region when theirs is drained', async () => {
  const [before] = await hitWithAll('us-east-1');
  await clock.advance(1_000);
  regions.invert('us-east-1');
  await clock.advance(regions.failoverTime('us-east-1') * 1_000);
  const after = await hitWithAll('us-east-1');
  expect(after.map(({ message }) => message)).toEqual(languages.map(() => 'hello from eu-west-1, 127.0.0.1'));
  expect(Number(after[0].visits)).toBe(Number(before.visits) + languages.length);

  await clock.advance(1_000);
  regions.invert('us-east-1', false);
  await clock.advance(regions.failoverTime('us-east-1') * 1_000);
  const back = await hitWithAll('us-east-1');
  expect(back.map(({ message }) => message)).toEqual(languages.map(() => 'hello from us-east-1, 127.0.0.1'));
  expect(Number(back[0].visits)).toBe(Number(after[0].visits) + languages.length);
}, 60_000);
