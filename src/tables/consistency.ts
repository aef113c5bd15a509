import { MultiRegionConsistency } from 'aws-cdk-lib/aws-dynamodb';
import { validateStrongSet } from '../regions/region-set';
import { refusal } from '../synthesis/refusal';

/** Settings of strong consistency. */
export interface StrongConsistencyOptions {
  /**
   * A third Region that takes part in every write but holds no replica that could be read, e.g. "us-west-2".
   *
   * It costs neither storage nor writes, and lets an API of two Regions have strong consistency. It must be of the same
   * set as `regions`, and none of them.
   *
   * @default - no witness: the API has three Regions
   */
  readonly witness?: string;
}

/**
 * What a read in one Region sees of the writes in another. It cannot be changed once the table exists.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html#V2globaltables_HowItWorks.consistency-modes
 * @example
 * const shop = new MultiRegionServerlessApi(app, 'Shop', { regions: ['eu-west-1', 'eu-central-1'], domain });
 * shop.addGlobalTable('Balances', {
 *   partitionKey: { name: 'account', type: AttributeType.STRING },
 *   consistency: Consistency.strong({ witness: 'eu-west-3' }),
 * });
 */
export abstract class Consistency {
  /**
   * Writes replicate asynchronously, usually within a second; when two Regions write the same item at once, the last
   * writer wins (MREC).
   *
   * Conditions are judged, and transactions are atomic, in the Region of the write alone.
   */
  static eventual(): Consistency {
    return new EventualConsistency();
  }

  /**
   * A write answers once a second Region has it, and a strongly consistent read sees the latest write of any Region (MRSC).
   *
   * The price: each write and each strongly consistent read takes a round trip to the nearest other Region of the table.
   * A write to an item that another Region is writing fails with `ReplicatedWriteConflictException`: retry it, for the
   * SDKs may not. There are no transactions, no expiry and no local secondary indexes. A Region that
   * reaches no second one answers eventually consistent reads only.
   *
   * The table has exactly three Regions, of one set: three replicas, or two and a witness. They never change afterwards.
   *
   * - us-east-1, us-east-2, us-west-2
   * - eu-west-1, eu-west-2, eu-west-3, eu-central-1
   * - ap-northeast-1, ap-northeast-2, ap-northeast-3
   */
  static strong(options: StrongConsistencyOptions = {}): Consistency {
    return new StrongConsistency(options);
  }

  /** @internal */
  abstract readonly _isStrong: boolean;

  /** @internal */
  abstract _validate(regions: string[], props: ReplicatedTable): void;

  /** @internal */
  abstract _render(): RenderedConsistency;
}

/** What a table may have in one mode and not in the other. */
export interface ReplicatedTable {
  readonly timeToLiveAttribute?: string;
  readonly localSecondaryIndexes?: { indexName: string }[];
}

/** The part of a table's props that says how consistent it is. */
export interface RenderedConsistency {
  readonly multiRegionConsistency?: MultiRegionConsistency;
  readonly witnessRegion?: string;
}

class EventualConsistency extends Consistency {
  readonly _isStrong = false;

  _validate() {}

  _render() {
    return {};
  }
}

class StrongConsistency extends Consistency {
  readonly _isStrong = true;

  constructor(private readonly options: StrongConsistencyOptions) {
    super();
  }

  _validate(regions: string[], { timeToLiveAttribute, localSecondaryIndexes = [] }: ReplicatedTable) {
    validateStrongSet(regions, this.options.witness);
    if (timeToLiveAttribute !== undefined) {
      throw refusal('`timeToLiveAttribute` must not be set with `Consistency.strong()`, where items do not expire', timeToLiveAttribute);
    }
    if (localSecondaryIndexes.length > 0) {
      throw refusal('`localSecondaryIndexes` must be empty with `Consistency.strong()`', localSecondaryIndexes.map(index => index.indexName),
        'Make them `globalSecondaryIndexes`');
    }
  }

  _render() {
    return { multiRegionConsistency: MultiRegionConsistency.STRONG, witnessRegion: this.options.witness };
  }
}
