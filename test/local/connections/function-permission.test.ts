import { Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi, TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { missingPermission } from '../../../local/connections/function-permission';
import { ManualClock } from '../../../local/machine/clock';
import { Journal } from '../../../local/machine/journal';
import { Iam } from '../../../local/services/iam/iam';
import { SynthesizedApps } from '../cloudformation/synthesized-app';

const apps = new SynthesizedApps();
afterAll(() => apps.remove());

const deployed = apps.deploy(stack => {
  const [hello, guard, topical] = ['hello', 'guard', 'topical'].map(name => aFunction(stack, name));
  const authorizer = new TokenAuthorizer(stack, 'Authorizer', { handler: guard });
  const { root } = new RestApi(stack, 'Rest');
  root.resourceForPath('orders/{id}').addMethod('GET', new LambdaIntegration(hello.addAlias('live')), { authorizer });
  new HttpApi(stack, 'Http').addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], integration: new HttpLambdaIntegration('Hello', hello) });
  new Rule(stack, 'Rule', { ruleName: 'rule', eventPattern: { source: ['a'] }, targets: [new LambdaFunction(hello)] });
  topical.addPermission('Topics', { principal: new ServicePrincipal('sns.amazonaws.com'), sourceAccount: '000000000000' });
});
const { restApis: [{ id: rest, methods: [{ authorizer }] }], httpApis: [{ id: http }] } = deployed;

function aFunction(stack: Stack, functionName: string) {
  return new Function(stack, functionName, { functionName, code: Code.fromInline('x'), handler: 'index.handler', runtime: Runtime.NODEJS_22_X });
}

function missing(called: string, service: string, source: string, options = {}) {
  const iam = new Iam({ ...deployed, clock: new ManualClock(), journal: new Journal(new ManualClock()), ...options });
  const [functionName, qualifier] = called.split(':');
  const resource = { region: 'eu-west-1', accountId: '000000000000', functionName, qualifier };
  return missingPermission(iam, `${service}.amazonaws.com`, resource, source);
}

const api = (path: string) => `arn:aws:execute-api:eu-west-1:000000000000:${path}`;

test.each([
  ['an alias, by the method that has its permission', 'hello:live', 'apigateway', api(`${rest}/prod/GET/orders/{id}`)],
  ['an authorizer', 'guard', 'apigateway', api(`${rest}/authorizers/${(authorizer as { id: string }).id}`)],
  ['a function, by the route of an HTTP API', 'hello', 'apigateway', api(`${http}/$default/GET/orders/{id}`)],
  ['the target of a rule', 'hello', 'events', 'arn:aws:events:eu-west-1:000000000000:rule/rule'],
  ['whoever of the account comes', 'topical', 'sns', 'arn:aws:sns:eu-west-1:000000000000:any'],
])('a permission lets a service invoke %s', (_, called, service, source) => {
  expect(missing(called, service, source)).toBeUndefined();
});

test.each([
  ['another method', 'hello:live', 'apigateway', api(`${rest}/prod/POST/orders/{id}`)],
  ['the function, where the alias has the permission', 'hello', 'apigateway', api(`${rest}/prod/GET/orders/{id}`)],
  ['another service', 'hello', 'sns', 'arn:aws:events:eu-west-1:000000000000:rule/rule'],
  ['another rule', 'hello', 'events', 'arn:aws:events:eu-west-1:000000000000:rule/other'],
  ['another account', 'topical', 'sns', 'arn:aws:sns:eu-west-1:111111111111:any'],
])('a permission is not for %s', (_, called, service, source) => {
  expect(missing(called, service, source)).toBe(`Invalid permissions on Lambda function: no AWS::Lambda::Permission of ${called} lets ${service}.amazonaws.com invoke it for ${source}`);
  expect(missing(called, service, source, { iam: false })).toBeUndefined();
});
