import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Dashboard, Metric, PeriodOverride, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { DashboardedApi } from './dashboarded-api';
import { LazyWidgets } from './operations-dashboard';
import { OperationsOptions, OperationsSettings, operationsSettings, validateOperations } from './operations-options';
import { RegionalOperations } from './regional-operations';
import { peersOf } from '../health/drain-switch';
import { recordedHealthChecks } from '../recorded/deployed-record';
import { RegionalApi } from '../region/regional-api';
import { partitionHome } from '../regions/partition-home';
import { refusal } from '../synthesis/refusal';

/** The API that is operated. */
interface OperatedApi {
  readonly apiName: string;
  readonly url: string;
  readonly regionalApis: RegionalApi[];
  failoverTime(): Duration;
  /** A stack of the API's of its own, in the Region. */
  createStack(region: string): Stack;
}

/**
 * The alarms of an API, the topics that tell people of them, and one dashboard over all Regions.
 *
 * In each Region's stack there are a topic and the alarms on what that Region has metrics of: server errors, latency, the rate of
 * requests against API Gateway's quota, throttled functions and, for each table, the replication latency to each other Region.
 * The stack `<API>-Operations`, in us-east-1, has the dashboard and, because Route 53's metrics are there alone, an alarm for each
 * Region that Route 53 takes for unhealthy, with a topic of their own. The account needs us-east-1 to be bootstrapped for the CDK, also
 * where the API has no Region there. Outside the partition `aws` it is not documented where Route 53's metrics are: the dashboard is in
 * the first of the API's Regions, and nobody is told of unhealthy ones.
 *
 * CloudFormation makes the ids of health checks: they are known once `npx multi-region record` has recorded a deployment.
 *
 * Made by `api.addOperations()`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_xaxr_dashboard.html
 * @example
 * const operations = api.addOperations({
 *   notification: Notification.email('on-call@example.com'),
 *   serverErrors: { share: 2 },
 *   latency: { threshold: Duration.seconds(1), percentile: 95 },
 * });
 * operations.dashboard.addWidgets(new TextWidget({ markdown: 'On call: the shop team', width: 24 }));
 */
export class Operations extends Construct {
  /** @internal */
  static _create(api: OperatedApi, options: OperationsOptions): Operations {
    const regions = api.regionalApis.map(({ region }) => region);
    const home = partitionHome(regions[0]);
    validateOperations(options, regions, home);
    validateRequestsAreCounted(api.regionalApis[0]);
    return new Operations(api.createStack(home ?? regions[0]), api, operationsSettings(options, regions.length), home !== undefined);
  }

  /** The dashboard over all Regions, called `<API>-Operations`; widgets that you add stand below its own. */
  readonly dashboard: Dashboard;

  /**
   * The alarms on Regions that Route 53 takes for unhealthy, in us-east-1: one for each Region whose health check is recorded; none outside
   * the partition `aws`.
   */
  readonly route53Alarms: Alarm[];

  private readonly regional: RegionalOperations[];
  private readonly healthTopic?: ITopic;

  /** @param seesHealth whether the stack is where Route 53's metrics are */
  private constructor(
    stack: Stack, private readonly api: OperatedApi, private readonly settings: OperationsSettings, private readonly seesHealth: boolean,
  ) {
    super(stack, 'Operations');
    this.regional = api.regionalApis.map(regionalApi => new RegionalOperations(regionalApi, 'Operations', { apiName: api.apiName, settings }));
    const healthChecks = seesHealth ? this.findHealthChecks() : {};
    this.healthTopic = seesHealth ? settings.notification._topicIn(this, 'Topic') : undefined;
    this.route53Alarms = Object.entries(healthChecks).map(([region, id]) => this.createUnhealthyAlarm(region, id));
    this.dashboard = this.createDashboard(healthChecks);
  }

  /**
   * Where the alarms of Route 53 are told: a topic in us-east-1, besides that of the API's Region if it is one; an error outside the
   * partition `aws`, where there are no such alarms.
   */
  get route53Topic(): ITopic {
    if (!this.healthTopic) {
      throw refusal('`route53Topic` exists in the partition `aws`: where other ones have Route 53\'s metrics is not documented', Stack.of(this).region,
        'Use `topic(region)`');
    }
    return this.healthTopic;
  }

  /** Where a Region's alarms are told: a topic in its stack, or yours. */
  topic(region: string): ITopic {
    return this.inRegion(region).topic;
  }

  /**
   * The alarms in a Region's stack, without those that Route 53 follows.
   *
   * Those of tables and routes come when the tables and routes are added: ask afterwards.
   */
  alarms(region: string): Alarm[] {
    return [...this.inRegion(region).alarms];
  }

  /** @internal */
  _raisedQuotaOf(region: string): number | undefined {
    return this.settings.raisedQuotaOf(region);
  }

  private inRegion(region: string): RegionalOperations {
    const found = this.regional.find(regional => regional.region === region);
    if (!found) {
      throw refusal(`\`region\` must be one of ${this.regional.map(regional => regional.region).join(', ')}`, region);
    }
    return found;
  }

  /** The ids that are known, by Region, in the order of the Regions. */
  private findHealthChecks(): Record<string, string> {
    const recorded = recordedHealthChecks(this, this.api.apiName);
    const regions = this.regional.map(({ region }) => region);
    return Object.fromEntries(regions.flatMap(region => recorded[region]?.id ? [[region, recorded[region].id!]] : []));
  }

  private createUnhealthyAlarm(region: string, healthCheckId: string): Alarm {
    const alarm = new Alarm(this, `UnhealthyAlarm-${region}`, {
      alarmName: `${this.api.apiName}-${region}-Unhealthy`,
      alarmDescription: `Route 53 takes ${region} for unhealthy and sends callers to the other Regions`,
      metric: healthCheckStatus(healthCheckId, Stack.of(this).region),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 1, // the check has its own threshold
      treatMissingData: TreatMissingData.BREACHING, // a check that is gone guards nothing
    });
    const action = new SnsAction(this.route53Topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  }

  private createDashboard(healthChecks: Record<string, string>): Dashboard {
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: `${this.api.apiName}-Operations`,
      defaultInterval: Duration.hours(3),
      periodOverride: PeriodOverride.AUTO,
    });
    const tables: string[] = [];
    this.api.regionalApis[0]._laggingTables.observe(({ tableName }) => tables.push(tableName));
    dashboard.addWidgets(new LazyWidgets(() => this.describe(healthChecks, tables)));
    return dashboard;
  }

  private describe(healthChecks: Record<string, string>, tables: string[]): DashboardedApi {
    const { api: { apiName, url }, settings, regional } = this;
    const stack = Stack.of(this);
    const arnOf = (region: string, name: string) => stack.formatArn({
      service: 'cloudwatch', region, resource: 'alarm', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const ring = regional.map(({ region }) => region);
    return {
      apiName,
      url,
      home: stack.region,
      seesHealth: this.seesHealth,
      stackPath: stack.node.path,
      failoverTime: this.api.failoverTime(),
      settings,
      tables,
      regions: regional.map(({ region, requestMetrics, throttleQuota, hasFunctions, alarmNames }) => ({
        region,
        requestMetrics,
        throttleQuota,
        hasFunctions,
        health: healthChecks[region] ? healthCheckStatus(healthChecks[region], stack.region) : undefined,
        drained: peersOf(region, ring).flatMap(peer => this.inRegion(peer).drained?.(region).with({ region: peer }) ?? []),
        alarmArns: [
          ...healthChecks[region] ? [arnOf(stack.region, `${apiName}-${region}-Unhealthy`)] : [],
          ...alarmNames.map(name => arnOf(region, name)),
        ],
      })),
    };
  }
}

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html */
function healthCheckStatus(healthCheckId: string, region: string): Metric {
  return new Metric({
    namespace: 'AWS/Route53',
    metricName: 'HealthCheckStatus',
    dimensionsMap: { HealthCheckId: healthCheckId },
    statistic: Stats.MINIMUM,
    region,
    period: Duration.minutes(1),
  });
}

/** The metrics of an HTTP API go by an id that CloudFormation makes. */
function validateRequestsAreCounted({ _gateway: { requestMetrics }, _accessLog }: RegionalApi) {
  if (!requestMetrics && !_accessLog) {
    throw refusal('`addOperations()` needs the `accessLogs` of `ApiGateway.http()`, in which it counts the requests', 'none', 'Choose `ApiGateway.http({ accessLogs: AccessLogs.cloudWatch() })`');
  }
}
