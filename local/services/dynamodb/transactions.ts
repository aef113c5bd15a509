import { createHash } from 'node:crypto';
import { Table } from 'dynalite/db';
import { ConsumedCapacity, writeCapacity } from './consumed-capacity';
import { DynamoDbError } from './dynamodb-error';
import { refuseLargeTransaction } from './item-limits';
import { perform, validated } from './item-operations';
import { ItemAddress, ItemChange } from './item-write';
import { RegionStore } from './region-store';
import { refuseMalformed } from './request-rules';
import { keyOf, stage } from './staged-write';
import { TRANSACT_GET_RULES, TRANSACT_WRITE_RULES, TRANSACT_WRITES } from './transaction-rules';
import { Clock } from '../../machine/clock';

const TOKEN_LIFETIME = 10 * 60 * 1000;

interface Request {
  readonly name: string;
  readonly data: any;
}

interface Attempt {
  readonly digest: string;
  readonly expires: number;
  readonly outcome: Promise<object>;
}

/** `TransactWriteItems` and `TransactGetItems`: all or nothing, in this Region only. */
export class Transactions {
  private readonly attempts = new Map<string, Attempt>();

  constructor(private readonly store: RegionStore, private readonly clock: Clock) {}

  async write(input: object): Promise<object> {
    const digest = createHash('sha256').update(JSON.stringify(input)).digest('hex');
    const { TransactItems, ClientRequestToken, ReturnConsumedCapacity } = validated(input, TRANSACT_WRITE_RULES, this.store.actions);
    const run = () => this.apply(requests(TransactItems), ReturnConsumedCapacity);
    return ClientRequestToken ? this.once(ClientRequestToken, digest, run) : run();
  }

  async get(input: object): Promise<object> {
    const { TransactItems, ReturnConsumedCapacity } = validated(input, TRANSACT_GET_RULES, this.store.actions);
    const gets = requests(TransactItems);
    const addresses = await this.addresses(gets);
    return this.store.locked(addresses, async () => {
      refuseLargeTransaction(await Promise.all(addresses.map(({ table, key }) => this.store.get(table, key))));
      const answers = await Promise.all(gets.map(({ data }) =>
        perform('GetItem', { ...data, ReturnConsumedCapacity, ConsistentRead: true }, this.store.actions)));
      const consumed = answers.flatMap(answer => answer.ConsumedCapacity ?? []);
      return { Responses: answers.map(({ Item }) => Item ? { Item } : {}), ...consumedCapacity(consumed) };
    });
  }

  /** Takes every token for a new one. */
  forget() {
    this.attempts.clear();
  }

  private async apply(writes: Request[], ReturnConsumedCapacity?: string): Promise<object> {
    writes.forEach(({ name, data }) => refuseMalformed(TRANSACT_WRITES[name], data));
    writes.forEach(({ data }) => this.store.refuseUnstorable(data.TableName, data.Item, 'put'));
    const addresses = await this.addresses(writes);
    return this.store.locked(addresses, async () => {
      const staged = await Promise.all(writes.map(({ name, data }, index) =>
        stage(TRANSACT_WRITES[name], data, addresses[index], this.store)));
      cancelIfRefused(staged.map(({ refusal }) => refusal));
      const isCheck = (index: number) => writes[index].name === 'ConditionCheck';
      const changes = staged.map(({ change }, index): ItemChange => isCheck(index) ? { ...change, item: change.before } : change);
      refuseLargeTransaction(changes.map(({ item, before }) => item ?? before));
      await this.store.commit(changes.filter((_, index) => !isCheck(index)));
      return consumedCapacity(changes.flatMap(change => writeCapacity(this.store.tables.get(change.table)!, change, ReturnConsumedCapacity)));
    });
  }

  /** The items that the requests are about: each table must exist, each key fit its table, and no item come twice. */
  private async addresses(all: Request[]): Promise<ItemAddress[]> {
    const tables = await Promise.all(all.map(({ data }) => this.table(data.TableName)));
    const keys = all.map(({ data }, index) => keyOf(data, tables[index]));
    cancelIfRefused(keys.map(({ invalid }) => invalid));
    const addresses = keys.map(({ key }, index) => ({ table: all[index].data.TableName, key: key! }));
    if (new Set(addresses.map(({ table, key }) => `${table}/${key}`)).size < all.length) {
      throw DynamoDbError.validation('Transaction request cannot include multiple operations on one item');
    }
    return addresses;
  }

  private table(name: string): Promise<Table> {
    return new Promise((resolve, reject) =>
      this.store.actions.getTable(name, true, (error, table) => error ? reject(error) : resolve(table!)));
  }

  /** Repeats of a request within its token's lifetime have the first one's outcome; a refusal may be tried again. */
  private once(token: string, digest: string, run: () => Promise<object>): Promise<object> {
    const now = this.clock.now();
    this.attempts.forEach(({ expires }, old) => expires <= now && this.attempts.delete(old));
    const first = this.attempts.get(token);
    if (!first) {
      const outcome = run();
      this.attempts.set(token, { digest, expires: now + TOKEN_LIFETIME, outcome });
      outcome.catch(() => this.attempts.delete(token));
      return outcome;
    }
    if (first.digest !== digest) {
      throw DynamoDbError.service('IdempotentParameterMismatchException',
        'The provided ClientRequestToken was used with different request parameters');
    }
    return first.outcome;
  }
}

function requests(items: Record<string, any>[]): Request[] {
  return items.map(item => Object.entries(item)[0]).map(([name, data]) => ({ name, data }));
}

function cancelIfRefused(refusals: (DynamoDbError | undefined)[]) {
  if (!refusals.some(Boolean)) {
    return;
  }
  const reasons = refusals.map(refusal => refusal ? reason(refusal) : { Code: 'None' });
  throw DynamoDbError.service('TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    { CancellationReasons: reasons });
}

function reason({ name, body: { message, Item } }: DynamoDbError) {
  const code = name === 'ConditionalCheckFailedException' ? 'ConditionalCheckFailed' : 'ValidationError';
  return { Code: code, Message: message, ...Item && { Item } };
}

/** A transaction consumes twice what its parts do, since it prepares and commits each. */
function consumedCapacity(parts: ConsumedCapacity[]): object {
  const units = new Map<string, number>();
  for (const { TableName, CapacityUnits } of parts) {
    units.set(TableName, (units.get(TableName) ?? 0) + 2 * CapacityUnits);
  }
  return units.size
    ? { ConsumedCapacity: [...units].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits })) }
    : {};
}
