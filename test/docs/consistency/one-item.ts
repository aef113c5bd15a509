import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';

/** Counts in one item: Regions that do so within a second of each other lose visits. */
export async function count(dynamodb: DynamoDBDocumentClient, ipAddress: string) {
  await dynamodb.send(new UpdateCommand({
    TableName: 'HitCounter-Hits',
    Key: { ipAddress },
    UpdateExpression: 'ADD hits :one',
    ExpressionAttributeValues: { ':one': 1 },
  }));
}
