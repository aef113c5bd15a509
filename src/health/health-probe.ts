import * as path from 'path';
import { Aws, Duration, Lazy, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ApplicationLogLevel, Code, Function, LoggingFormat, Runtime, SystemLogLevel } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ProbedReplica } from '../tables/replica-home';

/** The replica of the control table, which has an item for each drained Region. */
export interface ProbedDrainSwitch {
  readonly tableName: string;
  readonly tableArn: string;
  /** The Regions that the probe answers for, on `<health path>/drained/{region}`. */
  readonly regions: string[];
}

/** A circuit breaker that makes its Region unhealthy while it is open. */
export interface ProbedBreaker {
  readonly breaker: string;
  readonly tableName: string;
  readonly tableArn: string;
}

/** Its construct id. */
export const HEALTH_PROBE = 'HealthProbe';

/**
 * The bundled function behind `HealthCheck.deep()`: it reads every replica in its Region and answers 200 or 503, the latter also while a circuit breaker
 * that takes the Region out is open.
 *
 * With a drain switch it answers for peer Regions, too: 200 for one that is drained, 404 for one that is not, and 503
 * when the switch cannot be read. A check of it must be inverted.
 */
export class HealthProbe extends Construct {
  readonly function: Function;
  private readonly logGroup: LogGroup;
  private readonly replicas: ProbedReplica[] = [];
  private readonly breakers: ProbedBreaker[] = [];
  private hasDrainSwitch = false;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    this.function = new Function(this, 'Function', {
      description: 'Answers the health check by reading every replica in its Region',
      code: Code.fromAsset(path.join(__dirname, '..', '..', 'assets', 'health-probe')),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      memorySize: 256,
      timeout: Duration.seconds(2), // a checker waits no longer
      environment: {
        REPLICAS: Lazy.string({ produce: () => JSON.stringify(this.replicas.map(renderReplica)) }),
        DYNAMODB_ENDPOINT: `https://dynamodb.${Aws.REGION}.${Aws.URL_SUFFIX}`,
      },
      role,
      logGroup: this.logGroup,
      // Some million requests a month: only what goes wrong is worth a log line.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      applicationLogLevelV2: ApplicationLogLevel.WARN,
    });
  }

  addReplica(replica: ProbedReplica) {
    this.replicas.push(replica);
    this.allowReading(replica.tableArn);
    replica.statements.forEach(statement => this.function.addToRolePolicy(statement));
  }

  addDrainSwitch({ tableName, tableArn, regions }: ProbedDrainSwitch) {
    this.hasDrainSwitch = true;
    this.function.addEnvironment('DRAIN_SWITCH', JSON.stringify({ table: tableName, regions }));
    this.allowReading(tableArn);
  }

  addBreaker(breaker: ProbedBreaker) {
    if (this.breakers.length === 0) {
      this.function.addEnvironment('BREAKERS', Lazy.string({ produce: () => JSON.stringify(this.breakers.map(({ breaker: name, tableName: table }) => ({ table, breaker: name }))) }));
      this.allowReading(breaker.tableArn); // they share a table
    }
    this.breakers.push(breaker);
  }

  /**
   * From now on each answer that a peer is drained is logged, for a metric filter: some 30 lines a minute while it is.
   *
   * @returns where, if there is a drain switch
   */
  logDrained(): LogGroup | undefined {
    if (!this.hasDrainSwitch) return undefined;
    this.function.addEnvironment('LOG_DRAINED', 'true');
    return this.logGroup;
  }

  private allowReading(tableArn: string) {
    this.function.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [tableArn] }));
  }
}

/** The probe asks for an item that need not exist: an answer without an item is an answer. */
function renderReplica({ tableName, keys }: ProbedReplica) {
  const sample = { S: 'health-probe', N: '0', B: 'MA==' };
  return { table: tableName, key: Object.fromEntries(keys.map(({ name, type }) => [name, { [type]: sample[type] }])) };
}
