import { StackResource, StackResources } from './stack-resources';
import { listOf } from '../synthesis/template-values';

/** What of a global table cannot change, or not at once. */
export interface TableFacts {
  /** Where it has replicas, the Region of its definition first, and the witness of a strongly consistent one last. */
  readonly regions: string[];
  /** E.g. "customer S, orderedAt N": attributes and their types. */
  readonly key: string;
  /** E.g. "status S, INCLUDE total", by name. */
  readonly globalIndexes?: { readonly [indexName: string]: string };
  readonly localIndexes?: { readonly [indexName: string]: string };
  readonly timeToLive?: string;
  /** Where replicas are protected against deletion. */
  readonly protected?: string[];
  /** Whether it is strongly consistent. */
  readonly strong?: true;
}

/** Tables whose names CloudFormation makes up are left out: nothing else of an app knows them. */
export function tablesIn(resources: StackResources): { [tableName: string]: TableFacts } | undefined {
  const region = resources.stack.region;
  const named = resources.ofType('AWS::DynamoDB::GlobalTable').flatMap(table => {
    const name = table.literal('TableName');
    return name === undefined ? [] : [[name, factsOf(table, region)] as const];
  });
  return named.length > 0 ? Object.fromEntries(named) : undefined;
}

function factsOf({ properties }: StackResource, primary: string): TableFacts {
  const types = new Map(listOf(properties.AttributeDefinitions).map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  const keyOf = (schema: unknown) => listOf(schema).map(({ AttributeName }) => `${AttributeName} ${types.get(AttributeName)}`).join(', ');
  const indexesOf = (list: unknown) => {
    const indexes = listOf(list).map(({ IndexName, KeySchema, Projection = {} }) => [IndexName, describe(keyOf(KeySchema), Projection)]);
    return indexes.length > 0 ? Object.fromEntries(indexes.sort()) : undefined;
  };
  const { AttributeName, Enabled } = properties.TimeToLiveSpecification ?? {};
  const others: string[] = listOf(properties.Replicas).map(({ Region }) => Region).filter(other => other !== primary).sort();
  const isProtected: string[] = listOf(properties.Replicas).filter(({ DeletionProtectionEnabled: protection }) => protection === true)
    .map(({ Region }) => Region).sort();
  return {
    regions: [primary, ...others, ...listOf(properties.GlobalTableWitnesses).map(({ Region }) => Region)],
    key: keyOf(properties.KeySchema),
    globalIndexes: indexesOf(properties.GlobalSecondaryIndexes),
    localIndexes: indexesOf(properties.LocalSecondaryIndexes),
    timeToLive: Enabled ? AttributeName : undefined,
    protected: isProtected.length > 0 ? isProtected : undefined,
    strong: properties.MultiRegionConsistency === 'STRONG' || undefined,
  };
}

function describe(key: string, { ProjectionType, NonKeyAttributes }: { ProjectionType?: string; NonKeyAttributes?: string[] }): string {
  return [key, [ProjectionType, ...NonKeyAttributes ?? []].join(' ')].join(', ');
}
