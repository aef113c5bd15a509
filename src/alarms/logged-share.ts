import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { LoggedRequests } from '../gateway/access-logs';

export interface LoggedShareProps extends LoggedRequests {
  readonly namespace: string;
  readonly metricName: string;
  /** A number of each line, e.g. "status". */
  readonly field: string;
  /** Lines count from this number on, or above it. */
  readonly operator: '>=' | '>';
  readonly limit: number;
}

const OPPOSITE = { '>=': '<', '>': '<=' } as const;

/**
 * The share of logged requests that something is true of, 0 to 1, as the plain average of a metric.
 *
 * Each line of the log is a 1 or a 0 in one and the same metric. So an alarm needs no metric math and no percentile.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export class LoggedShare extends Construct {
  readonly metric: Metric;

  constructor(scope: Construct, id: string, props: LoggedShareProps) {
    super(scope, id);
    this.addFilter('Counted', '1', props, props.operator);
    this.addFilter('Others', '0', props, OPPOSITE[props.operator]);
    this.metric = new Metric({ namespace: props.namespace, metricName: props.metricName, statistic: 'Average' });
  }

  private addFilter(id: string, metricValue: string, props: LoggedShareProps, operator: string) {
    const { logGroup, namespace, metricName, domainName, field, limit } = props;
    new MetricFilter(this, id, {
      logGroup,
      metricNamespace: namespace,
      metricName,
      metricValue,
      filterPattern: FilterPattern.literal(`{ ($.domainName = "${domainName}") && ($.${field} ${operator} ${limit}) }`),
    });
  }
}

/** The share of a Region's logged requests with a 5xx status. Whoever asks first makes it: the same is never counted twice. */
export function loggedServerErrors(region: Construct, { logGroup, domainName }: LoggedRequests): Metric {
  const id = 'ServerErrors';
  const made = region.node.tryFindChild(id) as LoggedShare | undefined;
  return (made ?? new LoggedShare(region, id, {
    logGroup, namespace: domainName, metricName: id, domainName, field: 'status', operator: '>=', limit: 500,
  })).metric;
}
