import { Annotations, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { CfnPermission, Function, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { BreakerSettings, breakerSettings, CircuitBreakerProps } from './circuit-breaker-props';
import { timeoutOf } from '../background/handler-timeout';
import { BREAKER_KEY } from '../health/breaker-item';
import { RegionalApi } from '../region/regional-api';
import { NAMESPACE } from '../synthesis/namespace';
import { refusal } from '../synthesis/refusal';
import { GlobalTable } from '../tables/global-table';
import { GlobalTableProps } from '../tables/global-table-props';

/** The table of an API's breakers: an item for each in each Region, which no other Region writes. */
export const BREAKERS_ID = 'Breakers';
export const BREAKERS_TABLE: GlobalTableProps = {
  partitionKey: { name: BREAKER_KEY, type: AttributeType.STRING },
  removalPolicy: RemovalPolicy.DESTROY, // no data worth keeping, and a table left behind would block the next one
};

/** A variable of functions, the breaker's id behind it. */
export const SETTINGS_VARIABLE = 'CIRCUIT_BREAKER_';

/** What a breaker is made from besides its props. */
interface NewCircuitBreaker {
  readonly apiName: string;
  readonly regionalApis: RegionalApi[];
  /** The table that the API's breakers share. */
  table(): GlobalTable;
}

/**
 * A circuit breaker for a service that functions call, as a payment provider: when calls fail in a row, the others are spared it for a while.
 *
 * Each Region counts in an item of its own, `Stripe#eu-west-1`, of the global table `<API>-Breakers`, so that counts, and the one call that tries again,
 * hold for all environments of the Region's functions. A handler on Node.js has it by `circuitBreaker('Stripe')` of
 * `cdk-multi-region-serverless-api/runtime`. With `api.addOperations()` an alarm tells of each breaker that opens.
 *
 * Made by `api.addCircuitBreaker()`.
 *
 * @see https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/circuit-breaker.html
 * @example
 * const stripe = api.addCircuitBreaker('Stripe', { opens: Opens.answers503() });
 * for (const region of api.regionalApis) {
 *   const pay = new NodejsFunction(region, 'Pay', { entry: 'orders.ts' });
 *   stripe.grant(pay);
 *   region.addRoute('POST', '/payments', pay);
 * }
 */
export class CircuitBreaker extends Construct {
  /** @internal */
  static _create(scope: Construct, id: string, made: NewCircuitBreaker, props: CircuitBreakerProps): CircuitBreaker {
    return new CircuitBreaker(scope, id, made, breakerSettings(id, props));
  }

  /** The name of the table, the same in all Regions, which the breakers of an API share. */
  readonly tableName: string;

  private readonly table: GlobalTable;
  private readonly callers: IFunction[] = [];
  private readonly probed = new Set<string>();

  private constructor(scope: Construct, id: string, private readonly made: NewCircuitBreaker, private readonly settings: BreakerSettings) {
    super(scope, id);
    this.table = made.table();
    this.tableName = this.table.tableName;
    made.regionalApis.forEach(region => this.createIn(region));
    this.node.addValidation({ validate: () => [...this.findUnprobed(), ...this.findImpatient()] });
  }

  /**
   * Lets a function use the breaker: permissions on the replica beside it, and a variable, `CIRCUIT_BREAKER_<id>`, that
   * `circuitBreaker('<id>')` reads.
   */
  grant(handler: Function): Grant {
    const { failures, retryAfter, timeout, scope } = this.settings;
    const grant = this.table.grant(handler, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    handler.addEnvironment(SETTINGS_VARIABLE + this.node.id, JSON.stringify({
      table: this.tableName,
      namespace: this.made.apiName,
      failures,
      retryAfter: retryAfter.toMilliseconds(),
      timeout: timeout.toMilliseconds(),
      regions: scope._isEverywhere ? this.made.regionalApis.map(({ region }) => region) : undefined,
    }));
    this.callers.push(handler);
    return grant;
  }

  /**
   * Has a function of a Region try, once a minute, whether the service works again, for `Opens.takesRegionOut()`; it is granted what that takes.
   *
   * Its handler calls the service's cheapest operation: `await circuitBreaker('Stripe').probe(() => stripe.balance.retrieve())`, which does
   * nothing while the breaker is closed.
   */
  probe(handler: Function): void {
    if (!this.settings.opens._takesRegionOut) {
      throw refusal('`probe()` is for `Opens.takesRegionOut()`: otherwise callers find out that the service works again', 'Opens.answers503()');
    }
    const { region } = Stack.of(handler);
    if (this.probed.has(region)) {
      throw refusal(`${this.node.id} must have one function that probes in ${region}`, handler.node.path);
    }
    this.grant(handler);
    this.probed.add(region);
    const id = `${this.node.id}BreakerProbe`;
    const rule = new Rule(this.inRegion(region), id, {
      description: `Tries whether ${this.node.id} works again, if its circuit breaker is open`,
      schedule: Schedule.rate(PROBE_RATE),
      targets: [{ bind: () => ({ arn: handler.functionArn }) }], // CDK's own puts the Region's name into the logical ID of its permission
    });
    new CfnPermission(handler, id, { action: 'lambda:InvokeFunction', functionName: handler.functionArn, principal: 'events.amazonaws.com', sourceArn: rule.ruleArn });
    ON_PURPOSE.forEach(warning => Annotations.of(rule).acknowledgeWarning(NAMESPACE + warning));
  }

  private createIn(region: RegionalApi) {
    const { id } = this.node;
    const { tableName, tableArn } = this.table.replica(region.region);
    if (this.settings.opens._takesRegionOut) region._probeBreaker({ breaker: id, tableName, tableArn });
    region._watchFailures({
      name: `${id}-CircuitOpened`,
      metric: new Metric({ namespace: this.made.apiName, metricName: 'CircuitOpened', dimensionsMap: { Breaker: id }, statistic: Stats.SUM }),
      description: `The circuit breaker ${id} opened in ${region.region}: calls failed in a row`,
    });
  }

  private inRegion(name: string): RegionalApi {
    return this.made.regionalApis.find(({ region }) => region === name)!; // as the grant has found
  }

  private findUnprobed(): string[] {
    if (!this.settings.opens._takesRegionOut) return [];
    const missing = this.made.regionalApis.map(({ region }) => region).filter(region => !this.probed.has(region));
    return missing.length > 0
      ? [`${this.node.id} takes a Region out, and nothing brings ${missing.join(', ')} back: call its \`probe()\` with a function of each Region`]
      : [];
  }

  /** Failures that end the function are not counted. */
  private findImpatient(): string[] {
    const timeout = this.settings.timeout.toMilliseconds();
    return this.callers.filter(caller => (timeoutOf(caller)?.toMilliseconds() ?? Infinity) <= timeout).map(({ node }) =>
      `${node.path} ends before a call of ${this.node.id} has failed, which takes ${timeout} ms: give the function a longer \`timeout\`, or the circuit breaker a shorter one`);
  }
}

/** Each Region tries for itself, and what fails is done a minute later. */
const ON_PURPOSE = ['schedule-in-several-regions', 'failed-events-lost'];

/** EventBridge's shortest. */
const PROBE_RATE = Duration.minutes(1);
