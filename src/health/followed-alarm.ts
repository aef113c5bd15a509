import { createHash } from 'crypto';
import { Stack } from 'aws-cdk-lib';
import { CfnAlarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { InsufficientDataHealthStatusEnum } from 'aws-cdk-lib/aws-route53';

/**
 * A word for the settings of an alarm that Route 53 copies into a health check, without the names of Regions.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_CloudWatchAlarmConfiguration.html
 */
export function copiedSettings(alarm: CfnAlarm, regions: string[]): string {
  const { comparisonOperator, evaluationPeriods, threshold, period, metricName, namespace, statistic, dimensions } = alarm;
  const settings = { comparisonOperator, evaluationPeriods, threshold, period, metricName, namespace, statistic, dimensions };
  const text = regions.reduce((rest, region) => rest.replaceAll(region, ''), JSON.stringify(Stack.of(alarm).resolve(settings)));
  return createHash('sha256').update(text).digest('hex').slice(0, 8).toUpperCase();
}

/**
 * What an alarm does about missing data, as Route 53 does it for lack of enough data.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function insufficientDataStatus(treatMissingData?: string): InsufficientDataHealthStatusEnum {
  switch (treatMissingData) {
    case TreatMissingData.BREACHING: return InsufficientDataHealthStatusEnum.UNHEALTHY;
    case TreatMissingData.IGNORE: return InsufficientDataHealthStatusEnum.LAST_KNOWN_STATUS;
    default: return InsufficientDataHealthStatusEnum.HEALTHY;
  }
}
