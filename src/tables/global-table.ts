import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Billing, CfnGlobalTable, LocalSecondaryIndexProps, TablePropsV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Consistency } from './consistency';
import { GlobalTableBase } from './global-table-base';
import { GlobalTableProps } from './global-table-props';
import { ReplicaHome } from './replica-home';
import { mergeTags, protectFromDeletion, ReplicaSettings } from './replica-settings';
import { Replicas } from './replicas';
import { keepPoliciesBack } from './resource-policies';
import { isMarked, mark } from '../synthesis/mark';
import { addOutput } from '../synthesis/output';
import { renderResource } from '../synthesis/rendered-resource';
import { listOf } from '../synthesis/template-values';

const MARK = 'GlobalTable';

/** What a table is made from besides its props. */
interface NewGlobalTable {
  readonly homes: ReplicaHome[];
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
  /** @internal */
  static _isGlobalTable(construct: unknown): construct is GlobalTable {
    return isMarked(construct, MARK);
  }

  /** @internal */
  static _create(tablesStack: Stack, id: string, table: NewGlobalTable, props: GlobalTableProps): GlobalTable {
    return new GlobalTable(tablesStack, id, table, props);
  }

  /** The table's definition, in the primary Region. Use `replica()` to refer to it beside a handler. */
  readonly table: TableV2;

  /** @internal */
  readonly _replicas: Replicas;

  private constructor(tablesStack: Stack, id: string, table: NewGlobalTable, props: GlobalTableProps) {
    super(tablesStack, id);
    mark(this, MARK);
    this.table = this.createTable(table, props);
    this._replicas = new Replicas(id, {
      ...table,
      keys: table.isProbed ? [props.partitionKey, ...props.sortKey ? [props.sortKey] : []] : undefined,
      keyArns: props.encryption?._grantedKeyArns ?? {},
      // A strongly consistent table has no lag, and the drain switch is written in all Regions that read it.
      hasLag: table.isProbed && !props.consistency?._isStrong,
      hasIndexes: () => this.hasIndexes(),
    });
    this._replicas.watchLag(this);
    addOutput(this, 'TableName', this.tableName);
    const { consistency } = props;
    if (consistency) {
      this.node.addValidation({ validate: () => this.refusalsBy(consistency) });
    }
  }

  private createTable({ homes, tableName, keysStack }: NewGlobalTable, props: GlobalTableProps): TableV2 {
    const primary = Stack.of(this).region;
    const others = homes.map(({ region }) => region).filter(region => region !== primary);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const tableProps: TablePropsV2 = {
      tableName,
      partitionKey: props.partitionKey,
      sortKey: props.sortKey,
      globalSecondaryIndexes: props.globalSecondaryIndexes,
      localSecondaryIndexes: inOrder(props.localSecondaryIndexes),
      timeToLiveAttribute: props.timeToLiveAttribute,
      billing: props.billing ?? Billing.onDemand(),
      encryption: props.encryption?._render({ scope: this, tableName, regions: [primary, ...others], removalPolicy, keysStack }),
      tableClass: props.tableClass,
      contributorInsightsSpecification: props.contributorInsightsSpecification,
      resourcePolicy: props.resourcePolicy,
      tags: props.tags,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
      deletionProtection: props.deletionProtection,
      ...props.consistency?._render(),
    };
    const settings = new ReplicaSettings(tableProps, props.replicas);
    const table = new TableV2(this, 'Table', {
      ...tableProps,
      tags: mergeTags(settings.of(primary).tags), // TableV2's are those of the primary Region
      replicas: others.map(region => settings.of(region)),
    });
    const resource = table.node.defaultChild as CfnGlobalTable;
    settings.applyToPrimary({ resource, region: primary }, others[0]);
    protectFromDeletion(resource);
    keepPoliciesBack(resource, tableName);
    return table;
  }

  private hasIndexes(): boolean {
    const { GlobalSecondaryIndexes: global, LocalSecondaryIndexes: local } = this.rendered;
    return [...listOf(global), ...listOf(local)].length > 0;
  }

  /** Judges what the table has by now, added to it or overridden. */
  private refusalsBy(consistency: Consistency): string[] {
    const { TimeToLiveSpecification: timeToLive, LocalSecondaryIndexes: local } = this.rendered;
    try {
      consistency._validate(this._replicas.regions, {
        timeToLiveAttribute: timeToLive?.AttributeName,
        localSecondaryIndexes: listOf(local).map(({ IndexName }) => ({ indexName: IndexName })),
      });
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  }

  private get rendered(): Record<string, any> {
    return renderResource(this.table.node.defaultChild as CfnGlobalTable).Properties ?? {};
  }
}

/** CloudFormation takes another order of local indexes for another table. */
function inOrder(indexes: LocalSecondaryIndexProps[] | undefined): LocalSecondaryIndexProps[] | undefined {
  return indexes && [...indexes].sort((one, other) => one.indexName < other.indexName ? -1 : 1);
}
