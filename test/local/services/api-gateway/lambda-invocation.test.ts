import { invokeWithin } from '../../../../local/services/api-gateway/lambda-invocation';

const answer = (statusCode: number) => ({ statusCode, headers: {}, body: Buffer.alloc(0) });
const FAILURES = { error: answer(502), timeout: answer(504) };

const slow = () => new Promise<{ payload: string }>(resolve => setTimeout(resolve, 30, { payload: 'done' }));

test('a function that takes longer than the limit is a time-out', async () => {
  expect((await invokeWithin(1, slow(), FAILURES)).failure).toMatchObject({ statusCode: 504, reason: 'the function took longer than 0.001 s' });
});

test('one that a debugger may hold takes as long as it takes', async () => {
  expect(await invokeWithin(1, Object.assign(slow(), { isInspected: true }), FAILURES)).toMatchObject({ payload: 'done' });
});
