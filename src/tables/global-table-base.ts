import { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { READ_KEY_ACTIONS, USE_KEY_ACTIONS } from './replica-key';
import { Replicas } from './replicas';
import { isMarked, mark } from '../synthesis/mark';

const MARK = 'GlobalTableBase';

/**
 * A DynamoDB global table with a replica beside every handler, whoever defines it.
 *
 * Made by `api.addGlobalTable()` and `api.importGlobalTable()`.
 */
export abstract class GlobalTableBase extends Construct {
  /** @internal */
  static _isGlobalTableBase(construct: unknown): construct is GlobalTableBase {
    return isMarked(construct, MARK);
  }

  /** @internal */
  abstract readonly _replicas: Replicas;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    mark(this, MARK);
  }

  /** The name of every replica, the same literal in all Regions. */
  get tableName(): string {
    return this._replicas.tableName;
  }

  /**
   * The replica in one Region, by the Region's name: a plain `ITableV2`.
   *
   * It is made of literals, so any stack of that Region may use it. Its own grants leave out the keys of
   * `GlobalTableEncryption.existingKeys()`, and the indexes of a table that got its first one by `table.addGlobalSecondaryIndex()`;
   * the table's grants have them. It does not know its stream, whose ARN ends in the time at which DynamoDB made it.
   */
  replica(region: string): ITableV2 {
    return this._replicas.inRegion(region);
  }

  /** Allows the actions on the replica in the grantee's own Region, indexes included, and on no other. */
  grant(grantee: IGrantable, ...actions: string[]): Grant {
    return this._replicas.grantWithIndexes(grantee, USE_KEY_ACTIONS, replica => replica.grant(grantee, ...actions));
  }

  /** Allows reading items from the replica in the grantee's own Region, indexes included. */
  grantReadData(grantee: IGrantable): Grant {
    return this._replicas.grantWithIndexes(grantee, READ_KEY_ACTIONS, replica => replica.grantReadData(grantee));
  }

  /** Allows writing items to the replica in the grantee's own Region. */
  grantWriteData(grantee: IGrantable): Grant {
    return this._replicas.grantWithIndexes(grantee, USE_KEY_ACTIONS, replica => replica.grantWriteData(grantee));
  }

  /** Allows reading and writing items of the replica in the grantee's own Region, indexes included. */
  grantReadWriteData(grantee: IGrantable): Grant {
    return this._replicas.grantWithIndexes(grantee, USE_KEY_ACTIONS, replica => replica.grantReadWriteData(grantee));
  }

  /** Allows reading the stream of the replica in the grantee's own Region. */
  grantStreamRead(grantee: IGrantable): Grant {
    return this._replicas.grantBeside(grantee, READ_KEY_ACTIONS, replica => Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      resourceArns: [`${replica.tableArn}/stream/*`], // the rest of the name is known after deployment only
    }));
  }
}
