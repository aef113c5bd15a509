import { Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ServedNames } from '../../../local/connections/served-names';
import { ManualClock } from '../../../local/machine/clock';
import { Gateway } from '../../../local/services/api-gateway/gateway';
import { HostedRecords } from '../../../local/services/route53/hosted-records';
import { Resolver } from '../../../local/services/route53/resolver';
import { Router } from '../../../local/services/route53/router';
import { SynthesizedApps } from '../cloudformation/synthesized-app';
import { NOBODY_ASKS } from '../services/api-gateway/rest-api/rest-api';

const apps = new SynthesizedApps();
afterAll(() => apps.remove());

test('an API in China answers by its execute-api name in China', async () => {
  const deployed = apps.deployApp(app => new RestApi(new Stack(app, 'Shop', { env: { region: 'cn-north-1' } }), 'Api').root.addMethod('GET'));
  const clock = new ManualClock();
  const gateway = new Gateway({ region: 'cn-north-1', restApis: deployed.restApis, httpApis: [], domainNames: [], clock, invoke: async () => ({}), ...NOBODY_ASKS });
  const records = new HostedRecords(deployed.recordSets);
  const router = new Router({ records, isHealthy: () => true, latency: () => 0, random: () => 0 });
  const names = new ServedNames(deployed, { records, resolver: new Resolver({ router, clock }) }, { gateways: new Map([['cn-north-1', gateway]]) });

  const host = `${deployed.restApis[0].id}.execute-api.cn-north-1.amazonaws.com.cn`;
  expect(names.all).toEqual([host]);
  expect(names.locate(host, 'cn-north-1')).toBe(gateway);
  const request = { method: 'GET', host, url: '/prod/', headers: [], body: Buffer.alloc(0), sourceIp: '192.0.2.1' };
  expect(await gateway.handle(request)).not.toMatchObject({ statusCode: 403 });
});
