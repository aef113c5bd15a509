/** What is wrong, and where, by the name of the action: those of AWS FIS are called as there, and so are their parameters. */
export interface FaultParameters {
  'local:region:lose': RegionLoss;
  'aws:dynamodb:global-table-pause-replication': { readonly region: string };
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
  'local:dynamodb:clock-skew': {
    readonly region: string;
    /** How far its clock is ahead, by which its writes are stamped, in milliseconds; below zero, behind. */
    readonly milliseconds: number;
  };
  'aws:lambda:invocation-error': InvocationFault;
  'aws:lambda:invocation-add-delay': Omit<InvocationFault, 'preventExecution'> & {
    /** How long an invocation waits before its code runs, in real milliseconds; longer than the function's time-out, it times out. @default 1000 */
    readonly startupDelayMilliseconds?: number;
  };
  'aws:lambda:invocation-http-integration-response': InvocationFault & {
    readonly statusCode: number;
    readonly contentTypeHeader: string;
  };
  'aws:fis:inject-api-throttle-error': ApiFault;
  'aws:fis:inject-api-internal-error': ApiFault;
  'aws:fis:inject-api-unavailable-error': ApiFault;
  'aws:network:disrupt-connectivity': {
    readonly region: string;
    /** Which service its functions do not reach there, or all of them. */
    readonly scope: 'all' | 'dynamodb' | 's3';
  };
  'local:sqs:stop-queue': {
    /** The queue's name. */
    readonly queue: string;
    /** @default - in every Region */
    readonly region?: string;
  };
  'local:scheduler:stop-schedule': {
    /** The name of a schedule, or of a rule. */
    readonly schedule: string;
    /** @default - in every Region */
    readonly region?: string;
  };
  'local:endpoint:fail': {
    /** A service that is elsewhere, as `--endpoint` calls it. */
    readonly service: string;
    /** @default - it ends connections without an answer */
    readonly statusCode?: number;
  };
  'local:route53:checker-outage': {
    /** A Region of Route 53's checkers. */
    readonly region: string;
  };
}

export interface RegionLoss {
  readonly region: string;
  /** Whether its endpoints refuse connections, take them and say nothing, or answer late. @default refuse */
  readonly how?: 'refuse' | 'hang' | 'slow';
  /** Of a slow Region: how late its endpoints answer, in real milliseconds. @default 3000 */
  readonly delayMilliseconds?: number;
}

/** What some of the invocations of functions meet. */
export interface InvocationFault {
  /** The function's name, construct id or path. @default - every function */
  readonly function?: string;
  /** @default - every Region */
  readonly region?: string;
  /** @default 100 */
  readonly invocationPercentage?: number;
  /** Whether the code does not run at all. @default false */
  readonly preventExecution?: boolean;
  /** A number that says which invocations they are, the same each time. @default - they are others each time */
  readonly seed?: number;
}

/** What some of the requests to a service meet. */
export interface ApiFault {
  /** As it is signed for, e.g. `dynamodb`. */
  readonly service: string;
  /** @default - every Region */
  readonly region?: string;
  /** The name of a table, queue or the like which the request has. @default - all */
  readonly resource?: string;
  /** @default - all */
  readonly operations?: readonly string[];
  /** @default 100 */
  readonly percentage?: number;
  /** A number that says which requests they are, the same each time. @default - they are others each time */
  readonly seed?: number;
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
