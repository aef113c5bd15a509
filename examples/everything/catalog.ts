import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { SHOP_REGIONS } from './shop-regions';

/** What the shop knows of the catalog. */
export const CATALOG = { tableName: 'shop-catalog', partitionKey: { name: 'sku', type: AttributeType.STRING } };

/** A global table that was there before the shop: in earnest another app has it. Here it is part of the app, so that it runs locally. */
export function createCatalog(app: App): Stack {
  const [primary, ...others] = SHOP_REGIONS;
  const stack = new Stack(app, 'Catalog', { env: { region: primary } });
  new TableV2(stack, 'Table', {
    ...CATALOG,
    replicas: others.map(region => ({ region })),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  return stack;
}
