import * as path from 'path';
import { ArnFormat, CustomResource, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnRecordSet, CfnRecordSetProps } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { refusal, refuseWhenKnown } from '../synthesis/refusal';

export interface DelegatedZoneProps {
  readonly hostedZoneId: string;
  /** The role in the zone's account that may change the zone's records. */
  readonly roleArn: string;
}

/** A record set of the zone, as CloudFormation has it: simple, or by latency, weight, geolocation or failover. */
export type DelegatedRecord = Omit<CfnRecordSetProps, 'hostedZoneId' | 'hostedZoneName' | 'comment' | 'cidrRoutingConfig' | 'geoProximityLocation' | 'multiValueAnswer'>;

/**
 * A hosted zone of another account, into which one Region's stack writes by a role of that account.
 *
 * CloudFormation cannot write there, so that a small function in the Region does. The role must trust this account for
 * `sts:AssumeRole` and allow `route53:ChangeResourceRecordSets` and `route53:ListResourceRecordSets` on the zone, and
 * `route53:GetChange`. See docs/hosted-zone-in-another-account.md for the role with least privilege.
 *
 * The records of a Region are its own: what other Regions and other people wrote is left alone. The records by which ACM
 * validates certificates stay when a Region goes, because the other Regions' certificates are renewed by the same ones.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/tutorial_cross-account-with-roles.html
 */
export class DelegatedZone extends Construct {
  private readonly assumption: Policy;
  private readonly function: Function;

  constructor(scope: Construct, id: string, private readonly props: DelegatedZoneProps) {
    validateRoleArn('roleArn', props.roleArn);
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.function = this.createFunction(role);
    this.assumption = this.allowAssumption(role);
  }

  /**
   * Writes the records by which ACM validates a certificate for these names in this stack.
   *
   * The certificate waits for it, so that neither may depend on the other.
   *
   * @see https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
   */
  validateCertificate(domainNames: string[]): CustomResource {
    this.allowReadingCertificates();
    return this.request('CertificateValidation', 'Custom::CertificateValidation', { DomainNames: domainNames });
  }

  /**
   * Writes record sets and, when they are no longer wanted, deletes them.
   *
   * All are written in one step. A record set that is there and leads elsewhere was written by somebody else and makes the
   * deployment fail; it is not overwritten.
   *
   * @param records each with the Region in its name or in its set identifier
   */
  writeRecords(id: string, records: DelegatedRecord[]): CustomResource {
    return this.request(id, 'Custom::ZoneRecords', { Records: records.map(renderRecord) });
  }

  private createFunction(role: Role) {
    const logGroup = new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY });
    logGroup.grantWrite(role);
    return new Function(this, 'Function', {
      description: 'Writes records into the hosted zone of another account',
      code: Code.fromAsset(path.join(__dirname, '..', '..', 'assets', 'zone-records')),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      memorySize: 256,
      timeout: TIMEOUT,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
    });
  }

  /**
   * A policy for each role: when the role changes, CloudFormation removes the old policy last, and the records of an old
   * zone can still be deleted by the old role.
   */
  private allowAssumption(role: Role): Policy {
    const { roleArn } = this.props;
    return new Policy(this, `Assume-${roleArn.replace(/^arn:[\w-]+:iam::/, '').replaceAll(/[^\w-]/g, '-')}`, {
      roles: [role],
      statements: [new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [roleArn] })],
    });
  }

  private allowReadingCertificates() {
    const certificates = Stack.of(this).formatArn({
      service: 'acm', resource: 'certificate', resourceName: '*', arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    this.function.addToRolePolicy(new PolicyStatement({ actions: ['acm:ListCertificates'], resources: ['*'] })); // knows no resources
    this.function.addToRolePolicy(new PolicyStatement({ actions: ['acm:DescribeCertificate'], resources: [certificates] }));
  }

  private request(id: string, resourceType: string, properties: Record<string, unknown>): CustomResource {
    const { hostedZoneId, roleArn } = this.props;
    const resource = new CustomResource(this, id, {
      resourceType,
      serviceToken: this.function.functionArn,
      serviceTimeout: SERVICE_TIMEOUT,
      properties: { HostedZoneId: hostedZoneId, RoleArn: roleArn, ...properties },
    });
    resource.node.addDependency(this.function, this.assumption);
    return resource;
  }
}

/** Lambda's limit. It is used up only where Route 53 or ACM keep the function waiting, which other deployments may cause. */
const TIMEOUT = Duration.minutes(15);
/** Without an answer, CloudFormation would wait an hour. */
const SERVICE_TIMEOUT = Duration.minutes(20);

/**
 * Refuses what is not the literal ARN of an IAM role.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function validateRoleArn(prop: string, arn: string) {
  if (Token.isUnresolved(arn)) {
    refuseWhenKnown(`\`${prop}\` must be a literal, because no token may cross a Region`, String(arn));
  }
  if (!ROLE_ARN.test(arn)) {
    refuseWhenKnown(`\`${prop}\` must be the ARN of an IAM role`, arn, 'It looks like arn:aws:iam::123456789012:role/ZoneWriter');
  }
}

/** A path of at most 512 characters, a name of at most 64. */
const ROLE_ARN = /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/(?=.{1,576}$)([\x21-\x2e\x30-\x7e]+\/)*[\w+=,.@-]{1,64}$/;

/** The record set as Route 53's API has it. */
function renderRecord(record: DelegatedRecord) {
  const alias = literalObject<CfnRecordSet.AliasTargetProperty>(record, 'aliasTarget');
  const location = literalObject<CfnRecordSet.GeoLocationProperty>(record, 'geoLocation');
  return {
    Name: record.name,
    Type: record.type,
    SetIdentifier: record.setIdentifier,
    Region: record.region,
    Weight: record.weight,
    Failover: record.failover,
    GeoLocation: location && {
      ContinentCode: location.continentCode,
      CountryCode: location.countryCode,
      SubdivisionCode: location.subdivisionCode,
    },
    TTL: record.ttl,
    ResourceRecords: record.resourceRecords?.map(Value => ({ Value })),
    AliasTarget: alias && {
      HostedZoneId: alias.hostedZoneId,
      DNSName: alias.dnsName,
      EvaluateTargetHealth: alias.evaluateTargetHealth ?? false,
    },
    HealthCheckId: record.healthCheckId,
  };
}

function literalObject<T>(record: DelegatedRecord, prop: 'aliasTarget' | 'geoLocation'): T | undefined {
  if (Token.isUnresolved(record[prop])) {
    throw refusal(`\`${prop}\` of a record must be an object, with tokens for no more than its values`, record.name);
  }
  return record[prop] as T | undefined;
}
