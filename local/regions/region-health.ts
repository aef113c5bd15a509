/** How a Region is, as Route 53 sees it. */
export interface RegionHealth {
  readonly region: string;
  /** Whether all of its health checks say so. @default - no health check guards it */
  readonly healthy?: boolean;
  /** Those that guard its records. */
  readonly checks: readonly GuardHealth[];
  /** How it is lost: its endpoints refuse, or say nothing. @default - it is there */
  readonly lost?: 'refuse' | 'hang';
}

/** How a health check is, and why. */
export interface GuardHealth {
  readonly id: string;
  readonly name?: string;
  readonly healthy: boolean;
  /** What made it so, e.g. `HTTP Status Code 503, Service Unavailable from /health`. */
  readonly cause: string;
  /** Since when, in milliseconds of AWS time. @default - it is as it began */
  readonly since?: number;
}
