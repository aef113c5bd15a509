import * as path from 'path';
import { App, Duration } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { acknowledgeFindings, acknowledgeSecretFindings } from './acknowledged-findings';
import { Site } from './site';
import { AccessLogs, ApiGateway, MultiRegionServerlessApi } from 'cdk-multi-region-serverless-api';

export const app = new App();
const setting = (name: string, placeholder: string): string =>
  process.env[name] ?? app.node.tryGetContext(name) ?? placeholder;

const zone = { hostedZoneId: setting('HOSTED_ZONE_ID', 'Z0123456789EXAMPLE'), zoneName: setting('ZONE_NAME', 'example.com') };
const captchaUrl = setting('CAPTCHA_URL', 'https://captcha.example.com');
const siteName = `text.${zone.zoneName}`;
const apiName = `api.${siteName}`;

export const api = new MultiRegionServerlessApi(app, 'TextSite', {
  regions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'],
  domain: { domainName: apiName, ...zone },
  gateway: ApiGateway.http({
    cors: { allowOrigins: [setting('SITE_ORIGIN', `https://${siteName}`)] },
    throttle: { rateLimit: 5, burstLimit: 10 }, // texts cost money
    accessLogs: AccessLogs.cloudWatch(),
  }),
});

const messages = api.addGlobalTable('Messages', {
  partitionKey: { name: 'id', type: AttributeType.STRING },
  timeToLiveAttribute: 'expiresAt',
});
const captcha = api.addSecret('Captcha', { description: 'What the captcha\'s provider knows us by' });
acknowledgeSecretFindings(captcha.secret);
const site = new Site(app, 'TextSiteEdge', {
  siteName,
  zone,
  settings: { api: `https://${apiName}`, captcha: `${captchaUrl}/widget.js` },
});

for (const region of api.regionalApis) {
  const text = new NodejsFunction(region, 'Text', {
    entry: path.join(__dirname, 'text.ts'),
    runtime: Runtime.NODEJS_24_X,
    timeout: Duration.seconds(10),
    environment: {
      TABLE_NAME: messages.tableName,
      OWNER: setting('OWNER', '+12065550100'),
      CAPTCHA_URL: captchaUrl,
      CAPTCHA_SECRET_NAME: captcha.secretName,
    },
    bundling: { logLevel: LogLevel.WARNING },
  });
  captcha.grantRead(text); // the replica beside the function
  messages.grant(text, 'dynamodb:GetItem', 'dynamodb:PutItem');
  text.addToRolePolicy(new PolicyStatement({ actions: ['sns:Publish'], notResources: ['arn:aws:sns:*:*:*'] })); // to numbers, not to topics
  region.addRoute('POST', '/messages', text);
  site.addBucket(region);
  acknowledgeFindings(region);
}
