import * as http from 'http';
import { LocalRegions, ManualClock, start } from '../../../local';
import { serveConsole } from '../../../local/console/console';
import { RequestView, StateView, TableView } from '../../../local/console/wire';
import { APP_DIRECTORY, synthesizeVisits } from '../visits-app';

let regions: LocalRegions;
const clock = new ManualClock();

beforeAll(async () => {
  regions = await start({ app: synthesizeVisits({ queueName: 'orders' }), directory: APP_DIRECTORY, clock });
  serveConsole(regions);
});
afterAll(() => regions.stop());

/** As a browser or a program asks, with whatever headers, which `fetch` would not send. */
async function ask(path: string, { headers = {}, method = 'GET', body = '' }: { headers?: Record<string, string>; method?: string; body?: string } = {}) {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) =>
    http.request(new URL(`/_multi-region/${path}`, regions.url), { headers, method, agent: false }, resolve).on('error', reject).end(body));
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

async function tell<T>(path: string): Promise<T> {
  return JSON.parse((await ask(path)).text);
}

async function pull(lever: string, given: object = {}) {
  const { status, text } = await ask('pull', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ lever, ...given }) });
  return { status, ...JSON.parse(text) as { done?: string; message?: string } };
}

async function regionState(name: string) {
  return (await tell<StateView>('state')).regions.find(region => region.name === name)!;
}

function visit(from: string) {
  return fetch(`${regions.url}/visit`, { headers: { 'x-client-location': from } });
}

test('the page is some files of this machine, in less than 150 kB', async () => {
  const files = await Promise.all(['', 'page.js', 'page.css'].map(file => ask(file)));
  expect(files.map(({ status, headers }) => [status, headers['content-type']])).toEqual([
    [200, 'text/html; charset=utf-8'], [200, 'text/javascript; charset=utf-8'], [200, 'text/css; charset=utf-8'],
  ]);
  const size = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  expect(size).toBeGreaterThan(10_000);
  expect(size).toBeLessThan(150_000);
  const [{ text: html, headers }, , { text: css }] = files;
  expect(html + css).not.toMatch(/(src|href)="(https?:)?\/\/|url\(/);
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';.* frame-ancestors 'none'$/);
  expect(await ask('cli.js')).toMatchObject({ status: 404 });
  expect((await ask('../_multi-region')).headers.location).toBe('/_multi-region/');
});

test('from other origins nothing is read or done, nor by a name that somebody else makes lead here', async () => {
  const evil = { 'origin': 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  for (const path of ['', 'state', 'stream', 'table?name=Visits-Items', 'page.js', 'sent']) {
    const { status, text, headers } = await ask(path, { headers: evil });
    expect([path, status, headers['access-control-allow-origin']]).toEqual([path, 403, undefined]);
    expect(text).not.toContain('us-east-1');
  }
  const lever = { method: 'POST', body: '{"lever":"invert","region":"us-east-1"}' };
  for (const headers of [{ ...evil, 'content-type': 'application/json' }, { 'origin': 'http://localhost:8080', 'content-type': 'application/json' }]) {
    expect((await ask('pull', { ...lever, headers })).status).toBe(403);
  }
  expect((await ask('pull', { ...lever, headers: { 'content-type': 'text/plain' } })).status).toBe(400); // what a form sends without being asked first
  const rebound = await ask('state', { headers: { host: 'evil.example:3000' } });
  expect([rebound.status, JSON.parse(rebound.text).message]).toEqual([404, expect.stringContaining('No record for evil.example')]);
  expect(regions.isHealthy('us-east-1')).toBe(true);
});

test('a request can be opened: its event, answer and lines, and the item that it wrote, where it is by now', async () => {
  const response = await visit('us-east-1');
  const { traceId } = regions.journal.entries('request').at(-1)!;
  const open = () => tell<RequestView>(`request?trace=${traceId}`);
  const { request, invocations: [invocation], writes } = await open();
  expect(request).toMatchObject({ url: '/visit', servedBy: 'us-east-1', statusCode: 200 });
  expect(JSON.parse(invocation.event)).toMatchObject({ path: '/visit', httpMethod: 'GET' });
  expect(JSON.parse(invocation.answer!).body).toBe(await response.text());
  expect(invocation.log.join()).toContain('visited');
  expect(writes).toEqual([{
    table: 'Visits-Items',
    region: 'us-east-1',
    key: '{"id":"visits"}',
    isDeleted: false,
    versions: { 'us-east-1': '{"id":"visits","n":1}', 'eu-west-1': null, 'ap-southeast-1': null },
  }]);
  await clock.advance(1_000);
  expect(new Set(Object.values((await open()).writes[0].versions)).size).toBe(1);
  expect(regions.journal.entries('invocation').at(-1)).not.toHaveProperty('exchange'); // it may be large
  expect((await ask('request?trace=1-none')).status).toBe(404);
});

test('callers are followed without being led otherwise: looking caches nothing', async () => {
  const leads = async (place: string) => (await tell<StateView>('state')).callers.find(caller => caller.place === place)!;
  expect(await leads('us-west-2')).toMatchObject({ host: 'visits.example.com', to: 'us-east-1', until: clock.now() });
  regions.invert('us-east-1');
  expect(await leads('us-west-2')).toMatchObject({ to: 'eu-west-1' });
  regions.invert('us-east-1', false);
  await visit('us-west-2');
  expect(await leads('us-west-2')).toMatchObject({ to: 'us-east-1', until: clock.now() + 60_000 });
});

test('levers say what has been done, what it would be on AWS, and what keeps them from it', async () => {
  expect(await pull('invert', { region: 'us-east-1', on: 'on' })).toEqual({ status: 200, done: 'the health check of us-east-1 is inverted' });
  expect(await regionState('us-east-1')).toMatchObject({ status: 'drained', inverted: true, why: 'its health check Visits-us-east-1 is inverted by hand' });
  await pull('invert', { region: 'us-east-1', on: 'off' });
  expect(regions.isHealthy('us-east-1')).toBe(true);
  expect(await pull('invert', { region: 'mars' })).toEqual({ status: 400, message: '`region` must be one of us-east-1, eu-west-1, ap-southeast-1, got: "mars"' });
  expect(await pull('drain', { region: 'us-east-1' })).toMatchObject({ status: 400, message: expect.stringContaining('`drain: Drain.byPeers()`') });
  expect(await pull('clock', { scale: 2 })).toMatchObject({ status: 400, message: 'The clock is a test\'s: it goes as the test says' });
  expect((await pull('explode')).message).toMatch(/^`lever` must be one of drain, invert, .*, got: "explode"$/);
});

test('every fault is a lever, and the page says what is wrong on purpose, and until when', async () => {
  expect(await pull('local:dynamodb:partition', { regions: ['us-east-1'], forSeconds: 60 })).toEqual({
    status: 200, done: 'us-east-1 and all others do not replicate to each other, for 60 seconds',
  });
  const { faults: [partition], replication } = await tell<StateView>('state');
  expect(partition).toMatchObject({ what: 'us-east-1 and all others do not replicate to each other', until: clock.now() + 60_000 });
  expect(replication.filter(({ isPaused }) => isPaused).map(({ from, to }) => `${from} ${to}`)).toHaveLength(4);
  expect(await pull('clear', { id: partition.id })).toMatchObject({ done: `it is over that ${partition.what}` });

  await pull('lose', { region: 'eu-west-1', on: 'on' });
  expect(await regionState('eu-west-1')).toMatchObject({ status: 'lost', isLost: true, why: 'eu-west-1 is lost: its endpoints refuse connections', since: clock.now() });
  await pull('lose', { region: 'eu-west-1', on: 'off' });
  expect(await regionState('eu-west-1')).toMatchObject({ status: 'healthy', isLost: false });
  expect(await pull('local:dynamodb:partition')).toMatchObject({ status: 400, message: expect.stringContaining('`regions` must be Regions of the app') });
});

test('a table stands side by side, what differs first', async () => {
  await clock.advance(1_000);
  await pull('pause-replication', { region: 'us-east-1', on: 'on' });
  await regions.putItem('Visits-Items', 'us-east-1', { id: 'zebra' });
  await clock.advance(1_000);
  expect((await tell<StateView>('state')).replication.find(({ from, to }) => from === 'us-east-1' && to === 'eu-west-1')).toMatchObject({ isPaused: true, waiting: 1 });
  const { total, rows } = await tell<TableView>('table?name=Visits-Items');
  expect(total).toBe(2);
  expect(rows[0]).toEqual({ key: '{"id":"zebra"}', differs: true, versions: { 'us-east-1': '{"id":"zebra"}', 'eu-west-1': null, 'ap-southeast-1': null } });
  await pull('pause-replication', { region: 'us-east-1', on: 'off' });
  await clock.advance(1_000);
  expect((await tell<TableView>('table?name=Visits-Items&text=zebra')).rows).toMatchObject([{ differs: false }]);
  expect((await ask('table?name=None')).status).toBe(404);
});

test('one stream tells all at first, and then what is new', async () => {
  const response = await fetch(`${regions.url}/_multi-region/stream`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const readUntil = async (wanted: RegExp) => {
    while (!wanted.test(text)) text += (await reader.read()).value;
  };
  await readUntil(/event: state\ndata: .*\n\nevent: levers\n[^]*event: entries\ndata: .*\n\n/);
  text = '';
  await visit('eu-west-1');
  await readUntil(/event: entries\ndata: .*"url":"\/visit","from":"eu-west-1"/);
  await reader.cancel();
});

test('a Region says why it is unhealthy: which check, which answer, since when', async () => {
  regions.pauseReplication('eu-west-1'); // it is ill alone
  await regions.putItem('Visits-Items', 'eu-west-1', { id: 'maintenance' });
  await clock.advance(70_000);
  const { status, why, since, checks: [check] } = await regionState('eu-west-1');
  expect([status, why, since]).toEqual(['unhealthy', 'HTTP Status Code 503, Service Unavailable from /ready', check.since]);
  expect(clock.now() - since!).toBeLessThan(70_000);
  expect(check).toMatchObject({ name: 'Visits-eu-west-1', watches: 'HTTPS eu-west-1.visits.example.com/ready', healthy: false, isInverted: false });
  expect(check.checkers.every(({ healthy }) => !healthy)).toBe(true);
});
