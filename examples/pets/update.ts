import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { answer, dynamodb, NO_SUCH_PET, TableName } from './pets';

/** Replaces a pet that there is in this Region. Of two Regions that do so at once, the later has it. */
export async function handler({ pathParameters, body }: APIGatewayProxyEvent) {
  const Item = { ...JSON.parse(body!), id: pathParameters!.id };
  try {
    await dynamodb.send(new PutCommand({ TableName, Item, ConditionExpression: 'attribute_exists(id)' }));
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return NO_SUCH_PET;
    throw error;
  }
  return answer(200, Item);
}
