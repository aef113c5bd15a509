import { types } from 'dynalite/validations/describeTimeToLive';
import { Item } from './attribute-value';
import { DynamoDbError } from './dynamodb-error';
import { Rules } from './item-operations';
import { Clock } from '../../machine/clock';

export const UPDATE_TIME_TO_LIVE_RULES: Rules = {
  types: {
    ...types,
    TimeToLiveSpecification: {
      type: 'FieldStruct<TimeToLiveSpecification>',
      notNull: true,
      children: {
        Enabled: { type: 'Boolean', notNull: true },
        AttributeName: { type: 'String', notNull: true, lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 255 },
      },
    },
  },
};

interface Setting {
  readonly attribute?: string;
  /** What it is by the table's definition. */
  readonly defined?: string;
  /** When a call changed it, in milliseconds of AWS time. */
  readonly changedAt: number;
}

/** A setting that a call has made. */
export type ChosenTimeToLive = Pick<Setting, 'attribute' | 'defined'>;

/** No second change is taken for an hour. */
const CHANGE_MS = 60 * 60 * 1000;
const TOO_OLD_SECONDS = 5 * 365 * 24 * 60 * 60;

/** Which attribute says when items expire, the same in all replicas of a table. */
export class TimeToLive {
  private readonly settings = new Map<string, Setting>();

  constructor(private readonly clock: Clock, private readonly onChange: (tableName: string, chosen: ChosenTimeToLive) => void = () => {}) {}

  define(tableName: string, attribute: string | undefined) {
    this.settings.set(tableName, { attribute, defined: attribute, changedAt: -Infinity });
  }

  /** Has a setting as a call made it, unless the definition is another now. */
  restore(tableName: string, { attribute, defined }: ChosenTimeToLive) {
    if (this.settings.get(tableName)?.defined === defined) {
      this.settings.set(tableName, { attribute, defined, changedAt: -Infinity });
    }
  }

  describe(tableName: string): object {
    const AttributeName = this.attribute(tableName);
    return { TimeToLiveDescription: AttributeName ? { TimeToLiveStatus: 'ENABLED', AttributeName } : { TimeToLiveStatus: 'DISABLED' } };
  }

  update(tableName: string, { Enabled, AttributeName }: { Enabled: boolean; AttributeName: string }): object {
    const { attribute, defined, changedAt } = this.settings.get(tableName)!;
    if (Enabled === Boolean(attribute)) {
      throw DynamoDbError.validation(`TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`);
    }
    if (attribute && attribute !== AttributeName) {
      throw DynamoDbError.validation(`TimeToLive is active on a different AttributeName: current AttributeName is ${attribute}`);
    }
    if (this.clock.now() < changedAt + CHANGE_MS) {
      throw DynamoDbError.validation('Time to live has been modified multiple times within a fixed interval');
    }
    const chosen = { attribute: Enabled ? AttributeName : undefined, defined };
    this.onChange(tableName, chosen);
    this.settings.set(tableName, { ...chosen, changedAt: this.clock.now() });
    return { TimeToLiveSpecification: { Enabled, AttributeName } };
  }

  attribute(tableName: string): string | undefined {
    return this.settings.get(tableName)?.attribute;
  }

  /** Whether an item's time has come: a number of seconds, no more than five years ago. */
  hasExpired(tableName: string, item: Item): boolean {
    const value = item[this.attribute(tableName) ?? '']?.N;
    const overdue = this.clock.now() / 1000 - Number(value);
    return value !== undefined && overdue >= 0 && overdue < TOO_OLD_SECONDS;
  }
}
