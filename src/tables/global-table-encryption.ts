import { Aws, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { TableEncryptionV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import { createReplicaKey } from './replica-key';
import { parsedArn } from '../synthesis/lookup-dummy';
import { refusal, refuseWhenKnown } from '../synthesis/refusal';

/**
 * Whose key encrypts the replicas at rest.
 *
 * All replicas have the same kind of key. The kind can be changed later, without an interruption; keep the old keys enabled until
 * the change is complete, and for the backups of before.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
 * @example
 * api.addGlobalTable('Orders', {
 *   partitionKey: { name: 'id', type: AttributeType.STRING },
 *   encryption: GlobalTableEncryption.customerManagedKeys(),
 * });
 */
export abstract class GlobalTableEncryption {
  /** A key that DynamoDB owns: no cost, nothing to manage, nothing in CloudTrail. */
  static dynamoOwnedKey(): GlobalTableEncryption {
    return new WithoutOwnKeys(TableEncryptionV2.dynamoOwnedKey());
  }

  /** The account's key for DynamoDB in each Region, `alias/aws/dynamodb`: AWS manages it, CloudTrail shows its use. */
  static awsManagedKey(): GlobalTableEncryption {
    return new WithoutOwnKeys(TableEncryptionV2.awsManagedKey());
  }

  /**
   * A key of your own in every Region, made for this table and named `alias/<table name>`.
   *
   * The keys are in stacks of their own, `<api>-Keys-<Region>`, which are deployed before the table. They rotate every
   * year, and are retained as the table is. Whoever in the account may use the table may use them through DynamoDB:
   * grants on the table are enough.
   *
   * A replica whose key is gone or disabled for 20 hours leaves the global table for good.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
   */
  static customerManagedKeys(): GlobalTableEncryption {
    return new CreatedKeys();
  }

  /**
   * Keys that exist, one in every Region.
   *
   * Grants on the table include the use of the Region's key through DynamoDB. The keys' own policies must leave that to
   * IAM, or allow it to the grantees, and must allow it to the role `AWSServiceRoleForDynamoDBReplication` and to whoever
   * deploys the table.
   *
   * @param keyArns the ARN of each Region's key by the Region's name, e.g. `arn:aws:kms:eu-west-1:111122223333:key/1234abcd`
   */
  static existingKeys(keyArns: { [region: string]: string }): GlobalTableEncryption {
    return new ExistingKeys(keyArns);
  }

  /**
   * The keys that grantees need a permission of their own for, by Region.
   *
   * @internal
   */
  abstract readonly _grantedKeyArns: { [region: string]: string };

  /** @internal */
  abstract _validate(tableName: string, regions: string[]): void;

  /** @internal */
  abstract _render(table: EncryptedTable): TableEncryptionV2;
}

/** The table that is to be encrypted. */
export interface EncryptedTable {
  readonly scope: Construct;
  readonly tableName: string;
  readonly regions: string[];
  readonly removalPolicy: RemovalPolicy;
  /** The stack that holds the keys of one Region; it comes before the table's. */
  keysStack(region: string): Stack;
}

class WithoutOwnKeys extends GlobalTableEncryption {
  readonly _grantedKeyArns = {};

  constructor(private readonly rendered: TableEncryptionV2) {
    super();
  }

  _validate() {}

  _render() {
    return this.rendered;
  }
}

class CreatedKeys extends GlobalTableEncryption {
  readonly _grantedKeyArns = {};

  _validate(tableName: string) {
    if (!/^[a-zA-Z0-9_-]{1,250}$/.test(tableName)) {
      refuseWhenKnown('A table name, which names the keys of `GlobalTableEncryption.customerManagedKeys()` too, must have at most 250 letters, digits, "_" and "-"',
        tableName);
    }
  }

  _render({ scope, tableName, regions, removalPolicy, keysStack }: EncryptedTable) {
    regions.forEach(region => createReplicaKey(keysStack(region), scope.node.id, { name: tableName, removalPolicy, service: 'dynamodb' }));
    // The alias is known before the key is, so that nothing has to come from the other Regions' stacks.
    return render(scope, region => `arn:${Aws.PARTITION}:kms:${region}:${Aws.ACCOUNT_ID}:alias/${tableName}`, regions);
  }
}

class ExistingKeys extends GlobalTableEncryption {
  constructor(readonly _grantedKeyArns: { [region: string]: string }) {
    super();
  }

  _validate(_tableName: string, regions: string[]) {
    validateKeyArns('GlobalTableEncryption.existingKeys()', this._grantedKeyArns, regions);
  }

  _render({ scope, regions }: EncryptedTable) {
    return render(scope, region => parsedArn(this._grantedKeyArns[region]), regions);
  }
}

/** One literal ARN of a key for each of the Regions, in that Region. CDK may have left the partition open, as in `Key.fromLookup().keyArn`. */
export function validateKeyArns(prop: string, keyArns: { [region: string]: string }, regions: string[]) {
  const given = Object.entries(keyArns).map(([region, arn]) => [region, inPartitionOf(region, arn)]);
  if (Token.isUnresolved(keyArns) || given.some(entry => Token.isUnresolved(entry[0]) || Token.isUnresolved(entry[1]))) {
    throw refusal(`\`${prop}\` must have literal ARNs, because no token may cross a Region`, given.map(([region, arn]) => `${region}: ${arn}`));
  }
  if (regions.some(region => !keyArns[region]) || given.length !== regions.length) {
    throw refusal(`\`${prop}\` must have one key for each of ${regions.join(', ')}`, Object.keys(keyArns));
  }
  for (const [region, arn] of given) {
    const { partition } = RegionInfo.get(region);
    if (!new RegExp(`^arn:${partition}:kms:${region}:\\d{12}:key/[\\w-]+$`).test(arn)) {
      refuseWhenKnown(`\`${prop}\` for ${region} must be the ARN of a key in ${region}: arn:${partition}:kms:${region}:<account>:key/<id>`, arn);
    }
  }
}

function inPartitionOf(region: string, arn: string): string {
  return arn.replace(Aws.PARTITION, RegionInfo.get(region).partition ?? 'aws');
}

/** The first Region is the one of the table's stack, which TableV2 wants apart. */
function render(scope: Construct, keyArn: (region: string) => string, [primary, ...others]: string[]): TableEncryptionV2 {
  return TableEncryptionV2.customerManagedKey(
    Key.fromKeyArn(scope, 'Key', keyArn(primary)),
    Object.fromEntries(others.map(region => [region, keyArn(region)])),
  );
}
