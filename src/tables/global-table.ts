import { CfnTag, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  Attribute, Billing, CfnGlobalTable, ContributorInsightsSpecification, GlobalSecondaryIndexPropsV2, ITableV2, LocalSecondaryIndexProps,
  ReplicaTableProps, TableClass, TablePropsV2, TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Grant, IGrantable, PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { Consistency } from './consistency';
import { GlobalTableBase, IGlobalTable } from './global-table-base';
import { GlobalTableEncryption } from './global-table-encryption';
import { GlobalTableAttributes, ImportedGlobalTable } from './imported-global-table';
import { MultiRegionServerlessApi } from '../multi-region-serverless-api';
import { mergeTags, ReplicaSettings } from './replica-settings';
import { RegionalApi } from '../region/regional-api';
import { addOutput } from '../synthesis/output';

/** Settings of a table with a replica in every Region; the ones that `TableV2` users know. */
export interface GlobalTableProps {
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
   * Never deny anything to the role `AWSServiceRoleForDynamoDBReplication`: a replica that it cannot use for 20 hours
   * leaves the global table for good.
   *
   * @default - what IAM allows
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html
   */
  readonly resourcePolicy?: PolicyDocument;

  /**
   * Tags of every replica.
   *
   * @default - the tags of the API
   */
  readonly tags?: CfnTag[];

  /**
   * What becomes of the table, in all Regions, when it leaves the app.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether DynamoDB refuses to delete any of the replicas.
   *
   * @default - true, unless `removalPolicy` is `RemovalPolicy.DESTROY`
   */
  readonly deletionProtection?: boolean;
}

/** What a table is made from besides its props. */
interface NewGlobalTable {
  readonly regionalApis: RegionalApi[];
  readonly tableName: string;
  /** Whether a Region is unhealthy while its replica cannot be read. */
  readonly isProbed: boolean;
  keysStack(region: string): Stack;
}

/**
 * A DynamoDB global table with a replica beside every handler.
 *
 * Writes replicate asynchronously, usually within a second; when two Regions write the same item at once, the last
 * writer wins, unless `consistency` says otherwise. Point-in-time recovery is on in every replica.
 *
 * Made by `api.addGlobalTable()`.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 * @example
 * const orders = api.addGlobalTable('Orders', {
 *   partitionKey: { name: 'customer', type: AttributeType.STRING },
 *   sortKey: { name: 'orderedAt', type: AttributeType.STRING },
 *   replicas: [{ region: 'us-east-1', maxReadRequestUnits: 1000 }],
 * });
 * for (const region of api.regionalApis) {
 *   const handler = new NodejsFunction(region, 'Orders', { entry: 'orders.ts', environment: { TABLE_NAME: orders.tableName } });
 *   orders.grantReadWriteData(handler); // on the replica beside the function
 *   region.addRoute('POST', '/orders', handler);
 * }
 */
export class GlobalTable extends GlobalTableBase {
  /**
   * Refers to a global table that exists, or that is defined elsewhere, with a replica in every Region of the API.
   *
   * No table is made or changed: handlers get its name and grants on it, and `HealthCheck.deep()` reads it if
   * `partitionKey` is given.
   *
   * @example
   * const customers = GlobalTable.fromTableName(api, 'Customers', {
   *   tableName: 'crm-customers',
   *   partitionKey: { name: 'id', type: AttributeType.STRING },
   * });
   * for (const region of api.regionalApis) {
   *   const handler = new NodejsFunction(region, 'Orders', { entry: 'orders.ts', environment: { TABLE_NAME: customers.tableName } });
   *   customers.grantReadData(handler);
   *   region.addRoute('POST', '/orders', handler);
   * }
   */
  static fromTableName(api: MultiRegionServerlessApi, id: string, attrs: GlobalTableAttributes): IGlobalTable {
    return new ImportedGlobalTable(api, id, attrs);
  }

  /** @internal */
  static _create(tablesStack: Stack, id: string, table: NewGlobalTable, props: GlobalTableProps): GlobalTable {
    return new GlobalTable(tablesStack, id, table, props);
  }

  /** The name of every replica, the same literal in all Regions. */
  declare readonly tableName: string;

  /** The table's definition, in the primary Region. Use `replica()` to refer to it beside a handler. */
  readonly table: TableV2;

  private constructor(tablesStack: Stack, id: string, table: NewGlobalTable, props: GlobalTableProps) {
    super(tablesStack, id, {
      ...table,
      keys: table.isProbed ? [props.partitionKey, ...props.sortKey ? [props.sortKey] : []] : undefined,
      globalIndexes: props.globalSecondaryIndexes?.map(index => index.indexName),
      localIndexes: props.localSecondaryIndexes?.map(index => index.indexName),
      keyArns: props.encryption?._grantedKeyArns ?? {},
      // A strongly consistent table has no lag, and the drain switch is written in all Regions that read it.
      hasLag: table.isProbed && !props.consistency?._isStrong,
    });
    this.table = this.createTable(table, props);
    addOutput(this, 'TableName', this.tableName);
  }

  /**
   * The replica in one Region, by the Region's name: a plain `ITableV2`.
   *
   * It is made of literals, so any stack of that Region may use it. Its own grants leave out the keys of
   * `GlobalTableEncryption.existingKeys()`; the table's grants have them.
   */
  override replica(region: string): ITableV2 {
    return super.replica(region);
  }

  /** Allows the actions on the replica in the grantee's own Region, indexes included, and on no other. */
  override grant(grantee: IGrantable, ...actions: string[]): Grant {
    return super.grant(grantee, ...actions);
  }

  /** Allows reading items from the replica in the grantee's own Region, indexes included. */
  override grantReadData(grantee: IGrantable): Grant {
    return super.grantReadData(grantee);
  }

  /** Allows writing items to the replica in the grantee's own Region. */
  override grantWriteData(grantee: IGrantable): Grant {
    return super.grantWriteData(grantee);
  }

  /** Allows reading and writing items of the replica in the grantee's own Region, indexes included. */
  override grantReadWriteData(grantee: IGrantable): Grant {
    return super.grantReadWriteData(grantee);
  }

  /** Allows reading the stream of the replica in the grantee's own Region. */
  override grantStreamRead(grantee: IGrantable): Grant {
    return super.grantStreamRead(grantee);
  }

  private createTable({ regionalApis, keysStack }: NewGlobalTable, props: GlobalTableProps): TableV2 {
    const primary = Stack.of(this).region;
    const others = regionalApis.map(({ region }) => region).filter(region => region !== primary);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const tableProps: TablePropsV2 = {
      tableName: this.tableName,
      partitionKey: props.partitionKey,
      sortKey: props.sortKey,
      globalSecondaryIndexes: props.globalSecondaryIndexes,
      localSecondaryIndexes: props.localSecondaryIndexes,
      timeToLiveAttribute: props.timeToLiveAttribute,
      billing: props.billing ?? Billing.onDemand(),
      encryption: props.encryption?._render({ scope: this, tableName: this.tableName, regions: [primary, ...others], removalPolicy, keysStack }),
      tableClass: props.tableClass,
      contributorInsightsSpecification: props.contributorInsightsSpecification,
      resourcePolicy: props.resourcePolicy,
      tags: props.tags,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
      deletionProtection: props.deletionProtection ?? removalPolicy !== RemovalPolicy.DESTROY,
      ...props.consistency?._render(),
    };
    const settings = new ReplicaSettings(tableProps, props.replicas);
    const table = new TableV2(this, 'Table', {
      ...tableProps,
      tags: mergeTags(settings.of(primary).tags), // TableV2's are those of the primary Region
      replicas: others.map(region => settings.of(region)),
    });
    settings.applyToPrimary({ resource: table.node.defaultChild as CfnGlobalTable, region: primary }, others[0]);
    return table;
  }
}
