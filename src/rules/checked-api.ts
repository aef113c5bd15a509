import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { HealthCheck } from '../health-check';
import { RegionalApi } from '../regional-api';

/** What the rules know of an API. */
export interface CheckedApi {
  readonly construct: IConstruct;
  /** What its stacks and tables start with. */
  readonly name: string;
  readonly regionalApis: RegionalApi[];
  readonly health: HealthCheck;
  /** Of the gateway. */
  readonly throttle?: ThrottleSettings;
}
