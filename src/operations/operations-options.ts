import { Duration, Token } from 'aws-cdk-lib';
import { Notification } from './notification';
import {
  AlarmEvaluationOptions, validateLatencyAlarm, validatePercentage, validatePeriods, validateReplicationLatencyAlarm, validateServerErrorsAlarm,
  LatencyAlarmOptions, MessageAgeAlarmOptions, ReplicationLatencyAlarmOptions, ServerErrorsAlarmOptions, validateMessageAgeAlarm,
} from '../alarms/alarm-options';
import { throttleQuota } from '../gateway/throttle-quota';
import { refusal } from '../synthesis/refusal';

/** Settings of the alarm on the rate of requests. */
export interface RequestRateAlarmOptions extends AlarmEvaluationOptions {
  /**
   * The share of the Region's quota that requests may come to, in percent: more than 0 and less than 100.
   *
   * @default - 80 % of what leaves room for the callers of a Region that fails: 80 * (n - 1) / n of n Regions, rounded down; 40 of two, 53 of three
   */
  readonly share?: number;
}

/** Settings of the alarms, the topics and the dashboard of an API. */
export interface OperationsOptions {
  /**
   * Who gets to know of alarms: `Notification.email()` or `Notification.topics()`.
   *
   * @default - a new topic in each Region, without subscribers
   */
  readonly notification?: Notification;

  /**
   * When too many requests are answered with a 5xx status.
   *
   * @default - more than 5 % in three minutes in a row
   */
  readonly serverErrors?: ServerErrorsAlarmOptions;

  /**
   * When requests take too long.
   *
   * @default - p99 above 3 seconds in three minutes in a row
   */
  readonly latency?: LatencyAlarmOptions;

  /**
   * When writes arrive late in another Region.
   *
   * @default - above 5 minutes on average in three minutes in a row
   */
  readonly replicationLatency?: ReplicationLatencyAlarmOptions;

  /**
   * When the API's requests come near what API Gateway lets through: those that fail over from elsewhere would not fit.
   *
   * @default - in three minutes in a row above a share of the Region's `throttleQuotas` that leaves room for the callers of another one: 40 % of
   * two Regions, 53 % of three
   */
  readonly requestRate?: RequestRateAlarmOptions;

  /**
   * When Lambda throttles the functions of the Region's routes, as when the account's concurrency there is used up.
   *
   * @default - in three minutes in a row
   */
  readonly functionThrottles?: AlarmEvaluationOptions;

  /**
   * When there are messages in a dead-letter queue.
   *
   * @default - in three minutes in a row
   */
  readonly deadLetters?: AlarmEvaluationOptions;

  /**
   * When messages wait too long in a queue, as where its worker fails or is too slow.
   *
   * @default - the oldest is above 15 minutes old in three minutes in a row
   */
  readonly messageAge?: MessageAgeAlarmOptions;

  /**
   * How many requests a second API Gateway lets through in a Region, for all of the account's APIs, by the Region's name, where the
   * quota "Throttle rate" (L-8A5B8E43) was raised.
   *
   * @default - 10,000, and 2,500 in the Regions that start with less
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
   */
  readonly throttleQuotas?: { [region: string]: number };
}

/** The same without gaps. */
export interface OperationsSettings {
  readonly notification: Notification;
  readonly serverErrors: ServerErrorsAlarmOptions;
  readonly latency: LatencyAlarmOptions;
  readonly replicationLatency: ReplicationLatencyAlarmOptions;
  readonly requestRate: RequestRateAlarmOptions & { readonly share: number };
  readonly functionThrottles: AlarmEvaluationOptions;
  readonly deadLetters: AlarmEvaluationOptions;
  readonly messageAge: MessageAgeAlarmOptions;
  throttleQuotaOf(region: string): number;
  /** The same where it was told. */
  raisedQuotaOf(region: string): number | undefined;
}

const DEFAULT_LATENCY: LatencyAlarmOptions = { threshold: Duration.seconds(3) };
/** All Regions together may have 80 % of what they bear when one of them has failed. */
function defaultRequestShare(regions: number): number {
  return Math.floor(80 * (regions - 1) / regions);
}

/** @param regions how many the API has */
export function operationsSettings(options: OperationsOptions, regions: number): OperationsSettings {
  const { throttleQuotas = {} } = options;
  return {
    notification: options.notification ?? Notification._nobody(),
    serverErrors: options.serverErrors ?? {},
    latency: options.latency ?? DEFAULT_LATENCY,
    replicationLatency: options.replicationLatency ?? {},
    requestRate: { ...options.requestRate, share: options.requestRate?.share ?? defaultRequestShare(regions) },
    functionThrottles: options.functionThrottles ?? {},
    deadLetters: options.deadLetters ?? {},
    messageAge: options.messageAge ?? {},
    throttleQuotaOf: region => throttleQuotas[region] ?? throttleQuota(region).rateLimit,
    raisedQuotaOf: region => throttleQuotas[region],
  };
}

/**
 * Refuses what cannot be had.
 *
 * @param regions those of the API
 * @param home the Region of Route 53's metrics, where it is known
 */
export function validateOperations(options: OperationsOptions, regions: string[], home?: string) {
  const { notification, serverErrors, latency, replicationLatency, requestRate, functionThrottles, throttleQuotas = {} } = options;
  notification?._validate([...new Set([...regions, ...home ? [home] : []])]);
  validateServerErrorsAlarm(serverErrors ?? {});
  validateLatencyAlarm(latency ?? DEFAULT_LATENCY);
  validateReplicationLatencyAlarm(replicationLatency ?? {});
  validatePercentage('share', requestRate?.share ?? defaultRequestShare(regions.length), { above: 0 });
  validateMessageAgeAlarm(options.messageAge ?? {});
  [requestRate, functionThrottles, options.deadLetters].forEach(evaluation => validatePeriods(evaluation?.evaluationPeriods));
  for (const [region, quota] of Object.entries(throttleQuotas)) {
    if (!regions.includes(region)) {
      throw refusal(`\`throttleQuotas\` must be of ${regions.join(', ')}`, region);
    }
    if (Token.isUnresolved(quota) || !(quota > 0 && quota < Infinity)) {
      throw refusal(`\`throttleQuotas\` must be numbers of requests a second, above 0, and so must the one of ${region}`, quota);
    }
  }
}
