import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient());

/** Keeps messages, each under its own id, so that one that comes again changes nothing; what could not be kept comes again. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const outcomes = await Promise.allSettled(Records.map(keep));
  return { batchItemFailures: Records.filter((_, i) => outcomes[i].status === 'rejected').map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function keep({ messageId, body, eventSourceARN }: SQSRecord) {
  await dynamodb.send(new PutCommand({ TableName: process.env.ITEMS_TABLE_NAME, Item: { collection: eventSourceARN.split(':').pop(), id: messageId, body } }));
}
