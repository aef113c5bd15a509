import * as path from 'path';
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, EventSourceMapping, Function, IFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { GlobalScheduleProps } from './global-schedule-props';
import { TickSettings } from './tick-settings';
import { GlobalTable } from '../../tables/global-table';

/** What all Regions of a schedule have in common. */
export interface RankedSchedule extends GlobalScheduleProps {
  readonly name: string;
  readonly maxAttempts: number;
  /** The Regions in the order in which they take their turn. */
  readonly ranks: string[];
  readonly claims?: GlobalTable;
  readonly drainSwitch?: GlobalTable;
}

export interface RegionalScheduleProps extends RankedSchedule {
  readonly region: string;
  readonly handler: IFunction;
  readonly handlerTimeout: Duration;
}

/** What the function needs besides the handler's time: for the claim, its answer, and what has to be tried again. */
export const MARGIN = Duration.seconds(30);

/** Before another attempt. */
const PAUSE = Duration.minutes(1);

/** SQS delays by no more. */
const MAX_DELAY_SECONDS = 900;

/**
 * One Region's part of a schedule: Scheduler puts its ticks into a queue, with the delay of the Region's rank, and the bundled function behind it
 * claims each and has the handler run.
 */
export class RegionalSchedule extends Construct {
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, private readonly props: RegionalScheduleProps) {
    super(scope, id);
    const timeout = props.handlerTimeout.plus(MARGIN);
    this.deadLetterQueue = new Queue(this, 'Failed', {
      queueName: `${props.name}-Failed`,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const delay = props.ranks.indexOf(props.region) * props.runs._takeover.toSeconds();
    const ticks = new Queue(this, 'Ticks', {
      queueName: `${props.name}-Ticks`,
      enforceSSL: true,
      deliveryDelay: Duration.seconds(Math.min(delay, MAX_DELAY_SECONDS)),
      visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: props.maxAttempts },
    });
    this.createFunction(ticks, timeout);
    this.createSchedule(ticks, Math.max(delay - MAX_DELAY_SECONDS, 0));
  }

  private createFunction(ticks: Queue, timeout: Duration) {
    const { name, handler, claims, drainSwitch, ranks, runs, maxAttempts, region } = this.props;
    const settings: TickSettings = {
      schedule: name,
      runs: runs._promise,
      ranks,
      takeover: runs._takeover.toSeconds(),
      timeout: timeout.toSeconds(),
      handler: handler.functionArn,
      queue: ticks.queueUrl,
      maxAttempts,
      pause: PAUSE.toSeconds(),
      claims: claims?.tableName,
      drainSwitch: claims && drainSwitch?.tableName,
      suffix: Aws.URL_SUFFIX,
    };
    const logGroup = new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    const role = new Role(this, 'FunctionRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const tick = new Function(this, 'Function', {
      description: `Runs ${name} if it is this Region's turn`,
      code: Code.fromAsset(path.join(__dirname, '..', '..', '..', 'assets', 'tick')),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      memorySize: 256,
      timeout,
      environment: { SCHEDULE: JSON.stringify(settings) },
      role,
      logGroup,
    });
    logGroup.grantWrite(role);
    ticks.grantConsumeMessages(role);
    const allow = (action: string, ...resources: string[]) => role.addToPrincipalPolicy(new PolicyStatement({ actions: [action], resources }));
    allow('lambda:InvokeFunction', handler.functionArn);
    if (claims) {
      allow('sqs:SendMessage', ticks.queueArn); // what waits for another Region
      const tables = [claims, ...drainSwitch ? [drainSwitch] : []].map(table => table.replica(region).tableArn);
      allow('dynamodb:GetItem', ...tables);
      allow('dynamodb:PutItem', tables[0]);
    }
    // One message is one run: what fails is received anew by itself.
    new EventSourceMapping(this, 'Consumer', { target: tick, eventSourceArn: ticks.queueArn, batchSize: 1 }).node.addDependency(role);
  }

  private createSchedule(ticks: IQueue, wait: number) {
    const { name, description, schedule } = this.props;
    const role = new Role(this, 'SchedulerRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } }),
    });
    role.addToPrincipalPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [ticks.queueArn, this.deadLetterQueue.queueArn] }));
    new CfnSchedule(this, 'Schedule', {
      name,
      description,
      scheduleExpression: schedule.expressionString,
      scheduleExpressionTimezone: schedule.timeZone?.timezoneName,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: ticks.queueArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ time: '<aws.scheduler.scheduled-time>', ...wait > 0 && { wait } }),
        deadLetterConfig: { arn: this.deadLetterQueue.queueArn },
      },
    }).node.addDependency(role);
  }
}
