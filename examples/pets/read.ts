import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { answer, dynamodb, NO_SUCH_PET, TableName } from './pets';

export async function handler({ pathParameters }: APIGatewayProxyEvent) {
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: { id: pathParameters!.id } }));
  return Item ? answer(200, Item) : NO_SUCH_PET;
}
