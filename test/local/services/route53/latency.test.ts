import { locatedRegions } from '../../../../local/machine/aws-regions';
import { latencyEstimate } from '../../../../local/services/route53/latency';

test('a Region is nearest to itself', () => {
  for (const from of locatedRegions()) {
    const latencies = locatedRegions().map(to => latencyEstimate(from, to));
    expect(latencyEstimate(from, from)).toBe(Math.min(...latencies));
  }
});

test('the latency is the same in both directions', () => {
  expect(latencyEstimate('eu-west-1', 'ap-southeast-1')).toBeCloseTo(latencyEstimate('ap-southeast-1', 'eu-west-1'));
});

test.each([
  ['us-east-1', 'us-west-2', 50, 80],
  ['us-east-1', 'eu-west-1', 65, 95],
  ['eu-west-1', 'ap-southeast-1', 150, 200],
  ['eu-central-1', 'eu-west-1', 12, 30],
])('the latency from %s to %s is between %d and %d ms', (from, to, low, high) => {
  expect(latencyEstimate(from, to)).toBeGreaterThan(low);
  expect(latencyEstimate(from, to)).toBeLessThan(high);
});

test('across the date line the short way counts', () => {
  expect(latencyEstimate('ap-northeast-1', 'us-west-2')).toBeLessThan(latencyEstimate('ap-northeast-1', 'eu-west-1'));
});

test('an override takes the place of the estimate in its own direction only', () => {
  const overrides = { 'eu-west-1': { 'us-east-1': 3 } };
  expect(latencyEstimate('eu-west-1', 'us-east-1', overrides)).toBe(3);
  expect(latencyEstimate('us-east-1', 'eu-west-1', overrides)).toBe(latencyEstimate('us-east-1', 'eu-west-1'));
});

test('a Region without a location is refused unless its latencies are given', () => {
  expect(() => latencyEstimate('us-iso-east-1', 'us-east-1')).toThrow(
    '`region` must be an AWS Region whose location is known, got: "us-iso-east-1"; give its latencies as overrides');
  expect(latencyEstimate('us-iso-east-1', 'us-east-1', { 'us-iso-east-1': { 'us-east-1': 7 } })).toBe(7);
});
