import * as fc from 'fast-check';
import { naiveVerdict } from './naive-verdict';
import { Checker } from '../../../../local/services/route53/checker';

const AT = Date.UTC(2026, 0, 1);

function checkerAfter(outcomes: boolean[], threshold: number) {
  const checker = new Checker('eu-west-1', true);
  outcomes.forEach((success, index) => checker.record({ success, status: `${index}` }, AT + index, threshold));
  return checker;
}

test.each([
  { threshold: 1, outcomes: [false], healthy: false },
  { threshold: 3, outcomes: [false, false], healthy: true },
  { threshold: 3, outcomes: [false, false, false], healthy: false },
  { threshold: 3, outcomes: [false, false, true, false, false], healthy: true },
  { threshold: 3, outcomes: [false, false, false, true, true], healthy: false },
  { threshold: 3, outcomes: [false, false, false, true, true, true], healthy: true },
])('with a threshold of $threshold, after $outcomes a checker says healthy: $healthy', ({ threshold, outcomes, healthy }) => {
  expect(checkerAfter(outcomes, threshold).healthy).toBe(healthy);
});

test('a checker remembers its last report, and its last failure beyond it', () => {
  const checker = checkerAfter([true, false, true], 3);
  expect(checker.last).toEqual({ status: '2', checkedAt: AT + 2 });
  expect(checker.lastFailure).toEqual({ status: '1', checkedAt: AT + 1 });
});

test('a higher threshold counts from the next outcome on, and a lower one too', () => {
  const checker = checkerAfter([false, false], 3);
  checker.record({ success: false, status: '' }, AT, 4);
  expect(checker.healthy).toBe(true);
  checker.record({ success: false, status: '' }, AT, 2);
  expect(checker.healthy).toBe(false);
});

test('after any outcomes, the verdict is that of the last run of equal outcomes as long as the threshold', () => {
  fc.assert(fc.property(fc.array(fc.boolean(), { maxLength: 40 }), fc.integer({ min: 1, max: 10 }), (outcomes, threshold) => {
    expect(checkerAfter(outcomes, threshold).healthy).toBe(naiveVerdict(outcomes, threshold));
  }));
});
