import { AttributeValue, DynamoDBClient, GetItemCommand, paginateQuery, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { sharedClient } from './shared-client';

/** Settings of every `RegionalCounter`. */
export interface RegionalCounterProps {
  readonly tableName: string;
  /** The table's partition key, a string. */
  readonly partitionKey: string;
  /**
   * The attribute that counts.
   *
   * @default "hits"
   */
  readonly attribute?: string;
  /**
   * A client for the Region that counts.
   *
   * @default - one for the function's Region, shared by all that this module makes
   */
  readonly client?: DynamoDBClient;
}

/** Settings of a counter in a table whose sort key is the Region's name. */
export interface SortKeyCounterProps extends RegionalCounterProps {
  /** The table's sort key, a string. The items of a partition are the counter's, and no others. */
  readonly sortKey: string;
}

/** Settings of a counter in a table that has a partition key alone. */
export interface SuffixCounterProps extends RegionalCounterProps {
  /** All Regions that ever counted. One that is left out is missing in the sum. */
  readonly regions: readonly string[];
}

type Key = Record<string, AttributeValue>;

/**
 * A counter that loses nothing when several Regions count at once: each adds to an item of its own, and a reader sums them up.
 *
 * A sum has this Region's own counts at once, and those of other Regions when they are replicated, usually within a second. A function needs
 * `dynamodb:UpdateItem` to add, and `dynamodb:Query`, or `dynamodb:GetItem` with `bySuffix()`, to sum.
 *
 * An SDK that gets no answer asks again, and may then have counted twice: where that matters, write items that never change instead.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 */
export class RegionalCounter {
  /** In a table whose sort key is the Region's name: a sum is one query. */
  static bySortKey({ sortKey, ...props }: SortKeyCounterProps): RegionalCounter {
    return new RegionalCounter(props, (key, region) => ({ [props.partitionKey]: { S: key }, [sortKey]: { S: region } }), undefined);
  }

  /**
   * In a table that has a partition key alone: the key of an item is the counter's and the Region's, e.g. `192.0.2.1#eu-west-1`, and a sum is
   * a read for each Region. What was counted before without a Region, as `192.0.2.1`, is in the sum.
   */
  static bySuffix({ regions, ...props }: SuffixCounterProps): RegionalCounter {
    return new RegionalCounter(props, (key, region) => ({ [props.partitionKey]: { S: `${key}#${region}` } }), regions);
  }

  private readonly attribute: string;

  private constructor(
    private readonly props: RegionalCounterProps,
    private readonly keyIn: (key: string, region: string) => Key,
    private readonly regions: readonly string[] | undefined,
  ) {
    this.attribute = props.attribute ?? 'hits';
  }

  /** Adds a whole number, and returns what this Region has counted by then. */
  async add(key: string, amount: number = 1): Promise<number> {
    if (!Number.isSafeInteger(amount)) throw new Error(`\`amount\` must be a whole number, got: ${amount}`);
    const { Attributes } = await this.client.send(new UpdateItemCommand({
      TableName: this.props.tableName,
      Key: this.keyIn(key, await this.client.config.region()),
      UpdateExpression: 'ADD #count :amount',
      ExpressionAttributeNames: { '#count': this.attribute },
      ExpressionAttributeValues: { ':amount': { N: String(amount) } },
      ReturnValues: 'UPDATED_NEW',
    }));
    return this.countOf(Attributes);
  }

  /** What all Regions have counted, as far as this one knows. */
  async sum(key: string): Promise<number> {
    const items = this.regions ? await this.get(key, this.regions) : await this.query(key);
    return items.reduce((sum, item) => sum + this.countOf(item), 0);
  }

  private get client(): DynamoDBClient {
    return this.props.client ?? sharedClient();
  }

  private async query(key: string): Promise<Key[]> {
    const items: Key[] = [];
    for await (const { Items = [] } of paginateQuery({ client: this.client }, {
      TableName: this.props.tableName,
      KeyConditionExpression: '#partition = :key',
      ProjectionExpression: '#count',
      ExpressionAttributeNames: { '#partition': this.props.partitionKey, '#count': this.attribute },
      ExpressionAttributeValues: { ':key': { S: key } },
      ConsistentRead: true, // what this Region has just added is in the sum
    })) items.push(...Items);
    return items;
  }

  private async get(key: string, regions: readonly string[]): Promise<(Key | undefined)[]> {
    const keys = [{ [this.props.partitionKey]: { S: key } }, ...regions.map(region => this.keyIn(key, region))];
    return Promise.all(keys.map(async Key =>
      (await this.client.send(new GetItemCommand({ TableName: this.props.tableName, Key, ConsistentRead: true }))).Item));
  }

  private countOf(item: Key | undefined): number {
    return Number(item?.[this.attribute]?.N ?? 0);
  }
}
