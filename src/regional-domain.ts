import { BasePathMapping, CfnDomainName, DomainName, EndpointType, IpAddressType, RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Certificate, CertificateValidation, ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { AaaaRecord, ARecord, IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';

export interface RegionalDomainProps {
  readonly zone: IHostedZone;
  readonly sharedName: string;
  readonly regionalName: string;
  readonly restApi: RestApi;
}

/**
 * One Region's entry points: the certificate, the shared name and the Region's own name, both dual-stack.
 */
export class RegionalDomain extends Construct {
  readonly certificate: ICertificate;
  readonly shared: DomainName;
  readonly regional: DomainName;

  constructor(scope: Construct, id: string, props: RegionalDomainProps) {
    super(scope, id);
    this.certificate = this.createCertificate(props);
    this.shared = this.createDomainName('Shared', props.sharedName, props.restApi);
    this.regional = this.createDomainName('Regional', props.regionalName, props.restApi);
    this.regional.node.addDependency(this.shared); // one after the other: API Gateway allows an account one every 30 seconds
    this.addRegionalRecords(props);
  }

  private createCertificate({ zone, sharedName, regionalName }: RegionalDomainProps) {
    return new Certificate(this, 'Certificate', {
      domainName: sharedName,
      subjectAlternativeNames: [regionalName],
      validation: CertificateValidation.fromDns(zone),
    });
  }

  private createDomainName(id: string, domainName: string, restApi: RestApi) {
    const domain = new DomainName(this, id, {
      domainName,
      certificate: this.certificate,
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    // An AAAA alias onto an IPv4-only domain name answers nothing.
    const cfnDomain = domain.node.defaultChild as CfnDomainName;
    cfnDomain.addPropertyOverride('EndpointConfiguration.IpAddressType', IpAddressType.DUAL_STACK);
    // `domain.addBasePathMapping` would put the Region's name into the logical ID.
    new BasePathMapping(domain, 'Mapping', { domainName: domain, restApi });
    return domain;
  }

  private addRegionalRecords({ zone, regionalName }: RegionalDomainProps) {
    const record = { zone, recordName: regionalName, target: RecordTarget.fromAlias(new ApiGatewayDomain(this.regional)) };
    new ARecord(this, 'A', record);
    new AaaaRecord(this, 'Aaaa', record);
  }
}
