import { ChildProcess, spawn } from 'child_process';
import * as fs from 'fs';
import * as net from 'net';
import * as path from 'path';
import autocannon from 'autocannon';
import { synthesize } from '../local/cloudformation/synthesize';

/**
 * The running hit counter beside a bare `node:http` server that calls the same handlers on the same engine.
 *
 * Both run at once, in processes of their own, and take turns under load; figures are medians over the rounds.
 */
const ROUNDS = 5;
const SECONDS = 3;
const STARTS = 7;

const root = path.join(__dirname, '..');
const cli = path.join(root, 'bin', 'multi-region');
const children: ChildProcess[] = [];

interface Figures { p50: number; p99: number; throughput: number }

async function main() {
  const assembly = await synthesize(__dirname, 'npx tsx app.ts');
  const starts: number[] = [];
  for (let i = 0; i < STARTS; i++) starts.push(await timeToFirst200(assembly));
  console.log(`First 200 of /hello from an existing cdk.out: ${median(starts).toFixed(0)} ms (${STARTS} starts: ${starts.map(ms => ms.toFixed(0)).join(', ')})\n`);

  const local = await startLocalRegions(assembly);
  const bare = await startBareServer(assembly);
  console.log('route   connections  server         p50 ms  p99 ms  requests/s');
  for (const url of ['/ping', '/hello']) {
    for (const connections of [1, 32]) {
      await compare(url, connections, local.url, bare.url);
    }
  }
  console.log(`\nMemory of the local Regions, all threads: ${rss(local.process)} MB now, ${peakRss(local.process)} MB at most; of the bare server: ${rss(bare.process)} MB.`);
}

async function compare(url: string, connections: number, local: string, bare: string) {
  const figures: Record<'local' | 'bare', Figures[]> = { local: [], bare: [] };
  await load(local + url, connections, 1);
  await load(bare + url, connections, 1);
  for (let round = 0; round < ROUNDS; round++) {
    figures.local.push(await load(local + url, connections, SECONDS));
    figures.bare.push(await load(bare + url, connections, SECONDS));
  }
  const of = (server: 'local' | 'bare', figure: keyof Figures) => median(figures[server].map(each => each[figure]));
  for (const [server, name] of [['local', 'three Regions'], ['bare', 'bare node:http']] as const) {
    console.log([
      url.padEnd(7), String(connections).padEnd(12), name.padEnd(14),
      of(server, 'p50').toFixed(3).padStart(6), of(server, 'p99').toFixed(3).padStart(7), of(server, 'throughput').toFixed(0).padStart(11),
    ].join(' '));
  }
  const ratio = (figure: keyof Figures) => (of('local', figure) / of('bare', figure)).toFixed(2);
  console.log(`${' '.repeat(20)} ratio          ${ratio('p50').padStart(6)} ${ratio('p99').padStart(7)} ${ratio('throughput').padStart(11)}`);
}

/** Latencies are taken in the client, in microseconds: autocannon's own are whole milliseconds. */
async function load(url: string, connections: number, duration: number): Promise<Figures> {
  const latencies: number[] = [];
  await new Promise<void>((resolve, reject) => {
    autocannon({ url, connections, duration }, error => error ? reject(error) : resolve())
      .on('response', (_client, statusCode, _bytes, ms) => {
        if (statusCode !== 200) reject(new Error(`${url} answered ${statusCode}`));
        latencies.push(ms);
      });
  });
  latencies.sort((a, b) => a - b);
  const quantile = (q: number) => latencies[Math.floor(latencies.length * q)];
  return { p50: quantile(0.5), p99: quantile(0.99), throughput: latencies.length / duration };
}

async function timeToFirst200(assembly: string): Promise<number> {
  const port = await freePort();
  const begin = performance.now();
  const child = spawn(process.execPath, [cli, 'local', '--app', assembly, '--port', String(port), '--aws-port', '0', '--quiet'], { cwd: root });
  try {
    while (performance.now() - begin < 20_000) {
      const status = await fetch(`http://localhost:${port}/hello`).then(response => response.status, () => 0);
      if (status === 200) return performance.now() - begin;
      await new Promise(resolve => setTimeout(resolve, 2));
    }
    throw new Error('no answer within 20 seconds');
  } finally {
    await end(child);
  }
}

async function startLocalRegions(assembly: string) {
  const child = track(spawn(process.execPath, [cli, 'local', '--app', assembly, '--port', '0', '--aws-port', '0', '--quiet'], { cwd: root }));
  return { process: child, url: await firstUrl(child) };
}

/** With the handlers' code as the assembly has it. */
async function startBareServer(assembly: string) {
  const assets = fs.readdirSync(assembly).filter(name => name.startsWith('asset.')).map(name => path.join(assembly, name));
  const hello = assets.find(asset => fs.existsSync(path.join(asset, 'index.js')) && /HITS_TABLE_NAME/.test(fs.readFileSync(path.join(asset, 'index.js'), 'utf8')))!;
  const ping = assets.find(asset => fs.existsSync(path.join(asset, 'ping.js')))!;
  const child = track(spawn('npx', ['tsx', path.join(__dirname, 'bare-server.ts'), hello, ping], {
    cwd: root, env: { ...process.env, NODE_PATH: path.join(root, 'node_modules') },
  }));
  return { process: child, url: await firstUrl(child) };
}

function track<T extends ChildProcess>(child: T): T {
  children.push(child);
  return child;
}

async function firstUrl(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stdout!.on('data', data => {
      said += data;
      const [url] = /http:\/\/localhost:\d+/.exec(said) ?? [];
      if (url) resolve(url);
    });
    child.stderr!.on('data', data => { said += data; });
    child.once('close', code => reject(new Error(`ended with ${code}: ${said}`)));
  });
}

async function end(child: ChildProcess) {
  const closed = new Promise(resolve => child.once('close', resolve));
  child.kill('SIGTERM');
  await closed;
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

function rss(child: ChildProcess): string {
  return megabytes(child, 'VmRSS');
}

function peakRss(child: ChildProcess): string {
  return megabytes(child, 'VmHWM');
}

function megabytes({ pid }: ChildProcess, field: string): string {
  try {
    const [, kilobytes] = new RegExp(`${field}:\\s+(\\d+)`).exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return String(Math.round(Number(kilobytes) / 1024));
  } catch {
    return '?'; // only Linux tells
  }
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

main()
  .catch(error => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => Promise.all(children.map(end)));
