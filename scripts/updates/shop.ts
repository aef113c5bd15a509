import { App } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Build } from './synthesis';
import { ApiDomain, ApiGateway, GlobalTableProps, HealthCheck, MultiRegionServerlessApi, MultiRegionServerlessApiProps, RegionalApi, RouteOptions } from '../../src';

export const [VIRGINIA, IRELAND, SINGAPORE] = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];

/** A prop of the API, of its domain, or what is added to it. */
export interface Shop extends Partial<Omit<MultiRegionServerlessApiProps, 'domain'>> {
  readonly id?: string;
  readonly domain?: Partial<ApiDomain>;
}

/** An API in two Regions that is as small as can be, but for what is asked for. */
export function shop({ id = 'Shop', domain, ...props }: Shop = {}, add: (api: MultiRegionServerlessApi) => unknown = () => {}): Build {
  return app => add(makeShop(app, id, { domain, ...props }));
}

/** Where no setting is given it is the same app each time, which is then synthesized once. */
export function sharingTheDefault<Settings extends object>(build: (settings: Settings) => Build): (settings: Settings) => Build {
  let shared: Build | undefined;
  return settings => Object.values(settings).every(value => value === undefined) ? shared ??= build(settings) : build(settings);
}

export function makeShop(app: App, id: string, { domain, ...props }: Shop): MultiRegionServerlessApi {
  return new MultiRegionServerlessApi(app, id, {
    regions: [VIRGINIA, IRELAND],
    health: props.gateway && !props.gateway._canAnswer ? HealthCheck.deep() : HealthCheck.shallow(),
    domain: { domainName: 'shop.example.com', hostedZoneId: 'Z0123456789ABC', zoneName: 'example.com', ...domain },
    ...props,
  });
}

export const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };

/** The API with a table. */
export const shopWithTable = sharingTheDefault((props: Partial<GlobalTableProps>) => shop({}, api => api.addGlobalTable('Orders', { ...KEY, ...props })));

/** A route as it is added in every Region. */
export type Route = [method: string, path: string, options?: RouteOptions | ((region: RegionalApi) => RouteOptions), handler?: string];

/** The API with routes of one or more functions. */
export function shopWithRoutes(routes: Route[], of: Shop = {}, before: (region: RegionalApi) => void = () => {}): Build {
  return shop(of, api => {
    for (const region of api.regionalApis) {
      before(region);
      for (const [method, path, options = {}, handler = 'Orders'] of routes) {
        region.addRoute(method, path, functionOf(region, handler), typeof options === 'function' ? options(region) : options);
      }
    }
  });
}

export function functionOf(region: RegionalApi, id: string): Function {
  return region.node.tryFindChild(id) as Function | undefined ?? new Function(region, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ statusCode: 200 })'),
  });
}

export const HTTP = ApiGateway.http();
