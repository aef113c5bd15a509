import { App, Stack } from 'aws-cdk-lib';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Drain, MultiRegionServerlessApi } from '../../src';
import { aFunction } from '../an-api';

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];

/** What the pages speak of: the hit counter, the shop with its drain switch, and the table that was there before. */
export function documentedApp(outdir: string): App {
  const app = new App({ outdir });
  for (const [id, domainName, table, key] of [['HitCounter', 'hello.example.com', 'Hits', 'ipAddress'], ['Shop', 'shop.example.com', 'Orders', 'orderId']]) {
    const api = new MultiRegionServerlessApi(app, id, {
      regions: REGIONS,
      domain: { domainName, hostedZoneId: 'Z0123456789ABC', zoneName: 'example.com' },
      drain: Drain.byPeers(),
    });
    api.addGlobalTable(table, { partitionKey: { name: key, type: AttributeType.STRING } });
    api.regionalApis.forEach(region => region.addRoute('GET', '/hello', aFunction(region, 'Hello')));
    api.addSecret('Twilio');
    api.addOperations();
  }
  new TableV2(new Stack(app, 'Crm', { env: { region: REGIONS[0] } }), 'Customers', {
    tableName: 'crm-customers',
    partitionKey: { name: 'id', type: AttributeType.STRING },
    replicas: REGIONS.slice(1).map(region => ({ region })),
  });
  return app;
}
