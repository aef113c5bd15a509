import { ManualClock, ScaledClock } from '../../../../local/machine/clock';
import { follow, scheduleOf } from '../../../../local/machine/schedule/schedule';

const START = Date.UTC(2026, 0, 1);

function times(expression: string, timeZone: string, after: string, count: number): string[] {
  const schedule = scheduleOf(expression, { firstAt: START, timeZone });
  const found: string[] = [];
  for (let time = schedule.next(Date.parse(after)); time !== undefined && found.length < count; time = schedule.next(time)) {
    found.push(new Date(time).toISOString().slice(0, 16));
  }
  return found;
}

test('a time zone says when a cron expression is due, in winter and in summer', () => {
  expect(times('cron(0 8 * * ? *)', 'Europe/Berlin', '2026-03-28T00:00Z', 3)).toEqual(['2026-03-28T07:00', '2026-03-29T06:00', '2026-03-30T06:00']);
});

test('an hour that is skipped in spring is skipped', () => {
  expect(times('cron(30 2 * * ? *)', 'Europe/Berlin', '2026-03-28T00:00Z', 3)).toEqual(['2026-03-28T01:30', '2026-03-30T00:30', '2026-03-31T00:30']);
});

test('an hour that comes twice in autumn counts once', () => {
  expect(times('cron(30 2 * * ? *)', 'Europe/Berlin', '2026-10-24T00:00Z', 3)).toEqual(['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30']);
  expect(times('cron(30 2 * * ? *)', 'Europe/Berlin', '2026-10-25T00:45Z', 1)).toEqual(['2026-10-26T01:30']);
});

test('a rate of days is one of 24 hours, whatever the time zone', () => {
  expect(times('rate(1 day)', 'Europe/Berlin', '2026-03-28T00:30Z', 2)).toEqual(['2026-03-29T00:00', '2026-03-30T00:00']);
});

test('at() is due once, in its time zone', () => {
  expect(times('at(2026-07-01T12:00:00)', 'America/New_York', '2026-01-01T00:00Z', 2)).toEqual(['2026-07-01T16:00']);
  expect(times('at(2026-07-01T12:00:00)', 'America/New_York', '2026-07-01T16:00Z', 2)).toEqual([]);
});

test.each([
  ['every(5 minutes)', 'a schedule is rate(…), cron(…) or at(…), got: every(5 minutes)'],
  ['rate(0 minutes)', 'a rate is a positive number of minutes, hours or days, got: 0 minutes'],
  ['rate(5 seconds)', 'a rate is a positive number of minutes, hours or days, got: 5 seconds'],
  ['at(tomorrow)', 'at() has a time as yyyy-mm-ddThh:mm:ss, got: tomorrow'],
])('%s is refused: %s', (expression, message) => {
  expect(() => scheduleOf(expression, { firstAt: START })).toThrow(message);
});

test('what follows a schedule runs at each of its times, and awaits what it does, until it is ended', async () => {
  const clock = new ManualClock(START);
  const ran: string[] = [];
  const end = follow(scheduleOf('rate(12 hours)', { firstAt: START }), clock, START, async time => {
    await Promise.resolve();
    ran.push(new Date(time).toISOString().slice(0, 13));
  });
  await clock.advance(86_400_000);
  expect(ran).toEqual(['2026-01-01T12', '2026-01-02T00']);
  end();
  await clock.advance(86_400_000);
  expect(ran).toHaveLength(2);
});

test('a time that is further away than timers reach is waited for', async () => {
  const clock = new ManualClock(START);
  const ran: number[] = [];
  follow(scheduleOf('cron(0 0 1 6 ? *)', { firstAt: START }), clock, START, time => ran.push(time));
  await clock.advance(200 * 86_400_000);
  expect(ran).toEqual([Date.UTC(2026, 5, 1)]);

  const waits: number[] = [];
  const scaled = new ScaledClock(60);
  jest.spyOn(scaled, 'schedule').mockImplementation(delay => { waits.push(delay / 60); return () => {}; });
  follow({ next: () => scaled.now() + 1e13 }, scaled, scaled.now(), () => {});
  expect(Math.max(...waits)).toBeLessThan(2 ** 31);
});
