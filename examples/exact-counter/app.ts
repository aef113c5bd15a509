import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { acknowledgeFindings } from './acknowledged-findings';
import { MultiRegionServerlessApi } from 'cdk-multi-region-serverless-api';

export const app = new App();
const setting = (name: string, placeholder: string): string =>
  process.env[name] ?? app.node.tryGetContext(name) ?? placeholder;

const domainName = setting('DOMAIN_NAME', 'exact.example.com');

export const api = new MultiRegionServerlessApi(app, 'ExactCounter', {
  regions: ['us-east-1', 'eu-west-1'],
  domain: {
    domainName,
    hostedZoneId: setting('HOSTED_ZONE_ID', 'Z0123456789EXAMPLE'),
    zoneName: setting('ZONE_NAME', domainName.split('.').slice(1).join('.')),
  },
});

/** An item for each Region that counted: no two Regions ever write the same one. */
const hits = api.addGlobalTable('Hits', {
  partitionKey: { name: 'ipAddress', type: AttributeType.STRING },
  sortKey: { name: 'region', type: AttributeType.STRING },
});

for (const region of api.regionalApis) {
  const hello = new NodejsFunction(region, 'Hello', {
    entry: path.join(__dirname, 'hello.ts'),
    runtime: Runtime.NODEJS_24_X,
    environment: { HITS_TABLE_NAME: hits.tableName },
    bundling: { logLevel: LogLevel.WARNING },
  });
  hits.grant(hello, 'dynamodb:Query', 'dynamodb:UpdateItem');
  region.addRoute('GET', '/hello', hello);
  acknowledgeFindings(region);
}
