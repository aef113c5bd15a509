import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';

const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient());

/** Books an amount for a contract; one that is tried again, in whichever Region, is answered and not booked. */
export const handler = makeIdempotent(async (event: APIGatewayProxyEvent, _: Context): Promise<APIGatewayProxyResult> => {
  const { id, charge } = event.pathParameters!;
  const { Attributes } = await dynamodb.send(new UpdateCommand({
    TableName: process.env.TABLE_NAME,
    Key: { id },
    UpdateExpression: 'SET booked = list_append(if_not_exists(booked, :none), :booking)',
    ExpressionAttributeValues: { ':none': [], ':booking': [{ charge, ...JSON.parse(event.body!) }] },
    ReturnValues: 'UPDATED_NEW',
  }));
  return { statusCode: 201, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(Attributes) };
}, {
  persistenceStore: new DynamoDBPersistenceLayer({ tableName: process.env.IDEMPOTENCY_TABLE! }),
  config: new IdempotencyConfig({ eventKeyJmesPath: 'pathParameters.charge', throwOnNoIdempotencyKey: true }),
  keyPrefix: process.env.IDEMPOTENCY_KEY_PREFIX,
});
