import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { DomainName, IpAddressType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { IHealthCheck } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { ApiRoute } from './api-route';
import { RegionalRoutes } from './regional-routes';
import { FailedEvents } from '../background/failures/failed-events';
import { FailureDestination } from '../background/failures/failure-destination';
import { ApiQueue } from '../background/queues/api-queue';
import { RegionalQueue } from '../background/queues/regional-queue';
import { WatchedFailures } from '../background/watched-failures';
import { pathPrefix, regionalName, ZonedDomain } from '../domain/api-domain';
import { addressType, RegionalDomain } from '../domain/regional-domain';
import { LoggedRequests } from '../gateway/access-logs';
import { ApiGateway } from '../gateway/api-gateway';
import { Authorizer } from '../gateway/authorizer';
import { QueueRouteOptions } from '../gateway/queue-route';
import { RegionalGateway } from '../gateway/regional-gateway';
import { RouteOptions } from '../gateway/route';
import { AnsweredHealth } from '../health/answered-health';
import { HealthCheck } from '../health/health-check';
import { ProbedBreaker } from '../health/health-probe';
import { HealthAlarmOptions } from '../health/region-health';
import { tellHealthCheck } from '../recorded/stack-facts';
import { recordsOf, TTL_SECONDS } from '../routing/regional-records';
import { Routing } from '../routing/routing';
import { Standby } from '../routing/standby';
import { ObservableSet } from '../synthesis/observable-set';
import { addOutput } from '../synthesis/output';
import { refusal } from '../synthesis/refusal';
import { LaggingTable, ProbedReplica } from '../tables/replica-home';
import { HostedZone, hostedZoneOf } from '../zone/hosted-zone';

/** What a Region's API is made from. */
interface RegionalApiProps {
  readonly apiName: string;
  readonly region: string;
  /** The API's Regions, in their order. */
  readonly ring: string[];
  readonly domain: ZonedDomain;
  readonly gateway: ApiGateway;
  readonly routing: Routing;
  readonly standby?: Standby;
  readonly health: HealthCheck;
}

/**
 * One Region's share of a `MultiRegionServerlessApi`: the scope for the Region's handlers, and the place to add routes.
 *
 * Made by `MultiRegionServerlessApi`; found in `api.regionalApis` or with `api.inRegion('eu-west-1')`.
 */
export class RegionalApi extends Construct {
  /** @internal */
  static _create(stack: Stack, id: string, props: RegionalApiProps): RegionalApi {
    return new RegionalApi(stack, id, props);
  }

  /** The name of the Region. */
  readonly region: string;
  /** The stack that holds all that the Region needs. */
  readonly stack: Stack;
  /** The name shared by all Regions, as this Region serves it. */
  readonly domainName: DomainName;
  /** The Region's own name, which its health check watches. */
  readonly regionalDomainName: DomainName;
  /** The URL that all Regions share, with the `basePath` if there is one, e.g. `https://hello.example.com`. */
  readonly url: string;
  /** The URL of this Region alone, with the `basePath` if there is one, e.g. `https://eu-west-1.hello.example.com`. */
  readonly regionalUrl: string;

  /** @internal */
  readonly _gateway: RegionalGateway;
  /** @internal */
  readonly _routes: RegionalRoutes;
  /** @internal */
  readonly _health: AnsweredHealth;
  /** @internal The tables whose writes take their time to the other Regions. */
  readonly _laggingTables = new ObservableSet<LaggingTable>();
  /** @internal */
  readonly _failures = new ObservableSet<WatchedFailures>();
  /** @internal */
  readonly _queues = new ObservableSet<RegionalQueue>();
  private drainReplica?: ITableV2;

  private constructor(stack: Stack, id: string, private readonly props: RegionalApiProps) {
    super(stack, id);
    this.region = props.region;
    this.stack = stack;
    this.url = `https://${props.domain.domainName}${pathPrefix(props.domain)}`;
    this.regionalUrl = `https://${regionalName(props.domain, props.region)}${pathPrefix(props.domain)}`;

    const zone = hostedZoneOf(this, props.domain);
    this._gateway = this.createGateway();
    this._routes = new RegionalRoutes(this, this._gateway, props.health);
    const probe = props.health._answer.createIn?.(this, this._routes);
    const domain = new RegionalDomain(this, 'Domain', { ...props, zone, api: this._gateway });
    this.domainName = domain.shared;
    this.regionalDomainName = domain.regional;
    this._health = new AnsweredHealth(this, { ...props, stack, probe, routes: this._routes, checked: domain });
    this.addRecords(zone, domain);
    this.addOutputs();
  }

  /**
   * The Region's REST API; an error with `ApiGateway.http()`. Its execute-api endpoint is off: callers come by the domain names.
   *
   * What is added to it by hand has neither the authorizer of `useAuthorizer()` nor CORS; synthesis warns of what it lacks.
   */
  get restApi(): RestApi {
    if (!this._gateway.restApi) {
      throw refusal('`restApi` exists with `ApiGateway.rest()`', 'ApiGateway.http()', 'Use `httpApi`');
    }
    return this._gateway.restApi;
  }

  /**
   * The Region's HTTP API; an error with `ApiGateway.rest()`. Its execute-api endpoint is off: callers come by the domain names.
   *
   * Routes that are added to it by hand do not have the authorizer of `useAuthorizer()`; synthesis warns of them.
   */
  get httpApi(): HttpApi {
    if (!this._gateway.httpApi) {
      throw refusal('`httpApi` exists with `ApiGateway.http()`', 'ApiGateway.rest()', 'Use `restApi`');
    }
    return this._gateway.httpApi;
  }

  /**
   * The health check that guards the Region's records: the endpoint's or, with alarms or a drain switch, the calculated one
   * above all of them.
   */
  get healthCheck(): IHealthCheck {
    return this._health.check;
  }

  /**
   * The Region's replica of the drain switch, for code of your own that stands back while its Region is drained; an error without `drain`.
   *
   * The item of a drained Region has the Region's name as `region`, and `drained`, true. A Region without such an item is not drained.
   * As any write, it takes its time to the other replicas. Who may write there may drain Regions: grant no more than reading.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
   * @example
   * const shop = new MultiRegionServerlessApi(app, 'Shop', { regions, domain, drain: Drain.byPeers() });
   * for (const region of shop.regionalApis) {
   *   const worker = new NodejsFunction(region, 'Worker', { entry: 'orders.ts', environment: { DRAIN_SWITCH: region.drainSwitch.tableName } });
   *   region.drainSwitch.grantReadData(worker);
   * }
   */
  get drainSwitch(): ITableV2 {
    if (!this.drainReplica) {
      throw refusal('`drainSwitch` exists with `drain`', 'none', 'Give the API `drain: Drain.byPeers()`');
    }
    return this.drainReplica;
  }

  /**
   * Adds a route to this Region.
   *
   * Add the same routes in every Region, or synthesis fails naming the two that differ; `{ regional: true }` allows it.
   *
   * Some 45 routes can lead to one function, since Lambda limits its permissions to 20 kB; a `/{proxy+}` route serves more.
   *
   * @param method GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS or ANY
   * @param path made of parts like `/orders`, `/{id}` and, at the end, `/{proxy+}`
   * @param handler a function in this Region's stack; it gets proxy events, of a REST API or, of an HTTP API, in format 2.0
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
   */
  addRoute(method: string, path: string, handler: IFunction, options: RouteOptions = {}): ApiRoute {
    return this._routes.addRoute(method, path, handler, options);
  }

  /**
   * Adds a route to this Region that sends the body of requests to the Region's queue, without a function in between.
   *
   * It answers 202 once SQS has the message, with `{ "messageId": "…" }` by `ApiGateway.rest()` and with SQS's own XML by
   * `ApiGateway.http()`; 400 for what SQS does not take, as an empty body or one of more than 1 MiB, and 503 for whatever else goes
   * wrong at the queue: callers may try again then, which may send the message twice. Above 10 MB API Gateway itself answers 413.
   *
   * A REST API tells the worker the content type of the body, in the message attribute `ContentType`. An HTTP API has no way to
   * do so for those who send none.
   *
   * Add the same routes in every Region, as those of `addRoute()`, whose settings they have.
   *
   * @param method POST, PUT or PATCH
   * @param path made of parts like `/orders` and `/{id}`
   * @param queue made by `addQueue()` of the same API
   * @see https://repost.aws/knowledge-center/api-gateway-rest-api-sqs-errors
   */
  addQueueRoute(method: string, path: string, queue: ApiQueue, options: QueueRouteOptions = {}): ApiRoute {
    return this._routes.addQueueRoute(method, path, queue._routedIn(this), options);
  }

  /**
   * Says who may call the routes that name no authorizer of their own. It must come before the Region's first route.
   */
  useAuthorizer(authorizer: Authorizer): void {
    this._routes.useAuthorizer(authorizer);
  }

  /**
   * Takes the Region out of service while an alarm is raised.
   *
   * Route 53 follows the alarm's metric, not its state: `SetAlarmState` does not move it, and missing data counts as
   * `insufficientData` says. It has a copy of the alarm's settings: an alarm that changes here gets a new health check; one
   * that is changed elsewhere is followed as it was. `HealthAlarm` has alarms that are ready-made.
   *
   * @param alarm an alarm in this Region's stack, on one metric, with a period of a minute or more, one of the statistics
   * Average, Minimum, Maximum, Sum and SampleCount, a fixed threshold, and raised by all of its evaluation periods
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html#health-checks-creating-values-cloudwatch
   */
  addHealthAlarm(alarm: Alarm, options: HealthAlarmOptions = {}): void {
    this._health.addAlarm(alarm, options);
  }

  /**
   * Adds a destination for the events that this Region's functions fail on, of schedules, topics, buckets and rules, which do not wait for an answer:
   * Lambda tries them twice more, after one minute and two, and drops them otherwise.
   *
   * Any of the Region's functions may have it as its `onFailure`. With `api.addOperations()` an alarm tells of what arrives there.
   *
   * Events of a Region that is lost wait in Lambda's own queue, for six hours at most: what may not be lost goes through a global table.
   *
   * @param id of letters, digits, "_" and "-", once in a Region; the queue or topic is called after it, e.g. `Shop-Reminders-FailedEvents`
   * @param destination by default `FailureDestination.queue()`
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
   * @example
   * for (const region of api.regionalApis) {
   *   const failed = region.addFailureDestination('Reminders');
   *   new NodejsFunction(region, 'Remind', { entry: 'orders.ts', onFailure: failed, retryAttempts: 1 });
   * }
   */
  addFailureDestination(id: string, destination: FailureDestination = FailureDestination.queue()): FailedEvents {
    const failed = FailedEvents._create(this, this.props.apiName, id, destination);
    this._watchFailures(failed._failures);
    return failed;
  }

  /**
   * Puts a web ACL in front of the API, one in each Region. For `ApiGateway.rest()`.
   *
   * It must let Route 53's checkers through, or the Region goes out of service.
   *
   * @param webAclArn the ARN of a regional web ACL of this Region: a literal, or of the Region's own stack
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html
   */
  addWebAcl(webAclArn: string): void {
    this._gateway.addWebAcl(webAclArn);
  }

  /**
   * The CodeDeploy deployment group of a handler with a `GradualDeployment`, for hooks before and after the requests are shifted.
   *
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html
   */
  deploymentGroup(handler: IFunction): LambdaDeploymentGroup {
    return this._routes.deployments.deploymentGroup(handler);
  }

  /** @internal */
  get _ring(): string[] {
    return this.props.ring;
  }

  /** @internal */
  get _accessLog(): LoggedRequests | undefined {
    return this.logged(this._gateway.accessLogGroup);
  }

  /** @internal Where the health function logs that a peer is drained, from now on. */
  _logDrained(): LoggedRequests | undefined {
    return this.logged(this._health.logDrained());
  }

  /** @internal */
  get _failoverTime(): Duration {
    return this._health.detectionTime.plus(Duration.seconds(TTL_SECONDS));
  }

  /** @internal */
  _probeReplica(replica: ProbedReplica) {
    this._health.probeReplica(replica);
  }

  /** @internal */
  _probeBreaker(breaker: ProbedBreaker) {
    this._health.probeBreaker(breaker);
  }

  /** @internal */
  _addDrainSwitch(replica: ITableV2) {
    this.drainReplica = replica;
    this._health.addDrainSwitch({ tableName: replica.tableName, tableArn: replica.tableArn, regions: this._ring });
  }

  /** @internal */
  _watchLag(table: LaggingTable) {
    this._laggingTables.add(table);
  }

  /** @internal */
  _watchFailures(failures: WatchedFailures) {
    this._failures.add(failures);
  }

  private createGateway(): RegionalGateway {
    const { apiName, domain, gateway } = this.props;
    return gateway._createIn(this, { apiName, ipAddressType: addressType(domain), securityPolicy: domain.securityPolicy });
  }

  private logged(logGroup: ILogGroup | undefined): LoggedRequests | undefined {
    return logGroup && { logGroup, domainName: this.props.domain.domainName };
  }

  private addRecords(zone: HostedZone, regionalDomain: RegionalDomain) {
    const { region, domain, routing, standby } = this.props;
    const records = zone.writeRecords(recordsOf({
      region,
      sharedName: domain.domainName,
      regionalName: regionalName(domain, region),
      ipv6: addressType(domain) === IpAddressType.DUAL_STACK,
      sharedTarget: targetOf(regionalDomain.shared),
      regionalTarget: targetOf(regionalDomain.regional),
      healthCheckId: this._health.healthCheckId,
      routing,
      standby,
    }, zone.hostedZoneId));
    // A new check counts as healthy: callers come only when everything behind the name is there.
    records.node.addDependency(regionalDomain, ...this._gateway.ready);
  }

  private addOutputs() {
    addOutput(this, 'Url', this.url);
    addOutput(this, 'UrlOfRegion', this.regionalUrl);
    tellHealthCheck(this.props.apiName, addOutput(this, 'HealthCheckId', this._health.healthCheckId), {
      guard: Lazy.string({ produce: () => this._health.guard }),
      interval: Lazy.number({ produce: () => this._health.interval }),
    });
  }
}

function targetOf(domainName: DomainName) {
  return { dnsName: domainName.domainNameAliasDomainName, hostedZoneId: domainName.domainNameAliasHostedZoneId };
}
