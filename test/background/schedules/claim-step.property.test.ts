import * as fc from 'fast-check';
import { HANDLER_TIMEOUT, Outcome, simulate, World } from './simulated-regions';

const RUNS = { numRuns: 1000 };
const WELL: Outcome = { takes: 5, ends: 'well' };
const NEVER = Infinity;

const takes = fc.integer({ min: 0, max: HANDLER_TIMEOUT });
const outcomes = (...ends: Outcome['ends'][]) => fc.array(fc.record({ takes, ends: fc.constantFrom(...ends) }), { minLength: 3, maxLength: 3 });
const lagsUpTo = (max: number) => fc.array(fc.double({ min: 0, max, noNaN: true }), { minLength: 1, maxLength: 8 });
const always = <T>(value: T) => fc.constant(value);

type Wrong = { readonly [K in keyof World['regions'][number]]?: fc.Arbitrary<World['regions'][number][K]> } & {
  readonly lags?: fc.Arbitrary<number[]>;
  readonly cutOff?: fc.Arbitrary<[number, number]>;
};

/** Regions in which nothing is wrong but what is asked for. */
function worlds(runs: World['runs'], wrong: Wrong): fc.Arbitrary<World> {
  return fc.record({
    runs: always(runs),
    regions: fc.array(fc.record({
      late: fc.integer({ min: 0, max: 59 }),
      isDrained: wrong.isDrained ?? always(false),
      lostAt: wrong.lostAt ?? always(NEVER),
      againAfter: wrong.againAfter ?? always(undefined),
      outcomes: wrong.outcomes ?? outcomes('well'),
    }), { minLength: 2, maxLength: 5 }),
    lags: wrong.lags ?? lagsUpTo(30), // less than a takeover without a minute
    cutOff: wrong.cutOff ?? always<[number, number]>([NEVER, NEVER]),
  });
}

const sometimes = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const anyTime = fc.oneof(always(NEVER), always(0), fc.integer({ min: 0, max: 900 }));
const anyOutcomes = outcomes('well', 'well', 'in failure', 'before it', 'after it');
const isLeft = ({ regions }: World) =>
  regions.some(({ lostAt, isDrained }) => lostAt === NEVER && (!isDrained || regions.every(other => other.isDrained)));
const anything = {
  isDrained: fc.boolean(),
  lostAt: anyTime,
  againAfter: sometimes(fc.integer({ min: 0, max: 600 })),
  outcomes: anyOutcomes,
  lags: lagsUpTo(1_000),
  cutOff: fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 300, max: 5_000 })),
};

describe.each(['once', 'onceAtMost'] as const)('%s', runs => {
  test('runs once whichever Regions are drained, lost from the beginning or get a tick twice', () => {
    const wrong = { isDrained: fc.boolean(), lostAt: fc.constantFrom(NEVER, NEVER, 0), againAfter: sometimes(fc.integer({ min: 1, max: 600 })) };
    fc.assert(fc.property(worlds(runs, wrong).filter(isLeft), world => {
      const { begun, ended, dead } = simulate(world);
      expect(begun).toHaveLength(1);
      expect(ended).toEqual(begun);
      expect(dead).toEqual([]);
    }), RUNS);
  });
});

test('once: what crashes after the claim is begun by the next, or again, and runs once', () => {
  fc.assert(fc.property(worlds('once', { outcomes: outcomes('well', 'before it').map(([one]) => [one, WELL]), isDrained: fc.boolean() }), world => {
    const { begun, ended } = simulate(world);
    expect(begun).toHaveLength(1);
    expect(ended).toEqual(begun);
  }), RUNS);
});

test('once: whatever goes wrong, it is run, or a Region has it for its dead-letter queue, while one is left', () => {
  fc.assert(fc.property(worlds('once', anything).filter(isLeft), world => {
    const { ended, failed, dead } = simulate(world);
    expect(ended.length + failed.length + dead.length).toBeGreaterThan(0);
  }), RUNS);
});

test('once: where claims arrive late, or Regions are cut off, it runs more than once, and no more often than there are Regions', () => {
  const cutOff = fc.integer({ min: 700, max: 5_000 }).map((to): [number, number] => [0, to]);
  const seen = new Set<number>();
  fc.assert(fc.property(worlds('once', { cutOff }), world => {
    const { begun } = simulate(world);
    seen.add(begun.length);
    expect(new Set(begun).size).toBe(begun.length);
  }), RUNS);
  expect([...seen].sort()).toEqual([2, 3, 4, 5]);
});

test('once at most: whatever goes wrong, it is not begun twice, and a Region has what does not end for its dead-letter queue, while one is left', () => {
  fc.assert(fc.property(worlds('onceAtMost', anything), world => {
    const { begun, ended, failed } = simulate(world);
    expect(begun.length).toBeLessThanOrEqual(1);
    if (isLeft(world)) expect(ended.length + failed.length).toBeGreaterThan(0);
  }), RUNS);
});

test('a failure is tried again where it was, and then in no other Region', () => {
  const failing = { late: 0, isDrained: false, lostAt: NEVER, outcomes: [{ takes: 1, ends: 'in failure' as const }] };
  const world = (regions: World['regions']): World => ({ runs: 'once', regions, lags: [1], cutOff: [NEVER, NEVER] });
  expect(simulate(world([failing, { ...failing, outcomes: [WELL] }]))).toEqual({ begun: Array(3).fill('region-0'), ended: [], failed: ['region-0'], dead: ['region-0'] });
  const second = { ...failing, outcomes: [failing.outcomes[0], WELL] };
  expect(simulate(world([second, second]))).toEqual({ begun: ['region-0', 'region-0'], ended: ['region-0'], failed: [], dead: [] });
});
