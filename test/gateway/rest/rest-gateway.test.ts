import { App, CfnResource, Duration, SecretValue, Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnStage, JsonSchemaType, Period, ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { aRegion, methodOf, REGION } from './a-rest-region';
import { AccessLogs, ApiGateway, Authorizer, HealthCheck, RequestValidation, RestApiGatewayOptions, RouteOptions } from '../../../src';
import { addRouteEverywhere, aFunction, anApi, onlyResource } from '../../an-api';

const WEB_ACL = (region: string) => `arn:aws:wafv2:${region}:111122223333:regional/webacl/shop/0a1b`;

const stageOf = (options?: RestApiGatewayOptions, routes?: Record<string, RouteOptions>) =>
  onlyResource(aRegion(options, routes), 'AWS::ApiGateway::Stage');
const restApiOf = (options?: RestApiGatewayOptions) => onlyResource(aRegion(options), 'AWS::ApiGateway::RestApi');

describe('without options', () => {
  test('the stage has no settings', () => {
    expect(stageOf({}, { 'GET /orders': {} })).toEqual({
      RestApiId: { Ref: expect.any(String) }, DeploymentId: { Ref: expect.any(String) }, StageName: 'prod',
    });
  });

  test.each([
    'AWS::ApiGateway::Account', 'AWS::ApiGateway::ApiKey', 'AWS::ApiGateway::Authorizer', 'AWS::ApiGateway::GatewayResponse',
    'AWS::ApiGateway::Model', 'AWS::ApiGateway::RequestValidator', 'AWS::ApiGateway::UsagePlan', 'AWS::WAFv2::WebACLAssociation',
  ])('there is no %s', type => {
    Template.fromStack(aRegion({}, { 'GET /orders': {} }).stack).resourceCountIs(type, 0);
  });

  test('a route is open to everybody and asks for no key', () => {
    const method = methodOf(aRegion({}, { 'GET /orders': {} }), 'GET', 'orders');
    expect(method.AuthorizationType).toBe('NONE');
    expect(Object.keys(method).sort()).toEqual(['AuthorizationType', 'HttpMethod', 'Integration', 'ResourceId', 'RestApiId']);
  });
});

describe('the settings of methods', () => {
  const settings = (options: RestApiGatewayOptions, routes?: Record<string, RouteOptions>) =>
    stageOf(options, routes).MethodSettings.filter(({ ResourcePath }: any) => ResourcePath !== '/~1health');

  test.each<[string, RestApiGatewayOptions, object]>([
    ['the throttle', { throttle: { rateLimit: 70, burstLimit: 30 } }, { ThrottlingRateLimit: 70, ThrottlingBurstLimit: 30 }],
    ['a throttle of nothing at all', { throttle: { rateLimit: 0, burstLimit: 0 } }, { ThrottlingRateLimit: 0, ThrottlingBurstLimit: 0 }],
    ['a rate alone', { throttle: { rateLimit: 0.5 } }, { ThrottlingRateLimit: 0.5 }],
    ['metrics', { detailedMetrics: true }, { MetricsEnabled: true }],
  ])('%s: of every method', (_, options, expected) => {
    expect(settings(options)).toEqual([{ HttpMethod: '*', ResourcePath: '/*', ...expected }]);
  });

  test('a route\'s throttle goes beside what every method has, which API Gateway does not merge', () => {
    expect(settings({ throttle: { rateLimit: 70, burstLimit: 30 }, detailedMetrics: true }, { 'GET /orders/{id}': { throttle: { burstLimit: 4 } } })).toEqual([
      { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 70, ThrottlingBurstLimit: 30, MetricsEnabled: true },
      { HttpMethod: 'GET', ResourcePath: '/~1orders~1{id}', ThrottlingRateLimit: 70, ThrottlingBurstLimit: 4, MetricsEnabled: true },
    ]);
  });

  test('a route at the root is named as such', () => {
    expect(settings({}, { 'GET /': { throttle: { rateLimit: 2 } } })).toEqual([{ HttpMethod: 'GET', ResourcePath: '/', ThrottlingRateLimit: 2 }]);
  });

  test('ANY stands for the methods that the path has no other route for', () => {
    const routes = { 'ANY /orders': { throttle: { rateLimit: 2 } }, 'POST /orders': {}, 'GET /others': {} };
    expect(settings({ cors: { allowOrigins: ['*'] } }, routes).map((setting: any) => setting.HttpMethod)).toEqual(['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD']);
  });

  test.each([
    [{ rateLimit: 0, burstLimit: 0 }, { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 }],
    [{ rateLimit: 70 }, { ThrottlingRateLimit: 70, ThrottlingBurstLimit: 40 }],
    [{ burstLimit: 50 }, { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 50 }],
  ])('the checkers are not turned away with the callers, for an overloaded Region is not an unhealthy one: %j', (throttle, expected) => {
    for (const health of [HealthCheck.deep(), HealthCheck.shallow()]) {
      const region = anApi({ gateway: ApiGateway.rest({ throttle }), health }).inRegion(REGION);
      expect(onlyResource(region, 'AWS::ApiGateway::Stage').MethodSettings).toContainEqual({ HttpMethod: 'GET', ResourcePath: '/~1health', ...expected });
    }
  });

  test('a consumer can set the stage\'s own', () => {
    const region = aRegion({ detailedMetrics: true });
    (region.restApi.deploymentStage.node.defaultChild as CfnStage).addPropertyOverride('MethodSettings.0.LoggingLevel', 'ERROR');
    Template.fromStack(region.stack).hasResourceProperties('AWS::ApiGateway::Stage', { MethodSettings: [{ LoggingLevel: 'ERROR', MetricsEnabled: true }] });
  });
});

test('tracing is on where it is asked for', () => {
  expect(stageOf({ tracing: true }).TracingEnabled).toBe(true);
});

describe('access logs', () => {
  const logged = aRegion({ accessLogs: AccessLogs.cloudWatch() });
  const { DestinationArn: destination, Format: format } = onlyResource(logged, 'AWS::ApiGateway::Stage').AccessLogSetting;

  test('go to a log group of the Region, which is kept', () => {
    Template.fromStack(logged.stack).hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain',
    });
    expect(destination).toEqual({ 'Fn::GetAtt': [Stack.of(logged).getLogicalId(logged._gateway.accessLogGroup!.node.defaultChild as CfnResource), 'Arn'] });
  });

  test('are lines of JSON with numbers to compare', () => {
    const line = format.replace(/"\$context[\w.]+"/g, '"-"').replace('$context.status', '503').replace('$context.responseLatency', '1234');
    expect(JSON.parse(line)).toMatchObject({ region: REGION, status: 503, responseLatency: 1234, integrationLatency: '-' });
  });

  test.each([
    'requestId', 'extendedRequestId', 'httpMethod', 'path', 'resourcePath', 'status', 'responseLatency', 'integration.latency', 'integration.status',
    'integrationErrorMessage', 'authorizer.error', 'identity.sourceIp', 'identity.userAgent', 'error.message',
  ])('say $context.%s', variable => {
    expect(format).toContain(`$context.${variable}`);
  });

  test('say what callers write as they like before all that metric filters read', () => {
    expect(Object.keys(JSON.parse(format.replace(/:(\$[\w.]+)/g, ':0'))).slice(0, 3)).toEqual(['userAgent', 'path', 'region']);
  });

  test.each([[7, 7], [365, 365]])('are kept for as long as one says: %s days', (retention, RetentionInDays) => {
    const region = aRegion({ accessLogs: AccessLogs.cloudWatch({ retention }) });
    Template.fromStack(region.stack).hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays });
  });

  test('claim no account-wide role', () => {
    Template.fromStack(logged.stack).resourceCountIs('AWS::ApiGateway::Account', 0);
  });

  test('claim one when told to, before the stage, and keep it', () => {
    const template = Template.fromStack(aRegion({ accessLogs: AccessLogs.cloudWatch({ setAccountRole: true }) }).stack);
    const [[account, { DeletionPolicy, Properties }]] = Object.entries(template.findResources('AWS::ApiGateway::Account'));
    expect(DeletionPolicy).toBe('Retain');
    const role = template.toJSON().Resources[Properties.CloudWatchRoleArn['Fn::GetAtt'][0]];
    expect(role).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'apigateway.amazonaws.com' } }] },
        ManagedPolicyArns: [{ 'Fn::Join': ['', expect.arrayContaining([':iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs'])] }],
      },
    });
    template.hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith([account]) });
  });
});

describe('the REST API', () => {
  test.each([0, 10 * 1024 * 1024])('compresses from %s bytes on', bytes => {
    expect(restApiOf({ minCompressionSize: Size.bytes(bytes) }).MinimumCompressionSize).toBe(bytes);
  });

  test('knows binary media types', () => {
    expect(restApiOf({ binaryMediaTypes: ['image/png', '*/*'] }).BinaryMediaTypes).toEqual(['image/png', '*/*']);
  });

  test('answers a shallow health check as text, whatever is binary', () => {
    const contentHandling = (gateway?: ApiGateway) =>
      methodOf(anApi({ gateway, health: HealthCheck.shallow() }).inRegion(REGION), 'GET', 'health').Integration.ContentHandling;
    expect(contentHandling(ApiGateway.rest({ binaryMediaTypes: ['*/*'] }))).toBe('CONVERT_TO_TEXT');
    expect(contentHandling()).toBeUndefined();
  });
});

describe('pure options', () => {
  test.each<[string, RestApiGatewayOptions, string]>([
    ['a throttle of nothing', { throttle: {} }, '`throttle` must have a `rateLimit` or a `burstLimit`, got: {}'],
    ['CORS of nobody', { cors: { allowOrigins: [] } }, '`cors.allowOrigins` must not be empty, got: []'],
    ['plans of one name', { usagePlans: [aPlan('Gold', 'a'), aPlan('Gold', 'b')] }, '`name` in `usagePlans` must be there once in an API, got: ["Gold","Gold"]'],
    ['too large a size', { minCompressionSize: Size.bytes(10 * 1024 * 1024 + 1) },
      '`minCompressionSize` must be whole bytes, at most 10 MiB, got: "10485761 bytes"'],
    ['half a byte', { minCompressionSize: Size.bytes(0.5) }, '`minCompressionSize` must be whole bytes, at most 10 MiB, got: "0.5 bytes"'],
    ['no content type', { binaryMediaTypes: ['png'] }, '`binaryMediaTypes` must be content types like "image/png", got: "png"'],
    ['the same content type', { binaryMediaTypes: ['a/b', 'a/b'] }, '`binaryMediaTypes` must name each content type once, got: ["a/b","a/b"]'],
    ['two answers for one type', { gatewayResponses: [{ type: ResponseType.THROTTLED }, { type: ResponseType.THROTTLED, statusCode: '503' }] },
      '`gatewayResponses` must hold one answer for each type, got: ["THROTTLED","THROTTLED"]'],
  ])('are refused before anything is created: %s', (_, options, message) => {
    expect(() => ApiGateway.rest(options)).toThrow(message);
  });
});

describe('a web ACL', () => {
  test('is put in front of the stage', () => {
    const region = aRegion();
    region.addWebAcl(WEB_ACL(REGION));
    const stage = Object.keys(Template.fromStack(region.stack).findResources('AWS::ApiGateway::Stage'))[0];
    expect(onlyResource(region, 'AWS::WAFv2::WebACLAssociation')).toEqual({
      WebACLArn: WEB_ACL(REGION),
      ResourceArn: { 'Fn::Join': ['', expect.arrayContaining([':apigateway:eu-west-1::/restapis/', { Ref: stage }])] },
    });
  });

  test('is there before callers come', () => {
    const region = aRegion();
    region.addWebAcl(WEB_ACL(REGION));
    const template = Template.fromStack(region.stack);
    const [association] = Object.keys(template.findResources('AWS::WAFv2::WebACLAssociation'));
    Object.values(template.findResources('AWS::Route53::RecordSet')).forEach(record => expect(record.DependsOn).toContain(association));
  });

  test('is one in a Region', () => {
    const region = aRegion();
    region.addWebAcl(WEB_ACL(REGION));
    expect(() => region.addWebAcl(WEB_ACL(REGION))).toThrow('A Region must have one web ACL, got: "arn:aws:wafv2:eu-west-1');
  });
});

test('the templates of the Regions are the same but for their names with all options on', () => {
  const app = new App();
  const api = anApi({ gateway: ApiGateway.rest(EVERYTHING()), regions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'] }, app);
  for (const region of api.regionalApis) {
    const handler = aFunction(region, 'Handler', { functionName: `orders-${region.region}` });
    const guard = aFunction(region, 'Guard', { functionName: `guard-${region.region}` });
    region.useAuthorizer(Authorizer.lambdaToken('tokens', guard));
    region.addRoute('GET', '/orders', handler, { throttle: { rateLimit: 3 }, apiKeyRequired: true });
    region.addRoute('POST', '/orders', handler, { requestValidation: RequestValidation.bodyAndParameters({ type: JsonSchemaType.OBJECT }, 'header.X-Tenant') });
    region.addRoute('GET', '/users', handler, { authorizer: Authorizer.cognito('users', { userPoolArn: POOL, scopes: ['read'] }) });
    region.addRoute('PUT', '/users', handler, { authorizer: Authorizer.iam() });
    region.addRoute('ANY', '/{proxy+}', handler, { authorizer: Authorizer.lambdaRequest('requests', guard), throttle: { burstLimit: 5 } });
    region.addWebAcl(WEB_ACL(region.region));
  }
  const templates = app.synth().stacks.map(stack => JSON.stringify(stack.template).replaceAll(stack.environment.region, '<Region>'));
  expect(templates).toHaveLength(3);
  expect(templates[1]).toBe(templates[0]);
  expect(templates[2]).toBe(templates[0]);
});

test('the templates of the Regions are the same but for their names with functions that are imported', () => {
  const app = new App();
  const api = anApi({}, app);
  for (const region of api.regionalApis) {
    const handler = Function.fromFunctionName(region, 'Handler', `orders-${region.region}`);
    region.addRoute('GET', '/orders', handler, { authorizer: Authorizer.lambdaRequest('guard', handler) });
  }
  const [one, other] = app.synth().stacks.map(stack => JSON.stringify(stack.template).replaceAll(stack.environment.region, '<Region>'));
  expect(one).toBe(other);
});

test('no route takes a logical ID from what the options create', () => {
  const app = new App();
  const api = anApi({ gateway: ApiGateway.rest(EVERYTHING()) }, app);
  ['/Account', '/Access_logs', '/WebAcl', '/Deployment'].forEach(path => addRouteEverywhere(api, 'GET', path));
  api.regionalApis.forEach(region => region.addWebAcl(WEB_ACL(region.region)));
  expect(() => app.synth()).not.toThrow();
});

test('a new function, schema or answer deploys the stage anew', () => {
  const deploymentOf = (options: RestApiGatewayOptions, required: string, functionName: string, ttl = 1) => {
    const region = aRegion(options);
    region.addRoute('GET', '/orders', aFunction(region), {
      regional: true,
      requestValidation: RequestValidation.parameters(required),
      authorizer: Authorizer.lambdaToken('tokens', aFunction(region, 'Guard', { functionName }), { resultsCacheTtl: Duration.seconds(ttl) }),
    });
    return Object.keys(Template.fromStack(region.stack).findResources('AWS::ApiGateway::Deployment'))[0];
  };
  const deployments = [
    deploymentOf({}, 'header.a', 'one'),
    deploymentOf({ gatewayResponses: [{ type: ResponseType.THROTTLED, statusCode: '503' }] }, 'header.a', 'one'),
    deploymentOf({}, 'header.b', 'one'),
    deploymentOf({}, 'header.a', 'two'),
    deploymentOf({}, 'header.a', 'one', 2),
  ];
  expect(new Set(deployments).size).toBe(deployments.length);
  expect(deploymentOf({}, 'header.a', 'one')).toBe(deployments[0]);
});

const POOL = 'arn:aws:cognito-idp:sa-east-1:111122223333:userpool/sa-east-1_aBc';

function aPlan(name: string, ...keys: string[]) {
  return { name, apiKeys: keys.map(key => ({ name: key, value: SecretValue.secretsManager(`shop/${key}`) })) };
}

function EVERYTHING(): Required<RestApiGatewayOptions> {
  return {
    throttle: { rateLimit: 70, burstLimit: 30 },
    cors: { allowOrigins: ['https://a.example.com', 'https://b.example.com'], maxAge: Duration.minutes(2) },
    accessLogs: AccessLogs.cloudWatch({ setAccountRole: true }),
    detailedMetrics: true,
    tracing: true,
    usagePlans: [{ ...aPlan('Gold', 'partner', 'friend'), quota: { limit: 9, period: Period.DAY } }, aPlan('Silver', 'others')],
    minCompressionSize: Size.kibibytes(1),
    binaryMediaTypes: ['image/png'],
    gatewayResponses: [{ type: ResponseType.THROTTLED, statusCode: '503' }],
  };
}
