import { ApiDomain, pathPrefix } from './domain/api-domain';
import { isEnhanced, isTls13Only } from './domain/regional-domain';
import { ApiGateway } from './gateway/api-gateway';
import { Drain } from './health/drain';
import { HealthCheck } from './health/health-check';
import { Routing } from './routing/routing';
import { Standby } from './routing/standby';
import { refusal } from './synthesis/refusal';

/** The closed choices, defaults included. */
export interface Choices {
  readonly gateway: ApiGateway;
  readonly routing: Routing;
  readonly health: HealthCheck;
}

interface AllChoices extends Choices {
  readonly domain: ApiDomain;
  readonly standby?: Standby;
  readonly drain?: Drain;
}

/** @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html */
const MAX_CHECKED_PATH = 255;
/** "/drained/" and the name of any Region. */
const DRAINED_SUFFIX = 25;

/** What each choice rules out among the others. */
export function validateChoices({ domain, gateway, health, drain, standby }: AllChoices) {
  const isHttp = gateway._kind === 'http';
  if (domain.mutualTls && health._endpoint) {
    throw refusal('`domain.mutualTls` leaves Route 53\'s checkers out, for they have no client certificate', `HealthCheck.${health._kind}()`,
      'Choose `HealthCheck.alarms()`, with an `addHealthAlarm()` in every Region');
  }
  const checkedPath = `${pathPrefix(domain)}${health._endpoint?.path ?? ''}`;
  const maxPath = MAX_CHECKED_PATH - (drain ? DRAINED_SUFFIX : 0);
  if (health._endpoint && checkedPath.length > maxPath) {
    throw refusal(`\`domain.basePath\` and the \`path\` of \`health\` must have at most ${maxPath} characters together`, checkedPath);
  }
  if (isEnhanced(domain.securityPolicy) && (isHttp || domain.mutualTls)) {
    const besides = isTls13Only(domain.securityPolicy) && health._endpoint ? '. TLS 1.3 alone also leaves out Route 53\'s checkers, which speak TLS 1.2 at most' : '';
    throw refusal('`domain.securityPolicy` must be `SecurityPolicy.TLS_1_2` with `ApiGateway.http()` and with `domain.mutualTls`', domain.securityPolicy,
      `That takes TLS 1.3 as well${besides}`);
  }
  if (isTls13Only(domain.securityPolicy) && health._endpoint) {
    throw refusal('`domain.securityPolicy` must take TLS 1.2, which is the newest that Route 53\'s checkers speak', domain.securityPolicy,
      'Choose one of the policies that begin with `TLS13_1_2`, or `HealthCheck.alarms()`');
  }
  if (isHttp && health._kind === 'shallow') {
    throw refusal('`HealthCheck.shallow()` needs `ApiGateway.rest()`, because an HTTP API cannot answer by itself', 'ApiGateway.http()',
      'Choose `HealthCheck.deep()` or `HealthCheck.custom()`');
  }
  if (drain && health._kind !== 'deep') {
    throw refusal('`drain` needs `HealthCheck.deep()`, whose function answers for its peers; so it cannot be had with `domain.mutualTls`',
      `HealthCheck.${health._kind}()`);
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
function isOwnName(name: string, { domainName }: ApiDomain): boolean {
  return name.endsWith(domainName) && /^([a-z]{2}(-[a-z]+)+-\d\.)?$/.test(name.slice(0, -domainName.length));
}
