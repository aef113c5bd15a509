import { Token } from 'aws-cdk-lib';
import { refusal } from '../../synthesis/refusal';

/**
 * How many batches of a queue are worked on at once, at most. The database behind the workers sees the sum of all Regions.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html#events-sqs-max-concurrency
 */
export class MaxConcurrency {
  /** As many in each Region, 2 to 1000: what all of them call sees as many times that as there are Regions. */
  static inEachRegion(max: number): MaxConcurrency {
    validate(max);
    return new MaxConcurrency(() => max);
  }

  /**
   * As many in all Regions together, in equal shares, rounded down: at least two for each Region.
   *
   * A Region has its share even while the others are lost: they cannot tell each other.
   */
  static inAllRegions(max: number): MaxConcurrency {
    validate(max);
    return new MaxConcurrency(regions => {
      const share = Math.floor(max / regions);
      if (share < MIN) {
        throw refusal(`\`MaxConcurrency.inAllRegions()\` must be at least ${MIN * regions}, ${MIN} for each of ${regions} Regions, which is the least that Lambda takes`, max);
      }
      return share;
    });
  }

  private constructor(
    /** @internal */
    readonly _inOneOf: (regions: number) => number,
  ) {}
}

const MIN = 2;
const MAX = 1000;

function validate(max: number) {
  if (Token.isUnresolved(max) || !Number.isInteger(max) || max < MIN || max > MAX) {
    throw refusal(`\`MaxConcurrency\` must be a whole number from ${MIN} to ${MAX}`, max);
  }
}
