import type { DrillReport } from '../../../../local';
import { page } from '../../../../local/drill/report/page';

const AT = new Date('2026-12-01T04:05:06Z');

const REPORT: DrillReport = {
  name: 'eu-west-1 & <b>others</b>',
  file: 'drills/others.yaml',
  seed: 7,
  passed: false,
  budgets: [{ name: 'failover', measured: 61, budget: 60, promised: 90, isKept: false }],
  failures: ['drills/others.yaml:9: got: <script>alert(1)</script>'],
  measured: {
    switches: [{ kind: 'failover', cause: 'lose us-east-1', at: 10, detection: 21, took: 61, promised: 90 }],
    requests: 4,
    errors: { 502: 1 },
    lostUpdates: [{ table: 'Orders', acknowledged: 3, lost: 2 }],
    staleReads: 0,
    work: [{ name: 'Shop-Daily', function: 'Remind', due: 5, lost: 2, repeated: 1 }],
    detection: { count: 1, p50: 21, p99: 21, max: 21, promised: 30 },
  },
  events: [{ at: 0, what: 'GET /orders' }, { at: 10, what: 'us-east-1 is lost' }, { at: 10.5, what: 'DynamoDB fails' }, { at: 71, what: 'GET /orders' }],
  requests: [
    { at: 0, client: 'visitor', servedBy: 'us-east-1' },
    { at: 12, client: 'visitor', servedBy: 'us-east-1', error: '502' },
    { at: 71, client: 'visitor', servedBy: 'eu-west-1' },
    { at: 100, client: 'other', servedBy: 'eu-west-1' },
  ],
};

const told = page(REPORT, { at: AT, source: 'name: "<&>"' });

/** The texts of the cells of the tables. */
const rows = [...told.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, cells]) =>
  [...cells.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, text]) => text.replace(/<[^>]*>/g, '').trim()));

test('texts of a drill and of answers are texts in the page, which has no script and asks nobody', () => {
  expect(told).not.toMatch(/<script|<b>others|https?:|src=/);
  expect(told).toContain('<h1>eu-west-1 &#38; &#60;b&#62;others&#60;/b&#62;</h1>');
  expect(told).toContain('&#60;script&#62;alert(1)');
  expect(told).toContain('<pre tabindex="0">name: &#34;&#60;&#38;&#62;&#34;</pre>');
});

test('it says what came of the budgets, the clients and the writes, and when it was played', () => {
  expect(rows).toEqual(expect.arrayContaining([
    ['Failover', '61 s', '60 s', '90 s', '✗ over the budget'],
    ['Detection', '1', '21 s', '21 s', '21 s', '30 s', ''],
    ['Client', 'requests', 'us-east-1', 'eu-west-1', 'error: 502', 'stale reads'],
    ['visitor', '3', '1', '1', '1', '0'],
    ['other', '1', '0', '1', '0', '0'],
    ['Orders', '3', '2'],
    ['Shop-Daily', 'Remind', '5', '2', '1'],
    ['2', '10 s', 'us-east-1 is lost'],
  ]));
  expect(told).toContain('played <time datetime="2026-12-01T04:05:06.000Z">2026-12-01 04:05 UTC</time>');
});

test('the time line has a lane for each Region that answered and for errors, marks of events that are near as one, and the bound', () => {
  expect([...told.matchAll(/role="img" aria-label="([^"]*)"/g)].map(([, label]) => label).slice(0, 3)).toEqual([
    'us-east-1: 1, from 0:00 to 0:00', 'eu-west-1: 2, from 1:11 to 1:40', 'errors: 1, from 0:12 to 0:12',
  ]);
  const marks = [...told.matchAll(/style="left:(\S+)" href="#event-(\d)">([^<]*)</g)].map(match => match.slice(1));
  expect(marks).toEqual([['0%', '1', '1'], ['10%', '2', '2–3'], ['71%', '4', '4']]);
  expect(told).toContain('<i class="band failover" style="left:10%;width:61%"></i>');
  expect(told).toContain('<i class="promise" style="left:100%"></i>');
});

test('a drill in which nobody asked, and nothing was measured, has a page, too', () => {
  const measured = { switches: [], requests: 0, errors: {}, lostUpdates: [], staleReads: 0, work: [] };
  const empty = { ...REPORT, passed: true, budgets: [], failures: [], events: [], requests: [], measured };
  const text = page(empty, { at: AT, source: '' });
  expect(text).toContain('The drill passed.');
  expect(text).not.toMatch(/NaN|Infinity|undefined/);
});
