import { RegionInfo } from 'aws-cdk-lib/region-info';

/** Where the global services of a partition have their control plane, by the partition. */
const HOMES: Record<string, string> = {
  'aws': 'us-east-1',
  'aws-cn': 'cn-northwest-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-iso': 'us-iso-east-1',
  'aws-iso-b': 'us-isob-east-1',
  'aws-iso-e': 'eu-isoe-west-1',
  'aws-iso-f': 'us-isof-south-1',
  'aws-eusc': 'eusc-de-east-1',
};

/**
 * The one Region, of those that share a partition with a given one, where CloudWatch has the metrics of Route 53's health checks.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html
 */
export function partitionHome(region: string): string {
  return HOMES[RegionInfo.get(region).partition ?? 'aws'] ?? region;
}
