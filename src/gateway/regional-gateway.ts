import { CfnResource } from 'aws-cdk-lib';
import { IpAddressType, Method, RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { IDependable } from 'constructs';
import { QueueRouteOptions, RouteQueue } from './queue-route';
import { RequestMetrics } from './request-metrics';
import { RouteOptions } from './route';
import { MappedApi } from '../domain/regional-domain';

export interface GatewayProps {
  readonly apiName: string;
  readonly ipAddressType: IpAddressType;
  readonly securityPolicy?: SecurityPolicy;
}

/** The API Gateway of one Region, REST or HTTP, as the rest of the library sees it. */
export interface RegionalGateway extends MappedApi {
  readonly restApi?: RestApi;
  readonly httpApi?: HttpApi;
  /** Where access logs go, if they go to CloudWatch. */
  readonly accessLogGroup?: ILogGroup;
  /** What must be there before callers come. */
  readonly ready: IDependable[];
  /** All routes, also those that were added to the CDK construct itself. */
  readonly routes: GatewayRoute[];
  /** Whether each path needs a route of its own that answers preflight requests. */
  readonly needsPreflightRoutes: boolean;
  /** What API Gateway tells of the requests, where it does so under a name that is a literal. */
  readonly requestMetrics?: RequestMetrics;

  addRoute(method: string, path: string, handler: IFunction, options: RouteOptions): CreatedRoute;
  addQueueRoute(method: string, path: string, queue: RouteQueue, options: QueueRouteOptions): CreatedRoute;
  /** A route for Route 53's checkers rather than for browsers: open, without CORS, and with a throttle of its own. */
  addCheckerRoute(path: string, handler: IFunction): void;
  /** Answers Route 53's checkers with status 200, without a function. */
  addCheckerAnswer(path: string): void;
  /** Puts a web ACL of the same Region in front. */
  addWebAcl(webAclArn: string): void;
}

/** A route as it is found in the API. */
export interface GatewayRoute {
  readonly method: string;
  readonly path: string;
  readonly resource: CfnResource;
  /** Whether it was added to the CDK construct itself, and not by the library. */
  readonly isByHand: boolean;
}

/** CDK's construct of a route, of the one or the other kind of API. */
export type CreatedRoute =
  | { readonly method: Method; readonly httpRoute?: undefined }
  | { readonly httpRoute: HttpRoute; readonly method?: undefined };
