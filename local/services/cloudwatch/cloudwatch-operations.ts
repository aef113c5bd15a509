import { AlarmState, MetricQuery, watched } from './alarm-definition';
import { Alarm, Alarms } from './alarms';
import { answerQueries, DEFAULT_PERIOD_SECONDS, periodOf } from './metric-queries';
import { MetricStore, MINUTE_MS } from './metric-store';
import { statistic } from './statistic';
import { Clock } from '../../machine/clock';
import { MetricName } from '../../machine/metric';
import { AwsError } from '../../machine/wire/aws-error';
import { Operation, timeOf } from '../../machine/wire/operation-call';

/** So many data points does AWS give at most, in one answer. */
const MAX_DATA_POINTS = 100_800;
const STATES: readonly string[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** CloudWatch's API, as far as it runs here. */
export function cloudWatchOperations(store: MetricStore, alarms: Alarms, clock: Clock): Record<string, Operation> {
  const existing = (region: string, name: string): Alarm => {
    const alarm = alarms.find(region, name);
    if (!alarm) throw new AwsError('ResourceNotFound', `There is no alarm ${name} in ${region}`, 404);
    return alarm;
  };
  const enableActions = (actionsEnabled: boolean): Operation => ({ AlarmNames = [] }, region) => {
    for (const name of AlarmNames) existing(region, name).actionsEnabled = actionsEnabled;
    return {};
  };
  return {
    PutMetricData: ({ Namespace: namespace, MetricData = [] }, region) => {
      if (namespace === undefined) throw new AwsError('MissingRequiredParameterException', 'The parameter Namespace is required.');
      for (const datum of MetricData) {
        const at = datum.Timestamp === undefined ? clock.now() : timeOf(datum.Timestamp);
        const metric = { region, namespace, name: datum.MetricName, dimensions: readDimensions(datum.Dimensions), unit: datum.Unit };
        valuesOf(datum).forEach(([value, count]) => store.put(metric, value, at, count));
      }
      return {};
    },
    GetMetricStatistics: (input, region) => {
      const metric = { namespace: input.Namespace, name: input.MetricName, dimensions: readDimensions(input.Dimensions) };
      const period = Number(input.Period ?? DEFAULT_PERIOD_SECONDS);
      const Unit = store.unit(region, metric);
      const Datapoints = endsOf(input, period).flatMap(end => {
        const bucket = store.between(region, metric, end - period * 1000, end);
        if (!bucket) return [];
        const values = Object.fromEntries((input.Statistics ?? []).map((name: string) => [name, read(name)(bucket)]));
        const extended = Object.fromEntries((input.ExtendedStatistics ?? []).map((name: string) => [name, read(name)(bucket)]));
        return [{ Timestamp: new Date(end - period * 1000), ...values, ...input.ExtendedStatistics && { ExtendedStatistics: extended }, Unit }];
      });
      return { Label: metric.name, Datapoints };
    },
    GetMetricData: (input, region) => {
      const queries: MetricQuery[] = (input.MetricDataQueries ?? []).map(readQuery);
      return {
        MetricDataResults: queries.filter(({ returnData }) => returnData).map(query => {
          const period = periodOf(query, queries);
          const ends = endsOf(input, period);
          const span = { end: ends.at(-1) ?? 0, periods: ends.length, period };
          const series = answerQueries(queries, region, store, span).get(query.id) ?? [];
          const points = ends.flatMap((end, i) => series[i] === undefined ? [] : [{ at: new Date(end - period * 1000), value: series[i] }]);
          if (input.ScanBy !== 'TimestampAscending') points.reverse();
          const Label = query.label ?? query.stat?.metric.name ?? query.id;
          return { Id: query.id, Label, Timestamps: points.map(({ at }) => at), Values: points.map(({ value }) => value), StatusCode: 'Complete' };
        }),
        Messages: [],
      };
    },
    ListMetrics: ({ Namespace, MetricName: name, Dimensions = [] }, region) => ({
      Metrics: store.list(region)
        .filter(metric => (Namespace === undefined || metric.namespace === Namespace) && (name === undefined || metric.name === name)
          && Dimensions.every((asked: { Name: string; Value?: string }) => hasDimension(metric, asked)))
        .map(metric => ({ Namespace: metric.namespace, MetricName: metric.name, Dimensions: writeDimensions(metric) })),
    }),
    DescribeAlarms: ({ AlarmNames, AlarmNamePrefix = '', StateValue, AlarmTypes = ['MetricAlarm'] }, region) => {
      const found = alarms.list(region).filter(({ state, definition: { name } }) =>
        (AlarmNames?.includes(name) ?? name.startsWith(AlarmNamePrefix)) && (StateValue === undefined || state === StateValue));
      const ofType = (type: string, isComposite: boolean) =>
        AlarmTypes.includes(type) ? found.filter(({ definition }) => 'rule' in definition === isComposite).map(describe) : [];
      return { CompositeAlarms: ofType('CompositeAlarm', true), MetricAlarms: ofType('MetricAlarm', false) };
    },
    SetAlarmState: ({ AlarmName, StateValue, StateReason = '' }, region) => {
      if (!STATES.includes(StateValue)) throw new AwsError('ValidationError', `StateValue must be one of ${STATES.join(', ')}, got: ${StateValue}`);
      alarms.set(existing(region, AlarmName), StateValue as AlarmState, StateReason);
      return {};
    },
    EnableAlarmActions: enableActions(true),
    DisableAlarmActions: enableActions(false),
  };
}

function read(name: string) {
  const found = statistic(name);
  if (!found) throw new AwsError('InvalidParameterValue', `The statistic ${name} is not supported here`);
  return found;
}

/** The ends of the whole periods between two times. */
function endsOf({ StartTime, EndTime }: Record<string, any>, period: number): number[] {
  if (StartTime === undefined || EndTime === undefined) throw new AwsError('MissingParameter', 'StartTime and EndTime are required');
  if (!(period > 0 && period % DEFAULT_PERIOD_SECONDS === 0)) {
    throw new AwsError('InvalidParameterValue', `The period must be a multiple of ${DEFAULT_PERIOD_SECONDS} seconds here, got: ${period}`);
  }
  const [first, last] = [Math.floor(timeOf(StartTime) / MINUTE_MS) * MINUTE_MS, timeOf(EndTime)];
  const periods = Math.max(0, Math.ceil((last - first) / (period * 1000)));
  if (periods > MAX_DATA_POINTS) throw new AwsError('InvalidParameterCombination', `At most ${MAX_DATA_POINTS} data points may be asked for, got: ${periods}`);
  return Array.from({ length: periods }, (_, i) => first + (i + 1) * period * 1000);
}

function valuesOf({ Value, Values, Counts, StatisticValues }: Record<string, any>): [value: number, count: number][] {
  if (Values) return Values.map((value: unknown, i: number) => [Number(value), Number(Counts?.[i] ?? 1)]);
  if (!StatisticValues) return [[Number(Value), 1]];
  const [count, sum, minimum, maximum] = ['SampleCount', 'Sum', 'Minimum', 'Maximum'].map(name => Number(StatisticValues[name]));
  if (count <= 1) return [[sum, 1]];
  return count === 2 ? [[minimum, 1], [maximum, 1]] : [[minimum, 1], [maximum, 1], [(sum - minimum - maximum) / (count - 2), count - 2]];
}

/** A query in the form that alarms and `GetMetricData` have it in. */
export function readQuery({ Id, Label, MetricStat, Expression, Period, ReturnData = true }: Record<string, any>): MetricQuery {
  return {
    id: Id,
    label: Label,
    expression: Expression,
    period: Period === undefined ? undefined : Number(Period),
    returnData: String(ReturnData) === 'true',
    stat: MetricStat && { metric: readMetric(MetricStat.Metric), period: Number(MetricStat.Period), stat: MetricStat.Stat },
  };
}

function readMetric({ Namespace, MetricName: name, Dimensions }: Record<string, any>): MetricName {
  return { namespace: Namespace, name, dimensions: readDimensions(Dimensions) };
}

export function readDimensions(dimensions: { Name: string; Value: string }[] = []): Record<string, string> {
  return Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
}

function hasDimension({ dimensions }: MetricName, { Name, Value = dimensions[Name] }: { Name: string; Value?: string }): boolean {
  return Name in dimensions && dimensions[Name] === Value;
}

function writeDimensions({ dimensions }: MetricName) {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}

function describe({ definition, state, reason, since, actionsEnabled }: Alarm): object {
  const { name, arn, description, actions } = definition;
  return {
    AlarmName: name,
    AlarmArn: arn,
    AlarmDescription: description,
    ActionsEnabled: actionsEnabled,
    OKActions: actions.OK,
    AlarmActions: actions.ALARM,
    InsufficientDataActions: actions.INSUFFICIENT_DATA,
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: new Date(since),
    ...'rule' in definition ? { AlarmRule: definition.rule } : {
      ComparisonOperator: definition.comparison,
      Threshold: definition.threshold,
      EvaluationPeriods: definition.evaluationPeriods,
      DatapointsToAlarm: definition.datapointsToAlarm,
      TreatMissingData: definition.missingData,
      ...describeQueries(definition.queries, watched(definition)),
    },
  };
}

function describeQueries(queries: readonly MetricQuery[], { stat }: MetricQuery): object {
  if (queries.length === 1 && stat) {
    const statisticProperty = stat.stat.startsWith('p') ? 'ExtendedStatistic' : 'Statistic';
    const { namespace: Namespace, name: MetricName_ } = stat.metric;
    return { Namespace, MetricName: MetricName_, Dimensions: writeDimensions(stat.metric), Period: stat.period, [statisticProperty]: stat.stat };
  }
  return {
    Metrics: queries.map(query => ({
      Id: query.id,
      Label: query.label,
      Expression: query.expression,
      Period: query.period,
      ReturnData: query.returnData,
      MetricStat: query.stat && {
        Metric: { Namespace: query.stat.metric.namespace, MetricName: query.stat.metric.name, Dimensions: writeDimensions(query.stat.metric) },
        Period: query.stat.period,
        Stat: query.stat.stat,
      },
    })),
  };
}
