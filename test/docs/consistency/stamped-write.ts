import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { stamped } from 'cdk-multi-region-serverless-api/runtime';

/** Writes what another Region may replace at once, with a stamp: that it was replaced is seen by the stream of the Region that wrote it. */
export async function move(dynamodb: DynamoDBDocumentClient, customer: string, city: string, region = process.env.AWS_REGION) {
  await dynamodb.send(new UpdateCommand(stamped({
    TableName: 'HitCounter-Customers',
    Key: { customer },
    UpdateExpression: 'SET city = :city',
    ExpressionAttributeValues: { ':city': city },
  }, region)));
}
