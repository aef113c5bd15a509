import { canonical, isSame, referredBy, Resource, World } from './deployed';
import { recordCollision } from './records';
import { UpdateSchemas } from './replacing-properties';

type Properties = Record<string, any>;

/** Types that are not of a Region. */
const GLOBAL = /^AWS::(Route53|IAM)::|^Custom::ZoneRecords$/;

/** Why two resources cannot be there at the same time; nothing if they can. */
export function collision(one: Resource, other: Resource, world: World, schemas: UpdateSchemas): string | undefined {
  if (one.type === TABLE && other.type === TABLE) return tableCollision(one.properties, other.properties);
  if (one.region !== other.region && !GLOBAL.test(one.type)) return undefined;
  return recordCollision(one, other) ?? siblingCollision(one, other) ?? keyCollision(one, other, world) ?? sameName(one, other, schemas);
}

const TABLE = 'AWS::DynamoDB::GlobalTable';

function tableCollision(one: Properties, other: Properties): string | undefined {
  const [mine, theirs] = [one, other].map(({ Replicas }) => Replicas.map(({ Region }: Properties) => Region));
  return one.TableName === other.TableName && mine.some((region: string) => theirs.includes(region)) ? 'the name of a table is there once' : undefined;
}

/** What is there once, where the identifier of the schema is AWS's own making. */
const NAMES: Record<string, (properties: Properties, id: string) => unknown[]> = {
  'AWS::ApiGateway::Resource': ({ RestApiId, ParentId, PathPart }) => ['a path of an API', RestApiId, ParentId, PathPart],
  'AWS::ApiGateway::Authorizer': ({ RestApiId, Name }) => ['an authorizer\'s name in an API', RestApiId, Name],
  'AWS::ApiGateway::GatewayResponse': ({ RestApiId, ResponseType }) => ['an API\'s response of a type', RestApiId, ResponseType],
  'AWS::ApiGateway::ApiKey': ({ Value }) => ['the value of an API key', Value],
  'AWS::ApiGateway::BasePathMapping': ({ DomainName, BasePath }) => ['a base path below a name', DomainName, BasePath ?? ''],
  'AWS::ApiGatewayV2::ApiMapping': ({ DomainName, ApiMappingKey }) => ['a base path below a name', DomainName, ApiMappingKey ?? ''],
  'AWS::ApiGatewayV2::Route': ({ ApiId, RouteKey }) => ['a route of an API', ApiId, RouteKey],
  'AWS::ApiGatewayV2::Authorizer': ({ ApiId, Name }) => ['an authorizer\'s name in an API', ApiId, Name],
  'AWS::Lambda::Alias': ({ FunctionName, Name }) => ['an alias of a function', FunctionName, Name],
  // Its logical ID has the hash of what is published.
  'AWS::Lambda::Version': (_, id) => ['a version of a function like the last one', id.replace(/ \(.*\)$/, '')],
};

function sameName(one: Resource, other: Resource, schemas: UpdateSchemas): string | undefined {
  const [mine, theirs] = [one, other].map(resource => nameOf(resource, schemas));
  return mine && theirs && isSame(mine, theirs) ? `${mine[0]} is there once` : undefined;
}

function nameOf({ type, properties, id }: Resource, schemas: UpdateSchemas): unknown[] | undefined {
  const own = NAMES[type]?.(properties, id);
  if (own) return own;
  const identifier = (schemas.get(type)?.identifier ?? []).map(name => properties[name]);
  return identifier.length > 0 && identifier.every(value => value !== undefined) ? [`the name of an \`${type}\``, ...identifier] : undefined;
}

/**
 * Paths have one variable part at a place.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
function siblingCollision(one: Resource, other: Resource): string | undefined {
  if (one.type !== other.type) return undefined;
  const [mine, theirs] = [one.properties, other.properties];
  const parts = one.type === 'AWS::ApiGateway::Resource' && isSame([mine.RestApiId, mine.ParentId], [theirs.RestApiId, theirs.ParentId])
    ? [mine.PathPart, theirs.PathPart]
    : one.type === 'AWS::ApiGatewayV2::Route' && isSame(mine.ApiId, theirs.ApiId) ? firstDifference(pathOf(mine.RouteKey), pathOf(theirs.RouteKey)) : [];
  return parts.length > 0 && parts[0] !== parts[1] && parts.every(part => part?.startsWith('{')) ? 'a path has one variable part at a place' : undefined;
}

function pathOf(routeKey: string): string[] {
  return routeKey.split(' ').at(-1)!.split('/');
}

function firstDifference(one: string[], other: string[]): (string | undefined)[] {
  const at = one.findIndex((part, i) => part !== other[i]);
  return [one[at], other[at]];
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html */
function keyCollision(one: Resource, other: Resource, world: World): string | undefined {
  if (one.type !== 'AWS::ApiGateway::UsagePlanKey' || other.type !== one.type || !isSame(one.properties.KeyId, other.properties.KeyId)) return undefined;
  const [mine, theirs] = [one, other].map(({ properties }) => stagesOf(referredBy(world, properties.UsagePlanId)));
  return mine.some(stage => theirs.includes(stage)) ? 'an API key is in one usage plan of a stage' : undefined;
}

function stagesOf(plan: Resource | undefined): string[] {
  return (plan?.properties.ApiStages ?? []).map(({ ApiId, Stage }: Properties) => canonical([ApiId, Stage]));
}
