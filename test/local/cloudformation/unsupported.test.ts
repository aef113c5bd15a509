import { Stack } from 'aws-cdk-lib';
import { ApiKey, AuthorizationType, CfnRestApi, HttpIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CompositePrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, Code, Function, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnHealthCheck, CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { stack } from './stack';
import { SynthesizedApps, TEMPLATES } from './synthesized-app';
import { StackResources } from '../../../local/cloudformation/stack-resources';
import { findUnsupported } from '../../../local/cloudformation/unsupported';
import { Drain, MultiRegionServerlessApi, Notification } from 'cdk-multi-region-serverless-api';

const apps = new SynthesizedApps();
afterAll(() => apps.remove());

/** What an app with an API has besides, as sentences. */
function unsupportedOf(build: (shop: Stack, api: RestApi) => unknown): string[] {
  const { unsupported } = apps.deploy(shop => {
    const api = new RestApi(shop, 'Api');
    api.root.addResource('known').addMethod('GET');
    build(shop, api);
  });
  return unsupported.map(({ type, path, meaning }) => `${type} ${path}: ${meaning}`);
}

const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };

test('an API with a table has nothing that is not supported', () => {
  expect(unsupportedOf(shop => new TableV2(shop, 'Orders', { ...KEY, replicas: [{ region: 'us-east-1' }] }))).toEqual([]);
});

test('a multi-Region API has nothing that is not supported', () => {
  const { unsupported } = apps.deployApp(app => new MultiRegionServerlessApi(app, 'Shop', {
    regions: ['us-east-1', 'eu-west-1'],
    domain: { domainName: 'shop.example.com', hostedZoneId: 'Z0123456789', zoneName: 'example.com' },
  }).addGlobalTable('Orders', KEY));
  expect(unsupported).toEqual([]);
});

test('the operations of a multi-Region API are nothing that a caller would miss', () => {
  const { unsupported } = apps.deployApp(app => new MultiRegionServerlessApi(app, 'Shop', {
    regions: ['us-east-1', 'eu-west-1'],
    domain: { domainName: 'shop.example.com', hostedZoneId: 'Z0123456789', zoneName: 'example.com' },
    drain: Drain.byPeers(),
  }).addOperations({ notification: Notification.email('on-call@example.com') }));
  expect(unsupported).toEqual([]);
});

test('a subscription by a protocol that is not run here is named', () => {
  expect(unsupportedOf(shop => new CfnSubscription(shop, 'Ordered', { topicArn: new Topic(shop, 'Orders').topicArn, protocol: 'firehose', endpoint: 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/s' })))
    .toEqual(['AWS::SNS::Subscription Shop/Ordered: nothing is delivered to it: its protocol, firehose, is not run here']);
});

test('a target of a rule or a schedule that is not run here is named', () => {
  expect(unsupportedOf(shop => {
    new CfnRule(shop, 'Rule', { scheduleExpression: 'rate(1 day)', targets: [{ id: 'T', arn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:S' }, { id: 'Q', arn: 'arn:aws:sqs:eu-west-1:111122223333:q' }] });
    new CfnSchedule(shop, 'Schedule', {
      scheduleExpression: 'rate(1 day)', flexibleTimeWindow: { mode: 'OFF' }, target: { arn: 'arn:aws:scheduler:::aws-sdk:sns:publish', roleArn: 'arn:aws:iam::111122223333:role/R' },
    });
  })).toEqual([
    'AWS::Events::Rule Shop/Rule: of its targets, states is not run here: nothing is delivered to it',
    'AWS::Scheduler::Schedule Shop/Schedule: its target, of scheduler, is not run here: nothing is delivered to it',
  ]);
});

test('a rule and a schedule that are not valid are named, and left out', () => {
  expect(unsupportedOf(shop => {
    new CfnRule(shop, 'Rule', { eventPattern: { source: [] } });
    new CfnRule(shop, 'Cron', { scheduleExpression: 'cron(0 8 * * * *)' });
  })).toEqual([
    'AWS::Events::Rule Shop/Rule: "source" has an empty array: it is not run here',
    'AWS::Events::Rule Shop/Cron: one of the day of month and the day of week must be ?, and the other not, got: 0 8 * * * *: it is not run here',
  ]);
});

test.each([
  ['AWS::Kinesis::Stream', 'it is not run here'],
  ['Custom::Thing', 'it is not run here'],
  ['AWS::CloudFormation::Stack', 'its template is not in the cloud assembly: its resources are not run here'],
  ['AWS::Lambda::EventSourceMapping', 'its function is not invoked by the event source'],
  ['AWS::Route53::RecordSetGroup', 'its records are not answered'],
])('a resource of type %s is named, with what its absence means', (type, meaning) => {
  const resources = new StackResources(stack({ Resources: { Thing: { Type: type } } }), TEMPLATES);
  expect(findUnsupported(resources, TEMPLATES)).toEqual([{ type, path: 'Shop-eu/Thing', region: 'eu-west-1', meaning }]);
});

test('a role that its service may not assume is named, by whatever it is for', () => {
  expect(unsupportedOf(shop => {
    const [ec2, scheduler, lambda] = ['ec2', 'scheduler', 'lambda'].map(name => new ServicePrincipal(`${name}.amazonaws.com`));
    const wrong = new Role(shop, 'Wrong', { assumedBy: ec2 });
    const right = new Role(shop, 'Right', { assumedBy: new CompositePrincipal(scheduler, lambda) });
    [wrong, right].forEach(({ roleArn, node: { id } }) => {
      const code = { runtime: 'nodejs22.x', handler: 'index.handler', code: { zipFile: 'x' } };
      const target = { arn: new CfnFunction(shop, `${id}Function`, { role: roleArn, ...code }).attrArn, roleArn };
      new CfnSchedule(shop, `${id}Schedule`, { scheduleExpression: 'rate(1 day)', flexibleTimeWindow: { mode: 'OFF' }, target });
    });
  })).toEqual([
    'AWS::Lambda::Function Shop/WrongFunction: AWS refuses it, since its role does not trust `lambda.amazonaws.com` ("The role defined for the function cannot be assumed by Lambda."): here, it runs',
    'AWS::Scheduler::Schedule Shop/WrongSchedule: AWS refuses it, since the role of its target does not trust `scheduler.amazonaws.com`: here, it runs',
  ]);
});

test('an API key without a value is named', () => {
  expect(unsupportedOf(shop => new ApiKey(shop, 'Key'))).toEqual(['AWS::ApiGateway::ApiKey Shop/Key: AWS makes its value up: no request has it here']);
});

test.each([
  ['with an integration that is not run', { integration: new HttpIntegration('https://example.com') }, 'example.com is beyond this machine: the route answers 501 without `--allow-network`'],
  ['with an authorizer that is not there', { authorizationType: AuthorizationType.COGNITO, authorizer: { authorizerId: 'abc123' } }, 'authorization by COGNITO_USER_POOLS is not supported: the route answers 501'],
])('a route %s is named once', (_name, { integration, ...options }: { integration?: HttpIntegration; authorizationType?: AuthorizationType; authorizer?: { authorizerId: string } }, meaning) => {
  expect(unsupportedOf((_shop, api) => api.root.addMethod('PUT', integration, options))).toEqual([`AWS::ApiGateway::Method Shop/Api/Default/PUT: ${meaning}`]);
});

test('a resource policy is named', () => {
  expect(unsupportedOf((_shop, api) => (api.node.defaultChild as CfnRestApi).addPropertyOverride('Policy', { Version: '2012-10-17', Statement: [] })))
    .toEqual(['AWS::ApiGateway::RestApi Shop/Api: its resource policy is not applied: every caller is let in']);
});

test('a layer that is not in the app is named', () => {
  expect(unsupportedOf(shop => new Function(shop, 'Hello', {
    code: Code.fromInline('x'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_22_X,
    layers: [
      new LayerVersion(shop, 'Layer', { code: Code.fromAsset(__dirname) }),
      LayerVersion.fromLayerVersionArn(shop, 'Imported', 'arn:aws:lambda:eu-west-1:123456789012:layer:powertools:1'),
    ],
  }))).toEqual([
    'AWS::Lambda::Function Shop/Hello: its layer arn:aws:lambda:eu-west-1:123456789012:layer:powertools:1 is not here',
  ]);
});

/** What is said of one resource of a hand-written template, in which nothing that it refers to is run here. */
function meaningsOf(type: string, properties: Record<string, unknown>): string[] {
  const resources = new StackResources(stack({ Resources: { Thing: { Type: type, Properties: properties }, Other: { Type: 'AWS::S3::Bucket' } } }), TEMPLATES);
  return findUnsupported(resources, TEMPLATES).filter(found => found.type === type).map(({ meaning }) => meaning);
}

const NODEJS = { Runtime: 'nodejs22.x', Code: { ZipFile: 'exports.handler = async () => 1;' } };
const PROXY = { HttpMethod: 'GET', Integration: { Type: 'MOCK' } };
const toFunction = (integration: object) => ({ HttpMethod: 'GET', Integration: { Type: 'AWS_PROXY', Uri: 'arn:aws:lambda:eu-west-1:123456789012:function:hello', ...integration } });
const OF_STREAM = { FunctionName: 'hello', EventSourceArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/a/stream/b', StartingPosition: 'LATEST' };
const UNKNOWN = { 'Fn::GetAtt': ['Other', 'Arn'] };

test.each([
  ['AWS::ApiGateway::DomainName', { MutualTlsAuthentication: { TruststoreUri: UNKNOWN } }, 'client certificates are not asked for: every caller is let in'],
  ['AWS::ApiGatewayV2::ApiMapping', { ApiId: { 'Fn::ImportValue': 'api' }, DomainName: 'a.example.com', Stage: 'b' }, 'its API is not in its stack: it is not served'],
  ['AWS::ApiGatewayV2::Route', { ApiId: { 'Fn::ImportValue': 'api' }, RouteKey: 'GET /' }, 'its API is not in its stack: it is not served'],
  ['AWS::ApiGateway::BasePathMapping', { RestApiId: { 'Fn::ImportValue': 'api' }, DomainName: 'a.example.com' }, 'its API is not in its stack: it is not served'],
  ['AWS::ApiGateway::Method', { ...PROXY, RestApiId: { 'Fn::ImportValue': 'api' } }, 'its API is not in its stack: it is not served'],
  ['AWS::ApiGateway::UsagePlan', { ApiStages: [{ ApiId: { 'Fn::ImportValue': 'api' }, Stage: 'b' }] }, 'its stages are not in its stack: its API keys let nobody in'],
  ['AWS::ApiGatewayV2::DomainName', { MutualTlsAuthentication: { TruststoreUri: UNKNOWN } }, 'client certificates are not asked for: every caller is let in'],
  ['AWS::ApiGateway::ApiKey', { Value: '{{resolve:secretsmanager:key}}' }, 'its value is not in the template: no request has it here'],
  ['AWS::ApiGateway::GatewayResponse', { ResponseType: 'DEFAULT_4XX', ResponseParameters: { 'gatewayresponse.header.X-Id': 'context.requestId' } }, 'its headers that are not fixed values are left out'],
  ['AWS::ApiGatewayV2::Api', { ProtocolType: 'WEBSOCKET' }, 'it is not served: only REST and HTTP APIs are'],
  ['AWS::ApiGatewayV2::Api', { BodyS3Location: { Bucket: 'b', Key: 'k' } }, 'its OpenAPI definition is not read: {"Bucket":"b","Key":"k"} is not in the cloud assembly'],
  ['AWS::ApiGateway::RestApi', { Body: { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://b/k' } } } }, 'its OpenAPI definition is not read: "s3://b/k" is not in the cloud assembly'],
  ['AWS::ApiGateway::RestApi', { EndpointConfiguration: { Types: ['PRIVATE'], VpcEndpointIds: ['vpce-1'] } }, 'it is private: here, it is reached without a VPC endpoint'],
  ['AWS::ApiGateway::RestApi', { CloneFrom: 'a1b2c3' }, 'what it is a clone of is not here: it has only what the template gives it'],
  ['AWS::ApiGateway::DomainName', { RoutingMode: 'ROUTING_RULE_ONLY' }, 'its routing rules are not followed: only its mappings are'],
  ['AWS::ApiGatewayV2::DomainName', { RoutingMode: 'ROUTING_RULE_THEN_API_MAPPING' }, 'its routing rules are not followed: only its mappings are'],
  ['AWS::ApiGateway::Method', { ...toFunction({ RequestParameters: { 'integration.request.header.x': '\'1\'' } }) }, 'its parameter mapping is not applied'],
  ['AWS::ApiGateway::Method', { ...toFunction({ ContentHandling: 'CONVERT_TO_BINARY' }) }, 'its content is not converted between text and binary as it says: only as the binary media types of the API do'],
  ['AWS::ApiGateway::Deployment', { StageName: 'x', StageDescription: { MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', CachingEnabled: true }] } }, 'its answers are not cached'],
  ['AWS::ApiGateway::Deployment', { DeploymentCanarySettings: { PercentTraffic: 10 } }, 'its canary gets no requests'],
  ['AWS::DynamoDB::Table', { KinesisStreamSpecification: { StreamArn: UNKNOWN } }, 'its changes go to no stream of Kinesis'],
  ['AWS::DynamoDB::GlobalTable', { Replicas: [{ Region: 'eu-west-1', KinesisStreamSpecification: { StreamArn: 'arn' } }] }, 'its changes go to no stream of Kinesis'],
  ['AWS::DynamoDB::Table', { VectorIndexes: [{ IndexName: 'v' }] }, 'its vector indexes are not here'],
  ['AWS::DynamoDB::Table', { ImportSourceSpecification: { S3BucketSource: UNKNOWN } }, 'the items that it imports from S3 are not here'],
  ['AWS::DynamoDB::GlobalTable', { GlobalTableSourceArn: 'arn' }, 'it is no replica of a table of another account: it is a table of its own'],
  ['AWS::Route53::HostedZone', { VPCs: [{ VPCId: UNKNOWN }] }, 'it is private: here, it answers callers outside its VPCs, too'],
  ['AWS::ApiGateway::Stage', { MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', CachingEnabled: true }] }, 'its answers are not cached'],
  ['AWS::ApiGateway::Stage', { CanarySetting: { PercentTraffic: 10 } }, 'its canary gets no requests'],
  ['AWS::Lambda::Function', { ...NODEJS, Layers: [UNKNOWN] }, 'Layers cannot be resolved: Arn of Other (AWS::S3::Bucket) is not known on this machine'],
  ['AWS::Lambda::Function', { ...NODEJS, VpcConfig: { SubnetIds: [UNKNOWN] } }, 'it is in no VPC: it reaches what this machine reaches'],
  ['AWS::Lambda::Function', { ...NODEJS, FileSystemConfigs: [{ Arn: UNKNOWN }] }, 'its file systems are not mounted'],
  ['AWS::Lambda::Function', { ...NODEJS, DeadLetterConfig: { TargetArn: UNKNOWN } }, 'events that it fails at go to no dead-letter queue'],
  ['AWS::Lambda::Function', { ...NODEJS, DurableConfig: { ExecutionTimeout: 60 } }, 'it is not durable: what it keeps of its steps is not kept here'],
  ['AWS::Lambda::EventSourceMapping', { ...OF_STREAM, ParallelizationFactor: 2 }, 'its function has one batch of each shard at once, whatever its parallelization factor'],
  ['AWS::Lambda::EventSourceMapping', { ...OF_STREAM, TumblingWindowInSeconds: 30 }, 'its function gets batches by themselves, without the state of a tumbling window'],
  ['AWS::Lambda::EventSourceMapping', { ...OF_STREAM, DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::failed' } } }, 'what its function fails on is not told to s3'],
  ['AWS::Lambda::Alias', { RoutingConfig: { AdditionalVersionWeights: [UNKNOWN] } }, 'its weights are not applied, for there is one version of its function'],
])('a setting of %s that has no effect is named: %j', (type, properties, meaning) => {
  expect(meaningsOf(type, properties)).toEqual([meaning]);
});

test.each([
  ['AWS::ApiGateway::Method', { ...PROXY, ApiKeyRequired: true, RequestParameters: { 'method.request.querystring.page': true } }],
  ['AWS::ApiGateway::ApiKey', { Value: 'a-key-that-is-long-enough' }],
  ['AWS::ApiGateway::Authorizer', { Type: 'TOKEN' }],
  ['AWS::ApiGateway::UsagePlan', { Quota: { Limit: 10, Period: 'DAY' } }],
  ['AWS::ApiGateway::UsagePlan', { ApiStages: [{ ApiId: 'a', Stage: 'b', Throttle: { '/GET': { RateLimit: 1 } } }] }],
  ['AWS::ApiGatewayV2::Authorizer', { AuthorizerType: 'REQUEST', AuthorizerResultTtlInSeconds: 60 }],
  ['AWS::ApiGateway::Deployment', { StageName: 'x', StageDescription: { ThrottlingRateLimit: 5 } }],
  ['AWS::ApiGatewayV2::Stage', { StageName: 'x', DefaultRouteSettings: { ThrottlingBurstLimit: 3 } }],
  ['AWS::ApiGatewayV2::Stage', { StageName: 'x', RouteSettings: { 'GET /': { ThrottlingRateLimit: 4 } } }],
  ['AWS::ApiGateway::Stage', { MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 0 }] }],
  ['AWS::ApiGateway::Stage', { MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', ThrottlingBurstLimit: 5 }] }],
  ['AWS::ApiGateway::Authorizer', { Type: 'COGNITO_USER_POOLS', ProviderARNs: [UNKNOWN] }],
  ['AWS::ApiGateway::GatewayResponse', { ResponseType: 'DEFAULT_4XX', ResponseParameters: { 'gatewayresponse.header.X-Id': '\'7\'' } }],
  ['AWS::ApiGateway::RequestValidator', { ValidateRequestBody: true, ValidateRequestParameters: true }],
  ['AWS::ApiGateway::UsagePlan', { ApiStages: [{ ApiId: 'a', Stage: 'b', Throttle: [] }] }],
  ['AWS::ApiGatewayV2::Authorizer', { AuthorizerType: 'JWT', JwtConfiguration: { Issuer: UNKNOWN } }],
  ['AWS::ApiGateway::Stage', { MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', MetricsEnabled: true, LoggingLevel: 'INFO', DataTraceEnabled: false, CachingEnabled: false }] }],
  ['AWS::Lambda::Function', { ...NODEJS, VpcConfig: { Ref: 'AWS::NoValue' }, Timeout: 10 }],
])('settings of %s that change no answer are not named: %j', (type, properties) => {
  expect(meaningsOf(type, properties)).toEqual([]);
});

test.each([
  ['eu-west-1', ['it is in no VPC: it reaches what this machine reaches']],
  ['us-east-1', []],
])('a setting under a condition is named in %s only if the condition holds', (region, meanings) => {
  const vpcConfig = { 'Fn::If': ['InEurope', { SubnetIds: [UNKNOWN] }, { Ref: 'AWS::NoValue' }] };
  const resources = new StackResources(stack({
    Conditions: { InEurope: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } },
    Resources: { Hello: { Type: 'AWS::Lambda::Function', Properties: { ...NODEJS, VpcConfig: vpcConfig } } },
  }, { region }), TEMPLATES);
  expect(findUnsupported(resources, TEMPLATES).map(({ meaning }) => meaning)).toEqual(meanings);
});

test.each([
  ['an alarm', { type: 'CLOUDWATCH_METRIC', alarmIdentifier: { name: 'errors', region: 'eu-west-1' } }, 'its alarm is not in the app: it counts as healthy'],
  ['a routing control', { type: 'RECOVERY_CONTROL', routingControlArn: 'arn:aws:route53-recovery-control::123456789012:controlpanel/1/routingcontrol/2' }, 'its routing control counts as on, for there is no Application Recovery Controller here'],
  ['an address', { type: 'HTTP', ipAddress: '192.0.2.1' }, 'its endpoint counts as healthy: only endpoints with a domain name are checked here'],
])('a health check of %s is named', (_name, healthCheckConfig, meaning) => {
  expect(unsupportedOf(shop => new CfnHealthCheck(shop, 'Check', { healthCheckConfig }))).toEqual([`AWS::Route53::HealthCheck Shop/Check: ${meaning}`]);
});

const RECORD = { type: 'A', hostedZoneId: 'Z1', ttl: '60', resourceRecords: ['192.0.2.1'] };

test.each([
  ['geoproximity routing to a Local Zone', { GeoProximityLocation: { LocalZoneGroup: 'us-east-1-bue-1' } }],
  ['IP-based routing', { CidrRoutingConfig: { LocationName: '*' } }],
  ['a wildcard', { Name: '*.example.com' }],
])('a record with %s is named', (_name, properties) => {
  expect(meaningsOf('AWS::Route53::RecordSet', { Name: 'a.example.com', Type: 'A', HostedZoneId: 'Z1', ...properties })).toEqual([
    'it is not answered: routing by blocks of addresses or Local Zones, and wildcards, are not here',
  ]);
});

test.each([
  ['latency', { region: 'eu-west-1' }],
  ['weighted', { weight: 0 }],
  ['failover', { failover: 'SECONDARY' }],
  ['geolocation', { geoLocation: { countryCode: '*' } }],
])('a record with %s routing is not named', (_name, routing) => {
  expect(unsupportedOf(shop => new CfnRecordSet(shop, 'Record', { ...RECORD, name: 'a.example.com', setIdentifier: 'a', ...routing }))).toEqual([]);
});
