import { httpGateway, httpRequest, httpRoute } from './http-api/http-api';
import { gateway, request, restApi, route } from './rest-api/rest-api';
import { ManualClock } from '../../../../local/machine/clock';

const ARN = 'arn:aws:execute-api:us-east-1:123456789012:gy415nuibc/testStage/GET/orders';
const policyFor = (token: string) => ({ principalId: token, policyDocument: { Statement: [{ Action: '*', Effect: 'Allow', Resource: ARN }] } });

function restGuarded(verdict: (token: string) => object, ttlSeconds: number = 300) {
  const clock = new ManualClock();
  const authorizer = { type: 'TOKEN' as const, id: 'g', functionName: 'guard', identitySources: ['method.request.header.Authorization'], ttlSeconds };
  const asked: string[] = [];
  const { handle } = gateway({
    clock,
    restApis: [restApi({ methods: ['GET', 'POST'].map(method => ({ ...route(method, '/orders'), authorizer })) })],
    invoke: async (name, event: any) => {
      if (name !== 'guard') return { payload: { statusCode: 200, body: event.requestContext.authorizer.principalId } };
      asked.push(event.authorizationToken);
      return verdict(event.authorizationToken);
    },
  });
  const ask = async (token: string, method: string = 'GET') => {
    const { statusCode, body } = await handle(request('/testStage/orders', { method, headers: [['authorization', token]] }));
    return statusCode === 200 ? body : statusCode;
  };
  return { clock, asked, ask };
}

test('a REST API keeps what its authorizer says of a token for as long as it is told to', async () => {
  const { clock, asked, ask } = restGuarded(token => ({ payload: policyFor(token) }));
  expect([await ask('ann'), await ask('ann'), await ask('bob')]).toEqual(['ann', 'ann', 'bob']);
  expect(asked).toEqual(['ann', 'bob']);
  await clock.advance(299_999);
  await ask('ann');
  expect(asked).toHaveLength(2);
  await clock.advance(1);
  await ask('ann');
  expect(asked).toEqual(['ann', 'bob', 'ann']);
});

test('a policy that is kept is about the other methods, too', async () => {
  const { asked, ask } = restGuarded(token => ({ payload: policyFor(token) }));
  expect([await ask('ann'), await ask('ann', 'POST')]).toEqual(['ann', 403]);
  expect(asked).toEqual(['ann']);
});

test('what an authorizer fails with is not kept', async () => {
  const { asked, ask } = restGuarded(() => ({ error: { errorType: 'Error', errorMessage: 'Unauthorized' } }));
  expect([await ask('ann'), await ask('ann')]).toEqual([401, 401]);
  expect(asked).toEqual(['ann', 'ann']);
});

test('an authorizer that caches nothing is asked each time', async () => {
  const { asked, ask } = restGuarded(token => ({ payload: policyFor(token) }), 0);
  await ask('ann');
  await ask('ann');
  expect(asked).toEqual(['ann', 'ann']);
});

test('an HTTP API keeps what its authorizer says of all that it goes by', async () => {
  let asked = 0;
  const identitySources = ['$request.header.Authorization', '$request.querystring.page'];
  const authorizer = { type: 'REQUEST' as const, id: 'g', functionName: 'guard', payloadFormat: '2.0' as const, simpleResponses: true, identitySources, ttlSeconds: 60 };
  const { handle } = httpGateway({ routes: [httpRoute('GET /a', { authorizer }), httpRoute('GET /b', { authorizer })] }, undefined, {
    invoke: async name => name === 'guard' ? { payload: { isAuthorized: ++asked > 1 } } : { payload: { statusCode: 200 } },
  });
  const ask = async (path: string) => (await handle(httpRequest(path, { headers: [['authorization', 'ann']] }))).statusCode;
  expect([await ask('/a?page=1'), await ask('/b?page=1'), await ask('/a?page=2')]).toEqual([403, 403, 200]);
  expect(asked).toBe(2);
});
