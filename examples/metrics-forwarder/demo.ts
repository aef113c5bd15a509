import { tell } from './story';
import { ThirdParty } from './third-party';
import { start } from 'cdk-multi-region-serverless-api/local';

/** The forwarder in three Regions on this machine, with a third party that is down at times, and a Region that is lost. */
async function main() {
  const thirdParty = await ThirdParty.start();
  process.env.THIRD_PARTY_URL = thirdParty.url;
  const regions = await start({ directory: __dirname, timeScale: 60, onOutput: () => {} });
  try {
    await tell(regions, thirdParty, line => console.log(line));
    console.log(`\nThe third party got:\n${thirdParty.received.map(event => JSON.stringify(event)).join('\n')}`);
    console.log('\nThe metric "returns" ends in Metrics-Forward-FailedEvents of us-east-1.');
  } finally {
    await regions.stop();
    thirdParty.stop();
  }
}

void main();
