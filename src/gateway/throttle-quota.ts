/** How many requests API Gateway lets through, of all APIs of an account in a Region together. */
export interface ThrottleQuota {
  /** Requests a second. */
  readonly rateLimit: number;
  /** Requests at once. */
  readonly burstLimit: number;
}

/** What an account starts with. */
export const DEFAULT_THROTTLE_QUOTA: ThrottleQuota = { rateLimit: 10_000, burstLimit: 5000 };
/** What it starts with in some Regions. */
export const LOW_THROTTLE_QUOTA: ThrottleQuota = { rateLimit: 2500, burstLimit: 1250 };

const LOW_REGIONS = [
  'af-south-1', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-7', 'ca-west-1', 'eu-central-2', 'eu-south-1',
  'eu-south-2', 'il-central-1', 'me-central-1', 'mx-central-1',
];

/**
 * What an account starts with in one Region.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export function throttleQuota(region: string): ThrottleQuota {
  return LOW_REGIONS.includes(region) ? LOW_THROTTLE_QUOTA : DEFAULT_THROTTLE_QUOTA;
}
