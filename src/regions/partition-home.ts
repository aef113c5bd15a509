import { RegionInfo } from 'aws-cdk-lib/region-info';

/**
 * The one Region, of those that share a partition with a given one, where CloudWatch has the metrics of Route 53's health checks.
 *
 * Undefined outside the partition `aws`: which it is in others is not documented.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html
 */
export function partitionHome(region: string): string | undefined {
  return RegionInfo.get(region).partition === 'aws' ? 'us-east-1' : undefined;
}
