import { Duration, Token } from 'aws-cdk-lib';
import { Integration, MethodOptions, MockIntegration, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { HealthProbe } from './health-probe';
import { LambdaProxyIntegration } from './lambda-proxy-integration';
import { refusal } from './refusal';
import { validatePath } from './route';

/** Settings that every kind of health check takes. */
export interface HealthCheckSettings {
  /**
   * How often each checker sends a request: 10 or 30 seconds.
   *
   * A change replaces the health check, and its id. 10 seconds costs more, at Route 53 and in requests.
   *
   * @default Duration.seconds(30)
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html
   */
  readonly interval?: Duration;

  /**
   * How many requests in a row must fail, or succeed, before a checker changes its mind: 1 to 10.
   *
   * @default 3
   */
  readonly failureThreshold?: number;

  /**
   * The Regions that Route 53 checks from: at least three of us-east-1, us-west-1, us-west-2, eu-west-1,
   * ap-southeast-1, ap-southeast-2, ap-northeast-1 and sa-east-1.
   *
   * @default - all eight
   */
  readonly checkerRegions?: string[];

  /**
   * What the `Name` tag of each health check starts with; the Region's name follows.
   *
   * @default - the API's name, e.g. "HitCounter" for `HitCounter-eu-west-1`
   */
  readonly name?: string;
}

/** Settings of a health check whose answer the library provides. */
export interface HealthCheckOptions extends HealthCheckSettings {
  /**
   * The path that Route 53's checkers request, on the Region's own name.
   *
   * @default "/health"
   */
  readonly path?: string;
}

/** Settings of a health check on a route of your own. */
export interface CustomHealthCheckOptions extends HealthCheckSettings {
  /**
   * A path that a GET or ANY route answers in every Region: healthy is status 2xx or 3xx within 2 seconds.
   */
  readonly path: string;
}

/**
 * How each Region's health is judged, and with it when traffic leaves the Region.
 *
 * The check requests the Region's own name (e.g. `eu-west-1.hello.example.com`), never the shared name that it guards.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
export abstract class HealthCheck {
  /**
   * API Gateway answers by itself: proves the name, the certificate and the gateway, at no Lambda cost.
   */
  static shallow(options: HealthCheckOptions = {}): HealthCheck {
    return new ShallowHealthCheck(options);
  }

  /**
   * A small bundled function reads every table's replica in its Region, within 1.2 seconds, and says in the body what it saw.
   */
  static deep(options: HealthCheckOptions = {}): HealthCheck {
    return new DeepHealthCheck(options);
  }

  /**
   * A route of your own answers. Every Region must have one for the path, or synthesis fails.
   */
  static custom(options: CustomHealthCheckOptions): HealthCheck {
    return new CustomHealthCheck(options);
  }

  /** The path that is requested. */
  readonly path: string;
  /** How often each checker sends a request. */
  readonly interval: Duration;
  /** How many requests in a row must fail, or succeed. */
  readonly failureThreshold: number;
  /** The Regions that Route 53 checks from; undefined means all eight. */
  readonly checkerRegions?: string[];
  /** What the `Name` tags start with; undefined means the API's name. */
  readonly name?: string;

  protected constructor(options: HealthCheckOptions) {
    this.path = options.path ?? DEFAULT_PATH;
    this.interval = options.interval ?? DEFAULT_INTERVAL;
    this.failureThreshold = options.failureThreshold ?? DEFAULT_FAILURE_THRESHOLD;
    this.checkerRegions = options.checkerRegions;
    this.name = options.name;
    validateHealthPath(this.path);
    validateInterval(this.interval);
    validateThreshold(this.failureThreshold);
    validateCheckerRegions(this.checkerRegions);
  }

  /**
   * Creates what answers on `path`, unless a route of the consumer's does.
   *
   * @internal
   */
  abstract _createAnswer(scope: Construct): HealthAnswer | undefined;
}

/** What answers the checkers in one Region. */
export interface HealthAnswer {
  readonly integration: Integration;
  readonly methodOptions?: MethodOptions;
  readonly probe?: HealthProbe;
}

class ShallowHealthCheck extends HealthCheck {
  constructor(options: HealthCheckOptions) {
    super(options);
  }

  _createAnswer() {
    return {
      integration: new MockIntegration({
        passthroughBehavior: PassthroughBehavior.NEVER,
        requestTemplates: { 'application/json': '{"statusCode": 200}' },
        integrationResponses: [{
          statusCode: '200',
          responseTemplates: { 'application/json': '{"status":"healthy"}' },
        }],
      }),
      methodOptions: { methodResponses: [{ statusCode: '200' }] },
    };
  }
}

class DeepHealthCheck extends HealthCheck {
  constructor(options: HealthCheckOptions) {
    super(options);
  }

  _createAnswer(scope: Construct) {
    const probe = new HealthProbe(scope, 'HealthProbe');
    return { integration: new LambdaProxyIntegration(probe.function), probe };
  }
}

class CustomHealthCheck extends HealthCheck {
  constructor(options: CustomHealthCheckOptions) {
    super(options);
  }

  _createAnswer() {
    return undefined;
  }
}

const DEFAULT_PATH = '/health';
const DEFAULT_INTERVAL = Duration.seconds(30);
const DEFAULT_FAILURE_THRESHOLD = 3;

/** @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html */
const CHECKER_REGIONS = [
  'us-east-1', 'us-west-1', 'us-west-2', 'eu-west-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1', 'sa-east-1',
];

/** @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html */
const MAX_PATH = 255;

function validateHealthPath(path: string) {
  validatePath('path', path);
  if (path.length > MAX_PATH) {
    throw refusal(`\`path\` of a health check must have at most ${MAX_PATH} characters`, path);
  }
  if (path.includes('{')) {
    throw refusal('`path` of a health check must have no variable parts', path);
  }
}

function validateInterval(interval: Duration) {
  if (interval.isUnresolved()) {
    throw refusal('`interval` must be a literal', interval.toString());
  }
  const seconds = interval.toSeconds({ integral: false });
  if (seconds !== 10 && seconds !== 30) {
    throw refusal('`interval` must be 10 or 30 seconds', seconds);
  }
}

function validateThreshold(threshold: number) {
  if (Token.isUnresolved(threshold) || !Number.isInteger(threshold) || threshold < 1 || threshold > 10) {
    throw refusal('`failureThreshold` must be a whole number from 1 to 10', threshold);
  }
}

function validateCheckerRegions(regions: string[] | undefined) {
  if (!regions) return;
  if (Token.isUnresolved(regions) || regions.some(region => !CHECKER_REGIONS.includes(region))) {
    throw refusal(`\`checkerRegions\` must be among ${CHECKER_REGIONS.join(', ')}`, regions);
  }
  if (new Set(regions).size < 3 || new Set(regions).size < regions.length) {
    throw refusal('`checkerRegions` must name at least three different Regions', regions);
  }
}
