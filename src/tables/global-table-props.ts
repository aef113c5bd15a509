import { CfnTag, RemovalPolicy } from 'aws-cdk-lib';
import {
  Attribute, Billing, ContributorInsightsSpecification, GlobalSecondaryIndexPropsV2, LocalSecondaryIndexProps, ReplicaTableProps, TableClass,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { Consistency } from './consistency';
import { GlobalTableEncryption } from './global-table-encryption';

/** Settings of a table with a replica in every Region; the ones that `TableV2` users know. */
export interface GlobalTableProps {
  /**
   * The name of every replica: a literal of 3 to 255 letters, digits, `_`, `.` and `-`, once in an account and Region.
   *
   * It stays for good: another name is another table, and the old one is retained.
   *
   * @default - made from the ids of the API and the table, e.g. `HitCounter-Hits`
   */
  readonly tableName?: string;

  /** The partition key. */
  readonly partitionKey: Attribute;

  /**
   * The sort key.
   *
   * @default - no sort key
   */
  readonly sortKey?: Attribute;

  /**
   * Global secondary indexes, in every replica.
   *
   * @default - none
   */
  readonly globalSecondaryIndexes?: GlobalSecondaryIndexPropsV2[];

  /**
   * Local secondary indexes, in every replica.
   *
   * @default - none
   */
  readonly localSecondaryIndexes?: LocalSecondaryIndexProps[];

  /**
   * The attribute that holds an item's expiry, in seconds since the epoch.
   *
   * @default - items do not expire
   */
  readonly timeToLiveAttribute?: string;

  /**
   * How reads and writes are paid for, and how many there may be. The read capacity can differ by Region: see `replicas`.
   *
   * @default Billing.onDemand()
   */
  readonly billing?: Billing;

  /**
   * What a read in one Region sees of the writes in another. It cannot be changed once the table exists.
   *
   * @default Consistency.eventual()
   */
  readonly consistency?: Consistency;

  /**
   * Whose key encrypts the replicas at rest.
   *
   * @default GlobalTableEncryption.dynamoOwnedKey()
   */
  readonly encryption?: GlobalTableEncryption;

  /**
   * Settings that only the replicas of some Regions have, the primary Region included.
   *
   * A setting that is left out, and a Region that is not listed, has the table's; tags are added to the table's.
   * Point-in-time recovery stays on.
   *
   * @default - all replicas have the settings of the table
   */
  readonly replicas?: ReplicaTableProps[];

  /**
   * The class of the table in every replica, which trades the price of storage against that of requests.
   *
   * @default TableClass.STANDARD
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.TableClasses.html
   */
  readonly tableClass?: TableClass;

  /**
   * Whether CloudWatch tells the most used and the most throttled keys of every replica, at a cost for each event.
   *
   * @default - it does not
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/contributorinsights_HowItWorks.html
   */
  readonly contributorInsightsSpecification?: ContributorInsightsSpecification;

  /**
   * Who may do what with every replica, whatever their own policies say. It must be made of literals.
   *
   * Outside the primary Region a replica cannot be made together with its policy. So deploy a new table without it, run
   * `npx multi-region record`, and deploy it with the policy; synthesis refuses the policies of a table that is not recorded. A replica
   * that is added later is made without it, which a warning says, and has it in the first deployment after it is recorded. The same
   * holds for the policies of `replicas` and of their streams.
   *
   * Never deny anything to the role `AWSServiceRoleForDynamoDBReplication`: a replica that it cannot use for 20 hours
   * leaves the global table for good.
   *
   * @default - what IAM allows
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
   */
  readonly resourcePolicy?: PolicyDocument;

  /**
   * Tags of every replica.
   *
   * @default - the tags of the API
   */
  readonly tags?: CfnTag[];

  /**
   * What becomes of the table, in all Regions, when it leaves the app. `RemovalPolicies.of()` may say otherwise.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether DynamoDB refuses to delete any of the replicas.
   *
   * @default - true, unless the table is to be deleted, by `removalPolicy` or by `RemovalPolicies.of()`
   */
  readonly deletionProtection?: boolean;
}
