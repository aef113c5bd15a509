import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';

/** The items that drain Regions, in the replica of each Region. Calls go to AWS with the user's credentials, or to `endpoint`. */
export class ControlTable {
  private readonly clients = new Map<string, DynamoDBClient>();

  constructor(private readonly tableName: string, private readonly endpoint?: string) {}

  /** Which of `regions` are drained, as the replica in `replica` has it. */
  async drainedIn(replica: string, regions: string[]): Promise<string[]> {
    const items = await Promise.all(regions.map(region => this.clientOf(replica).send(new GetItemCommand({
      TableName: this.tableName, Key: { region: { S: region } }, ConsistentRead: true,
    }))));
    return regions.filter((_, i) => items[i].Item?.drained?.BOOL === true);
  }

  async drain(replica: string, region: string) {
    await this.clientOf(replica).send(new PutItemCommand({ TableName: this.tableName, Item: { region: { S: region }, drained: { BOOL: true } } }));
  }

  async undrain(replica: string, region: string) {
    await this.clientOf(replica).send(new DeleteItemCommand({ TableName: this.tableName, Key: { region: { S: region } } }));
  }

  close() {
    this.clients.forEach(client => client.destroy());
  }

  private clientOf(region: string): DynamoDBClient {
    const existing = this.clients.get(region);
    if (existing) return existing;
    const local = this.endpoint === undefined ? {} : { endpoint: this.endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
    const client = new DynamoDBClient({
      region,
      maxAttempts: 2,
      requestHandler: { connectionTimeout: TIMEOUT_MS, requestTimeout: TIMEOUT_MS },
      ...local,
    });
    this.clients.set(region, client);
    return client;
  }
}

/** A Region that is ill may hang: the others are not to wait for it. */
const TIMEOUT_MS = 5000;
