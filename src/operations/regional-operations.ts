import { Duration } from 'aws-cdk-lib';
import { Alarm, CfnAlarm, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { OperationsSettings } from './operations-options';
import { DEFAULT_MESSAGE_AGE, DEFAULT_PERCENTILE } from '../alarms/alarm-options';
import { createFunctionThrottlesAlarm, MAX_METRICS_OF_ALARM } from '../alarms/function-throttles-alarm';
import { createAlarm, serverErrorsAlarm } from '../alarms/ready-made-alarm';
import { requestMetricsOf } from '../alarms/region-metrics';
import { createReplicationLatencyAlarms } from '../alarms/replication-latency-alarm';
import { RegionalQueue } from '../background/queues/regional-queue';
import { WatchedFailures } from '../background/watched-failures';
import { RequestMetrics } from '../gateway/request-metrics';
import { RegionalApi } from '../region/regional-api';
import { LaggingTable } from '../tables/replica-home';

export interface RegionalOperationsProps {
  readonly apiName: string;
  readonly settings: OperationsSettings;
}

/** What one Region has for operations: its topic and its alarms, in its own stack, and the metrics for the dashboard. */
export class RegionalOperations extends Construct {
  readonly region: string;
  readonly topic: ITopic;
  readonly alarms: Alarm[] = [];
  readonly requestMetrics: RequestMetrics;
  /** How many requests a second API Gateway lets through. */
  readonly throttleQuota: number;
  /** Answers to the checkers of a Region that is drained; this one is among its peers. */
  readonly drained?: (region: string) => Metric;
  private readonly functions: IFunction[] = [];

  constructor(private readonly regionalApi: RegionalApi, id: string, private readonly props: RegionalOperationsProps) {
    super(regionalApi, id);
    this.region = regionalApi.region;
    this.topic = props.settings.notification._topicIn(this, 'Topic');
    this.throttleQuota = props.settings.throttleQuotaOf(this.region);
    this.requestMetrics = requestMetricsOf(regionalApi, this)!; // as validated
    this.drained = this.createDrained();
    this.addServerErrorsAlarm();
    this.addLatencyAlarm();
    this.addRequestRateAlarm();
    regionalApi._routes.functions.observe(handler => this.addFunction(handler));
    regionalApi._laggingTables.observe(table => this.addReplicationLatencyAlarms(table));
    regionalApi._failures.observe(failures => this.addFailuresAlarm(failures));
    regionalApi._queues.observe(queue => this.addQueueAlarms(queue));
  }

  /** Literals, so that the dashboard's stack may have them. */
  get alarmNames(): string[] {
    return this.alarms.map(alarm => (alarm.node.defaultChild as CfnAlarm).alarmName!);
  }

  get hasFunctions(): boolean {
    return this.functions.length > 0;
  }

  private createDrained() {
    const log = this.regionalApi._logDrained();
    if (!log) return undefined;
    const metric = { namespace: log.domainName, metricName: 'Drained' };
    new MetricFilter(this, 'LoggedDrained', {
      logGroup: log.logGroup,
      metricNamespace: metric.namespace,
      metricName: metric.metricName,
      metricValue: '1',
      dimensions: { Region: '$.message.region' },
      filterPattern: FilterPattern.literal('{ $.message.drained IS TRUE }'),
    });
    return (region: string) => new Metric({ ...metric, dimensionsMap: { Region: region }, statistic: Stats.MAXIMUM, period: Duration.minutes(1) });
  }

  private addServerErrorsAlarm() {
    const alarm = createAlarm(this, 'ServerErrorsAlarm', {
      ...serverErrorsAlarm(this.regionalApi, this.requestMetrics.serverErrorShare, this.props.settings.serverErrors),
      alarmName: this.nameOf('ServerErrors'),
    });
    this.add(alarm);
    this.regionalApi._routes.deployments.rollBackOn(alarm);
  }

  private addLatencyAlarm() {
    const { threshold, percentile = DEFAULT_PERCENTILE, evaluationPeriods } = this.props.settings.latency;
    const alarm = createAlarm(this, 'LatencyAlarm', {
      metric: this.requestMetrics.latency.with({ statistic: Stats.p(percentile) }),
      threshold: threshold.toMilliseconds(),
      evaluationPeriods,
      alarmName: this.nameOf('Latency'),
      alarmDescription: `p${percentile} of the requests to ${this.region} is above ${threshold.toMilliseconds()} ms`,
    });
    this.add(alarm);
    this.regionalApi._routes.deployments.rollBackOn(alarm);
  }

  private addRequestRateAlarm() {
    const { share, evaluationPeriods } = this.props.settings.requestRate;
    this.add(createAlarm(this, 'RequestRateAlarm', {
      metric: this.requestMetrics.requests,
      threshold: Math.round(share / 100 * this.throttleQuota * SECONDS_OF_PERIOD),
      evaluationPeriods,
      alarmName: this.nameOf('RequestRate'),
      alarmDescription: `The requests to ${this.region} come to more than ${share} % of the ${this.throttleQuota} a second that API Gateway lets through`,
    }));
  }

  /** Functions share an alarm, up to as many as one can have. */
  private addFunction(handler: IFunction) {
    const first = this.functions.push(handler) - 1;
    if (first % MAX_METRICS_OF_ALARM > 0) return;
    const name = first === 0 ? 'FunctionThrottles' : `FunctionThrottles${first / MAX_METRICS_OF_ALARM + 1}`;
    this.add(createFunctionThrottlesAlarm(this, `${name}Alarm`, {
      functions: () => this.functions.slice(first, first + MAX_METRICS_OF_ALARM),
      evaluationPeriods: this.props.settings.functionThrottles.evaluationPeriods,
      alarmName: this.nameOf(name),
      alarmDescription: `Lambda throttles functions in ${this.region}`,
    }));
  }

  private addReplicationLatencyAlarms(table: LaggingTable) {
    createReplicationLatencyAlarms(this, this.regionalApi, table, this.props.settings.replicationLatency,
      receiver => this.nameOf(`${table.node.id}-ReplicationLatency-${receiver}`)).forEach(alarm => this.add(alarm));
  }

  private addFailuresAlarm({ name, metric, description }: WatchedFailures) {
    this.add(createAlarm(this, `${name.replaceAll('-', '')}Alarm`, {
      metric,
      threshold: 0,
      evaluationPeriods: 1, // it was tried as often as it may be
      alarmName: this.nameOf(name),
      alarmDescription: description,
    }));
  }

  private addQueueAlarms({ _id: id, queue, deadLetterQueue, _settings: { queueName, deadLetterQueueName } }: RegionalQueue) {
    const { deadLetters, messageAge: { threshold = DEFAULT_MESSAGE_AGE, evaluationPeriods } } = this.props.settings;
    this.add(createAlarm(this, `${id}DeadLettersAlarm`, {
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
      threshold: 0,
      evaluationPeriods: deadLetters.evaluationPeriods,
      alarmName: this.nameOf(`${id}-DeadLetters`),
      alarmDescription: `There are messages in ${deadLetterQueueName} of ${this.region}, which were not worked on`,
    }));
    this.add(createAlarm(this, `${id}MessageAgeAlarm`, {
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM }),
      threshold: threshold.toSeconds(),
      evaluationPeriods,
      alarmName: this.nameOf(`${id}-MessageAge`),
      alarmDescription: `The oldest message in ${queueName} of ${this.region} has waited for more than ${threshold.toSeconds()} s`,
    }));
  }

  private add(alarm: Alarm) {
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    this.alarms.push(alarm);
  }

  private nameOf(what: string): string {
    return `${this.props.apiName}-${this.region}-${what}`;
  }
}

const SECONDS_OF_PERIOD = 60;
