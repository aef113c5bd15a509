import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Authorizer } from './authorizer';
import { RequestValidation } from './request-validation';
import { validatePath } from './route-path';
import { validateThrottle } from './throttle';
import { GradualDeployment } from '../deployment/gradual-deployment';
import { refusal } from '../synthesis/refusal';

/** What a route of any kind has besides its method, path and what is behind it. */
export interface RouteSettings {
  /**
   * Whether the route may exist in this Region only.
   *
   * @default false - a route that another Region lacks is an error at synthesis
   */
  readonly regional?: boolean;

  /**
   * Who may call the route.
   *
   * @default - as `region.useAuthorizer()` said before, else everybody
   */
  readonly authorizer?: Authorizer;

  /**
   * How many requests a second, and at once, the route lets through in each Region; with ANY of a REST API, each method by itself.
   *
   * What it leaves out is as in the gateway's `throttle`.
   *
   * @default - the gateway's `throttle`
   */
  readonly throttle?: ThrottleSettings;

  /**
   * Whether callers must send an API key of one of the API's `usagePlans`. For `ApiGateway.rest()`.
   *
   * @default false
   */
  readonly apiKeyRequired?: boolean;

  /**
   * What API Gateway checks before it invokes the handler. For `ApiGateway.rest()`.
   *
   * @default - nothing
   */
  readonly requestValidation?: RequestValidation;
}

/** What a route has besides its method, path and handler. */
export interface RouteOptions extends RouteSettings {
  /**
   * How callers come to a new version of the handler. All routes of a function must say the same. To pause it choose
   * `GradualDeployment.allAtOnce()`: one that is left out and comes back needs a change of the function with it.
   *
   * @default - all at once, without versions
   */
  readonly deployment?: GradualDeployment;
}

/** One route of one Region. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly regional: boolean;
  /** Whether everybody may call it. */
  readonly isOpen: boolean;
  /** None of a route that leads to a queue. */
  readonly handler?: IFunction;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'ANY'];

export function validateRoute(method: string, path: string) {
  if (!METHODS.includes(method)) {
    throw refusal(`\`method\` must be one of ${METHODS.join(', ')}`, method);
  }
  validatePath('path', path);
}

export function validateRouteOptions({ throttle }: RouteSettings) {
  validateThrottle('throttle', throttle);
}

/** API Gateway has one variable part at a place, whatever its name. */
export function validateBeside(existing: Route[], method: string, path: string) {
  if (existing.some(route => route.method === method && route.path === path)) {
    throw refusal('A route must be added once in a Region', `${method} ${path}`);
  }
  for (const route of existing) {
    const [mine, theirs] = firstDifference(path, route.path);
    if (mine?.startsWith('{') && theirs?.startsWith('{')) {
      throw refusal(`\`path\` must name its variable part as ${route.path} does, "${theirs}"`, path);
    }
  }
}

function firstDifference(a: string, b: string): [string | undefined, string | undefined] {
  const [left, right] = [a.split('/'), b.split('/')];
  const i = left.findIndex((part, at) => part !== right[at]);
  return [left[i], right[i]];
}
