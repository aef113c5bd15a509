/** What is wrong, and where, by the name of the action: those of AWS FIS are called as there, and so are their parameters. */
export interface FaultParameters {
  'local:region:lose': RegionLoss;
  'local:dynamodb:partition': {
    /** These Regions … */
    readonly regions: readonly string[];
    /** … and these do not replicate to each other. @default - all others */
    readonly from?: readonly string[];
  };
  'local:dynamodb:replication-lag': {
    /** Where writes come from. @default - every Region */
    readonly region?: string;
    /** Where they arrive. @default - every Region */
    readonly to?: string;
    /** What it takes longer, in milliseconds of AWS time. */
    readonly lagMilliseconds: number;
  };
  'aws:dynamodb:global-table-pause-replication': { readonly region: string };
}

export interface RegionLoss {
  readonly region: string;
  /** Whether its endpoints refuse connections, take them and say nothing, or answer late. @default refuse */
  readonly how?: 'refuse' | 'hang' | 'slow';
  /** Of a slow Region: how late its endpoints answer, in real milliseconds. @default 3000 */
  readonly delayMilliseconds?: number;
}

export type FaultAction = keyof FaultParameters;

/** Something that is wrong. */
export type Fault<Action extends FaultAction = FaultAction> = { [A in Action]: { readonly action: A } & FaultParameters[A] }[Action];

/** A fault that goes on. */
export interface ActiveFault<Action extends FaultAction = FaultAction> {
  readonly id: string;
  readonly fault: Fault<Action>;
  /** What it means, in a sentence. */
  readonly what: string;
  /** In milliseconds of AWS time. */
  readonly since: number;
  /** When it is over by itself. @default - when it is cleared */
  readonly until?: number;
}
