import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ApiRoute } from './api-route';
import { validateAuthorizerStack, validateHandlerStack } from './handler-stack';
import { validateBesideHealthCheck } from './health-route';
import { RegionalDeployments } from '../deployment/regional-deployments';
import { Authorizer } from '../gateway/authorizer';
import { QueueRouteOptions, RouteQueue, validateQueueRoute } from '../gateway/queue-route';
import { CreatedRoute, RegionalGateway } from '../gateway/regional-gateway';
import { Route, RouteOptions, RouteSettings, validateBeside, validateRoute, validateRouteOptions } from '../gateway/route';
import { serves } from '../gateway/route-path';
import { CheckerRoutes } from '../health/checker-routes';
import { HealthCheck } from '../health/health-check';
import { ObservableSet } from '../synthesis/observable-set';
import { refusal } from '../synthesis/refusal';

/** The routes of one Region: who may call them, what they invoke, and how that is deployed. */
export class RegionalRoutes implements CheckerRoutes {
  /** The consumer's, in their order. */
  readonly added: Route[] = [];
  /** All that API Gateway invokes: handlers, the functions of authorizers, and the library's own. */
  readonly functions = new ObservableSet<IFunction>();
  readonly deployments: RegionalDeployments;
  private authorizer?: Authorizer;
  private reservedPath?: string;

  constructor(private readonly region: Construct, private readonly gateway: RegionalGateway, private readonly health: HealthCheck) {
    this.deployments = new RegionalDeployments(region);
  }

  addRoute(method: string, path: string, handler: IFunction, options: RouteOptions): ApiRoute {
    const settings = this.validated(method, path, options);
    validateHandlerStack(`\`handler\` of ${method} ${path}`, handler, this.region);
    this.deployments.validate(`${method} ${path}`, handler, options.deployment);
    const invoked = this.deployments.invoked(handler, options.deployment);
    return this.keep(this.gateway.addRoute(method, path, invoked, settings), { method, path, handler }, settings);
  }

  addQueueRoute(method: string, path: string, queue: RouteQueue, options: QueueRouteOptions): ApiRoute {
    const settings = this.validated(method, path, options);
    validateQueueRoute(method, path, queue, settings);
    return this.keep(this.gateway.addQueueRoute(method, path, queue, settings), { method, path }, settings);
  }

  /** Whether callers are to be asked who they are unless a route says otherwise. */
  get isGuarded(): boolean {
    return this.authorizer ? !this.authorizer._isOpen : this.added.length > 0 && this.added.every(({ isOpen }) => !isOpen);
  }

  /** For the routes to come that name no authorizer. */
  useAuthorizer(authorizer: Authorizer) {
    if (this.added.length > 0) {
      throw refusal('`useAuthorizer()` must come before the first route', this.added.map(({ method, path }) => `${method} ${path}`),
        'Give routes an `authorizer` of their own otherwise');
    }
    validateAuthorizerStack(authorizer, this.region);
    this.authorizer = authorizer;
  }

  addCheckerRoute(path: string, handler: IFunction) {
    this.gateway.addCheckerRoute(path, handler);
    this.functions.add(handler);
  }

  addCheckerAnswer(path: string) {
    this.gateway.addCheckerAnswer(path);
  }

  reserveBelow(path: string) {
    this.reservedPath = path;
  }

  answers(path: string): boolean {
    return this.gateway.routes.some(route => ['GET', 'ANY'].includes(route.method) && serves(route.path, path));
  }

  /** The settings of a route that may be, with the authorizer that it has if it names none. */
  private validated<Settings extends RouteSettings>(method: string, path: string, options: Settings): Settings {
    validateRoute(method, path);
    validateBeside(this.added, method, path);
    this.validateIsNotReserved(method, path);
    validateRouteOptions(options);
    const { authorizer = this.authorizer } = options;
    if (authorizer !== undefined) validateAuthorizerStack(authorizer, this.region);
    validateBesideHealthCheck(this.health, method, path, { ...options, authorizer });
    return { ...options, authorizer };
  }

  private keep(route: CreatedRoute, what: Pick<Route, 'method' | 'path' | 'handler'>, { regional = false, authorizer }: RouteSettings): ApiRoute {
    this.added.push({ ...what, regional, isOpen: authorizer?._isOpen ?? true });
    [what.handler, authorizer?._function?.handler].forEach(invoked => invoked && this.functions.add(invoked));
    return ApiRoute._of(route);
  }

  /** API Gateway would prefer a route for one Region's name. */
  private validateIsNotReserved(method: string, path: string) {
    if (this.reservedPath && path.startsWith(`${this.reservedPath}/`)) {
      throw refusal(`A route must not shadow the drain switch, which has all below ${this.reservedPath}`, `${method} ${path}`,
        'Give the route, or the health check, another `path`');
    }
  }
}
