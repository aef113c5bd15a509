import { Duration } from 'aws-cdk-lib';
import { Alarm, AlarmProps, ComparisonOperator, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { DEFAULT_EVALUATION_PERIODS, DEFAULT_SHARE, ServerErrorsAlarmOptions } from './alarm-options';
import { RegionalApi } from '../region/regional-api';

/** What differs from alarm to alarm. */
export interface ReadyMadeAlarm extends Pick<AlarmProps, 'threshold' | 'alarmDescription' | 'alarmName'> {
  readonly metric: Metric | MathExpression;
  readonly evaluationPeriods?: number;
}

/** An alarm on whole minutes in a row, for which a minute without data is a good one. */
export function createAlarm(scope: Construct, id: string, alarm: ReadyMadeAlarm): Alarm {
  const { metric, evaluationPeriods = DEFAULT_EVALUATION_PERIODS, ...props } = alarm;
  return new Alarm(scope, id, {
    metric: metric.with({ period: Duration.minutes(1) }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    ...props,
  });
}

/** The alarm on the share of 5xx in a Region, given as a metric. */
export function serverErrorsAlarm(region: RegionalApi, metric: Metric, { share = DEFAULT_SHARE, evaluationPeriods }: ServerErrorsAlarmOptions) {
  return {
    metric,
    threshold: toShare(share),
    evaluationPeriods,
    alarmDescription: `More than ${share} % of the requests to ${region.region} fail`,
  };
}

/** A percentage as a share, without the last digit's noise. */
export function toShare(percentage: number): number {
  return Number((percentage / 100).toFixed(8));
}
