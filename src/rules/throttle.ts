import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { namesOf } from './across-regions';
import { Rule } from './rule';
import { DEFAULT_THROTTLE_QUOTA, LOW_THROTTLE_QUOTA, throttleQuota } from '../gateway/throttle-quota';

export const LOW_DEFAULT_THROTTLE: Rule = {
  code: 'low-default-throttle',
  severity: 'warning',
  title: 'No Region lets fewer requests through than a failover may send there.',
  reason: 'a failover onto such a Region may answer 429',
  fix: 'Raise the quota "Throttle rate" of API Gateway (L-8A5B8E43) there, or give the gateway a `throttle` that fits.'
    + ' Once the quota is raised, tell it by the `throttleQuotas` of `addOperations()`, or acknowledge this',
  awsPage: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  example: 'In af-south-1 an account lets 2,500 requests a second and bursts of 1,250 through by default, elsewhere 10,000 and 5,000',
  find: ({ apis }) => apis.filter(({ throttle }) => !fits(throttle)).flatMap(({ regionalApis, throttleQuotaOf }) => {
    const low = regionalApis.filter(({ region }) => throttleQuota(region) === LOW_THROTTLE_QUOTA
      && (throttleQuotaOf?.(region) ?? 0) <= LOW_THROTTLE_QUOTA.rateLimit);
    return low.length === 0 ? [] : [{ at: low[0], found: foundIn(namesOf(low.map(({ region }) => region))) }];
  }),
};

function foundIn(regions: string): string {
  const [low, elsewhere] = [LOW_THROTTLE_QUOTA, DEFAULT_THROTTLE_QUOTA]
    .map(({ rateLimit, burstLimit }) => [rateLimit, burstLimit].map(limit => limit.toLocaleString('en-US')));
  return `In ${regions} an account lets ${low[0]} requests a second and bursts of ${low[1]} through by default, elsewhere ${elsewhere.join(' and ')}`;
}

function fits({ rateLimit = Infinity, burstLimit = Infinity }: ThrottleSettings = {}): boolean {
  return rateLimit <= LOW_THROTTLE_QUOTA.rateLimit && burstLimit <= LOW_THROTTLE_QUOTA.burstLimit;
}
