import * as fc from 'fast-check';
import { route } from './rest-api/rest-api';
import { MethodDefinition } from '../../../../local/services/api-gateway/rest-api/rest-api-definition';
import { RouteTable } from '../../../../local/services/api-gateway/route-table';

function match(routes: string[], asked: string) {
  const table = new RouteTable(routes.map(each => route(...each.split(' ') as [string, string])));
  const found = table.match(...asked.split(' ') as [string, string]);
  return found && { route: `${found.route.httpMethod} ${found.route.resourcePath}`, pathParameters: found.pathParameters };
}

test.each([
  ['a literal part goes before a variable one', ['GET /{id}', 'GET /me'], 'GET /me', 'GET /me'],
  ['a variable part goes before a greedy one', ['GET /{proxy+}', 'GET /{id}'], 'GET /7', 'GET /{id}'],
  ['a greedy part takes what is deeper than the variable one', ['GET /{proxy+}', 'GET /{id}'], 'GET /7/items', 'GET /{proxy+}'],
  ['the greedy part with the longer literal start wins', ['GET /{proxy+}', 'GET /api/{proxy+}'], 'GET /api/a/b', 'GET /api/{proxy+}'],
  ['a method goes before ANY', ['ANY /me', 'GET /me'], 'GET /me', 'GET /me'],
  ['ANY serves the methods that are not named', ['ANY /me', 'GET /me'], 'PUT /me', 'ANY /me'],
  ['the place in the path counts more than the method', ['GET /{id}', 'ANY /me'], 'GET /me', 'ANY /me'],
  ['a literal part that leads nowhere gives way to a variable one', ['GET /a/b', 'GET /a/{id}/x'], 'GET /a/b/x', 'GET /a/{id}/x'],
  ['a literal part without the method gives way to a variable one', ['PATCH /users/me', 'GET /users/{id}'], 'GET /users/me', 'GET /users/{id}'],
  ['a literal part without the method gives way to a greedy one', ['GET /things/real', 'POST /things/{proxy+}'], 'POST /things/real', 'POST /things/{proxy+}'],
  ['a resource without methods gives way to a greedy part above it', ['POST /items/{id}/files', 'ANY /{proxy+}'], 'GET /items/7', 'ANY /{proxy+}'],
  ['the root is a resource', ['GET /'], 'GET /', 'GET /'],
  ['a slash at the end does not count', ['GET /hello'], 'GET /hello/', 'GET /hello'],
  ['a literal part is known in its encoded form', ['GET /a:b'], 'GET /a%3Ab', 'GET /a:b'],
])('%s', (_name, routes, asked, expected) => {
  expect(match(routes, asked)?.route).toBe(expected);
});

test.each([
  ['a path that no resource has', ['GET /hello'], 'GET /bye'],
  ['a path below a resource', ['GET /hello'], 'GET /hello/you'],
  ['a method that the resource lacks', ['GET /hello'], 'POST /hello'],
  ['another spelling of a literal part', ['GET /hello'], 'GET /Hello'],
  ['the root, for a greedy part', ['GET /{proxy+}'], 'GET /'],
  ['the parent of a greedy part', ['GET /api/{proxy+}'], 'GET /api/'],
])('%s has no route', (_name, routes, asked) => {
  expect(match(routes, asked)).toBeUndefined();
});

test.each([
  ['a route without variable parts has none', 'GET /a', 'GET /a', null],
  ['every variable part has its own', 'GET /orders/{order}/items/{item}', 'GET /orders/1/items/2', { order: '1', item: '2' }],
  ['a greedy part takes the rest', 'GET /{stage}/{proxy+}', 'GET /dev/hello/world', { stage: 'dev', proxy: 'hello/world' }],
  ['a slash at the end is not part of the rest', 'GET /{proxy+}', 'GET /hello/world/', { proxy: 'hello/world' }],
  ['they stay encoded as they were sent', 'GET /users/{email}', 'GET /users/ann%2Bshop%40example.com', { email: 'ann%2Bshop%40example.com' }],
  ['an encoded slash does not divide', 'GET /{first}/{proxy+}', 'GET /a%2Fb/c%2Fd/e', { first: 'a%2Fb', proxy: 'c%2Fd/e' }],
  ['a percent sign alone is a character', 'GET /{share}', 'GET /100%', { share: '100%' }],
])('path parameters: %s', (_name, only, asked, expected) => {
  expect(match([only], asked)?.pathParameters).toEqual(expected);
});

describe('whatever the routes are', () => {
  const part = fc.constantFrom('a', 'b', '{variable}');
  const resourcePath = fc.tuple(fc.array(part, { maxLength: 3 }), fc.boolean())
    .map(([parts, greedy]) => `/${[...parts.map((each, depth) => each.replace('variable', `part${depth}`)), ...greedy ? ['{proxy+}'] : []].join('/')}`);
  const routes = fc.uniqueArray(
    fc.tuple(fc.constantFrom('GET', 'POST', 'ANY'), resourcePath).map(([method, path]) => route(method, path)),
    { maxLength: 12, selector: ({ httpMethod, resourcePath: path }) => `${httpMethod} ${path}` },
  );
  const asked = fc.tuple(fc.constantFrom('GET', 'POST', 'PUT'), fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 }).map(parts => `/${parts.join('/')}`));

  test('the chosen one is the one that a search through all of them finds', () => {
    fc.assert(fc.property(routes, asked, (methods, [httpMethod, path]) => {
      expect(new RouteTable(methods).match(httpMethod, path)?.route).toBe(naiveMatch(methods, httpMethod, path));
    }), { numRuns: 1000 });
  });

  test('their order does not matter', () => {
    fc.assert(fc.property(routes, asked, (methods, [httpMethod, path]) => {
      expect(new RouteTable([...methods].reverse()).match(httpMethod, path)).toEqual(new RouteTable(methods).match(httpMethod, path));
    }));
  });

  test('the path parameters put into the resource path give the path that was asked for', () => {
    fc.assert(fc.property(routes, asked, (methods, [httpMethod, path]) => {
      const found = new RouteTable(methods).match(httpMethod, path);
      const filled = found?.route.resourcePath.replace(/\{(.+?)\+?\}/g, (_, name) => found.pathParameters![name]);
      expect(filled ?? path).toBe(path);
    }));
  });
});

function naiveMatch(methods: MethodDefinition[], httpMethod: string, path: string): MethodDefinition | undefined {
  return methods
    .filter(method => [httpMethod, 'ANY'].includes(method.httpMethod) && pattern(method).test(path))
    .sort((a, b) => rank(a).localeCompare(rank(b)))[0];
}

function pattern({ resourcePath }: MethodDefinition): RegExp {
  return new RegExp(`^${resourcePath.replace(/\{[^}]+\+\}/, '.+').replace(/\{[^}]+\}/g, '[^/]+')}$`);
}

/** E.g. "021" for `ANY /a/{proxy+}`: the lower, the earlier. */
function rank({ httpMethod, resourcePath }: MethodDefinition): string {
  const parts = resourcePath.split('/').slice(1).map(part => part.endsWith('+}') ? 2 : part.startsWith('{') ? 1 : 0);
  return [...parts, httpMethod === 'ANY' ? 1 : 0].join('');
}
