import { MetricFilterDefinition } from '../../services/cloudwatch-logs/metric-filter';
import { arn, Identity, named } from '../resource';
import { ServiceTemplate } from '../service-template';
import { StackResources } from '../stack-resources';

export interface LogsDefinitions {
  readonly logGroups: { readonly name: string; readonly region: string }[];
  readonly metricFilters: MetricFilterDefinition[];
}

const logGroupName = named('LogGroupName');

const LOG_GROUP: Identity = {
  ref: logGroupName,
  attributes: { Arn: resource => arn(resource, 'logs', `log-group:${logGroupName(resource)}:*`) },
};

export const LOGS: ServiceTemplate<LogsDefinitions> = {
  runs: 'log groups of functions and of access logs, metric filters, the embedded metric format',
  differs: ['10,000 lines of a group are kept'],
  types: ['AWS::Logs::LogGroup', 'AWS::Logs::MetricFilter'],
  identities: { 'AWS::Logs::LogGroup': LOG_GROUP },
  absences: { 'AWS::Logs::SubscriptionFilter': 'nothing is sent to its destination' },
  define: resources => ({
    logGroups: resources.read(resources.ofType('AWS::Logs::LogGroup'), group => ({ name: group.ref, region: group.stack.region })),
    metricFilters: readMetricFilters(resources),
  }),
};

function readMetricFilters(resources: StackResources): MetricFilterDefinition[] {
  return resources.read(resources.ofType('AWS::Logs::MetricFilter'), filter => ({
    region: filter.stack.region,
    logGroupName: filter.property('LogGroupName'),
    pattern: filter.property('FilterPattern'),
    metrics: filter.property('MetricTransformations').map((metric: any) => ({
      namespace: metric.MetricNamespace,
      name: metric.MetricName,
      value: String(metric.MetricValue),
      unit: metric.Unit,
      defaultValue: metric.DefaultValue,
      dimensions: Object.fromEntries((metric.Dimensions ?? []).map(({ Key, Value }: { Key: string; Value: string }) => [Key, Value])),
    })),
  }));
}
