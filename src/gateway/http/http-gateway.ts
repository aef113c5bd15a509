import { Lazy } from 'aws-cdk-lib';
import { DomainName, IpAddressType, ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnApiMapping, CfnRoute, CfnStage, HttpApi, HttpMethod, HttpRoute, HttpRouteIntegration, IHttpStage, IpAddressType as HttpIpAddressType,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, Dependable, IConstruct, IDependable } from 'constructs';
import { renderHttpAccessLogs } from './http-access-logs';
import { HttpAuthorizers } from './http-authorizers';
import { renderHttpCors, routesClosedToPreflight } from './http-cors';
import { HttpLambdaIntegration } from './http-lambda-integration';
import { HttpApiGatewayOptions } from './http-options';
import { HttpQueueIntegration, mapStatuses } from './http-queue-integration';
import { refusal } from '../../synthesis/refusal';
import { isResourceOf } from '../../synthesis/resource-type';
import { Authorizer } from '../authorizer';
import { QueueRouteOptions, RouteQueue } from '../queue-route';
import { GatewayProps, RegionalGateway } from '../regional-gateway';
import { RouteOptions, RouteSettings } from '../route';
import { checkersThrottle } from '../throttle';

/**
 * The HTTP API of one Region.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
 */
export class HttpGateway implements RegionalGateway {
  readonly httpApi: HttpApi;
  /** API Gateway answers them for all. */
  readonly needsPreflightRoutes = false;
  readonly accessLogGroup?: ILogGroup;
  private readonly stage: IHttpStage;
  private readonly authorizers: HttpAuthorizers;
  private readonly added = new Set<IConstruct>();
  private readonly throttles: Record<string, ThrottleSettings> = {};
  private readonly authorizedPaths: string[] = [];

  constructor(scope: Construct, private readonly props: GatewayProps, private readonly options: HttpApiGatewayOptions) {
    this.httpApi = this.createHttpApi(scope);
    this.stage = this.httpApi.defaultStage!;
    this.authorizers = new HttpAuthorizers(this.httpApi);
    this.accessLogGroup = options.accessLogs?._createLogGroup(this.httpApi);
    this.configureStage();
    this.deployStageLast();
    this.httpApi.node.addValidation({ validate: () => options.cors ? routesClosedToPreflight(this.authorizedPaths, this.routes) : [] });
  }

  get ready(): IDependable[] {
    return [this.stage];
  }

  get routes() {
    const routes = this.httpApi.node.findAll().filter(construct => isResourceOf(CfnRoute, construct));
    return routes.flatMap(resource => (CATCH_ALL[resource.routeKey] ?? [parseRouteKey(resource.routeKey)])
      .map(route => ({ ...route, resource, isByHand: !this.added.has(resource.node.scope!) })));
  }

  addRoute(method: string, path: string, handler: IFunction, options: RouteOptions) {
    return this.addIntegratedRoute(method, path, new HttpLambdaIntegration(handler, method), options);
  }

  addQueueRoute(method: string, path: string, queue: RouteQueue, options: QueueRouteOptions) {
    if (options.contentTypes) {
      throw refusal('`contentTypes` need `ApiGateway.rest()`', 'ApiGateway.http()');
    }
    const created = this.addIntegratedRoute(method, path, new HttpQueueIntegration(queue, options), options);
    mapStatuses(created.httpRoute);
    return created;
  }

  addCheckerRoute(path: string, handler: IFunction) {
    this.createRoute('GET', path, new HttpLambdaIntegration(handler, 'GET'), Authorizer.none());
    this.throttleRoute('GET', path, checkersThrottle(this.options.throttle));
  }

  addCheckerAnswer(path: string): never {
    throw refusal('An HTTP API cannot answer by itself', `GET ${path}`);
  }

  mapTo(domainName: DomainName, basePath?: string) {
    const mapping = new CfnApiMapping(domainName, 'Mapping', {
      apiId: this.httpApi.apiId, domainName: domainName.domainName, stage: this.stage.stageName, apiMappingKey: basePath,
    });
    mapping.node.addDependency(this.stage);
  }

  addWebAcl(webAclArn: string): never {
    throw refusal('A web ACL needs `ApiGateway.rest()`: AWS WAF does not protect HTTP APIs', webAclArn);
  }

  private createHttpApi(scope: Construct): HttpApi {
    const { apiName, ipAddressType } = this.props;
    return new HttpApi(scope, 'HttpApi', {
      apiName,
      disableExecuteApiEndpoint: true,
      ipAddressType: ipAddressType === IpAddressType.IPV4 ? HttpIpAddressType.IPV4 : HttpIpAddressType.DUAL_STACK,
      corsPreflight: this.options.cors && renderHttpCors(this.options.cors),
    });
  }

  private addIntegratedRoute(method: string, path: string, integration: HttpRouteIntegration, options: RouteSettings) {
    validateHttpOptions(options);
    const { authorizer = Authorizer.none(), throttle } = options;
    const httpRoute = this.createRoute(method, path, integration, authorizer);
    this.throttleRoute(method, path, throttle);
    if (method === 'ANY' && !authorizer._isOpen) {
      this.authorizedPaths.push(path);
    }
    return { httpRoute };
  }

  private createRoute(method: string, path: string, integration: HttpRouteIntegration, authorizer: Authorizer): HttpRoute {
    const [route] = this.httpApi.addRoutes({
      path,
      methods: [method as HttpMethod],
      integration,
      authorizer: this.authorizers.authorize(authorizer),
    });
    integrateWhenAllowed(route);
    this.added.add(route);
    return route;
  }

  private throttleRoute(method: string, path: string, throttle: ThrottleSettings | undefined) {
    if (throttle) {
      this.throttles[`${method} ${path}`] = throttle;
    }
  }

  /** The stage that the API has of itself. */
  private configureStage() {
    const { throttle, detailedMetrics } = this.options;
    const stage = this.stage.node.defaultChild as CfnStage;
    stage.accessLogSettings = this.accessLogGroup && renderHttpAccessLogs(this.accessLogGroup);
    stage.defaultRouteSettings = throttle || detailedMetrics ? {
      throttlingRateLimit: throttle?.rateLimit,
      throttlingBurstLimit: throttle?.burstLimit,
      detailedMetricsEnabled: detailedMetrics,
    } : undefined;
    stage.routeSettings = Lazy.any({ produce: () => this.renderRouteSettings() });
  }

  /** Its settings are refused for routes that are not there yet, the consumer's own included. */
  private deployStageLast() {
    const { httpApi, stage } = this;
    const others: IDependable = {};
    Dependable.implement(others, {
      get dependencyRoots() {
        return httpApi.node.children.filter(child => child !== stage);
      },
    });
    stage.node.addDependency(others);
  }

  /** A route's settings stand for themselves: what they lack is AWS's default, not the stage's. */
  private renderRouteSettings() {
    const settings = Object.entries(this.throttles).map(([routeKey, throttle]) => {
      const { rateLimit, burstLimit } = { ...this.options.throttle, ...throttle };
      return [routeKey, { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit, DetailedMetricsEnabled: this.options.detailedMetrics }];
    });
    return settings.length > 0 ? Object.fromEntries(settings) : undefined;
  }
}

/** The stage deploys by itself: an integration that leads to another function, an alias, say, would be served before its permission is there. */
function integrateWhenAllowed({ node }: IConstruct) {
  const permission = node.tryFindChild('Invoke');
  if (permission) {
    node.findChild('Integration').node.addDependency(permission);
  }
}

/** What an HTTP API lacks. */
function validateHttpOptions({ apiKeyRequired, requestValidation }: RouteSettings) {
  if (apiKeyRequired) {
    throw refusal('`apiKeyRequired` needs `ApiGateway.rest()`', 'ApiGateway.http()', 'Choose an `authorizer`');
  }
  if (requestValidation) {
    throw refusal('`requestValidation` needs `ApiGateway.rest()`', 'ApiGateway.http()', 'Validate in the handler');
  }
}

const CATCH_ALL: Partial<Record<string, { method: string; path: string }[]>> = {
  $default: [{ method: 'ANY', path: '/' }, { method: 'ANY', path: '/{proxy+}' }],
};

function parseRouteKey(routeKey: string) {
  const [method, path] = routeKey.split(' ');
  return { method, path };
}
