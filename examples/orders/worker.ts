import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 2 })); // what is throttled comes again by the queue

/** Places orders. Those that it fails at come again, and in the end to the dead-letter queue. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const outcomes = await Promise.allSettled(Records.map(place));
  const failed = Records.filter((_, i) => outcomes[i].status === 'rejected');
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** An order that comes twice is placed once: what is written is the same, but for the count of times. */
async function place({ body, awsRegion }: SQSRecord) {
  const { order, item } = JSON.parse(body);
  if (typeof item !== 'string') throw new Error(`${order} is an order of nothing`);
  await dynamodb.send(new UpdateCommand({
    TableName: process.env.TABLE_NAME,
    Key: { order },
    UpdateExpression: 'SET #item = :item, placedIn = :region ADD times :one',
    ExpressionAttributeNames: { '#item': 'item' },
    ExpressionAttributeValues: { ':item': item, ':region': awsRegion, ':one': 1 },
  }));
  console.log(`placed ${order}`);
}
