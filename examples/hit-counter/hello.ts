import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient());

/** Counts the caller's visits, in whichever Region answers. */
export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const ipAddress = event.requestContext.identity.sourceIp;
  const { Attributes } = await dynamodb.send(new UpdateCommand({
    TableName: process.env.HITS_TABLE_NAME,
    Key: { ipAddress },
    UpdateExpression: 'ADD hits :one',
    ExpressionAttributeValues: { ':one': 1 },
    ReturnValues: 'UPDATED_NEW',
  }));
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      message: `hello from ${process.env.AWS_REGION}, ${ipAddress}`,
      visits: String(Attributes!.hits),
    }),
  };
}
