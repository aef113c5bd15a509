import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Authorizer } from './authorizer';
import { RequestValidation } from './request-validation';
import { validateThrottle } from './throttle';
import { GradualDeployment } from '../deployment/gradual-deployment';
import { refusal } from '../synthesis/refusal';

/** What a route has besides its method, path and handler. */
export interface RouteOptions {
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
  readonly handler: IFunction;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'ANY'];

export function validateRoute(method: string, path: string) {
  if (!METHODS.includes(method)) {
    throw refusal(`\`method\` must be one of ${METHODS.join(', ')}`, method);
  }
  validatePath('path', path);
}

export function validateRouteOptions({ throttle }: RouteOptions) {
  validateThrottle('throttle', throttle);
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html */
export function validatePath(prop: string, path: string) {
  if (!path.startsWith('/')) {
    throw refusal(`\`${prop}\` must start with "/"`, path);
  }
  const parts = path.slice(1).split('/');
  if (parts.some(part => part.startsWith(':'))) {
    throw refusal(`\`${prop}\` must have its variable parts in braces, not behind a colon`, path, `Write "/${parts.map(inBraces).join('/')}"`);
  }
  for (const [i, part] of path === '/' ? [] : parts.entries()) {
    if (!/^([a-zA-Z0-9._:-]+|\{[a-zA-Z0-9._-]+\+?\})$/.test(part)) {
      throw refusal(`\`${prop}\` must be made of parts like "orders", "{id}" or, at the end, "{proxy+}"`, path);
    }
    if (part.endsWith('+}') && i < parts.length - 1) {
      throw refusal(`\`${prop}\` must have its greedy part, "${part}", at the end`, path);
    }
  }
}

/** E.g. ":id", ":id?" and ":id(\\d+)", as other frameworks have them. */
function inBraces(part: string): string {
  return part.replace(/^:([a-zA-Z0-9._-]*).*$/, (_, name: string) => `{${name || 'id'}}`);
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

/** Whether API Gateway would serve `path`, which has no variable parts, by a route. */
export function serves(routePath: string, path: string): boolean {
  const pattern = routePath.replace(/[.]/g, '\\.').replace(/\{[^}]+\+\}/, '.+').replace(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(path);
}

function firstDifference(a: string, b: string): [string | undefined, string | undefined] {
  const [left, right] = [a.split('/'), b.split('/')];
  const i = left.findIndex((part, at) => part !== right[at]);
  return [left[i], right[i]];
}
