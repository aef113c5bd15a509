import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';

/** Charges a card, once for each id that the client makes. */
async function charge(event: APIGatewayProxyEvent, _: Context) {
  const id = event.pathParameters!.charge!;
  const charged = await fetch(process.env.PROVIDER_URL!, { method: 'POST', headers: { 'idempotency-key': id } });
  return { statusCode: charged.status, body: await charged.text() };
}

export const handler = makeIdempotent(charge, {
  persistenceStore: new DynamoDBPersistenceLayer({ tableName: process.env.IDEMPOTENCY_TABLE! }),
  config: new IdempotencyConfig({ eventKeyJmesPath: 'pathParameters.charge', throwOnNoIdempotencyKey: true }),
  keyPrefix: process.env.IDEMPOTENCY_KEY_PREFIX,
});
