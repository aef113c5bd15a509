import { Faults } from './faults';

/** What faults do to what goes from one Region to another. */
export interface Links {
  /** Whether nothing arrives. */
  isCut(from: string, to: string): boolean;
  /** What a write takes longer, in milliseconds of AWS time. */
  lag(from: string, to: string): number;
  /** How far the clock is ahead by which a Region stamps its writes, in milliseconds. */
  skew(region: string): number;
}

export function linksOf(faults: Faults, isRunning: (region: string) => boolean): Links {
  return {
    isCut: (from, to) => !isRunning(from) || !isRunning(to) || isPaused(faults, from, to) || isPartitioned(faults, from, to),
    lag: (from, to) => faults.of('local:dynamodb:replication-lag')
      .filter(({ fault }) => (fault.region ?? from) === from && (fault.to ?? to) === to)
      .reduce((sum, { fault: { lagMilliseconds } }) => sum + lagMilliseconds, 0),
    skew: region => faults.of('local:dynamodb:clock-skew')
      .filter(({ fault }) => fault.region === region)
      .reduce((sum, { fault: { milliseconds } }) => sum + milliseconds, 0),
  };
}

function isPaused(faults: Faults, ...between: string[]): boolean {
  return faults.of('aws:dynamodb:global-table-pause-replication').some(({ fault: { region } }) => between.includes(region));
}

function isPartitioned(faults: Faults, one: string, other: string): boolean {
  return faults.of('local:dynamodb:partition').some(({ fault: { regions, from } }) => {
    const isBeyond = (region: string) => from ? from.includes(region) : !regions.includes(region);
    return regions.includes(one) && isBeyond(other) || regions.includes(other) && isBeyond(one);
  });
}
