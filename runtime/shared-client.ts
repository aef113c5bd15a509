import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

let client: DynamoDBClient | undefined;

/** One client for all that a function makes without one of its own: it keeps its connections. */
export function sharedClient(): DynamoDBClient {
  return client ??= new DynamoDBClient();
}
