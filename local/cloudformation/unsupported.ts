import { unusableKey } from './api-gateway/api-keys';
import { isHttpApi, readRoute } from './api-gateway/http-apis';
import { cachesResults, readGatewayResponse, readIntegration } from './api-gateway/rest-apis';
import { resolvable } from './resolvable';
import { readRecordSet } from './route53/dns';
import { Resource, StackResources } from './stack-resources';
import { unsupportedMappings } from '../services/api-gateway/rest-api/gateway-response';
import { unsupportedReason } from '../services/route53/record-set';

/** Something that is in a template and not on this machine. */
export interface Unsupported {
  readonly type: string;
  /** The construct path or, of what the templates only refer to, its name. */
  readonly path: string;
  readonly region: string;
  /** What its absence means. */
  readonly meaning: string;
}

/** Types that are read, or that change nothing a caller could see. */
const SUPPORTED = new Set([
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::BasePathMapping',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::DomainName',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Model',
  'AWS::ApiGateway::RequestValidator',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::ApiGateway::UsagePlan',
  'AWS::ApiGateway::UsagePlanKey',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::ApiMapping',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Deployment',
  'AWS::ApiGatewayV2::DomainName',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CDK::Metadata',
  'AWS::CertificateManager::Certificate',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentConfig',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Alias',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::Route53::HealthCheck',
  'AWS::Route53::HostedZone',
  'AWS::Route53::RecordSet',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic', // a handler that is given one is named for that
  'AWS::SNS::TopicPolicy',
  'Custom::CertificateValidation',
  'Custom::ZoneRecords',
]);

const MEANINGS: Record<string, string> = {
  'AWS::CloudFormation::Stack': 'its resources are not read: nested stacks are not supported',
  'AWS::Route53::RecordSetGroup': 'its records are not answered',
  'AWS::Lambda::LayerVersion': 'it is not mounted at /opt',
  'AWS::Lambda::EventSourceMapping': 'its function is not invoked by the event source',
};

/** Settings of supported types that have no effect here. */
const SETTINGS: { type: string; found: (resource: Resource) => boolean; meaning: string }[] = [
  {
    type: 'AWS::ApiGateway::RestApi',
    found: restApi => restApi.property('Body') !== undefined || restApi.property('BodyS3Location') !== undefined,
    meaning: 'its OpenAPI definition is not read: only routes made of resources and methods are served',
  },
  {
    type: 'AWS::ApiGateway::RestApi',
    found: restApi => restApi.property('Policy') !== undefined,
    meaning: 'its resource policy is not applied: every caller is let in',
  },
  ...['AWS::ApiGateway::DomainName', 'AWS::ApiGatewayV2::DomainName'].map(type => ({
    type,
    found: (domain: Resource) => domain.has('MutualTlsAuthentication'),
    meaning: 'client certificates are not asked for: every caller is let in',
  })),
  {
    type: 'AWS::ApiGateway::Authorizer',
    found: authorizer => isLambdaAuthorizer(authorizer) && cachesResults(authorizer),
    meaning: 'its results are not cached: its function runs for every request',
  },
  {
    type: 'AWS::ApiGateway::GatewayResponse',
    found: response => unsupportedMappings(readGatewayResponse(response)).length > 0,
    meaning: 'its headers that are not fixed values are left out',
  },
  {
    type: 'AWS::ApiGateway::RequestValidator',
    found: validator => validator.property('ValidateRequestBody') === true,
    meaning: 'request bodies are not validated',
  },
  {
    type: 'AWS::ApiGateway::UsagePlan',
    found: plan => plan.has('Throttle') || plan.has('Quota') || (resolvable(plan, 'ApiStages') ?? []).some(({ Throttle }: any) => Object.keys(Throttle ?? {}).length > 0),
    meaning: 'its quota and throttle are not applied',
  },
  {
    type: 'AWS::ApiGatewayV2::Api',
    found: api => !isHttpApi(api),
    meaning: 'it is not served: only REST and HTTP APIs are',
  },
  {
    type: 'AWS::ApiGatewayV2::Api',
    found: api => api.has('Body') || api.has('BodyS3Location'),
    meaning: 'its OpenAPI definition is not read: only routes of their own are served',
  },
  {
    type: 'AWS::ApiGatewayV2::Authorizer',
    found: authorizer => authorizer.property('AuthorizerType') === 'REQUEST' && (authorizer.property('AuthorizerResultTtlInSeconds') ?? 0) > 0,
    meaning: 'its results are not cached: its function runs for every request',
  },
  {
    type: 'AWS::ApiGatewayV2::Integration',
    found: integration => integration.has('RequestParameters') || integration.has('ResponseParameters'),
    meaning: 'its parameter mapping is not applied',
  },
  {
    type: 'AWS::ApiGatewayV2::Stage',
    found: stage => [stage.property('DefaultRouteSettings') ?? {}, ...Object.values<any>(stage.property('RouteSettings') ?? {})]
      .some(({ ThrottlingRateLimit, ThrottlingBurstLimit }) => ThrottlingRateLimit !== undefined || ThrottlingBurstLimit !== undefined),
    meaning: 'its requests are not throttled',
  },
  {
    type: 'AWS::ApiGateway::Stage',
    found: stage => methodSettings(stage).some(({ ThrottlingRateLimit, ThrottlingBurstLimit }) =>
      ThrottlingRateLimit !== undefined || ThrottlingBurstLimit !== undefined),
    meaning: 'its requests are not throttled',
  },
  {
    type: 'AWS::ApiGateway::Stage',
    found: stage => methodSettings(stage).some(({ CachingEnabled }) => CachingEnabled === true),
    meaning: 'its answers are not cached',
  },
  {
    type: 'AWS::ApiGateway::Stage',
    found: stage => stage.has('CanarySetting'),
    meaning: 'its canary gets no requests',
  },
  {
    type: 'AWS::Lambda::Function',
    found: fn => fn.has('ReservedConcurrentExecutions'),
    meaning: 'its reserved concurrency is not applied: it is never throttled',
  },
  {
    type: 'AWS::Lambda::Function',
    found: fn => fn.has('VpcConfig'),
    meaning: 'it is in no VPC: it reaches what this machine reaches',
  },
  {
    type: 'AWS::Lambda::Function',
    found: fn => fn.has('FileSystemConfigs'),
    meaning: 'its file systems are not mounted',
  },
  {
    type: 'AWS::Lambda::Alias',
    found: alias => alias.has('RoutingConfig'),
    meaning: 'its weights are not applied: the function of the template answers every request',
  },
  {
    type: 'AWS::Lambda::Function',
    found: fn => Boolean(fn.property('Layers')?.length),
    meaning: 'its layers are not mounted at /opt',
  },
  {
    type: 'AWS::DynamoDB::GlobalTable',
    found: table => table.property('MultiRegionConsistency') === 'STRONG',
    meaning: 'it replicates asynchronously here, as tables with eventual consistency do',
  },
  ...['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'].map(type => ({
    type,
    found: (table: Resource) => Boolean(table.property('TimeToLiveSpecification')?.Enabled),
    meaning: 'expired items are not deleted here',
  })),
  {
    type: 'AWS::Route53::HealthCheck',
    found: healthCheck => healthCheck.property('HealthCheckConfig')?.Type === 'CLOUDWATCH_METRIC',
    meaning: 'its alarm counts as healthy, for there is no CloudWatch here',
  },
  {
    type: 'AWS::Route53::HealthCheck',
    found: healthCheck => healthCheck.property('HealthCheckConfig')?.Type === 'RECOVERY_CONTROL',
    meaning: 'its routing control counts as on, for there is no Application Recovery Controller here',
  },
  {
    type: 'AWS::Route53::HealthCheck',
    found: healthCheck => healthCheck.property('HealthCheckConfig')?.IPAddress !== undefined,
    meaning: 'its endpoint counts as healthy: only endpoints with a domain name are checked here',
  },
  {
    type: 'AWS::Route53::RecordSet',
    found: record => unsupportedReason(readRecordSet(record)) !== undefined,
    meaning: 'it is not answered: only simple, latency, weighted, failover and geolocation records without wildcards are',
  },
  {
    type: 'AWS::SNS::Subscription',
    found: subscription => !['email', 'email-json'].includes(subscription.property('Protocol')),
    meaning: 'nothing is delivered to it: there is no SNS here',
  },
];

function methodSettings(stage: Resource): any[] {
  return stage.property('MethodSettings') ?? [];
}

function isLambdaAuthorizer(authorizer: Resource): boolean {
  return ['TOKEN', 'REQUEST'].includes(authorizer.property('Type'));
}

function unservedRoute(integration: { type: string; what?: string }): string[] {
  return integration.type === 'UNSUPPORTED' ? [`${integration.what} is not supported: the route answers 501`] : [];
}

function unservedPart(resource: Resource, resources: StackResources): string[] {
  switch (resource.type) {
    case 'AWS::ApiGateway::ApiKey': return [unusableKey(resource) ?? []].flat();
    case 'AWS::ApiGateway::BasePathMapping': return unreachedApi(resource, 'RestApiId');
    case 'AWS::ApiGateway::Method': return [...unreachedApi(resource, 'RestApiId'), ...unservedRoute(readIntegration(resource, resources))];
    case 'AWS::ApiGatewayV2::ApiMapping': return unreachedApi(resource, 'ApiId');
    case 'AWS::ApiGatewayV2::Route': return isOfHttpApi(resource, resources)
      ? unservedRoute(readRoute(resource, resources).integration)
      : unreachedApi(resource, 'ApiId');
    case 'AWS::ApiGateway::UsagePlan': return resolvable(resource, 'ApiStages') === undefined && resource.has('ApiStages')
      ? ['its stages are not in its stack: its API keys let nobody in']
      : [];
    case 'AWS::Lambda::Function': return unsetVariables(resource);
    default: return [];
  }
}

function unreachedApi(part: Resource, apiId: string): string[] {
  return part.has(apiId) && resolvable(part, apiId) === undefined ? ['its API is not in its stack: it is not served'] : [];
}

/** A WebSocket API is named as a whole. */
function isOfHttpApi(route: Resource, resources: StackResources): boolean {
  const apiId = resolvable(route, 'ApiId');
  return resources.ofType('AWS::ApiGatewayV2::Api').some(api => api.ref === apiId && isHttpApi(api));
}

/** A value of something that is not here would be made up; without it, a handler that needs it fails for all to see. */
function unsetVariables(fn: Resource): string[] {
  return Object.values(fn.eachOf('Environment', 'Variables').problems).map(problem => `${problem}; the variable is not set`);
}

export function findUnsupported(resources: StackResources): Unsupported[] {
  return resources.all.flatMap(resource => {
    const { type, path, stack: { region } } = resource;
    if (!SUPPORTED.has(type)) {
      return [{ type, path, region, meaning: MEANINGS[type] ?? 'it is not run here' }];
    }
    return [
      ...SETTINGS.filter(setting => setting.type === type && setting.found(resource)).map(({ meaning }) => meaning),
      ...unservedPart(resource, resources),
    ].map(meaning => ({ type, path, region, meaning }));
  });
}
