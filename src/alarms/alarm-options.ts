import { Duration, Token } from 'aws-cdk-lib';
import { refusal } from '../synthesis/refusal';

/** When a ready-made alarm is raised. */
export interface AlarmEvaluationOptions {
  /**
   * How many minutes in a row must be bad; one good minute ends it: 1 to 60.
   *
   * @default 3
   */
  readonly evaluationPeriods?: number;
}

/** Settings of `HealthAlarm.serverErrors()`. */
export interface ServerErrorsAlarmOptions extends AlarmEvaluationOptions {
  /**
   * The share of requests that may be answered with a 5xx status, in percent: 0 or more, and less than 100.
   *
   * @default 5
   */
  readonly share?: number;
}

/** Settings of `HealthAlarm.latency()`. */
export interface LatencyAlarmOptions extends AlarmEvaluationOptions {
  /** How long a request may take, from its arrival at API Gateway to the response. */
  readonly threshold: Duration;

  /**
   * The share of requests that must be as fast, in percent: more than 0 and less than 100.
   *
   * @default 99
   */
  readonly percentile?: number;
}

/** Settings of `HealthAlarm.replicationLatency()`. */
export interface ReplicationLatencyAlarmOptions extends AlarmEvaluationOptions {
  /**
   * How long a write may take, on average, to arrive in another Region.
   *
   * @default Duration.minutes(5)
   */
  readonly threshold?: Duration;
}

/** Settings of the alarm on messages that wait in a queue. */
export interface MessageAgeAlarmOptions extends AlarmEvaluationOptions {
  /**
   * How old the oldest message of a queue may be.
   *
   * @default Duration.minutes(15)
   */
  readonly threshold?: Duration;
}

export const DEFAULT_SHARE = 5;
export const DEFAULT_PERCENTILE = 99;
export const DEFAULT_REPLICATION_LATENCY = Duration.minutes(5);
export const DEFAULT_MESSAGE_AGE = Duration.minutes(15);
export const DEFAULT_EVALUATION_PERIODS = 3;

export function validateServerErrorsAlarm({ share = DEFAULT_SHARE, evaluationPeriods }: ServerErrorsAlarmOptions) {
  validatePercentage('share', share, { from: 0 });
  validatePeriods(evaluationPeriods);
}

export function validateLatencyAlarm({ threshold, percentile = DEFAULT_PERCENTILE, evaluationPeriods }: LatencyAlarmOptions) {
  validateThreshold(threshold);
  validatePercentage('percentile', percentile, { above: 0 });
  validatePeriods(evaluationPeriods);
}

export function validateReplicationLatencyAlarm({ threshold = DEFAULT_REPLICATION_LATENCY, evaluationPeriods }: ReplicationLatencyAlarmOptions) {
  validateThreshold(threshold);
  validatePeriods(evaluationPeriods);
}

export function validateMessageAgeAlarm({ threshold = DEFAULT_MESSAGE_AGE, evaluationPeriods }: MessageAgeAlarmOptions) {
  validateThreshold(threshold);
  validatePeriods(evaluationPeriods);
}

export function validatePercentage(prop: string, value: number, min: { readonly from: number } | { readonly above: number }) {
  const isEnough = 'from' in min ? value >= min.from : value > min.above;
  if (Token.isUnresolved(value) || !isEnough || !(value < 100)) {
    throw refusal(`\`${prop}\` must be a percentage, ${'from' in min ? `from ${min.from}` : `above ${min.above}`} and below 100`, value);
  }
}

export function validatePeriods(periods: number = DEFAULT_EVALUATION_PERIODS) {
  if (Token.isUnresolved(periods) || !Number.isInteger(periods) || periods < 1 || periods > 60) {
    throw refusal('`evaluationPeriods` must be a whole number from 1 to 60', periods);
  }
}

function validateThreshold(threshold: Duration) {
  if (threshold.isUnresolved()) {
    throw refusal('`threshold` must be a literal', threshold.toString());
  }
  if (threshold.toMilliseconds() < 1) {
    throw refusal('`threshold` must be at least a millisecond', threshold.toMilliseconds());
  }
}
