import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, DynamoDBStreamEvent } from 'aws-lambda';

const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient());
const TableName = process.env.POSTS_TABLE_NAME;

/** Keeps the posts of authors; both Regions see the last write of either. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const { author, postedAt } = event.pathParameters ?? {};
  const Key = { author, postedAt };
  switch (event.requestContext.http.method) {
    case 'PUT': {
      const Item = { text: JSON.parse(event.body!).text, writtenIn: process.env.AWS_REGION, ...Key };
      await insisting(() => dynamodb.send(new PutCommand({ TableName, Item })));
      return { statusCode: 204 };
    }
    case 'DELETE':
      await insisting(() => dynamodb.send(new DeleteCommand({ TableName, Key })));
      return { statusCode: 204 };
  }
  if (!author) return readiness();
  return postedAt ? post(Key) : posts(author);
}

/** What the schedules have done, each run with an id that the Regions have in common. */
export async function scheduled({ slot, attempt }: { slot: string; attempt: number }) {
  await readiness();
  console.log(`${slot}, attempt ${attempt}`);
}

export async function changed({ Records }: DynamoDBStreamEvent) {
  Records.forEach(({ eventName, dynamodb: { Keys } = {} }) => console.log(eventName, Keys?.author.S, Keys?.postedAt.S));
}

/** Ready is who can read the own replica. */
async function readiness() {
  await dynamodb.send(new GetCommand({ TableName, Key: { author: 'nobody', postedAt: 'never' } }));
  return answer({ ready: true });
}

async function post(Key: object) {
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  return Item ? answer(Item) : { statusCode: 404 };
}

async function posts(author: string) {
  const { Items } = await dynamodb.send(new QueryCommand({
    TableName, KeyConditionExpression: 'author = :author', ExpressionAttributeValues: { ':author': author }, ScanIndexForward: false, Limit: 20,
  }));
  return answer(Items);
}

/** A write to an item that another Region is writing is refused, and worth another try. */
async function insisting(write: () => Promise<unknown>, attempts: number = 3): Promise<unknown> {
  try {
    return await write();
  } catch (error) {
    if (attempts === 1 || (error as Error).name !== 'ReplicatedWriteConflictException') throw error;
    return insisting(write, attempts - 1);
  }
}

function answer(body: unknown) {
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
