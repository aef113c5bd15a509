import { HealthCheckDefinition } from './health-check-definition';

/** The state of an alarm, as CloudWatch calls it; nothing for one that is not in the templates. */
export type AlarmStateOf = (region: string, name: string) => 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined;

/** What a health check makes of an alarm. One that is not here counts as healthy. */
export class AlarmMonitor {
  private lastKnown = true;

  constructor(
    private readonly alarm: NonNullable<HealthCheckDefinition['alarm']>,
    private readonly insufficientData: HealthCheckDefinition['insufficientDataHealthStatus'],
    private readonly stateOf: AlarmStateOf,
  ) {}

  get healthy(): boolean {
    const state = this.stateOf(this.alarm.region, this.alarm.name);
    if (state === 'INSUFFICIENT_DATA') return this.insufficientData === 'LastKnownStatus' ? this.lastKnown : this.insufficientData !== 'Unhealthy';
    return this.lastKnown = state !== 'ALARM';
  }

  get cause(): string {
    const { region, name } = this.alarm;
    return `alarm ${name} in ${region} is ${this.stateOf(region, name) ?? 'not here'}`;
  }
}
