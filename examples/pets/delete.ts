import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { answer, dynamodb, TableName } from './pets';

/** Whether there was one or not: who tries again, perhaps in another Region, gets the same answer. */
export async function handler({ pathParameters }: APIGatewayProxyEvent) {
  await dynamodb.send(new DeleteCommand({ TableName, Key: { id: pathParameters!.id } }));
  return answer(204);
}
