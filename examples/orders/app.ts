import * as path from 'path';
import { App, Duration } from 'aws-cdk-lib';
import { JsonSchemaType } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { acknowledgeFindings } from './acknowledged-findings';
import { MaxConcurrency, MultiRegionServerlessApi, RequestValidation } from 'cdk-multi-region-serverless-api';

export const app = new App();

export const api = new MultiRegionServerlessApi(app, 'Shop', {
  regions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'],
  domain: { domainName: 'shop.example.com', hostedZoneId: 'Z0123456789EXAMPLE', zoneName: 'example.com' },
});
api.addOperations();

const placed = api.addGlobalTable('Placed', { partitionKey: { name: 'order', type: AttributeType.STRING } });
const orders = api.addQueue('Orders', { maxReceives: 5 });

for (const region of api.regionalApis) {
  const worker = new NodejsFunction(region, 'Worker', {
    entry: path.join(__dirname, 'worker.ts'),
    runtime: Runtime.NODEJS_24_X,
    timeout: Duration.seconds(5),
    environment: { TABLE_NAME: placed.tableName },
  });
  placed.grant(worker, 'dynamodb:UpdateItem');
  orders.consume(worker, { maxConcurrency: MaxConcurrency.inAllRegions(9) }); // the ledger behind bears nine
  region.addQueueRoute('POST', '/orders', orders, { requestValidation: RequestValidation.body({ type: JsonSchemaType.OBJECT }) });
  acknowledgeFindings(region);
}
