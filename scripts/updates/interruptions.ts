import { Resource, World } from './deployed';
import { recordsIn } from './records';

/**
 * Why callers are without answers when some of the stacks are deployed and the others are not.
 *
 * @param start what there was
 * @param now what there is
 * @param end what there will be
 */
export function interruptions(start: World, now: World, end: World): string[] {
  const [before, meanwhile, after] = [start, now, end].map(answersIn);
  const missing = [...before].filter(answer => after.has(answer) && !meanwhile.has(answer));
  return [
    ...missing.some(answer => answer.endsWith(DEFAULT)) ? ['callers of no listed place get no answer until the next stack is deployed'] : [],
    ...missing.some(answer => !answer.endsWith(DEFAULT)) ? ['a name has no record until the next stack is deployed'] : [],
    ...leftWithoutReplica(start, now) ? ['callers are led to a Region whose replica is gone'] : [],
  ];
}

const DEFAULT = ' by default';

function answersIn(world: World): Set<string> {
  return new Set([...world.values()].flatMap(recordsIn).flatMap(({ zone, name, type, isDefault }) =>
    [`${zone} ${name} ${type}`, ...isDefault ? [`${zone} ${name} ${type}${DEFAULT}`] : []]));
}

/** A Region that had a replica, has none and still has records. */
function leftWithoutReplica(start: World, now: World): boolean {
  const [before, after] = [start, now].map(replicasIn);
  const serving = new Set([...now.values()].filter(resource => recordsIn(resource).length > 0).map(({ region }) => region));
  return [...before].some(replica => !after.has(replica) && tableOf(replica, after) && serving.has(replica.split(' ')[1]));
}

function replicasIn(world: World): Set<string> {
  const tables = [...world.values()].filter(({ type }) => type === 'AWS::DynamoDB::GlobalTable');
  return new Set(tables.flatMap(({ properties }: Resource) => properties.Replicas.map(({ Region }: { Region: string }) => `${properties.TableName} ${Region}`)));
}

/** Whether other replicas of the table stay. */
function tableOf(replica: string, replicas: Set<string>): boolean {
  return [...replicas].some(other => other.split(' ')[0] === replica.split(' ')[0]);
}
