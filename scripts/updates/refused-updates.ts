import { isSame, Resource } from './deployed';

type Properties = Record<string, any>;

/** Why AWS refuses to make the one of the other in place; nothing if it does not. */
export function refusedUpdate(before: Resource, after: Resource): string | undefined {
  if (before.type !== after.type) return 'the type of a resource stays';
  return REFUSED[after.type]?.(before.properties, after.properties);
}

/** Why AWS refuses to delete it. */
export function refusedDeletion({ type, properties }: Resource): string | undefined {
  return type === 'AWS::DynamoDB::GlobalTable' && properties.Replicas.some(isProtected) ? 'a table with deletion protection is not deleted' : undefined;
}

const REFUSED: Record<string, (before: Properties, after: Properties) => string | undefined> = {
  'AWS::DynamoDB::GlobalTable': refusedTableUpdate,
};

/**
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
 */
function refusedTableUpdate(before: Properties, after: Properties): string | undefined {
  const replicas = difference(before.Replicas, after.Replicas, 'Region');
  const indexes = difference(before.GlobalSecondaryIndexes, after.GlobalSecondaryIndexes, 'IndexName');
  const types = difference(before.AttributeDefinitions, after.AttributeDefinitions, 'AttributeName');
  const ttl = [before, after].map(({ TimeToLiveSpecification: specification }) => specification?.Enabled ? specification.AttributeName : undefined);
  if (replicas.changes > 1) return 'a table gains or loses one replica in an update';
  if (indexes.changes > 1) return 'a table gains or loses one index in an update';
  if (replicas.changes > 0 && indexes.changes > 0) return 'a table gains or loses a replica or an index in an update, not both';
  if (indexes.kept.some(([one, other]) => !isSame(keysAndProjection(one), keysAndProjection(other)))) return 'the keys and the projection of an index stay';
  if (types.kept.some(([one, other]) => one.AttributeType !== other.AttributeType)) return 'the type of a key stays';
  if (ttl[0] && ttl[1] && ttl[0] !== ttl[1]) return 'the attribute of the expiry is changed after expiry was off';
  if (!isSame(before.MultiRegionConsistency, after.MultiRegionConsistency) || !isSame(before.GlobalTableWitnesses, after.GlobalTableWitnesses)) {
    return 'the consistency of a table stays';
  }
  if (replicas.added.some(replica => replica.ResourcePolicy)) return 'a replica and its resource policy are not made in one update';
  if (replicas.removed.some(isProtected)) return 'a replica with deletion protection is not deleted';
  return undefined;
}

function isProtected(replica: Properties): boolean {
  return replica.DeletionProtectionEnabled === true;
}

function keysAndProjection({ KeySchema, Projection }: Properties) {
  return { KeySchema, Projection };
}

function difference(before: Properties[] = [], after: Properties[] = [], key: string) {
  const find = (list: Properties[], item: Properties) => list.find(other => other[key] === item[key]);
  const added = after.filter(item => !find(before, item));
  const removed = before.filter(item => !find(after, item));
  const kept = after.flatMap(item => find(before, item) ? [[find(before, item)!, item] as const] : []);
  return { added, removed, kept, changes: added.length + removed.length };
}
