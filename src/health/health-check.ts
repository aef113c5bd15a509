import { Duration, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CheckerRoutes } from './checker-routes';
import { HEALTH_PROBE, HealthProbe } from './health-probe';
import { ApiDomain, pathPrefix } from '../domain/api-domain';
import { validatePath } from '../gateway/route-path';
import { joinPath } from '../gateway/url-path';
import { refusal } from '../synthesis/refusal';

/** Settings that every kind of health check takes. */
export interface HealthCheckSettings {
  /**
   * What the `Name` tag of each health check starts with; the Region's name follows, and what the check is of.
   *
   * @default - the API's name, e.g. "HitCounter" for `HitCounter-eu-west-1`
   */
  readonly name?: string;
}

/** Settings of every health check that asks an endpoint. */
export interface EndpointHealthCheckSettings extends HealthCheckSettings {
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
   * ap-southeast-1, ap-southeast-2, ap-northeast-1 and sa-east-1. They are of the partition `aws`: for an API in another one it must be left out.
   *
   * @default - all eight, or those of the partition
   */
  readonly checkerRegions?: string[];
}

/** Settings of a health check whose answer the library provides. */
export interface HealthCheckOptions extends EndpointHealthCheckSettings {
  /**
   * The path that Route 53's checkers request, on the Region's own name.
   *
   * @default "/health"
   */
  readonly path?: string;
}

/** Settings of a health check on a route of your own. */
export interface CustomHealthCheckOptions extends EndpointHealthCheckSettings {
  /**
   * A path that a GET or ANY route answers in every Region: healthy is status 2xx or 3xx within 2 seconds.
   *
   * The route must be open to Route 53's checkers, which send no credentials and no API key.
   */
  readonly path: string;
}

/** Settings of a health judged by alarms alone. */
export interface AlarmHealthCheckOptions extends HealthCheckSettings {}

/**
 * How each Region's health is judged, and with it when traffic leaves the Region.
 *
 * The check requests the Region's own name (e.g. `eu-west-1.hello.example.com`), never the shared name that it guards.
 * Alarms, added with `region.addHealthAlarm()`, and the `drain` switch can take a Region out of service besides.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 * @example
 * new MultiRegionServerlessApi(app, 'Shop', {
 *   regions,
 *   domain,
 *   health: HealthCheck.deep({
 *     interval: Duration.seconds(10),
 *     failureThreshold: 2,
 *     checkerRegions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'],
 *   }),
 * });
 */
export class HealthCheck {
  /**
   * API Gateway answers by itself: proves the name, the certificate and the gateway, at no Lambda cost. For `ApiGateway.rest()`.
   */
  static shallow(options: HealthCheckOptions = {}): HealthCheck {
    const endpoint = endpointOf(options);
    return new HealthCheck(options, 'HealthCheck.shallow()', endpoint, {
      byGateway: true,
      createIn: (_, routes) => {
        routes.addCheckerAnswer(endpoint.path);
        return undefined;
      },
    });
  }

  /**
   * A small bundled function reads every table's replica in its Region, within 1.2 seconds.
   *
   * Its answer counts what it saw; its log has the details of what went wrong. An imported table is read if its
   * `partitionKey` is known.
   */
  static deep(options: HealthCheckOptions = {}): HealthCheck {
    const endpoint = endpointOf(options);
    return new HealthCheck(options, 'HealthCheck.deep()', endpoint, {
      byProbe: true,
      createIn: (scope, routes) => {
        const probe = new HealthProbe(scope, HEALTH_PROBE);
        routes.addCheckerRoute(endpoint.path, probe.function);
        return probe;
      },
    });
  }

  /**
   * A route of your own answers. Every Region must have one for the path, or synthesis fails.
   *
   * @example
   * const shop = new MultiRegionServerlessApi(app, 'Shop', { regions, domain, health: HealthCheck.custom({ path: '/ready' }) });
   * for (const region of shop.regionalApis) {
   *   const orders = new NodejsFunction(region, 'Orders', { entry: 'orders.ts' });
   *   region.addRoute('GET', '/ready', orders, { authorizer: Authorizer.none() });
   * }
   */
  static custom(options: CustomHealthCheckOptions): HealthCheck {
    return new HealthCheck(options, 'HealthCheck.custom()', endpointOf(options), { byRoute: true });
  }

  /**
   * No endpoint is asked: a Region is healthy while the alarms added with `region.addHealthAlarm()` are, at least one in every Region.
   *
   * For APIs that Route 53's checkers cannot reach, as with `domain.mutualTls`.
   *
   * @example
   * const shop = new MultiRegionServerlessApi(app, 'Shop', {
   *   regions: ['us-east-1', 'eu-west-1'],
   *   domain: {
   *     domainName: 'shop.example.com',
   *     hostedZoneId: 'Z0123456789',
   *     zoneName: 'example.com',
   *     mutualTls: { truststoreUris: { 'us-east-1': 's3://trust-us-east-1/ca.pem', 'eu-west-1': 's3://trust-eu-west-1/ca.pem' } },
   *   },
   *   health: HealthCheck.alarms(),
   * });
   * for (const region of shop.regionalApis) {
   *   region.addRoute('GET', '/orders', new NodejsFunction(region, 'Orders', { entry: 'orders.ts' }));
   *   region.addHealthAlarm(HealthAlarm.serverErrors(region));
   * }
   */
  static alarms(options: AlarmHealthCheckOptions = {}): HealthCheck {
    return new HealthCheck(options, 'HealthCheck.alarms()');
  }

  /** @internal */
  readonly _name?: string;

  private constructor(
    settings: HealthCheckSettings,
    /** @internal As people write it. */
    readonly _call: string,
    /** @internal */
    readonly _endpoint?: CheckedEndpoint,
    /** @internal */
    readonly _answer: HealthAnswer = {},
  ) {
    this._name = settings.name;
  }
}

/** Who answers Route 53's checkers in a Region. */
interface HealthAnswer {
  /** API Gateway, which has to be a REST API for that. */
  readonly byGateway?: boolean;
  /** The library's function, which can answer for peers as well. */
  readonly byProbe?: boolean;
  /** A route of the consumer's. */
  readonly byRoute?: boolean;
  /** Makes what is the library's, and says which function it is. */
  createIn?(scope: Construct, routes: CheckerRoutes): HealthProbe | undefined;
}

/** What Route 53's checkers request in each Region. */
export interface CheckedEndpoint {
  readonly path: string;
  readonly interval: Duration;
  readonly failureThreshold: number;
  /** Undefined means all that the partition has. */
  readonly checkerRegions?: string[];
}

/** The path as the checkers request it, below the `basePath`. */
export function checkedPath(domain: ApiDomain, { path }: Pick<CheckedEndpoint, 'path'>): string {
  return joinPath(pathPrefix(domain), path);
}

function endpointOf(options: HealthCheckOptions): CheckedEndpoint {
  const endpoint = {
    path: options.path ?? DEFAULT_PATH,
    interval: options.interval ?? DEFAULT_INTERVAL,
    failureThreshold: options.failureThreshold ?? DEFAULT_FAILURE_THRESHOLD,
    checkerRegions: options.checkerRegions,
  };
  validateHealthPath(endpoint.path);
  validateInterval(endpoint.interval);
  validateThreshold(endpoint.failureThreshold);
  validateCheckerRegions(endpoint.checkerRegions);
  return endpoint;
}

const DEFAULT_PATH = '/health';
const DEFAULT_INTERVAL = Duration.seconds(30);
const DEFAULT_FAILURE_THRESHOLD = 3;

/** @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html */
const CHECKER_REGIONS = [
  'us-east-1', 'us-west-1', 'us-west-2', 'eu-west-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1', 'sa-east-1',
];

/** @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html */
export const MAX_CHECKED_PATH = 255;

function validateHealthPath(path: string) {
  validatePath('path', path);
  if (path.length > MAX_CHECKED_PATH) {
    throw refusal(`\`path\` of a health check must have at most ${MAX_CHECKED_PATH} characters`, path);
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
  if (Token.isUnresolved(regions) || regions.some(region => Token.isUnresolved(region))) {
    throw refusal('`checkerRegions` must be literal names', regions.map(String));
  }
  const wrong = regions.filter(region => !CHECKER_REGIONS.includes(region));
  if (wrong.length > 0) {
    throw refusal(`\`checkerRegions\` must be among ${CHECKER_REGIONS.join(', ')}`, wrong);
  }
  if (new Set(regions).size < 3 || new Set(regions).size < regions.length) {
    throw refusal('`checkerRegions` must name at least three different Regions', regions);
  }
}
