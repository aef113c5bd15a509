/** The templates of the stacks of one app, each with its Region. */
export interface DeployedTemplate {
  readonly region: string;
  readonly template: any;
}

export interface MetricWidget {
  readonly title: string;
  readonly metrics: any[][];
  readonly region: string;
}

/** A metric that somebody emits, or that a dashboard or an alarm asks for, as one line. */
type MetricLine = string;

/** The body of the dashboard in a template, its ARNs' pseudo parameters replaced. */
export function dashboardBody(template: any): { widgets: any[] } {
  const [{ Properties }] = ofType(template, 'AWS::CloudWatch::Dashboard');
  return JSON.parse(textOf(Properties.DashboardBody));
}

export function metricWidgets(body: { widgets: any[] }): MetricWidget[] {
  return body.widgets.filter(({ type }) => type === 'metric').map(({ properties }) => properties);
}

/** Each metric of a dashboard that nothing in the templates emits, and each alarm that is not there. */
export function missing(body: { widgets: any[] }, deployed: DeployedTemplate[], recordedIds: string[] = []): string[] {
  const emitted = new Set([...deployed.flatMap(each => emittedBy(each, deployed)), ...replicationOf(deployed), ...healthOf(deployed, recordedIds)]);
  const alarms = new Set(deployed.flatMap(({ region, template }) => ofType(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) => `${region} ${Properties.AlarmName}`)));
  const asked = metricWidgets(body).flatMap(widget => widget.metrics.flatMap(metric => lineOf(metric, widget.region) ?? []));
  const shown = body.widgets.filter(({ type }) => type === 'alarm').flatMap(({ properties }) => properties.alarms as string[]).map(arn => {
    const [, , , region, , , name] = arn.split(':');
    return `${region} ${name}`;
  });
  return [...asked.filter(metric => !emitted.has(metric)), ...shown.filter(alarm => !alarms.has(alarm)), ...brokenExpressions(body)];
}

/** Expressions have only what their widget has under an id. */
function brokenExpressions(body: { widgets: any[] }): string[] {
  return metricWidgets(body).flatMap(({ metrics }) => {
    const options = metrics.map(metric => metric.at(-1)).filter(last => typeof last === 'object');
    const ids = options.map(({ id }) => id);
    return options.flatMap(({ expression }) => expression ? [...expression.matchAll(/[a-z]+\d+/g)].map(([id]: string[]) => id) : []).filter(id => !ids.includes(id));
  });
}

function lineOf(metric: any[], region: string): MetricLine | undefined {
  const options = typeof metric.at(-1) === 'object' ? metric.at(-1) : {};
  const [namespace, name, ...dimensions] = metric.filter(part => typeof part === 'string');
  return options.expression ? undefined : line(options.region ?? region, namespace, name, pairs(dimensions));
}

function pairs(flat: string[]): [string, string][] {
  return flat.flatMap((name, i) => i % 2 === 0 ? [[name, flat[i + 1]] as [string, string]] : []);
}

function line(region: string, namespace: string, name: string, dimensions: [string, string][] = []): MetricLine {
  return [region, namespace, name, ...dimensions.map(pair => pair.join('=')).sort()].join(' ');
}

function emittedBy({ region, template }: DeployedTemplate, deployed: DeployedTemplate[]): MetricLine[] {
  return [...restMetrics(region, template), ...loggedMetrics(region, template, deployed), ...functionMetrics(region, template)];
}

function restMetrics(region: string, template: any): MetricLine[] {
  return ofType(template, 'AWS::ApiGateway::Stage').flatMap(({ Properties: { RestApiId, StageName } }) => {
    const { Name } = template.Resources[RestApiId.Ref].Properties;
    return ['Count', '5XXError', 'Latency'].map(name => line(region, 'AWS/ApiGateway', name, [['ApiName', Name], ['Stage', StageName]]));
  });
}

/** A filter emits what its log group gets in the first place: lines of requests, or of drained Regions. */
function loggedMetrics(region: string, template: any, deployed: DeployedTemplate[]): MetricLine[] {
  return ofType(template, 'AWS::Logs::MetricFilter').flatMap(({ Properties: { LogGroupName, FilterPattern, MetricTransformations: [to] } }) => {
    const dimensions: { Key: string; Value: string }[] = to.Dimensions ?? [];
    if (dimensions.length === 0) {
      const used = [...`${FilterPattern} ${to.MetricValue}`.matchAll(/\$\.(\w+)/g)].map(match => match[1]);
      return used.every(field => accessLogFormats(template, LogGroupName.Ref).some(format => format.includes(`"${field}":`)))
        ? [line(region, to.MetricNamespace, to.MetricName)]
        : [];
    }
    return drainedRegions(template, LogGroupName.Ref).filter(drained => asks(deployed, drained, region))
      .map(drained => line(region, to.MetricNamespace, to.MetricName, [[dimensions[0].Key, drained]]));
  });
}

function accessLogFormats(template: any, logGroup: string): string[] {
  return [...ofType(template, 'AWS::ApiGateway::Stage'), ...ofType(template, 'AWS::ApiGatewayV2::Stage')]
    .map(({ Properties }) => Properties.AccessLogSetting ?? Properties.AccessLogSettings ?? {})
    .filter(settings => JSON.stringify(settings.DestinationArn ?? '').includes(`"${logGroup}"`))
    .map(({ Format }) => textOf(Format));
}

/** The Regions that a function with this log group is asked for, and logs when they are drained. */
function drainedRegions(template: any, logGroup: string): string[] {
  return ofType(template, 'AWS::Lambda::Function')
    .filter(({ Properties }) => Properties.LoggingConfig?.LogGroup?.Ref === logGroup && Properties.Environment?.Variables?.LOG_DRAINED === 'true')
    .flatMap(({ Properties }) => JSON.parse(Properties.Environment.Variables.DRAIN_SWITCH).regions);
}

/** Whether a health check of a Region asks a peer whether the Region is drained. */
function asks(deployed: DeployedTemplate[], region: string, peer: string): boolean {
  return deployed.filter(each => each.region === region).flatMap(({ template }) => ofType(template, 'AWS::Route53::HealthCheck'))
    .some(({ Properties: { HealthCheckConfig: { FullyQualifiedDomainName: host = '', ResourcePath: asked = '' } } }) =>
      host.startsWith(`${peer}.`) && asked.endsWith(`/drained/${region}`));
}

function functionMetrics(region: string, template: any): MetricLine[] {
  return ofType(template, 'AWS::Lambda::Function').length === 0 ? [] : ['Throttles', 'ConcurrentExecutions'].map(name => line(region, 'AWS/Lambda', name));
}

/** Each replica tells the latency to each other one, unless the table is strongly consistent. */
function replicationOf(deployed: DeployedTemplate[]): MetricLine[] {
  return deployed.flatMap(({ template }) => ofType(template, 'AWS::DynamoDB::GlobalTable')).flatMap(({ Properties }) => {
    const { TableName, Replicas, MultiRegionConsistency } = Properties;
    const regions: string[] = MultiRegionConsistency === 'STRONG' ? [] : Replicas.map(({ Region }: any) => Region);
    return regions.flatMap(region => regions.filter(other => other !== region)
      .map(receiver => line(region, 'AWS/DynamoDB', 'ReplicationLatency', [['TableName', TableName], ['ReceivingRegion', receiver]])));
  });
}

/** Route 53's metrics are in us-east-1 for checks that were deployed, as many as there are now. */
function healthOf(deployed: DeployedTemplate[], recordedIds: string[]): MetricLine[] {
  const checked = deployed.filter(({ template }) => ofType(template, 'AWS::Route53::HealthCheck').length > 0);
  return recordedIds.slice(0, checked.length).map(id => line('us-east-1', 'AWS/Route53', 'HealthCheckStatus', [['HealthCheckId', id]]));
}

function ofType(template: any, type: string): any[] {
  return Object.values<any>(template.Resources ?? {}).filter(({ Type }) => Type === type);
}

function textOf(value: any): string {
  if (typeof value === 'string') return value;
  if (value['Fn::Join']) return value['Fn::Join'][1].map(textOf).join('');
  return `<${value.Ref.replaceAll(':', '')}>`;
}
