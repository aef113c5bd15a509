import { Consistency, StrongConsistencyOptions } from './consistency';
import { GlobalTableProps } from './global-table-props';

/**
 * What a second try finds of the first, where the two come to different Regions.
 *
 * | | `afterReplication()` | `strong()` |
 * | --- | --- | --- |
 * | the second try comes after the table's lag, usually a second | done once | done once |
 * | ... within the lag, or to a Region that is cut off from the first | done twice | done once, or refused |
 * | a Region reaches no other one | works on | refuses |
 */
export class Idempotency {
  /**
   * A table of `Consistency.eventual()`: done once as long as the record of the first try arrives before the second try, as it does for people who
   * try again, and for clients that wait longer than the lag between their tries.
   */
  static afterReplication(): Idempotency {
    return new Idempotency({ timeToLiveAttribute: 'expiration' });
  }

  /**
   * A table of `Consistency.strong()`: never done twice, whenever and wherever the second try comes. A Region that reaches no second one refuses.
   *
   * The API must have three Regions of one set, or two and a witness. Two tries at one time may both be refused,
   * by `ReplicatedWriteConflictException`: the client tries again. Records do not expire, and have to be deleted by you if they are not to stay;
   * for Powertools they are as good as gone after `expiresAfterSeconds`.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html#V2globaltables_HowItWorks.consistency-modes
   */
  static strong(options: StrongConsistencyOptions = {}): Idempotency {
    return new Idempotency({ consistency: Consistency.strong(options) });
  }

  private constructor(/** @internal */ readonly _table: Pick<GlobalTableProps, 'consistency' | 'timeToLiveAttribute'>) {}
}
