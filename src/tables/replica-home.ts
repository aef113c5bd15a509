import { Attribute } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';

/** A replica that the health function of its Region reads. */
export interface ProbedReplica {
  readonly tableName: string;
  readonly tableArn: string;
  readonly keys: Attribute[];
  /** What reading takes besides `dynamodb:GetItem`, e.g. the use of a key. */
  readonly statements: PolicyStatement[];
}

/** A table whose writes take their time to the other Regions. */
export interface LaggingTable extends IConstruct {
  readonly tableName: string;
}

/** What one Region of an API offers to a table. */
export interface ReplicaHome extends Construct {
  readonly region: string;
  /** Has the Region's health function read the replica, if there is one. */
  _probeReplica(replica: ProbedReplica): void;
  /** Has the Region's operations, if there are some, watch how long writes take. */
  _watchLag(table: LaggingTable): void;
}
