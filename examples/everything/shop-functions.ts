import { acknowledgeIndexes } from './acknowledged-findings';
import { SHOP_RESOURCES, ShopResource } from './shop-routes';
import { ShopTables } from './shop-tables';
import { TracedFunction } from './traced-function';
import { RegionalApi } from 'cdk-multi-region-serverless-api';

/** A function for each resource, all of the same code, and so bundled once. */
export function createShopFunctions(region: RegionalApi, { items, catalog }: ShopTables): Record<ShopResource, TracedFunction> {
  const functions = SHOP_RESOURCES.map(resource => {
    const handler = new TracedFunction(region, `${resource}Handler`, { file: 'items.ts', environment: { ITEMS_TABLE_NAME: items.tableName } });
    items.grant(handler, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:Query');
    acknowledgeIndexes(handler.role!, items, region);
    return [resource, handler];
  });
  const { products } = Object.fromEntries(functions);
  products.addEnvironment('CATALOG_TABLE_NAME', catalog.tableName);
  catalog.grant(products, 'dynamodb:GetItem');
  return Object.fromEntries(functions);
}
