import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { validateAuthorizerStack, validateHandlerStack } from './handler-stack';
import { validateBesideHealthCheck } from './health-route';
import { RegionalDeployments } from '../deployment/regional-deployments';
import { Authorizer, handlersOf } from '../gateway/authorizer';
import { RegionalGateway } from '../gateway/regional-gateway';
import { Route, RouteOptions, validateBeside, validateRoute, validateRouteOptions } from '../gateway/route';
import { validateDrainedPathIsFree } from '../health/drain-switch';
import { HealthCheck } from '../health/health-check';
import { Announced } from '../synthesis/announced';
import { refusal } from '../synthesis/refusal';

/** The routes of one Region: who may call them, what they invoke, and how that is deployed. */
export class RegionalRoutes {
  /** The consumer's, in their order. */
  readonly added: Route[] = [];
  /** All that API Gateway invokes: handlers, the functions of authorizers, and the library's own. */
  readonly functions = new Announced<IFunction>();
  readonly deployments: RegionalDeployments;
  private authorizer?: Authorizer;
  private drainedPath?: string;

  constructor(private readonly region: Construct, private readonly gateway: RegionalGateway, private readonly health: HealthCheck) {
    this.deployments = new RegionalDeployments(region);
  }

  add(method: string, path: string, handler: IFunction, options: RouteOptions): IConstruct {
    validateRoute(method, path);
    validateBeside(this.added, method, path);
    validateDrainedPathIsFree(this.drainedPath, method, path);
    validateRouteOptions(options);
    validateHandlerStack(`\`handler\` of ${method} ${path}`, handler, this.region);
    const { authorizer = this.authorizer } = options;
    validateAuthorizerStack(authorizer, this.region);
    validateBesideHealthCheck(this.health, method, path, { ...options, authorizer });
    this.deployments.validate(`${method} ${path}`, handler, options.deployment);

    const invoked = this.deployments.invoked(handler, options.deployment);
    const route = this.gateway.addRoute(method, path, invoked, { ...options, authorizer });
    this.added.push({ method, path, regional: options.regional ?? false, handler });
    [handler, ...handlersOf(authorizer)].forEach(each => this.functions.add(each));
    return route;
  }

  /** For Route 53's checkers. */
  addOwn(path: string, handler: IFunction) {
    this.gateway.addRoute('GET', path, handler);
    this.functions.add(handler);
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

  /** Keeps what is below a path for the drain switch. */
  reserve(drainedPath: string) {
    this.drainedPath = drainedPath;
  }
}
