import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import {
  Attribute, Billing, GlobalSecondaryIndexPropsV2, ITableV2, LocalSecondaryIndexProps, TableEncryption, TableEncryptionV2, TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { addOutput } from './output';
import { refusal } from './refusal';
import { RegionalApi } from './regional-api';

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
   * How reads and writes are paid for.
   *
   * @default Billing.onDemand()
   */
  readonly billing?: Billing;

  /**
   * Encryption at rest: `TableEncryptionV2.dynamoOwnedKey()` or `TableEncryptionV2.awsManagedKey()`.
   *
   * @default TableEncryptionV2.dynamoOwnedKey()
   */
  readonly encryption?: TableEncryptionV2;

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

/**
 * A DynamoDB global table with a replica beside every handler.
 *
 * Writes replicate asynchronously, usually within a second; when two Regions write the same item at once, the last
 * writer wins. Point-in-time recovery is on in every replica.
 *
 * Made by `api.addGlobalTable()`.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 */
export class GlobalTable extends Construct {
  /** @internal */
  static _create(tablesStack: Stack, id: string, regionalApis: RegionalApi[], tableName: string, props: GlobalTableProps): GlobalTable {
    return new GlobalTable(tablesStack, id, regionalApis, tableName, props);
  }

  /** The name of every replica, the same literal in all Regions. */
  readonly tableName: string;

  /** The table's definition, in the primary Region. Use `replica()` to refer to it beside a handler. */
  readonly table: TableV2;

  private readonly replicas = new Map<string, ITableV2>();

  private constructor(tablesStack: Stack, id: string, regionalApis: RegionalApi[], tableName: string, props: GlobalTableProps) {
    super(tablesStack, id);
    this.tableName = tableName;
    this.table = this.createTable(regionalApis, props);
    for (const regionalApi of regionalApis) {
      this.addReplica(regionalApi, id, props);
    }
    addOutput(this, 'TableName', tableName);
  }

  /**
   * The replica in one Region, by the Region's name: a plain `ITableV2`.
   *
   * It is made of literals, so any stack of that Region may use it.
   */
  replica(region: string): ITableV2 {
    const replica = this.replicas.get(region);
    if (!replica) {
      throw refusal(`\`region\` must be one that ${this.tableName} has a replica in: ${[...this.replicas.keys()].join(', ')}`, region);
    }
    return replica;
  }

  /**
   * Allows the actions on the replica in the grantee's own Region, indexes included, and on no other.
   */
  grant(grantee: IGrantable, ...actions: string[]): Grant {
    return this.replicaBeside(grantee).grant(grantee, ...actions);
  }

  /** Allows reading items from the replica in the grantee's own Region, indexes included. */
  grantReadData(grantee: IGrantable): Grant {
    return this.replicaBeside(grantee).grantReadData(grantee);
  }

  /** Allows writing items to the replica in the grantee's own Region. */
  grantWriteData(grantee: IGrantable): Grant {
    return this.replicaBeside(grantee).grantWriteData(grantee);
  }

  /** Allows reading and writing items of the replica in the grantee's own Region, indexes included. */
  grantReadWriteData(grantee: IGrantable): Grant {
    return this.replicaBeside(grantee).grantReadWriteData(grantee);
  }

  /** Allows reading the stream of the replica in the grantee's own Region. */
  grantStreamRead(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      resourceArns: [`${this.replicaBeside(grantee).tableArn}/stream/*`], // the rest of the name is known after deployment only
    });
  }

  private createTable(regionalApis: RegionalApi[], props: GlobalTableProps) {
    return new TableV2(this, 'Table', {
      ...props,
      tableName: this.tableName,
      billing: props.billing ?? Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      deletionProtection: props.deletionProtection ?? props.removalPolicy !== RemovalPolicy.DESTROY,
      replicas: regionalApis.map(({ region }) => ({ region })).filter(({ region }) => region !== Stack.of(this).region),
    });
  }

  private addReplica(regionalApi: RegionalApi, id: string, props: GlobalTableProps) {
    const replica = TableV2.fromTableAttributes(regionalApi, `${id}Replica`, {
      tableName: this.tableName,
      globalIndexes: props.globalSecondaryIndexes?.map(index => index.indexName),
      localIndexes: props.localSecondaryIndexes?.map(index => index.indexName),
    });
    this.replicas.set(regionalApi.region, replica);
    regionalApi._probe({
      tableName: this.tableName,
      tableArn: replica.tableArn,
      keys: [props.partitionKey, ...props.sortKey ? [props.sortKey] : []],
    });
  }

  private replicaBeside(grantee: IGrantable): ITableV2 {
    const construct = [grantee, grantee.grantPrincipal].find(Construct.isConstruct) as IConstruct | undefined;
    const region = construct && Stack.of(construct).region;
    const replica = this.replicas.get(region ?? '');
    if (!replica) {
      throw refusal(`\`grantee\` must be in a Region that ${this.tableName} has a replica in: ${[...this.replicas.keys()].join(', ')}`,
        region === undefined || Token.isUnresolved(region) ? 'no Region' : region, 'Grant on `replica(region)` otherwise');
    }
    return replica;
  }
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
export function validateGlobalTable(id: string, tableName: string, props: GlobalTableProps) {
  validateName('A table name, made from the ids of the API and the table,', tableName);
  const { localSecondaryIndexes = [], sortKey } = props;
  if (localSecondaryIndexes.length > 0 && !sortKey) {
    throw refusal('`localSecondaryIndexes` need a `sortKey`', localSecondaryIndexes.map(index => index.indexName));
  }
  if (localSecondaryIndexes.length > MAX_LOCAL_INDEXES) {
    throw refusal(`\`localSecondaryIndexes\` must be at most ${MAX_LOCAL_INDEXES}`, localSecondaryIndexes.length);
  }
  const indexNames = [...props.globalSecondaryIndexes ?? [], ...localSecondaryIndexes].map(index => index.indexName);
  for (const [i, name] of indexNames.entries()) {
    validateName('An index name', name);
    if (indexNames.indexOf(name) !== i) {
      throw refusal(`Indexes of ${tableName} must have different names`, name);
    }
    if (name === id || name === tableName) {
      throw refusal('A table and its index must have different names', name);
    }
  }
  if (props.encryption?.type === TableEncryption.CUSTOMER_MANAGED) {
    throw refusal('`encryption` must be `TableEncryptionV2.dynamoOwnedKey()` or `TableEncryptionV2.awsManagedKey()`', props.encryption.type,
      'A customer-managed key would cross Regions as a token');
  }
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-secondary-indexes */
const MAX_LOCAL_INDEXES = 5;

function validateName(what: string, name: string) {
  if (Token.isUnresolved(name) || !/^[a-zA-Z0-9_.-]{3,255}$/.test(name)) {
    throw refusal(`${what} must have 3 to 255 letters, digits, "_", "." and "-"`, String(name));
  }
}
