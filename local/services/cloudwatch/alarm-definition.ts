import { MetricName } from '../../machine/metric';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export const COMPARISONS = {
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
};

export type Comparison = keyof typeof COMPARISONS;

/** A statistic of a metric, over each period. */
export interface MetricStat {
  readonly metric: MetricName;
  /** Seconds. */
  readonly period: number;
  /** E.g. `Average` or `p99`. */
  readonly stat: string;
}

/** One of the queries of an alarm or of `GetMetricData`: a statistic, or an expression over others. */
export interface MetricQuery {
  readonly id: string;
  readonly label?: string;
  readonly stat?: MetricStat;
  readonly expression?: string;
  /** Seconds, of an expression. */
  readonly period?: number;
  readonly returnData: boolean;
}

interface AnyAlarmDefinition {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly description?: string;
  readonly actionsEnabled: boolean;
  /** What each state sends to, by ARN: topics are told. */
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
}

/** An alarm on a metric, or on an expression over several. */
export interface MetricAlarmDefinition extends AnyAlarmDefinition {
  readonly queries: readonly MetricQuery[];
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
}

/** An alarm on other alarms. */
export interface CompositeAlarmDefinition extends AnyAlarmDefinition {
  /** E.g. `ALARM("a") AND NOT ALARM("b")`. */
  readonly rule: string;
}

export type AlarmDefinition = MetricAlarmDefinition | CompositeAlarmDefinition;

/** The query that an alarm looks at. */
export function watched({ queries }: Pick<MetricAlarmDefinition, 'queries'>): MetricQuery {
  return queries.find(({ returnData }) => returnData) ?? queries[0];
}
