import { isDeepStrictEqual } from 'util';
import { App, Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { IpAddressType } from 'aws-cdk-lib/aws-apigateway';
import { CfnRoute, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  AccessLogs, ApiGateway, Authorizer, Drain, HealthCheck, HttpApiGatewayOptions, MultiRegionServerlessApi, MultiRegionServerlessApiProps,
  RegionalApi, RequestValidation, RouteOptions,
} from '../../../src';
import { addRouteEverywhere, aFunction, anApi, DOMAIN, onlyResource, templateOf } from '../../an-api';

const POOL = 'arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEf123';
const JWT = { issuer: 'https://login.example.com', audience: ['shop-web', 'shop-app'] };

type Props = Partial<MultiRegionServerlessApiProps>;

function anHttpApi(options: HttpApiGatewayOptions = {}, props: Props = {}, app: App = new App()): MultiRegionServerlessApi {
  return anApi({ gateway: ApiGateway.http(options), ...props }, app);
}

function aRegion(options: HttpApiGatewayOptions = {}, props: Props = {}): RegionalApi {
  return anHttpApi(options, props).inRegion('eu-west-1');
}

/** Adds a route to one Region only, which is enough to look at it. */
function addRoute(region: RegionalApi, method: string, path: string, options: RouteOptions = {}, handler = aFunction(region, `${method}-${path.replace(/\W/g, '-')}`)) {
  return region.addRoute(method, path, handler, { regional: true, ...options });
}

/** The resources of a type in the Region, by their logical ids. */
function resourcesOf(region: RegionalApi, type: string): Record<string, any> {
  return templateOf(region.node.root.node.findChild('Shop') as MultiRegionServerlessApi, region.region).findResources(type);
}

function routeOf(region: RegionalApi, RouteKey: string): any {
  return Object.values(resourcesOf(region, 'AWS::ApiGatewayV2::Route')).find(({ Properties }) => Properties.RouteKey === RouteKey)?.Properties;
}

const stageOf = (region: RegionalApi) => onlyResource(region, 'AWS::ApiGatewayV2::Stage');

/** The ids of all that a resource waits for, and its own. */
function reachedFrom(resources: Record<string, any>, ...ids: string[]): Set<string> {
  const reached = new Set<string>();
  const reach = (id: string) => {
    if (!resources[id] || reached.has(id)) return;
    reached.add(id);
    nextTo(resources, id).forEach(reach);
  };
  ids.forEach(reach);
  return reached;
}

function nextTo(resources: Record<string, any>, id: string): string[] {
  const references = JSON.stringify(resources[id]).matchAll(/"Ref":"(\w+)"|"Fn::GetAtt":\["(\w+)"/g);
  return [...[...references].map(([, ref, getAtt]) => ref ?? getAtt), ...resources[id].DependsOn ?? []];
}

describe('the API', () => {
  test('is an HTTP API, dual-stack, and its execute-api endpoint is off', () => {
    const region = aRegion();
    expect(onlyResource(region, 'AWS::ApiGatewayV2::Api')).toEqual({
      Name: 'Shop', ProtocolType: 'HTTP', IpAddressType: 'dualstack', DisableExecuteApiEndpoint: true,
    });
    expect(resourcesOf(region, 'AWS::ApiGateway::RestApi')).toEqual({});
  });

  test('is IPv4-only where the domain is', () => {
    const region = aRegion({}, { domain: { ...DOMAIN, ipAddressType: IpAddressType.IPV4 } });
    expect(onlyResource(region, 'AWS::ApiGatewayV2::Api').IpAddressType).toBe('ipv4');
  });

  test('has the stage $default, deployed by itself, with nothing set that was not asked for', () => {
    expect(stageOf(aRegion())).toEqual({ ApiId: { Ref: 'ShopHttpApiAF61F4B8' }, StageName: '$default', AutoDeploy: true });
  });

  test('is there to be extended, and there is no REST API', () => {
    const region = aRegion();
    expect(region.httpApi.httpApiName).toBe('Shop');
    expect(() => region.restApi).toThrow('`restApi` exists with `ApiGateway.rest()`, got: "ApiGateway.http()". Use `httpApi`');
    expect(() => anApi().inRegion('eu-west-1').httpApi).toThrow('`httpApi` exists with `ApiGateway.http()`, got: "ApiGateway.rest()". Use `restApi`');
  });

  test.each([[undefined], ['shop'], ['shop/v1']])('answers for both names, below the base path %s', basePath => {
    const region = aRegion({}, { domain: { ...DOMAIN, basePath } });
    const mappings = Object.values(resourcesOf(region, 'AWS::ApiGatewayV2::ApiMapping'));
    expect(mappings.map(({ Properties }) => Properties)).toEqual(['ShopDomainShared8BEDE81A', 'ShopDomainRegionalCDE1F07B'].map(Ref => ({
      ApiId: { Ref: 'ShopHttpApiAF61F4B8' }, DomainName: { Ref }, Stage: '$default', ...basePath && { ApiMappingKey: basePath },
    })));
    const [stageId] = Object.keys(resourcesOf(region, 'AWS::ApiGatewayV2::Stage'));
    mappings.forEach(({ DependsOn }) => expect(DependsOn).toContain(stageId));
  });
});

describe('a route', () => {
  test('invokes its function with events in format 2.0', () => {
    const region = aRegion();
    const handler = aFunction(region);
    expect(addRoute(region, 'GET', '/orders', {}, handler).httpRoute.path).toBe('/orders');
    const integrationId = 'ShopHttpApiGETordersIntegration1151FA6D';
    expect(resourcesOf(region, 'AWS::ApiGatewayV2::Integration')[integrationId].Properties).toEqual({
      ApiId: { Ref: 'ShopHttpApiAF61F4B8' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: region.stack.resolve(handler.functionArn),
      PayloadFormatVersion: '2.0',
    });
    expect(routeOf(region, 'GET /orders')).toEqual({
      ApiId: { Ref: 'ShopHttpApiAF61F4B8' },
      RouteKey: 'GET /orders',
      Target: { 'Fn::Join': ['', ['integrations/', { Ref: integrationId }]] },
      AuthorizationType: 'NONE',
    });
  });

  test('leads to its function once that may be invoked, for the stage deploys it at once', () => {
    const region = aRegion();
    addRoute(region, 'GET', '/orders', {}, aFunction(region));
    const { DependsOn } = resourcesOf(region, 'AWS::ApiGatewayV2::Integration').ShopHttpApiGETordersIntegration1151FA6D;
    expect(DependsOn).toEqual(['ShopHttpApiGETordersInvoke39B0512B']);
  });

  test.each([
    ['GET', '/orders', 'GET/orders'],
    ['ANY', '/orders', '*/orders'],
    ['POST', '/', 'POST/'],
    ['DELETE', '/orders/{id}/lines/{line}', 'DELETE/orders/*/lines/*'],
    ['ANY', '/{proxy+}', '*/*'],
  ])('%s %s may invoke its function, and no other route of the API may', (method, path, narrowed) => {
    const region = aRegion();
    const handler = aFunction(region);
    addRoute(region, method, path, {}, handler);
    const functionArn = region.stack.resolve(handler.functionArn);
    const permissions = Object.values(resourcesOf(region, 'AWS::Lambda::Permission')).map(({ Properties }) => Properties);
    expect(permissions.filter(({ FunctionName }) => isDeepStrictEqual(FunctionName, functionArn))).toEqual([{
      Action: 'lambda:InvokeFunction',
      FunctionName: functionArn,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: {
        'Fn::Join': ['', [
          'arn:', { Ref: 'AWS::Partition' }, ':execute-api:eu-west-1:', { Ref: 'AWS::AccountId' }, ':', { Ref: 'ShopHttpApiAF61F4B8' }, `/*/${narrowed}`,
        ]],
      },
    }]);
  });

  test('may share its function with other routes', () => {
    const region = aRegion();
    const handler = aFunction(region);
    addRoute(region, 'GET', '/orders', {}, handler);
    addRoute(region, 'PUT', '/orders', {}, handler);
    expect(routeOf(region, 'PUT /orders')).toBeDefined();
    expect(Object.keys(resourcesOf(region, 'AWS::Lambda::Permission'))).toHaveLength(3); // and the health check's
  });

  test('answers a custom health check, also when it was added to the HTTP API itself', () => {
    for (const path of ['/ready', '/{proxy+}']) {
      const app = new App();
      const api = anHttpApi({}, { health: HealthCheck.custom({ path: '/ready' }) }, app);
      api.regionalApis.forEach(({ httpApi }) => httpApi.addRoutes({ path, methods: [HttpMethod.GET], integration: new HttpUrlIntegration('Ready', 'https://example.net') }));
      expect(() => app.synth()).not.toThrow();
    }
  });

  test.each(['/', '/ready'])('$default answers a custom health check on %s', path => {
    const app = new App();
    const api = anHttpApi({}, { health: HealthCheck.custom({ path }) }, app);
    const integration = () => new HttpUrlIntegration('Ready', 'https://example.net');
    api.regionalApis.forEach(({ httpApi }) => httpApi.addRoutes({ path: '/', methods: [HttpMethod.POST], integration: integration() }));
    expect(() => app.synth()).toThrow(`GET ${path} is the path of the health check but not a route in us-east-1`);
    const other = new App();
    anHttpApi({}, { health: HealthCheck.custom({ path }) }, other).regionalApis.forEach(({ httpApi }) => {
      new CfnRoute(httpApi, 'CatchAll', { apiId: httpApi.apiId, routeKey: '$default' });
    });
    expect(() => other.synth()).not.toThrow();
  });

  test('of the deep health check is the bundled function\'s, and open to everybody', () => {
    const region = aRegion();
    region.useAuthorizer(Authorizer.iam());
    expect(routeOf(region, 'GET /health')).toMatchObject({ AuthorizationType: 'NONE' });
  });
});

describe('callers come after', () => {
  const region = aRegion({ throttle: { rateLimit: 7 }, accessLogs: AccessLogs.cloudWatch() });
  addRoute(region, 'GET', '/orders', { authorizer: Authorizer.lambdaRequest('ask', aFunction(region, 'Ask')) });
  const api = region.node.root.node.findChild('Shop') as MultiRegionServerlessApi;
  const { Resources: resources } = templateOf(api, 'eu-west-1').toJSON();
  const idsOf = (type: string) => Object.keys(resources).filter(id => resources[id].Type === type);

  test.each(['Api', 'Route', 'Integration', 'Stage', 'Authorizer', 'ApiMapping'].map(type => `AWS::ApiGatewayV2::${type}`).concat('AWS::Lambda::Permission'))(
    'every %s', type => {
      const ids = idsOf(type);
      expect(ids.length).toBeGreaterThan(0);
      for (const record of idsOf('AWS::Route53::RecordSet')) {
        expect([...reachedFrom(resources, record)]).toEqual(expect.arrayContaining(ids));
      }
    });

  test('a route that was added to the HTTP API itself', () => {
    const other = aRegion();
    other.httpApi.addRoutes({ path: '/late', integration: new HttpUrlIntegration('Late', 'https://example.net') });
    const template = templateOf(other.node.root.node.findChild('Shop') as MultiRegionServerlessApi, 'eu-west-1').toJSON().Resources;
    const [late] = Object.keys(resourcesOf(other, 'AWS::ApiGatewayV2::Route')).filter(id => id.includes('late'));
    const [record] = Object.keys(resourcesOf(other, 'AWS::Route53::RecordSet'));
    expect([...reachedFrom(template, record)]).toContain(late);
  });

  test('nothing waits for itself', () => {
    expect(Object.keys(resources).filter(id => reachedFrom(resources, ...nextTo(resources, id)).has(id))).toEqual([]);
  });
});

describe('throttles and metrics', () => {
  test('of the API are the default of its routes', () => {
    const throttle = { rateLimit: 70, burstLimit: 30 };
    expect(stageOf(aRegion({ throttle })).DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 70, ThrottlingBurstLimit: 30 });
    expect(stageOf(aRegion({ detailedMetrics: true })).DefaultRouteSettings).toEqual({ DetailedMetricsEnabled: true });
    expect(stageOf(aRegion({ detailedMetrics: false })).DefaultRouteSettings).toBeUndefined();
  });

  test('of a route are complete, since AWS does not fill them up from the API\'s', () => {
    const region = aRegion({ throttle: { rateLimit: 70, burstLimit: 30 }, detailedMetrics: true });
    addRoute(region, 'GET', '/orders', { throttle: { rateLimit: 5 } });
    addRoute(region, 'ANY', '/orders/{id}', { throttle: { rateLimit: 6, burstLimit: 0 } });
    addRoute(region, 'PUT', '/orders');
    expect(stageOf(region).RouteSettings).toMatchObject({
      'GET /orders': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 30, DetailedMetricsEnabled: true },
      'ANY /orders/{id}': { ThrottlingRateLimit: 6, ThrottlingBurstLimit: 0, DetailedMetricsEnabled: true },
    });
  });

  test.each<[HttpApiGatewayOptions, object | undefined]>([
    [{}, undefined],
    [{ throttle: { rateLimit: 5, burstLimit: 4 } }, { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 }],
    [{ throttle: { rateLimit: 70, burstLimit: 60 } }, { ThrottlingRateLimit: 70, ThrottlingBurstLimit: 60 }],
  ])('of the health check let the checkers through, for an overloaded Region is not an unhealthy one: %j', (options, settings) => {
    const region = aRegion(options);
    expect(stageOf(region).RouteSettings).toEqual(settings && { 'GET /health': settings });
    const switched = aRegion(options, { drain: Drain.byPeers() });
    expect(stageOf(switched).RouteSettings).toEqual(settings && { 'GET /health': settings, 'GET /health/drained/{region}': settings });
  });

  test('of a route stand alone where the API has none', () => {
    const region = aRegion();
    addRoute(region, 'GET', '/orders', { throttle: { rateLimit: 5, burstLimit: 4 } });
    expect(stageOf(region).DefaultRouteSettings).toBeUndefined();
    expect(stageOf(region).RouteSettings).toEqual({ 'GET /orders': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 4 } });
  });

  test('are set when their routes are there, for API Gateway refuses settings of a route that it does not know', () => {
    const region = aRegion();
    addRoute(region, 'GET', '/orders', { throttle: { rateLimit: 5 } });
    region.httpApi.addRoutes({ path: '/own', integration: new HttpUrlIntegration('Own', 'https://www.example.com') });
    const [stage] = Object.values(resourcesOf(region, 'AWS::ApiGatewayV2::Stage'));
    const routes = Object.keys(resourcesOf(region, 'AWS::ApiGatewayV2::Route'));
    expect(routes).toHaveLength(3);
    expect(stage.DependsOn).toEqual(expect.arrayContaining(routes));
  });

  test('are all that names every route, for a template has a size limit', () => {
    const region = aRegion();
    addRoute(region, 'GET', '/orders');
    const resources = Template.fromStack(region.stack).toJSON().Resources as Record<string, any>;
    const [route] = Object.keys(resourcesOf(region, 'AWS::ApiGatewayV2::Route'));
    const dependents = Object.values(resources).filter(({ DependsOn }) => DependsOn?.includes(route));
    expect(dependents.map(({ Type }) => Type)).toEqual(['AWS::ApiGatewayV2::Stage']);
  });
});

describe('CORS', () => {
  const origins = ['https://www.example.com', 'https://shop.example.com'];

  test('is off by default', () => {
    expect(onlyResource(aRegion(), 'AWS::ApiGatewayV2::Api').CorsConfiguration).toBeUndefined();
  });

  test('has documented defaults', () => {
    expect(onlyResource(aRegion({ cors: { allowOrigins: origins } }), 'AWS::ApiGatewayV2::Api').CorsConfiguration).toEqual({
      AllowOrigins: origins,
      AllowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
      AllowHeaders: ['Content-Type', 'Authorization', 'X-Api-Key'],
    });
  });

  test('takes every setting', () => {
    const cors = {
      allowOrigins: origins, allowMethods: ['GET', 'PUT'], allowHeaders: ['X-Tenant'], exposeHeaders: ['X-Total'], allowCredentials: true, maxAge: Duration.minutes(2),
    };
    expect(onlyResource(aRegion({ cors }), 'AWS::ApiGatewayV2::Api').CorsConfiguration).toEqual({
      AllowOrigins: origins, AllowMethods: ['GET', 'PUT'], AllowHeaders: ['X-Tenant'], ExposeHeaders: ['X-Total'], AllowCredentials: true, MaxAge: 120,
    });
  });

  test.each([
    ['an ANY route with an authorizer', ['ANY'], { authorizer: Authorizer.iam() }, true],
    ['an ANY route with an authorizer beside OPTIONS', ['ANY', 'OPTIONS'], { authorizer: Authorizer.iam() }, false],
    ['an ANY route that is open', ['ANY'], { authorizer: Authorizer.none() }, false],
    ['an ANY route without authorizer', ['ANY'], {}, false],
    ['a GET route with an authorizer', ['GET'], { authorizer: Authorizer.iam() }, false],
  ])('%s: preflight requests are refused, and the synthesis with them, only where no OPTIONS route lets them in', (_, methods, options, refused) => {
    const build = (cors: boolean) => {
      const app = new App();
      anHttpApi(cors ? { cors: { allowOrigins: origins } } : {}, {}, app).regionalApis.forEach(region => methods.forEach((method, i) => {
        addRoute(region, method, '/orders/{id}', i === 0 ? options : {});
      }));
      return expect(() => app.synth());
    };
    build(false).not.toThrow();
    const sentence = 'ANY /orders/{id} has an authorizer, which refuses the preflight requests that `cors` is for: '
      + 'name the methods instead of ANY, or add OPTIONS /orders/{id} with `Authorizer.none()`';
    if (refused) build(true).toThrow(sentence);
    else build(true).not.toThrow();
  });
});

describe('access logs', () => {
  test('are off by default', () => {
    expect(aRegion()._gateway.accessLogGroup).toBeUndefined();
    expect(Object.values(resourcesOf(aRegion(), 'AWS::Logs::LogGroup')).map(({ Properties }) => Properties.RetentionInDays)).toEqual([7]); // the health function's
  });

  test.each([[undefined, 30], [RetentionDays.ONE_YEAR, 365]])('go into a log group of the Region, kept for a month or as asked: %s', (retention, days) => {
    const region = aRegion({ accessLogs: AccessLogs.cloudWatch({ retention }) });
    const [[logGroupId, { Properties }]] = Object.entries(resourcesOf(region, 'AWS::Logs::LogGroup')).filter(([id]) => /access ?logs/i.test(id));
    expect(Properties.RetentionInDays).toBe(days);
    expect(stageOf(region).AccessLogSettings.DestinationArn).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:eu-west-1:', { Ref: 'AWS::AccountId' }, ':log-group:', { Ref: logGroupId }]],
    });
    expect(region.stack.resolve(region._gateway.accessLogGroup!.logGroupName)).toEqual({ Ref: logGroupId });
  });

  const format: string = stageOf(aRegion({ accessLogs: AccessLogs.cloudWatch() })).AccessLogSettings.Format;

  test('are one line of JSON, with numbers as numbers', () => {
    expect(format).not.toContain('\n');
    const line = format.replaceAll(/"\$context\.[\w.]+"/g, '"text"').replaceAll(/\$context\.[\w.]+/g, '12');
    const logged = JSON.parse(line);
    expect(logged).toMatchObject({ region: 'eu-west-1', status: 12, responseLatency: 12 });
    expect(Object.keys(logged)).toEqual(expect.arrayContaining([
      'requestId', 'routeKey', 'integrationLatency', 'integrationStatus', 'integrationErrorMessage', 'authorizerError', 'error', 'sourceIp',
    ]));
  });

  test('stay JSON when variables have no value, which is logged as "-"', () => {
    const always = ['$context.status', '$context.responseLatency'];
    expect(() => JSON.parse(format.replaceAll(/\$context\.[\w.]+/g, name => always.includes(name) ? '12' : '-'))).not.toThrow();
  });

  test('hold nothing that callers can write as they like', () => {
    expect(format).not.toMatch(/userAgent|context\.path|header/);
  });
});

describe('authorizers', () => {
  const withAuthorizer = (authorizer: Authorizer, options: RouteOptions = {}) => {
    const region = aRegion();
    addRoute(region, 'GET', '/orders', { authorizer, ...options });
    return region;
  };

  test('none() leaves a route open, also after useAuthorizer()', () => {
    const region = aRegion();
    region.useAuthorizer(Authorizer.iam());
    addRoute(region, 'GET', '/orders');
    addRoute(region, 'GET', '/open', { authorizer: Authorizer.none() });
    expect([routeOf(region, 'GET /orders'), routeOf(region, 'GET /open')].map(route => route.AuthorizationType)).toEqual(['AWS_IAM', 'NONE']);
  });

  test('iam() asks for AWS credentials, and a route can be granted', () => {
    const region = aRegion();
    const route = addRoute(region, 'GET', '/orders/{id}', { authorizer: Authorizer.iam() });
    const role = new Role(region, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    route.httpRoute.grantInvoke(role);
    const policies = JSON.stringify(resourcesOf(region, 'AWS::IAM::Policy'));
    expect(policies).toContain('execute-api:Invoke');
    expect(routeOf(region, 'GET /orders/{id}')).not.toHaveProperty('AuthorizerId');
  });

  test.each([[undefined], [['orders:read', 'orders:write']]])('jwt() reads the bearer token and checks issuer, audience and the scopes %s', scopes => {
    const region = withAuthorizer(Authorizer.jwt('login', { ...JWT, scopes }));
    const [[authorizerId, { Properties }]] = Object.entries(resourcesOf(region, 'AWS::ApiGatewayV2::Authorizer'));
    expect(Properties).toEqual({
      ApiId: { Ref: 'ShopHttpApiAF61F4B8' },
      Name: 'login',
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://login.example.com', Audience: ['shop-web', 'shop-app'] },
    });
    expect(routeOf(region, 'GET /orders')).toMatchObject({ AuthorizationType: 'JWT', AuthorizerId: { Ref: authorizerId } });
    expect(routeOf(region, 'GET /orders').AuthorizationScopes).toEqual(scopes);
  });

  test.each([
    [POOL, 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123'],
    ['arn:aws-us-gov:cognito-idp:us-gov-west-1:123456789012:userpool/us-gov-west-1_X', 'https://cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_X'],
    ['arn:aws-cn:cognito-idp:cn-north-1:123456789012:userpool/cn-north-1_X', 'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_X'],
  ])('cognito() is a JWT authorizer: %s', (userPoolArn, Issuer) => {
    const region = withAuthorizer(Authorizer.cognito('users', { userPoolArn, clientIds: ['client1', 'client2'], scopes: ['openid'] }));
    expect(onlyResource(region, 'AWS::ApiGatewayV2::Authorizer')).toMatchObject({
      Name: 'users', AuthorizerType: 'JWT', JwtConfiguration: { Issuer, Audience: ['client1', 'client2'] },
    });
    expect(routeOf(region, 'GET /orders').AuthorizationScopes).toEqual(['openid']);
  });

  test('cognito() takes a pool and its clients of the Region\'s own stack', () => {
    const region = aRegion();
    const pool = new UserPool(region, 'Users');
    const client = pool.addClient('Web');
    addRoute(region, 'GET', '/orders', { authorizer: Authorizer.cognito('users', { userPoolArn: pool.userPoolArn, clientIds: [client.userPoolClientId] }) });
    const part = (i: number, separator: string) => ({ 'Fn::Select': [i, { 'Fn::Split': [separator, region.stack.resolve(pool.userPoolArn)] }] });
    expect(onlyResource(region, 'AWS::ApiGatewayV2::Authorizer').JwtConfiguration).toEqual({
      Issuer: { 'Fn::Join': ['', ['https://cognito-idp.', part(3, ':'), '.amazonaws.com/', part(1, '/')]] },
      Audience: [region.stack.resolve(client.userPoolClientId)],
    });
  });

  test('cognito() takes a pool that CDK imports into the Region\'s own stack', () => {
    const region = aRegion();
    const { userPoolArn } = UserPool.fromUserPoolId(region, 'Users', 'eu-west-1_AbC');
    addRoute(region, 'GET', '/orders', { authorizer: Authorizer.cognito('users', { userPoolArn, clientIds: ['client'] }) });
    expect(onlyResource(region, 'AWS::ApiGatewayV2::Authorizer').JwtConfiguration.Issuer).toBe('https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC');
  });

  test.each([
    [{}, ['$request.header.Authorization'], 300],
    [{ headers: ['X-Tenant', 'X-Token'], resultsCacheTtl: Duration.minutes(20) }, ['$request.header.X-Tenant', '$request.header.X-Token'], 1200],
    [{ resultsCacheTtl: Duration.seconds(0) }, ['$request.header.Authorization'], 0],
  ])('lambdaRequest() asks a function, and remembers its answers by route and header: %j', (options, headers, ttl) => {
    const region = aRegion();
    const ask = aFunction(region, 'Ask');
    addRoute(region, 'GET', '/orders', { authorizer: Authorizer.lambdaRequest('ask', ask, options) });
    const [[authorizerId, { Properties }]] = Object.entries(resourcesOf(region, 'AWS::ApiGatewayV2::Authorizer'));
    const arn = region.stack.resolve(ask.functionArn);
    expect(Properties).toEqual({
      ApiId: { Ref: 'ShopHttpApiAF61F4B8' },
      Name: 'ask',
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      IdentitySource: [...headers, '$context.routeKey'],
      AuthorizerResultTtlInSeconds: ttl,
      AuthorizerUri: {
        'Fn::Join': ['', [
          'arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }, ':lambda:path/2015-03-31/functions/', arn, '/invocations',
        ]],
      },
    });
    expect(routeOf(region, 'GET /orders')).toMatchObject({ AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: authorizerId } });
    const permission = Object.values(resourcesOf(region, 'AWS::Lambda::Permission')).find(one => JSON.stringify(one).includes('/authorizers/'));
    expect(permission!.Properties).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: arn,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: {
        'Fn::Join': ['', [
          'arn:', { Ref: 'AWS::Partition' }, ':execute-api:eu-west-1:', { Ref: 'AWS::AccountId' }, ':', { Ref: 'ShopHttpApiAF61F4B8' }, '/authorizers/', { Ref: authorizerId },
        ]],
      },
    });
  });

  test('of one name and the same settings are one, however many routes have them, each with scopes of its own', () => {
    const region = aRegion();
    const ask = aFunction(region, 'Ask');
    ['/a', '/b'].forEach(path => {
      addRoute(region, 'GET', path, { authorizer: Authorizer.jwt('login', { ...JWT, audience: [...JWT.audience], scopes: [`orders:${path}`] }) });
      const ttl = path === '/a' ? Duration.seconds(60) : Duration.minutes(1);
      addRoute(region, 'PUT', path, { authorizer: Authorizer.lambdaRequest('ask', ask, { resultsCacheTtl: ttl }) });
    });
    expect(Object.values(resourcesOf(region, 'AWS::ApiGatewayV2::Authorizer')).map(({ Properties }) => Properties.Name)).toEqual(['login', 'ask']);
    expect(['/a', '/b'].map(path => routeOf(region, `GET ${path}`).AuthorizationScopes)).toEqual([['orders:/a'], ['orders:/b']]);
  });

  test.each([
    ['issuers', Authorizer.jwt('login', { ...JWT, issuer: 'https://other.example.com' })],
    ['audiences', Authorizer.jwt('login', { ...JWT, audience: ['shop-web'] })],
    ['orders of audiences', Authorizer.jwt('login', { ...JWT, audience: [...JWT.audience].reverse() })],
    ['kinds', Authorizer.cognito('login', { userPoolArn: POOL, clientIds: ['client'] })],
  ])('of one name and different %s are refused', (_, other) => {
    const region = withAuthorizer(Authorizer.jwt('login', JWT));
    expect(() => addRoute(region, 'PUT', '/orders', { authorizer: other }))
      .toThrow('`name` of an authorizer must be given to one authorizer in an API, got: "login"');
  });
});

describe('what only a REST API has is refused, and no route made:', () => {
  test.each<[string, (region: RegionalApi) => RouteOptions, string]>([
    ['API keys', () => ({ apiKeyRequired: true }), '`apiKeyRequired` needs `ApiGateway.rest()`, got: "ApiGateway.http()". Choose an `authorizer`'],
    ['request validation', () => ({ requestValidation: RequestValidation.parameters('querystring.page') }),
      '`requestValidation` needs `ApiGateway.rest()`, got: "ApiGateway.http()". Validate in the handler'],
    ['token authorizers', region => ({ authorizer: Authorizer.lambdaToken('ask', aFunction(region, 'Ask')) }),
      '`Authorizer.lambdaToken()` needs `ApiGateway.rest()`, got: "ApiGateway.http()". Choose `Authorizer.lambdaRequest()`'],
    ['replicas of a user pool', () => ({ authorizer: Authorizer.cognito('users', { userPoolArn: POOL.replace('userpool/eu-west-1', 'userpool/us-east-1'), clientIds: ['c'] }) }),
      '`userPoolArn` must be of a pool that is not replicated with `ApiGateway.http()`'],
    ['user pools without clients', () => ({ authorizer: Authorizer.cognito('users', { userPoolArn: POOL }) }),
      '`clientIds` of `Authorizer.cognito()` must name at least one app client with `ApiGateway.http()`, got: "none"'],
  ])('%s', (_, options, message) => {
    const region = aRegion();
    expect(() => addRoute(region, 'GET', '/orders', options(region))).toThrow(message);
    expect(routeOf(region, 'GET /orders')).toBeUndefined();
    expect(region._routes.added).toEqual([]);
  });

  test('no route takes an API key that is not required', () => {
    const region = aRegion();
    expect(() => addRoute(region, 'GET', '/orders', { apiKeyRequired: false })).not.toThrow();
  });

  test('web ACLs', () => {
    const arn = 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/1';
    expect(() => aRegion().addWebAcl(arn)).toThrow(`A web ACL needs \`ApiGateway.rest()\`: AWS WAF does not protect HTTP APIs, got: "${arn}"`);
  });

  test('the shallow health check', () => {
    expect(() => anHttpApi({}, { health: HealthCheck.shallow() })).toThrow('`HealthCheck.shallow()` needs `ApiGateway.rest()`, '
      + 'because an HTTP API cannot answer by itself, got: "ApiGateway.http()". Choose `HealthCheck.deep()` or `HealthCheck.custom()`');
  });
});

test('Regions\' templates are the same but for the Region\'s name, with every option', () => {
  const app = new App();
  const api = anHttpApi({
    throttle: { rateLimit: 70, burstLimit: 30 }, cors: { allowOrigins: ['*'] }, accessLogs: AccessLogs.cloudWatch(), detailedMetrics: true,
  }, { regions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'], domain: { ...DOMAIN, basePath: 'shop/v1' } }, app);
  const table = api.addGlobalTable('Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  for (const region of api.regionalApis) {
    const handler = aFunction(region, 'Orders', { environment: { TABLE: table.tableName } });
    region.useAuthorizer(Authorizer.jwt('login', JWT));
    region.addRoute('GET', '/orders/{id}', handler, { throttle: { rateLimit: 5 } });
    region.addRoute('POST', '/{proxy+}', handler, { authorizer: Authorizer.lambdaRequest('ask', aFunction(region, 'Ask')) });
    region.addRoute('PUT', '/orders', handler, { authorizer: Authorizer.cognito('users', { userPoolArn: 'arn:aws:cognito-idp:sa-east-1:123456789012:userpool/sa-east-1_X', clientIds: ['c'] }) });
  }
  const templates = app.synth().stacks
    .filter(stack => stack.stackName !== 'Shop-Tables')
    .map(stack => JSON.stringify(stack.template).replaceAll(stack.environment.region, '<Region>'));
  expect(new Set(templates).size).toBe(1);
  expect(templates).toHaveLength(3);
});

test('the logical IDs of a Region stay as they are', () => {
  const api = anHttpApi({ accessLogs: AccessLogs.cloudWatch() });
  addRouteEverywhere(api, 'GET', '/orders');
  const ids = Object.keys(templateOf(api, 'eu-west-1').toJSON().Resources);
  expect(ids.filter(id => /HttpApi|Mapping|Access/.test(id)).sort()).toEqual([
    'ShopDomainRegionalMapping9872B9AD', 'ShopDomainSharedMapping944418D7', 'ShopHttpApiAF61F4B8',
    'ShopHttpApiAccesslogsEF6B981A', 'ShopHttpApiDefaultStage0F63DC33', 'ShopHttpApiGEThealth094148DB', 'ShopHttpApiGEThealthIntegration9B58A7BB',
    'ShopHttpApiGEThealthInvoke7D6447CB',
    'ShopHttpApiGETorders5535B413', 'ShopHttpApiGETordersIntegration1151FA6D', 'ShopHttpApiGETordersInvoke39B0512B',
  ]);
});
