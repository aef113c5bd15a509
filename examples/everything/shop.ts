import { App, Stack } from 'aws-cdk-lib';
import { SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { acknowledgeCallers, acknowledgeShopFindings } from './acknowledged-findings';
import { addShopAlarms } from './shop-alarms';
import { shopCallers } from './shop-callers';
import { shopDeployments } from './shop-deployments';
import { createShopFunctions } from './shop-functions';
import { SHOP_GATEWAY } from './shop-gateway';
import { addShopOperations } from './shop-operations';
import { addPaymentProvider, usePaymentProvider } from './shop-payments';
import { addScans, takeScans } from './shop-queues';
import { SHOP_REGIONS, SHOP_ROLLOUT, SHOP_ROUTING } from './shop-regions';
import { ROUTES } from './shop-routes';
import { addShopTables } from './shop-tables';
import { createWebAcl } from './web-acl';
import { Drain, HealthCheck, MultiRegionServerlessApi, Standby } from 'cdk-multi-region-serverless-api';

/** The hosted zone of CloudFront's distributions, the same for all. */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

/** A REST API in six Regions, each of which serves a part of the world. */
export function createShop(app: App, catalog: Stack): MultiRegionServerlessApi {
  const shop = new MultiRegionServerlessApi(app, 'Shop', {
    regions: SHOP_REGIONS,
    domain: {
      domainName: 'api.shop.example.com',
      hostedZoneId: 'Z0SHOP',
      zoneName: 'shop.example.com',
      basePath: 'v1',
      securityPolicy: SecurityPolicy.TLS13_1_2_PQ_2025_09,
    },
    gateway: SHOP_GATEWAY,
    routing: SHOP_ROUTING,
    rollout: SHOP_ROLLOUT,
    standby: Standby.alias({ dnsName: 'd111111abcdef8.cloudfront.net', hostedZoneId: CLOUDFRONT_ZONE }),
    health: HealthCheck.deep({ failureThreshold: 2 }),
    drain: Drain.byPeers(),
    description: 'The shop',
    tags: { team: 'shop' },
  });
  const operations = addShopOperations(shop);
  const tables = addShopTables(shop);
  const scans = addScans(shop);
  const provider = addPaymentProvider(shop);

  for (const region of shop.regionalApis) {
    region.stack.addStackDependency(catalog, 'the health function reads the catalog');
    region.addWebAcl(createWebAcl(region).attrArn);

    const functions = createShopFunctions(region, tables);
    const deployments = shopDeployments(region, functions);
    const callers = shopCallers(region, tables.items);
    region.useAuthorizer(callers.customers);
    for (const { resource, method, path, for: whom = 'customers', ...options } of ROUTES) {
      const route = region.addRoute(method, path, functions[resource], {
        ...options,
        ...whom !== 'customers' && { authorizer: callers[whom] },
        deployment: deployments[resource],
      });
      acknowledgeCallers(route.construct, whom);
    }
    takeScans(region, scans, tables.items);
    usePaymentProvider(provider, functions.payments);

    addShopAlarms(region, { items: tables.items, payments: functions.payments }, operations);
    acknowledgeShopFindings(region);
  }
  return shop;
}
