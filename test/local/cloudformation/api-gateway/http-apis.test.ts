import { Duration, Fn, Stack } from 'aws-cdk-lib';
import * as rest from 'aws-cdk-lib/aws-apigateway';
import {
  CfnApi, CfnApiMapping, CfnDomainName, CfnIntegration, CfnRoute, CorsHttpMethod, DomainName, HttpApi, HttpApiProps, HttpAuthorizer, HttpMethod,
  HttpNoneAuthorizer, HttpRouteAuthorizerConfig, IHttpRouteAuthorizer, PayloadFormatVersion, WebSocketApi,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer, HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration, WebSocketMockIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SynthesizedApps } from '../synthesized-app';

const apps = new SynthesizedApps();
afterAll(() => apps.remove());

function fn(stack: Stack, functionName: string) {
  return new Function(stack, functionName, { functionName, code: Code.fromInline('x'), handler: 'index.handler', runtime: Runtime.NODEJS_22_X });
}

function certificate(stack: Stack) {
  return Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:123456789012:certificate/1');
}

/** The one HTTP API of an app, and what of the app is not supported. */
function httpApiOf(build: (api: HttpApi, stack: Stack) => unknown, props: HttpApiProps = {}) {
  const { httpApis: [httpApi], unsupported } = apps.deploy(stack => build(new HttpApi(stack, 'Api', props), stack));
  return { ...httpApi, unsupported: unsupported.map(({ type, path, meaning }) => `${type} ${path}: ${meaning}`) };
}

test('an API is what its template says', () => {
  expect(httpApiOf((api, stack) => api.addRoutes({ path: '/hello', methods: [HttpMethod.GET], integration: new HttpLambdaIntegration('Hello', fn(stack, 'hello')) }), {
    apiName: 'Shop', disableExecuteApiEndpoint: true,
  })).toEqual({
    id: expect.stringMatching(/^[0-9a-z]{10}$/),
    name: 'Shop',
    region: 'eu-west-1',
    accountId: '000000000000',
    executeApiEndpointDisabled: true,
    cors: undefined,
    stages: [{ name: '$default', deploymentId: undefined, variables: undefined }],
    routes: [{ routeKey: 'GET /hello', integration: { type: 'AWS_PROXY', functionName: 'hello', timeoutMs: undefined, payloadFormat: '2.0' }, authorizer: undefined }],
    unsupported: [],
  });
});

test('the Regions of HTTP APIs come first, as those of REST APIs do', () => {
  const { regions } = apps.deployApp(app => {
    fn(new Stack(app, 'Other', { env: { region: 'eu-central-1' } }), 'other');
    new HttpApi(new Stack(app, 'One', { env: { region: 'eu-west-1' } }), 'Api');
    new rest.RestApi(new Stack(app, 'Two', { env: { region: 'us-east-1' } }), 'Api').root.addMethod('GET');
    new HttpApi(new Stack(app, 'Three', { env: { region: 'ap-southeast-1' } }), 'Api');
  });
  expect(regions).toEqual(['eu-west-1', 'us-east-1', 'ap-southeast-1', 'eu-central-1']);
});

test('a stage has its name and variables', () => {
  const { stages } = httpApiOf(api => api.addStage('Dev', { stageName: 'dev', autoDeploy: true, stageVariables: { color: 'blue' } }), { createDefaultStage: false });
  expect(stages).toEqual([{ name: 'dev', deploymentId: undefined, variables: { color: 'blue' } }]);
});

test('CORS is configured as the template says', () => {
  const { cors } = httpApiOf(() => {}, {
    corsPreflight: {
      allowOrigins: ['https://www.example.com'],
      allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST],
      allowHeaders: ['authorization'],
      exposeHeaders: ['x-count'],
      allowCredentials: true,
      maxAge: Duration.minutes(5),
    },
  });
  expect(cors).toEqual({
    allowOrigins: ['https://www.example.com'], allowMethods: ['GET', 'POST'], allowHeaders: ['authorization'], exposeHeaders: ['x-count'], allowCredentials: true, maxAgeSeconds: 300,
  });
});

describe('a route', () => {
  test('has the format and the timeout of its integration, and the function whose version or alias it invokes', () => {
    const { routes } = httpApiOf((api, stack) => {
      const hello = fn(stack, 'hello');
      api.addRoutes({ path: '/a', methods: [HttpMethod.ANY], integration: new HttpLambdaIntegration('A', hello, { payloadFormatVersion: PayloadFormatVersion.VERSION_1_0, timeout: Duration.seconds(5) }) });
      api.addRoutes({ path: '/b', integration: new HttpLambdaIntegration('B', hello.addAlias('live')) });
    }, { });
    expect(routes.map(({ routeKey, integration }) => [routeKey, integration])).toEqual([
      ['ANY /a', { type: 'AWS_PROXY', functionName: 'hello', payloadFormat: '1.0', timeoutMs: 5000 }],
      ['ANY /b', { type: 'AWS_PROXY', functionName: 'hello', qualifier: 'live', payloadFormat: '2.0', timeoutMs: undefined }],
    ]);
  });

  test('may be $default', () => {
    const { httpApis: [{ routes }] } = apps.deploy(stack => new HttpApi(stack, 'Api', { defaultIntegration: new HttpLambdaIntegration('Hello', fn(stack, 'hello')) }));
    expect(routes).toMatchObject([{ routeKey: '$default', integration: { functionName: 'hello' } }]);
  });

  test('may come with the API itself', () => {
    const { httpApis: [{ routes, stages }] } = apps.deploy(stack => new CfnApi(stack, 'Api', { name: 'Quick', protocolType: 'HTTP', target: fn(stack, 'hello').functionArn }));
    expect(stages).toEqual([{ name: '$default' }]);
    expect(routes).toEqual([{ routeKey: '$default', integration: { type: 'AWS_PROXY', functionName: 'hello', payloadFormat: '2.0', timeoutMs: undefined } }]);
  });
});

describe('an authorizer', () => {
  function authorizerOf(authorizer: (stack: Stack) => IHttpRouteAuthorizer) {
    const { routes: [route], unsupported } = httpApiOf((api, stack) => api.addRoutes({
      path: '/', integration: new HttpLambdaIntegration('Hello', fn(stack, 'hello')), authorizer: authorizer(stack),
    }));
    return { ...route, unsupported };
  }

  test('with simple answers is what the template says', () => {
    const { authorizer, unsupported } = authorizerOf(stack => new HttpLambdaAuthorizer('Guard', fn(stack, 'guard'), {
      responseTypes: [HttpLambdaResponseType.SIMPLE], identitySource: ['$request.header.X-Key'], resultsCacheTtl: Duration.seconds(0),
    }));
    expect(authorizer).toMatchObject({ type: 'REQUEST', functionName: 'guard', payloadFormat: '2.0', simpleResponses: true, identitySources: ['$request.header.X-Key'], ttlSeconds: 0 });
    expect(unsupported).toEqual([]);
  });

  test('with policies is what the template says', () => {
    const { authorizer, unsupported } = authorizerOf(stack => new HttpLambdaAuthorizer('Guard', fn(stack, 'guard')));
    expect(authorizer).toMatchObject({ functionName: 'guard', payloadFormat: '1.0', simpleResponses: false, identitySources: ['$request.header.Authorization'], ttlSeconds: 300 });
    expect(unsupported).toEqual([]);
  });

  test('that is somewhere else makes its route unsupported', () => {
    class Imported implements IHttpRouteAuthorizer {
      bind(): HttpRouteAuthorizerConfig {
        return { authorizationType: 'CUSTOM', authorizerId: 'abc123' };
      }
    }
    expect(authorizerOf(() => new Imported()).integration).toEqual({ type: 'UNSUPPORTED', what: 'authorization by an authorizer that is not in the stack' });
  });

  test.each([
    [
      'takes the tokens of an issuer', () => new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['a'] }),
      { type: 'JWT', issuer: 'https://issuer.example.com', audiences: ['a'], scopes: [], identitySource: '$request.header.Authorization' },
    ],
    ['asks IAM', () => new HttpIamAuthorizer(), { type: 'AWS_IAM' }],
  ])('that %s is what the template says', (_, authorizer, expected) => {
    const found = authorizerOf(authorizer);
    expect([found.authorizer, found.integration.type, found.unsupported]).toEqual([expected, 'AWS_PROXY', []]);
  });

  test('that takes the tokens of an issuer that is not known makes its routes unsupported', () => {
    const { integration, unsupported } = authorizerOf(() => new HttpJwtAuthorizer('Jwt', Fn.importValue('issuer'), { jwtAudience: ['a'] }));
    expect(integration).toEqual({ type: 'UNSUPPORTED', what: expect.stringMatching(/^authorization by JWT, whose JwtConfiguration\b/) });
    expect(unsupported).toEqual([expect.stringMatching(/: authorization by JWT, whose JwtConfiguration\b.* is not supported: the route answers 501$/)]);
  });

  test('none is none', () => {
    expect(authorizerOf(() => new HttpNoneAuthorizer())).toMatchObject({ authorizer: undefined, integration: { type: 'AWS_PROXY' } });
  });

  test('of an imported function makes its routes unsupported, and the rest runs', () => {
    const { integration } = authorizerOf(stack => ({
      bind: ({ route, scope }) => ({
        authorizationType: 'CUSTOM',
        authorizerId: new HttpAuthorizer(scope, 'Imported', {
          httpApi: route.httpApi, type: 'REQUEST' as any, identitySource: [], authorizerUri: Stack.of(stack).resolve({ 'Fn::ImportValue': 'guard' }),
        }).authorizerId,
      }),
    }) as IHttpRouteAuthorizer);
    expect(integration.type).toBe('UNSUPPORTED');
  });

  test('of another stack makes its routes unsupported, and the rest runs', () => {
    const { integration } = authorizerOf(() => ({
      bind: () => ({ authorizationType: 'CUSTOM', authorizerId: Fn.importValue('guard') }),
    }) as IHttpRouteAuthorizer);
    expect(integration).toEqual({ type: 'UNSUPPORTED', what: 'authorization by an authorizer that is not in the stack' });
  });
});

test('a route that cannot be served says why', () => {
  const { routes, unsupported } = httpApiOf((api, stack) => {
    const link = new CfnIntegration(stack, 'Url', { apiId: api.apiId, integrationType: 'HTTP_PROXY', integrationUri: 'arn:listener', connectionType: 'VPC_LINK', connectionId: 'link', payloadFormatVersion: '1.0' });
    new CfnRoute(stack, 'UrlRoute', { apiId: api.apiId, routeKey: 'GET /url', target: `integrations/${link.ref}` });
    const sqs = new CfnIntegration(stack, 'Sqs', { apiId: api.apiId, integrationType: 'AWS_PROXY', integrationSubtype: 'SQS-SendMessage', payloadFormatVersion: '1.0' });
    new CfnRoute(stack, 'SqsRoute', { apiId: api.apiId, routeKey: 'POST /sqs', target: `integrations/${sqs.ref}` });
    new CfnRoute(stack, 'Bare', { apiId: api.apiId, routeKey: 'PUT /bare' });
  });
  expect(Object.fromEntries(routes.map(({ routeKey, integration }) => [routeKey, integration]))).toEqual({
    'GET /url': { type: 'UNSUPPORTED', what: 'HTTP_PROXY by a VPC link' },
    'POST /sqs': { type: 'UNSUPPORTED', what: 'SQS-SendMessage' },
    'PUT /bare': { type: 'UNSUPPORTED', what: 'a route without an integration' },
  });
  expect(unsupported).toHaveLength(3);
});

test('a WebSocket API is named once, and is no HTTP API', () => {
  const { httpApis, unsupported } = apps.deploy(stack => {
    new HttpApi(stack, 'Api');
    new WebSocketApi(stack, 'Socket').addRoute('hello', { integration: new WebSocketMockIntegration('Mock') });
  });
  expect(httpApis).toHaveLength(1);
  expect(unsupported).toEqual([{ type: 'AWS::ApiGatewayV2::Api', path: 'Shop/Socket', region: 'eu-west-1', meaning: 'it is not served: only REST and HTTP APIs are' }]);
});

test('what belongs to an API of another stack is named, and the rest runs', () => {
  const { httpApis, domainNames, unsupported } = apps.deploy(stack => {
    new HttpApi(stack, 'Api');
    const apiId = Fn.importValue('api');
    new CfnRoute(stack, 'Route', { apiId, routeKey: 'GET /' });
    new CfnDomainName(stack, 'Domain', { domainName: 'shop.example.com' });
    new CfnApiMapping(stack, 'Mapping', { apiId, domainName: 'shop.example.com', stage: '$default' });
  });
  expect([httpApis[0].routes, domainNames[0].mappings]).toEqual([[], []]);
  expect(unsupported.map(({ path, meaning }) => `${path}: ${meaning}`)).toEqual([
    'Shop/Route: its API is not in its stack: it is not served', 'Shop/Mapping: its API is not in its stack: it is not served',
  ]);
});

describe('a custom domain name', () => {
  test('of version 2 has the mappings of HTTP and REST APIs', () => {
    const { domainNames, httpApis, restApis } = apps.deploy(stack => {
      const domainName = new DomainName(stack, 'Domain', { domainName: 'shop.example.com', certificate: certificate(stack) });
      new HttpApi(stack, 'Api', { defaultDomainMapping: { domainName } });
      const restApi = new rest.RestApi(stack, 'Old');
      restApi.root.addMethod('GET');
      new CfnApiMapping(stack, 'OldMapping', { apiId: restApi.restApiId, domainName: domainName.name, stage: 'prod', apiMappingKey: 'old/v1' });
    });
    expect(domainNames).toEqual([{
      domainName: 'shop.example.com',
      region: 'eu-west-1',
      regionalDomainName: expect.stringMatching(/^d-[0-9a-z]{10}\.execute-api\.eu-west-1\.amazonaws\.com$/),
      mappings: [
        { basePath: '', apiId: httpApis[0].id, stage: '$default' },
        { basePath: 'old/v1', apiId: restApis[0].id, stage: 'prod' },
      ].sort((a, b) => a.basePath.localeCompare(b.basePath)),
    }]);
  });

  test('of version 1 has API mappings beside base path mappings', () => {
    const { domainNames: [{ mappings }], httpApis, restApis } = apps.deploy(stack => {
      const domainName = new rest.DomainName(stack, 'Domain', {
        domainName: 'shop.example.com', certificate: certificate(stack), endpointType: rest.EndpointType.REGIONAL,
      });
      const restApi = new rest.RestApi(stack, 'Old');
      restApi.root.addMethod('GET');
      new rest.BasePathMapping(stack, 'OldMapping', { domainName, restApi, basePath: 'old' });
      new CfnApiMapping(stack, 'Mapping', { apiId: new HttpApi(stack, 'Api').apiId, domainName: domainName.domainName, stage: '$default' });
    });
    expect(mappings).toEqual([{ basePath: 'old', apiId: restApis[0].id, stage: 'prod' }, { basePath: '', apiId: httpApis[0].id, stage: '$default' }]);
  });

  test('has the attributes that records refer to, in version 2 too', () => {
    const { domainNames } = apps.deploy(stack => {
      new HttpApi(stack, 'Api');
      new CfnDomainName(stack, 'Domain', { domainName: 'shop.example.com' });
    });
    expect(domainNames).toMatchObject([{ domainName: 'shop.example.com', mappings: [] }]);
  });
});
