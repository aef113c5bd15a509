import { Token } from 'aws-cdk-lib';
import { IpAddressType, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { IHostedZone } from 'aws-cdk-lib/aws-route53';
import { validateCertificateArns } from './certificate-arns';
import { MutualTls, validateMutualTls } from './mutual-tls';
import { validateSecurityPolicy } from './security-policy';
import { holdsLookupDummy } from '../synthesis/lookup-dummy';
import { refusal, refuseWhenKnown } from '../synthesis/refusal';
import { validateRoleArn } from '../zone/delegated-zone';

/**
 * The name that callers use, and the hosted zone that answers for it.
 */
export interface ApiDomain {
  /**
   * The name shared by all Regions, e.g. `hello.example.com`.
   *
   * Each Region also gets a name of its own below it, e.g. `eu-west-1.hello.example.com`, which its health check watches.
   *
   * Lower case, within the hosted zone, at most 64 characters, which ACM allows for the first name of a certificate.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-regional-api-custom-domain-create.html
   */
  readonly domainName: string;

  /**
   * The public hosted zone, as CDK finds it: `HostedZone.fromLookup(zones, 'Zone', { domainName: 'example.com' })`, where `zones` is any
   * stack of the app with a literal `env` in the zone's account.
   *
   * Its id must be known before the deployment, as that of a zone is which the app does not make itself.
   *
   * The zone must be in the account that is deployed to, or `hostedZoneRoleArn` names a role in the zone's account.
   *
   * @default - the zone with the `hostedZoneId`
   * @see https://docs.aws.amazon.com/cdk/v2/guide/context.html
   */
  readonly hostedZone?: IHostedZone;

  /**
   * The id of the public hosted zone, e.g. `Z0123456789ABCDEFGHIJ`, in place of `hostedZone`.
   *
   * @default - that of `hostedZone`
   */
  readonly hostedZoneId?: string;

  /**
   * The name of the hosted zone, e.g. `example.com`, with the `hostedZoneId`.
   *
   * @default - that of `hostedZone`
   */
  readonly zoneName?: string;

  /**
   * The role in the zone's account that writes the records, where that is another account, e.g.
   * `arn:aws:iam::210987654321:role/hello-example-com-records`.
   *
   * Each Region's stack then has a custom resource that assumes the role. The role must trust the account that is deployed
   * to and allow changing the zone's records; docs/hosted-zone-in-another-account.md has it ready to deploy.
   *
   * @default - the zone is in the account that is deployed to, and CloudFormation writes the records
   */
  readonly hostedZoneRoleArn?: string;

  /**
   * A path below the name that leads to this API, e.g. `shop` or `shop/v1`: routes are then at `https://hello.example.com/shop/v1/…`.
   *
   * At most 300 letters, digits and `$-_.+!*'()`, with single slashes between. Handlers of a REST API find it in `event.path`;
   * the `rawPath` that handlers of an HTTP API get is without it.
   *
   * @default - the name leads to this API alone
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
   */
  readonly basePath?: string;

  /**
   * Certificates of your own, in ACM, by the Region's name: each must be of the shared and the Region's own name, e.g. for
   * `hello.example.com` and `*.hello.example.com`, and issued by a public authority.
   *
   * @default - a certificate is made in each Region, and ACM renews it
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains-prerequisites.html
   */
  readonly certificateArns?: { [region: string]: string };

  /**
   * Which versions of TLS, and which ciphers, callers may use.
   *
   * The policies after `TLS_1_2`, some of them with post-quantum cryptography, are for REST APIs without mutual TLS; the
   * endpoint access mode is then strict. Those that take TLS 1.3 alone leave Route 53's checkers out: choose `HealthCheck.alarms()`.
   *
   * A change takes some 15 minutes, in which the API answers. Then callers whose TLS is older, or whose SNI is not the host, are
   * refused. On the way back a Region is unavailable for as long: drain it.
   *
   * @default SecurityPolicy.TLS_1_2 - TLS 1.2 and 1.3
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html
   */
  readonly securityPolicy?: SecurityPolicy;

  /**
   * The client certificates that callers must present.
   *
   * Route 53's checkers have none: choose `HealthCheck.alarms()`.
   *
   * @default - callers need no certificate
   */
  readonly mutualTls?: MutualTls;

  /**
   * Whether the names are answered over IPv4 only, or over IPv6 as well.
   *
   * @default IpAddressType.DUAL_STACK - IPv4 and IPv6
   */
  readonly ipAddressType?: IpAddressType;
}

/** The same with the zone by two texts, which every Region may have. */
export interface ZonedDomain extends ApiDomain {
  readonly hostedZoneId: string;
  readonly zoneName: string;
}

/** The name of one Region's own entry point. */
export function regionalName(domain: ApiDomain, region: string): string {
  return `${region}.${domain.domainName}`;
}

/** What URLs have between the name and a route's path: nothing, or e.g. "/shop/v1". */
export function pathPrefix({ basePath }: ApiDomain): string {
  return basePath === undefined ? '' : `/${basePath}`;
}

export function validateDomain(domain: ZonedDomain, regions: string[]) {
  validateName('domain.zoneName', domain.zoneName, ZONE_NAME);
  validateName('domain.domainName', domain.domainName, HOST_NAME);
  validateZoneId(domain.hostedZoneId);
  if (domain.domainName !== domain.zoneName && !domain.domainName.endsWith(`.${domain.zoneName}`) && !holdsLookupDummy(domain.zoneName)) {
    refuseWhenKnown('`domain.domainName` must be within `domain.zoneName`', domain.domainName, `The zone is ${domain.zoneName}`);
  }
  if (domain.domainName.length > MAX_CERTIFICATE_NAME) {
    refuseWhenKnown(`\`domain.domainName\` must have at most ${MAX_CERTIFICATE_NAME} characters, as the first name of an ACM certificate`, domain.domainName);
  }
  if (domain.hostedZoneRoleArn !== undefined) validateRoleArn('domain.hostedZoneRoleArn', domain.hostedZoneRoleArn);
  if (domain.basePath !== undefined) validateBasePath(domain.basePath);
  if (domain.certificateArns) validateCertificateArns(domain.certificateArns, regions);
  if (domain.securityPolicy) validateSecurityPolicy(domain.securityPolicy);
  if (domain.mutualTls) validateMutualTls(domain.mutualTls, regions);
}

/** @see https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html */
const MAX_CERTIFICATE_NAME = 64;

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html */
const HOST_NAME = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** Zones may have underscores, certificates may not. */
const ZONE_NAME = /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

function validateName(prop: string, name: string, form: RegExp) {
  validateIsText(prop, name);
  if (Token.isUnresolved(name)) {
    throw refusal(`\`${prop}\` must be a literal, because names are made from it in every Region`, String(name));
  }
  if (name.includes('://') || name.includes('/')) {
    refuseWhenKnown(`\`${prop}\` must be a name without scheme or path`, name);
  }
  if (name.endsWith('.')) {
    refuseWhenKnown(`\`${prop}\` must not end with a dot`, name);
  }
  if (name.includes('*')) {
    refuseWhenKnown(`\`${prop}\` must not be a wildcard`, name, 'Name one API, e.g. "api.example.com"');
  }
  if (name !== name.toLowerCase()) {
    refuseWhenKnown(`\`${prop}\` must be lower case`, name);
  }
  if (!form.test(name)) {
    refuseWhenKnown(`\`${prop}\` must be a DNS name: labels of 1 to 63 letters, digits and hyphens, separated by dots`, name);
  }
}

/** In plain JavaScript a prop may be missing. */
function validateIsText(prop: string, text: unknown) {
  if (typeof text !== 'string') {
    throw refusal(`\`${prop}\` must be a string`, text);
  }
}

function validateZoneId(id: string) {
  validateIsText('domain.hostedZoneId', id);
  if (Token.isUnresolved(id)) {
    throw refusal('`domain.hostedZoneId` must be a literal, because no token may cross a Region', String(id));
  }
  if (!/^Z[A-Z0-9]{1,31}$/.test(id)) {
    refuseWhenKnown('`domain.hostedZoneId` must be the id of a hosted zone, "Z" and up to 31 capital letters and digits', id);
  }
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html */
const MAX_BASE_PATH = 300;

function validateBasePath(basePath: string) {
  if (Token.isUnresolved(basePath)) {
    throw refusal('`domain.basePath` must be a literal, because URLs are made from it in every Region', String(basePath));
  }
  if (!/^[\w$.+!*'()-]+(\/[\w$.+!*'()-]+)*$/.test(basePath) || basePath.length > MAX_BASE_PATH) {
    refuseWhenKnown(`\`domain.basePath\` must be at most ${MAX_BASE_PATH} letters, digits and "$-_.+!*'()", with single slashes between`, basePath);
  }
  if (basePath === '(none)') {
    throw refusal('`domain.basePath` must be a path, and this is API Gateway\'s word for having none', basePath, 'Leave it out');
  }
}
