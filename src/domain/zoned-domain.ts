import { Token } from 'aws-cdk-lib';
import { ApiDomain, ZonedDomain } from './api-domain';
import { refusal } from '../synthesis/refusal';

/**
 * What is told of the domain, with the id and the name of its zone, whichever way they were told.
 *
 * @param account the one that is deployed to, where it is known
 */
export function zonedDomain(domain: ApiDomain, account?: string): ZonedDomain {
  if (typeof domain !== 'object' || domain === null) {
    throw refusal('`domain` must be an object with a `domainName`, and a `hostedZone` or a `hostedZoneId` and a `zoneName`', domain);
  }
  const { hostedZone, hostedZoneId, zoneName, hostedZoneRoleArn } = domain;
  if ([hostedZoneId, zoneName].some(text => (text === undefined) !== (hostedZone !== undefined))) {
    throw refusal('`domain` must have a `hostedZone`, or a `hostedZoneId` and a `zoneName`', { hostedZone, hostedZoneId, zoneName });
  }
  if (!hostedZone) return domain as ZonedDomain;
  if (typeof hostedZone.hostedZoneId !== 'string' || Token.isUnresolved(hostedZone.hostedZoneId)) {
    throw refusal('`domain.hostedZone` must be a zone with an id that is known before the deployment, because no token may cross a Region or a stack', hostedZone,
      'Deploy the zone from an app of its own, and find it here with `HostedZone.fromLookup()`');
  }
  const { account: zoneAccount } = hostedZone.env;
  if (!hostedZoneRoleArn && account !== undefined && [account, zoneAccount].every(id => !Token.isUnresolved(id)) && zoneAccount !== account) {
    throw refusal(`\`domain.hostedZone\` must be of the account that is deployed to, ${account}, or \`domain.hostedZoneRoleArn\` name a role in the zone's`,
      zoneAccount, 'docs/hosted-zone-in-another-account.md has the role');
  }
  return { ...domain, hostedZoneId: hostedZone.hostedZoneId, zoneName: hostedZone.zoneName };
}
