import { App, SecretValue } from 'aws-cdk-lib';
import { ApiKey, AuthorizationType, IResource, LambdaIntegration, MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ApiGateway, Authorizer, Drain, HealthCheck, MultiRegionServerlessApiProps, RegionalApi } from '../../src';
import { aFunction, anApi } from '../an-api';
import { messagesAtSynth } from './messages';

/** What is told of an app whose Regions each have this. */
function told(build: (region: RegionalApi) => void, props?: Partial<MultiRegionServerlessApiProps>): string[] {
  const app = new App();
  anApi(props, app).regionalApis.forEach(build);
  return messagesAtSynth(app).map(message => message.split(': ')[0]);
}

const CORS = { allowOrigins: ['https://www.example.com'] };
const isAmerica = ({ region }: RegionalApi) => region === 'us-east-1';
const admin = ({ restApi }: RegionalApi): IResource => restApi.root.resourceForPath('/admin');
const addHttpRoute = ({ httpApi }: RegionalApi, path: string, authorizer?: IHttpRouteAuthorizer) => httpApi.addRoutes({
  path, methods: [HttpMethod.GET], integration: new HttpLambdaIntegration('Admin', aFunction(httpApi, 'Admin')), authorizer,
});

describe('a route that is made by hand lets everybody in', () => {
  test('where the API\'s routes ask who calls by default', () => {
    expect(told(region => {
      region.useAuthorizer(Authorizer.iam());
      region.addRoute('GET', '/prices', aFunction(region), { authorizer: Authorizer.none() });
      admin(region).addMethod('GET', new LambdaIntegration(aFunction(region, 'Admin')));
    })).toEqual(['GET /admin, made by hand in us-east-1, eu-west-1, lets everybody in']);
  });

  test('where all of the API\'s routes ask who calls', () => {
    expect(told(region => {
      region.addRoute('GET', '/orders', aFunction(region), { authorizer: Authorizer.iam() });
      admin(region).addMethod('GET', new MockIntegration());
    })).toEqual(['GET /admin, made by hand in us-east-1, eu-west-1, lets everybody in']);
  });

  test('in one Region', () => {
    expect(told(region => {
      region.useAuthorizer(Authorizer.iam());
      admin(region).addMethod('GET', new MockIntegration(), isAmerica(region) ? {} : { authorizationType: AuthorizationType.IAM });
    })).toEqual(['GET /admin, made by hand in us-east-1, lets everybody in']);
  });

  test.each(['/admin', '/{proxy+}'])('at %s of an HTTP API', path => {
    expect(told(region => {
      region.useAuthorizer(Authorizer.iam());
      addHttpRoute(region, path);
    }, { gateway: ApiGateway.http() })).toEqual([`GET ${path}, made by hand in us-east-1, eu-west-1, lets everybody in`]);
  });

  test('as the one for all other paths of an HTTP API', () => {
    expect(told(region => {
      region.useAuthorizer(Authorizer.iam());
      region.httpApi.addRoutes({ path: '/{proxy+}', integration: new HttpLambdaIntegration('All', aFunction(region, 'All')) });
    }, { gateway: ApiGateway.http() })).toEqual(['ANY /{proxy+}, made by hand in us-east-1, eu-west-1, lets everybody in']);
  });
});

describe('a route that is made by hand may', () => {
  test.each<[string, (region: RegionalApi) => void]>([
    ['have an authorizer', region => {
      region.useAuthorizer(Authorizer.iam());
      admin(region).addMethod('GET', new MockIntegration(), { authorizationType: AuthorizationType.IAM });
    }],
    ['ask for an API key', region => {
      region.useAuthorizer(Authorizer.iam());
      admin(region).addMethod('GET', new MockIntegration(), { apiKeyRequired: true });
    }],
    ['be as open as others', region => {
      region.addRoute('GET', '/prices', aFunction(region));
      region.addRoute('POST', '/orders', aFunction(region, 'Orders'), { authorizer: Authorizer.iam() });
      admin(region).addMethod('GET', new MockIntegration());
    }],
    ['answer preflight requests', region => {
      region.useAuthorizer(Authorizer.iam());
      const resource = admin(region);
      resource.addMethod('GET', new MockIntegration(), { authorizationType: AuthorizationType.IAM });
      resource.addCorsPreflight(CORS);
    }],
  ])('%s', (_, build) => {
    expect(told(build)).toEqual([]);
  });

  test('have an authorizer of an HTTP API', () => {
    expect(told(region => {
      region.useAuthorizer(Authorizer.iam());
      addHttpRoute(region, '/admin', new HttpIamAuthorizer());
    }, { gateway: ApiGateway.http() })).toEqual([]);
  });

  test('answer Route 53\'s checkers', () => {
    expect(told(region => {
      region.useAuthorizer(Authorizer.iam());
      region.restApi.root.addResource('ready').addMethod('GET', new MockIntegration());
    }, { health: HealthCheck.custom({ path: '/ready' }) })).toEqual([]);
  });
});

describe('a route that is made by hand is in every Region', () => {
  test('or is told', () => {
    expect(told(region => isAmerica(region) && admin(region).addMethod('GET', new MockIntegration())))
      .toEqual(['GET /admin, made by hand in us-east-1, is missing in eu-west-1']);
  });

  test('and may be made by `addRoute()` in another', () => {
    expect(told(region => isAmerica(region) ? admin(region).addMethod('GET', new MockIntegration()) : region.addRoute('GET', '/admin', aFunction(region)))).toEqual([]);
  });
});

describe('a route that is made by hand answers preflight requests', () => {
  test('or is told, with all that it lacks', () => {
    expect(told(region => {
      region.useAuthorizer(Authorizer.iam());
      if (isAmerica(region)) admin(region).addMethod('GET', new MockIntegration());
    }, { gateway: ApiGateway.rest({ cors: CORS }) }))
      .toEqual(['GET /admin, made by hand in us-east-1, lets everybody in and answers no preflight requests and is missing in eu-west-1']);
  });

  test.each<[string, (region: RegionalApi) => void]>([
    ['by hand', region => admin(region).addCorsPreflight(CORS)],
    ['by another route of its path', region => region.addRoute('POST', '/admin', aFunction(region))],
    ['by itself', region => admin(region).addMethod('ANY', new MockIntegration())],
  ])('%s', (_, build) => {
    expect(told(region => {
      admin(region).addMethod('GET', new MockIntegration());
      build(region);
    }, { gateway: ApiGateway.rest({ cors: CORS }) })).toEqual([]);
  });

  test('as an HTTP API does for all', () => {
    expect(told(region => addHttpRoute(region, '/admin'), { gateway: ApiGateway.http({ cors: CORS }) })).toEqual([]);
  });
});

test.each<[string, Partial<MultiRegionServerlessApiProps>]>([
  ['a REST API', { gateway: ApiGateway.rest({ cors: CORS }) }],
  ['an HTTP API', { gateway: ApiGateway.http({ cors: CORS }) }],
  ['a REST API that answers by itself', { health: HealthCheck.shallow() }],
  ['an API with a drain switch', { drain: Drain.byPeers() }],
])('what the library makes in %s is not made by hand', (_, props) => {
  expect(told(region => {
    region.useAuthorizer(Authorizer.iam());
    region.addRoute('GET', '/orders', aFunction(region));
  }, props)).toEqual([]);
});

describe('an API key that is made by hand', () => {
  const OWN = 'The API key at Shop/us-east-1/Shop/RestApi/Partner has a value of its own in us-east-1';

  test.each<[string, (region: RegionalApi) => void, string[]]>([
    ['without a value has one in each Region', ({ restApi }) => restApi.addApiKey('Partner'), [`${OWN}, eu-west-1`]],
    ['has different values', ({ restApi, region }) => restApi.addApiKey('Partner', { value: `${region === 'us-east-1' ? 'one' : 'other'}-key-of-the-partner` }), [`${OWN}, eu-west-1`]],
    ['is in one Region', region => isAmerica(region) && region.restApi.addApiKey('Partner', { value: 'the-key-of-the-partner' }), [OWN]],
    ['has one value', ({ restApi }) => restApi.addApiKey('Partner', { value: 'the-key-of-the-partner' }), []],
    ['has a value from the Region\'s replica of a secret', region => new ApiKey(region, 'Partner', {
      value: SecretValue.secretsManager(`arn:aws:secretsmanager:${region.region}:111122223333:secret:shop/partner-AbCdEf`).unsafeUnwrap(),
    }), []],
  ])('%s', (_, build, found) => {
    expect(told(build)).toEqual(found);
  });
});
