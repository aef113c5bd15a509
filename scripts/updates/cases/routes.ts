import { Duration, SecretValue } from 'aws-cdk-lib';
import { JsonSchema, JsonSchemaType } from 'aws-cdk-lib/aws-apigateway';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { ApiGateway, Authorizer, GradualDeployment, RegionalApi, RequestValidation, RouteOptions } from '../../../src';
import { functionOf, HTTP, Route, shop, shopWithRoutes, Shop } from '../shop';
import { around, walk, walkOptional } from '../walk';

const POOL = (id: string) => `arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_${id}`;
const REST: Shop = { gateway: ApiGateway.rest() };

type Options = (region: RegionalApi) => RouteOptions;

const withOptions = (of: Shop) => (options?: Options | RouteOptions) => shopWithRoutes([['POST', '/orders', options]], of);
const authorizedBy = (authorizer: (region: RegionalApi) => Authorizer): Options => region => ({ authorizer: authorizer(region) });

const ROUTES: Record<string, Route[]> = {
  'none': [],
  'GET /orders': [['GET', '/orders']],
  'POST /orders': [['POST', '/orders']],
  'ANY /orders': [['ANY', '/orders']],
  'GET /sales': [['GET', '/sales']],
  'GET, POST /orders': [['GET', '/orders'], ['POST', '/orders']],
  'POST, GET /orders': [['POST', '/orders'], ['GET', '/orders']],
  'GET /orders/{id}': [['GET', '/orders/{id}']],
  'GET /orders/{order}': [['GET', '/orders/{order}']],
  'GET /orders/{proxy+}': [['GET', '/orders/{proxy+}']],
  'GET /orders/{id}/items': [['GET', '/orders/{id}/items']],
  'GET /orders/{order}/items': [['GET', '/orders/{order}/items']],
  'GET /orders/{order}/lines': [['GET', '/orders/{order}/lines']],
  'GET /orders by another function': [['GET', '/orders', {}, 'Others']],
};
const ROUTE_CHANGES = [
  'none → GET /orders', 'GET /orders → none', 'GET /orders → POST /orders', 'GET /orders → ANY /orders', 'GET /orders → GET /sales',
  'GET /orders → GET, POST /orders', 'GET, POST /orders → POST, GET /orders', 'GET, POST /orders → GET /orders',
  'GET /orders/{id} → none → GET /orders/{order}', 'GET /orders/{id} → none → GET /orders/{proxy+}', 'GET /orders/{proxy+} → none → GET /orders/{id}',
  'GET /orders/{id}/items → none → GET /orders/{order}/items', 'GET /orders/{id}/items → none → GET /orders/{order}/lines',
  'GET /orders → GET /orders/{id}', 'GET /orders → GET /orders by another function',
];

const REST_AUTHORIZERS: Record<string, Options> = {
  'none()': () => ({ authorizer: Authorizer.none() }),
  'iam()': () => ({ authorizer: Authorizer.iam() }),
  'cognito()': authorizedBy(() => Authorizer.cognito('Users', { userPoolArn: POOL('One') })),
  'lambdaToken()': authorizedBy(region => Authorizer.lambdaToken('Users', functionOf(region, 'Authorize'))),
  'lambdaRequest()': authorizedBy(region => Authorizer.lambdaRequest('Users', functionOf(region, 'Authorize'))),
};
const HTTP_AUTHORIZERS: Record<string, Options> = {
  'none()': REST_AUTHORIZERS['none()'],
  'iam()': REST_AUTHORIZERS['iam()'],
  'jwt()': authorizedBy(() => Authorizer.jwt('Users', { issuer: 'https://login.example.com', audience: ['shop'] })),
  'cognito()': authorizedBy(() => Authorizer.cognito('Users', { userPoolArn: POOL('One'), clientIds: ['web'] })),
  'lambdaRequest()': REST_AUTHORIZERS['lambdaRequest()'],
};

function authorizers(kind: string, of: Shop) {
  const build = withOptions(of);
  const lambda = (options: Parameters<typeof Authorizer.lambdaRequest>[2], name: string = 'Users', handler: string = 'Authorize') =>
    build(authorizedBy(region => Authorizer.lambdaRequest(name, functionOf(region, handler), options)));
  const clientIds = of.gateway === HTTP ? ['web'] : undefined;
  return [
    ...walk(`${kind}: authorizer name`, name => lambda({}, name), { Users: 'Users', Callers: 'Callers' }, 'Users → Callers'),
    ...walk(`${kind}: authorizer handler`, handler => lambda({}, 'Users', handler), { Authorize: 'Authorize', Allow: 'Allow' }, 'Authorize → Allow'),
    ...walkOptional(`${kind}: lambdaRequest().headers`, headers => lambda({ headers }), ['X-A', ['X-A']], ['X-A, X-B', ['X-A', 'X-B']]),
    ...walkOptional(`${kind}: lambdaRequest().resultsCacheTtl`, resultsCacheTtl => lambda({ resultsCacheTtl }), ['1 minute', Duration.minutes(1)], ['not at all', Duration.seconds(0)]),
    ...walk(`${kind}: cognito().userPoolArn`, userPoolArn => build(authorizedBy(() => Authorizer.cognito('Users', { userPoolArn, clientIds }))), { One: POOL('One'), Two: POOL('Two') }, 'One → Two'),
    ...walkOptional(`${kind}: cognito().scopes`, scopes => build(authorizedBy(() => Authorizer.cognito('Users', { userPoolArn: POOL('One'), clientIds, scopes }))), ['read', ['read']], ['write', ['write']]),
    ...walkOptional(`${kind}: useAuthorizer()`, authorizer => shopWithRoutes([['POST', '/orders']], of, region => authorizer && region.useAuthorizer(authorizer)), ['iam()', Authorizer.iam()]),
  ];
}

const SCHEMA: JsonSchema = { type: JsonSchemaType.OBJECT, required: ['order'] };
const VALIDATIONS = {
  'none': undefined,
  'body()': RequestValidation.body(SCHEMA),
  'body(), another schema': RequestValidation.body({ type: JsonSchemaType.OBJECT }),
  'parameters()': RequestValidation.parameters('querystring.page'),
  'parameters(), another one': RequestValidation.parameters('querystring.size'),
  'bodyAndParameters()': RequestValidation.bodyAndParameters(SCHEMA, 'querystring.page'),
};

const alarmsOf = (...ids: string[]) => (region: RegionalApi) => ids.map(id => new Metric({ namespace: 'Shop', metricName: id }).createAlarm(region, id, { threshold: 9, evaluationPeriods: 2 }));
const DEPLOYMENTS: Record<string, Options | undefined> = {
  'none': undefined,
  'canary()': () => ({ deployment: GradualDeployment.canary() }),
  'canary(), 20 %': () => ({ deployment: GradualDeployment.canary({ percent: 20 }) }),
  'canary(), 30 %': () => ({ deployment: GradualDeployment.canary({ percent: 30 }) }),
  'canary(), 7 minutes': () => ({ deployment: GradualDeployment.canary({ duration: Duration.minutes(7) }) }),
  'linear()': () => ({ deployment: GradualDeployment.linear() }),
  'linear(), 2 minutes': () => ({ deployment: GradualDeployment.linear({ interval: Duration.minutes(2) }) }),
  'linear(), 25 %': () => ({ deployment: GradualDeployment.linear({ percent: 25 }) }),
  'allAtOnce()': () => ({ deployment: GradualDeployment.allAtOnce() }),
  'canary(), maxErrors 5': () => ({ deployment: GradualDeployment.canary({ maxErrors: 5 }) }),
  'canary(), an alarm': region => ({ deployment: GradualDeployment.canary({ alarms: alarmsOf('Slow')(region) }) }),
  'canary(), two alarms': region => ({ deployment: GradualDeployment.canary({ alarms: alarmsOf('Slow', 'Late')(region) }) }),
};
const DEPLOYMENT_CHANGES = [
  'none → canary()', 'canary() → none', 'canary() → canary(), 20 %', 'canary(), 20 % → canary(), 30 %', 'canary() → canary(), 7 minutes', 'canary() → linear()',
  'linear() → linear(), 2 minutes', 'linear() → linear(), 25 %', 'canary() → allAtOnce()', 'allAtOnce() → canary()', 'canary() → canary(), maxErrors 5',
  'canary() → canary(), an alarm', 'canary(), an alarm → canary(), two alarms', 'canary(), two alarms → canary()', 'canary() → none → canary()',
];

function forBoth(kind: string, of: Shop) {
  return [
    ...walk(`${kind}: addRoute()`, routes => shopWithRoutes(routes, of), ROUTES, ...ROUTE_CHANGES),
    ...walkOptional(`${kind}: throttle`, throttle => withOptions(of)({ throttle }), ['5', { rateLimit: 5, burstLimit: 9 }], ['7', { rateLimit: 7, burstLimit: 9 }]),
    ...walkOptional(`${kind}: regional`, regional => withOptions(of)({ regional }), ['true', true]),
    ...walk(`${kind}: deployment`, withOptions(of), DEPLOYMENTS, ...DEPLOYMENT_CHANGES),
    ...authorizers(kind, of),
  ];
}

const acl = (name: string) => (region: RegionalApi) => region.addWebAcl(`arn:aws:wafv2:${region.region}:111122223333:regional/webacl/${name}/1234abcd`);

export const ROUTE_CASES = [
  ...forBoth('rest()', REST),
  ...walk('rest(): authorizer', withOptions(REST), REST_AUTHORIZERS, ...around(REST_AUTHORIZERS)),
  ...walkOptional('rest(): apiKeyRequired', apiKeyRequired => shopWithRoutes([['POST', '/orders', { apiKeyRequired }]], {
    gateway: ApiGateway.rest({ usagePlans: [{ name: 'gold', apiKeys: [{ name: 'acme', value: aKey() }] }] }),
  }), ['true', true]),
  ...walk<RequestValidation | undefined>('rest(): requestValidation', requestValidation => withOptions(REST)({ requestValidation }), VALIDATIONS,
    'none → body()', 'body() → body(), another schema', 'body() → parameters()', 'parameters() → parameters(), another one', 'parameters() → bodyAndParameters()',
    'bodyAndParameters() → body()', 'body() → none', 'parameters() → none'),
  ...walkOptional('rest(): addWebAcl()', add => shop(REST, api => api.regionalApis.forEach(region => add?.(region))), ['one', acl('one')], ['another', acl('another')]),
  ...forBoth('http()', { gateway: HTTP }),
  ...walk('http(): authorizer', withOptions({ gateway: HTTP }), HTTP_AUTHORIZERS, ...around(HTTP_AUTHORIZERS)),
  ...walk('http(): jwt().issuer', issuer => withOptions({ gateway: HTTP })(authorizedBy(() => Authorizer.jwt('Users', { issuer, audience: ['shop'] }))),
    { login: 'https://login.example.com', id: 'https://id.example.com' }, 'login → id'),
  ...walk('http(): jwt().audience', audience => withOptions({ gateway: HTTP })(authorizedBy(() => Authorizer.jwt('Users', { issuer: 'https://login.example.com', audience }))),
    { 'shop': ['shop'], 'shop, web': ['shop', 'web'], 'web, shop': ['web', 'shop'] }, 'shop → shop, web', 'shop, web → web, shop', 'shop, web → shop'),
  ...walkOptional('http(): jwt().scopes', scopes => withOptions({ gateway: HTTP })(authorizedBy(() => Authorizer.jwt('Users', { issuer: 'https://login.example.com', audience: ['shop'], scopes }))),
    ['read', ['read']], ['write', ['write']]),
  ...walk('http(): cognito().clientIds', clientIds => withOptions({ gateway: HTTP })(authorizedBy(() => Authorizer.cognito('Users', { userPoolArn: POOL('One'), clientIds }))),
    { 'web': ['web'], 'web, app': ['web', 'app'] }, 'web → web, app', 'web, app → web'),
];

function aKey() {
  return SecretValue.unsafePlainText('a'.repeat(20));
}
