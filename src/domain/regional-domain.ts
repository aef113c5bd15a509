import { CfnDomainName, DomainName, EndpointAccessMode, EndpointType, IpAddressType } from 'aws-cdk-lib/aws-apigateway';
import { Certificate, ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import { ApiDomain, regionalName } from './api-domain';
import { DEFAULT_SECURITY_POLICY, isEnhanced } from './security-policy';
import { parsedArn } from '../synthesis/lookup-dummy';
import { HostedZone } from '../zone/hosted-zone';

/** An API that can answer for a domain name. */
export interface MappedApi {
  /** Lets the API answer for the name, below `basePath` if there is one. */
  mapTo(domainName: DomainName, basePath?: string): void;
}

export interface RegionalDomainProps {
  readonly region: string;
  readonly domain: ApiDomain;
  readonly zone: HostedZone;
  readonly api: MappedApi;
}

/**
 * One Region's entry points: the certificate, the shared name and the Region's own name.
 */
export class RegionalDomain extends Construct {
  readonly certificate: ICertificate;
  readonly shared: DomainName;
  readonly regional: DomainName;

  constructor(scope: Construct, id: string, private readonly props: RegionalDomainProps) {
    super(scope, id);
    const { domain, region } = props;
    this.certificate = this.findCertificate() ?? this.createCertificate();
    this.shared = this.createDomainName('Shared', domain.domainName);
    this.regional = this.createDomainName('Regional', regionalName(domain, region));
    this.regional.node.addDependency(this.shared); // one after the other: API Gateway allows an account one every 30 seconds
  }

  private findCertificate(): ICertificate | undefined {
    const arn = this.props.domain.certificateArns?.[this.props.region];
    return arn === undefined ? undefined : Certificate.fromCertificateArn(this, 'Certificate', parsedArn(arn));
  }

  private createCertificate(): ICertificate {
    const { domain, region, zone } = this.props;
    const [sharedName, ownName] = [domain.domainName, regionalName(domain, region)];
    return new Certificate(this, 'Certificate', {
      domainName: sharedName,
      subjectAlternativeNames: [ownName],
      validation: zone.validateCertificate([sharedName, ownName]),
    });
  }

  private createDomainName(id: string, domainName: string): DomainName {
    const { domain, api } = this.props;
    const { securityPolicy = DEFAULT_SECURITY_POLICY } = domain;
    const created = new DomainName(this, id, {
      domainName,
      certificate: this.certificate,
      endpointType: EndpointType.REGIONAL,
      securityPolicy,
      endpointAccessMode: isEnhanced(securityPolicy) ? EndpointAccessMode.STRICT : undefined,
    });
    // The construct lacks the address type, and wants a bucket where a literal address of the truststore will do.
    const cfnDomain = created.node.defaultChild as CfnDomainName;
    cfnDomain.addPropertyOverride('EndpointConfiguration.IpAddressType', addressType(domain));
    cfnDomain.mutualTlsAuthentication = this.renderMutualTls();
    api.mapTo(created, domain.basePath);
    return created;
  }

  private renderMutualTls(): CfnDomainName.MutualTlsAuthenticationProperty | undefined {
    const { region, domain: { mutualTls } } = this.props;
    return mutualTls && {
      truststoreUri: mutualTls.truststoreUris[region],
      truststoreVersion: mutualTls.truststoreVersions?.[region],
    };
  }
}

/** An AAAA alias onto an IPv4-only domain name answers nothing, so that names and records go together. */
export function addressType({ ipAddressType = IpAddressType.DUAL_STACK }: ApiDomain): IpAddressType {
  return ipAddressType;
}
