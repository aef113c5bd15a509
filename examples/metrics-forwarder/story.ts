import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { Forwarded, ThirdParty } from './third-party';
import { LocalRegions } from 'cdk-multi-region-serverless-api/local';

/**
 * Metrics from near each Region, an alarm, a third party that is down, and a Region that is lost in the middle of it. Ends with what the third party
 * was asked for the last time: a metric that no attempt could forward.
 */
export async function tell(regions: LocalRegions, thirdParty: ThirdParty, say: (line: string) => void): Promise<void> {
  const begin = regions.clock.now();
  const tellTime = (line: string) => say(`${String(Math.round((regions.clock.now() - begin) / 1000)).padStart(4)} s  ${line}`);

  /** When the third party is asked the next time for this. */
  const asked = async (wanted: Partial<Forwarded>) => {
    const status = await thirdParty.asked(wanted);
    tellTime(`${wanted.region} forwards ${wanted.metric ?? wanted.alarm}: ${status}`);
  };
  /** The first attempt for a metric that was sent. */
  const send = async (metric: string, region: string) => {
    const attempt = asked({ metric, region });
    const { status } = await fetch(`${regions.url}/metrics`, {
      method: 'POST', body: JSON.stringify({ name: metric, value: 1 }), headers: { 'x-client-location': region },
    });
    tellTime(`POST /metrics near ${region}: ${status}`);
    await attempt;
  };

  for (const region of regions.regions) await send('orders', region);

  const latency = 'Metrics-ap-southeast-1-Latency';
  const raised = asked({ region: 'ap-southeast-1', alarm: latency, state: 'ALARM' });
  const cloudWatch = new CloudWatchClient({ endpoint: regions.awsUrl, region: 'ap-southeast-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  await cloudWatch.send(new SetAlarmStateCommand({ AlarmName: latency, StateValue: 'ALARM', StateReason: 'a drill' }));
  await raised;

  tellTime('The third party is down');
  thirdParty.isDown = true;
  await send('refunds', 'eu-west-1');
  await send('refunds', 'us-east-1');

  tellTime('eu-west-1 is lost, and the third party is back');
  regions.lose('eu-west-1');
  thirdParty.isDown = false;
  await asked({ region: 'us-east-1', metric: 'refunds' }); // the second attempt, which was due in eu-west-1 before

  tellTime('eu-west-1 is back');
  const late = asked({ region: 'eu-west-1', metric: 'refunds' });
  regions.restore('eu-west-1');
  await late;

  tellTime('The third party is down for longer than Lambda tries');
  thirdParty.isDown = true;
  await send('returns', 'us-east-1');
  await asked({ region: 'us-east-1', metric: 'returns' });
  await asked({ region: 'us-east-1', metric: 'returns' });
}
