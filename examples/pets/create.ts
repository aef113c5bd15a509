import { randomUUID } from 'crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { answer, dynamodb, TableName } from './pets';

/** An id at random, for no Region can ask the others which are taken. */
export async function handler({ body }: APIGatewayProxyEvent) {
  const Item = { ...JSON.parse(body!), id: randomUUID() };
  await dynamodb.send(new PutCommand({ TableName, Item }));
  return answer(201, Item);
}
