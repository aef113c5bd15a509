import { spawn } from 'child_process';
import { once } from 'events';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { LambdaRestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { ADebugger } from './services/lambda/a-debugger';
import { APP_DIRECTORY } from './visits-app';

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'inspect-'));
afterAll(() => fs.rmSync(directory, { recursive: true }));

const HELLO = `interface Greeting { readonly text: string }
export async function handler(): Promise<{ statusCode: number; body: string }> {
  const greeting: Greeting = { text: 'hello' };
  if (process.env.FAILS) throw new Error('no greeting');
  return { statusCode: 200, body: greeting.text };
}
`;

/** A function that is bundled with its source map, with a second for each request. */
function synthesize(environment: Record<string, string> = {}): string {
  const app = new App({ outdir: fs.mkdtempSync(path.join(directory, 'cdk.out')), analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': true } });
  const source = path.join(directory, 'hello.ts');
  fs.writeFileSync(source, HELLO);
  const asset = fs.mkdtempSync(path.join(directory, 'bundle-'));
  buildSync({ entryPoints: [source], outfile: path.join(asset, 'index.js'), bundle: true, platform: 'node', sourcemap: true });
  const stack = new Stack(app, 'Greeter-us-east-1', { env: { region: 'us-east-1' } });
  const hello = new Function(stack, 'Hello', {
    runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset(asset), timeout: Duration.seconds(1), environment,
  });
  new LambdaRestApi(stack, 'Api', { handler: hello });
  return app.synth().directory;
}

/** Counted from 0 in the bundle, as debuggers do. */
function lineOf(text: string): number {
  const bundle = fs.readdirSync(directory).find(name => name.startsWith('bundle-'))!;
  return fs.readFileSync(path.join(directory, bundle, 'index.js'), 'utf8').split('\n').findIndex(line => line.includes(text));
}

function runLocal(...args: string[]) {
  const child = spawn(process.execPath, [path.join(APP_DIRECTORY, 'bin', 'multi-region'), 'local', '--port', '0', '--aws-port', '0', ...args], { cwd: APP_DIRECTORY });
  let said = '';
  const says = (text: RegExp) => new Promise<RegExpExecArray>((resolve, reject) => {
    const look = () => {
      const found = text.exec(said);
      if (found) resolve(found);
    };
    [child.stdout, child.stderr].forEach(stream => stream.on('data', look));
    child.once('close', () => reject(new Error(`ended without saying ${text}: ${said}`)));
    look();
  });
  [child.stdout, child.stderr].forEach(stream => stream.on('data', data => { said += data; }));
  return { child, says };
}

test('with `--inspect`, a breakpoint in a handler holds its request beyond every time-out, and Ctrl-C ends all the same', async () => {
  const { child, says } = runLocal('--app', synthesize(), '--inspect', '0');
  try {
    const [, host, port] = await says(/http:\/\/(\w+\.execute-api\.\S+)\.localhost:(\d+)\/prod/);
    const hello = () => fetch(`http://localhost:${port}/prod`, { headers: { host } });
    const editor = await ADebugger.attach((await says(/ws:\/\/127\.0\.0\.1:\d+\/\S+/))[0]);
    const handler = await editor.thread('Hello us-east-1');
    await handler.send('Debugger.enable');
    await handler.send('Debugger.setBreakpointByUrl', { urlRegex: 'index\\.js$', lineNumber: lineOf('text: "hello"') });
    const stops = () => handler.next('Debugger.paused');

    let stopped = stops();
    const request = hello();
    await stopped;
    const time = await handler.evaluate('Date.now()');
    while (await handler.evaluate('Date.now()') < time + 2500) { /* twice the time-out has passed */ }
    await handler.send('Debugger.resume');
    const answer = await request;
    expect(`${answer.status} ${await answer.text()}`).toBe('200 hello');

    stopped = stops();
    hello().catch(() => {});
    await stopped;
    const ended = once(child, 'close');
    child.kill('SIGINT');
    expect((await ended)[0]).toBe(0);
  } finally {
    child.kill('SIGKILL');
  }
});
