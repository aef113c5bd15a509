import * as fs from 'fs';
import * as http from 'http';
import { AddressInfo } from 'net';
import * as os from 'os';
import * as path from 'path';
import { App, Duration } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { APP_DIRECTORY } from './visits-app';
import { LocalRegions, ManualClock, start } from '../../local';
import { HealthCheck, Opens, Standby } from '../../src';
import { aFunction, anApi } from '../an-api';

/** What callers get of three APIs whose handlers call a payment provider, one in each Region's neighborhood, by a circuit breaker. */
const [VIRGINIA, IRELAND] = ['us-east-1', 'eu-west-1'];
const REGIONS = [VIRGINIA, IRELAND];
const STANDBY = 'd111111abcdef8.cloudfront.net';
const MINUTE = 60_000;

const HANDLERS = `
  import { readFileSync } from 'fs';
  import { circuitBreaker, CircuitOpenError } from './runtime';
  Date.now = () => Number(readFileSync(process.env.TIME!, 'utf8')); // handlers have real time otherwise
  const stripe = circuitBreaker('Stripe');
  const pay = async (signal?: AbortSignal) => {
    const { ok } = await fetch(process.env.PROVIDER + process.env.AWS_REGION, { signal });
    if (!ok) throw new Error('Stripe is down');
  };
  export async function handler() {
    try {
      await stripe.call(pay);
      return { statusCode: 201 };
    } catch (error) {
      return error instanceof CircuitOpenError ? error.response : { statusCode: 502 };
    }
  }
  export const probe = () => stripe.probe(pay);
`;

/** Where the provider does not work. */
const down = new Set<string>();
let asked: string[] = [];
const provider = http.createServer(({ url }, response) => {
  const region = url!.slice(1);
  asked.push(region);
  response.writeHead(down.has(region) ? 500 : 200).end();
});
const clock = new ManualClock(Date.now());
const TIME = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'time-')), 'now');
let regions: LocalRegions;

beforeAll(async () => {
  await new Promise<void>(resolve => provider.listen(0, '127.0.0.1', resolve));
  const code = fs.mkdtempSync(path.join(os.tmpdir(), 'payments-'));
  buildSync({
    stdin: { contents: HANDLERS, resolveDir: APP_DIRECTORY, loader: 'ts' }, bundle: true, platform: 'node', external: ['@aws-sdk/*'], outfile: path.join(code, 'index.js'),
  });
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'breakers-')) });
  const few = { failureThreshold: 1, checkerRegions: [VIRGINIA, IRELAND, 'ap-southeast-1'] };
  for (const [id, opens, standby] of [
    ['Leaving', Opens.takesRegionOut(), undefined], ['Backed', Opens.takesRegionOut(), Standby.host(STANDBY)], ['Staying', Opens.answers503(), undefined],
  ] as const) {
    const health = opens._takesRegionOut ? HealthCheck.deep(few) : HealthCheck.shallow(few);
    const api = anApi({ domain: { domainName: `${id.toLowerCase()}.example.com`, hostedZoneId: 'Z0123456789ABC', zoneName: 'example.com' }, health, standby }, app, id);
    const stripe = api.addCircuitBreaker('Stripe', { opens, failures: 3 });
    for (const region of api.regionalApis) {
      const props = { code: Code.fromAsset(code), environment: { TIME, PROVIDER: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/` }, timeout: Duration.seconds(5) };
      const handler = aFunction(region, 'Pay', props);
      stripe.grant(handler);
      region.addRoute('POST', '/payments', handler);
      if (opens._takesRegionOut) stripe.probe(aFunction(region, 'Probe', { ...props, handler: 'index.probe' }));
    }
  }
  await pass(0);
  regions = await start({ app: app.synth().directory, directory: APP_DIRECTORY, clock });
}, 60_000);
afterAll(async () => {
  await regions.stop();
  provider.close();
});
beforeEach(async () => {
  down.clear();
  await regions.reset();
  do await pass(MINUTE); while (['leaving', 'backed'].some(api => regions.servedBy(VIRGINIA, `${api}.example.com`) !== VIRGINIA)); // what was out is back
  asked = [];
});

/** A caller in Virginia pays: the status, and who answers. */
function pay(api: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(regions.url);
    http.request({ hostname, port, path: '/payments', method: 'POST', headers: { 'host': `${api}.example.com`, 'x-client-location': VIRGINIA } }, response => {
      const { 'x-served-by': servedBy, 'retry-after': after } = response.headers;
      response.resume().on('end', () => resolve([response.statusCode, servedBy, ...after ? ['again after', after] : []].join(' ').replace(/after \d+/, 'after …')));
    }).on('error', reject).end();
  });
}

async function payments(api: string, count: number): Promise<string[]> {
  const all: string[] = [];
  for (let i = 0; i < count; i++) all.push(await pay(api));
  return all;
}

/** Lets time pass, for handlers as well. */
async function pass(milliseconds: number) {
  const end = clock.now() + milliseconds;
  do {
    await clock.advance(Math.min(STEP, end - clock.now()));
    fs.writeFileSync(TIME, String(clock.now()));
  } while (clock.now() < end);
}
const STEP = 30_000;

describe('one Region\'s way to the provider is broken', () => {
  test('`takesRegionOut()`: three callers get an error, the next 503, and within a failover all are served by the other Region', async () => {
    down.add(VIRGINIA);
    expect(await payments('leaving', 5)).toEqual([...Array(3).fill(`502 ${VIRGINIA}`), ...Array(2).fill(`503 ${VIRGINIA} again after …`)]);
    await pass(regions.failoverTime(VIRGINIA, 'leaving.example.com') * 1_000);
    expect(await payments('leaving', 5)).toEqual(Array(5).fill(`201 ${IRELAND}`));
  });

  test('`takesRegionOut()`: probes find out that it works again, and callers come back, without an error', async () => {
    down.add(VIRGINIA);
    await payments('leaving', 3);
    await pass(2 * MINUTE);
    expect(asked.length).toBeGreaterThan(3); // probes, which fail
    expect(await pay('leaving')).toBe(`201 ${IRELAND}`);

    down.clear();
    await pass(3 * MINUTE);
    expect(await payments('leaving', 2)).toEqual(Array(2).fill(`201 ${VIRGINIA}`));
  });

  test('`answers503()`: its callers stay, are told when to ask again, and one of them finds out that it works again', async () => {
    down.add(VIRGINIA);
    expect(await payments('staying', 4)).toEqual([...Array(3).fill(`502 ${VIRGINIA}`), `503 ${VIRGINIA} again after …`]);
    await pass(MINUTE);
    expect(await payments('staying', 2)).toEqual([`502 ${VIRGINIA}`, `503 ${VIRGINIA} again after …`]); // one tries
    down.clear();
    await pass(MINUTE);
    expect(await pay('staying')).toBe(`201 ${VIRGINIA}`);
    expect(await pay('staying')).toBe(`201 ${VIRGINIA}`);
  });
});

describe('the provider is down for all', () => {
  beforeEach(() => { REGIONS.forEach(region => down.add(region)); });

  test('`takesRegionOut()`: all Regions are unhealthy, Route 53 answers as if none was, and callers get 503 where they are, until it works again', async () => {
    await payments('leaving', 3);
    await pass(2 * MINUTE);
    expect(await payments('leaving', 4)).toEqual([...Array(3).fill(`502 ${IRELAND}`), `503 ${IRELAND} again after …`]);
    await pass(2 * MINUTE);
    expect(REGIONS.map(region => regions.isHealthy(region, 'leaving.example.com'))).toEqual([false, false]);
    expect((await payments('leaving', 2))[1]).toBe(`503 ${VIRGINIA} again after …`); // the first may be the one that tries
    down.clear();
    await pass(3 * MINUTE);
    expect(REGIONS.map(region => regions.isHealthy(region, 'leaving.example.com'))).toEqual([true, true]);
    expect(await pay('leaving')).toBe(`201 ${VIRGINIA}`);
  });

  test('`takesRegionOut()` with a standby: callers are led there', async () => {
    await payments('backed', 3);
    await pass(2 * MINUTE);
    await payments('backed', 3);
    await pass(2 * MINUTE);
    expect(regions.servedBy(VIRGINIA, 'backed.example.com')).toBe(STANDBY);
  });
});

test('it flaps: while calls succeed now and then the breaker stays closed, and nobody leaves', async () => {
  const got: string[] = [];
  for (let i = 0; i < 4; i++) {
    down.add(VIRGINIA);
    got.push(...await payments('leaving', 2));
    down.clear();
    got.push(await pay('leaving'));
    await pass(MINUTE);
  }
  expect(got).toEqual(Array(4).fill([`502 ${VIRGINIA}`, `502 ${VIRGINIA}`, `201 ${VIRGINIA}`]).flat());
});
