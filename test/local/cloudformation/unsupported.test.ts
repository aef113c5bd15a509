import { Stack } from 'aws-cdk-lib';
import { ApiKey, AuthorizationType, CfnRestApi, HttpIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, MultiRegionConsistency, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnHealthCheck, CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { stack } from './stack';
import { SynthesizedApps } from './synthesized-app';
import { StackResources } from '../../../local/cloudformation/stack-resources';
import { findUnsupported } from '../../../local/cloudformation/unsupported';
import { MultiRegionServerlessApi } from 'cdk-multi-region-serverless-api';

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

test.each([
  ['AWS::SQS::Queue', 'it is not run here'],
  ['Custom::Thing', 'it is not run here'],
  ['AWS::ApiGateway::GatewayResponse', 'the gateway answers with its default bodies'],
  ['AWS::ApiGateway::RequestValidator', 'requests are not validated'],
  ['AWS::ApiGateway::UsagePlan', 'API keys are not asked for and nothing is throttled'],
  ['AWS::ApiGateway::Authorizer', 'its routes answer 501 here'],
  ['AWS::ApiGatewayV2::Api', 'it is not served: only REST APIs are'],
  ['AWS::ApiGatewayV2::ApiMapping', 'its base path leads to no API: only base path mappings are read'],
  ['AWS::CloudFormation::Stack', 'its resources are not read: nested stacks are not supported'],
  ['AWS::Lambda::EventSourceMapping', 'its function is not invoked by the event source'],
  ['AWS::Route53::RecordSetGroup', 'its records are not answered'],
])('a resource of type %s is named, with what its absence means', (type, meaning) => {
  const resources = new StackResources(stack({ Resources: { Thing: { Type: type } } }));
  expect(findUnsupported(resources)).toEqual([{ type, path: 'Shop-eu/Thing', meaning }]);
});

test('API keys are named', () => {
  expect(unsupportedOf(shop => new ApiKey(shop, 'Key'))).toEqual(['AWS::ApiGateway::ApiKey Shop/Key: it is not asked for']);
});

test.each([
  ['with an integration that is not run', { integration: new HttpIntegration('https://example.com') }, 'HTTP_PROXY is not supported: the route answers 501'],
  ['with authorization', { authorizationType: AuthorizationType.IAM }, 'authorization by AWS_IAM is not supported: the route answers 501'],
])('a route %s is named once', (_name, { integration, ...options }: { integration?: HttpIntegration; authorizationType?: AuthorizationType }, meaning) => {
  expect(unsupportedOf((_shop, api) => api.root.addMethod('PUT', integration, options))).toEqual([`AWS::ApiGateway::Method Shop/Api/Default/PUT: ${meaning}`]);
});

test('a resource policy is named', () => {
  expect(unsupportedOf((_shop, api) => (api.node.defaultChild as CfnRestApi).addPropertyOverride('Policy', { Version: '2012-10-17', Statement: [] })))
    .toEqual(['AWS::ApiGateway::RestApi Shop/Api: its resource policy is not applied: every caller is let in']);
});

test('a layer and the function that has it are named', () => {
  expect(unsupportedOf(shop => new Function(shop, 'Hello', {
    code: Code.fromInline('x'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_22_X,
    layers: [
      new LayerVersion(shop, 'Layer', { code: Code.fromAsset(__dirname) }),
      LayerVersion.fromLayerVersionArn(shop, 'Imported', 'arn:aws:lambda:eu-west-1:123456789012:layer:powertools:1'),
    ],
  }))).toEqual([
    'AWS::Lambda::LayerVersion Shop/Layer: it is not mounted at /opt',
    'AWS::Lambda::Function Shop/Hello: its layers are not mounted at /opt',
  ]);
});

test.each([
  ['Table', (shop: Stack) => new Table(shop, 'Orders', { ...KEY, timeToLiveAttribute: 'expires' }), 'AWS::DynamoDB::Table Shop/Orders: expired items are not deleted here'],
  ['TableV2', (shop: Stack) => new TableV2(shop, 'Orders', { ...KEY, timeToLiveAttribute: 'expires' }), 'AWS::DynamoDB::GlobalTable Shop/Orders: expired items are not deleted here'],
])('TTL of a %s is named', (_name, build, sentence) => {
  expect(unsupportedOf(build)).toEqual([sentence]);
});

test('strong consistency is named', () => {
  expect(unsupportedOf(shop => new TableV2(shop, 'Orders', {
    ...KEY, multiRegionConsistency: MultiRegionConsistency.STRONG, replicas: [{ region: 'eu-west-2' }, { region: 'eu-west-3' }],
  }))).toEqual(['AWS::DynamoDB::GlobalTable Shop/Orders: it replicates asynchronously here, as tables with eventual consistency do']);
});

test.each([
  ['an alarm', { type: 'CLOUDWATCH_METRIC', alarmIdentifier: { name: 'errors', region: 'us-east-1' } }, 'it counts as healthy, for there is no CloudWatch here'],
  ['an address', { type: 'HTTP', ipAddress: '192.0.2.1' }, 'it counts as healthy: only endpoints with a domain name are checked here'],
])('a health check of %s is named', (_name, healthCheckConfig, meaning) => {
  expect(unsupportedOf(shop => new CfnHealthCheck(shop, 'Check', { healthCheckConfig }))).toEqual([`AWS::Route53::HealthCheck Shop/Check: ${meaning}`]);
});

test.each([
  ['another routing policy', { name: 'a.example.com', weight: 1, setIdentifier: 'a' }],
  ['a wildcard', { name: '*.example.com' }],
])('a record with %s is named', (_name, props) => {
  expect(unsupportedOf(shop => new CfnRecordSet(shop, 'Record', { type: 'A', hostedZoneId: 'Z1', ttl: '60', resourceRecords: ['192.0.2.1'], ...props })))
    .toEqual(['AWS::Route53::RecordSet Shop/Record: it is not answered: only simple and latency records without wildcards are']);
});
