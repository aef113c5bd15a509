import { spawn } from 'child_process';
import * as fs from 'fs';
import * as http from 'http';
import { AddressInfo } from 'net';
import * as os from 'os';
import * as path from 'path';
import { BuildOptions, build } from 'esbuild';

/**
 * The health function beside the same function written with the AWS SDK, against a stand-in for DynamoDB on the
 * loopback interface, without TLS; and what the health function answers when a replica is in trouble.
 *
 * Each start is a Node.js process of its own; the two take turns, and figures are medians over the rounds.
 */
const COLD_STARTS = 15;
const WARM_ROUNDS = 5;
const INVOCATIONS = 1000;
const REPLICAS = 3;

const root = path.join(__dirname, '..');

/** The same two questions and the same budget; `mainFields` gives the SDK its smaller, faster bundle. */
const WITH_SDK = `
  import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
  const replicas = JSON.parse(process.env.REPLICAS);
  const drainSwitch = JSON.parse(process.env.DRAIN_SWITCH);
  const dynamodb = new DynamoDBClient({ maxAttempts: 1 });
  const read = (abortSignal, table, key) =>
    dynamodb.send(new GetItemCommand({ TableName: table, Key: key }), { abortSignal })
      .then(({ Item }) => ({ table, outcome: 'ok', Item }), ({ name }) => ({ table, outcome: name }));
  const answer = (statusCode, body) => ({
    statusCode, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' }, body: JSON.stringify(body),
  });
  export async function handler(event) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), 1200);
    try {
      const peer = event.pathParameters?.region;
      if (peer !== undefined) {
        const { outcome, Item } = await read(abort.signal, drainSwitch.table, { region: { S: peer } });
        return answer(outcome !== 'ok' ? 503 : Item?.drained?.BOOL ? 200 : 404, { region: peer });
      }
      const seen = await Promise.all(replicas.map(({ table, key }) => read(abort.signal, table, key)));
      const tally = {};
      for (const { outcome } of seen) tally[outcome] = (tally[outcome] ?? 0) + 1;
      const healthy = seen.every(({ outcome }) => outcome === 'ok');
      if (!healthy) console.warn({ seen });
      return answer(healthy ? 200 : 503, { region: process.env.AWS_REGION, status: healthy ? 'healthy' : 'unhealthy', replicas: tally });
    } finally {
      clearTimeout(timer);
    }
  }
`;

/** Loads the function, asks once, then as often as it is told, one after the other; says how long each took. */
const RUNNER = `
  const [bundle, event, invocations] = process.argv.slice(1);
  console.warn = () => {};
  const begin = performance.now();
  const { handler } = require(bundle);
  const loaded = performance.now();
  (async () => {
    const times = [];
    let answer;
    for (let i = 0; i <= Number(invocations); i++) {
      const asked = performance.now();
      answer = await handler(JSON.parse(event));
      times.push(performance.now() - asked);
    }
    const { statusCode, body } = answer;
    process.stdout.write(JSON.stringify({ statusCode, body, load: loaded - begin, times, rss: process.memoryUsage().rss / 2 ** 20 }), () => process.exit());
  })();
`;

interface Run { statusCode: number; body: string; load: number; times: number[]; rss: number }
interface Figures { kilobytes: number; load: number; first: number; cold: number; p50: number; p99: number; rss: number }

const HEALTH = { httpMethod: 'GET', path: '/health', pathParameters: null };

async function main() {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'health-probe-'));
  const server = await startDynamoDb();
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const probe = await bundle(path.join(directory, 'probe.js'), { entryPoints: [path.join(root, 'src', 'health', 'health-probe.lambda.ts')] });
    const withSdk = await bundle(path.join(directory, 'with-sdk.js'), { stdin: { contents: WITH_SDK, resolveDir: root }, mainFields: ['module', 'main'] });
    await compare(probe, withSdk, endpoint);
    await showAnswers(probe, endpoint);
  } finally {
    server.closeAllConnections();
    server.close();
    fs.rmSync(directory, { recursive: true });
  }
}

/** As the package's own bundle is made. */
async function bundle(outfile: string, options: BuildOptions): Promise<string> {
  await build({ ...options, outfile, bundle: true, minify: true, platform: 'node', target: 'node20', logLevel: 'warning' });
  return outfile;
}

async function compare(probe: string, withSdk: string, endpoint: string) {
  const healthy = Array.from({ length: REPLICAS }, (_, i) => `Shop-Orders${i}`);
  const cold = { probe: [] as Run[], sdk: [] as Run[] };
  const warm = { probe: [] as Run[], sdk: [] as Run[] };
  for (let i = 0; i < COLD_STARTS; i++) {
    cold.probe.push(await run(probe, endpoint, healthy, HEALTH));
    cold.sdk.push(await run(withSdk, endpoint, healthy, HEALTH));
  }
  for (let i = 0; i < WARM_ROUNDS; i++) {
    warm.probe.push(await run(probe, endpoint, healthy, HEALTH, INVOCATIONS));
    warm.sdk.push(await run(withSdk, endpoint, healthy, HEALTH, INVOCATIONS));
  }
  const failed = [...Object.values(cold), ...Object.values(warm)].flat().find(({ statusCode }) => statusCode !== 200);
  if (failed) throw new Error(`answered ${failed.statusCode}: ${failed.body}`);

  const figures = { probe: figuresOf(probe, cold.probe, warm.probe), sdk: figuresOf(withSdk, cold.sdk, warm.sdk) };
  console.log(`${REPLICAS} replicas; medians of ${COLD_STARTS} cold starts and ${WARM_ROUNDS} rounds of ${INVOCATIONS} invocations\n`);
  console.log('                                    probe   with the SDK   ratio');
  for (const [name, figure, digits] of [
    ['bundle, kB', 'kilobytes', 1],
    ['cold: load, ms', 'load', 1],
    ['cold: first answer, ms', 'first', 1],
    ['cold: both, ms', 'cold', 1],
    ['warm: p50, ms', 'p50', 2],
    ['warm: p99, ms', 'p99', 2],
    ['memory after a cold start, MB', 'rss', 0],
  ] as [string, keyof Figures, number][]) {
    const [ours, theirs] = [figures.probe[figure], figures.sdk[figure]];
    console.log(`${name.padEnd(32)}${ours.toFixed(digits).padStart(9)}${theirs.toFixed(digits).padStart(15)}${(ours / theirs).toFixed(2).padStart(8)}`);
  }
}

function figuresOf(file: string, cold: Run[], warm: Run[]): Figures {
  const quantiles = (q: number) => median(warm.map(({ times }) => times.slice(1).sort((a, b) => a - b)[Math.floor(INVOCATIONS * q)]));
  return {
    kilobytes: fs.statSync(file).size / 1000,
    load: median(cold.map(({ load }) => load)),
    first: median(cold.map(({ times }) => times[0])),
    cold: median(cold.map(({ load, times }) => load + times[0])),
    p50: quantiles(0.5),
    p99: quantiles(0.99),
    rss: median(cold.map(({ rss }) => rss)),
  };
}

async function showAnswers(probe: string, endpoint: string) {
  console.log('\nanswers of a new process                     ms  status  body');
  for (const [name, table] of [
    ['all replicas well', 'Shop-Carts'], ['one hangs', 'Shop-Hanging'], ['one trickles its answer', 'Shop-Trickling'],
    ['one is missing', 'Shop-Missing'], ['one denies access', 'Shop-Denied'], ['one breaks connections', 'Shop-Reset'],
  ]) {
    show(name, await run(probe, endpoint, ['Shop-Orders', table], HEALTH));
  }
  for (const [name, region, table] of [
    ['drained', 'us-east-1', 'Shop-DrainSwitch'], ['not drained', 'ap-southeast-1', 'Shop-DrainSwitch'], ['the switch hangs', 'us-east-1', 'Shop-Hanging'],
  ]) {
    show(`${region}: ${name}`, await run(probe, endpoint, [], { pathParameters: { region } }, 0, table));
  }
}

function show(name: string, { statusCode, body, times: [ms] }: Run) {
  console.log(`${name.padEnd(38)}${ms.toFixed(0).padStart(9)}  ${statusCode}     ${body}`);
}

/** In a process of its own, with the environment that Lambda gives and no more. */
async function run(bundled: string, endpoint: string, tables: string[], event: object, invocations = 0, drainSwitch = 'Shop-DrainSwitch'): Promise<Run> {
  const child = spawn(process.execPath, ['-e', RUNNER, bundled, JSON.stringify(event), String(invocations)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKID',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      REPLICAS: JSON.stringify(tables.map(table => ({ table, key: { id: { S: 'health-probe' } } }))),
      DRAIN_SWITCH: JSON.stringify({ table: drainSwitch, regions: ['us-east-1', 'ap-southeast-1'] }),
    },
  });
  let said = '';
  child.stdout.on('data', data => { said += data; });
  const code = await new Promise(resolve => child.once('close', resolve));
  if (code !== 0) throw new Error(`ended with ${code}: ${said}`);
  return JSON.parse(said);
}

/** Each table behaves as its name says; `us-east-1` is drained. */
async function startDynamoDb(): Promise<http.Server> {
  const refusal = (type: string) => (response: http.ServerResponse) => response.writeHead(400).end(JSON.stringify({ __type: type }));
  const inTrouble: Record<string, (response: http.ServerResponse) => void> = {
    'Shop-Hanging': () => {},
    'Shop-Trickling': response => {
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    },
    'Shop-Missing': refusal('com.amazonaws.dynamodb.v20120810#ResourceNotFoundException'),
    'Shop-Denied': refusal('com.amazon.coral.service#AccessDeniedException'),
    'Shop-Reset': response => response.destroy(),
  };
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', data => { body += data; }).on('end', () => {
      const { TableName, Key } = JSON.parse(body);
      const answer = inTrouble[TableName];
      if (answer) {
        answer(response);
      } else {
        response.setHeader('content-type', 'application/x-amz-json-1.0');
        response.end(Key.region?.S === 'us-east-1' ? '{"Item":{"drained":{"BOOL":true}}}' : '{}');
      }
    });
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  return server;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
