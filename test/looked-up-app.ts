import { App, Stack } from 'aws-cdk-lib';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { MultiRegionServerlessApi } from '../src';

/** An app whose zone the CLI looks up: run by `lookups.test.ts`. */
const app = new App();
const zones = new Stack(app, 'Zones', { env: { account: '111111111111', region: 'us-east-1' } });
const hostedZone = HostedZone.fromLookup(zones, 'Zone', { domainName: 'example.com' });
new MultiRegionServerlessApi(app, 'Shop', { regions: ['us-east-1', 'eu-west-1'], domain: { domainName: 'shop.example.com', hostedZone } });
