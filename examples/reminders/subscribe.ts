import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2WithJWTAuthorizer as Event, APIGatewayProxyStructuredResultV2 as Result } from 'aws-lambda';

const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient());
const TableName = process.env.SUBSCRIBERS_TABLE_NAME;

/** Keeps what callers are reminded of, each at the address that the token vouches for. */
export async function handler({ requestContext, pathParameters, body, isBase64Encoded }: Event): Promise<Result> {
  const often = pathParameters!.often!;
  const { email } = requestContext.authorizer.jwt.claims;
  if (!['daily', 'hourly'].includes(often)) return { statusCode: 404 };
  if (!email) return { statusCode: 403 };
  switch (requestContext.http.method) {
    case 'PUT': {
      const text = Buffer.from(body!, isBase64Encoded ? 'base64' : 'utf8').toString(); // API Gateway encodes a body of curl's type
      await dynamodb.send(new PutCommand({ TableName, Item: { often, email, text } }));
      return { statusCode: 204 };
    }
    case 'DELETE':
      await dynamodb.send(new DeleteCommand({ TableName, Key: { often, email } }));
      return { statusCode: 204 };
  }
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: { often, email } }));
  return Item ? { statusCode: 200, headers: { 'content-type': 'text/plain' }, body: Item.text } : { statusCode: 404 };
}
