import * as path from 'path';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { Distribution, ResponseHeadersPolicy, ViewerProtocolPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { OriginGroup, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ARecord, AaaaRecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { acknowledgeSiteFindings } from './acknowledged-findings';
import { RegionalApi } from 'cdk-multi-region-serverless-api';

export interface SiteProps {
  readonly siteName: string;
  readonly zone: { readonly hostedZoneId: string; readonly zoneName: string };
  /** What the page has to know. */
  readonly settings: { readonly [name: string]: string };
}

/** The page in a bucket of every Region, and CloudFront in front of two of them. */
export class Site extends Stack {
  constructor(scope: Construct, id: string, private readonly props: SiteProps) {
    super(scope, id, { env: { region: 'us-east-1' } }); // where CloudFront looks for certificates
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', props.zone);
    const origin = (region: string) => S3BucketOrigin.withOriginAccessControl(
      Bucket.fromBucketAttributes(this, `Bucket-${region}`, { bucketName: this.bucketIn(region), region }));
    const distribution = new Distribution(this, 'Distribution', {
      domainNames: [props.siteName],
      certificate: new Certificate(this, 'Certificate', { domainName: props.siteName, validation: CertificateValidation.fromDns(zone) }),
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: new OriginGroup({ primaryOrigin: origin('us-east-1'), fallbackOrigin: origin('eu-west-1'), fallbackStatusCodes: [500, 502, 503, 504] }),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        responseHeadersPolicy: ResponseHeadersPolicy.SECURITY_HEADERS,
      },
    });
    const record = { zone, recordName: props.siteName, target: RecordTarget.fromAlias(new CloudFrontTarget(distribution)) };
    new ARecord(this, 'A', record);
    new AaaaRecord(this, 'Aaaa', record);
    acknowledgeSiteFindings(this);
  }

  /** The page in a bucket of this Region, which CloudFront may read for any distribution of the account: none of its stack is known here. */
  addBucket(region: RegionalApi) {
    const bucket = new Bucket(region, 'PageBucket', {
      bucketName: this.bucketIn(region.region),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY, // all of it is in this folder
    });
    bucket.addToResourcePolicy(new PolicyStatement({
      principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
      actions: ['s3:GetObject'],
      resources: [bucket.arnForObjects('*')],
      conditions: { StringEquals: { 'aws:SourceAccount': region.stack.account } },
    }));
    new BucketDeployment(region, 'Page', {
      destinationBucket: bucket,
      sources: [Source.asset(path.join(__dirname, 'page')), Source.jsonData('settings.json', this.props.settings)],
    });
  }

  private bucketIn(region: string): string {
    return `${this.props.siteName.replaceAll('.', '-')}-${region}`;
  }
}
