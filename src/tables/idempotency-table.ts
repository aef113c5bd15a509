import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { GlobalTable } from './global-table';
import { GlobalTableProps } from './global-table-props';
import { Idempotency } from './idempotency';
import { isMarked, mark } from '../synthesis/mark';
import { refusal } from '../synthesis/refusal';

/** Settings of `api.addIdempotencyTable()`. */
export interface IdempotencyTableProps {
  /** What a second try finds of the first, where the two come to different Regions. It cannot be changed once the table exists. */
  readonly across: Idempotency;
}

/**
 * A global table in which handlers of all Regions find what was done already, of the form that Powertools for AWS Lambda has.
 *
 * Powertools puts the function's name in front of a record's key, and CDK makes it another one in each Region: after a
 * failover, a second try would find nothing. `grant()` gives all Regions one prefix in `IDEMPOTENCY_KEY_PREFIX`, for the handler to hand over as `keyPrefix`,
 * `key_prefix` in Python. Java's has no such setting: give the function the same literal `functionName` in every Region.
 *
 * Made by `api.addIdempotencyTable()`.
 *
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/
 * @example
 * const once = api.addIdempotencyTable('Charges', { across: Idempotency.afterReplication() });
 * for (const region of api.regionalApis) {
 *   const charge = new NodejsFunction(region, 'Charge', { entry: 'orders.ts' });
 *   once.grant(charge); // on the replica beside the function, and its variables
 *   region.addRoute('POST', '/charges', charge);
 * }
 */
export class IdempotencyTable {
  /** @internal */
  static _create(table: GlobalTable): IdempotencyTable {
    return new IdempotencyTable(table);
  }

  /** The table, whose records go with the app unless its `applyRemovalPolicy()` says otherwise. */
  readonly table: GlobalTable;

  private constructor(table: GlobalTable) {
    this.table = table;
  }

  /**
   * Lets a function read and write records beside it, and gives it two variables: the table in `IDEMPOTENCY_TABLE`, and in `IDEMPOTENCY_KEY_PREFIX` what
   * its keys begin with in all Regions, the function's place in its stack. Add another `IDEMPOTENCY_KEY_PREFIX` later to keep one over a rename, or to
   * let two functions find each other's records.
   *
   * @param handler a function of a Region's stack, which may have one table of this kind
   */
  grant(handler: Function): Grant {
    if (isMarked(handler, MARK)) {
      throw refusal('A function must have one table for its idempotency', handler.node.path);
    }
    const grant = this.table.grant(handler, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem');
    mark(handler, MARK);
    handler.addEnvironment('IDEMPOTENCY_TABLE', this.table.tableName);
    handler.addEnvironment(KEY_PREFIX_VARIABLE, placeOf(handler));
    return grant;
  }
}

const MARK = 'IdempotentFunction';

export const KEY_PREFIX_VARIABLE = 'IDEMPOTENCY_KEY_PREFIX';

/** As Powertools has it by default. */
export function idempotencyTableProps(props: IdempotencyTableProps): GlobalTableProps {
  if (!props?.across?._table) {
    throw refusal('`across` must be made by `Idempotency`', props?.across);
  }
  return {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    removalPolicy: RemovalPolicy.DESTROY, // no data worth keeping for longer than clients try again, and a table left behind would block the next one
    ...props.across._table,
  };
}

/** The same in every Region, whatever the stacks are called. */
function placeOf({ node: { scopes } }: Function): string {
  const inStack = scopes.slice(scopes.findIndex(scope => Stack.isStack(scope)) + 1);
  return inStack.map(({ node }) => node.id).join('/').replaceAll(Stack.of(scopes[scopes.length - 1]).region, 'Region');
}
