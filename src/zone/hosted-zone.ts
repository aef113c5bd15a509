import { CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnRecordSet, PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { DelegatedZone } from './delegated-zone';
import { ZoneRecord } from './zone-record';

/** The zone that answers for the API, as one Region's stack writes into it. */
export interface HostedZone {
  readonly hostedZoneId: string;
  /** How ACM is to learn that the names are ours. */
  validateCertificate(domainNames: string[]): CertificateValidation;
  writeRecords(records: ZoneRecord[]): Construct;
}

/** Which zone it is, and who may write into it. */
export interface HostedZoneProps {
  readonly hostedZoneId: string;
  readonly zoneName: string;
  /** The role in the zone's account that writes the records, where that is another account. */
  readonly hostedZoneRoleArn?: string;
}

export function hostedZoneOf(scope: Construct, props: HostedZoneProps): HostedZone {
  return props.hostedZoneRoleArn ? new ZoneOfAnotherAccount(scope, props, props.hostedZoneRoleArn) : new ZoneOfThisAccount(scope, props);
}

/** CloudFormation writes the records. */
class ZoneOfThisAccount implements HostedZone {
  readonly hostedZoneId: string;

  constructor(private readonly scope: Construct, private readonly props: HostedZoneProps) {
    this.hostedZoneId = props.hostedZoneId;
  }

  validateCertificate() {
    return CertificateValidation.fromDns(PublicHostedZone.fromPublicHostedZoneAttributes(this.scope, 'Zone', this.props));
  }

  writeRecords(records: ZoneRecord[]) {
    const scope = new Construct(this.scope, 'Records');
    const written = records.map(({ id, ...record }) => {
      const recordSet = new CfnRecordSet(scope, id, { ...record, name: `${record.name}.`, hostedZoneId: this.hostedZoneId });
      return { ...record, recordSet };
    });
    for (const record of written) {
      // Route 53 refuses an alias of a record that is not there yet, and resolvers remember that a CNAME record leads nowhere.
      const targets = written.filter(other => other.type === record.type && other.name === targetOf(record));
      record.recordSet.node.addDependency(...targets.map(target => target.recordSet));
    }
    return scope;
  }
}

function targetOf({ aliasTarget, resourceRecords }: Omit<ZoneRecord, 'id'>): string | undefined {
  return (aliasTarget as CfnRecordSet.AliasTargetProperty | undefined)?.dnsName ?? resourceRecords?.[0];
}

/** A custom resource writes the records, by the role that the zone's account gives us. */
class ZoneOfAnotherAccount implements HostedZone {
  readonly hostedZoneId: string;
  private readonly zone: DelegatedZone;

  constructor(scope: Construct, { hostedZoneId }: HostedZoneProps, roleArn: string) {
    this.hostedZoneId = hostedZoneId;
    this.zone = new DelegatedZone(scope, 'Zone', { hostedZoneId, roleArn });
  }

  validateCertificate(domainNames: string[]) {
    this.zone.validateCertificate(domainNames);
    return CertificateValidation.fromDns();
  }

  writeRecords(records: ZoneRecord[]) {
    return this.zone.writeRecords('Records', records.map(({ id, ...record }) => record));
  }
}
