import { DrillReport } from './drill';
import { BudgetName } from './drill-file';
import { Verdict } from './verdict';

export const NAMES: Record<BudgetName, string> = {
  failover: 'Failover',
  failback: 'Failback',
  errorShare: 'Errors',
  lostUpdates: 'Lost updates',
  staleReads: 'Stale reads',
  replicationLag: 'Replication lag',
  lostWork: 'Lost work',
  repeatedWork: 'Repeated work',
};

const SECONDS: readonly BudgetName[] = ['failover', 'failback', 'replicationLag'];

export const HEAD = ['', 'measured', 'budget', 'settings promise', ''];

/** A line for each budget, beside what the settings promise, and what was not as told. */
export function summaryText(report: DrillReport): string {
  const rows = report.budgets.length > 0 ? [HEAD, ...report.budgets.map(row)] : [];
  const widths = HEAD.map((_, column) => Math.max(...rows.map(cells => cells[column].length), 0));
  return [
    ...rows.map(cells => cells.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd()),
    '',
    ...report.failures.map(failure => `Not so: ${failure}`),
    `The drill ${report.passed ? 'passed' : 'failed'}.`,
  ].join('\n');
}

/** For a pull request. */
export function markdown(report: DrillReport): string {
  const { measured: { requests, errors, switches } } = report;
  return [
    `## ${report.passed ? '✅' : '❌'} ${report.name}`,
    '',
    ...table(['', 'Measured', 'Budget', 'The settings promise', ''], report.budgets.map(row)),
    ...report.failures.length > 0 ? [...report.failures.map(failure => `- ${failure}`), ''] : [],
    ...table(['Began with', 'Detected after', 'Callers elsewhere after'], switches.map(({ cause, detection, took }) =>
      [cause, detection === undefined ? '—' : seconds(detection), seconds(took)])),
    `${requests} requests${Object.entries(errors).map(([kind, count]) => `, ${count} × ${kind}`).join('')}; seed ${report.seed}; times are AWS time.`,
    '',
    '<details><summary>What happened</summary>',
    '',
    '```',
    ...report.events.map(({ at, what }) => `${at.toFixed(1).padStart(7)} s  ${what}`),
    '```',
    '',
    '</details>',
    '',
  ].join('\n');
}

/** For CI: a test for each budget, and one for the steps. */
export function junit(report: DrillReport): string {
  const tests = [
    { name: 'steps', failure: report.failures.join('\n') },
    ...report.budgets.map(verdict => ({ name: NAMES[verdict.name], failure: verdict.isKept ? '' : row(verdict).slice(1).join(', ') })),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="${xml(report.name)}" tests="${tests.length}" failures="${tests.filter(({ failure }) => failure).length}">`,
    ...tests.map(({ name, failure }) => failure
      ? `  <testcase classname="${xml(report.name)}" name="${name}"><failure message="${xml(failure)}"/></testcase>`
      : `  <testcase classname="${xml(report.name)}" name="${name}"/>`),
    '</testsuite>',
    '',
  ].join('\n');
}

/** The cells of a budget: measured and promised in words, and whether it is kept. */
export function row({ name, measured, budget, promised, isKept }: Verdict): string[] {
  const tell = (value: number | undefined) => value === undefined ? '—' : SECONDS.includes(name) ? seconds(value) : name === 'errorShare' ? `${Number((value * 100).toFixed(2))} %` : String(value);
  const why = measured === undefined ? 'not measured' : measured > budget ? 'over the budget' : 'the settings promise no better';
  return [NAMES[name], tell(measured), tell(budget), tell(promised), isKept ? 'kept' : why];
}

export function seconds(value: number): string {
  return `${Number(value.toFixed(1))} s`;
}

function table(head: string[], rows: string[][]): string[] {
  return rows.length === 0 ? [] : [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).concat('');
}

function xml(text: string): string {
  return text.replace(/[<>&"'\n]/g, character => `&#${character.charCodeAt(0)};`);
}
