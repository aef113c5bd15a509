import { Duration } from 'aws-cdk-lib';
import { Alarm, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type ShopResource } from './shop-routes';
import { GradualDeployment, HealthAlarm, RegionalApi } from 'cdk-multi-region-serverless-api';

/** How customers come to new versions: slowly where they pay, step by step where they look around, otherwise at once. */
export function shopDeployments(
  region: RegionalApi, { payments }: Record<ShopResource, IFunction>,
): Partial<Record<ShopResource, GradualDeployment>> {
  return {
    payments: GradualDeployment.canary({
      percent: 10,
      duration: Duration.minutes(20),
      alarms: [HealthAlarm.serverErrors(region, { share: 1 }), slowPaymentsAlarm(region, payments)],
    }),
    orders: GradualDeployment.canary(),
    products: GradualDeployment.linear({ interval: Duration.minutes(2), maxErrors: 3 }),
    carts: GradualDeployment.linear({ percent: 25, interval: Duration.minutes(5) }),
    reports: GradualDeployment.allAtOnce(),
  };
}

function slowPaymentsAlarm(region: RegionalApi, payments: IFunction): Alarm {
  return new Alarm(region, 'SlowPaymentsAlarm', {
    alarmDescription: 'Payments take long',
    metric: payments.metricDuration({ period: Duration.minutes(1), statistic: Stats.p(95) }),
    threshold: 3500,
    evaluationPeriods: 2,
  });
}
