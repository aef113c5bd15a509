import { readRecordSet } from './dns';
import { readIntegration } from './rest-apis';
import { Resource, StackResources } from './stack-resources';
import { unsupportedReason } from '../route53/latency-router';

/** Something that is in a template and not on this machine. */
export interface Unsupported {
  readonly type: string;
  readonly path: string;
  /** What its absence means. */
  readonly meaning: string;
}

/** Types that are read, or that change nothing a caller could see. */
const SUPPORTED = new Set([
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::BasePathMapping',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::DomainName',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::CDK::Metadata',
  'AWS::CertificateManager::Certificate',
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
  'AWS::Route53::HealthCheck',
  'AWS::Route53::HostedZone',
  'AWS::Route53::RecordSet',
]);

const MEANINGS: Record<string, string> = {
  'AWS::ApiGateway::Authorizer': 'its routes answer 501 here',
  'AWS::ApiGateway::GatewayResponse': 'the gateway answers with its default bodies',
  'AWS::ApiGateway::ApiKey': 'it is not asked for',
  'AWS::ApiGateway::RequestValidator': 'requests are not validated',
  'AWS::ApiGateway::UsagePlan': 'API keys are not asked for and nothing is throttled',
  'AWS::ApiGatewayV2::ApiMapping': 'its base path leads to no API: only base path mappings are read',
  'AWS::CloudFormation::Stack': 'its resources are not read: nested stacks are not supported',
  'AWS::ApiGatewayV2::Api': 'it is not served: only REST APIs are',
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
  {
    type: 'AWS::ApiGateway::DomainName',
    found: domain => domain.has('MutualTlsAuthentication'),
    meaning: 'client certificates are not asked for: every caller is let in',
  },
  {
    type: 'AWS::ApiGateway::Method',
    found: method => method.property('ApiKeyRequired') === true,
    meaning: 'its API key is not asked for',
  },
  {
    type: 'AWS::ApiGateway::Method',
    found: method => method.has('RequestValidatorId'),
    meaning: 'its requests are not validated',
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
    meaning: 'it is not answered: only simple and latency records without wildcards are',
  },
];

function methodSettings(stage: Resource): any[] {
  return stage.property('MethodSettings') ?? [];
}

function unservedMethod(method: Resource): string[] {
  const integration = readIntegration(method);
  return integration.type === 'UNSUPPORTED' ? [`${integration.what} is not supported: the route answers 501`] : [];
}

/** A value of something that is not here would be made up; without it, a handler that needs it fails for all to see. */
function unsetVariables(fn: Resource): string[] {
  return Object.values(fn.eachOf('Environment', 'Variables').problems).map(problem => `${problem}; the variable is not set`);
}

export function findUnsupported(resources: StackResources): Unsupported[] {
  return resources.all.flatMap(resource => {
    const { type, path } = resource;
    if (!SUPPORTED.has(type)) {
      return [{ type, path, meaning: MEANINGS[type] ?? 'it is not run here' }];
    }
    return [
      ...SETTINGS.filter(setting => setting.type === type && setting.found(resource)).map(({ meaning }) => meaning),
      ...type === 'AWS::ApiGateway::Method' ? unservedMethod(resource) : [],
      ...type === 'AWS::Lambda::Function' ? unsetVariables(resource) : [],
    ].map(meaning => ({ type, path, meaning }));
  });
}
