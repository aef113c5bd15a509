import { BudgetName, DrillDefinition, millisecondsOf } from './drill-file';
import { highest, LostUpdates, Reach, Switch } from './measures';
import { Spread } from './spread';
import { WorkDone } from './work';

/** What came of a budget. */
export interface Verdict {
  readonly name: BudgetName;
  /** In the unit of the budget: seconds of AWS time, a share of 1, or a number; nothing where the drill did not measure it. */
  readonly measured?: number;
  readonly budget: number;
  /** The bound that the settings promise, where they do. */
  readonly promised?: number;
  readonly isKept: boolean;
}

export interface Measured extends Reach {
  readonly switches: readonly Switch[];
  readonly requests: number;
  readonly errors: Readonly<Record<string, number>>;
  readonly lostUpdates: readonly LostUpdates[];
  readonly staleReads: number;
  readonly lag?: Spread;
  readonly work: readonly WorkDone[];
}

/** Holds what was measured, and what the settings promise, against the budgets. */
export function verdictsOf({ budgets = {} }: DrillDefinition, measured: Measured): Verdict[] {
  return Object.entries(budgets).map(([key, said]) => {
    const name = key as BudgetName;
    const budget = typeof said === 'number' ? said : said.endsWith('%') ? Number(said.slice(0, -1)) / 100 : millisecondsOf(said) / 1000;
    const { value, promised } = measureOf(name, measured);
    // What no step measures is not kept: a budget must hold something.
    const isKept = value !== undefined && value <= budget && (promised ?? 0) <= budget;
    return { name, measured: value, budget, promised, isKept };
  });
}

function measureOf(name: BudgetName, measured: Measured): { readonly value?: number; readonly promised?: number } {
  const { switches, requests, errors, lostUpdates, staleReads, lag, work } = measured;
  switch (name) {
    case 'failover':
    case 'failback': {
      const own = switches.filter(({ kind }) => kind === name);
      return { value: highest(own.map(({ took }) => took)), promised: highest(own.flatMap(({ promised }) => promised ?? [])) };
    }
    case 'errorShare': return { value: requests > 0 ? sum(Object.values(errors)) / requests : undefined };
    case 'lostUpdates': return { value: lostUpdates.length > 0 ? sum(lostUpdates.map(({ lost }) => lost)) : undefined };
    case 'staleReads': return { value: staleReads };
    case 'lostWork': return { value: work.length > 0 ? sum(work.map(({ lost }) => lost)) : undefined };
    case 'repeatedWork': return { value: work.length > 0 ? sum(work.map(({ repeated }) => repeated)) : undefined };
    case 'replicationLag': return { value: lag?.max };
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
