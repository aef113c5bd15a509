import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient());
const TableName = process.env.TABLE_NAME;

/** Keeps documents; which partner sent one, its client certificate tells. */
export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const id = event.pathParameters!.id;
  if (event.httpMethod === 'PUT') {
    const partner = event.requestContext.identity.clientCert?.subjectDN ?? 'unknown';
    await dynamodb.send(new PutCommand({ TableName, Item: { ...JSON.parse(event.body!), id, partner } }));
    return { statusCode: 204, body: '' };
  }
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: { id } }));
  return Item
    ? { statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(Item) }
    : { statusCode: 404, body: '' };
}
