import { MetricQuery } from './alarm-definition';
import { metricMath, Series } from './metric-math';
import { MetricStore } from './metric-store';
import { statistic } from './statistic';
import { AwsError } from '../../machine/wire/aws-error';

export const DEFAULT_PERIOD_SECONDS = 60;

/** The end of the last period, and how many there are before it. */
export interface Span {
  readonly end: number;
  readonly periods: number;
  /** Seconds. */
  readonly period: number;
}

/** What the queries come to, by their ids, over the same periods, the oldest first. */
export function answerQueries(queries: readonly MetricQuery[], region: string, store: MetricStore, span: Span): Map<string, Series> {
  const found = new Map<string, Series>();
  const metrics = new Set<string>();
  for (const { id, stat } of queries) {
    if (!stat) continue;
    metrics.add(id);
    const value = statistic(stat.stat);
    if (!value) throw new AwsError('ValidationError', `The statistic ${stat.stat} is not supported here`);
    const ends = Array.from({ length: span.periods }, (_, i) => span.end - (span.periods - 1 - i) * span.period * 1000);
    found.set(id, ends.map(end => {
      const bucket = store.between(region, stat.metric, end - span.period * 1000, end);
      return bucket && value(bucket);
    }));
  }
  const expressions = queries.filter(({ expression }) => expression !== undefined);
  // An expression may name one that comes after it.
  for (let left = expressions.length; left > 0; left--) {
    for (const { id, expression } of expressions) {
      if (!found.has(id) && idsIn(expression!).every(name => found.has(name) || !queries.some(query => query.id === name))) {
        found.set(id, metricMath(expression!, found, metrics, span.periods));
      }
    }
  }
  return found;
}

/** The period of a query, in seconds: its own, or that of its metrics. */
export function periodOf(query: MetricQuery, queries: readonly MetricQuery[]): number {
  return query.period ?? query.stat?.period ?? queries.find(({ stat }) => stat)?.stat!.period ?? DEFAULT_PERIOD_SECONDS;
}

function idsIn(expression: string): string[] {
  return expression.match(/\b[a-z]\w*\b/g) ?? [];
}
