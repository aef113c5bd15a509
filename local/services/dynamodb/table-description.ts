import { Table } from 'dynalite/db';
import { STREAM_LABEL, streamArn } from './streams/stream-arn';
import { IndexDefinition, KeySchemaElement, TableDefinition } from './table-definition';
import { partition } from '../../machine/aws-regions';

/** Where and when a table is made. */
export interface TableOrigin {
  readonly region: string;
  readonly accountId: string;
  readonly id: string;
  /** In milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A table's definition as a `CreateTable` request. */
export function renderCreateTable(definition: TableDefinition): Table {
  return {
    TableName: definition.tableName,
    AttributeDefinitions: definition.attributeDefinitions.map(({ attributeName, attributeType }) => ({
      AttributeName: attributeName, AttributeType: attributeType,
    })),
    KeySchema: renderKeySchema(definition.keySchema),
    ...definition.localSecondaryIndexes?.length && { LocalSecondaryIndexes: definition.localSecondaryIndexes.map(renderIndex) },
    ...definition.globalSecondaryIndexes?.length && { GlobalSecondaryIndexes: definition.globalSecondaryIndexes.map(renderIndex) },
  };
}

/** A table as `DescribeTable` answers it in one of its Regions. */
export function describeTable(definition: TableDefinition, origin: TableOrigin): Table {
  const { TableName, AttributeDefinitions, KeySchema, LocalSecondaryIndexes, GlobalSecondaryIndexes } = renderCreateTable(definition);
  const arn = `arn:${partition(origin.region).name}:dynamodb:${origin.region}:${origin.accountId}:table/${definition.tableName}`;
  const created = origin.createdAt / 1000;
  const others = definition.regions.filter(region => region !== origin.region);
  const throughput = { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
  const sizes = { IndexSizeBytes: 0, ItemCount: 0 };

  return {
    TableName,
    TableArn: arn,
    TableId: origin.id,
    TableStatus: 'ACTIVE',
    CreationDateTime: created,
    AttributeDefinitions,
    KeySchema,
    ...LocalSecondaryIndexes && {
      LocalSecondaryIndexes: LocalSecondaryIndexes.map(index => ({
        ...index, ...sizes, IndexArn: `${arn}/index/${index.IndexName}`,
      })),
    },
    ...GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(index => ({
        ...index, ...sizes, IndexArn: `${arn}/index/${index.IndexName}`, IndexStatus: 'ACTIVE', ProvisionedThroughput: throughput,
      })),
    },
    ProvisionedThroughput: throughput,
    ...definition.billingMode !== 'PROVISIONED' && {
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: created },
    },
    ...definition.streamViewType && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: definition.streamViewType },
      LatestStreamLabel: STREAM_LABEL,
      LatestStreamArn: streamArn(arn),
    },
    // AWS names the other Regions' replicas only, and none for a table in one Region.
    ...others.length && {
      GlobalTableVersion: '2019.11.21',
      MultiRegionConsistency: definition.stronglyConsistent ? 'STRONG' : 'EVENTUAL',
      ...definition.witnesses?.length && {
        GlobalTableWitnesses: definition.witnesses.map(region => ({ RegionName: region, WitnessStatus: 'ACTIVE' })),
      },
      Replicas: others.map(region => ({ RegionName: region, ReplicaStatus: 'ACTIVE' })),
    },
    DeletionProtectionEnabled: definition.deletionProtection ?? false,
  } as Table;
}

function renderKeySchema(keySchema: KeySchemaElement[]) {
  return keySchema.map(({ attributeName, keyType }) => ({ AttributeName: attributeName, KeyType: keyType }));
}

function renderIndex({ indexName, keySchema, projection }: IndexDefinition) {
  return {
    IndexName: indexName,
    KeySchema: renderKeySchema(keySchema),
    Projection: {
      ProjectionType: projection.projectionType,
      ...projection.nonKeyAttributes && { NonKeyAttributes: projection.nonKeyAttributes },
    },
  };
}
