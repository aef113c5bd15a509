import { randomUUID } from 'node:crypto';
import { BusEvent, eventTime } from './event';
import { DEFAULT_BUS, RuleDefinition, TargetDefinition } from './rule-definition';
import { targetInput } from './target-input';
import { Clock } from '../../machine/clock';
import { Deliveries, Failure } from '../../machine/delivery';
import { EventMatcher, eventPattern } from '../../machine/event-pattern';
import { Measure } from '../../machine/metric';
import { follow, Schedule, scheduleOf } from '../../machine/schedule/schedule';

const DAY_SECONDS = 86_400;
const DEFAULT_RETRIES = 185;

export interface RulesProps {
  readonly clock: Clock;
  readonly deliveries: Deliveries;
  readonly measure: Measure;
}

/** A rule that runs. */
export class Rule {
  isEnabled: boolean;
  private readonly matches: EventMatcher;
  private readonly schedule?: Schedule;
  private cancel?: () => void;

  constructor(readonly definition: RuleDefinition, private readonly props: RulesProps) {
    const { pattern, schedule, isEnabled } = definition;
    this.isEnabled = isEnabled;
    this.matches = pattern === undefined ? () => false : eventPattern(pattern);
    this.schedule = schedule === undefined ? undefined : scheduleOf(schedule, { firstAt: props.clock.now() });
  }

  start() {
    const { clock } = this.props;
    if (!this.schedule) return;
    this.cancel = follow(this.schedule, clock, clock.now(), time => this.isEnabled ? this.run(this.scheduledEvent(time)) : undefined);
  }

  /** When it is due next, in milliseconds of AWS time, if it ever is. */
  get next(): number | undefined {
    return this.isEnabled ? this.schedule?.next(this.props.clock.now()) : undefined;
  }

  stop() {
    this.cancel?.();
  }

  /** Sends an event to the targets if it is one that the rule is about. */
  async see(event: BusEvent): Promise<void> {
    if (this.isEnabled && this.matches(event)) await this.run(event);
  }

  private scheduledEvent(time: number): BusEvent {
    const { accountId, region, arn } = this.definition;
    return {
      'version': '0',
      'id': randomUUID(),
      'detail-type': 'Scheduled Event',
      'source': 'aws.events',
      'account': accountId,
      'time': eventTime(time),
      region,
      'resources': [arn],
      'detail': {},
    };
  }

  private async run(event: BusEvent): Promise<void> {
    this.measure('MatchedEvents');
    if (this.definition.targets.length > 0) this.measure('TriggeredRules');
    await Promise.all(this.definition.targets.map(target => this.send(target, event)));
  }

  private send(target: TargetDefinition, event: BusEvent): Promise<void> {
    const { arn } = this.definition;
    const { Arn: to, RetryPolicy: policy = {}, DeadLetterConfig: deadLetter, SqsParameters: sqs } = target;
    this.measure('Invocations');
    return this.props.deliveries.send({ from: arn, to, payload: targetInput(target, event, this.definition), group: sqs?.MessageGroupId }, {
      policy: {
        retries: Number(policy.MaximumRetryAttempts ?? DEFAULT_RETRIES),
        longestAgeMs: Number(policy.MaximumEventAgeInSeconds ?? DAY_SECONDS) * 1000,
        deadLetterArn: deadLetter?.Arn,
      },
      deadLetterAttributes: failure => this.deadLetterAttributes(to, failure),
      onFailure: () => this.measure('FailedInvocations'),
    });
  }

  /** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
  private deadLetterAttributes(to: string, { error, attempts, exhausted }: Failure) {
    return {
      RULE_ARN: this.definition.arn,
      TARGET_ARN: to,
      ERROR_CODE: error.code,
      ERROR_MESSAGE: error.message,
      ...exhausted && { EXHAUSTED_RETRY_CONDITION: exhausted, RETRY_ATTEMPTS: String(attempts - 1) },
    };
  }

  private measure(name: string) {
    const { region, bus, name: rule } = this.definition;
    this.props.measure({ region, namespace: 'AWS/Events', name, dimensions: { ...bus !== DEFAULT_BUS && { EventBusName: bus }, RuleName: rule }, unit: 'Count' }, 1);
  }
}
