import { AlarmDefinition, AlarmState } from './alarm-definition';
import { Alarms } from './alarms';
import { cloudWatchOperations } from './cloudwatch-operations';
import { MetricStore, MINUTE_MS } from './metric-store';
import { Clock } from '../../machine/clock';
import { Deliver } from '../../machine/delivery';
import { Journal } from '../../machine/journal';
import { LocalService, NeededPermission, ServiceOperations, SignedRequest } from '../../machine/local-service';
import { Measure } from '../../machine/metric';
import { answerOperation, Operation, operationOf } from '../../machine/wire/operation-call';

const TARGET = 'GraniteServiceVersion20100801';

interface CloudWatchDefinitions {
  readonly alarms: readonly AlarmDefinition[];
}

export interface CloudWatchProps extends CloudWatchDefinitions {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Tells the topics of alarms. @default - nobody is told */
  readonly deliver?: Deliver;
  /** Whether the alarms of a Region are evaluated now. @default - all are */
  readonly isRunning?: (region: string) => boolean;
}

/** CloudWatch in all Regions: what services and handlers measure, and the alarms on it. */
export class CloudWatch implements LocalService {
  readonly name = 'CloudWatch';
  readonly signingNames = ['monitoring'];
  private readonly store = new MetricStore();
  private readonly alarms: Alarms;
  readonly operations: ServiceOperations;
  private readonly calls: Readonly<Record<string, Operation>>;
  private cancel?: () => void;

  constructor(private readonly props: CloudWatchProps) {
    this.alarms = new Alarms({ ...props, definitions: props.alarms, store: this.store });
    this.calls = cloudWatchOperations(this.store, this.alarms, props.clock);
    this.operations = { answered: Object.keys(this.calls), refused: [] };
  }

  /** Keeps what a service measures. */
  readonly measure: Measure = (metric, value) => this.store.put(metric, value, this.props.clock.now());

  /** What the data of an alarm make of it; nothing for one that is not in the templates. */
  alarmState(region: string, name: string): AlarmState | undefined {
    return this.alarms.find(region, name)?.stateOfData;
  }

  /** Whether the data of an alarm raise it now. */
  isRaised(region: string, name: string): boolean {
    return this.alarms.isRaised(region, name);
  }

  start() {
    this.evaluateIfAny(this.props);
  }

  /** Alarms keep their state, and metrics what was measured. */
  update(definitions: CloudWatchDefinitions): [] {
    this.alarms.define(definitions.alarms);
    this.evaluateIfAny(definitions);
    return [];
  }

  answer(request: SignedRequest) {
    return answerOperation(request, {
      target: TARGET,
      xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
      operations: this.calls,
    });
  }

  neededPermissions(request: SignedRequest): NeededPermission[] {
    return [{ action: `cloudwatch:${operationOf(request, TARGET)}`, resource: '*' }];
  }

  stop() {
    this.cancel?.();
  }

  private evaluateIfAny({ alarms }: CloudWatchDefinitions) {
    if (alarms.length > 0 && !this.cancel) this.scheduleEvaluation();
  }

  /** At every full minute. */
  private scheduleEvaluation() {
    const { clock } = this.props;
    this.cancel = clock.schedule(MINUTE_MS - clock.now() % MINUTE_MS, () => {
      this.alarms.evaluate();
      this.scheduleEvaluation();
    });
  }
}
