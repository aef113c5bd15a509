import { App, Duration, TimeZone } from 'aws-cdk-lib';
import { Code, Function, FunctionOptions, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Drain, FailureDestination, MaxConcurrency, MultiRegionServerlessApi, Runs, WhileDrained } from 'cdk-multi-region-serverless-api';

const app = new App();
const api = new MultiRegionServerlessApi(app, 'Shop', {
  regions: ['us-east-1', 'eu-west-1'],
  domain: { domainName: 'shop.example.com', hostedZoneId: 'Z0123456789EXAMPLE', zoneName: 'example.com' },
  drain: Drain.byPeers(),
});
const daily = api.addSchedule('Daily', {
  schedule: ScheduleExpression.cron({ hour: '8', minute: '0', timeZone: TimeZone.EUROPE_BERLIN }),
  runs: Runs.once({ takeover: Duration.minutes(5) }),
});
const orders = api.addQueue('Orders', { maxReceives: 5, whileDrained: WhileDrained.pause() });

for (const region of api.regionalApis) {
  const createFunction = (id: string, options?: FunctionOptions) => new Function(region, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ batchItemFailures: [] });'),
    timeout: Duration.seconds(20),
    ...options,
  });

  const failed = region.addFailureDestination('Reports', FailureDestination.queue());
  daily.invoke(createFunction('Remind'));
  orders.consume(createFunction('Worker'), { batchSize: 10, maxConcurrency: MaxConcurrency.inAllRegions(6) });
  region.addQueueRoute('POST', '/orders', orders);
  createFunction('Report', { onFailure: failed });
}
