import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyResult } from 'aws-lambda';

/** The replica beside the handler. */
export const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient());
export const TableName = process.env.TABLE_NAME;

/** What the page may read: behind a REST API, handlers say so themselves. */
export function answer(statusCode: number, body?: object): APIGatewayProxyResult {
  const headers = { 'Access-Control-Allow-Origin': process.env.PAGE!, 'Content-Type': 'application/json' };
  return { statusCode, headers, body: body ? JSON.stringify(body) : '' };
}

export const NO_SUCH_PET = answer(404, { message: 'There is no such pet' });
