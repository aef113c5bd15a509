/** What is said of a fault: as a value, or as text on the command line. */
export interface Parameter<T = unknown> {
  /** What it must be. */
  readonly rule: string;
  /** Which there are, of those that the app says. */
  readonly names?: keyof KnownNames;
  /** All that it can be. @default - there are many */
  readonly values?: readonly string[];
  holds(value: any, known: KnownNames): boolean;
  /** Reads it from a text, which may be wrong. */
  read(text: string): T;
}

/** What faults may be about. */
export interface KnownNames {
  readonly regions: readonly string[];
  /** By their construct paths, and by their names. */
  readonly functions: readonly string[];
  readonly queues: readonly string[];
  readonly schedules: readonly string[];
  /** Services that are elsewhere. */
  readonly endpoints: readonly string[];
  /** Where checkers of Route 53 are. */
  readonly checkers: readonly string[];
}

export const REGION = named('regions', 'a Region of the app');
export const CHECKER_REGION = named('checkers', 'a Region of checkers');
export const ENDPOINT = named('endpoints', 'a service of `endpoints` (`--endpoint`)');
export const QUEUE = named('queues', 'a queue of the app');
export const SCHEDULE = named('schedules', 'a schedule or a rule of the app');
export const FUNCTION: Parameter<string> = {
  ...named('functions', 'a function of the app, by its name, construct id or path'),
  holds: (called, { functions }) => functions.some(name => isCalled(name, called)),
};

export const REGIONS: Parameter<readonly string[]> = {
  rule: 'Regions of the app',
  names: 'regions',
  holds: (all, { regions }) => Array.isArray(all) && all.length > 0 && all.every(region => regions.includes(region)),
  read: words,
};

export const WORDS: Parameter<readonly string[]> = {
  rule: 'names',
  holds: all => Array.isArray(all) && all.length > 0 && all.every(isText),
  read: words,
};

export const TEXT: Parameter<string> = { rule: 'a name', holds: isText, read: text => text };
export const NUMBER: Parameter<number> = { rule: 'a number', holds: Number.isFinite, read: Number };
export const MILLISECONDS = number('a number of milliseconds, 0 or more', value => value >= 0);
export const PERCENTAGE = number('a percentage, from 1 to 100', value => value >= 1 && value <= 100);
export const STATUS = number('an HTTP status, from 100 to 599', value => Number.isInteger(value) && value >= 100 && value <= 599);
export const BOOLEAN: Parameter<boolean> = {
  rule: 'true or false',
  holds: value => typeof value === 'boolean',
  read: text => ({ true: true, false: false } as Record<string, boolean>)[text] ?? text as unknown as boolean,
};

export function oneOf<T extends string>(...values: T[]): Parameter<T> {
  return { values, rule: values.join(' or ').replace(/ or (?=.* or )/g, ', '), holds: value => values.includes(value), read: text => text as T };
}

/** Whether a function that has a name or a path is called so. */
export function isCalled(nameOrPath: string, called: string): boolean {
  return `/${nameOrPath}`.endsWith(`/${called}`);
}

function named(names: keyof KnownNames, rule: string): Parameter<string> {
  return { rule, names, holds: (name, known) => known[names].includes(name), read: text => text };
}

function number(rule: string, holds: (value: number) => boolean): Parameter<number> {
  return { rule, holds: value => Number.isFinite(value) && holds(value), read: Number };
}

function words(text: string): string[] {
  return text.split(',');
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
