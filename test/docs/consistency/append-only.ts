import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';

/** Writes an item that never changes. The key comes from the caller, who sends the same one when it tries again. */
export async function order(dynamodb: DynamoDBDocumentClient, customer: string, idempotencyKey: string, cents: number) {
  await dynamodb.send(new PutCommand({
    TableName: 'HitCounter-Orders',
    Item: { customer, idempotencyKey, cents },
  }));
}
