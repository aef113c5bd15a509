/** What a pattern found in an event. */
export interface Found {
  /** A field of the event, e.g. `$.status`, or `$status` of one that is delimited by spaces. */
  valueOf(field: string): unknown;
}

/** Looks at an event; nothing where it does not match. */
export type FilterPattern = (event: string) => Found | undefined;
