import { Token } from 'aws-cdk-lib';
import { Attribute } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { GlobalTableBase } from './global-table-base';
import { validateKeyArns } from './global-table-encryption';
import { validateTableName } from './global-table-rules';
import { ReplicaHome } from './replica-home';
import { Replicas, validateReplicaIdIsNew } from './replicas';
import { refusal } from '../synthesis/refusal';

/** What is known of a global table that exists. */
export interface GlobalTableAttributes {
  /** The name of every replica, a literal. */
  readonly tableName: string;

  /**
   * The Regions that the table has replicas in: each of the API's, and maybe more.
   *
   * @default - the Regions of the API
   */
  readonly regions?: string[];

  /**
   * The partition key, with which `HealthCheck.deep()` reads the replicas.
   *
   * @default - `HealthCheck.deep()` leaves the table alone
   */
  readonly partitionKey?: Attribute;

  /**
   * The sort key: needed beside `partitionKey` where the table has one.
   *
   * @default - no sort key
   */
  readonly sortKey?: Attribute;

  /**
   * The names of the global secondary indexes, none if there are none. Grants cover all indexes of a table that has any.
   *
   * @default - not known: grants cover them
   */
  readonly globalIndexes?: string[];

  /**
   * The names of the local secondary indexes, none if there are none. Grants cover all indexes of a table that has any.
   *
   * @default - not known: grants cover them
   */
  readonly localIndexes?: string[];

  /**
   * The ARN of the key that encrypts each of the API's Regions, by the Region's name, if the keys are your own. Literals.
   *
   * Grants then include the use of the Region's key through DynamoDB.
   *
   * @default - the keys are DynamoDB's or AWS's, or their policies suffice
   */
  readonly keyArns?: { [region: string]: string };
}

/** A global table that another app, or another stack, defines. */
export class ImportedGlobalTable extends GlobalTableBase {
  readonly _replicas: Replicas;

  constructor(scope: Construct, id: string, homes: ReplicaHome[], attrs: GlobalTableAttributes) {
    validateAttributes(homes.map(({ region }) => region), attrs);
    validateReplicaIdIsNew(id, homes);
    super(scope, id);
    const { tableName, partitionKey, sortKey, globalIndexes, localIndexes, keyArns = {} } = attrs;
    this._replicas = new Replicas(id, {
      homes,
      tableName,
      keys: partitionKey && [partitionKey, ...sortKey ? [sortKey] : []],
      keyArns,
      hasLag: true,
      hasIndexes: () => [globalIndexes, localIndexes].some(names => names === undefined || names.length > 0),
    });
    this._replicas.watchLag(this);
  }
}

function validateAttributes(apiRegions: string[], { tableName, regions, partitionKey, sortKey, keyArns }: GlobalTableAttributes) {
  validateTableName('`tableName`', tableName);
  if (Token.isUnresolved(regions) || regions?.some(region => Token.isUnresolved(region))) {
    throw refusal('`regions` of a table must be literal names, because no token may cross a Region', regions!.map(String));
  }
  const missing = apiRegions.filter(region => regions && !regions.includes(region));
  if (missing.length > 0) {
    throw refusal(`\`regions\` of ${tableName} must include every Region of the API`, regions, `Add a replica in ${missing.join(', ')} first`);
  }
  if (sortKey && !partitionKey) {
    throw refusal('`sortKey` needs a `partitionKey`', sortKey.name);
  }
  if (keyArns) {
    validateKeyArns('keyArns', keyArns, apiRegions);
  }
}
