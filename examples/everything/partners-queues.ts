import { Duration } from 'aws-cdk-lib';
import { TracedFunction } from './traced-function';
import { ApiQueue, GlobalSecret, GlobalTableBase, MaxConcurrency, MultiRegionServerlessApi, ApiQueueEncryption, RegionalApi } from 'cdk-multi-region-serverless-api';

export interface PartnersQueues {
  readonly payments: ApiQueue;
  readonly reports: ApiQueue;
}

/** Payments, which the ledger receives by itself, and reports, of which some may be late. */
export function addPartnersQueues(partners: MultiRegionServerlessApi, keyArns: { [region: string]: string }): PartnersQueues {
  return {
    payments: partners.addQueue('Payments', { encryption: ApiQueueEncryption.existingKeys(keyArns) }),
    reports: partners.addQueue('Reports', { maxReceives: 8, retention: Duration.days(1), encryption: ApiQueueEncryption.customerManagedKeys() }),
  };
}

export function usePartnersQueues(region: RegionalApi, { payments, reports }: PartnersQueues, contracts: GlobalTableBase, secrets: GlobalSecret[]) {
  const worker = new TracedFunction(region, 'ReportsWorker', { file: 'messages.ts', environment: { ITEMS_TABLE_NAME: contracts.tableName } });
  contracts.grant(worker, 'dynamodb:PutItem');
  worker.addEnvironment('SECRETS', secrets.map(({ secretName }) => secretName).join());
  secrets.forEach(secret => secret.grantRead(worker));
  reports.consume(worker, {
    batchSize: 100, maxBatchingWindow: Duration.seconds(10), maxConcurrency: MaxConcurrency.inAllRegions(8), reportBatchItemFailures: false,
  });
  region.addQueueRoute('POST', '/payments', payments, { messageGroup: 'header.X-Partner' });
  region.addQueueRoute('POST', '/reports', reports, { contentTypes: ['application/json', 'text/csv'] });
}
