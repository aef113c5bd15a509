import { CfnResource } from 'aws-cdk-lib';
import { acrossRegions, namesOf } from './across-regions';
import { CheckedApi } from './checked-api';
import { Resource } from './deployed-resources';
import { Rule } from './rule';
import { GatewayRoute } from '../gateway/regional-gateway';
import { RegionalApi } from '../region/regional-api';

export const HANDMADE_ROUTE: Rule = {
  code: 'handmade-route',
  severity: 'warning',
  title: 'A route that is made by hand, on `region.restApi` or `region.httpApi`, has what the API\'s own routes have: an authorizer, CORS, and its like in every Region.',
  reason: 'what is made by hand gets none of it from the API',
  fix: 'Add it with `region.addRoute()`, or give it by hand what it lacks, in every Region; acknowledge what is meant',
  awsPage: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html',
  example: 'GET /admin, made by hand in us-east-1, eu-west-1, lets everybody in',
  find: deployed => {
    const resources = new Map(deployed.ofType('AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Route').map(resource => [resource.construct, resource]));
    const lacking = deployed.apis.flatMap(api => lackingRoutes(api, resources));
    return acrossRegions(lacking, ({ resource, name, lacks }) => `${resource.place} ${name} ${lacks}`).map(({ first: { resource, name, lacks }, regions }) => ({
      at: resource.owner, found: `${name}, made by hand in ${regions}, ${lacks.join(' and ')}`,
    }));
  },
};

interface LackingRoute {
  readonly resource: Resource;
  readonly name: string;
  readonly lacks: string[];
}

function lackingRoutes(api: CheckedApi, resources: Map<CfnResource, Resource>): LackingRoute[] {
  const routes = new Map(api.regionalApis.map(regionalApi => [regionalApi, regionalApi._gateway.routes]));
  return [...routes].flatMap(([regionalApi, all]) => {
    // A resource for all paths is two routes.
    const byHand = new Map(all.filter(({ isByHand }) => isByHand).map(route => [route.resource, route]));
    return [...byHand.values()].flatMap(route => {
      const resource = resources.get(route.resource);
      if (!resource) return [];
      const others = api.regionalApis.filter(other => !routes.get(other)!.some(({ method, path }) => method === route.method && path === route.path));
      const lacks = [
        ...isLeftOpen(route, resource, regionalApi, api) ? ['lets everybody in'] : [],
        ...lacksPreflight(route, regionalApi, all) ? ['answers no preflight requests'] : [],
        ...others.length > 0 ? [`is missing in ${namesOf(others.map(({ region }) => region))}`] : [],
      ];
      return lacks.length === 0 ? [] : [{ resource, name: `${route.method} ${route.path}`, lacks }];
    });
  });
}

/** Browsers send no credentials in preflight requests, nor do Route 53's checkers. */
function isLeftOpen({ method, path }: GatewayRoute, { properties }: Resource, { _routes }: RegionalApi, { health }: CheckedApi): boolean {
  const { AuthorizationType: type = 'NONE', ApiKeyRequired: needsKey = false } = properties;
  return _routes.isGuarded && type === 'NONE' && !needsKey && method !== 'OPTIONS' && path !== health._endpoint?.path;
}

function lacksPreflight({ method, path }: GatewayRoute, { _gateway }: RegionalApi, all: GatewayRoute[]): boolean {
  return _gateway.needsPreflightRoutes && !['OPTIONS', 'ANY'].includes(method)
    && !all.some(other => other.path === path && ['OPTIONS', 'ANY'].includes(other.method));
}
