import { App, SecretValue } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Period } from 'aws-cdk-lib/aws-apigateway';
import { aRegion, methodOf } from './a-rest-region';
import { ApiGateway, UsagePlanSettings } from '../../../src';
import { aFunction, anApi, onlyResource } from '../../an-api';

const KEY = { name: 'partner', value: SecretValue.secretsManager('shop/partner-key') };
const PLAN: UsagePlanSettings = { name: 'Gold', apiKeys: [KEY] };

test('a key has the same value in every Region, from a secret', () => {
  const api = anApi({ gateway: ApiGateway.rest({ usagePlans: [PLAN] }) });
  for (const region of api.regionalApis) {
    expect(onlyResource(region, 'AWS::ApiGateway::ApiKey')).toEqual({
      Enabled: true, Name: 'partner', Value: '{{resolve:secretsmanager:shop/partner-key:SecretString:::}}',
    });
  }
});

test('a key may be literal', () => {
  const value = SecretValue.unsafePlainText('k'.repeat(20));
  expect(onlyResource(aRegion({ usagePlans: [{ name: 'Gold', apiKeys: [{ name: 'partner', value }] }] }), 'AWS::ApiGateway::ApiKey').Value)
    .toBe('kkkkkkkkkkkkkkkkkkkk');
});

test('a plan is of the API\'s stage, with its throttle and quota', () => {
  const quota = { limit: 90, period: Period.WEEK, offset: 2 };
  const region = aRegion({ usagePlans: [{ ...PLAN, throttle: { rateLimit: 7, burstLimit: 3 }, quota }] });
  const template = Template.fromStack(region.stack);
  expect(onlyResource(region, 'AWS::ApiGateway::UsagePlan')).toEqual({
    UsagePlanName: 'Gold',
    ApiStages: [{ ApiId: ref('AWS::ApiGateway::RestApi'), Stage: ref('AWS::ApiGateway::Stage'), Throttle: {} }],
    Throttle: { RateLimit: 7, BurstLimit: 3 },
    Quota: { Limit: 90, Period: 'WEEK', Offset: 2 },
  });

  function ref(type: string) {
    return { Ref: Object.keys(template.findResources(type))[0] };
  }
});

test('a plan has neither throttle nor quota unless told', () => {
  const { Throttle, Quota } = onlyResource(aRegion({ usagePlans: [PLAN] }), 'AWS::ApiGateway::UsagePlan');
  expect([Throttle, Quota]).toEqual([undefined, undefined]);
});

test('each key is let in by its plan, before callers come', () => {
  const friend = { name: 'friend', value: SecretValue.secretsManager('shop/friend-key') };
  const other = { name: 'other', value: SecretValue.secretsManager('shop/other-key') };
  const region = aRegion({ usagePlans: [{ name: 'Gold', apiKeys: [KEY, friend] }, { name: 'Silver', apiKeys: [other] }] });
  const template = Template.fromStack(region.stack);
  const { Resources: resources } = template.toJSON();
  const letIn = Object.entries(template.findResources('AWS::ApiGateway::UsagePlanKey'));
  expect(letIn.map(([, { Properties: { KeyId, KeyType, UsagePlanId } }]) =>
    [resources[UsagePlanId.Ref].Properties.UsagePlanName, KeyType, resources[KeyId.Ref].Properties.Name])).toEqual([
    ['Gold', 'API_KEY', 'partner'], ['Gold', 'API_KEY', 'friend'], ['Silver', 'API_KEY', 'other'],
  ]);
  Object.values(template.findResources('AWS::Route53::RecordSet'))
    .forEach(record => expect(record.DependsOn).toEqual(expect.arrayContaining(letIn.map(([id]) => id))));
});

describe('a route that asks for a key', () => {
  test('says so', () => {
    expect(methodOf(aRegion({ usagePlans: [PLAN] }, { 'GET /orders': { apiKeyRequired: true } }), 'GET', 'orders').ApiKeyRequired).toBe(true);
  });

  test('fails the synthesis where nobody can have one', () => {
    expect(() => synthesized()).toThrow(
      'GET /orders in us-east-1 must have an API key, but there is no usage plan: add one to `usagePlans` of the gateway');
  });

  test('may have a usage plan of the consumer', () => {
    expect(() => synthesized(api => api.regionalApis.forEach(({ restApi }) => restApi.addUsagePlan('Mine')))).not.toThrow();
  });

  function synthesized(before: (api: ReturnType<typeof anApi>) => void = () => {}) {
    const app = new App();
    const api = anApi({}, app);
    api.regionalApis.forEach(region => region.addRoute('GET', '/orders', aFunction(region), { apiKeyRequired: true }));
    before(api);
    return app.synth();
  }
});

const QUOTAS_REFUSED = [{ limit: 0, period: Period.DAY }, { limit: 1.5, period: Period.DAY }, { period: Period.DAY }, { limit: 5 }];

test.each<[string, UsagePlanSettings[], string]>([
  ['a plan without keys', [{ name: 'Gold', apiKeys: [] }], '`apiKeys` of the usage plan Gold must not be empty, got: []'],
  ['a plan without a name', [{ name: ' ', apiKeys: [KEY] }], '`name` in `usagePlans` must not be empty, got: [" "]'],
  ['a plan with a name that is a token', [{ name: token(), apiKeys: [KEY] }],
    '`name` in `usagePlans` must be literal, because no token may cross a Region, got: "a token"'],
  ['plans of one name', [PLAN, { name: 'Gold', apiKeys: [{ ...KEY, name: 'friend' }] }],
    '`name` in `usagePlans` must be there once in an API, got: ["Gold","Gold"]'],
  ['a key in two plans', [PLAN, { name: 'Silver', apiKeys: [KEY] }],
    '`name` in `apiKeys` must be there once in an API, got: ["partner","partner"]. API Gateway has a key in one usage plan of a stage'],
  ['a key without a name', [{ name: 'Gold', apiKeys: [{ ...KEY, name: '' }] }], '`name` in `apiKeys` must not be empty, got: [""]'],
  ['keys of one secret', [{ name: 'Gold', apiKeys: [KEY, { ...KEY, name: 'friend' }] }],
    '`apiKeys` must have different values, got: ["partner","friend"]'],
  ['keys of one literal value', [{ name: 'Gold', apiKeys: [aKey('a', 20), aKey('b', 20)] }], '`apiKeys` must have different values, got: ["a","b"]'],
  ['a short key', [{ name: 'Gold', apiKeys: [aKey('a', 19)] }], '`value` of the API key a must be 20 to 128 characters long, got: 19'],
  ['a long key', [{ name: 'Gold', apiKeys: [aKey('a', 129)] }], '`value` of the API key a must be 20 to 128 characters long, got: 129'],
  ['a throttle of less than nothing', [{ ...PLAN, throttle: { rateLimit: -1 } }],
    '`usagePlans.Gold.throttle.rateLimit` must be a number of requests a second, 0 or more, got: -1'],
  ...QUOTAS_REFUSED.map((quota): [string, UsagePlanSettings[], string] => [
    `a quota of ${JSON.stringify(quota)}`, [{ ...PLAN, quota }],
    `\`quota\` of the usage plan Gold must have a \`period\` and a literal \`limit\`, a whole number of 1 or more, got: ${JSON.stringify(quota)}`,
  ]),
])('%s is refused', (_, usagePlans, message) => {
  expect(() => ApiGateway.rest({ usagePlans })).toThrow(message);
});

test.each([20, 128])('a key of %s characters is not refused', length => {
  expect(() => ApiGateway.rest({ usagePlans: [{ name: 'Gold', apiKeys: [aKey('a', length)] }] })).not.toThrow();
});

function aKey(name: string, length: number) {
  return { name, value: SecretValue.unsafePlainText('k'.repeat(length)) };
}

function token(): string {
  return anApi().regionalApis[0].stack.stackId;
}
