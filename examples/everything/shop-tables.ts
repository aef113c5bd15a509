import { AttributeType, Billing, TableClass } from 'aws-cdk-lib/aws-dynamodb';
import { CATALOG } from './catalog';
import { Consistency, GlobalTable, GlobalTableEncryption, GlobalTableBase, MultiRegionServerlessApi } from 'cdk-multi-region-serverless-api';

export interface ShopTables {
  readonly items: GlobalTable;
  readonly catalog: GlobalTableBase;
}

/** A table of the shop's own, with keys of its own in every Region, and one that was there before. */
export function addShopTables(shop: MultiRegionServerlessApi): ShopTables {
  const items = shop.addGlobalTable('Items', {
    partitionKey: { name: 'collection', type: AttributeType.STRING },
    sortKey: { name: 'id', type: AttributeType.STRING },
    globalSecondaryIndexes: [{
      indexName: 'by-customer',
      partitionKey: { name: 'customer', type: AttributeType.STRING },
      sortKey: { name: 'changedAt', type: AttributeType.NUMBER },
    }],
    timeToLiveAttribute: 'expiresAt',
    billing: Billing.onDemand({ maxReadRequestUnits: 4000, maxWriteRequestUnits: 2000 }),
    consistency: Consistency.eventual(),
    encryption: GlobalTableEncryption.customerManagedKeys(),
    contributorInsightsSpecification: { enabled: true },
    replicas: [
      { region: 'us-east-1', maxReadRequestUnits: 8000 }, // serves whom no other Region does
      { region: 'ap-northeast-1', tableClass: TableClass.STANDARD_INFREQUENT_ACCESS, tags: [{ key: 'cost-center', value: 'tokyo' }] },
      { region: 'eu-central-1', contributorInsightsSpecification: { enabled: false } },
    ],
  });
  return { items, catalog: shop.importGlobalTable('Catalog', { ...CATALOG, globalIndexes: [], localIndexes: [] }) };
}
