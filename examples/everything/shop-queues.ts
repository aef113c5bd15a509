import { Duration } from 'aws-cdk-lib';
import { acknowledgeIndexes } from './acknowledged-findings';
import { TracedFunction } from './traced-function';
import { ApiQueue, GlobalTableBase, MaxConcurrency, MultiRegionServerlessApi, RegionalApi, WhileDrained } from 'cdk-multi-region-serverless-api';

/** Scans of parcels, whose order matters. */
export function addScans(shop: MultiRegionServerlessApi): ApiQueue {
  return shop.addQueue('Scans', { fifo: true, visibilityTimeout: Duration.minutes(2), whileDrained: WhileDrained.pause() });
}

/** Carriers wait for nobody. */
export function takeScans(region: RegionalApi, scans: ApiQueue, items: GlobalTableBase) {
  const worker = new TracedFunction(region, 'ScansWorker', { file: 'messages.ts', environment: { ITEMS_TABLE_NAME: items.tableName } });
  items.grant(worker, 'dynamodb:PutItem');
  acknowledgeIndexes(worker.role!, items, region);
  scans.consume(worker, { maxConcurrency: MaxConcurrency.inEachRegion(5) });
  region.addQueueRoute('POST', '/shipments/{shipment}/scans', scans, { messageGroup: 'path.shipment' });
}
