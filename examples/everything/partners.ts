import { App, DefaultStackSynthesizer, Duration, PermissionsBoundary } from 'aws-cdk-lib';
import { IpAddressType, JsonSchemaType } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { acknowledgeKeyUse, acknowledgePartnersFindings, acknowledgeUnrecorded } from './acknowledged-findings';
import { addChargeRoutes, addCharges } from './partners-charges';
import { addPartnersQueues, usePartnersQueues } from './partners-queues';
import { addPartnersSecrets } from './partners-secrets';
import { TracedFunction } from './traced-function';
import {
  AccessLogs, ApiGateway, BreakerScope, GlobalTable, GlobalTableEncryption, HealthAlarm, HealthCheck, MultiRegionServerlessApi, Opens, RegionalApi,
  RequestValidation, Routing,
} from 'cdk-multi-region-serverless-api';

/** A REST API for holders of a client certificate, under a name whose zone is in another account. */
export function createPartners(app: App, shop: MultiRegionServerlessApi): MultiRegionServerlessApi {
  const partners = new MultiRegionServerlessApi(app, 'Partners', {
    regions: ['eu-west-1', 'eu-central-1'],
    domain: {
      domainName: 'partners.example.org',
      hostedZoneId: 'Z0PARTNERS',
      zoneName: 'example.org',
      hostedZoneRoleArn: 'arn:aws:iam::210987654321:role/partners-example-org-records',
      certificateArns: {
        'eu-west-1': 'arn:aws:acm:eu-west-1:111122223333:certificate/1a1a1a1a-0000-4000-8000-000000000001',
        'eu-central-1': 'arn:aws:acm:eu-central-1:111122223333:certificate/2b2b2b2b-0000-4000-8000-000000000002',
      },
      mutualTls: {
        truststoreUris: {
          'eu-west-1': 's3://partners-truststore-eu-west-1/authorities.pem',
          'eu-central-1': 's3://partners-truststore-eu-central-1/authorities.pem',
        },
        truststoreVersions: { 'eu-west-1': 'version-in-eu-west-1', 'eu-central-1': 'version-in-eu-central-1' },
      },
      ipAddressType: IpAddressType.IPV4,
    },
    gateway: ApiGateway.rest({ accessLogs: AccessLogs.cloudWatch() }),
    routing: Routing.activePassive({ primary: 'eu-central-1' }),
    health: HealthCheck.alarms({ name: 'partners' }),
    synthesizer: new DefaultStackSynthesizer({ qualifier: 'partners' }),
    terminationProtection: true,
    permissionsBoundary: PermissionsBoundary.fromName('partners-boundary'),
  });
  const tables = addTables(partners);
  const charges = addCharges(partners);
  const queues = addPartnersQueues(partners, KEYS);
  const secrets = addPartnersSecrets(partners, KEYS);
  const ledger = partners.addCircuitBreaker('Ledger', { opens: Opens.answers503(), scope: BreakerScope.everywhere() });

  for (const region of partners.regionalApis) {
    region.stack.addStackDependency(shop.inRegion(region.region).stack, 'the shop gives API Gateway the role for access logs');
    addRoutes(region, tables);
    addChargeRoutes(region, charges, tables.contracts);
    usePartnersQueues(region, queues, tables.contracts, secrets);
    const entries = new TracedFunction(region, 'EntriesHandler', { file: 'ledger.ts' });
    ledger.grant(entries);
    region.addRoute('POST', '/entries', entries, { requestValidation: DOCUMENT });
    region.addHealthAlarm(HealthAlarm.serverErrors(region));
    region.addHealthAlarm(HealthAlarm.latency(region, { threshold: Duration.seconds(2) }));
    acknowledgePartnersFindings(region);
  }
  acknowledgeUnrecorded(partners);
  partners.addOperations();
  return partners;
}

/** Of invoices and payments. */
const KEYS = {
  'eu-west-1': 'arn:aws:kms:eu-west-1:111122223333:key/3c3c3c3c-0000-4000-8000-000000000003',
  'eu-central-1': 'arn:aws:kms:eu-central-1:111122223333:key/4d4d4d4d-0000-4000-8000-000000000004',
};

const DOCUMENT = RequestValidation.bodyAndParameters({ type: JsonSchemaType.OBJECT, minProperties: 1 }, 'header.X-Purpose');

/** One with keys that exist, one with those that AWS manages. */
function addTables(partners: MultiRegionServerlessApi) {
  const id = { name: 'id', type: AttributeType.STRING };
  const invoices = partners.addGlobalTable('Invoices', {
    partitionKey: id,
    encryption: GlobalTableEncryption.existingKeys(KEYS),
  });
  const contracts = partners.addGlobalTable('Contracts', { partitionKey: id, encryption: GlobalTableEncryption.awsManagedKey() });
  return { invoices, contracts };
}

function addRoutes(region: RegionalApi, tables: { [name: string]: GlobalTable }) {
  for (const [name, table] of Object.entries(tables)) {
    const handler = new TracedFunction(region, `${name}Handler`, { file: 'documents.ts', environment: { TABLE_NAME: table.tableName } });
    table.grant(handler, 'dynamodb:GetItem', 'dynamodb:PutItem');
    if (table === tables.invoices) acknowledgeKeyUse(handler.role!);
    region.addRoute('GET', `/${name}/{id}`, handler);
    region.addRoute('PUT', `/${name}/{id}`, handler, { requestValidation: DOCUMENT });
  }
}
