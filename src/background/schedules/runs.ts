import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { refusal } from '../../synthesis/refusal';
import { Consistency } from '../../tables/consistency';
import { GlobalTableProps } from '../../tables/global-table-props';

/** Settings of `Runs.once()`. */
export interface OnceOptions {
  /**
   * How much longer each further Region waits for those before it: 90 seconds to 12 hours.
   *
   * Scheduler starts a schedule within the minute of its time, and a claim takes its time to the other Regions, usually less than a second: what
   * takes longer than this runs twice.
   *
   * @default Duration.minutes(2)
   */
  readonly takeover?: Duration;
}

/** Settings of `Runs.onceAtMost()`. */
export interface OnceAtMostOptions extends OnceOptions {
  /**
   * For an API of two Regions: a third one that takes part in every write but holds no replica, e.g. "eu-west-3". It must be the same for all
   * schedules of the API.
   *
   * @default - no witness: the API has three Regions
   */
  readonly witness?: string;
}

/** The table of the claims, one for all schedules of an API that promise the same. */
export interface ClaimsTable {
  readonly id: string;
  readonly props: GlobalTableProps;
}

/**
 * How often a schedule of several Regions runs.
 *
 * Each Region has the schedule, and none knows whether another one is well. So each promise has its price.
 *
 * | | `once()` | `onceAtMost()` | `inEveryRegion()` |
 * | --- | --- | --- | --- |
 * | all Regions are up, or one is drained, or all are | 1 run | 1 run | 1 in each |
 * | a Region is lost before its turn | 1, by the next | 1, by the next | 1 in each other |
 * | a Region is lost, or the function fails to end, while it runs | 1 more, by the next | no more | as many as `maxAttempts` |
 * | a claim arrives later than the takeover, or Regions are cut off from each other | 1 in each part | 1 | 1 in each |
 */
export abstract class Runs {
  /**
   * One Region runs: the primary Region or, if it is drained or does not, the next of `regions`, a takeover later.
   *
   * A Region claims the run in its own replica of the table `<API>-Claims`, and the others find it there. It is done at least once, as long as a
   * Region is up: begun again after a failure or a crash, and done twice where a claim is late. Let the handler know the `slot` by what it does, say as
   * the key of an item.
   */
  static once(options: OnceOptions = {}): Runs {
    return new Claimed('once', 'Runs.once()', options, {
      id: 'Claims',
      props: { ...CLAIMS, timeToLiveAttribute: 'expiresAt' },
    });
  }

  /**
   * The same, and never twice: a run that was begun is not begun again, whatever becomes of it.
   *
   * Of a run that fails or does not end, a message in a dead-letter queue tells, and an alarm of `api.addOperations()`. The claims are in the
   * table `<API>-StrictClaims`, of `Consistency.strong()`, so the API must have three Regions of one set, or two and a witness, and a claim takes
   * a round trip to another Region. A Region that reaches no other one runs nothing. Items of the table do not expire: some 150 bytes a run.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html#V2globaltables_HowItWorks.consistency-modes
   */
  static onceAtMost(options: OnceAtMostOptions = {}): Runs {
    const { witness, ...once } = options;
    return new Claimed('onceAtMost', 'Runs.onceAtMost()', once, {
      id: 'StrictClaims',
      props: { ...CLAIMS, consistency: Consistency.strong({ witness }) },
    });
  }

  /** Each Region runs by itself, also while it is drained: for what a Region does for itself alone. */
  static inEveryRegion(): Runs {
    return new InEveryRegion();
  }

  /** @internal */
  abstract readonly _promise: 'once' | 'onceAtMost' | 'inEveryRegion';
  /** @internal */
  abstract readonly _takeover: Duration;
  /** @internal */
  abstract readonly _claims?: ClaimsTable;
  /** @internal */
  abstract _validate(schedule: ScheduleExpression): void;
}

const CLAIMS: GlobalTableProps = {
  partitionKey: { name: 'slot', type: AttributeType.STRING },
  removalPolicy: RemovalPolicy.DESTROY, // no data worth keeping, and a table left behind would block the next one
};

const DEFAULT_TAKEOVER = Duration.minutes(2);
const MIN_TAKEOVER_SECONDS = 90;
const MAX_TAKEOVER_SECONDS = 12 * 3_600;

class Claimed extends Runs {
  readonly _takeover: Duration;

  constructor(
    readonly _promise: 'once' | 'onceAtMost', private readonly call: string, { takeover = DEFAULT_TAKEOVER }: OnceOptions, readonly _claims: ClaimsTable,
  ) {
    super();
    this._takeover = takeover;
  }

  _validate({ expressionString }: ScheduleExpression) {
    const takeover = this._takeover.isUnresolved() ? this._takeover.toString() : this._takeover.toSeconds({ integral: false });
    if (typeof takeover === 'string' || !Number.isInteger(takeover) || takeover < MIN_TAKEOVER_SECONDS || takeover > MAX_TAKEOVER_SECONDS) {
      throw refusal(`\`takeover\` must be whole seconds, from ${MIN_TAKEOVER_SECONDS}, because Scheduler starts within the minute of a time, to ${MAX_TAKEOVER_SECONDS}`, takeover);
    }
    if (/^\s*rate\s*\(/.test(expressionString)) {
      throw refusal(`\`schedule\` must be \`cron()\` or \`at()\` with \`${this.call}\`: a rate begins when each Region is deployed, so that the Regions have no times in common`,
        expressionString, 'Write the rate as a cron expression, e.g. `ScheduleExpression.cron({ minute: \'0/5\' })` for every five minutes');
    }
  }
}

class InEveryRegion extends Runs {
  readonly _promise = 'inEveryRegion';
  readonly _takeover = Duration.seconds(0);
  readonly _claims = undefined;

  _validate() {}
}
