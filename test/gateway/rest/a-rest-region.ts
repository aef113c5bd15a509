import { Template } from 'aws-cdk-lib/assertions';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ApiGateway, RegionalApi, RestApiGatewayOptions, RouteOptions } from '../../../src';
import { aFunction, anApi } from '../../an-api';

export const REGION = 'eu-west-1';

/** A Region with a REST API and routes of its own, e.g. `{ 'GET /orders': { throttle: … } }`. */
export function aRegion(options: RestApiGatewayOptions = {}, routes: Record<string, RouteOptions> = {}): RegionalApi {
  const region = anApi({ gateway: ApiGateway.rest(options) }).inRegion(REGION);
  addRoutes(region, routes);
  return region;
}

export function addRoutes(region: RegionalApi, routes: Record<string, RouteOptions>) {
  const handler = region.node.tryFindChild('Orders') as IFunction | undefined ?? aFunction(region, 'Orders');
  for (const [route, routeOptions] of Object.entries(routes)) {
    const [method, path] = route.split(' ');
    region.addRoute(method, path, handler, { regional: true, ...routeOptions });
  }
}

/** The properties of a method, by the last part of its path. */
export function methodOf(region: RegionalApi, HttpMethod: string, PathPart: string): any {
  const template = Template.fromStack(region.stack);
  const [resource] = Object.keys(template.findResources('AWS::ApiGateway::Resource', { Properties: { PathPart } }));
  const [method] = Object.values(template.findResources('AWS::ApiGateway::Method', { Properties: { HttpMethod, ResourceId: { Ref: resource } } }));
  return method?.Properties;
}
