import { AliasDeployment } from './alias-deployment';
import { Clock } from '../../machine/clock';
import { Journal } from '../../machine/journal';

export interface DeploymentProps extends AliasDeployment {
  /** The version that callers of the alias have had. */
  readonly before: string;
  readonly version: string;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly random: () => number;
  /** Whether an alarm is raised as it begins. */
  readonly isRaised: (alarm: string) => boolean;
  /** Comes once all callers get the new version. */
  readonly onSucceeded: () => void;
}

const MINUTE_MS = 60_000;

/** One deployment of a version: first some callers of the alias get it, then all of them or, after an alarm, none. */
export class Deployment {
  private percent = 0;
  private isRolledBack = false;
  private cancels: (() => void)[] = [];

  constructor(private readonly props: DeploymentProps) {
    const { steps: [first, ...later], clock, journal, region, alarms, isRaised } = props;
    const raised = alarms.find(isRaised);
    if (raised !== undefined) {
      this.rollBack(raised);
      return;
    }
    this.cancels = [
      journal.on('alarm', change => {
        if (change.region === region && change.state === 'ALARM' && alarms.includes(change.name)) this.rollBack(change.name);
      }),
      ...later.map(({ afterMinutes, percent }) => clock.schedule(afterMinutes * MINUTE_MS, () => this.shift(percent))),
    ];
    this.shift(first.percent);
  }

  /** Whether the next invocation by this alias or version, or by none, gets the new version. */
  givesNew(qualifier: string | undefined): boolean {
    if (this.isRolledBack) return false;
    return qualifier !== this.props.alias || this.props.random() * 100 < this.percent;
  }

  stop() {
    this.cancels.forEach(cancel => cancel());
  }

  private shift(percent: number) {
    this.percent = percent;
    if (percent < 100) return this.tell('InProgress');
    this.stop();
    this.tell('Succeeded');
    this.props.onSucceeded();
  }

  /** The stack's deployment fails with it: callers of no alias get the version before, too. */
  private rollBack(alarm: string) {
    this.stop();
    this.percent = 0;
    this.isRolledBack = true;
    this.tell('Stopped', alarm);
  }

  private tell(status: 'InProgress' | 'Succeeded' | 'Stopped', alarm?: string) {
    const { region, functionName, alias, before, version, journal } = this.props;
    journal.write('deployment', { region, functionName, alias, before, version, percent: this.percent, status, alarm });
  }
}
