/** Something that is in a template and not on this machine. */
export interface Unsupported {
  readonly type: string;
  /** The construct path or, of what the templates only refer to, its name. */
  readonly path: string;
  readonly region: string;
  /** What its absence means. */
  readonly meaning: string;
  /** Whether it fails here because it would on AWS. @default false */
  readonly isBroken?: boolean;
}
