import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { KNOWN_FAILURES } from './known-failures';
import { OPERATIONS } from './operations';
import { Score } from './score';
import { SCHEMA, TABLE, Target } from './target';
import { DynamoDbEndpoint } from '../dynamodb-endpoint';

const { CONFORMANCE_ENDPOINT, CONFORMANCE_SCORE } = process.env;

const score = new Score();
let local: DynamoDbEndpoint | undefined;
let target: Target;

beforeAll(async () => {
  if (CONFORMANCE_ENDPOINT) {
    target = new Target(new DynamoDBClient({
      endpoint: CONFORMANCE_ENDPOINT,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
    }));
    await target.client.send(new CreateTableCommand(SCHEMA)).catch(ignoreThatItExists);
    await waitUntilTableExists({ client: target.client, maxWaitTime: 60, minDelay: 1 }, { TableName: TABLE });
  } else {
    local = new DynamoDbEndpoint(['us-east-1']);
    await local.start({
      tableName: TABLE,
      attributeDefinitions: SCHEMA.AttributeDefinitions.map(({ AttributeName: attributeName, AttributeType: attributeType }) =>
        ({ attributeName, attributeType })),
      keySchema: keys(SCHEMA.KeySchema),
      globalSecondaryIndexes: SCHEMA.GlobalSecondaryIndexes.map(index),
      localSecondaryIndexes: SCHEMA.LocalSecondaryIndexes.map(index),
      regions: ['us-east-1'],
    });
    target = new Target(local.client('us-east-1'));
  }
});

afterAll(async () => {
  if (CONFORMANCE_SCORE || CONFORMANCE_ENDPOINT) process.stdout.write(`${score}\n`);
  target.client.destroy();
  await local?.stop();
});

describe.each(Object.entries(OPERATIONS))('%s', (operation, cases) => {
  test.each(cases)('$says', async ({ says, page, run }) => {
    const known = CONFORMANCE_ENDPOINT ? undefined : KNOWN_FAILURES[operation]?.[says];
    const failure = await run(target).then(() => undefined, (error: Error) => error);
    score.add(operation, says, page, failure && (known ?? failure.message));
    if (!known && failure) throw failure;
    if (known && !failure) throw new Error(`\`KNOWN_FAILURES\` names what passes now, take it off the list: ${operation} ${says}`);
  });
});

test('every known failure is a case', () => {
  const known = Object.entries(KNOWN_FAILURES).flatMap(([operation, failures]) => Object.keys(failures).map(says => `${operation} ${says}`));
  const all = Object.entries(OPERATIONS).flatMap(([operation, cases]) => cases.map(({ says }) => `${operation} ${says}`));
  expect(known.filter(name => !all.includes(name))).toEqual([]);
  expect(new Set(all).size).toBe(all.length);
});

function ignoreThatItExists(error: Error) {
  if (error.name !== 'ResourceInUseException') throw error;
}

function keys<T>(schema: { AttributeName: string; KeyType: T }[]) {
  return schema.map(({ AttributeName, KeyType }) => ({ attributeName: AttributeName, keyType: KeyType as 'HASH' | 'RANGE' }));
}

function index({ IndexName, KeySchema, Projection }: {
  IndexName: string;
  KeySchema: { AttributeName: string; KeyType: string }[];
  Projection: { ProjectionType: string; NonKeyAttributes?: string[] };
}) {
  return {
    indexName: IndexName,
    keySchema: keys(KeySchema),
    projection: { projectionType: Projection.ProjectionType as 'KEYS_ONLY' | 'INCLUDE', nonKeyAttributes: Projection.NonKeyAttributes },
  };
}
