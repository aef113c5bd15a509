import * as fs from 'fs';
import * as http from 'http';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as rest from 'aws-cdk-lib/aws-apigateway';
import { CfnApiMapping, CorsHttpMethod, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets';
import { LocalRegions, start } from '../../../../local';

/** A hand-written app, without this library: an HTTP API at the root of a domain name, and a REST API beneath it. */
function synthesizeShop(): string {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'shop-')) });
  const stack = new Stack(app, 'Shop', { env: { region: 'eu-central-1' } });
  const fn = (id: string, body: string) => new Function(stack, id, {
    runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline(`exports.handler = async event => { ${body} };`),
  });

  const httpApi = new HttpApi(stack, 'Http', {
    corsPreflight: { allowOrigins: ['https://www.example.com'], allowMethods: [CorsHttpMethod.GET], allowHeaders: ['authorization'] },
  });
  const orders = fn('Orders', 'return { routeKey: event.routeKey, rawPath: event.rawPath, id: event.pathParameters?.id, user: event.requestContext.authorizer?.lambda.user };');
  const guard = fn('Guard', 'return { isAuthorized: event.identitySource[0] === "Bearer ann", context: { user: "ann" } };');
  const integration = new HttpLambdaIntegration('ToOrders', orders);
  httpApi.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], integration });
  httpApi.addRoutes({
    path: '/mine', methods: [HttpMethod.GET], integration, authorizer: new HttpLambdaAuthorizer('Guarded', guard, { responseTypes: [HttpLambdaResponseType.SIMPLE] }),
  });
  httpApi.addRoutes({ path: '/cookies', methods: [HttpMethod.POST], integration: new HttpLambdaIntegration('ToCookies', fn('Cookies', 'return { statusCode: 201, cookies: ["a=1", "b=2"], body: Buffer.from(event.body).toString("base64"), isBase64Encoded: true };')) });
  httpApi.addRoutes({ path: '/broken', methods: [HttpMethod.GET], integration: new HttpLambdaIntegration('ToBroken', fn('Broken', 'throw new Error("broken");')) });

  const restApi = new rest.RestApi(stack, 'Rest', { disableExecuteApiEndpoint: true });
  const items = restApi.root.addResource('items', { defaultCorsPreflightOptions: { allowOrigins: ['https://www.example.com'] } });
  const gate = fn('Gate', 'return { principalId: "ann", policyDocument: { Statement: [{ Action: "execute-api:Invoke", Effect: event.authorizationToken === "ann" ? "Allow" : "Deny", Resource: event.methodArn }] } };');
  items.addMethod('GET', new rest.LambdaIntegration(fn('Items', 'return { statusCode: 200, body: JSON.stringify({ path: event.path, user: event.requestContext.authorizer.principalId }) };')), {
    apiKeyRequired: true, authorizer: new rest.TokenAuthorizer(stack, 'Gated', { handler: gate }),
  });
  restApi.addUsagePlan('Plan', { apiStages: [{ stage: restApi.deploymentStage }] }).addApiKey(restApi.addApiKey('Key', { value: 'a-key-of-twenty-letters' }));

  const domainName = new rest.DomainName(stack, 'Domain', {
    domainName: 'shop.example.com',
    endpointType: rest.EndpointType.REGIONAL,
    certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-central-1:123456789012:certificate/1'),
  });
  const zone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0SHOP', zoneName: 'example.com' });
  new ARecord(stack, 'Record', { zone, recordName: 'shop.example.com', target: RecordTarget.fromAlias(new ApiGatewayDomain(domainName)) });
  new CfnApiMapping(stack, 'HttpMapping', { apiId: httpApi.apiId, domainName: domainName.domainName, stage: httpApi.defaultStage!.stageName });
  new CfnApiMapping(stack, 'RestMapping', { apiId: restApi.restApiId, domainName: domainName.domainName, stage: restApi.deploymentStage.stageName, apiMappingKey: 'v1/stock' });
  return app.synth().directory;
}

let regions: LocalRegions;
beforeAll(async () => { regions = await start({ app: synthesizeShop() }); });
afterAll(() => regions.stop());

function call(url: string, init: RequestInit = {}) {
  return fetch(`${regions.url}${url}`, init);
}

test('an HTTP API is served by its custom domain name, in format 2.0', async () => {
  const response = await call('/orders/7');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('x-served-by')).toBe('eu-central-1');
  expect(await response.json()).toEqual({ routeKey: 'GET /orders/{id}', rawPath: '/orders/7', id: '7' });
});

test('an HTTP API is served by its execute-api name', async () => {
  const [{ id }] = regions.deployed.httpApis;
  const body = await new Promise<string>((resolve, reject) => {
    http.get(`${regions.url}/orders/8`, { headers: { host: `${id}.execute-api.eu-central-1.amazonaws.com` } }, response => {
      let read = '';
      response.on('data', data => { read += data; }).on('end', () => resolve(read));
    }).on('error', reject);
  });
  expect(JSON.parse(body)).toMatchObject({ rawPath: '/orders/8', id: '8' });
});

test('cookies and base64 reach the caller', async () => {
  const response = await call('/cookies', { method: 'POST', body: 'héllo', headers: { 'content-type': 'text/plain' } });
  expect(response.status).toBe(201);
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(await response.text()).toBe('héllo');
});

test.each([
  ['a path that no route has', '/none', 404, { message: 'Not Found' }],
  ['a function that throws', '/broken', 500, { message: 'Internal Server Error' }],
])('%s is answered as HTTP APIs answer', async (_name, url, status, body) => {
  const response = await call(url);
  expect([response.status, await response.json()]).toEqual([status, body]);
});

test.each([
  ['nobody', undefined, 401, { message: 'Unauthorized' }],
  ['somebody else', 'Bearer bob', 403, { message: 'Forbidden' }],
  ['whom the authorizer lets in', 'Bearer ann', 200, { routeKey: 'GET /mine', rawPath: '/mine', user: 'ann' }],
])('an HTTP API\'s authorizer decides on %s', async (_name, authorization, status, body) => {
  const response = await call('/mine', { headers: authorization ? { authorization } : {} });
  expect([response.status, await response.json()]).toEqual([status, body]);
});

test.each(['/orders/7', '/v1/stock/items'])('a preflight to %s is answered by the gateway', async url => {
  const response = await call(url, { method: 'OPTIONS', headers: { 'origin': 'https://www.example.com', 'access-control-request-method': 'GET' } });
  expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([204, 'https://www.example.com']);
});

describe('a REST API beneath the same name, by a key of two levels,', () => {
  test.each([
    ['asks for a token', {}, 401, { message: 'Unauthorized' }],
    ['keeps out whom its authorizer denies', { authorization: 'bob' }, 403, { Message: 'User is not authorized to access this resource with an explicit deny' }],
    ['asks for an API key', { authorization: 'ann' }, 403, { message: 'Forbidden' }],
    ['serves a caller who has both', { 'authorization': 'ann', 'x-api-key': 'a-key-of-twenty-letters' }, 200, { path: '/v1/stock/items', user: 'ann' }],
  ])('%s', async (_name, headers, status, body) => {
    const response = await call('/v1/stock/items', { headers });
    expect([response.status, await response.json()]).toEqual([status, body]);
  });
});

test('all of it is as on AWS', () => {
  expect(regions.unsupported).toEqual([]);
});
