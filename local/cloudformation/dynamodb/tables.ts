import { AttributeDefinition, IndexDefinition, KeySchemaElement, TableDefinition } from '../../services/dynamodb/table-definition';
import { ResourcePolicyDefinition } from '../../services/iam/role-definition';
import { resolvable } from '../resolvable';
import { arn, Resource } from '../resource';
import { StackResources } from '../stack-resources';
import { DEPLOYED } from '../what-the-library-says';

/** The DynamoDB tables of a stack, global and regional. */
export function readTables(resources: StackResources): TableDefinition[] {
  return [
    ...resources.read(resources.ofType('AWS::DynamoDB::GlobalTable'), table => {
      const replicas = table.property('Replicas') as any[];
      return {
        ...readSchema(table),
        regions: replicas.map(replica => replica.Region as string),
        stronglyConsistent: table.property('MultiRegionConsistency') === 'STRONG',
        witnesses: table.property('GlobalTableWitnesses')?.map(({ Region }: { Region: string }) => Region),
        tags: Object.fromEntries(replicas.map(replica => [replica.Region, readTags(replica.Tags)])),
        deletionProtection: replicas.every(replica => replica.DeletionProtectionEnabled ?? false),
        pointInTimeRecovery: replicas.every(replica => replica.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled ?? false),
      };
    }),
    ...resources.read(resources.ofType('AWS::DynamoDB::Table'), table => ({
      ...readSchema(table),
      regions: [table.stack.region, ...replicaRegions(table, resources)],
      tags: { [table.stack.region]: readTags(table.property('Tags')) },
      deletionProtection: table.property('DeletionProtectionEnabled') ?? false,
      pointInTimeRecovery: table.property('PointInTimeRecoverySpecification')?.PointInTimeRecoveryEnabled ?? false,
    })),
  ];
}

/** What the tables' own policies allow, each in its Region. */
export function readResourcePolicies(resources: StackResources): ResourcePolicyDefinition[] {
  return resources.read(resources.ofType('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'), table => {
    const ofReplicas: any[] = table.known('Replicas') ?? [{ Region: table.stack.region, ResourcePolicy: table.known('ResourcePolicy') }];
    return ofReplicas.filter(({ ResourcePolicy }) => ResourcePolicy).map(({ Region: region, ResourcePolicy: { PolicyDocument: document } }) =>
      ({ resource: arn({ stack: { ...table.stack, region } }, 'dynamodb', `table/${table.ref}`), document }));
  }).flat();
}

/** This library's tables are within the construct that grants. */
function constructIdOf({ path, stack: { template } }: Resource): string {
  const ids = path.split('/');
  const isWithin = ids[ids.length - 1] === 'Table' && (template.Metadata?.[DEPLOYED] as any)?.tables !== undefined;
  return ids[ids.length - (isWithin ? 2 : 1)];
}

/** Where the CDK's `replicationRegions` has a custom resource make replicas. */
function replicaRegions(table: Resource, resources: StackResources): string[] {
  return resources.read(resources.ofType('Custom::DynamoDBReplica').filter(replica => resolvable(replica, 'TableName') === table.ref),
    replica => replica.property('Region'));
}

function readSchema(table: Resource): Omit<TableDefinition, 'regions'> {
  const timeToLive = table.property('TimeToLiveSpecification');
  return {
    tableName: table.ref,
    logicalPath: table.path,
    constructId: constructIdOf(table),
    attributeDefinitions: table.property('AttributeDefinitions').map((attribute: any): AttributeDefinition => ({
      attributeName: attribute.AttributeName,
      attributeType: attribute.AttributeType,
    })),
    keySchema: readKeys(table.property('KeySchema')),
    globalSecondaryIndexes: table.property('GlobalSecondaryIndexes')?.map(readIndex),
    localSecondaryIndexes: table.property('LocalSecondaryIndexes')?.map(readIndex),
    timeToLiveAttribute: timeToLive?.Enabled ? timeToLive.AttributeName : undefined,
    streamViewType: table.property('StreamSpecification')?.StreamViewType,
    billingMode: table.property('BillingMode'),
  };
}

function readTags(tags: { Key: string; Value: string }[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

function readIndex(index: any): IndexDefinition {
  return {
    indexName: index.IndexName,
    keySchema: readKeys(index.KeySchema),
    projection: { projectionType: index.Projection.ProjectionType, nonKeyAttributes: index.Projection.NonKeyAttributes },
  };
}

function readKeys(keys: any[]): KeySchemaElement[] {
  return keys.map(key => ({ attributeName: key.AttributeName, keyType: key.KeyType }));
}
