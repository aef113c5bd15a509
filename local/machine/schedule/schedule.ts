import { Cron } from './cron';
import { WallClock } from './wall-clock';
import { Clock } from '../clock';

/** When something is due, in milliseconds of AWS time. */
export interface Schedule {
  /** The first time after another; undefined if there is none. */
  next(after: number): number | undefined;
}

export interface ScheduleOptions {
  /** The first time of a rate. */
  readonly firstAt: number;
  /** Of a cron expression, and of `at()`. @default UTC */
  readonly timeZone?: string;
}

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
/** Timers take no longer waits than 24 days. */
const LONGEST_WAIT_MS = 86_400_000;

/**
 * Reads `rate(…)`, `cron(…)` or `at(…)`; throws an error that says what is wrong. An hour that a time zone skips in spring is skipped, and one that
 * it has twice in autumn counts once.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function scheduleOf(expression: string, { firstAt, timeZone = 'UTC' }: ScheduleOptions): Schedule {
  const wall = new WallClock(timeZone);
  const [, kind, content] = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim()) ?? [];
  switch (kind) {
    case 'rate': return rate(content, firstAt);
    case 'cron': return cron(new Cron(content), wall);
    case 'at': return once(content, wall);
    default: throw new Error(`a schedule is rate(…), cron(…) or at(…), got: ${expression}`);
  }
}

/** Runs at each time of a schedule after one. Returns what ends it. */
export function follow(schedule: Schedule, clock: Clock, after: number, run: (time: number) => unknown): () => void {
  let cancel = () => {};
  const wait = (time: number | undefined) => {
    if (time === undefined) return;
    const delay = time - clock.now();
    const longest = LONGEST_WAIT_MS * clock.scale;
    cancel = clock.schedule(Math.min(delay, longest), () => {
      if (longest < delay) return wait(time);
      wait(schedule.next(time));
      return run(time);
    });
  };
  wait(schedule.next(after));
  return () => cancel();
}

function rate(content: string, firstAt: number): Schedule {
  const [, value, unit] = /^(\d+) (minute|hour|day)s?$/.exec(content) ?? [];
  if (!(Number(value) > 0)) throw new Error(`a rate is a positive number of minutes, hours or days, got: ${content}`);
  const period = Number(value) * UNIT_MS[unit];
  return { next: after => after < firstAt ? firstAt : firstAt + (Math.floor((after - firstAt) / period) + 1) * period };
}

function cron(expression: Cron, wall: WallClock): Schedule {
  return {
    next: after => {
      for (let shown = expression.next(wall.show(after)); shown !== undefined; shown = expression.next(shown)) {
        const time = wall.timeOf(shown);
        if (time !== undefined && time > after) return time;
      }
      return undefined;
    },
  };
}

function once(content: string, wall: WallClock): Schedule {
  const shown = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(content) ? Date.parse(`${content}Z`) : NaN;
  if (Number.isNaN(shown)) throw new Error(`at() has a time as yyyy-mm-ddThh:mm:ss, got: ${content}`);
  const time = wall.timeOf(shown);
  return { next: after => time !== undefined && time > after ? time : undefined };
}
