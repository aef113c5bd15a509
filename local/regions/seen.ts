import { DrainLever } from './drain-lever';
import { SeenQueue, SeenSchedule } from './seen-background';
import { ServedNames } from '../connections/served-names';
import { DynamoDb } from '../services/dynamodb/dynamodb';
import { EventBridge } from '../services/eventbridge/event-bridge';
import { LambdaService } from '../services/lambda/lambda-service';
import { HealthChecker, HealthState } from '../services/route53/health-checker';
import { Scheduler } from '../services/scheduler/scheduler';
import { Sqs } from '../services/sqs/sqs';

export interface SeenProps {
  readonly names: ServedNames;
  readonly health: HealthChecker;
  readonly dynamoDb: DynamoDb;
  readonly sqs: Sqs;
  readonly lambda: LambdaService;
  readonly scheduler: Scheduler;
  readonly eventBridge: EventBridge;
  readonly drain: DrainLever;
}

/** What there is to be seen of the Regions, without changing it. */
export class Seen {
  readonly drain: DrainLever;

  constructor(private readonly props: SeenProps) {
    this.drain = props.drain;
  }

  get health(): HealthState[] {
    return this.props.health.states();
  }

  /** The names that lead to several Regions. */
  get hosts(): readonly string[] {
    return this.props.names.led;
  }

  /** Where a caller would be led by a name. */
  leads(host: string, from: string) {
    return this.props.names.peek(host, from);
  }

  /** An item in one Region, by its key as DynamoDB writes it. */
  async item(table: string, region: string, key: Readonly<Record<string, object>>): Promise<Record<string, object> | undefined> {
    const found = await this.props.dynamoDb.engines.get(region)?.execute('GetItem', { TableName: table, Key: key });
    return (found as { Item?: Record<string, object> } | undefined)?.Item;
  }

  /** Whether a function is at work. */
  get isAtWork(): boolean {
    return this.props.lambda.isBusy;
  }

  /** Whether the replication of a Region is paused by hand. */
  isPaused(region: string): boolean {
    return this.props.dynamoDb.replication.isPaused(region);
  }

  get replication() {
    return this.props.dynamoDb.replication.states();
  }

  get queues(): SeenQueue[] {
    const { all } = this.props.sqs;
    return all.map(({ definition: { region, name }, counts, arn }) =>
      ({ region, name, ...counts, isForFailures: all.some(other => other.deadLetterTargetArn === arn) }));
  }

  get schedules(): SeenSchedule[] {
    const { scheduler, eventBridge } = this.props;
    return [
      ...scheduler.upcoming().map(({ definition: { region, name, expression, timeZone, target, isEnabled }, next }) =>
        ({ region, name, expression, timeZone, targets: [target.Arn], isEnabled, next })),
      ...eventBridge.upcoming().map(({ definition: { region, name, schedule, targets, isEnabled }, next }) =>
        ({ region, name, expression: schedule!, targets: targets.map(({ Arn }) => Arn), isEnabled, next })),
    ];
  }
}
