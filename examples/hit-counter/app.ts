import * as path from 'path';
import { App, Duration } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { acknowledgeFindings } from './acknowledged-findings';
import { GlobalTableEncryption, HealthCheck, MultiRegionServerlessApi } from 'cdk-multi-region-serverless-api';

export const app = new App();
const setting = (name: string, placeholder: string): string =>
  process.env[name] ?? app.node.tryGetContext(name) ?? placeholder;

const domainName = setting('DOMAIN_NAME', 'hello.example.com');

export const api = new MultiRegionServerlessApi(app, 'HitCounter', {
  regions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'],
  domain: {
    domainName,
    hostedZoneId: setting('HOSTED_ZONE_ID', 'Z0123456789EXAMPLE'),
    zoneName: setting('ZONE_NAME', domainName.split('.').slice(1).join('.')),
  },
  health: HealthCheck.deep({
    name: 'hello',
    interval: Duration.seconds(30),
    failureThreshold: 1,
    checkerRegions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'],
  }),
});

const hits = api.addGlobalTable('Hits', {
  partitionKey: { name: 'ipAddress', type: AttributeType.STRING },
  encryption: GlobalTableEncryption.awsManagedKey(),
});

for (const region of api.regionalApis) {
  const hello = new NodejsFunction(region, 'Hello', {
    entry: path.join(__dirname, 'hello.ts'),
    runtime: Runtime.NODEJS_24_X,
    timeout: Duration.seconds(3),
    tracing: Tracing.ACTIVE,
    environment: { HITS_TABLE_NAME: hits.tableName },
  });
  hits.grant(hello, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
  region.addRoute('GET', '/hello', hello);
  acknowledgeFindings(region);
}
