import { Token } from 'aws-cdk-lib';
import { refusal } from '../../synthesis/refusal';

/** Settings of `Changes.writtenHere()`. */
export interface WrittenHereOptions {
  /** The attribute in which whoever writes an item says where, by the Region's name: a text, as the environment variable `AWS_REGION` of a function. */
  readonly attribute: string;
}

/** A pattern of Lambda's event filters. */
export type Pattern = { [key: string]: any };

/**
 * In which Regions a handler gets a change of a global table's item.
 *
 * A replica's stream has all writes, those that came from other Regions included, and says nothing of where one was made.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html#V2globaltables_HowItWorks.choosing-consistency-mode
 */
export abstract class Changes {
  /** Each Region's handler gets each change that its replica has: for what a Region does for itself, as to forget what it kept. */
  static everywhere(): Changes {
    return new Everywhere();
  }

  /**
   * Only the Region in which an item was written gets the change: for what is to be done once, as to send a mail.
   *
   * All who write the table have to say where, in each put and update: `writtenIn: process.env.AWS_REGION`. Of an item without the attribute nobody
   * gets a change, and one that is updated without it is taken for a change of the Region that wrote it last before.
   *
   * A removed item has nobody who says so: the Region gets it that wrote the item last, wherever it was removed; by time to live as well.
   *
   * The changes of a Region that is lost wait in its stream until it is back, for 24 hours at most, and no other Region does them meanwhile. Of two
   * Regions that write one item at once each gets its own, also the one whose write is overwritten. A change may come more than once.
   */
  static writtenHere(options: WrittenHereOptions): Changes {
    return new WrittenHere(options);
  }

  /** @internal The patterns of a Region's mapping: none if it gets all. */
  abstract _patternsIn(region: string, filters: Pattern[]): Pattern[];
}

class Everywhere extends Changes {
  _patternsIn(_region: string, filters: Pattern[]): Pattern[] {
    return filters;
  }
}

class WrittenHere extends Changes {
  private readonly attribute: string;

  constructor({ attribute }: WrittenHereOptions) {
    super();
    if (typeof attribute !== 'string' || Token.isUnresolved(attribute) || attribute === '') {
      throw refusal('`attribute` must be the literal name of an attribute', attribute);
    }
    this.attribute = attribute;
  }

  _patternsIn(region: string, filters: Pattern[]): Pattern[] {
    const stamp = { [this.attribute]: { S: [region] } };
    return (filters.length > 0 ? filters : [{}]).flatMap(filter => {
      const { eventName = ['INSERT', 'MODIFY', 'REMOVE'], dynamodb = {}, ...rest } = filter;
      if (!Array.isArray(eventName) || eventName.some(name => typeof name !== 'string')) {
        throw refusal('`eventName` of `filters` must be a list of INSERT, MODIFY and REMOVE with `Changes.writtenHere()`', eventName);
      }
      const { NewImage = {}, OldImage = {}, ...others } = dynamodb;
      if (this.attribute in NewImage || this.attribute in OldImage) {
        throw refusal(`\`filters\` must leave \`${this.attribute}\` to \`Changes.writtenHere()\``, filter);
      }
      const written = eventName.filter(name => name !== 'REMOVE');
      const old = Object.keys(OldImage).length > 0 && { OldImage };
      return [
        ...written.length > 0 ? [{ ...rest, eventName: written, dynamodb: { ...others, ...old, NewImage: { ...NewImage, ...stamp } } }] : [],
        // What is removed has no new image: a filter that asks for one means no removal.
        ...eventName.includes('REMOVE') && Object.keys(NewImage).length === 0
          ? [{ ...rest, eventName: ['REMOVE'], dynamodb: { ...others, OldImage: { ...OldImage, ...stamp } } }]
          : [],
      ];
    });
  }
}
