interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** What `min`, and those after it, may be called. */
  readonly names?: readonly string[];
}

const MINUTES: Field = { name: 'minutes', min: 0, max: 59 };
const HOURS: Field = { name: 'hours', min: 0, max: 23 };
const DAY_OF_MONTH: Field = { name: 'day of month', min: 1, max: 31 };
const MONTH: Field = {
  name: 'month', min: 1, max: 12, names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};
const DAY_OF_WEEK: Field = { name: 'day of week', min: 1, max: 7, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] };
const YEAR: Field = { name: 'year', min: 1970, max: 2199 };

const DAY_MS = 86_400_000;
const SATURDAY = 7;

interface Day {
  readonly date: number;
  /** 1 is Sunday. */
  readonly weekday: number;
  /** The last date of its month. */
  readonly last: number;
}

type DayRule = (day: Day) => boolean;

/**
 * A cron expression of EventBridge, in the time of a wall clock: times are what `Date.UTC` makes of what that shows.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export class Cron {
  private readonly minutes: readonly number[];
  private readonly hours: readonly number[];
  private readonly months: ReadonlySet<number>;
  private readonly years: ReadonlySet<number>;
  private readonly isDay: DayRule;

  /** @param text the six fields; throws an error that says what is wrong with them */
  constructor(text: string) {
    const fields = text.trim().split(/\s+/);
    if (fields.length !== 6) throw new Error(`a cron expression has six fields, got: ${text}`);
    const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields.map(field => field.toUpperCase());
    if ((dayOfMonth === '?') === (dayOfWeek === '?')) throw new Error(`one of the day of month and the day of week must be ?, and the other not, got: ${text}`);
    this.minutes = valuesOf(minutes, MINUTES);
    this.hours = valuesOf(hours, HOURS);
    this.months = new Set(valuesOf(month, MONTH));
    this.years = new Set(valuesOf(year, YEAR));
    this.isDay = dayOfWeek === '?' ? dayOfMonthRule(dayOfMonth) : dayOfWeekRule(dayOfWeek);
  }

  /** The first time after another; undefined if there is none. */
  next(after: number): number | undefined {
    const lastYear = Math.max(...this.years);
    for (let day = Math.floor(after / DAY_MS) * DAY_MS; ; day += DAY_MS) {
      const at = new Date(day);
      const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
      if (year > lastYear) return undefined;
      const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
      if (!this.years.has(year) || !this.months.has(month + 1)) {
        day = Date.UTC(year, month, last); // on to the next month
      } else if (this.isDay({ date: at.getUTCDate(), weekday: at.getUTCDay() + 1, last })) {
        const time = this.timesOf(day).find(candidate => candidate > after);
        if (time !== undefined) return time;
      }
    }
  }

  private timesOf(day: number): number[] {
    return this.hours.flatMap(hour => this.minutes.map(minute => day + (hour * 60 + minute) * 60_000));
  }
}

/** `L` is the last day, `L-3` one before it, `15W` the weekday that is nearest in the month, `LW` the last weekday. */
function dayOfMonthRule(text: string): DayRule {
  const [, back] = /^L(?:-(\d+))?$/.exec(text) ?? [];
  if (text === 'L' || back !== undefined) return ({ date, last }) => date === last - Number(back ?? 0);
  const [, near] = /^(L|\d+)W$/.exec(text) ?? [];
  if (near === undefined) return oneOf(text, DAY_OF_MONTH, ({ date }) => date);
  const wanted = near === 'L' ? undefined : numberOf(near, DAY_OF_MONTH);
  return day => (wanted ?? day.last) <= day.last && day.date === nearestWeekday(wanted ?? day.last, day);
}

/** In the same month. */
function nearestWeekday(wanted: number, { date, weekday, last }: Day): number {
  const weekdayOf = (other: number) => (weekday - 1 + other - date + 70) % 7 + 1;
  return [0, -1, 1, -2, 2].map(offset => wanted + offset).find(other => other >= 1 && other <= last && isWeekday(weekdayOf(other)))!;
}

function isWeekday(weekday: number): boolean {
  return weekday > 1 && weekday < SATURDAY;
}

/** `FRI#3` is the third Friday of a month, `6L` or `FRIL` the last one. */
function dayOfWeekRule(text: string): DayRule {
  if (text === 'L') return ({ weekday }) => weekday === SATURDAY;
  const [, nthDay, nth] = /^(\w+)#([1-5])$/.exec(text) ?? [];
  if (nth !== undefined) {
    const wanted = numberOf(nthDay, DAY_OF_WEEK);
    return ({ date, weekday }) => weekday === wanted && Math.ceil(date / 7) === Number(nth);
  }
  const [, lastDay] = /^(\w+)L$/.exec(text) ?? [];
  if (lastDay === undefined) return oneOf(text, DAY_OF_WEEK, ({ weekday }) => weekday);
  const wanted = numberOf(lastDay, DAY_OF_WEEK);
  return ({ date, weekday, last }) => weekday === wanted && date > last - 7;
}

function oneOf(text: string, field: Field, valueIn: (day: Day) => number): DayRule {
  const values = new Set(valuesOf(text, field));
  return day => values.has(valueIn(day));
}

/** The values of a list of numbers, names, ranges and steps, in their order. A range may go over the end: `20-2`, `FRI-MON`. */
function valuesOf(text: string, field: Field): number[] {
  const { min, max } = field;
  const values = text.split(',').flatMap(part => {
    const [, range, step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    const [from, to] = range === '*' ? [min, max] : (range ?? '').split('-').map(bound => numberOf(bound, field));
    if (Number(step) === 0) throw refusal(part, field);
    const end = to ?? (step === undefined ? from : max);
    const all = Array.from({ length: max - min + 1 }, (_, i) => min + i);
    const within = end >= from ? all.slice(from - min, end - min + 1) : [...all.slice(from - min), ...all.slice(0, end - min + 1)];
    return within.filter((_, i) => i % Number(step ?? 1) === 0);
  });
  return [...new Set(values)].sort((a, b) => a - b);
}

function numberOf(text: string, field: Field): number {
  const named = field.names?.indexOf(text) ?? -1;
  const value = named >= 0 ? field.min + named : /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= field.min && value <= field.max)) throw refusal(text, field);
  return value;
}

function refusal(text: string, { name, min, max }: Field): Error {
  return new Error(`the ${name} of a cron expression is from ${min} to ${max}, got: ${text}`);
}
