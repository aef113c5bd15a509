import { Annotations } from 'aws-cdk-lib';
import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { RegionalApi } from './regional-api';

/**
 * Where an account starts with less than elsewhere.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
const LOW_REGIONS = [
  'af-south-1', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-7', 'ca-west-1', 'eu-central-2', 'eu-south-1',
  'eu-south-2', 'il-central-1', 'me-central-1', 'mx-central-1',
];
const LOW = { rateLimit: 2500, burstLimit: 1250 };
const WARNING = 'cdk-multi-region-serverless-api:low-default-throttle';

/** A failover onto a Region with a low quota may throttle what the other Regions would let through. */
export function warnOfLowDefaultThrottle(regionalApis: RegionalApi[], throttle: ThrottleSettings | undefined) {
  const low = regionalApis.filter(({ region }) => LOW_REGIONS.includes(region));
  if (low.length === 0 || fitsLow(throttle)) return;
  // On a Region, because messages outside of stacks are not shown, and on one only, because it speaks for all.
  Annotations.of(low[0]).addWarningV2(WARNING, `In ${low.map(({ region }) => region).join(', ')} an account lets 2,500 requests a second`
    + ' and bursts of 1,250 through by default, elsewhere 10,000 and 5,000: a failover onto such a Region may answer 429.'
    + ' Raise the quota "Throttle rate" of API Gateway (L-8A5B8E43) there, or give the gateway a `throttle` that fits.'
    + ` Once the quota is raised, acknowledge this with \`Annotations.of(app).acknowledgeWarning('${WARNING}')\``);
}

function fitsLow({ rateLimit = Infinity, burstLimit = Infinity }: ThrottleSettings = {}): boolean {
  return rateLimit <= LOW.rateLimit && burstLimit <= LOW.burstLimit;
}
