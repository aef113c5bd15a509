import { Token } from 'aws-cdk-lib';
import { refusal, refuseWhenKnown } from '../synthesis/refusal';

/** An AWS resource that Route 53 knows as an alias target. */
export interface StandbyAliasTarget {
  /** The target's DNS name, e.g. `d111111abcdef8.cloudfront.net`. */
  readonly dnsName: string;

  /**
   * The hosted zone of the target's service, e.g. `Z2FDTNDATAQYW2`, CloudFront's.
   *
   * @see https://docs.aws.amazon.com/general/latest/gr/rande.html
   */
  readonly hostedZoneId: string;
}

/**
 * Where callers are sent while every Region is unhealthy: another provider, a static site, a status page.
 *
 * Without one, Route 53 then answers as if every Region were healthy.
 *
 * Each Region has a failover pair of its own, the Region first and the standby second, below its entry under the shared
 * name: no record is shared by Regions, and a standby can be added and removed Region by Region.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-failover.html
 * @example
 * new MultiRegionServerlessApi(app, 'Shop', {
 *   regions,
 *   domain,
 *   standby: Standby.alias({ dnsName: 'd111111abcdef8.cloudfront.net', hostedZoneId: 'Z2FDTNDATAQYW2' }),
 * });
 */
export class Standby {
  /**
   * A CloudFront distribution, a load balancer or another AWS resource that records can be aliases of.
   *
   * It must accept the shared name over HTTPS, as CloudFront does with an alternate domain name, and answer over IPv6 as well
   * unless `domain.ipAddressType` is `IpAddressType.IPV4`. S3 websites do neither: put CloudFront in front of one.
   *
   * A standby of this kind can be added to a name that is in use, and taken from it.
   *
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html
   */
  static alias(target: StandbyAliasTarget): Standby {
    for (const [prop, form] of [['dnsName', HOST_NAME], ['hostedZoneId', /^Z[A-Z0-9]{1,31}$/]] as const) {
      if (Token.isUnresolved(target[prop])) {
        throw refusal(`\`standby.${prop}\` must be a literal, because no token may cross a Region or a stack`, String(target[prop]));
      }
      if (!form.test(target[prop])) {
        refuseWhenKnown(`\`standby.${prop}\` must be ${prop === 'dnsName' ? 'a DNS name' : 'the id of a hosted zone'}`, target[prop]);
      }
    }
    if (/(^|\.)s3-website[.-]/.test(target.dnsName)) {
      throw refusal('`standby` must answer over HTTPS, which S3 websites do not', target.dnsName, 'Put CloudFront in front of the website');
    }
    return new Standby(target.dnsName, target.hostedZoneId);
  }

  /**
   * Any host on the internet, e.g. `fallback.example.net`. It must accept the shared name, certificate included.
   *
   * All records of the shared name are then CNAME records: it cannot be the zone's own name, and a standby of this kind
   * cannot be added to a name that is in use, nor taken from it; Route 53 allows no CNAME record beside A records.
   *
   * @example
   * Standby.host('fallback.example.net');
   */
  static host(hostName: string): Standby {
    if (Token.isUnresolved(hostName)) {
      throw refusal('`standby` must be a literal, because no token may cross a Region or a stack', String(hostName));
    }
    if (!HOST_NAME.test(hostName)) {
      refuseWhenKnown('`standby` must be a host name without scheme, path or final dot', hostName);
    }
    return new Standby(hostName);
  }

  private constructor(
    /** @internal */
    readonly _dnsName: string,
    /** @internal */
    readonly _hostedZoneId?: string,
  ) {}
}

const HOST_NAME = /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;
