import { randomUUID } from 'crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { charge, probe } from './stripe';
import { CircuitOpenError } from 'cdk-multi-region-serverless-api/runtime';

const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient());
const TableName = process.env.ITEMS_TABLE_NAME;

/** Keeps what callers put into the shop's collections, e.g. "products" and "products/4711/reviews". */
export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  if (event.httpMethod === undefined) return answer(200, await probe()); // EventBridge asks, for the circuit breaker
  const { collection, id } = keyOf(event);
  switch (event.httpMethod) {
    case 'GET': return id === undefined ? answer(200, await list(collection)) : found(await get(collection, id));
    case 'POST': return collection.endsWith('/payments') ? pay(collection, event) : answer(201, await put(collection, randomUUID(), event));
    case 'PUT': return answer(200, await put(collection, id!, event));
    default:
      await dynamodb.send(new DeleteCommand({ TableName, Key: { collection, id } }));
      return answer(204);
  }
}

/** The path of the route, with the caller's values, without what the domain name has in front of it. */
function keyOf({ resource, pathParameters }: APIGatewayProxyEvent) {
  const parts = resource.slice(1).split('/').map(part => part.startsWith('{') ? pathParameters![part.slice(1, -1)]! : part);
  const id = resource.endsWith('}') ? parts.pop() : undefined;
  return { collection: parts.join('/'), id };
}

async function list(collection: string) {
  const { Items } = await dynamodb.send(new QueryCommand({
    TableName,
    KeyConditionExpression: '#collection = :collection',
    ExpressionAttributeNames: { '#collection': 'collection' },
    ExpressionAttributeValues: { ':collection': collection },
    Limit: 100,
  }));
  return Items;
}

async function get(collection: string, id: string) {
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: { collection, id } }));
  return Item ?? getFromCatalog(collection, id);
}

/** Products that were there before the shop. */
async function getFromCatalog(collection: string, sku: string) {
  if (collection !== 'products') return undefined;
  const { Item } = await dynamodb.send(new GetCommand({ TableName: process.env.CATALOG_TABLE_NAME, Key: { sku } }));
  return Item;
}

async function put(collection: string, id: string, event: APIGatewayProxyEvent) {
  const customer = event.requestContext.authorizer?.claims?.sub;
  const Item = { ...JSON.parse(event.body!), collection, id, ...customer && { customer }, changedAt: Date.now() };
  await dynamodb.send(new PutCommand({ TableName, Item }));
  return Item;
}

async function pay(collection: string, event: APIGatewayProxyEvent) {
  try {
    await charge(JSON.parse(event.body!));
    return answer(201, await put(collection, randomUUID(), event));
  } catch (error) {
    return error instanceof CircuitOpenError ? error.response : answer(502, { message: 'The payment was not made' });
  }
}

function found(item: unknown) {
  return item ? answer(200, item) : answer(404, { message: 'Not found' });
}

/** Behind a REST API handlers answer for themselves which pages may read them. */
function answer(statusCode: number, body?: unknown): APIGatewayProxyResult {
  return {
    statusCode,
    headers: {
      'Content-Type': 'application/json',
      'Access-Control-Allow-Origin': 'https://www.shop.example.com',
      'Access-Control-Allow-Credentials': 'true',
    },
    body: body === undefined ? '' : JSON.stringify(body),
  };
}
