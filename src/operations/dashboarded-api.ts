import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { OperationsSettings } from './operations-options';
import { RequestMetrics } from '../gateway/request-metrics';

/** What the dashboard shows of one Region. */
export interface DashboardedRegion {
  readonly region: string;
  readonly requestMetrics: RequestMetrics;
  /** How many requests a second API Gateway lets through. */
  readonly throttleQuota: number;
  readonly hasFunctions: boolean;
  /** 1 while Route 53 takes the Region for healthy, where its check is known. */
  readonly health?: Metric;
  /** What each of its peers tells of its being drained. */
  readonly drained: Metric[];
  readonly alarmArns: string[];
}

/** What the dashboard shows. */
export interface DashboardedApi {
  readonly apiName: string;
  readonly url: string;
  /** The Region of the dashboard's stack. */
  readonly home: string;
  /** Whether CloudWatch has Route 53's metrics there. */
  readonly seesHealth: boolean;
  /** What the CDK CLI calls that stack. */
  readonly stackPath: string;
  readonly failoverTime: Duration;
  readonly settings: OperationsSettings;
  readonly regions: DashboardedRegion[];
  /** The names of those that replicate with a lag. */
  readonly tables: string[];
}
