import { isDeepStrictEqual } from 'util';
import { AlarmDefinition, AlarmState, MetricAlarmDefinition, MissingData, watched } from './alarm-definition';
import { alarmState, OLDER_PERIODS } from './alarm-evaluation';
import { alarmNotification } from './alarm-notification';
import { ruleHolds } from './composite-rule';
import { answerQueries, periodOf } from './metric-queries';
import { MetricStore, MINUTE_MS } from './metric-store';
import { Clock } from '../../machine/clock';
import { Deliver } from '../../machine/delivery';
import { Journal } from '../../machine/journal';
import { AwsError } from '../../machine/wire/aws-error';

/** An alarm as it stands. */
export interface Alarm {
  readonly definition: AlarmDefinition;
  state: AlarmState;
  /** What its data make of it, whatever `SetAlarmState` did: that is what Route 53 follows. */
  stateOfData: AlarmState;
  reason: string;
  since: number;
  actionsEnabled: boolean;
}

export interface AlarmsProps {
  readonly definitions: readonly AlarmDefinition[];
  readonly store: MetricStore;
  readonly clock: Clock;
  readonly journal: Journal;
  /** @default - nobody is told */
  readonly deliver?: Deliver;
  /** Whether the alarms of a Region are evaluated now. @default - all are */
  readonly isRunning?: (region: string) => boolean;
}

/** The alarms of all Regions, which are evaluated each minute. */
export class Alarms {
  private alarms: readonly Alarm[] = [];

  constructor(private readonly props: AlarmsProps) {
    this.define(props.definitions);
  }

  /** Has these alarms from now on. Those of before keep their state, as with `PutMetricAlarm`, and those that are as they were all that calls have changed. */
  define(definitions: readonly AlarmDefinition[]) {
    this.alarms = definitions.map(definition => {
      const before = this.find(definition.region, definition.name);
      if (before && isDeepStrictEqual(before.definition, definition)) return before;
      return {
        state: 'INSUFFICIENT_DATA',
        stateOfData: 'INSUFFICIENT_DATA',
        reason: 'Unchecked: Initial alarm creation',
        since: this.props.clock.now(),
        ...before,
        definition,
        actionsEnabled: definition.actionsEnabled,
      };
    });
  }

  list(region: string): readonly Alarm[] {
    return this.alarms.filter(({ definition }) => definition.region === region);
  }

  find(region: string, nameOrArn: string): Alarm | undefined {
    return this.alarms.find(({ definition: { region: own, name, arn } }) => arn === nameOrArn || own === region && name === nameOrArn);
  }

  /** Whether the data up to now raise it, whatever they did before. */
  isRaised(region: string, name: string): boolean {
    const alarm = this.find(region, name);
    if (!alarm) return false;
    const { definition } = alarm;
    return 'rule' in definition ? alarm.state === 'ALARM' : this.stateOfMetric(definition, alarm.state, this.props.clock.now())[0] === 'ALARM';
  }

  /** What the data up to now say, and then, of those, the composite alarms. */
  evaluate() {
    const now = this.props.clock.now();
    const { isRunning = () => true } = this.props;
    const alarms = this.alarms.filter(({ definition: { region } }) => isRunning(region));
    for (const alarm of alarms) {
      if (!('rule' in alarm.definition)) this.evaluated(alarm, this.stateOfMetric(alarm.definition, alarm.state, now));
    }
    for (const alarm of alarms) {
      if ('rule' in alarm.definition) this.evaluated(alarm, this.stateOfRule(alarm.definition.rule, alarm.definition.region));
    }
  }

  /** Until it is evaluated the next time. */
  set(alarm: Alarm, state: AlarmState, reason: string) {
    this.turn(alarm, state, reason);
  }

  private evaluated(alarm: Alarm, [state, reason]: [AlarmState, string]) {
    alarm.stateOfData = state;
    this.turn(alarm, state, reason);
  }

  private stateOfMetric(definition: MetricAlarmDefinition, current: AlarmState, now: number): [AlarmState, string] {
    const { queries, region, evaluationPeriods } = definition;
    const query = watched(definition);
    const span = { end: Math.floor(now / MINUTE_MS) * MINUTE_MS, period: periodOf(query, queries), periods: evaluationPeriods + OLDER_PERIODS };
    try {
      const points = [...answerQueries(queries, region, this.props.store, span).get(query.id)!].reverse();
      const state = alarmState({ ...definition, missingData: missingDataOf(definition) }, points, current);
      return [state, reasonFor(definition, points)];
    } catch (error) {
      if (error instanceof AwsError) return [current, error.message];
      throw error;
    }
  }

  private stateOfRule(rule: string, region: string): [AlarmState, string] {
    const state = ruleHolds(rule, name => this.find(region, name)?.state) ? 'ALARM' : 'OK';
    return [state, `The rule ${rule} is ${state === 'ALARM' ? 'true' : 'false'}`];
  }

  /** Topics are told; other actions do nothing here. */
  private notify({ definition, state, reason, since, actionsEnabled }: Alarm, before: AlarmState) {
    const topics = actionsEnabled ? definition.actions[state].filter(action => action.split(':')[2] === 'sns') : [];
    const payload = alarmNotification(definition, { state, before, reason, at: since });
    const subject = `${state}: "${definition.name}" in ${definition.region}`.slice(0, 100);
    for (const to of topics) {
      const { region, arn: from } = definition;
      this.props.deliver?.({ from, to, payload, subject })
        .catch(({ message: error }: Error) => this.props.journal.write('undelivered', { region, from, to, attempts: 1, error }));
    }
  }

  private turn(alarm: Alarm, state: AlarmState, reason: string) {
    if (alarm.state === state) return;
    const { definition: { region, name } } = alarm;
    const before = alarm.state;
    Object.assign(alarm, { state, reason, since: this.props.clock.now() });
    this.props.journal.write('alarm', { region, name, state, before, reason });
    this.notify(alarm, before);
  }
}

/** What DynamoDB measures is missing where nobody writes: CloudWatch ignores that, whatever the alarm says. */
function missingDataOf({ missingData, queries }: MetricAlarmDefinition): MissingData {
  return queries.some(({ stat }) => stat?.metric.namespace === 'AWS/DynamoDB') ? 'ignore' : missingData;
}

const WORDS: Readonly<Record<MetricAlarmDefinition['comparison'], string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

function reasonFor({ comparison, threshold, evaluationPeriods }: MetricAlarmDefinition, points: readonly (number | undefined)[]): string {
  const seen = points.slice(0, evaluationPeriods).map(point => point === undefined ? 'missing' : Number(point.toPrecision(4)));
  return `Threshold: the last ${seen.length} data point${seen.length === 1 ? '' : 's'} [${seen.join(', ')}], to be ${WORDS[comparison]} ${threshold}`;
}
