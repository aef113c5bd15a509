import { Duration, Stack, Token } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { GlobalScheduleProps } from './global-schedule-props';
import { MARGIN, RankedSchedule, RegionalSchedule } from './regional-schedule';
import { ScheduleHome } from './schedule-home';
import { refusal } from '../../synthesis/refusal';
import { GlobalTable } from '../../tables/global-table';
import { timeoutOf } from '../handler-timeout';

/** What a schedule is made from besides its props. */
interface NewGlobalSchedule {
  readonly apiName: string;
  readonly homes: ScheduleHome[];
  readonly primary: string;
  readonly drainSwitch?: GlobalTable;
  /** The table of the claims that `runs` needs. */
  claims(): GlobalTable | undefined;
}

/**
 * A schedule in every Region of an API, whose runs the Regions share out among themselves.
 *
 * In each Region there is a schedule of EventBridge Scheduler, a queue, a dead-letter queue and a small function that asks the Region's replica of
 * a table whose turn it is, and then has your handler run: the primary Region is the first, and the others come after it in the order of `regions`. No Region
 * asks another one.
 *
 * The handler gets `{ "schedule": "Shop-Daily", "time": "2026-12-01T07:00:00Z", "slot": "Shop-Daily 2026-12-01T07:00:00Z", "region": "eu-west-1",
 * "attempt": 1 }`: the scheduled time, an id of the run that all Regions have in common, and how often it was begun.
 *
 * Made by `api.addSchedule()`.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html
 * @example
 * const daily = api.addSchedule('Daily', {
 *   schedule: ScheduleExpression.cron({ hour: '8', minute: '0', timeZone: TimeZone.EUROPE_BERLIN }),
 *   runs: Runs.once({ takeover: Duration.minutes(5) }),
 * });
 * for (const region of api.regionalApis) {
 *   daily.invoke(new NodejsFunction(region, 'Remind', { entry: 'orders.ts' }));
 * }
 */
export class GlobalSchedule extends Construct {
  /** @internal */
  static _create(scope: Construct, id: string, made: NewGlobalSchedule, props: GlobalScheduleProps): GlobalSchedule {
    return new GlobalSchedule(scope, id, made, props);
  }

  /** What the schedule is called in each Region, e.g. `Shop-Daily`; its queues are `Shop-Daily-Ticks` and `Shop-Daily-Failed`. */
  readonly scheduleName: string;

  private readonly homes: ScheduleHome[];
  private readonly ranked: RankedSchedule;
  private readonly regional = new Map<string, RegionalSchedule>();

  private constructor(scope: Construct, id: string, { apiName, homes, primary, drainSwitch, claims }: NewGlobalSchedule, props: GlobalScheduleProps) {
    validateProps(id, `${apiName}-${id}`, props);
    super(scope, id);
    this.homes = homes;
    this.scheduleName = `${apiName}-${id}`;
    this.ranked = {
      ...props,
      name: this.scheduleName,
      maxAttempts: props.maxAttempts ?? DEFAULT_MAX_ATTEMPTS,
      ranks: [primary, ...homes.map(({ region }) => region).filter(region => region !== primary)],
      claims: claims(),
      drainSwitch,
    };
    this.node.addValidation({ validate: () => this.findMissing() });
  }

  /**
   * Has a handler run in its Region. Each Region needs one, or synthesis fails naming those that have none.
   *
   * What the handler answers is not looked at: it fails by an error, by its time-out, or where Lambda cannot start it.
   *
   * @param handler a function, alias or version in a Region's stack, with a time-out of at most 14 minutes and 30 seconds: the function that waits
   * for it has 15 minutes. The time-out of one that is imported is taken for the longest.
   */
  invoke(handler: IFunction): void {
    const stack = Stack.of(handler);
    const home = this.homes.find(other => other.stack === stack);
    if (!home) {
      throw refusal(`\`handler\` of ${this.node.id} must be in the stack of one of ${this.homes.map(({ region }) => region).join(', ')}, because no token may cross a Region or a stack`,
        stack.node.path, 'Make it in the scope of the `RegionalApi`, or import it there with `Function.fromFunctionName()`');
    }
    const { region } = home;
    if (this.regional.has(region)) {
      throw refusal(`${this.node.id} must have one handler in ${region}`, handler.node.path);
    }
    const regional = new RegionalSchedule(home, `${this.node.id}Schedule`, { ...this.ranked, region, handler, handlerTimeout: validTimeoutOf(handler, this.node.id) });
    this.regional.set(region, regional);
    home._watchFailures({
      name: `${this.node.id}-Failed`,
      metric: regional.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
      description: `Runs of the schedule ${this.node.id} failed in ${region}: its dead-letter queue has them`,
    });
  }

  /**
   * Where a Region's runs are that failed, for 14 days, by the Region's name: an error before its `invoke()`.
   *
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
   */
  deadLetterQueue(region: string): IQueue {
    const found = this.regional.get(region);
    if (!found) {
      throw refusal('`region` must be one that has a handler', region, `Those are: ${[...this.regional.keys()].join(', ') || 'none'}`);
    }
    return found.deadLetterQueue;
  }

  private findMissing(): string[] {
    const missing = this.homes.map(({ region }) => region).filter(region => !this.regional.has(region));
    return missing.length > 0 ? [`${this.node.id} has no handler in ${missing.join(', ')}: call its \`invoke()\` with a function of each Region`] : [];
  }
}

const DEFAULT_MAX_ATTEMPTS = 3;
const MAX_ATTEMPTS = 10;

/** Scheduler's longest. */
const MAX_NAME = 64;

/** Lambda's longest. */
const MAX_TIMEOUT = Duration.minutes(15);
const MAX_HANDLER_TIMEOUT = Duration.seconds(MAX_TIMEOUT.toSeconds() - MARGIN.toSeconds());

/** @see https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
function validateProps(id: string, name: string, { schedule, runs, maxAttempts = DEFAULT_MAX_ATTEMPTS }: GlobalScheduleProps) {
  if (!/^[A-Za-z0-9_-]+$/.test(id) || name.length > MAX_NAME) {
    throw refusal(`A schedule must have an id of letters, digits, "_" and "-" which makes, with the API's, a name of at most ${MAX_NAME} characters`, name);
  }
  if (typeof schedule?.expressionString !== 'string' || Token.isUnresolved(schedule.expressionString)) {
    throw refusal('`schedule` must be a literal `ScheduleExpression`', schedule?.expressionString ?? schedule);
  }
  if (typeof runs?._validate !== 'function') {
    throw refusal('`runs` must be made by `Runs`', runs);
  }
  runs._validate(schedule);
  if (Token.isUnresolved(maxAttempts) || !Number.isInteger(maxAttempts) || maxAttempts < 1 || maxAttempts > MAX_ATTEMPTS) {
    throw refusal(`\`maxAttempts\` must be a whole number from 1 to ${MAX_ATTEMPTS}`, maxAttempts);
  }
}

function validTimeoutOf(handler: IFunction, id: string): Duration {
  const timeout = timeoutOf(handler) ?? MAX_HANDLER_TIMEOUT;
  if (timeout.isUnresolved() || timeout.toSeconds() > MAX_HANDLER_TIMEOUT.toSeconds()) {
    throw refusal(`\`handler\` of ${id} must have a literal time-out of at most ${MAX_HANDLER_TIMEOUT.toSeconds()} seconds, because the function that waits for it has ${MAX_TIMEOUT.toSeconds()}`,
      timeout.isUnresolved() ? timeout.toString() : timeout.toSeconds(), 'Put what takes longer into a queue, or start a state machine');
  }
  return timeout;
}
