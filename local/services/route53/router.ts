import { HostedRecords } from './hosted-records';
import { RecordSet } from './record-set';
import { Caller, routingPolicyOf } from './routing-policy';

/** The TTL of an alias record is its target's, and that of an API Gateway domain name or a CloudFront distribution is a minute. */
export const ALIAS_TTL_SECONDS = 60;

export interface RouterOptions {
  readonly records: HostedRecords;
  /** The health of a health check, by its id. */
  readonly isHealthy: (healthCheckId: string) => boolean;
  /** The latency between two Regions, in milliseconds. */
  readonly latency: (from: string, to: string) => number;
  /** A number from 0 up to 1, without 1, for weighted records, and those that are answered together. */
  readonly random: () => number;
}

/** What Route 53 says, all aliases within its zones followed. */
export interface DnsAnswer {
  /** The record that was chosen of those of the name. */
  readonly record: RecordSet;
  /** The name that the last alias leads to, the target of a CNAME record, else the record's first value. */
  readonly target: string;
  /** The values that are answered; nothing where an alias leads out of the zones, to an AWS resource. */
  readonly values?: readonly string[];
  /** Whether the answer is another name, which a resolver asks for next. */
  readonly isCname: boolean;
  readonly ttlSeconds: number;
}

/**
 * Route 53's own choice: which record answers a caller from a Region, given its routing policy and the health of all.
 *
 * An unhealthy record is passed over while another is healthy. When none is, Route 53 would rather answer an unhealthy one
 * than none: all count as healthy, and where the chosen one leads to other records, those are chosen from by their own health.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html
 */
export class Router {
  constructor(private readonly options: RouterOptions) {}

  /** The answer for a name and type, if there is one: callers from a place that no geolocation record is for get none. */
  answer(name: string, type: string, from: string): DnsAnswer | undefined {
    const set = this.options.records.set(name, type);
    const { latency, random } = this.options;
    return set && this.answerOf(set, { from, random, latency: to => latency(from, to) });
  }

  private answerOf(set: readonly RecordSet[], caller: Caller): DnsAnswer | undefined {
    const candidates = candidatesFor(set, caller.from);
    const healthy = candidates.filter(record => this.isHealthy(record, caller.from));
    const [record, ...others] = routingPolicyOf(set[0]).choose(healthy.length > 0 ? healthy : candidates, caller);
    if (!record) return undefined;
    const { aliasTarget, ttlSeconds = ALIAS_TTL_SECONDS } = record;
    if (aliasTarget === undefined) {
      const values = [record, ...others].flatMap(chosen => chosen.values ?? []);
      return { record, target: values[0] ?? '', values, isCname: record.type === 'CNAME', ttlSeconds };
    }
    const [beneath] = this.options.records.beneath(record);
    if (beneath) {
      const answer = this.answerOf(beneath, caller);
      return answer && { ...answer, record };
    }
    return { record, target: aliasTarget, isCname: false, ttlSeconds: ALIAS_TTL_SECONDS };
  }

  /** A record without a health check and without an eye on its target is always healthy, and so is a target outside. */
  private isHealthy(record: RecordSet, from: string): boolean {
    const { healthCheckId, aliasTarget, evaluateTargetHealth } = record;
    if (healthCheckId !== undefined && !this.options.isHealthy(healthCheckId)) return false;
    if (aliasTarget === undefined || !evaluateTargetHealth) return true;
    return this.options.records.beneath(record).every(set => candidatesFor(set, from).some(beneath => this.isHealthy(beneath, from)));
  }
}

function candidatesFor(set: readonly RecordSet[], from: string): readonly RecordSet[] {
  const { isFor } = routingPolicyOf(set[0]);
  return isFor ? set.filter(record => isFor(record, from)) : set;
}
