/** How many steps there are from a value to one 2.7 times as large, for percentiles: so a bucket stays small, and they are right by half a percent. */
const STEPS = 100;

/** The values of one metric in a span of time. */
export class Bucket {
  count = 0;
  sum = 0;
  minimum = Infinity;
  maximum = -Infinity;
  private readonly counts = new Map<number, number>();

  add(value: number, count = 1) {
    this.count += count;
    this.sum += value * count;
    this.minimum = Math.min(this.minimum, value);
    this.maximum = Math.max(this.maximum, value);
    const rounded = roundedTo(value);
    this.counts.set(rounded, (this.counts.get(rounded) ?? 0) + count);
  }

  /** Both together. */
  with(other: Bucket): Bucket {
    const both = new Bucket();
    for (const { counts } of [this, other]) counts.forEach((count, value) => both.add(value, count));
    both.sum = this.sum + other.sum;
    both.minimum = Math.min(this.minimum, other.minimum);
    both.maximum = Math.max(this.maximum, other.maximum);
    return both;
  }

  /** The value that so many percent of them do not exceed. */
  percentile(percent: number): number {
    let left = Math.max(1, Math.ceil(this.count * percent / 100));
    for (const [value, count] of [...this.counts].sort(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return Math.min(this.maximum, Math.max(this.minimum, value));
    }
    return this.maximum;
  }
}

function roundedTo(value: number): number {
  return Number.isInteger(value) && Math.abs(value) < 1_000 || value <= 0 ? value : Math.exp(Math.round(Math.log(value) * STEPS) / STEPS);
}
