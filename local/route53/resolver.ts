import { Clock } from '../clock';
import { LatencyRouter } from './latency-router';
import { dnsName, RecordSet } from './record-set';

/** The TTL of an alias record is its target's, and that of an API Gateway domain name is a minute. */
export const ALIAS_TTL_SECONDS = 60;
const MAX_CHAIN_LENGTH = 8;

export interface Resolution {
  /** The record set that Route 53 chose for the name. */
  readonly record: RecordSet;
  /** Where the name leads: an alias's or a CNAME's target, else the record's first value. */
  readonly target: string;
  /** AWS time, in milliseconds, until which the answer is served from the cache. */
  readonly expiresAt: number;
}

export interface ResolverOptions {
  readonly router: Pick<LatencyRouter, 'answer'>;
  readonly clock: Clock;
}

/** A recursive resolver near each caller: it keeps an answer until its TTL has passed, even when health changes meanwhile. */
export class Resolver {
  private readonly cache = new Map<string, Resolution>();

  constructor(private readonly options: ResolverOptions) {}

  /** The answer that a caller in the Region `from` gets. */
  resolve(name: string, type: string, from: string): Resolution | undefined {
    return this.follow(name, type, from, 0);
  }

  private follow(name: string, type: string, from: string, depth: number): Resolution | undefined {
    const now = this.options.clock.now();
    const key = [from, type, dnsName(name)].join(' ');
    const cached = this.cache.get(key);
    if (cached && now < cached.expiresAt) return cached;
    const record = this.options.router.answer(name, type, from) ?? this.options.router.answer(name, 'CNAME', from);
    if (!record || depth === MAX_CHAIN_LENGTH) return undefined;
    const target = record.aliasTarget ?? record.values?.[0] ?? '';
    const beyond = record.aliasTarget || record.type === 'CNAME' ? this.follow(target, type, from, depth + 1) : undefined;
    const ownExpiry = record.aliasTarget && beyond ? Infinity : now + (record.ttlSeconds ?? ALIAS_TTL_SECONDS) * 1000;
    const resolution = {
      record,
      target: beyond?.target ?? target,
      expiresAt: Math.min(ownExpiry, beyond?.expiresAt ?? Infinity),
    };
    this.cache.set(key, resolution);
    return resolution;
  }
}
