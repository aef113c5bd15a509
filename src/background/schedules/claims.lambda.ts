import { AwsServices, ServiceError } from './aws-services.lambda';
import { Claim } from './claim-step.lambda';

/** How long a claim is kept after the time of its run: longer than any message. */
const KEPT_SECONDS = 30 * 86_400;

/** The claims of all schedules of an API, in this Region's replica. */
export class Claims {
  constructor(private readonly aws: AwsServices, private readonly table: string) {}

  /** The latest of this Region or, in a table with strong consistency, of any. */
  async find(slot: string): Promise<Claim | undefined> {
    const { Item: item } = await this.aws.dynamoDb('GetItem', { TableName: this.table, Key: { slot: { S: slot } }, ConsistentRead: true });
    return item && { region: item.region.S, message: item.message.S, attempt: Number(item.attempt.N), state: item.state.S };
  }

  /** Puts a claim in place of the one that was seen; false if there is another one by now. */
  async take(slot: string, time: string, claim: Claim, seen: Claim | undefined): Promise<boolean> {
    try {
      await this.put(slot, time, claim, seen
        ? {
          ConditionExpression: '#region = :region AND attempt = :attempt AND #state = :state',
          ExpressionAttributeNames: { '#region': 'region', '#state': 'state' },
          ExpressionAttributeValues: { ':region': { S: seen.region }, ':attempt': { N: String(seen.attempt) }, ':state': { S: seen.state } },
        }
        : { ConditionExpression: 'attribute_not_exists(slot)' });
      return true;
    } catch (error) {
      if (error instanceof ServiceError && error.name === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  }

  /** Tells how a run went, whatever the table has. */
  async tell(slot: string, time: string, claim: Claim): Promise<void> {
    await this.put(slot, time, claim);
  }

  private async put(slot: string, time: string, { region, message, attempt, state }: Claim, condition: object = {}) {
    await this.aws.dynamoDb('PutItem', {
      TableName: this.table,
      Item: {
        slot: { S: slot },
        region: { S: region },
        message: { S: message },
        attempt: { N: String(attempt) },
        state: { S: state },
        expiresAt: { N: String(Date.parse(time) / 1000 + KEPT_SECONDS) }, // by the time of the run: clocks need not agree
      },
      ...condition,
    });
  }
}
