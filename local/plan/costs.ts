import { PRICES, QUANTITIES } from './prices';
import { AssembledStack } from '../cloudformation/assembly';
import { Deployed } from '../cloudformation/deployed';
import { CHECKER_REGIONS, watchesEndpoint } from '../services/route53/health-check-definition';

/** What something costs a month, in US dollars. */
export interface Cost {
  readonly what: string;
  readonly count: number;
  readonly monthly: number;
}

/** What is paid whether or not anybody calls, at the prices and quantities of docs/costs.md: requests of callers, writes and storage come on top. */
export function costsOf(deployed: Deployed, stacks: readonly AssembledStack[]): Cost[] {
  const { healthChecks, alarms } = deployed;
  const asking = healthChecks.filter(({ type }) => watchesEndpoint(type));
  const options = asking.filter(({ type }) => type.startsWith('HTTPS')).length + asking.filter(({ requestInterval }) => requestInterval === 10).length;
  const millions = asking.reduce((sum, { requestInterval, regions = CHECKER_REGIONS }) => sum + millionsOf(requestInterval, regions.length), 0);
  const metrics = alarms.reduce((sum, alarm) => sum + ('queries' in alarm ? Math.max(1, alarm.queries.filter(({ stat }) => stat).length) : 0), 0);
  const count = (type: string) => resourcesOf(stacks, type).length;
  const rules = resourcesOf(stacks, 'AWS::WAFv2::WebACL').reduce<number>((sum, { Properties }) => sum + ((Properties?.Rules as unknown[] | undefined)?.length ?? 0), 0);
  const keys = count('AWS::KMS::Key') + count('AWS::KMS::ReplicaKey');
  return [
    { what: 'health checks', count: healthChecks.length, monthly: healthChecks.length * PRICES['a health check'] + options * PRICES['an option of a health check'] },
    { what: 'million answers to checkers', count: millions, monthly: millions * perMillion(deployed, stacks) },
    { what: 'metrics of alarms', count: metrics, monthly: metrics * PRICES['an alarm on one metric'] },
    { what: 'dashboards', count: count('AWS::CloudWatch::Dashboard'), monthly: count('AWS::CloudWatch::Dashboard') * PRICES['a dashboard'] },
    { what: 'keys', count: keys, monthly: keys * PRICES['a key'] },
    { what: 'web ACLs', count: count('AWS::WAFv2::WebACL'), monthly: count('AWS::WAFv2::WebACL') * PRICES['a web ACL'] + rules * PRICES['a rule of a web ACL'] },
  ].filter(({ count: found }) => found > 0);
}

function millionsOf(interval: number, regions: number): number {
  const all = QUANTITIES['seconds in a month'] * QUANTITIES['requests a second to one check, every 30 seconds, from all eight checker Regions'];
  return all * (30 / interval) * (regions / CHECKER_REGIONS.length) / 1e6;
}

/** By API Gateway and, where there is a health function, by that. An app with both kinds of API is taken to answer by the dearer. */
function perMillion({ restApis }: Deployed, stacks: readonly AssembledStack[]): number {
  const gateway = PRICES[restApis.length > 0 ? 'a million requests of a REST API' : 'a million requests of an HTTP API'];
  const hasProbe = resourcesOf(stacks, 'AWS::Lambda::Function').some(({ Properties }) => /health check/.test(String(Properties?.Description)));
  const gbSeconds = QUANTITIES['the health function\'s time for a request, in milliseconds'] / 1e3 * QUANTITIES['its memory, in GB'];
  const probe = PRICES['a million invocations'] + 1e6 * gbSeconds * PRICES['a GB-second of Lambda'] + PRICES['a million read units'] / 2;
  return gateway + (hasProbe ? probe : 0);
}

function resourcesOf(stacks: readonly AssembledStack[], type: string) {
  return stacks.flatMap(({ template }) => Object.values(template.Resources ?? {})).filter(({ Type }) => Type === type);
}
