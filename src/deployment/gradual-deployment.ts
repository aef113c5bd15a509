import { Duration } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { TrafficShift, validateCanary, validateLinear } from './traffic-shift';
import { refusal } from '../synthesis/refusal';

/** What ends a gradual deployment early, and brings the version before it back. */
export interface GradualDeploymentOptions {
  /**
   * Alarms of this Region's stack that roll the deployment back, besides the function's own and those of `api.addOperations()`.
   *
   * They must not refer to what waits for the function, such as the API's stage: name it by its literal name.
   *
   * @default - no more alarms
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html
   */
  readonly alarms?: Alarm[];

  /**
   * How many invocations of the new version may fail in a minute: 0 or more.
   *
   * An invocation fails if the handler throws or times out. An answer with a 5xx status is no failure for Lambda.
   *
   * @default 0 - the first one rolls the deployment back
   */
  readonly maxErrors?: number;
}

/** Settings of `GradualDeployment.canary()`. */
export interface CanaryDeploymentOptions extends GradualDeploymentOptions {
  /**
   * The share of requests that the new version gets at first, in percent: a whole number from 1 to 99.
   *
   * @default 10
   */
  readonly percent?: number;

  /**
   * How long it gets no more than that: whole minutes, up to 48 hours.
   *
   * @default Duration.minutes(5)
   */
  readonly duration?: Duration;
}

/** Settings of `GradualDeployment.linear()`. */
export interface LinearDeploymentOptions extends GradualDeploymentOptions {
  /**
   * The share of requests that the new version gets at first, and more in each step, in percent: a whole number from 1 to 99.
   *
   * @default 10
   */
  readonly percent?: number;

  /**
   * How long each step takes: whole minutes. From the first step to the last it may take 48 hours.
   *
   * @default Duration.minutes(1)
   */
  readonly interval?: Duration;
}

/**
 * How the callers of a function come to its new version: some at first, all if no alarm is raised, none if one is.
 *
 * The function gets an alias, `live`, that its routes invoke, and CodeDeploy shifts the requests from version to version. The
 * deployment of the stack waits for it, and fails and is rolled back with it. It is stopped by an alarm that is made for it,
 * on what the new version throws, by `alarms` and, with `api.addOperations()`, by the Region's alarms on server
 * errors and latency; also by those that are raised when it begins.
 *
 * API Gateway counts the 5xx answers of all versions together, so that a first step of 5 % that fails entirely is no *more* than 5 %, the
 * default of the alarms on server errors: give the deployment one with a much smaller `share` than its `percent`.
 *
 * The alias of a new function, or of one that had none, leads to its version at once.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html
 * @example
 * for (const region of api.regionalApis) {
 *   const orders = new NodejsFunction(region, 'Orders', { entry: 'orders.ts' });
 *   const deployment = GradualDeployment.canary({
 *     percent: 10,
 *     duration: Duration.minutes(15),
 *     alarms: [HealthAlarm.serverErrors(region, { share: 1 })], // a tenth of the canary's answers
 *   });
 *   region.addRoute('GET', '/orders', orders, { deployment });
 *   region.addRoute('POST', '/orders', orders, { deployment }); // one function, one deployment
 *
 *   const hello = new NodejsFunction(region, 'Hello', { entry: 'hello.ts' });
 *   region.addRoute('GET', '/hello', hello, { deployment: GradualDeployment.linear({ interval: Duration.minutes(3) }) });
 * }
 */
export class GradualDeployment {
  /** A few requests first, and after a while all of them. */
  static canary(options: CanaryDeploymentOptions = {}): GradualDeployment {
    const { percent = DEFAULT_PERCENT, duration = DEFAULT_CANARY_DURATION } = options;
    validateCanary(percent, duration);
    return new GradualDeployment({ kind: 'canary', percent, minutes: duration.toMinutes() }, options);
  }

  /** More requests step by step, until it is all of them. */
  static linear(options: LinearDeploymentOptions = {}): GradualDeployment {
    const { percent = DEFAULT_PERCENT, interval = DEFAULT_LINEAR_INTERVAL } = options;
    validateLinear(percent, interval);
    return new GradualDeployment({ kind: 'linear', percent, minutes: interval.toMinutes() }, options);
  }

  /**
   * All requests at once, whatever the alarms say: for a fix that cannot wait while an alarm is raised, which stops the others.
   *
   * Alias, alarm and deployment group stay, so that the next deployment can be a gradual one.
   */
  static allAtOnce(): GradualDeployment {
    return new GradualDeployment({ kind: 'allAtOnce', percent: 100, minutes: 0 }, {});
  }

  /** @internal */
  readonly _traffic: TrafficShift;
  /** @internal */
  readonly _alarms: Alarm[];
  /** @internal */
  readonly _maxErrors: number;

  private constructor(traffic: TrafficShift, { alarms = [], maxErrors = DEFAULT_MAX_ERRORS }: GradualDeploymentOptions) {
    if (!Number.isInteger(maxErrors) || maxErrors < 0) {
      throw refusal('`maxErrors` must be a whole number, 0 or more', maxErrors);
    }
    this._traffic = traffic;
    this._alarms = [...alarms];
    this._maxErrors = maxErrors;
  }

  /** @internal */
  get _watchesAlarms(): boolean {
    return this._traffic.kind !== 'allAtOnce';
  }

  /**
   * For messages, and to tell whether two are the same.
   *
   * @internal
   */
  get _description(): string {
    const { kind, percent, minutes } = this._traffic;
    if (kind === 'allAtOnce') return 'allAtOnce';
    const alarms = this._alarms.map(({ node }) => node.path).sort();
    return [`${kind} of ${percent} % in ${minutes} min`, `maxErrors ${this._maxErrors}`, ...alarms].join(', ');
  }
}

const DEFAULT_PERCENT = 10;
const DEFAULT_CANARY_DURATION = Duration.minutes(5);
const DEFAULT_LINEAR_INTERVAL = Duration.minutes(1);
const DEFAULT_MAX_ERRORS = 0;
