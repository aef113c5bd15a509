import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { App, Duration } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { LocalRegions, ManualClock, start } from '../../local';
import { ApiGateway, GradualDeployment, HealthCheck } from '../../src';
import { aFunction, anApi, FEW_CHECKERS } from '../an-api';

const clock = new ManualClock();
let regions: LocalRegions;
afterEach(() => regions.stop());

/** An API with two functions that are deployed gradually, and one that is not, on the local Regions. */
async function startApi(gateway: ApiGateway) {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'gradual-')) });
  const api = anApi({ gateway, health: HealthCheck.deep({ checkerRegions: FEW_CHECKERS }) }, app);
  const deployments = {
    canary: GradualDeployment.canary(),
    linear: GradualDeployment.linear({ percent: 25, interval: Duration.minutes(4) }), // a configuration of its own
    plain: undefined,
  };
  for (const region of api.regionalApis) {
    Object.entries(deployments).forEach(([name, deployment]) => {
      const code = Code.fromInline(`exports.handler = async ({ queryStringParameters: query }) => {
        if (query?.fail) throw new Error('no');
        return { statusCode: 200, body: '${name}' };
      };`);
      region.addRoute('GET', `/${name}`, aFunction(region, name, { code }), { deployment });
    });
  }
  regions = await start({ app: app.synth().directory, clock });
}

test.each([['a REST API', ApiGateway.rest()], ['an HTTP API', ApiGateway.http()]])('functions behind aliases are served by %s, nothing of it is missing, and the alarm of their version tells its errors', async (_name, gateway) => {
  await startApi(gateway);
  expect(regions.unsupported).toEqual([]);
  for (const name of ['canary', 'linear', 'plain']) {
    const answer = await fetch(`${regions.url}/${name}`, { headers: { 'x-client-location': 'eu-west-1' } });
    expect([answer.headers.get('x-served-by'), await answer.text()]).toEqual(['eu-west-1', name]);
  }

  await fetch(`${regions.url}/canary?fail=1`, { headers: { 'x-client-location': 'eu-west-1' } });
  await clock.advance(2 * 60_000);
  const cloudWatch = new CloudWatchClient({ endpoint: regions.awsUrl, region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  const { MetricAlarms: alarms } = await cloudWatch.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
  expect(alarms!.map(({ Dimensions }) => Dimensions)).toEqual([expect.arrayContaining([
    { Name: 'Resource', Value: expect.stringMatching(/canary.*:live$/) }, { Name: 'ExecutedVersion', Value: '1' },
  ])]);
});
