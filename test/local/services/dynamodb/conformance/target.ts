import { randomUUID } from 'node:crypto';
import { CreateTableCommandInput, DynamoDBClient, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';

export const TABLE = 'Conformance';

/** The table that all cases share: each works with partition keys of its own. */
export const SCHEMA = {
  TableName: TABLE,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'kind', AttributeType: 'S' }, { AttributeName: 'score', AttributeType: 'N' },
  ],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
  GlobalSecondaryIndexes: [{
    IndexName: 'byKind',
    KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }, { AttributeName: 'score', KeyType: 'RANGE' }],
    Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note'] },
  }],
  LocalSecondaryIndexes: [{
    IndexName: 'byScore',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'score', KeyType: 'RANGE' }],
    Projection: { ProjectionType: 'KEYS_ONLY' },
  }],
} satisfies CreateTableCommandInput;

/** An endpoint that is asked, and what cases need of it. */
export class Target {
  readonly documents: DynamoDBDocumentClient;

  constructor(readonly client: DynamoDBClient) {
    this.documents = DynamoDBDocumentClient.from(client, { marshallOptions: { convertEmptyValues: false } });
  }

  /** A key that no other case has. */
  key(): { pk: string; sk: string } {
    return { pk: randomUUID(), sk: 'a' };
  }

  /** Stores an item with a key of its own. */
  async item(attributes: object = {}): Promise<{ pk: string; sk: string }> {
    const key = this.key();
    await this.put({ ...key, ...attributes });
    return key;
  }

  async put(item: object): Promise<void> {
    await this.documents.send(new PutCommand({ TableName: TABLE, Item: item }));
  }

  async get(key: object): Promise<Record<string, any> | undefined> {
    return (await this.documents.send(new GetCommand({ TableName: TABLE, Key: key, ConsistentRead: true }))).Item;
  }
}

/** Expects a refusal, by the name of the error. */
export async function refused(answer: Promise<unknown>, name: string = 'ValidationException'): Promise<DynamoDBServiceException> {
  const error = await answer.then(() => undefined, (reason: DynamoDBServiceException) => reason);
  expect(error?.name).toBe(name);
  return error!;
}

/** One thing that an operation does, and the page that says so. */
export interface Case {
  readonly says: string;
  readonly page: string;
  run(target: Target): Promise<void>;
}

const REFERENCE = 'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_';
const GUIDE = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/';

export const reference = (operation: string) => `${REFERENCE}${operation}.html`;
export const guide = (page: string) => `${GUIDE}${page}.html`;
