import { Clock } from '../../machine/clock';

/** How many requests are let through: at once, and a second. */
export interface ThrottleDefinition {
  readonly burstLimit: number;
  readonly rateLimit: number;
}

/** What a stage lets through of each of its routes. */
export interface StageThrottles {
  readonly ofEach?: ThrottleDefinition;
  /** By the key of a route, e.g. `GET /orders/{id}`. */
  readonly routes: Readonly<Record<string, ThrottleDefinition>>;
}

/** How many requests are let through in a period. */
export interface QuotaDefinition {
  readonly limit: number;
  readonly period: 'DAY' | 'WEEK' | 'MONTH';
  /** How many count as made in the first period. */
  readonly offset: number;
}

interface Bucket {
  tokens: number;
  filled: number;
}

/** Counts requests, on the clock. Nothing is let through beyond a limit, where AWS does its best. */
export class Throttling {
  private readonly buckets = new Map<string, Bucket>();
  private readonly counts = new Map<string, { period: number; count: number }>();

  constructor(private readonly clock: Clock) {}

  /** Whether one more request is within a throttle; then it counts. Each key has tokens of its own. */
  allows(key: string, throttle: ThrottleDefinition | undefined): boolean {
    if (!throttle) return true;
    const now = this.clock.now();
    const { tokens, filled } = this.buckets.get(key) ?? { tokens: throttle.burstLimit, filled: now };
    const available = Math.min(throttle.burstLimit, tokens + (now - filled) / 1000 * throttle.rateLimit);
    this.buckets.set(key, { tokens: available >= 1 ? available - 1 : available, filled: now });
    return available >= 1;
  }

  /** Whether one more request is within a quota; then it counts. */
  isWithin(key: string, quota: QuotaDefinition | undefined): boolean {
    if (!quota) return true;
    const period = startOf(quota.period, this.clock.now());
    const known = this.counts.get(key) ?? { period, count: quota.offset };
    const count = known.period === period ? known.count : 0;
    if (count >= quota.limit) return false;
    this.counts.set(key, { period, count: count + 1 });
    return true;
  }
}

/** When a day, a week or a month began, in UTC. */
function startOf(period: QuotaDefinition['period'], now: number): number {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (period) {
    case 'DAY': return Date.UTC(year, month, day);
    case 'WEEK': return Date.UTC(year, month, day - date.getUTCDay());
    case 'MONTH': return Date.UTC(year, month);
  }
}
