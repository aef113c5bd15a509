import { Token } from 'aws-cdk-lib';
import { refusal } from './refusal';

/**
 * The name that callers use, and the hosted zone that answers for it.
 */
export interface ApiDomain {
  /**
   * The name shared by all Regions, e.g. `hello.example.com`.
   *
   * Each Region also gets a name of its own below it, e.g. `eu-west-1.hello.example.com`, which its health check watches.
   *
   * Lower case, within `zoneName`, at most 64 characters, which ACM allows for the first name of a certificate.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-regional-api-custom-domain-create.html
   */
  readonly domainName: string;

  /**
   * The id of the public hosted zone, e.g. `Z0123456789ABCDEFGHIJ`.
   *
   * The zone must be in the account that is deployed to.
   */
  readonly hostedZoneId: string;

  /**
   * The name of the hosted zone, e.g. `example.com`.
   */
  readonly zoneName: string;
}

/** The name of one Region's own entry point. */
export function regionalName(domain: ApiDomain, region: string): string {
  return `${region}.${domain.domainName}`;
}

export function validateDomain(domain: ApiDomain) {
  validateName('domain.zoneName', domain.zoneName, ZONE_NAME);
  validateName('domain.domainName', domain.domainName, HOST_NAME);
  validateZoneId(domain.hostedZoneId);
  if (domain.domainName !== domain.zoneName && !domain.domainName.endsWith(`.${domain.zoneName}`)) {
    throw refusal('`domain.domainName` must be within `domain.zoneName`', domain.domainName, `The zone is ${domain.zoneName}`);
  }
  if (domain.domainName.length > MAX_CERTIFICATE_NAME) {
    throw refusal(`\`domain.domainName\` must have at most ${MAX_CERTIFICATE_NAME} characters, as the first name of an ACM certificate`, domain.domainName);
  }
}

/** @see https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html */
const MAX_CERTIFICATE_NAME = 64;

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html */
const HOST_NAME = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** Zones may have underscores, certificates may not. */
const ZONE_NAME = /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

function validateName(prop: string, name: string, form: RegExp) {
  if (Token.isUnresolved(name)) {
    throw refusal(`\`${prop}\` must be a literal, because names are made from it in every Region`, String(name));
  }
  if (name.includes('://') || name.includes('/')) {
    throw refusal(`\`${prop}\` must be a name without scheme or path`, name);
  }
  if (name.endsWith('.')) {
    throw refusal(`\`${prop}\` must not end with a dot`, name);
  }
  if (name.includes('*')) {
    throw refusal(`\`${prop}\` must not be a wildcard`, name, 'Name one API, e.g. "api.example.com"');
  }
  if (name !== name.toLowerCase()) {
    throw refusal(`\`${prop}\` must be lower case`, name);
  }
  if (!form.test(name)) {
    throw refusal(`\`${prop}\` must be a DNS name: labels of 1 to 63 letters, digits and hyphens, separated by dots`, name);
  }
}

function validateZoneId(id: string) {
  if (Token.isUnresolved(id)) {
    throw refusal('`domain.hostedZoneId` must be a literal, because no token may cross a Region', String(id));
  }
  if (!/^Z[A-Z0-9]{1,31}$/.test(id)) {
    throw refusal('`domain.hostedZoneId` must be the id of a hosted zone, "Z" and up to 31 capital letters and digits', id);
  }
}
