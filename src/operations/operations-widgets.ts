import { Duration } from 'aws-cdk-lib';
import {
  Color, ConcreteWidget, GraphWidget, GraphWidgetProps, HorizontalAnnotation, IMetric, IWidget, MathExpression, Metric, Shading, Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { DashboardedApi, DashboardedRegion } from './dashboarded-api';
import { DEFAULT_PERCENTILE, DEFAULT_REPLICATION_LATENCY, DEFAULT_SHARE } from '../alarms/alarm-options';
import { replicationLatency } from '../alarms/replication-latency-alarm';

/** The alarms of one Region that are raised. */
export class AlarmStates extends ConcreteWidget {
  constructor(private readonly title: string, private readonly alarmArns: string[], width: number) {
    super(width, 3);
  }

  toJson(): any[] {
    return [{
      type: 'alarm',
      width: this.width,
      height: this.height,
      x: this.x,
      y: this.y,
      properties: { title: this.title, alarms: this.alarmArns.slice(0, MAX_ALARMS), states: ['ALARM'] },
    }];
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html#CloudWatch-Dashboard-Properties-Alarm-Widget-Object */
const MAX_ALARMS = 100;

/** A Region has the same color in all graphs; red is for thresholds. */
const COLORS = [
  '#1f77b4', '#ff7f0e', '#2ca02c', '#9467bd', '#8c564b', '#e377c2', '#17becf', '#bcbd22', '#7f7f7f', '#393b79', '#c49c94', '#637939',
];

export function healthGraph(api: DashboardedApi): IWidget[] {
  const known = each(api, ({ health }) => health ? [health] : []);
  return known.length === 0 ? [] : [graph(api, 'Health', {
    left: known,
    leftYAxis: { min: 0, max: 1, label: '1 is healthy', showUnits: false },
    leftAnnotations: [{
      value: 0.5, label: `unhealthy: callers are elsewhere within about ${api.failoverTime.toSeconds()} s`, color: Color.RED, fill: Shading.BELOW,
    }],
  })];
}

export function drainedGraph(api: DashboardedApi): IWidget[] {
  const drained = each(api, region => region.drained.map(metric => metric.with({ label: `${region.region}, says ${metric.region}` })));
  return drained.length === 0 ? [] : [graph(api, 'Drained', { left: drained, leftYAxis: { min: 0, max: 1, label: '1 is drained', showUnits: false } })];
}

export function requestsGraph(api: DashboardedApi): IWidget {
  const checkers = api.regions.some(({ requestMetrics }) => requestMetrics.includesCheckers) ? ', Route 53\'s checkers included' : '';
  return graph(api, `Requests a second${checkers}`, {
    left: each(api, ({ region, requestMetrics: { requests } }, i) => [new MathExpression({
      ...minute, expression: `requests${i} / PERIOD(requests${i})`, usingMetrics: { [`requests${i}`]: requests.with({ region }) },
    })]),
    leftYAxis: { min: 0, showUnits: false },
    stacked: true,
  });
}

export function shareGraph(api: DashboardedApi): IWidget {
  const requests = Object.fromEntries(api.regions.map(({ region, requestMetrics }, i) => [`requests${i}`, requestMetrics.requests.with({ region })]));
  const all = `SUM([${Object.keys(requests).join()}])`;
  return graph(api, 'Share of the requests', {
    left: each(api, (_, i) => [new MathExpression({ ...minute, expression: `100 * requests${i} / ${all}`, usingMetrics: requests })]),
    leftYAxis: { min: 0, max: 100, label: '%', showUnits: false },
    stacked: true,
  });
}

export function errorsGraph(api: DashboardedApi): IWidget {
  const { share = DEFAULT_SHARE } = api.settings.serverErrors;
  return graph(api, 'Server errors', {
    left: each(api, ({ region, requestMetrics: { serverErrorShare } }, i) => [new MathExpression({
      ...minute, expression: `100 * errors${i}`, usingMetrics: { [`errors${i}`]: serverErrorShare.with({ region }) },
    })]),
    leftYAxis: { min: 0, label: '% of the requests', showUnits: false },
    leftAnnotations: [alarmAbove(share, '%')],
  });
}

export function latencyGraph(api: DashboardedApi): IWidget {
  const { percentile = DEFAULT_PERCENTILE, threshold } = api.settings.latency;
  return graph(api, `Latency, p${percentile}`, {
    left: each(api, ({ requestMetrics }) => [requestMetrics.latency.with({ statistic: Stats.p(percentile) })]),
    leftYAxis: { min: 0, label: 'ms', showUnits: false },
    leftAnnotations: [alarmAbove(threshold.toMilliseconds(), 'ms')],
  });
}

export function loadGraph(api: DashboardedApi): IWidget {
  return graph(api, 'Requests against the throttle quota', {
    left: each(api, ({ region, requestMetrics: { requests }, throttleQuota }, i) => [new MathExpression({
      ...minute, expression: `100 * requests${i} / PERIOD(requests${i}) / ${throttleQuota}`, usingMetrics: { [`requests${i}`]: requests.with({ region }) },
    })]),
    leftYAxis: { min: 0, label: '% of the quota', showUnits: false },
    leftAnnotations: [alarmAbove(api.settings.requestRate.share, '%')],
  });
}

export function throttledRequestsGraph(api: DashboardedApi): IWidget[] {
  const throttled = each(api, ({ requestMetrics }) => requestMetrics.throttled ? [requestMetrics.throttled] : []);
  return throttled.length === 0 ? [] : [graph(api, 'Requests answered 429', { left: throttled, leftYAxis: { min: 0, showUnits: false } })];
}

export function throttledFunctionsGraph(api: DashboardedApi): IWidget[] {
  return accountGraph(api, 'Throttled invocations', { metricName: 'Throttles', statistic: Stats.SUM });
}

export function concurrencyGraph(api: DashboardedApi): IWidget[] {
  return accountGraph(api, 'Concurrent executions', { metricName: 'ConcurrentExecutions', statistic: Stats.MAXIMUM });
}

export function replicationGraph(api: DashboardedApi, tableName: string): IWidget {
  const { threshold = DEFAULT_REPLICATION_LATENCY } = api.settings.replicationLatency;
  const regions = api.regions.map(({ region }) => region);
  return graph(api, `Replication latency, ${tableName}`, {
    height: regions.length < 5 ? 6 : 9, // for the legend, which has each pair
    left: each(api, ({ region }) => regions.filter(receiver => receiver !== region)
      .map(receiver => replicationLatency(tableName, receiver).with({ label: `${region} to ${receiver}` }))),
    leftYAxis: { min: 0, label: 'ms', showUnits: false },
    leftAnnotations: [alarmAbove(threshold.toMilliseconds(), 'ms')],
  });
}

/** Function names are made by CloudFormation; and the concurrency that functions lack is the account's. */
function accountGraph(api: DashboardedApi, title: string, metric: { metricName: string; statistic: string }): IWidget[] {
  const left = each(api, ({ hasFunctions }) => hasFunctions ? [new Metric({ namespace: 'AWS/Lambda', ...metric, ...minute })] : []);
  return left.length === 0 ? [] : [graph(api, `${title}, all functions of the account`, { left, leftYAxis: { min: 0, showUnits: false } })];
}

const minute = { period: Duration.minutes(1) };

/** Metrics of each Region, in its color and, unless they have labels, under its name. */
function each(api: DashboardedApi, metricsOf: (region: DashboardedRegion, i: number) => (Metric | MathExpression)[]): IMetric[] {
  return api.regions.flatMap((region, i) => metricsOf(region, i).map(metric => {
    const rendering = { label: metric.label ?? region.region, color: COLORS[i % COLORS.length] };
    return 'region' in metric ? metric.with({ ...rendering, region: metric.region ?? region.region }) : metric.with(rendering);
  }));
}

function alarmAbove(value: number, unit: string): HorizontalAnnotation {
  return { value, label: `alarm above ${value} ${unit}`, color: Color.RED };
}

function graph({ home }: DashboardedApi, title: string, props: GraphWidgetProps): IWidget {
  return new GraphWidget({ title, region: home, width: 12, height: 6, ...props });
}
