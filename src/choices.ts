import { RegionInfo } from 'aws-cdk-lib/region-info';
import { ApiDomain, regionalName, ZonedDomain } from './domain/api-domain';
import { isEnhanced, isTls13Only } from './domain/security-policy';
import { ApiGateway } from './gateway/api-gateway';
import { Drain } from './health/drain';
import { drainNeedsProbe, MAX_DRAINED_PATH } from './health/drain-switch';
import { checkedPath, HealthCheck, MAX_CHECKED_PATH } from './health/health-check';
import { knownRegions } from './regions/region-name';
import { Routing } from './routing/routing';
import { Standby } from './routing/standby';
import { refusal, refuseWhenKnown } from './synthesis/refusal';

/** The closed choices, defaults included. */
export interface Choices {
  readonly gateway: ApiGateway;
  readonly routing: Routing;
  readonly health: HealthCheck;
}

interface AllChoices extends Choices {
  readonly regions: string[];
  readonly domain: ZonedDomain;
  readonly standby?: Standby;
  readonly drain?: Drain;
}

/** What each choice rules out among the others. */
export function validateChoices({ regions, domain, gateway, health, drain, standby }: AllChoices) {
  const { _endpoint: endpoint } = health;
  if (domain.mutualTls && endpoint) {
    throw refusal('`domain.mutualTls` leaves Route 53\'s checkers out, for they have no client certificate', health._call,
      'Choose `HealthCheck.alarms()`, with an `addHealthAlarm()` in every Region');
  }
  const maxPath = MAX_CHECKED_PATH - (drain ? MAX_DRAINED_PATH : 0);
  if (endpoint && checkedPath(domain, endpoint).length > maxPath) {
    refuseWhenKnown(`\`domain.basePath\` and the \`path\` of \`health\` must have at most ${maxPath} characters together`, checkedPath(domain, endpoint));
  }
  if (isEnhanced(domain.securityPolicy) && (!gateway._canBeEnhanced || domain.mutualTls)) {
    const besides = isTls13Only(domain.securityPolicy) && endpoint ? '. TLS 1.3 alone also leaves out Route 53\'s checkers, which speak TLS 1.2 at most' : '';
    throw refusal('`domain.securityPolicy` must be `SecurityPolicy.TLS_1_2` with `ApiGateway.http()` and with `domain.mutualTls`', domain.securityPolicy,
      `That takes TLS 1.3 as well${besides}`);
  }
  if (isTls13Only(domain.securityPolicy) && endpoint) {
    throw refusal('`domain.securityPolicy` must take TLS 1.2, which is the newest that Route 53\'s checkers speak', domain.securityPolicy,
      'Choose one of the policies that begin with `TLS13_1_2`, or `HealthCheck.alarms()`');
  }
  if (health._answer.byGateway && !gateway._canAnswer) {
    throw refusal('`HealthCheck.shallow()` needs `ApiGateway.rest()`, because an HTTP API cannot answer by itself', 'ApiGateway.http()',
      'Choose `HealthCheck.deep()` or `HealthCheck.custom()`');
  }
  const { partition } = RegionInfo.get(regions[0]);
  if (endpoint?.checkerRegions && partition !== 'aws') {
    throw refusal(`\`checkerRegions\` must be left out in the partition ${partition}: those that can be chosen are of the partition aws`, endpoint.checkerRegions);
  }
  if (drain && !health._answer.byProbe) {
    throw drainNeedsProbe(health);
  }
  if (standby && isOwnName(standby._dnsName.toLowerCase(), domain)) {
    throw refusal('`standby` must lead away from the API\'s own names', standby._dnsName);
  }
  if (standby && !standby._hostedZoneId && domain.domainName === domain.zoneName) {
    throw refusal('`standby` must be `Standby.alias()` where `domain.domainName` is the zone\'s own name, which cannot have a CNAME record',
      'Standby.host()');
  }
}

/** The shared name, or a Region's. */
function isOwnName(name: string, domain: ApiDomain): boolean {
  return name === domain.domainName || knownRegions().some(region => name === regionalName(domain, region));
}
