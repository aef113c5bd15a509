import { Stage } from 'aws-cdk-lib';
import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { HealthCheck } from '../health/health-check';
import { RegionalApi } from '../region/regional-api';

/** What the rules know of an API. */
export interface CheckedApi {
  readonly construct: IConstruct;
  /** What its stacks and tables start with. */
  readonly name: string;
  readonly regionalApis: RegionalApi[];
  readonly health: HealthCheck;
  /** Of the gateway. */
  readonly throttle?: ThrottleSettings;
  /** Its alarms and dashboard, if it has some by now. */
  readonly operations?: () => IConstruct | undefined;
  /** How many requests a second API Gateway lets through in a Region, where that was told. */
  readonly throttleQuotaOf?: (region: string) => number | undefined;
}

/** That of the API, and those of its Regions, if they have stages of their own. */
export function stagesOf({ construct, regionalApis }: CheckedApi): Stage[] {
  return [...new Set([construct, ...regionalApis].map(part => Stage.of(part)!))];
}
