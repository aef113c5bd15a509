/** What is said of a fault: as a value, or as text on the command line. */
export interface Parameter<T = unknown> {
  /** What it must be. */
  readonly rule: string;
  holds(value: any, known: KnownNames): boolean;
  /** Reads it from a text, which may be wrong. */
  read(text: string): T;
}

/** What faults may be about. */
export interface KnownNames {
  readonly regions: readonly string[];
}

export const REGION: Parameter<string> = {
  rule: 'a Region of the app',
  holds: (region, { regions }) => regions.includes(region),
  read: text => text,
};

export const REGIONS: Parameter<readonly string[]> = {
  rule: 'Regions of the app',
  holds: (all, known) => Array.isArray(all) && all.length > 0 && all.every(region => REGION.holds(region, known)),
  read: text => text.split(','),
};

export const MILLISECONDS: Parameter<number> = {
  rule: 'a number of milliseconds, 0 or more',
  holds: (value: number) => Number.isFinite(value) && value >= 0,
  read: Number,
};

export function oneOf<T extends string>(...values: T[]): Parameter<T> {
  return { rule: values.join(' or ').replace(/ or (?=.* or )/g, ', '), holds: value => values.includes(value), read: text => text as T };
}
