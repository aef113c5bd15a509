import { Stack, Token } from 'aws-cdk-lib';
import { Alarm, CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { nextInRing } from '../regions/ring';
import { refusal } from '../synthesis/refusal';
import { isResourceOf } from '../synthesis/resource-type';

/** Where an alarm is to count. */
export interface AlarmedRegion {
  readonly region: string;
  /** The API's Regions, in their order. */
  readonly ring: string[];
  readonly stack: Stack;
}

/**
 * Refuses alarms that Route 53 does not follow, or not as CloudWatch does.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html#health-checks-creating-values-cloudwatch
 */
export function validateHealthAlarm(alarm: Alarm, region: AlarmedRegion) {
  const rendered = alarm.node.defaultChild;
  if (!isResourceOf(CfnAlarm, rendered)) {
    throw refusal('`alarm` must be an `Alarm` that is made in the app, neither imported nor a composite one', alarm.node.path);
  }
  validateStack(alarm, region);
  validateMetric(rendered, region);
  validateEvaluation(rendered);
  validateReplicationLatency(rendered, region);
}

function validateStack(alarm: Alarm, { region, stack }: AlarmedRegion) {
  if (Stack.of(alarm) !== stack) {
    throw refusal(`\`alarm\` must be in the stack of ${region}, because no token may cross a Region or a stack`, Stack.of(alarm).node.path,
      'Make it in the scope of the `RegionalApi`');
  }
}

function validateMetric({ metrics, namespace, thresholdMetricId, extendedStatistic }: CfnAlarm, { region }: AlarmedRegion) {
  if (thresholdMetricId) {
    throw refusal('`alarm` must compare with a fixed threshold: Route 53 follows no anomaly detection', thresholdMetricId);
  }
  if (metrics) {
    throw refusal('`alarm` must be on one metric of the stack\'s own account, without a label: Route 53 follows no metric math', describeQueries(metrics));
  }
  if (extendedStatistic) {
    throw refusal('`alarm` must use Average, Minimum, Maximum, Sum or SampleCount: Route 53 follows no other statistic', extendedStatistic,
      '`HealthAlarm.latency()` tells a percentile by an average');
  }
  if (namespace === 'AWS/Route53' && region !== 'us-east-1') {
    throw refusal(`\`alarm\` must be on a metric that ${region} has: those of Route 53 are in us-east-1 alone`, namespace);
  }
}

function validateEvaluation({ period, evaluationPeriods, datapointsToAlarm = evaluationPeriods }: CfnAlarm) {
  if ([period, evaluationPeriods, datapointsToAlarm].some(value => Token.isUnresolved(value))) {
    throw refusal('`alarm` must have a literal period and literal numbers of periods', [period, evaluationPeriods, datapointsToAlarm].map(String));
  }
  if (period! < MIN_PERIOD) {
    throw refusal(`\`alarm\` must have a period of at least ${MIN_PERIOD} seconds: Route 53 follows no high-resolution metrics`, period);
  }
  if (datapointsToAlarm !== evaluationPeriods) {
    throw refusal('`alarm` must be raised by all of its `evaluationPeriods`: Route 53 follows no "M out of N" alarms',
      `${datapointsToAlarm} out of ${evaluationPeriods}`, 'Leave out `datapointsToAlarm`');
  }
}

/** An ill Region raises the latency in all that replicate to it. At most one of them may go out of service for that. */
function validateReplicationLatency({ namespace, metricName, dimensions }: CfnAlarm, { region, ring }: AlarmedRegion) {
  if (namespace !== 'AWS/DynamoDB' || metricName !== 'ReplicationLatency' || !Array.isArray(dimensions)) return;
  if (ring.length < 3) {
    throw refusal('`alarm` must not be on `ReplicationLatency` in an API of two Regions, where an ill one would take the other out of service', ring,
      'Have it notify people, with `alarm.addAlarmAction()`');
  }
  const { value: receiver } = (dimensions as CfnAlarm.DimensionProperty[]).find(({ name }) => name === 'ReceivingRegion') ?? {};
  if (receiver !== nextInRing(region, ring)) {
    const next = nextInRing(region, ring);
    throw refusal(`\`alarm\` on \`ReplicationLatency\` must be on the one to ${next}, the next of \`regions\`, or an ill Region would take all `
      + 'others out of service', receiver, 'Have the others notify people, with `alarm.addAlarmAction()`');
  }
}

const MIN_PERIOD = 60;

/** Each of the queries that CDK renders as a word: its expression, or the account or the label that makes it one. */
function describeQueries(metrics: CfnAlarm['metrics']) {
  const queries = metrics as CfnAlarm.MetricDataQueryProperty[];
  return queries.map(({ expression, accountId, label, id }) => expression ?? accountId ?? label ?? id).map(String);
}
