import { acrossRegions } from './across-regions';
import { CheckedApi } from './checked-api';
import { ANY_REGION, Resource } from './deployed-resources';
import { Rule } from './rule';
import { partitionHome } from '../regions/partition-home';
import { isObject, listOf, textOf } from '../synthesis/template-values';

export const ALARM_IN_THE_WRONG_REGION: Rule = {
  code: 'alarm-in-the-wrong-region',
  severity: 'warning',
  title: 'An alarm is in the Region that has its metric.',
  reason: 'an alarm sees the metrics of its own Region only, so that this one never has data',
  fix: 'Put the alarm into a stack of the Region that has the metric',
  awsPage: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-cloudwatch.html',
  example: 'The alarm at Shop/eu-west-1/Shop/Unhealthy in eu-west-1 is about HealthCheckStatus of AWS/Route53, which is in us-east-1',
  find: deployed => {
    const alarms = deployed.ofType('AWS::CloudWatch::Alarm').flatMap(resource => metricsOf(resource).flatMap(metric => {
      const home = homeOf(metric, resource.region, deployed.apis);
      return home === undefined ? [] : [{ resource, metric, home }];
    }));
    return acrossRegions(alarms, ({ resource, metric }) => `${resource.place} ${metric.name}`).map(({ first: { resource, metric, home }, regions }) => ({
      at: resource.owner,
      found: `The alarm at ${resource.owner.node.path} in ${regions} is about ${metric.name} of ${metric.namespace}, which is in ${home}`,
    }));
  },
};

interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: { [name: string]: string | undefined };
}

function metricsOf({ properties, region }: Resource): Metric[] {
  const inMath = listOf(properties.Metrics).map(query => query?.MetricStat?.Metric);
  return [properties, ...inMath].filter(metric => isObject(metric) && metric.Namespace !== undefined).map(metric => ({
    namespace: textOf(metric.Namespace, region) ?? '',
    name: textOf(metric.MetricName, region) ?? '',
    dimensions: Object.fromEntries(listOf(metric.Dimensions).filter(isObject).map(({ Name, Value }) => [Name, textOf(Value, region)])),
  }));
}

/** Where a metric is that an alarm in this Region cannot see; undefined if it can, or if nothing is known of it. */
function homeOf({ namespace, name, dimensions }: Metric, region: string, apis: CheckedApi[]): string | undefined {
  if (region === ANY_REGION) return undefined;
  switch (namespace) {
    case 'AWS/Route53':
      return partitionHome(region) === region ? undefined : partitionHome(region);
    case 'AWS/DynamoDB':
      return name === 'ReplicationLatency' && dimensions.ReceivingRegion === region ? 'the Regions that send' : undefined;
    case 'AWS/ApiGateway': {
      const api = apis.find(other => other.name === dimensions.ApiName);
      const regions = api?.regionalApis.map(regionalApi => regionalApi.region) ?? [region];
      return regions.includes(region) ? undefined : regions.join(', ');
    }
    default:
      return undefined;
  }
}
