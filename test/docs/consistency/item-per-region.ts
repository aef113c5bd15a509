import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RegionalCounter } from 'cdk-multi-region-serverless-api/runtime';

/** Counts in an item that no other Region writes: nothing is lost. `region` is the table's sort key. */
export function visits(client: DynamoDBClient): RegionalCounter {
  return RegionalCounter.bySortKey({ tableName: 'HitCounter-HitsByRegion', partitionKey: 'ipAddress', sortKey: 'region', client });
}
