import { Happenings } from '../../../local/console/happenings';
import { LiveStream } from '../../../local/console/live-stream';
import { Traces } from '../../../local/console/traces';
import { TrafficMeter } from '../../../local/console/traffic';
import { JournalEntry } from '../../../local/machine/journal';

const A_DAY = 20_000; // of entries
const LONG = 'x'.repeat(100_000);

function request(i: number): JournalEntry<'request'> {
  return { kind: 'request', at: i, method: 'GET', url: `/${LONG}`, statusCode: 200, servedBy: 'us-east-1', from: 'us-east-1', durationMs: 5, traceId: `1-${i}` };
}

function invocation(i: number): JournalEntry<'invocation'> {
  return {
    kind: 'invocation',
    at: i,
    region: 'us-east-1',
    functionName: 'hello',
    requestId: String(i),
    invocationType: 'RequestResponse',
    durationMs: 5,
    traceId: `1-${i}`,
    exchange: { event: { body: LONG }, payload: { body: LONG }, log: [LONG] },
  };
}

test('of a day of requests, the latest can be opened, without the ends of what is long', () => {
  const traces = new Traces();
  for (let i = 0; i < 1_000; i++) {
    traces.take(invocation(i));
    traces.take(request(i));
  }
  expect(traces.request('1-0')).toBeUndefined();
  const { invocations: [latest] } = traces.request('1-999')!;
  expect(latest.event.length).toBeLessThan(20_000);
  expect(latest.answer!.length).toBeLessThan(20_000);
  expect(latest.log[0].length).toBeLessThan(5_000);
});

test('what health checks invoke pushes out no request', () => {
  const traces = new Traces();
  traces.take(request(0));
  for (let i = 1; i < 1_000; i++) traces.take({ ...invocation(i), exchange: undefined });
  expect(traces.request('1-0')).toBeDefined();
});

test('the time line keeps what is rare apart from what flows, and no more than so much of either', () => {
  const happenings = new Happenings();
  happenings.take({ kind: 'health', at: 0, healthCheckId: 'a', healthy: false, cause: 'HTTP Status Code 503' });
  for (let i = 0; i < A_DAY; i++) happenings.take(request(i));
  const told = happenings.flush();
  expect(told.length).toBeLessThanOrEqual(300);
  const { latest } = happenings;
  expect(latest.length).toBeLessThanOrEqual(600);
  expect(latest[0]).toMatchObject({ number: 1, kind: 'health' });
  expect(latest.at(-1)).toMatchObject({ number: A_DAY + 1, kind: 'request' });
  expect(JSON.stringify(latest).length).toBeLessThan(1_000_000);
});

test('who reads slowly is not told more than fits, and gets what is new then', async () => {
  jest.useFakeTimers();
  try {
    const stream = new LiveStream({ all: async () => ({ state: 'all' }), news: async () => ({ entries: LONG }) });
    const reader = (await stream.open())!;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(reader.readableLength).toBeGreaterThan(900_000);
    expect(reader.readableLength).toBeLessThan(1_200_000);
    expect(reader.read().toString()).toMatch(/^event: state\ndata: "all"\n\nevent: entries\n/);
    await jest.advanceTimersByTimeAsync(400);
    expect(reader.readableLength).toBeGreaterThan(0);
    reader.destroy();
  } finally {
    jest.useRealTimers();
  }
});

test('nothing is looked at while nobody reads, and not more read than may', async () => {
  jest.useFakeTimers();
  try {
    const news = jest.fn(async () => ({}));
    const stream = new LiveStream({ all: async () => ({}), news });
    const readers = await Promise.all(Array.from({ length: 25 }, () => stream.open()));
    expect(readers.filter(Boolean)).toHaveLength(20);
    await jest.advanceTimersByTimeAsync(400);
    expect(news).toHaveBeenCalledTimes(1); // one look for all
    readers.forEach(reader => reader?.destroy());
    await jest.advanceTimersByTimeAsync(4_000);
    expect(news).toHaveBeenCalledTimes(1);
  } finally {
    jest.useRealTimers();
  }
});

test('traffic is that of the last minute', () => {
  let now = 0;
  const traffic = new TrafficMeter(() => now);
  for (; now < 120_000; now += 100) {
    traffic.count({ servedBy: now % 400 === 0 ? 'eu-west-1' : 'us-east-1', statusCode: now % 1000 === 0 ? 502 : 200, durationMs: now / 1000 });
  }
  const { requests, share, errors, p50, p99, bySecond } = traffic.of('us-east-1');
  expect([requests, share]).toEqual([443, expect.closeTo(0.75, 1)]);
  expect(errors).toBeGreaterThan(0);
  expect(p50).toBeCloseTo(90, -1);
  expect(p99).toBeCloseTo(119, -1);
  expect(bySecond).toHaveLength(60);
  now += 61_000;
  expect(traffic.of('us-east-1')).toMatchObject({ requests: 0, share: 0, errors: 0, p50: undefined });
});
