import { DomainName } from 'aws-cdk-lib/aws-apigateway';
import { AaaaRecord, ARecord, IHealthCheck, IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';

export interface LatencyRecordProps {
  readonly zone: IHostedZone;
  readonly domainName: DomainName;
  readonly recordName: string;
  readonly region: string;
  readonly healthCheck: IHealthCheck;
}

/**
 * One Region's entry in the latency set of the shared name, over IPv4 and IPv6, in the set while the Region is healthy.
 */
export class LatencyRecord extends Construct {
  constructor(scope: Construct, id: string, props: LatencyRecordProps) {
    super(scope, id);
    const record = {
      zone: props.zone,
      recordName: props.recordName,
      target: RecordTarget.fromAlias(new ApiGatewayDomain(props.domainName)),
      region: props.region,
      // The default hashes the construct's path; a rename would then collide with the record that it replaces.
      setIdentifier: props.region,
      healthCheck: props.healthCheck,
    };
    new ARecord(this, 'A', record);
    new AaaaRecord(this, 'Aaaa', record);
  }
}
