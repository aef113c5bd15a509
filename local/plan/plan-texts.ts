import { monthly, Plan, Promised, worst } from './plan';

export interface PlanBudgets {
  /** In seconds. */
  readonly rto?: number;
  readonly rpo?: number;
}

/** What of a plan is above its budgets, a sentence for each. */
export function exceeding(plan: Plan, { rto, rpo }: PlanBudgets): string[] {
  return [...over('RTO', plan.rto, rto), ...over('RPO', plan.rpo, rpo)];
}

function over(what: string, promises: readonly Promised[], budget: number | undefined): string[] {
  if (budget === undefined) return [];
  return promises.filter(({ seconds = Infinity }) => seconds > budget).map(({ seconds, of }) => `${what} of ${of} is ${told(seconds)}, above the budget of ${told(budget)}`);
}

/** E.g. `RTO 90 s → 150 s, RPO 1 s, −$3.10 a month`. */
export function headline(plan: Plan, before?: Plan): string {
  const change = (own: string, former: string | undefined) => former === undefined || former === own ? own : `${former} → ${own}`;
  const promise = (name: 'rto' | 'rpo') => change(told(worst(plan[name])?.seconds), before && told(worst(before[name])?.seconds));
  const difference = before && monthly(plan) - monthly(before);
  const cost = difference === undefined ? `${dollars(monthly(plan))} a month` : Math.abs(difference) < 0.005 ? 'the same cost' : `${difference < 0 ? '−' : '+'}${dollars(Math.abs(difference))} a month`;
  return [
    ...plan.rto.length > 0 ? [`RTO ${promise('rto')}`] : [],
    ...plan.rpo.length > 0 ? [`RPO ${promise('rpo')}`] : [],
    cost,
  ].join(', ');
}

/** For a terminal and, in Markdown, for a pull request. */
export function planText(plan: Plan, budgets: PlanBudgets, before?: Plan): string {
  const problems = exceeding(plan, budgets);
  const rows = [
    ...plan.rto.map(({ of, seconds }) => ['RTO', of, told(seconds), formerOf(before?.rto, of)]),
    ...plan.rpo.map(({ of, seconds }) => ['RPO', of, told(seconds), formerOf(before?.rpo, of)]),
    ...plan.costs.map(({ what, count, monthly: cost }) =>
      ['a month', `${Number(count.toFixed(1))} ${what}`, dollars(cost), before ? dollars(before.costs.find(other => other.what === what)?.monthly ?? 0) : '']),
  ].map(row => before ? row : row.slice(0, 3));
  const head = ['', 'of', 'promised', ...before ? ['before'] : []];
  return [
    `## ${headline(plan, before)}`,
    '',
    ...[head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`),
    '',
    ...problems.length > 0 ? [...problems.map(problem => `- ❌ ${problem}`), ''] : [],
    'In US dollars of us-east-1, without requests of callers, writes and storage.',
  ].join('\n');
}

function formerOf(promises: readonly Promised[] | undefined, of: string): string {
  const former = promises?.find(other => other.of === of);
  return former ? told(former.seconds) : '';
}

function told(seconds: number | undefined): string {
  return seconds === undefined ? 'without a bound' : `${seconds} s`;
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
