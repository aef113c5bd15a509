import { isDeepStrictEqual } from 'util';
import { Deployed } from '../cloudformation/deployed';
import { ApiDefinition } from '../services/api-gateway/api-definition';
import { PolicyDefinition, ResourcePolicyDefinition, RoleDefinition } from '../services/iam/role-definition';
import { FunctionDefinition } from '../services/lambda/function-definition';

/** One thing that differs between two states of an app. */
export interface Change {
  /** What people call it, e.g. `Hello` or `GET /orders`. */
  readonly name: string;
  /** @default - it is another than before */
  readonly how?: 'new' | 'removed';
  readonly regions: readonly string[];
}

/** A definition, and what tells it from others. */
interface Part {
  readonly id: string;
  readonly name: string;
  readonly regions: readonly string[];
  readonly definition: unknown;
}

/** What has come, changed or gone, in the words of the app. */
export function changesBetween(before: Deployed, after: Deployed): Change[] {
  const [old, current] = [before, after].map(deployed => new Map(partsOf(deployed).map(one => [one.id, one])));
  const went = [...old.values()].filter(({ id }) => !current.has(id));
  const others = [...current.values()].filter(({ id, definition }) => !isDeepStrictEqual(old.get(id)?.definition, definition));
  return [
    ...others.map(({ id, name, regions }): Change => ({ name, regions, how: old.has(id) ? undefined : 'new' })),
    ...went.map(({ name, regions }): Change => ({ name, regions, how: 'removed' })),
  ];
}

function partsOf({
  functions, roles, policies, resourcePolicies, restApis, httpApis, domainNames, tables, recordSets, healthChecks, ...others
}: Deployed): Part[] {
  return [
    ...functions.map(fn => part(fn.logicalPath.split('/').pop()!, [fn.region], { ...fn, rights: rightsOf(fn, roles, policies), callers: resourcePolicies.filter(policy => isOfFunction(policy, fn)) }, fn.functionName)),
    ...restApis.flatMap(({ methods, ...api }) => [
      apiPart(api),
      ...methods.map(method => part(`${method.httpMethod} ${method.resourcePath}`, [api.region], method, api.id)),
    ]),
    ...httpApis.flatMap(({ routes, ...api }) => [apiPart(api), ...routes.map(route => part(route.routeKey, [api.region], route, api.id))]),
    ...domainNames.map(domain => part(domain.domainName, [domain.region], domain)),
    ...tables.map(table => part(table.tableName, table.regions, table)),
    ...recordSets.map(record => part(record.name, [], record, record.type, record.setIdentifier)),
    ...healthChecks.map(check => part(check.name ?? check.id, [], check, check.id)),
    ...otherParts({ ...others, resourcePolicies: resourcePolicies.filter(policy => !functions.some(fn => isOfFunction(policy, fn))) }),
  ];
}

/** A function is another when its role allows other things. */
function rightsOf({ roleArn }: FunctionDefinition, roles: readonly RoleDefinition[], policies: readonly PolicyDefinition[]): object[] {
  const own = roles.filter(({ arn }) => arn === roleArn);
  const isOwn = ({ arn, roleNames }: PolicyDefinition) => own.some(role => roleNames.includes(role.roleName) || role.managedPolicies.includes(arn!));
  return [...own, ...policies.filter(isOwn)];
}

/** Whether it says who may invoke the function, or an alias or version of it. */
function isOfFunction({ resource }: ResourcePolicyDefinition, { region, functionName }: FunctionDefinition): boolean {
  const [, , service, at, , , name] = resource.split(':');
  return service === 'lambda' && at === region && name === functionName;
}

/** Of other services, definitions with a name or without. */
function otherParts(deployed: Partial<Deployed>): Part[] {
  const { regions, accountId, values, stacks, assumedRegion, unsupported, absentFunctions, hostedZones, ...lists } = deployed;
  const defined = Object.entries<any[]>(lists).flatMap(([list, definitions]) =>
    definitions.map(one => part(one.name ?? one.logGroupName ?? one.resource ?? list, one.region ? [one.region] : [], one, list, one.id)));
  const given = [values?.secrets, values?.parameters].flatMap(held => Object.entries(held ?? {}));
  return [...defined, ...given.filter(([name]) => !defined.some(one => one.name === name)).map(([name, value]) => part(name, [], value, 'value'))];
}

/** Another deployment alone makes no difference. */
function apiPart(api: ApiDefinition): Part {
  return part(api.name, [api.region], { ...api, stages: api.stages.map(({ deploymentId, ...stage }) => stage) }, api.id);
}

function part(name: string, regions: readonly string[], definition: unknown, ...ids: unknown[]): Part {
  return { id: JSON.stringify([name, ...ids, ...regions.length === 1 ? regions : []]), name, regions, definition };
}
