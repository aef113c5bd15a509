import { AttributeValue, ConditionalCheckFailedException, DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { breakerKeyOf, FAILURES, RETRY_AT } from './breaker-item';

/** What all environments of a Region's functions know of a breaker. */
export interface BreakerState {
  readonly failures: number;
  readonly retryAt?: number;
}

interface Change {
  readonly update: string;
  readonly condition: string;
  readonly values?: Record<string, number>;
}

/** A service that does not answer is worth no longer wait for whoever counts its failures. */
const PATIENCE_MS = 500;

/** The item of a breaker in this Region's replica, by conditional writes: of all environments that try the same, one does it. */
export class BreakerItem {
  constructor(private readonly client: DynamoDBClient, private readonly table: string, private readonly breaker: string) {}

  async read(region?: string): Promise<BreakerState> {
    const Key = breakerKeyOf(this.breaker, region ?? await this.client.config.region());
    const { Item } = await this.client.send(new GetItemCommand({ TableName: this.table, Key, ConsistentRead: region === undefined }), patiently());
    return stateOf(Item);
  }

  /** Returns the failures in a row by now; none where it is open. */
  async fail(): Promise<number | undefined> {
    const after = await this.write({ update: 'ADD #failures :one', condition: 'attribute_not_exists(#retryAt)', values: { ':one': 1 } });
    return after?.failures;
  }

  /** Whether it was this one that opened it. */
  async open(retryAt: number): Promise<boolean> {
    return await this.write({ update: 'SET #retryAt = :at', condition: 'attribute_not_exists(#retryAt)', values: { ':at': retryAt } }) !== undefined;
  }

  /** Whether this one may try, and no other until `next`. */
  async claim(seen: number, next: number): Promise<boolean> {
    return await this.write({ update: 'SET #retryAt = :next', condition: '#retryAt = :seen', values: { ':seen': seen, ':next': next } }) !== undefined;
  }

  /** It works again, as far as this one knows, who had claimed it. */
  async close(claimed: number): Promise<void> {
    await this.write({ update: 'REMOVE #retryAt, #failures', condition: '#retryAt = :claimed', values: { ':claimed': claimed } });
  }

  async forgetFailures(): Promise<void> {
    await this.write({ update: 'REMOVE #failures', condition: 'attribute_not_exists(#retryAt)' });
  }

  private async write({ update, condition, values = {} }: Change): Promise<BreakerState | undefined> {
    const named = [FAILURES, RETRY_AT].filter(name => `${update} ${condition}`.includes(`#${name}`));
    const numbers = Object.entries(values).map(([name, value]) => [name, { N: String(value) }]);
    try {
      const { Attributes } = await this.client.send(new UpdateItemCommand({
        TableName: this.table,
        Key: breakerKeyOf(this.breaker, await this.client.config.region()),
        UpdateExpression: update,
        ConditionExpression: condition,
        ExpressionAttributeNames: Object.fromEntries(named.map(name => [`#${name}`, name])),
        ExpressionAttributeValues: numbers.length > 0 ? Object.fromEntries(numbers) : undefined,
        ReturnValues: 'ALL_NEW',
      }), patiently());
      return stateOf(Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }
}

function patiently() {
  return { abortSignal: AbortSignal.timeout(PATIENCE_MS) };
}

function stateOf(item: Record<string, AttributeValue> | undefined): BreakerState {
  const retryAt = item?.[RETRY_AT]?.N;
  return { failures: Number(item?.[FAILURES]?.N ?? 0), retryAt: retryAt === undefined ? undefined : Number(retryAt) };
}
