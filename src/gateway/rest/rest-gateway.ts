import { Lazy } from 'aws-cdk-lib';
import {
  BasePathMapping, CfnMethod, CfnRestApi, CfnStage, ContentHandling, DomainName, EndpointAccessMode, EndpointType,
  Integration, IResource, Method, MethodOptions, MockIntegration, PassthroughBehavior, RestApi, ThrottleSettings,
} from 'aws-cdk-lib/aws-apigateway';
import { CfnApiMapping } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct, DependencyGroup, IDependable } from 'constructs';
import { LambdaProxyIntegration } from './lambda-proxy-integration';
import { QueueIntegration } from './queue-integration';
import { RestApiGatewayOptions } from './rest-options';
import { isEnhanced } from '../../domain/security-policy';
import { refusal } from '../../synthesis/refusal';
import { QueueRouteOptions, RouteQueue } from '../queue-route';
import { GatewayProps, RegionalGateway } from '../regional-gateway';
import { restRequestMetrics, STAGE_NAME } from '../request-metrics';
import { renderRestAccessLogs } from './rest-access-logs';
import { RestAuthorizers } from './rest-authorizers';
import { addGatewayResponses, addPreflight } from './rest-cors';
import { renderMethodSettings, ThrottledRoute } from './rest-method-settings';
import { RestRequestValidation } from './rest-request-validation';
import { addUsagePlans, routesWithoutUsagePlan } from './rest-usage-plans';
import { RouteOptions, RouteSettings } from '../route';
import { checkersThrottle } from '../throttle';
import { validateWebAcl } from './web-acl';

/**
 * The REST API of one Region.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html
 */
export class RestGateway implements RegionalGateway {
  readonly restApi: RestApi;
  readonly accessLogGroup?: ILogGroup;
  private readonly gates: DependencyGroup;
  private readonly authorizers: RestAuthorizers;
  private readonly requestValidation: RestRequestValidation;
  private readonly added = new Set<Method>();
  private readonly throttledRoutes: ThrottledRoute[] = [];
  private readonly routesWithKey: string[] = [];

  constructor(scope: Construct, private readonly props: GatewayProps, private readonly options: RestApiGatewayOptions) {
    this.restApi = this.createRestApi(scope);
    this.accessLogGroup = options.accessLogs?._createLogGroup(this.restApi);
    this.setUpStage();
    this.authorizers = new RestAuthorizers(this.restApi);
    this.requestValidation = new RestRequestValidation(this.restApi);
    addGatewayResponses(this.restApi, options.gatewayResponses ?? [], options.cors);
    this.gates = new DependencyGroup(this.restApi.deploymentStage, ...addUsagePlans(this.restApi, options.usagePlans ?? []));
    this.restApi.node.addValidation({ validate: () => routesWithoutUsagePlan(this.restApi, this.routesWithKey) });
  }

  get ready(): IDependable[] {
    return [this.gates];
  }

  get routes() {
    return this.restApi.methods.map(method => ({
      method: method.httpMethod, path: method.resource.path, resource: method.node.defaultChild as CfnMethod, isByHand: !this.added.has(method),
    }));
  }

  get needsPreflightRoutes() {
    return this.options.cors !== undefined;
  }

  get requestMetrics() {
    return restRequestMetrics(this.props.apiName);
  }

  addRoute(method: string, path: string, handler: IFunction, options: RouteOptions) {
    return this.addIntegratedRoute(method, path, new LambdaProxyIntegration(handler), options);
  }

  addQueueRoute(method: string, path: string, queue: RouteQueue, options: QueueRouteOptions) {
    const integration = new QueueIntegration(queue, options, this.options);
    return this.addIntegratedRoute(method, path, integration, options, { methodResponses: integration.methodResponses });
  }

  addCheckerRoute(path: string, handler: IFunction) {
    this.addMethod(this.restApi.root.resourceForPath(path), 'GET', new LambdaProxyIntegration(handler), this.authorizers.none());
    this.throttleRoute('GET', path, checkersThrottle(this.options.throttle));
  }

  addCheckerAnswer(path: string) {
    const integration = new MockIntegration({
      passthroughBehavior: PassthroughBehavior.NEVER,
      // Among binary media types, "*/*" would make an empty request binary, which a template cannot read.
      contentHandling: this.options.binaryMediaTypes ? ContentHandling.CONVERT_TO_TEXT : undefined,
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
      integrationResponses: [{
        statusCode: '200',
        responseTemplates: { 'application/json': '{"status":"healthy"}' },
      }],
    });
    this.addMethod(this.restApi.root.resourceForPath(path), 'GET', integration, { methodResponses: [{ statusCode: '200' }] });
    this.throttleRoute('GET', path, checkersThrottle(this.options.throttle));
  }

  mapTo(domainName: DomainName, basePath?: string) {
    if (basePath?.includes('/')) {
      this.mapToLevels(domainName, basePath);
      return;
    }
    // `domainName.addBasePathMapping` would put the Region's name into the logical ID.
    new BasePathMapping(domainName, 'Mapping', { domainName, restApi: this.restApi, basePath });
  }

  addWebAcl(webAclArn: string) {
    validateWebAcl(webAclArn, this.restApi);
    if (this.restApi.node.tryFindChild('WebAcl')) {
      throw refusal('A Region must have one web ACL', webAclArn);
    }
    const { stageArn: resourceArn } = this.restApi.deploymentStage;
    this.gates.add(new CfnWebACLAssociation(this.restApi, 'WebAcl', { resourceArn, webAclArn }));
  }

  /** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html */
  private mapToLevels(domainName: DomainName, basePath: string) {
    new CfnApiMapping(domainName, 'ApiMapping', {
      apiId: this.restApi.restApiId, domainName: domainName.domainName, stage: this.restApi.deploymentStage.stageName, apiMappingKey: basePath,
    });
  }

  private createRestApi(scope: Construct): RestApi {
    const { minCompressionSize, binaryMediaTypes, tracing, accessLogs } = this.options;
    const restApi = new RestApi(scope, 'RestApi', {
      restApiName: this.props.apiName,
      endpointConfiguration: { types: [EndpointType.REGIONAL], ipAddressType: this.props.ipAddressType },
      disableExecuteApiEndpoint: true,
      cloudWatchRole: accessLogs?._setsAccountRole ?? false, // an account-wide singleton that stacks would fight over
      minCompressionSize,
      binaryMediaTypes,
      deployOptions: { stageName: STAGE_NAME, tracingEnabled: tracing },
    });
    restApi.node.tryRemoveChild('Endpoint'); // the output of an endpoint that is off
    this.followSecurityPolicy(restApi.node.defaultChild as CfnRestApi);
    return restApi;
  }

  /** Behind a domain name the API's policy negotiates, too; the older policies are the domain name's alone. */
  private followSecurityPolicy(restApi: CfnRestApi) {
    const { securityPolicy } = this.props;
    if (!isEnhanced(securityPolicy)) return;
    restApi.addPropertyOverride('SecurityPolicy', securityPolicy);
    restApi.addPropertyOverride('EndpointAccessMode', EndpointAccessMode.STRICT);
  }

  /** What CDK's stage takes at its creation only, or not. */
  private setUpStage() {
    const stage = this.restApi.deploymentStage.node.defaultChild as CfnStage;
    stage.accessLogSetting = this.accessLogGroup && renderRestAccessLogs(this.accessLogGroup);
    stage.methodSettings = Lazy.any({
      produce: () => renderMethodSettings(this.restApi, this.options, this.throttledRoutes),
    }, { omitEmptyArray: true });
  }

  private addIntegratedRoute(
    method: string, path: string, integration: Integration, settings: RouteSettings, ofMethod: MethodOptions = {},
  ) {
    const { authorizer, requestValidation, apiKeyRequired, throttle } = settings;
    this.validatePreflight(method, path);
    const authorization = this.authorizers.authorize(authorizer);

    const resource = this.restApi.root.resourceForPath(path);
    const added = this.addMethod(resource, method, integration, {
      ...authorization,
      ...this.requestValidation.optionsOf(`${method} ${path}`, requestValidation),
      ...ofMethod,
      apiKeyRequired,
    });
    if (this.options.cors) {
      addPreflight(resource, this.options.cors, preflight => this.added.add(preflight));
    }
    this.throttleRoute(method, path, throttle);
    if (apiKeyRequired) {
      this.routesWithKey.push(`${method} ${path}`);
    }
    return { method: added };
  }

  private addMethod(resource: IResource, httpMethod: string, integration: Integration, options: MethodOptions): Method {
    const added = resource.addMethod(httpMethod, integration, options);
    this.added.add(added);
    return added;
  }

  private throttleRoute(method: string, path: string, throttle: ThrottleSettings | undefined) {
    if (throttle) {
      this.throttledRoutes.push({ method, path, throttle });
    }
  }

  private validatePreflight(method: string, path: string) {
    if (this.options.cors && method === 'OPTIONS') {
      throw refusal('`method` must not be OPTIONS with `cors`, which answers the preflight requests', `${method} ${path}`);
    }
  }
}
