import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { InsufficientDataHealthStatusEnum } from 'aws-cdk-lib/aws-route53';
import { HealthAlarm, GlobalTableBase, Operations, RegionalApi } from 'cdk-multi-region-serverless-api';

/** What the alarms watch besides the API. */
interface Watched {
  readonly items: GlobalTableBase;
  readonly payments: IFunction;
}

/** The alarms that take a Region out of service. People are told of the one that the operations have nothing like. */
export function addShopAlarms(region: RegionalApi, { items, payments }: Watched, operations: Operations) {
  const [toNext] = HealthAlarm.replicationLatency(region, items, { threshold: Duration.minutes(2), evaluationPeriods: 10 });
  const alarms = [
    HealthAlarm.serverErrors(region, { share: 20, evaluationPeriods: 4 }),
    HealthAlarm.latency(region, { threshold: Duration.seconds(3), percentile: 90, evaluationPeriods: 5 }),
    toNext,
  ];
  alarms.forEach(alarm => region.addHealthAlarm(alarm));

  const failedPayments = failedPaymentsAlarm(region, payments);
  region.addHealthAlarm(failedPayments, { insufficientData: InsufficientDataHealthStatusEnum.LAST_KNOWN_STATUS });
  failedPayments.addAlarmAction(new SnsAction(operations.topic(region.region)));
}

function failedPaymentsAlarm(region: RegionalApi, payments: IFunction): Alarm {
  return new Alarm(region, 'FailedPaymentsAlarm', {
    alarmDescription: 'Payments fail',
    metric: payments.metricErrors({ period: Duration.minutes(1), statistic: 'Sum' }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 25,
    evaluationPeriods: 3,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}
