import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { answer, dynamodb, TableName } from './pets';

/** The first hundred of a kind, by name. */
export async function handler({ queryStringParameters }: APIGatewayProxyEvent) {
  const { Items } = await dynamodb.send(new QueryCommand({
    TableName,
    IndexName: 'byKind',
    KeyConditionExpression: 'kind = :kind',
    ExpressionAttributeValues: { ':kind': queryStringParameters!.kind },
    Limit: 100,
  }));
  return answer(200, { pets: Items });
}
