import { CfnRecordSetProps } from 'aws-cdk-lib/aws-route53';

/** A record set of the API's hosted zone, whoever writes it. */
export interface ZoneRecord extends Omit<CfnRecordSetProps, 'hostedZoneId' | 'hostedZoneName' | 'comment'> {
  /** Tells the Region's records apart; part of logical IDs. */
  readonly id: string;
}
