import { ManualClock, ScaledClock } from '../../../local/machine/clock';

afterEach(() => jest.restoreAllMocks());

describe('a clock that runs by itself', () => {
  test.each([
    ['throws', () => { throw new Error('undeliverable'); }],
    ['rejects', async () => { throw new Error('undeliverable'); }],
  ])('warns of a run that %s, and goes on', async (_, run) => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation();
    const clock = new ScaledClock(1000);
    clock.schedule(1, run);
    await clock.sleep(1000);
    expect(warn.mock.calls).toEqual([[new Error('undeliverable')]]);
    clock.stop();
  });

  test('asks for no time that is over already, of which Node.js 24 warns', async () => {
    const timers = jest.spyOn(global, 'setTimeout');
    const clock = new ScaledClock(1000);
    await Promise.all([clock.sleep(0), clock.sleep(-1)]);
    expect(timers.mock.calls.map(([, delay]) => delay).filter(delay => delay! < 0)).toEqual([]);
    expect(timers).toHaveBeenCalledTimes(2);
  });

  test('runs nothing that was canceled', async () => {
    const clock = new ScaledClock(1000);
    const run = jest.fn();
    clock.schedule(1, run)();
    await clock.sleep(1000);
    expect(run).not.toHaveBeenCalled();
  });
});

test.each([-1, NaN])('a clock that stands still does not go by %p', async duration => {
  const clock = new ManualClock(1000);
  await expect(clock.advance(duration)).rejects.toThrow(`\`duration\` must be a number of milliseconds, 0 or more, for time does not go back, got: ${duration}`);
  expect(clock.now()).toBe(1000);
});

test('a clock that stands still gives the failure of a run to whoever advances it', async () => {
  const clock = new ManualClock();
  clock.schedule(10, async () => { throw new Error('undeliverable'); });
  await expect(clock.advance(10)).rejects.toThrow('undeliverable');
});

test('a clock takes another speed while it runs: what is scheduled comes at the same AWS time, and nothing does while time stands still', () => {
  jest.useFakeTimers();
  try {
    const faster = new ScaledClock(1);
    const start = faster.now();
    const ran: number[] = [];
    faster.schedule(60_000, () => ran.push(faster.now() - start));
    jest.advanceTimersByTime(10_000);
    faster.scale = 0;
    jest.advanceTimersByTime(100_000);
    expect([faster.now() - start, ran]).toEqual([10_000, []]);
    faster.scale = 50;
    jest.advanceTimersByTime(1_000);
    expect(faster.now() - start).toBe(60_000);
    expect(ran).toEqual([60_000]);
  } finally {
    jest.useRealTimers();
  }
});
