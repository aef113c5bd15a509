import { Stack, Tags } from 'aws-cdk-lib';
import { DomainName, EndpointType, IpAddressType, Method, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { ApiDomain, regionalName } from './api-domain';
import { HealthAnswer, HealthCheck } from './health-check';
import { ProbedReplica } from './health-probe';
import { LambdaProxyIntegration } from './lambda-proxy-integration';
import { LatencyRecord } from './latency-record';
import { addOutput } from './output';
import { refusal } from './refusal';
import { RegionalDomain } from './regional-domain';
import { Route, RouteOptions, serves, validateBeside, validateRoute } from './route';

/** What a Region's API is made from. */
interface RegionalApiProps {
  readonly apiName: string;
  readonly region: string;
  readonly domain: ApiDomain;
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
  /** The Region's REST API. Its execute-api endpoint is off: callers come by the domain names. */
  readonly restApi: RestApi;
  /** The name shared by all Regions, as this Region serves it. */
  readonly domainName: DomainName;
  /** The Region's own name, which its health check watches. */
  readonly regionalDomainName: DomainName;
  /** The health check that keeps the Region in the latency set. */
  readonly healthCheck: route53.IHealthCheck;
  /** The URL that all Regions share, e.g. `https://hello.example.com`. */
  readonly url: string;
  /** The URL of this Region alone, e.g. `https://eu-west-1.hello.example.com`. */
  readonly regionalUrl: string;

  private readonly health: HealthCheck;
  private readonly healthAnswer?: HealthAnswer;
  private readonly routes: Route[] = [];

  private constructor(stack: Stack, id: string, props: RegionalApiProps) {
    super(stack, id);
    this.region = props.region;
    this.stack = stack;
    this.health = props.health;
    this.url = `https://${props.domain.domainName}`;
    this.regionalUrl = `https://${regionalName(props.domain, props.region)}`;

    const zone = this.importZone(props.domain);
    this.restApi = this.createRestApi(props.apiName);
    this.healthAnswer = this.createHealthAnswer();
    const domain = this.createDomain(zone, props.domain);
    this.domainName = domain.shared;
    this.regionalDomainName = domain.regional;
    this.healthCheck = this.createHealthCheck(props);
    this.addLatencyRecord(zone, props.domain, domain);
    this.addOutputs();
  }

  /**
   * Adds a route to this Region.
   *
   * Add the same routes in every Region, or synthesis fails naming the two that differ; `{ regional: true }` allows it.
   *
   * @param method GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS or ANY
   * @param path made of parts like `/orders`, `/{id}` and, at the end, `/{proxy+}`
   * @param handler a function in this Region's stack; it gets REST API proxy events
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
   */
  addRoute(method: string, path: string, handler: IFunction, options: RouteOptions = {}): Method {
    validateRoute(method, path);
    validateBeside(this.routes, method, path);
    this.validateHealthPathIsFree(method, path);
    this.validateHandler(`${method} ${path}`, handler);

    this.routes.push({ method, path, regional: options.regional ?? false });
    return this.restApi.root.resourceForPath(path).addMethod(method, new LambdaProxyIntegration(handler));
  }

  /** @internal */
  get _routes(): Route[] {
    return this.routes;
  }

  /** @internal */
  get _answersHealth(): boolean {
    return this.restApi.methods.some(({ httpMethod, resource }) =>
      ['GET', 'ANY'].includes(httpMethod) && serves(resource.path, this.health.path));
  }

  /** @internal */
  _probe(replica: ProbedReplica) {
    this.healthAnswer?.probe?.addReplica(replica);
  }

  private importZone({ hostedZoneId, zoneName }: ApiDomain) {
    return route53.PublicHostedZone.fromPublicHostedZoneAttributes(this, 'Zone', { hostedZoneId, zoneName });
  }

  private createRestApi(restApiName: string) {
    const restApi = new RestApi(this, 'RestApi', {
      restApiName,
      endpointConfiguration: { types: [EndpointType.REGIONAL], ipAddressType: IpAddressType.DUAL_STACK },
      disableExecuteApiEndpoint: true,
      cloudWatchRole: false, // an account-wide singleton that stacks would fight over
    });
    restApi.node.tryRemoveChild('Endpoint'); // the output of an endpoint that is off
    return restApi;
  }

  private createHealthAnswer() {
    const answer = this.health._createAnswer(this);
    if (answer) {
      this.restApi.root.resourceForPath(this.health.path).addMethod('GET', answer.integration, answer.methodOptions);
    }
    return answer;
  }

  private createDomain(zone: route53.IHostedZone, domain: ApiDomain) {
    return new RegionalDomain(this, 'Domain', {
      zone,
      sharedName: domain.domainName,
      regionalName: regionalName(domain, this.region),
      restApi: this.restApi,
    });
  }

  private createHealthCheck({ apiName, domain }: RegionalApiProps) {
    const { path, interval, failureThreshold, checkerRegions, name = apiName } = this.health;
    const healthCheck = new route53.HealthCheck(this, 'HealthCheck', {
      type: route53.HealthCheckType.HTTPS,
      fqdn: regionalName(domain, this.region),
      port: 443,
      resourcePath: path,
      requestInterval: interval,
      failureThreshold,
      regions: checkerRegions,
      enableSNI: true,
    });
    Tags.of(healthCheck).add('Name', `${name}-${this.region}`);
    return healthCheck;
  }

  private addLatencyRecord(zone: route53.IHostedZone, { domainName }: ApiDomain, domain: RegionalDomain) {
    const latencyRecord = new LatencyRecord(this, 'LatencyRecord', {
      zone,
      domainName: this.domainName,
      recordName: domainName,
      region: this.region,
      healthCheck: this.healthCheck,
    });
    // A new check counts as healthy: callers and checkers come only when everything behind the name is there.
    this.healthCheck.node.addDependency(domain);
    latencyRecord.node.addDependency(domain, this.restApi.deploymentStage);
  }

  private addOutputs() {
    const outputs = { Url: this.url, UrlOfRegion: this.regionalUrl, HealthCheckId: this.healthCheck.healthCheckId };
    Object.entries(outputs).forEach(([name, value]) => addOutput(this, name, value));
  }

  private validateHealthPathIsFree(method: string, path: string) {
    if (this.healthAnswer && path === this.health.path && ['GET', 'ANY'].includes(method)) {
      throw refusal('A route must not shadow the health check', `${method} ${path}`,
        'Give the health check another `path`, or choose `HealthCheck.custom()` to answer it yourself');
    }
  }

  private validateHandler(route: string, handler: IFunction) {
    const stack = Stack.of(handler);
    if (stack !== this.stack) {
      throw refusal(`\`handler\` of ${route} must be in the stack of ${this.region}, because no token may cross a Region or a stack`,
        stack.node.path, 'Make it in the scope of the `RegionalApi`, or import it there with `Function.fromFunctionName()`');
    }
  }
}
