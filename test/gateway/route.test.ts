import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { Authorizer, HealthCheck, MultiRegionServerlessApi } from '../../src';
import { addRouteEverywhere, aFunction, anApi, onlyResource, templateOf } from '../an-api';

function add(method: string, path: string, ...existing: [string, string][]) {
  const region = anApi().inRegion('us-east-1');
  existing.forEach(([otherMethod, otherPath], i) => region.addRoute(otherMethod, otherPath, aFunction(region, `Other${i}`)));
  return region.addRoute(method, path, aFunction(region)).method;
}

test.each([
  ['GET', '/'], ['POST', '/orders'], ['PUT', '/orders/{id}'], ['PATCH', '/orders/{id}/lines/{line}'], ['DELETE', '/a-b_c.d:e'], ['POST', '/a:batch'],
  ['HEAD', '/{id}'], ['OPTIONS', '/x'], ['ANY', '/{proxy+}'],
])('%s %s is a route', (method, path) => {
  expect(add(method, path).httpMethod).toBe(method);
});

test.each([
  ['get', '/orders', '`method` must be one of GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS, ANY, got: "get"'],
  ['FETCH', '/orders', /^`method` must be one of GET/],
  ['GET', 'orders', '`path` must start with "/", got: "orders"'],
  ['GET', '', '`path` must start with "/", got: ""'],
  ['GET', '/orders/', '`path` must be made of parts like "orders", "{id}" or, at the end, "{proxy+}", got: "/orders/"'],
  ['GET', '//orders', /^`path` must be made of parts like/],
  ['GET', '/orders?x=1', /^`path` must be made of parts like/],
  ['GET', '/or ders', /^`path` must be made of parts like/],
  ['GET', '/pre{id}', /^`path` must be made of parts like/],
  ['GET', '/orders/:id', '`path` must have its variable parts in braces, not behind a colon, got: "/orders/:id". Write "/orders/{id}"'],
  ['GET', '/:day/x:y/:line_no', 'got: "/:day/x:y/:line_no". Write "/{day}/x:y/{line_no}"'],
  ['GET', '/orders/:id(\\d+)/:', 'got: "/orders/:id(\\\\d+)/:". Write "/orders/{id}/{id}"'],
  ['GET', '/{proxy+}/x', '`path` must have its greedy part, "{proxy+}", at the end, got: "/{proxy+}/x"'],
])('%s %s is refused', (method, path, message) => {
  expect(() => add(method, path)).toThrow(message);
});

test('the same route twice is refused', () => {
  expect(() => add('GET', '/orders', ['GET', '/orders'])).toThrow('A route must be added once in a Region, got: "GET /orders"');
});

test('another method of the same path is a route', () => {
  expect(add('POST', '/orders', ['GET', '/orders']).httpMethod).toBe('POST');
});

test.each([['/orders/{name}', '/orders/{id}'], ['/orders/{name}/lines', '/orders/{id}'], ['/orders/{proxy+}', '/orders/{id}/lines']])(
  '%s beside %s is refused, since API Gateway has one variable part at a place', (path, existing) => {
    expect(() => add('GET', path, ['GET', existing])).toThrow(`\`path\` must name its variable part as ${existing} does, "{id}", got: "${path}"`);
  });

describe('the path of the health check', () => {
  test.each(['GET', 'ANY'])('%s on it is refused', method => {
    expect(() => add(method, '/health')).toThrow(
      `A route must not shadow the health check, got: "${method} /health". Give the health check another \`path\`, or choose \`HealthCheck.custom()\` to answer it yourself`);
  });

  test('POST on it, and greedy paths around it, are routes', () => {
    expect(add('POST', '/health', ['ANY', '/{proxy+}']).httpMethod).toBe('POST');
  });

  test('is the consumer\'s own with HealthCheck.custom()', () => {
    const api = anApi({ health: HealthCheck.custom({ path: '/ready' }) });
    addRouteEverywhere(api, 'GET', '/ready');
    templateOf(api, 'eu-west-1').resourceCountIs('AWS::ApiGateway::Method', 1);
  });
});

test.each<[string, (app: App, api: MultiRegionServerlessApi) => Construct]>([
  ['another Region', (_, api) => api.inRegion('us-east-1')],
  ['another stack of the Region', app => new Stack(app, 'Handlers', { env: { region: 'eu-west-1' } })],
])('a handler of %s is refused', (_, scope) => {
  const app = new App();
  const api = anApi({}, app);
  const handler = aFunction(scope(app, api));
  expect(() => api.inRegion('eu-west-1').addRoute('GET', '/orders', handler)).toThrow(new RegExp('^`handler` of GET /orders must be in the stack of eu-west-1, '
    + 'because no token may cross a Region or a stack, got: .* Make it in the scope of the `RegionalApi`, or import it there'));
});

test('a handler that is imported into the Region\'s stack is one', () => {
  const region = anApi().inRegion('eu-west-1');
  expect(region.addRoute('GET', '/orders', Function.fromFunctionName(region, 'Imported', 'orders')).method.httpMethod).toBe('GET');
});

test('a new name of a function deploys the stage anew', () => {
  const deployment = (functionName: string) => {
    const region = anApi().inRegion('eu-west-1');
    region.addRoute('GET', '/orders', aFunction(region, 'Handler', { functionName }), { regional: true });
    return Object.keys(Template.fromStack(region.stack).findResources('AWS::ApiGateway::Deployment'))[0];
  };
  expect(deployment('orders-eu-west-1')).not.toBe(deployment('baskets-eu-west-1'));
});

test('API Gateway may invoke the handler for its route and no other', () => {
  const region = anApi({ health: HealthCheck.shallow() }).inRegion('eu-west-1');
  const handler = aFunction(region);
  region.addRoute('GET', '/orders/{id}', handler, { regional: true });
  const permission = onlyResource(region, 'AWS::Lambda::Permission');
  expect(permission).toMatchObject({ Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' });
  expect(permission.FunctionName).toEqual(Stack.of(region).resolve(handler.functionArn));
  expect(JSON.stringify(permission.SourceArn)).toContain('/GET/orders/*');
});

describe('the route of a custom health check', () => {
  const region = () => anApi({ health: HealthCheck.custom({ path: '/ready' }) }).inRegion('us-east-1');

  test.each([
    ['an authorizer', { authorizer: Authorizer.iam() }], ['an API key', { apiKeyRequired: true }],
  ])('cannot ask for %s, for Route 53\'s checkers send no credentials', (_, options) => {
    const here = region();
    expect(() => here.addRoute('GET', '/ready', aFunction(here), options)).toThrow('The route of the health check must be open, for Route 53\'s checkers '
      + 'send no credentials, got: "GET /ready". Give it `Authorizer.none()` and no `apiKeyRequired`');
  });

  test('is not guarded by the authorizer of the others either', () => {
    const here = region();
    here.useAuthorizer(Authorizer.iam());
    expect(() => here.addRoute('ANY', '/ready', aFunction(here))).toThrow(/^The route of the health check must be open/);
    expect(() => here.addRoute('GET', '/ready', aFunction(here, 'Open'), { authorizer: Authorizer.none() })).not.toThrow();
  });
});
