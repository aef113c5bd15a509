import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stack } from './stack';
import { TEMPLATES } from './synthesized-app';
import { CloudFormationResource } from '../../../local/cloudformation/assembly';
import { readDeployed } from '../../../local/cloudformation/read-deployed';

/** Text for people, and what only bills, logs, secures or deploys: no caller of what runs here could tell. */
const EVERYWHERE = ['Description', 'Tags', 'Comment'];

/** What is asked for by none of the readers, by type, because no caller could tell. All else has to be read, or be named at start. */
const HARMLESS: Record<string, string[]> = {
  'AWS::ApiGateway::ApiKey': ['CustomerId', 'GenerateDistinctId', 'Name', 'StageKeys'], // stages have usage plans since 2016
  'AWS::ApiGateway::Authorizer': ['AuthorizerCredentials', 'AuthType', 'Name', 'RestApiId'],
  'AWS::ApiGateway::BasePathMapping': ['Id'],
  'AWS::ApiGateway::Deployment': [],
  'AWS::ApiGateway::DomainName': [
    'CertificateArn', 'EndpointAccessMode', 'EndpointConfiguration', 'OwnershipVerificationCertificateArn', 'RegionalCertificateArn', 'SecurityPolicy',
  ],
  'AWS::ApiGateway::GatewayResponse': [],
  'AWS::ApiGateway::Method': ['MethodResponses', 'OperationName'],
  'AWS::ApiGateway::Model': ['ContentType'], // methods say it, too
  'AWS::ApiGateway::RequestValidator': ['Name', 'RestApiId'],
  'AWS::ApiGateway::Resource': [],
  'AWS::ApiGateway::RestApi': ['EndpointAccessMode', 'FailOnWarnings', 'Mode', 'SecurityPolicy', 'Version'],
  'AWS::ApiGateway::Stage': [ // caches are named by the methods that use them
    'AccessLogSetting', 'CacheClusterEnabled', 'CacheClusterSize', 'ClientCertificateId', 'DocumentationVersion', 'TracingEnabled',
  ],
  'AWS::ApiGateway::UsagePlan': ['UsagePlanName'],
  'AWS::ApiGateway::UsagePlanKey': ['KeyType'],
  'AWS::ApiGatewayV2::Api': [ // the last ones are of WebSocket APIs
    'CredentialsArn', 'FailOnWarnings', 'IpAddressType', 'Version', 'ApiKeySelectionExpression', 'DisableSchemaValidation', 'RouteSelectionExpression',
  ],
  'AWS::ApiGatewayV2::ApiMapping': [],
  'AWS::ApiGatewayV2::Authorizer': ['ApiId', 'AuthorizerCredentialsArn', 'AuthorizerType', 'IdentityValidationExpression', 'Name'], // routes say the type
  'AWS::ApiGatewayV2::Deployment': ['ApiId', 'StageName'],
  'AWS::ApiGatewayV2::DomainName': ['DomainNameConfigurations'],
  'AWS::ApiGatewayV2::Integration': [ // of WebSocket APIs, of other types, or of VPC links, which answer 501
    'ApiId', 'ConnectionId', 'ConnectionType', 'ContentHandlingStrategy', 'CredentialsArn', 'IntegrationMethod', 'PassthroughBehavior', 'RequestTemplates',
    'TemplateSelectionExpression', 'TlsConfig',
  ],
  'AWS::ApiGatewayV2::Route': [
    'ApiKeyRequired', 'ModelSelectionExpression', 'OperationName', 'RequestModels', 'RequestParameters', 'RouteResponseSelectionExpression',
  ],
  'AWS::ApiGatewayV2::Stage': ['AccessLogSettings', 'AccessPolicyId', 'AutoDeploy', 'ClientCertificateId'],
  'AWS::DynamoDB::GlobalTable': [
    'ReadOnDemandThroughputSettings', 'ReadProvisionedThroughputSettings', 'SSESpecification', 'TableType', 'WarmThroughput', 'WriteOnDemandThroughputSettings',
    'WriteProvisionedThroughputSettings',
  ],
  'AWS::DynamoDB::Table': [
    'ContributorInsightsSpecification', 'OnDemandThroughput', 'ProvisionedThroughput', 'ResourcePolicy', 'SSESpecification', 'TableClass', 'WarmThroughput',
  ],
  'AWS::Lambda::Alias': ['FunctionVersion', 'ProvisionedConcurrencyConfig'],
  'AWS::Lambda::EventInvokeConfig': [],
  'AWS::Lambda::EventSourceMapping': [ // of sources that are named as absent, or in no way of queues
    'AmazonManagedKafkaEventSourceConfig', 'BisectBatchOnFunctionError', 'DestinationConfig', 'DocumentDBEventSourceConfig', 'KmsKeyArn', 'LoggingConfig',
    'MaximumRecordAgeInSeconds', 'MaximumRetryAttempts', 'MetricsConfig', 'ParallelizationFactor', 'ProvisionedPollerConfig', 'Queues', 'SelfManagedEventSource',
    'SelfManagedKafkaEventSourceConfig', 'SourceAccessConfigurations', 'StartingPosition', 'StartingPositionTimestamp', 'Topics', 'TumblingWindowInSeconds',
  ],
  'AWS::Lambda::Function': [
    'Architectures', 'CapacityProviderConfig', 'CodeSigningConfigArn', 'EphemeralStorage', 'FunctionScalingConfig',
    'ImageConfig', 'KmsKeyArn', 'LoggingConfig', 'PublishToLatestPublished', 'RecursiveLoop', 'Role', 'RuntimeManagementConfig', 'SnapStart', 'TenancyConfig',
    'TracingConfig',
  ],
  'AWS::Lambda::Version': ['CodeSha256', 'FunctionScalingConfig', 'ProvisionedConcurrencyConfig', 'RuntimePolicy'],
  'AWS::Route53::HealthCheck': [],
  'AWS::Route53::HostedZone': ['DelegationSetId', 'HostedZoneConfig', 'HostedZoneFeatures', 'HostedZoneTags', 'QueryLoggingConfig'],
  'AWS::Route53::RecordSet': [],
  'AWS::SQS::Queue': [],
  'AWS::SQS::QueuePolicy': [],
};

const PROXY = 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:hello/invocations';
const KEYS = { AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] };
const ref = (Ref: string) => ({ Ref });

/** A resource of each type, such that all that could be asked for of it is. */
const RESOURCES: Record<string, object> = {
  'AWS::ApiGateway::ApiKey': { Value: 'a-key-that-is-long-enough' },
  'AWS::ApiGateway::Authorizer': { RestApiId: ref('RestApi'), Type: 'TOKEN', AuthorizerUri: PROXY, IdentitySource: 'method.request.header.A' },
  'AWS::ApiGateway::BasePathMapping': { DomainName: ref('DomainName'), RestApiId: ref('RestApi') },
  'AWS::ApiGateway::Deployment': { RestApiId: ref('RestApi'), StageName: 'x' },
  'AWS::ApiGateway::DomainName': { DomainName: 'a.example.com' },
  'AWS::ApiGateway::GatewayResponse': { RestApiId: ref('RestApi'), ResponseType: 'DEFAULT_4XX' },
  'AWS::ApiGateway::Method': {
    RestApiId: ref('RestApi'),
    HttpMethod: 'GET',
    ResourceId: ref('Resource'),
    AuthorizationType: 'CUSTOM',
    AuthorizerId: ref('Authorizer'),
    RequestValidatorId: ref('RequestValidator'),
    Integration: { Type: 'AWS_PROXY', Uri: PROXY },
  },
  'AWS::ApiGateway::Model': { RestApiId: ref('RestApi') },
  'AWS::ApiGateway::RequestValidator': { RestApiId: ref('RestApi'), ValidateRequestBody: true, ValidateRequestParameters: true },
  'AWS::ApiGateway::Resource': { RestApiId: ref('RestApi'), ParentId: { 'Fn::GetAtt': ['RestApi', 'RootResourceId'] }, PathPart: 'orders' },
  'AWS::ApiGateway::RestApi': {},
  'AWS::ApiGateway::Stage': { RestApiId: ref('RestApi'), StageName: 'y' },
  'AWS::ApiGateway::UsagePlan': { ApiStages: [{ ApiId: ref('RestApi'), Stage: 'y' }] },
  'AWS::ApiGateway::UsagePlanKey': { KeyId: ref('ApiKey'), UsagePlanId: ref('UsagePlan') },
  'AWS::ApiGatewayV2::Api': { Target: PROXY },
  'AWS::ApiGatewayV2::ApiMapping': { ApiId: ref('ApiV2'), DomainName: ref('DomainNameV2'), Stage: '$default' },
  'AWS::ApiGatewayV2::Authorizer': { ApiId: ref('ApiV2'), AuthorizerType: 'REQUEST', AuthorizerUri: PROXY },
  'AWS::ApiGatewayV2::Deployment': { ApiId: ref('ApiV2') },
  'AWS::ApiGatewayV2::DomainName': { DomainName: 'b.example.com' },
  'AWS::ApiGatewayV2::Integration': { ApiId: ref('ApiV2'), IntegrationType: 'AWS_PROXY', IntegrationUri: PROXY },
  'AWS::ApiGatewayV2::Route': {
    ApiId: ref('ApiV2'), RouteKey: 'GET /', Target: { 'Fn::Sub': 'integrations/${IntegrationV2}' }, AuthorizationType: 'CUSTOM', AuthorizerId: ref('AuthorizerV2'),
  },
  'AWS::ApiGatewayV2::Stage': { ApiId: ref('ApiV2'), StageName: '$default', DeploymentId: ref('DeploymentV2') },
  'AWS::DynamoDB::GlobalTable': { ...KEYS, Replicas: [{ Region: 'eu-west-1' }] },
  'AWS::DynamoDB::Table': KEYS,
  'AWS::Lambda::Alias': { FunctionName: ref('Function'), Name: 'live' },
  'AWS::Lambda::EventInvokeConfig': { FunctionName: ref('Function'), Qualifier: '$LATEST' },
  'AWS::Lambda::EventSourceMapping': { FunctionName: ref('Function'), EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
  'AWS::Lambda::Function': { FunctionName: 'hello', Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: 'x' }, Environment: { Variables: { ALIAS: ref('Alias'), VERSION: ref('Version') } } },
  'AWS::Lambda::Version': { FunctionName: 'hello' },
  'AWS::Route53::HealthCheck': { HealthCheckConfig: { Type: 'HTTPS' } },
  'AWS::Route53::HostedZone': { Name: 'example.com' },
  'AWS::Route53::RecordSet': { Name: 'example.com', Type: 'A' },
  'AWS::SQS::Queue': { QueueName: 'jobs' },
  'AWS::SQS::QueuePolicy': { Queues: [ref('Queue')], PolicyDocument: {} },
};

const CDK = dirname(require.resolve('aws-cdk-lib/package.json'));
const logicalId = (type: string) => type.split('::')[2] + (type.includes('V2') ? 'V2' : '');
const typesRead = Object.keys(RESOURCES);

/** What is asked for only of authorizers of users, and of their routes. */
const FOR_USERS: [logicalId: string, type: string, properties: object][] = [
  ['Pools', 'AWS::ApiGateway::Authorizer', { RestApiId: ref('RestApi'), Type: 'COGNITO_USER_POOLS', ProviderARNs: ['arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a'] }],
  ['ForPools', 'AWS::ApiGateway::Method', { RestApiId: ref('RestApi'), HttpMethod: 'PUT', AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: ref('Pools') }],
  ['Jwt', 'AWS::ApiGatewayV2::Authorizer', { ApiId: ref('ApiV2'), AuthorizerType: 'JWT', JwtConfiguration: { Issuer: 'https://issuer.example.com' } }],
  ['ForJwt', 'AWS::ApiGatewayV2::Route', { ApiId: ref('ApiV2'), RouteKey: 'PUT /', AuthorizationType: 'JWT', AuthorizerId: ref('Jwt') }],
];

/** What is asked for of each type, when all of them are read. */
const asked = new Map<string, Set<string>>(typesRead.map(type => [type, new Set()]));
const directory = mkdtempSync(join(tmpdir(), 'settings-'));
beforeAll(() => {
  const resources = [
    ...typesRead.map((type): [string, CloudFormationResource] => [logicalId(type), { Type: type, Properties: watched(type, RESOURCES[type]) }]),
    ...FOR_USERS.map(([id, type, properties]): [string, CloudFormationResource] => [id, { Type: type, Properties: watched(type, properties) }]),
    ...['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api'].map((type): [string, CloudFormationResource] =>
      [`OpenApi${logicalId(type)}`, { Type: type, Properties: watched(type, { Body: { paths: {} } }) }]),
  ];
  readDeployed([stack({ Resources: Object.fromEntries(resources) })], TEMPLATES, { inlineCodeDirectory: directory });
});
afterAll(() => rmSync(directory, { recursive: true }));

function watched(type: string, properties: object): Record<string, unknown> {
  return new Proxy(properties as Record<string, unknown>, {
    get: (target, name) => {
      asked.get(type)!.add(String(name).toLowerCase());
      return target[name as string];
    },
  });
}

/** The properties of a type, or of one of its parts, by the CDK's class of it: the case of abbreviations is its own. */
function propertiesOf(type: string, part?: string): string[] {
  const [, service, name] = type.split('::');
  const module = service.toLowerCase();
  const text = readFileSync(join(CDK, `aws-${module}/lib/${module}.generated.d.ts`), 'utf8');
  const [, rest] = text.split(part ? `export declare namespace Cfn${name} {` : `export interface Cfn${name}Props {`);
  const [, body] = part ? rest.split(`interface ${part}Property {`) : [rest, rest];
  return [...body.split(/\n *}/)[0].matchAll(/^ +readonly (\w+)\??:/gm)].map(([, property]) => property.toLowerCase());
}

test.each(typesRead)('every setting of %s is read, or named where it would change an answer, or known to change none', type => {
  const harmless = [...EVERYWHERE, ...HARMLESS[type]].map(name => name.toLowerCase());
  expect(propertiesOf(type).filter(name => !asked.get(type)!.has(name) && !harmless.includes(name))).toEqual([]);
});

test.each(typesRead)('what is known to change no answer of %s is a setting of it', type => {
  expect(HARMLESS[type].filter(name => !propertiesOf(type).includes(name.toLowerCase()))).toEqual([]);
});

test('every type that is read has its settings looked at, but for those that are only identities', () => {
  const types = TEMPLATES.flatMap(template => template.types).filter(type => /^AWS::(ApiGateway|ApiGatewayV2|DynamoDB|Lambda|Route53|SQS)::/.test(type));
  expect(types.filter(type => !typesRead.includes(type))).toEqual([
    'AWS::Lambda::LayerVersion', 'AWS::Lambda::LayerVersionPermission', 'AWS::Lambda::Permission', 'AWS::ApiGateway::Account',
  ]);
});

/** What is known of the parts of settings, by type and part: first what is read or named, then what changes no answer. */
test.each([
  ['AWS::ApiGateway::Method', 'Integration', ['Type', 'Uri', 'TimeoutInMillis', 'PassthroughBehavior', 'RequestTemplates', 'IntegrationResponses', 'RequestParameters', 'ContentHandling'],
    ['CacheKeyParameters', 'CacheNamespace', 'ConnectionId', 'ConnectionType', 'Credentials', 'IntegrationHttpMethod', 'IntegrationTarget', 'ResponseTransferMode']],
  ['AWS::ApiGateway::Method', 'IntegrationResponse', ['StatusCode', 'SelectionPattern', 'ResponseParameters', 'ResponseTemplates', 'ContentHandling'], []],
  ['AWS::ApiGateway::RestApi', 'EndpointConfiguration', ['Types'], ['IpAddressType', 'VpcEndpointIds']],
  ['AWS::ApiGateway::Stage', 'MethodSetting', ['CachingEnabled', 'HttpMethod', 'ResourcePath', 'ThrottlingBurstLimit', 'ThrottlingRateLimit'],
    ['CacheDataEncrypted', 'CacheTtlInSeconds', 'DataTraceEnabled', 'LoggingLevel', 'MetricsEnabled']],
  ['AWS::ApiGateway::Deployment', 'StageDescription', ['Variables', 'CachingEnabled', 'CanarySetting', 'MethodSettings', 'ThrottlingBurstLimit', 'ThrottlingRateLimit'], [
    'AccessLogSetting', 'CacheClusterEnabled', 'CacheClusterSize', 'CacheDataEncrypted', 'CacheTtlInSeconds', 'ClientCertificateId', 'DataTraceEnabled',
    'DocumentationVersion', 'LoggingLevel', 'MetricsEnabled', 'TracingEnabled',
  ]],
  ['AWS::ApiGatewayV2::Stage', 'RouteSettings', ['ThrottlingBurstLimit', 'ThrottlingRateLimit'], ['DataTraceEnabled', 'DetailedMetricsEnabled', 'LoggingLevel']],
  ['AWS::DynamoDB::GlobalTable', 'ReplicaSpecification', ['Region', 'DeletionProtectionEnabled', 'PointInTimeRecoverySpecification', 'KinesisStreamSpecification'], [
    'ContributorInsightsSpecification', 'DisassociationProtectionEnabled', 'GlobalSecondaryIndexes', 'GlobalTableSettingsReplicationMode',
    'ReadOnDemandThroughputSettings', 'ReadProvisionedThroughputSettings', 'ReplicaStreamSpecification', 'ResourcePolicy', 'SSESpecification', 'TableClass',
  ]],
  ['AWS::DynamoDB::Table', 'GlobalSecondaryIndex', ['IndexName', 'KeySchema', 'Projection'],
    ['ContributorInsightsSpecification', 'OnDemandThroughput', 'ProvisionedThroughput', 'WarmThroughput']],
  ['AWS::Route53::HealthCheck', 'HealthCheckConfig', [
    'Type', 'FullyQualifiedDomainName', 'Port', 'ResourcePath', 'SearchString', 'RequestInterval', 'FailureThreshold', 'Regions', 'Inverted', 'ChildHealthChecks',
    'HealthThreshold', 'IPAddress', 'AlarmIdentifier', 'RoutingControlArn',
  ], ['EnableSNI', 'InsufficientDataHealthStatus', 'MeasureLatency']],
])('nothing in %s.%s is new', (type, part, known, harmless) => {
  const names = [...EVERYWHERE, ...known, ...harmless].map(name => name.toLowerCase());
  const properties = propertiesOf(type, part);
  expect(properties.length).toBeGreaterThan(0);
  expect(properties.filter(name => !names.includes(name))).toEqual([]);
});
