import { httpGateway, httpRequest, httpRoute } from './http-api/http-api';
import { gateway, request, restApi, route } from './rest-api/rest-api';
import { ManualClock } from '../../../../local/machine/clock';
import { UsagePlanDefinition } from '../../../../local/services/api-gateway/rest-api/rest-api-definition';
import { StageThrottles } from '../../../../local/services/api-gateway/throttling';

const THROTTLED = [429, 'TooManyRequestsException', '{"message":"Too Many Requests"}'];
const SPENT = [429, 'LimitExceededException', '{"message":"Limit Exceeded"}'];
const SERVED = [200, undefined, 'hello'];
const DAY_MS = 86_400_000;

/** A REST API with two methods, and the keys `a` and `b` of one plan. */
function limited({ throttles, plan }: { throttles?: StageThrottles; plan?: Partial<UsagePlanDefinition> }) {
  const clock = new ManualClock(Date.UTC(2026, 10, 29, 12));
  const ofPlan = plan && { id: 'gold', methods: {}, ...plan };
  const apiKeys = ['a', 'b'].map(value => ({ id: value, value, plan: ofPlan }));
  const methods = [route('GET', '/orders'), route('POST', '/orders')].map(method => ({ ...method, apiKeyRequired: plan !== undefined }));
  const { handle } = gateway({ clock, restApis: [restApi({ methods, stages: [{ name: 'testStage', deploymentId: 'd3ploy', apiKeys, throttles }] })] });
  const ask = async (method: string = 'GET', key: string = 'a') => {
    const { statusCode, headers, body } = await handle(request('/testStage/orders', { method, headers: [['x-api-key', key]] }));
    return [statusCode, headers['x-amzn-errortype'], body];
  };
  return { clock, ask };
}

test('a stage lets a burst through for each method, and then its rate on the clock', async () => {
  const { clock, ask } = limited({ throttles: { ofEach: { burstLimit: 2, rateLimit: 4 }, routes: {} } });
  expect([await ask(), await ask(), await ask(), await ask('POST')]).toEqual([SERVED, SERVED, THROTTLED, SERVED]);
  await clock.advance(249);
  expect(await ask()).toEqual(THROTTLED);
  await clock.advance(1);
  expect([await ask(), await ask()]).toEqual([SERVED, THROTTLED]);
  await clock.advance(60_000);
  expect([await ask(), await ask(), await ask()]).toEqual([SERVED, SERVED, THROTTLED]);
});

test('a method\'s own throttle is above that of all', async () => {
  const { ask } = limited({ throttles: { ofEach: { burstLimit: 9, rateLimit: 1 }, routes: { 'POST /orders': { burstLimit: 0, rateLimit: 0 } } } });
  expect([await ask('POST'), await ask('GET')]).toEqual([THROTTLED, SERVED]);
});

test('a usage plan lets through as many for each of its keys', async () => {
  const { ask } = limited({ plan: { throttle: { burstLimit: 1, rateLimit: 1 } } });
  expect([await ask('GET', 'a'), await ask('POST', 'a'), await ask('GET', 'b')]).toEqual([SERVED, THROTTLED, SERVED]);
});

test('a usage plan may throttle a method', async () => {
  const { ask } = limited({ plan: { methods: { 'GET /orders': { burstLimit: 1, rateLimit: 1 } } } });
  expect([await ask('GET'), await ask('GET'), await ask('POST')]).toEqual([SERVED, THROTTLED, SERVED]);
});

test.each<['DAY' | 'WEEK' | 'MONTH', number, string]>([
  ['DAY', 0.5, 'midnight'], ['WEEK', 6.5, 'the night to Sunday'], ['MONTH', 1.5, 'the first of the month'],
])('a quota of a %s is spent until it begins anew %d days later, at %s, as the clock was set to noon of Sunday, November 29', async (period, days) => {
  const { clock, ask } = limited({ plan: { quota: { limit: 2, period, offset: 1 } } });
  expect([await ask('GET', 'a'), await ask('GET', 'a'), await ask('GET', 'b')]).toEqual([SERVED, SPENT, SERVED]);
  await clock.advance(days * DAY_MS - 1);
  expect(await ask()).toEqual(SPENT);
  await clock.advance(1);
  expect([await ask(), await ask(), await ask()]).toEqual([SERVED, SERVED, SPENT]);
});

test('a request that is throttled is none of the quota', async () => {
  const { clock, ask } = limited({ plan: { throttle: { burstLimit: 1, rateLimit: 1 }, quota: { limit: 2, period: 'DAY', offset: 0 } } });
  expect([await ask(), await ask()]).toEqual([SERVED, THROTTLED]);
  await clock.advance(1_000);
  expect(await ask()).toEqual(SERVED);
});

test('a stage of an HTTP API throttles its routes', async () => {
  const throttles = { ofEach: { burstLimit: 9, rateLimit: 1 }, routes: { 'GET /orders': { burstLimit: 1, rateLimit: 1 } } };
  const { handle } = httpGateway({ stages: [{ name: '$default', throttles }], routes: [httpRoute('GET /orders'), httpRoute('POST /orders')] });
  await handle(httpRequest('/orders'));
  expect(await handle(httpRequest('/orders'))).toMatchObject({ statusCode: 429, body: '{"message":"Too Many Requests"}' });
  expect(await handle(httpRequest('/orders', { method: 'POST' }))).toMatchObject({ statusCode: 200 });
});
