import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { addRoutes, aRegion, methodOf } from './a-rest-region';
import { Authorizer, RegionalApi } from '../../../src';
import { aFunction, anApi, onlyResource } from '../../an-api';

const POOL = 'arn:aws:cognito-idp:sa-east-1:111122223333:userpool/sa-east-1_aBc';
const INVOCATION = (functionId: string) => ({
  'Fn::Join': ['', [
    'arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }, ':lambda:path/2015-03-31/functions/',
    { 'Fn::GetAtt': [functionId, 'Arn'] }, '/invocations',
  ]],
});

function withAuthorizer(authorizer: (region: RegionalApi) => Authorizer): RegionalApi {
  const region = aRegion();
  addRoutes(region, { 'GET /orders': { authorizer: authorizer(region) } });
  return region;
}

test.each([
  ['Authorizer.none()', Authorizer.none(), 'NONE'],
  ['Authorizer.iam()', Authorizer.iam(), 'AWS_IAM'],
])('%s needs no authorizer of the API', (_, authorizer, AuthorizationType) => {
  const region = withAuthorizer(() => authorizer);
  expect(methodOf(region, 'GET', 'orders')).toMatchObject({ AuthorizationType });
  Template.fromStack(region.stack).resourceCountIs('AWS::ApiGateway::Authorizer', 0);
});

describe('Authorizer.cognito()', () => {
  test('asks the user pool', () => {
    const region = withAuthorizer(() => Authorizer.cognito('users', { userPoolArn: POOL }));
    expect(onlyResource(region, 'AWS::ApiGateway::Authorizer')).toEqual({
      Name: 'users',
      Type: 'COGNITO_USER_POOLS',
      ProviderARNs: [POOL],
      IdentitySource: 'method.request.header.Authorization',
      RestApiId: { Ref: expect.any(String) },
    });
    const method = methodOf(region, 'GET', 'orders');
    expect(method).toMatchObject({ AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: expect.stringContaining('Authorizer') } });
    expect(method.AuthorizationScopes).toBeUndefined();
  });

  test('asks the user pool of the Region\'s own stack', () => {
    const region = aRegion();
    const pool = new UserPool(region, 'Users');
    const authorizer = () => Authorizer.cognito('users', { userPoolArn: pool.userPoolArn });
    addRoutes(region, { 'GET /orders': { authorizer: authorizer() }, 'PUT /orders': { authorizer: authorizer() } });
    expect(onlyResource(region, 'AWS::ApiGateway::Authorizer').ProviderARNs).toEqual([region.stack.resolve(pool.userPoolArn)]);
  });

  test('asks for scopes, which may differ from route to route', () => {
    const region = aRegion();
    addRoutes(region, {
      'GET /orders': { authorizer: Authorizer.cognito('users', { userPoolArn: POOL, scopes: ['read', 'list'] }) },
      'PUT /orders': { authorizer: Authorizer.cognito('users', { userPoolArn: POOL, scopes: ['write'] }) },
    });
    Template.fromStack(region.stack).resourceCountIs('AWS::ApiGateway::Authorizer', 1);
    expect(['GET', 'PUT'].map(method => methodOf(region, method, 'orders').AuthorizationScopes)).toEqual([['read', 'list'], ['write']]);
  });
});

describe.each<[string, (region: RegionalApi, ttl?: Duration) => Authorizer, object]>([
  ['Authorizer.lambdaToken()', (region, resultsCacheTtl) => Authorizer.lambdaToken('guard', guardOf(region), { resultsCacheTtl }),
    { Type: 'TOKEN', IdentitySource: 'method.request.header.Authorization' }],
  ['Authorizer.lambdaRequest()', (region, resultsCacheTtl) => Authorizer.lambdaRequest('guard', guardOf(region), { resultsCacheTtl }),
    { Type: 'REQUEST', IdentitySource: 'method.request.header.Authorization' }],
  ['Authorizer.lambdaRequest() with headers',
    (region, resultsCacheTtl) => Authorizer.lambdaRequest('guard', guardOf(region), { headers: ['X-Tenant', 'X-Token'], resultsCacheTtl }),
    { Type: 'REQUEST', IdentitySource: 'method.request.header.X-Tenant,method.request.header.X-Token' }],
])('%s', (_, authorizer, expected) => {
  const region = withAuthorizer(authorizer);
  const template = Template.fromStack(region.stack);
  const [functionId] = Object.keys(template.findResources('AWS::Lambda::Function')).filter(id => id.includes('Guard'));
  const [authorizerId] = Object.keys(template.findResources('AWS::ApiGateway::Authorizer'));

  test('asks the function', () => {
    expect(onlyResource(region, 'AWS::ApiGateway::Authorizer')).toEqual({
      Name: 'guard', AuthorizerUri: INVOCATION(functionId), AuthorizerResultTtlInSeconds: 300, RestApiId: { Ref: expect.any(String) }, ...expected,
    });
    expect(methodOf(region, 'GET', 'orders')).toMatchObject({ AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: authorizerId } });
  });

  test('may invoke it, and only it, before callers come', () => {
    const [[permission, { Properties }]] = Object.entries(template.findResources('AWS::Lambda::Permission', {
      Properties: { FunctionName: { 'Fn::GetAtt': [functionId, 'Arn'] } },
    }));
    expect(Properties).toMatchObject({ Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' });
    expect(Properties.SourceArn['Fn::Join'][1].slice(-2)).toEqual(['/authorizers/', { Ref: authorizerId }]);
    template.hasResource('AWS::ApiGateway::Deployment', { DependsOn: Match.arrayWith([permission]) });
  });

  test.each([0, 1, 3600])('remembers for %s seconds', ttl => {
    const remembering = withAuthorizer(inRegion => authorizer(inRegion, Duration.seconds(ttl)));
    expect(onlyResource(remembering, 'AWS::ApiGateway::Authorizer').AuthorizerResultTtlInSeconds).toBe(ttl);
  });
});

test('a lambda authorizer that remembers nothing needs no header', () => {
  const options = { headers: [], resultsCacheTtl: Duration.seconds(0) };
  const region = withAuthorizer(inRegion => Authorizer.lambdaRequest('guard', guardOf(inRegion), options));
  expect(onlyResource(region, 'AWS::ApiGateway::Authorizer').IdentitySource).toBeUndefined();
});

describe('the name of an authorizer', () => {
  test.each<[string, (region: RegionalApi) => Authorizer[]]>([
    ['the same object', region => Array(2).fill(Authorizer.lambdaToken('one', guardOf(region)))],
    ['the same settings', region => [guardOf(region)].flatMap(guard => [Authorizer.lambdaToken('one', guard), Authorizer.lambdaToken('one', guard)])],
    ['a default that is spelled out',
      region => [guardOf(region)].flatMap(guard => [Authorizer.lambdaToken('one', guard), Authorizer.lambdaToken('one', guard, { resultsCacheTtl: Duration.minutes(5) })])],
  ])('makes one of many routes: %s', (_, authorizers) => {
    const region = aRegion();
    const [first, second] = authorizers(region);
    addRoutes(region, { 'GET /orders': { authorizer: first }, 'PUT /orders': { authorizer: second } });
    Template.fromStack(region.stack).resourceCountIs('AWS::ApiGateway::Authorizer', 1);
  });

  test.each<[string, (region: RegionalApi) => Authorizer[]]>([
    ['functions', region => [Authorizer.lambdaToken('one', guardOf(region)), Authorizer.lambdaToken('one', guardOf(region, 'Other'))]],
    ['kinds', region => [Authorizer.lambdaToken('one', guardOf(region)), Authorizer.cognito('one', { userPoolArn: POOL })]],
    ['pools', () => [Authorizer.cognito('one', { userPoolArn: POOL }), Authorizer.cognito('one', { userPoolArn: `${POOL}d` })]],
  ])('is refused for two: %s', (_, authorizers) => {
    const region = aRegion();
    const [first, second] = authorizers(region);
    expect(() => addRoutes(region, { 'GET /orders': { authorizer: first }, 'PUT /users': { authorizer: second } }))
      .toThrow('`name` of an authorizer must be given to one authorizer in an API, got: "one"');
    expect(methodOf(region, 'PUT', 'users')).toBeUndefined();
  });
});

describe('what a REST API has not is refused, and what to choose instead', () => {
  test.each<[string, Authorizer, string]>([
    ['JWT', Authorizer.jwt('tokens', { issuer: 'https://login.example.com', audience: ['shop'] }),
      '`Authorizer.jwt()` needs `ApiGateway.http()`, got: "ApiGateway.rest()". '
      + 'Choose `Authorizer.cognito()` for the tokens of a user pool, `Authorizer.lambdaToken()` for others'],
    ['clients', Authorizer.cognito('users', { userPoolArn: POOL, clientIds: ['1a2b'] }),
      '`clientIds` of `Authorizer.cognito()` need `ApiGateway.http()`: a REST API takes every client of the pool, got: ["1a2b"]'],
  ])('%s', (_, authorizer, message) => {
    expect(() => withAuthorizer(() => authorizer)).toThrow(message);
  });
});

describe('the Region\'s own authorizer', () => {
  test('stands for all routes that name none', () => {
    const region = aRegion();
    region.useAuthorizer(Authorizer.iam());
    addRoutes(region, { 'GET /orders': {}, 'PUT /orders': { authorizer: undefined }, 'GET /open': { authorizer: Authorizer.none() } });
    expect([['GET', 'orders'], ['PUT', 'orders'], ['GET', 'open']].map(([method, part]) => methodOf(region, method, part).AuthorizationType))
      .toEqual(['AWS_IAM', 'AWS_IAM', 'NONE']);
  });

  test('leaves the health check open', () => {
    const region = aRegion();
    region.useAuthorizer(Authorizer.iam());
    expect(methodOf(region, 'GET', 'health').AuthorizationType).toBe('NONE');
  });

  test('must come before the routes', () => {
    const region = aRegion({}, { 'GET /orders': {} });
    expect(() => region.useAuthorizer(Authorizer.iam())).toThrow('`useAuthorizer()` must come before the first route, got: ["GET /orders"]');
  });
});

describe('the function of an authorizer', () => {
  const message = /^`handler` of the authorizer guard must be in the stack of eu-west-1, because no token may cross a Region or a stack, got: "Shop\/us-east-1"/;

  test.each<[string, (region: RegionalApi, authorizer: Authorizer) => void]>([
    ['of a route', (region, authorizer) => addRoutes(region, { 'GET /orders': { authorizer } })],
    ['of all routes', (region, authorizer) => region.useAuthorizer(authorizer)],
  ])('is in the Region\'s stack: %s', (_, use) => {
    const api = anApi();
    const [elsewhere, region] = api.regionalApis;
    expect(() => use(region, Authorizer.lambdaToken('guard', guardOf(elsewhere)))).toThrow(message);
    expect(Stack.of(region).node.findAll().some(construct => construct.node.id.startsWith('Authorizer'))).toBe(false);
  });
});

function guardOf(region: RegionalApi, id: string = 'Guard') {
  return aFunction(region, id);
}
