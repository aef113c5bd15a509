import { Duration, Lazy } from 'aws-cdk-lib';
import { Alarm, CfnAlarm, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { createAlarm, ReadyMadeAlarm } from './ready-made-alarm';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
export const MAX_METRICS_OF_ALARM = 10;

interface FunctionThrottlesAlarm extends Omit<ReadyMadeAlarm, 'metric' | 'threshold'> {
  /** At least one at first, at most ten in the end. */
  readonly functions: () => IFunction[];
}

/** Raised while Lambda throttles any of some functions: one alarm for all, because the concurrency that they lack is the account's. */
export function createFunctionThrottlesAlarm(scope: Construct, id: string, { functions, ...props }: FunctionThrottlesAlarm): Alarm {
  const metric = new MathExpression({ expression: EXPRESSION, usingMetrics: { throttles1: throttles(functions()[0]) } });
  const alarm = createAlarm(scope, id, { ...props, metric, threshold: 0 });
  // CDK's alarm takes its metrics at its creation only.
  (alarm.node.defaultChild as CfnAlarm).metrics = Lazy.any({ produce: () => renderSum(functions()) });
  return alarm;
}

const EXPRESSION = 'SUM(METRICS())';

function throttles(handler: IFunction) {
  return handler.metricThrottles({ statistic: Stats.SUM, period: Duration.minutes(1) });
}

function renderSum(functions: IFunction[]): CfnAlarm.MetricDataQueryProperty[] {
  return [
    { id: 'sum', expression: EXPRESSION, label: 'Throttles', returnData: true },
    ...functions.map((handler, i) => {
      const { namespace, metricName, dimensions, period, statistic } = throttles(handler).toMetricConfig().metricStat!;
      return { id: `throttles${i + 1}`, metricStat: { metric: { namespace, metricName, dimensions }, period: period.toSeconds(), stat: statistic }, returnData: false };
    }),
  ];
}
