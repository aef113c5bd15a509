import { DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

/** Counts in an item that no other Region writes: nothing is lost. `region` is the table's sort key. */
export async function count(dynamodb: DynamoDBDocumentClient, ipAddress: string, region = process.env.AWS_REGION) {
  await dynamodb.send(new UpdateCommand({
    TableName: 'HitCounter-HitsByRegion',
    Key: { ipAddress, region },
    UpdateExpression: 'ADD hits :one',
    ExpressionAttributeValues: { ':one': 1 },
  }));
}

/** Adds up what the Regions counted. */
export async function visits(dynamodb: DynamoDBDocumentClient, ipAddress: string): Promise<number> {
  const { Items = [] } = await dynamodb.send(new QueryCommand({
    TableName: 'HitCounter-HitsByRegion',
    KeyConditionExpression: 'ipAddress = :ipAddress',
    ExpressionAttributeValues: { ':ipAddress': ipAddress },
  }));
  return Items.reduce((sum, { hits }) => sum + hits, 0);
}
