import * as fc from 'fast-check';
import { Bucket } from '../../../../local/services/cloudwatch/bucket';

const VALUE = fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.double({ min: 0.001, max: 1e6, noNaN: true }));
const VALUES = fc.array(VALUE, { minLength: 1, maxLength: 50 });

function bucketOf(values: number[]): Bucket {
  const bucket = new Bucket();
  values.forEach(value => bucket.add(value));
  return bucket;
}

test('a percentile is right by one percent, and within what was measured', () => {
  fc.assert(fc.property(VALUES, fc.integer({ min: 0, max: 100 }), (values, percent) => {
    const sorted = [...values].sort((a, b) => a - b);
    const exact = sorted[Math.max(0, Math.ceil(values.length * percent / 100) - 1)];
    const found = bucketOf(values).percentile(percent);
    expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact / 100);
    expect(found).toBeGreaterThanOrEqual(sorted[0]);
    expect(found).toBeLessThanOrEqual(sorted.at(-1)!);
  }));
});

test('two buckets together say what one would', () => {
  fc.assert(fc.property(VALUES, VALUES, fc.integer({ min: 0, max: 100 }), (one, other, percent) => {
    const [both, all] = [bucketOf(one).with(bucketOf(other)), bucketOf([...one, ...other])];
    expect([both.count, both.minimum, both.maximum]).toEqual([all.count, all.minimum, all.maximum]);
    expect(both.sum).toBeCloseTo(all.sum, 3);
    expect(both.percentile(percent)).toBe(all.percentile(percent));
  }));
});
