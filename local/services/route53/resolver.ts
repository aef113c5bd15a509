import { dnsName, RecordSet } from './record-set';
import { DnsAnswer, Router } from './router';
import { Clock } from '../../machine/clock';

export interface Resolution {
  /** The record set that Route 53 chose for the name. */
  readonly record: RecordSet;
  /** Where the name leads: the end of its aliases and CNAMEs, else the record's first value. */
  readonly target: string;
  /** AWS time, in milliseconds, until which the answer is served from the cache. */
  readonly expiresAt: number;
}

export interface ResolverOptions {
  readonly router: Pick<Router, 'answer'>;
  readonly clock: Clock;
}

/** A recursive resolver near each caller: it keeps an answer until its TTL has passed, even when health changes meanwhile. */
export class Resolver {
  /** What was found for a name, all CNAMEs followed. */
  private readonly resolutions = new Map<string, Resolution>();
  /** What Route 53 said, each answer with a TTL of its own. */
  private readonly answers = new Map<string, DnsAnswer & { readonly expiresAt: number }>();

  constructor(private readonly options: ResolverOptions) {}

  /** The answer that a caller in the Region `from` gets. */
  resolve(name: string, type: string, from: string): Resolution | undefined {
    return this.find(name, type, from, true);
  }

  /** The answer that such a caller would get, who then does not ask: nothing is cached of it. What was not cached expires now. */
  peek(name: string, type: string, from: string): Resolution | undefined {
    const expiresAt = this.resolutions.get(keyOf(name, type, from))?.expiresAt ?? -Infinity;
    const found = this.find(name, type, from, false);
    return found && { ...found, expiresAt: Math.max(expiresAt, this.options.clock.now()) };
  }

  private find(name: string, type: string, from: string, isKept: boolean): Resolution | undefined {
    const now = this.options.clock.now();
    const key = keyOf(name, type, from);
    const cached = this.resolutions.get(key);
    if (cached && now < cached.expiresAt) return cached;
    const answer = this.ask(key, name, type, from, now, isKept);
    if (!answer) return undefined;
    const beyond = answer.isCname && type !== 'CNAME' ? this.find(answer.target, type, from, isKept) : undefined;
    const resolution = {
      record: answer.record,
      target: beyond?.target ?? dnsTarget(answer),
      expiresAt: Math.min(answer.expiresAt, beyond?.expiresAt ?? Infinity),
    };
    if (isKept) this.resolutions.set(key, resolution);
    return resolution;
  }

  private ask(key: string, name: string, type: string, from: string, now: number, isKept: boolean) {
    const kept = this.answers.get(key);
    if (kept && now < kept.expiresAt) return kept;
    const answer = this.options.router.answer(name, type, from) ?? this.options.router.answer(name, 'CNAME', from);
    if (!answer) return undefined;
    const fresh = { ...answer, expiresAt: now + answer.ttlSeconds * 1000 };
    if (isKept) this.answers.set(key, fresh);
    return fresh;
  }
}

function keyOf(name: string, type: string, from: string): string {
  return [from, type, dnsName(name)].join(' ');
}

function dnsTarget({ target, isCname }: DnsAnswer): string {
  return isCname ? dnsName(target) : target;
}
