import * as path from 'path';
import { Annotations, Aws, Duration, Lazy, RemovalPolicy } from 'aws-cdk-lib';
import { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ApplicationLogLevel, Code, EventSourceMapping, Function, LoggingFormat, Runtime, SystemLogLevel } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { NAMESPACE } from '../../synthesis/namespace';

/** What one Region of an API offers to what pauses there. */
export interface DrainedHome extends Construct {
  /** Its replica of the drain switch; an error without one. */
  readonly drainSwitch: ITableV2;
}

const ID = 'QueuePause';
const EVERY = Duration.minutes(1);

/** Each Region looks after its own workers, and what fails once is done a minute later. */
const ON_PURPOSE = ['schedule-in-several-regions', 'failed-events-lost'];

/**
 * The bundled function behind `WhileDrained.pause()`, one in a Region: every minute it reads the Region's item of the drain switch, and
 * disables or enables the event source mappings of the workers, whose own code knows nothing of it.
 */
export class QueuePause extends Construct {
  /** The Region's, which is made for the first worker that pauses. */
  static in(home: DrainedHome): QueuePause {
    return home.node.tryFindChild(ID) as QueuePause | undefined ?? new QueuePause(home);
  }

  private readonly function: Function;
  private readonly mappings: EventSourceMapping[] = [];

  private constructor(home: DrainedHome) {
    super(home, ID);
    const { tableName, tableArn } = home.drainSwitch;
    const logGroup = new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    this.function = new Function(this, 'Function', {
      description: 'Pauses the workers of queues while the Region is drained',
      code: Code.fromAsset(path.join(__dirname, '..', '..', '..', 'assets', 'queue-pause')),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      memorySize: 128,
      timeout: Duration.seconds(20),
      retryAttempts: 0, // in a minute it looks again
      maxEventAge: EVERY,
      environment: {
        DRAIN_SWITCH: tableName,
        MAPPINGS: Lazy.string({ produce: () => this.mappings.map(({ eventSourceMappingId }) => eventSourceMappingId).join() }),
        DYNAMODB_ENDPOINT: `https://dynamodb.${Aws.REGION}.${Aws.URL_SUFFIX}`,
        LAMBDA_ENDPOINT: `https://lambda.${Aws.REGION}.${Aws.URL_SUFFIX}`,
      },
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      applicationLogLevelV2: ApplicationLogLevel.INFO, // a line for each pause and each end of one
    });
    this.function.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [tableArn] }));
    this.runEveryMinute();
    ON_PURPOSE.forEach(rule => Annotations.of(this).acknowledgeWarning(NAMESPACE + rule));
  }

  add(mapping: EventSourceMapping) {
    this.mappings.push(mapping);
    this.function.addToRolePolicy(new PolicyStatement({
      actions: ['lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping'],
      resources: [mapping.eventSourceMappingArn],
    }));
  }

  /** CDK's own target puts the Region's name into the logical ID of its permission. */
  private runEveryMinute() {
    const { functionArn: arn } = this.function;
    const rule = new Rule(this, 'EveryMinute', { schedule: Schedule.rate(EVERY), targets: [{ bind: () => ({ arn }) }] });
    this.function.addPermission('Invoke', { principal: new ServicePrincipal('events.amazonaws.com'), sourceArn: rule.ruleArn });
  }
}
