import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Runs } from './runs';

/** Settings of a schedule in every Region. */
export interface GlobalScheduleProps {
  /**
   * When it runs, e.g. `ScheduleExpression.cron({ hour: '8', minute: '0', timeZone: TimeZone.EUROPE_BERLIN })`; a `rate()` with
   * `Runs.inEveryRegion()` only.
   *
   * Scheduler starts it within the minute.
   *
   * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
   */
  readonly schedule: ScheduleExpression;

  /** How often it runs in all Regions together: `Runs.once()`, `Runs.onceAtMost()` or `Runs.inEveryRegion()`. */
  readonly runs: Runs;

  /**
   * How often a Region tries a run that fails, a minute after the other, before its dead-letter queue has it: 1 to 10. `Runs.onceAtMost()` tries once.
   *
   * @default 3
   */
  readonly maxAttempts?: number;

  /**
   * What the schedule is for, up to 512 characters.
   *
   * @default - no description
   */
  readonly description?: string;
}
