import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { GatewayResponseOptions, ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { aRegion, methodOf } from './a-rest-region';
import { CorsSettings } from '../../../src';

const ORIGINS = ['https://a.example.com', 'https://b.example.com'];

describe('a preflight request', () => {
  const headersOf = (cors: CorsSettings) => {
    const [{ ResponseParameters: parameters }] = methodOf(aRegion({ cors }, { 'GET /orders': {} }), 'OPTIONS', 'orders').Integration.IntegrationResponses;
    return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name.replace('method.response.header.', ''), value]));
  };

  test('is answered with what there is by default', () => {
    expect(headersOf({ allowOrigins: ['*'] })).toEqual({
      'Access-Control-Allow-Origin': "'*'",
      'Access-Control-Allow-Methods': "'GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS'",
      'Access-Control-Allow-Headers': "'Content-Type,Authorization,X-Api-Key'",
    });
  });

  test('is answered with what is told', () => {
    expect(headersOf({
      allowOrigins: [ORIGINS[0]],
      allowMethods: ['GET', 'PUT'],
      allowHeaders: ['X-Tenant'],
      exposeHeaders: ['X-Page'],
      allowCredentials: true,
      maxAge: Duration.hours(24),
    })).toEqual({
      'Access-Control-Allow-Origin': "'https://a.example.com'",
      'Access-Control-Allow-Methods': "'GET,PUT'",
      'Access-Control-Allow-Headers': "'X-Tenant'",
      'Access-Control-Expose-Headers': "'X-Page'",
      'Access-Control-Allow-Credentials': "'true'",
      'Access-Control-Max-Age': "'86400'",
      'Vary': "'Origin'",
    });
  });

  test.each([[0, "'-1'"], [1, "'1'"]])('is remembered for %s seconds', (seconds, expected) => {
    expect(headersOf({ allowOrigins: ['*'], maxAge: Duration.seconds(seconds) })['Access-Control-Max-Age']).toBe(expected);
  });

  test('of one of several origins is answered with that one', () => {
    const [{ ResponseTemplates }] = methodOf(aRegion({ cors: { allowOrigins: ORIGINS } }, { 'GET /orders': {} }), 'OPTIONS', 'orders')
      .Integration.IntegrationResponses;
    expect(ResponseTemplates['application/json']).toContain('#if($origin == "https://b.example.com")');
  });

  test('is answered without credentials, keys and bodies, even where everything is binary', () => {
    const region = aRegion({ cors: { allowOrigins: ['*'] }, binaryMediaTypes: ['*/*'] }, { 'ANY /orders': { apiKeyRequired: false } });
    expect(methodOf(region, 'OPTIONS', 'orders')).toMatchObject({
      AuthorizationType: 'NONE', ApiKeyRequired: false, Integration: { Type: 'MOCK', ContentHandling: 'CONVERT_TO_TEXT' },
    });
  });

  test('is answered once for the routes of a path, and not for the health check, nor for parts of paths', () => {
    const region = aRegion({ cors: { allowOrigins: ['*'] } }, { 'GET /shops/{id}/orders': {}, 'PUT /shops/{id}/orders': {}, 'ANY /': {} });
    expect(region._gateway.routes.filter(({ method }) => method === 'OPTIONS').map(({ path }) => path)).toEqual(['/shops/{id}/orders', '/']);
  });

  test('is not answered without CORS', () => {
    expect(methodOf(aRegion({}, { 'GET /orders': {} }), 'OPTIONS', 'orders')).toBeUndefined();
  });

  test('is the handler\'s without CORS, and must not be with it', () => {
    expect(methodOf(aRegion({}, { 'OPTIONS /orders': {} }), 'OPTIONS', 'orders').Integration.Type).toBe('AWS_PROXY');
    expect(() => aRegion({ cors: { allowOrigins: ['*'] } }, { 'OPTIONS /orders': {} }))
      .toThrow('`method` must not be OPTIONS with `cors`, which answers the preflight requests, got: "OPTIONS /orders"');
  });
});

describe('API Gateway\'s own answers', () => {
  const answersOf = (gatewayResponses?: GatewayResponseOptions[], cors?: CorsSettings) => {
    const answers = Object.values(Template.fromStack(aRegion({ gatewayResponses, cors }).stack).findResources('AWS::ApiGateway::GatewayResponse'));
    return Object.fromEntries(answers.map(({ Properties: { ResponseType: type, RestApiId, ...others } }) => [type, others]));
  };
  const header = (name: string) => `gatewayresponse.header.${name}`;

  test('are what is told', () => {
    const throttled = {
      type: ResponseType.THROTTLED, statusCode: '503', templates: { 'text/plain': 'later' }, responseHeaders: { 'Retry-After': "'9'" },
    };
    expect(answersOf([throttled, { type: ResponseType.DEFAULT_4XX, statusCode: '418' }])).toEqual({
      THROTTLED: { StatusCode: '503', ResponseTemplates: { 'text/plain': 'later' }, ResponseParameters: { [header('Retry-After')]: "'9'" } },
      DEFAULT_4XX: { StatusCode: '418' },
    });
  });

  test.each<[string, CorsSettings, object]>([
    ['all origins', { allowOrigins: ['*'] }, { [header('Access-Control-Allow-Origin')]: "'*'" }],
    ['one origin', { allowOrigins: [ORIGINS[0]] }, { [header('Access-Control-Allow-Origin')]: "'https://a.example.com'" }],
    ['several origins', { allowOrigins: ORIGINS }, { [header('Access-Control-Allow-Origin')]: "'*'" }],
    ['one origin with credentials', { allowOrigins: [ORIGINS[1]], allowCredentials: true, exposeHeaders: ['X-Page', 'X-Size'] }, {
      [header('Access-Control-Allow-Origin')]: "'https://b.example.com'",
      [header('Access-Control-Allow-Credentials')]: "'true'",
      [header('Access-Control-Expose-Headers')]: "'X-Page,X-Size'",
    }],
  ])('can be seen by pages: %s', (_, cors, ResponseParameters) => {
    expect(answersOf(undefined, cors)).toEqual({ DEFAULT_4XX: { ResponseParameters }, DEFAULT_5XX: { ResponseParameters } });
  });

  test('cannot be seen by pages of several origins with credentials, which a constant header cannot tell apart', () => {
    expect(answersOf(undefined, { allowOrigins: ORIGINS, allowCredentials: true })).toEqual({});
  });

  test('keep what is told beside what pages need', () => {
    const told = { type: ResponseType.DEFAULT_5XX, statusCode: '599', responseHeaders: { 'Access-Control-Allow-Origin': "'null'", 'X-Why': "'us'" } };
    expect(answersOf([told, { type: ResponseType.UNAUTHORIZED }], { allowOrigins: ['*'] })).toEqual({
      DEFAULT_4XX: { ResponseParameters: { [header('Access-Control-Allow-Origin')]: "'*'" } },
      DEFAULT_5XX: { StatusCode: '599', ResponseParameters: { [header('Access-Control-Allow-Origin')]: "'null'", [header('X-Why')]: "'us'" } },
      UNAUTHORIZED: { ResponseParameters: { [header('Access-Control-Allow-Origin')]: "'*'" } },
    });
  });
});
