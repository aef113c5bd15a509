import { DomainName, IpAddressType, RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { IConstruct, IDependable } from 'constructs';
import { RequestMetrics } from './request-metrics';
import { RouteOptions } from './route';

export interface GatewayProps {
  readonly apiName: string;
  readonly ipAddressType: IpAddressType;
  readonly securityPolicy?: SecurityPolicy;
}

/** The API Gateway of one Region, REST or HTTP, as the rest of the library sees it. */
export interface RegionalGateway {
  readonly restApi?: RestApi;
  readonly httpApi?: HttpApi;
  /** Where access logs go, if they go to CloudWatch. */
  readonly accessLogGroup?: ILogGroup;
  /** What must be there before callers come. */
  readonly ready: IDependable[];
  /** All routes, also those that were added to the CDK construct itself. */
  readonly routes: { method: string; path: string }[];
  /** What API Gateway tells of the requests, where it does so under a name that is a literal. */
  readonly requestMetrics?: RequestMetrics;

  addRoute(method: string, path: string, handler: IFunction, options?: RouteOptions): IConstruct;
  /** Answers 200 without a function, where API Gateway can. */
  addOwnAnswer?(path: string): void;
  /** Lets the API answer for a domain name, below `basePath` if there is one. */
  mapTo(domainName: DomainName, basePath?: string): void;
  /** Puts a web ACL of the same Region in front. */
  addWebAcl(webAclArn: string): void;
}
