import { ApiGateway } from '../../src';
import { aFunction, anApi } from '../an-api';

function aRoute(gateway: ApiGateway) {
  const region = anApi({ gateway }).inRegion('eu-west-1');
  return region.addRoute('GET', '/orders/{id}', aFunction(region));
}

test('a route of a REST API is CDK\'s method', () => {
  const route = aRoute(ApiGateway.rest());
  expect([route.method.httpMethod, route.method.resource.path]).toEqual(['GET', '/orders/{id}']);
  expect(route.construct).toBe(route.method);
  expect(() => route.httpRoute).toThrow('`httpRoute` exists with `ApiGateway.http()`, got: "ApiGateway.rest()". Use `method`');
});

test('a route of an HTTP API is CDK\'s route', () => {
  const route = aRoute(ApiGateway.http());
  expect(route.httpRoute.path).toBe('/orders/{id}');
  expect(route.construct).toBe(route.httpRoute);
  expect(() => route.method).toThrow('`method` exists with `ApiGateway.rest()`, got: "ApiGateway.http()". Use `httpRoute`');
});
