import { randomUUID } from 'node:crypto';
import { ScheduleDefinition } from './schedule-definition';
import { Clock } from '../../machine/clock';
import { Deliveries, Failure } from '../../machine/delivery';
import { Measure } from '../../machine/metric';
import { follow, Schedule, scheduleOf } from '../../machine/schedule/schedule';

const DAY_SECONDS = 86_400;
const DEFAULT_RETRIES = 185;
const MINUTE_MS = 60_000;

export interface RunningScheduleProps {
  readonly clock: Clock;
  readonly deliveries: Deliveries;
  readonly random: () => number;
  readonly measure: Measure;
  /** Comes when it has run for the last time. */
  readonly onCompletion: () => void;
}

/** A schedule that runs. */
export class RunningSchedule {
  private readonly schedule: Schedule;
  private readonly cancels = new Set<() => void>();
  private readonly since: number;

  constructor(readonly definition: ScheduleDefinition, private readonly props: RunningScheduleProps) {
    const { expression, timeZone, startDate } = definition;
    const now = this.since = props.clock.now();
    this.schedule = scheduleOf(expression, { firstAt: startDate ?? now, timeZone });
  }

  start() {
    const { clock, random } = this.props;
    const { expression, windowMinutes = 0, isEnabled, startDate = -Infinity, endDate = Infinity } = this.definition;
    if (!isEnabled) return;
    const isOnce = expression.startsWith('at(');
    const within: Schedule = {
      next: after => {
        const time = this.schedule.next(isOnce ? after : Math.max(after, startDate - 1));
        return time !== undefined && (isOnce || time <= endDate) ? time : undefined;
      },
    };
    // A rate begins at once, unless it has a start date.
    const after = expression.startsWith('rate(') ? this.since - 1 : this.since;
    this.cancels.add(follow(within, clock, after, time => {
      const isLast = within.next(time) === undefined;
      const run = async () => {
        await this.run(time);
        if (isLast) this.props.onCompletion();
      };
      if (windowMinutes === 0) return run();
      return void this.cancels.add(clock.schedule(random() * windowMinutes * MINUTE_MS, run));
    }));
  }

  /** When it is due next, in milliseconds of AWS time, if it ever is. */
  get next(): number | undefined {
    return this.definition.isEnabled ? this.schedule.next(this.props.clock.now()) : undefined;
  }

  stop() {
    this.cancels.forEach(cancel => cancel());
  }

  private async run(time: number): Promise<void> {
    const { arn, group, region, target } = this.definition;
    const { RetryPolicy: policy = {}, DeadLetterConfig: deadLetter, SqsParameters: sqs, EventBridgeParameters: event } = target;
    const measure = (name: string) => this.props.measure({ region, namespace: 'AWS/Scheduler', name, dimensions: { ScheduleGroup: group }, unit: 'Count' }, 1);
    await this.props.deliveries.send({
      from: arn, to: target.Arn, payload: '', group: sqs?.MessageGroupId, event: event && { source: event.Source, detailType: event.DetailType },
    }, {
      policy: {
        retries: Number(policy.MaximumRetryAttempts ?? DEFAULT_RETRIES),
        longestAgeMs: Number(policy.MaximumEventAgeInSeconds ?? DAY_SECONDS) * 1000,
        deadLetterArn: deadLetter?.Arn,
      },
      prepare: attempt => {
        measure('InvocationAttemptCount');
        return this.inputOf(time, attempt);
      },
      deadLetterAttributes: failure => this.deadLetterAttributes(failure),
      onFailure: () => measure('InvocationDroppedCount'),
    });
  }

  /** @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
  private inputOf(time: number, attempt: number): string {
    const { arn, accountId, region, target: { Input } } = this.definition;
    const scheduledTime = new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
    const event = {
      'version': '0',
      'id': randomUUID(),
      'detail-type': 'Scheduled Event',
      'source': 'aws.scheduler',
      'account': accountId,
      'time': scheduledTime,
      region,
      'resources': [arn],
      'detail': '{}',
    };
    return (Input ?? JSON.stringify(event))
      .replaceAll('<aws.scheduler.schedule-arn>', arn)
      .replaceAll('<aws.scheduler.scheduled-time>', scheduledTime)
      .replaceAll('<aws.scheduler.execution-id>', () => randomUUID())
      .replaceAll('<aws.scheduler.attempt-number>', String(attempt));
  }

  /** @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html */
  private deadLetterAttributes({ error, attempts, exhausted }: Failure) {
    const { arn, target } = this.definition;
    return {
      SCHEDULE_ARN: arn,
      TARGET_ARN: target.Arn,
      ERROR_CODE: error.code,
      ERROR_MESSAGE: error.message,
      ...exhausted && { EXHAUSTED_RETRY_CONDITION: exhausted, RETRY_ATTEMPTS: String(attempts - 1) },
    };
  }
}
