import { TracedFunction } from './traced-function';
import { GlobalTableBase, Idempotency, IdempotencyTable, MultiRegionServerlessApi, RegionalApi } from 'cdk-multi-region-serverless-api';

/** A charge that is made twice is worth waiting for another Region; a credit that is given twice is put right. */
export function addCharges(partners: MultiRegionServerlessApi): { [name: string]: IdempotencyTable } {
  return {
    charges: partners.addIdempotencyTable('Charges', { across: Idempotency.strong({ witness: 'eu-west-3' }) }),
    credits: partners.addIdempotencyTable('Credits', { across: Idempotency.afterReplication() }),
  };
}

export function addChargeRoutes(region: RegionalApi, tables: { [name: string]: IdempotencyTable }, contracts: GlobalTableBase) {
  for (const [name, once] of Object.entries(tables)) {
    const handler = new TracedFunction(region, `${name}Handler`, { file: 'charges.ts', environment: { TABLE_NAME: contracts.tableName } });
    contracts.grant(handler, 'dynamodb:UpdateItem');
    once.grant(handler);
    region.addRoute('PUT', `/contracts/{id}/${name}/{charge}`, handler);
  }
}
