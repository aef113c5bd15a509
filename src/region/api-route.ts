import { Method } from 'aws-cdk-lib/aws-apigateway';
import { HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { IConstruct } from 'constructs';
import { CreatedRoute } from '../gateway/regional-gateway';
import { refusal } from '../synthesis/refusal';

/**
 * A route of one Region, with CDK's own construct for grants, metrics and dependencies.
 *
 * Made by `region.addRoute()`.
 *
 * @example
 * for (const region of api.regionalApis) {
 *   const orders = new NodejsFunction(region, 'Orders', { entry: 'orders.ts' });
 *   const route = region.addRoute('POST', '/orders', orders, { authorizer: Authorizer.iam() });
 *   new Alarm(region, 'SlowOrders', { metric: route.method.metricLatency(region.restApi.deploymentStage), threshold: 1000, evaluationPeriods: 3 });
 * }
 */
export class ApiRoute {
  /** @internal */
  static _of(created: CreatedRoute): ApiRoute {
    return new ApiRoute(created);
  }

  private constructor(private readonly created: CreatedRoute) {}

  /** CDK's construct of the route, of whichever kind. */
  get construct(): IConstruct {
    return this.created.method ?? this.created.httpRoute;
  }

  /** The route of a REST API; an error with `ApiGateway.http()`. */
  get method(): Method {
    return this.created.method ?? refuse('`method`', 'ApiGateway.rest()', 'ApiGateway.http()', 'Use `httpRoute`');
  }

  /** The route of an HTTP API; an error with `ApiGateway.rest()`. */
  get httpRoute(): HttpRoute {
    return this.created.httpRoute ?? refuse('`httpRoute`', 'ApiGateway.http()', 'ApiGateway.rest()', 'Use `method`');
  }
}

function refuse(what: string, exists: string, got: string, fix: string): never {
  throw refusal(`${what} exists with \`${exists}\``, got, fix);
}
