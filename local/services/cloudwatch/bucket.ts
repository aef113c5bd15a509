/** How many steps there are from a value to one 2.7 times as large, for percentiles: so a bucket stays small, and they are right by one percent. */
const STEPS = 50;

/** The values of one metric in a span of time. There is one for each minute of a day and metric: it has no room to spare. */
export class Bucket {
  count = 0;
  sum = 0;
  minimum = Infinity;
  maximum = -Infinity;
  /** The lowest first, and how often each is there. */
  private values: readonly number[] = [];
  private counts: number[] = [];

  add(value: number, count = 1) {
    this.count += count;
    this.sum += value * count;
    this.minimum = Math.min(this.minimum, value);
    this.maximum = Math.max(this.maximum, value);
    const rounded = roundedTo(value);
    const at = placeOf(rounded, this.values);
    if (this.values[at] === rounded) {
      this.counts[at] += count;
    } else {
      this.values = this.values.toSpliced(at, 0, rounded);
      this.counts = this.counts.toSpliced(at, 0, count);
    }
  }

  /** Both together. */
  with(other: Bucket): Bucket {
    const both = new Bucket();
    for (const { values, counts } of [this, other]) values.forEach((value, at) => both.add(value, counts[at]));
    both.sum = this.sum + other.sum;
    both.minimum = Math.min(this.minimum, other.minimum);
    both.maximum = Math.max(this.maximum, other.maximum);
    return both;
  }

  /** The value that so many percent of them do not exceed. */
  percentile(percent: number): number {
    let left = Math.max(1, Math.ceil(this.count * percent / 100));
    const value = this.values.find((_, at) => (left -= this.counts[at]) <= 0);
    return value === undefined ? this.maximum : Math.min(this.maximum, Math.max(this.minimum, value));
  }
}

/** Where a value is, or is to be. */
function placeOf(value: number, values: readonly number[]): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function roundedTo(value: number): number {
  return Number.isInteger(value) && Math.abs(value) < 1_000 || value <= 0 ? value : Math.exp(Math.round(Math.log(value) * STEPS) / STEPS);
}
