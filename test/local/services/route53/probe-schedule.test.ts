import { ManualClock } from '../../../../local/machine/clock';
import { startProbeSchedule } from '../../../../local/services/route53/probe-schedule';

const INTERVAL = 10_000;

function scheduleOf(probe: () => Promise<void> = async () => {}) {
  const clock = new ManualClock(0);
  const at: number[] = [];
  const stop = startProbeSchedule(clock, {
    phase: 2_500,
    interval: INTERVAL,
    probe: () => {
      at.push(clock.now());
      return probe();
    },
  });
  return { clock, at, stop };
}

test('a checker probes at its phase and at every interval after it', async () => {
  const { clock, at } = scheduleOf();
  await clock.advance(35_000);
  expect(at).toEqual([2_500, 12_500, 22_500, 32_500]);
});

test('a probe that takes longer than the interval skips its next turns and keeps its phase', async () => {
  const answerTimes = [25_000, 0];
  const { clock, at } = scheduleOf(() => clock.advance(answerTimes.shift()!));
  await clock.advance(40_000);
  expect(at).toEqual([2_500, 32_500]);
});

test('a schedule that is stopped probes no more', async () => {
  const { clock, at, stop } = scheduleOf();
  await clock.advance(12_500);
  stop();
  await clock.advance(100_000);
  expect(at).toEqual([2_500, 12_500]);
});

test('a schedule that is stopped during a probe does not go on after it', async () => {
  const schedule: { stop?: () => void } = {};
  const { clock, at, stop } = scheduleOf(async () => schedule.stop!());
  schedule.stop = stop;
  await clock.advance(100_000);
  expect(at).toEqual([2_500]);
});
