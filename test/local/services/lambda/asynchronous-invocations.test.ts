import { FunctionSandbox } from './function-sandbox';
import { ManualClock } from '../../../../local/machine/clock';
import { Delivery } from '../../../../local/machine/delivery';
import { AsynchronousInvocations } from '../../../../local/services/lambda/asynchronous-invocations';
import { EventInvokeConfig } from '../../../../local/services/lambda/event-invoke-config';
import { InvocationOptions } from '../../../../local/services/lambda/worker-pool';

const SECOND = 1_000;
const sandbox = new FunctionSandbox();
afterAll(() => sandbox.remove());

/** A function that fails so many times, and what comes of its events. */
function failing(times: number, config: Partial<EventInvokeConfig> = {}, deadLetterTargetArn?: string) {
  const clock = new ManualClock();
  const start = clock.now();
  const attempts: number[] = [];
  const requestIds = new Set<string>();
  const deliveries: Delivery[] = [];
  const definition = sandbox.definition('', { deadLetterTargetArn, qualifiers: { live: '7' } });
  const invocations = new AsynchronousInvocations({
    clock,
    deliver: async delivery => { deliveries.push(delivery); },
    eventInvokeConfigs: [{ region: 'eu-west-1', functionName: 'hello', maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600, ...config }],
  }, async (_definition, _event, { requestId }: InvocationOptions) => {
    attempts.push((clock.now() - start) / SECOND);
    requestIds.add(requestId!);
    const error = attempts.length <= times ? { errorType: 'Error', errorMessage: 'no stock' } : undefined;
    return { requestId: requestId!, durationMs: 1, coldStart: false, log: [], ...error ? { error } : { payload: 'sold' } };
  });
  const accept = async (passing: number = 3600 * SECOND, options?: InvocationOptions) => {
    invocations.accept(definition, { id: 1 }, options);
    await new Promise(setImmediate);
    await clock.advance(passing);
    return attempts;
  };
  return { accept, deliveries, requestIds, invocations, clock };
}

test('an event is tried again after one minute and after two more, with the same request id', async () => {
  const { accept, requestIds } = failing(3);
  expect(await accept()).toEqual([0, 60, 180]);
  expect(requestIds.size).toBe(1);
});

test('an event is not tried again when it is done', async () => {
  expect(await failing(1).accept()).toEqual([0, 60]);
});

test.each([[0, [0]], [1, [0, 60]]])('an event is tried again %i times, if its function has that many', async (maximumRetryAttempts, attempts) => {
  expect(await failing(9, { maximumRetryAttempts }).accept()).toEqual(attempts);
});

test('an event is not tried again that is too old by then', async () => {
  const { accept, deliveries } = failing(9, { maximumEventAgeSeconds: 100, onFailure: 'arn:aws:sqs:eu-west-1:1:failed' });
  expect(await accept(99 * SECOND)).toEqual([0, 60]);
  expect(deliveries).toEqual([]);
  const late = failing(9, { maximumEventAgeSeconds: 100, onFailure: 'arn:aws:sqs:eu-west-1:1:failed' });
  await late.accept(100 * SECOND);
  expect(late.deliveries.map(({ payload }) => JSON.parse(payload).requestContext)).toMatchObject([{ condition: 'EventAgeExceeded', approximateInvokeCount: 2 }]);
});

test('what fails in the end goes to the destination, with the event and the error, and to the dead-letter queue', async () => {
  const { accept, deliveries, requestIds, clock } = failing(3, { onFailure: 'arn:aws:sqs:eu-west-1:1:failed', onSuccess: 'arn:aws:sqs:eu-west-1:1:done' }, 'arn:aws:sqs:eu-west-1:1:dead');
  await accept(180 * SECOND);
  const [requestId] = requestIds;
  expect(deliveries.map(({ to }) => to.split(':').pop())).toEqual(['failed', 'dead']);
  expect(JSON.parse(deliveries[0].payload)).toEqual({
    version: '1.0',
    timestamp: new Date(clock.now()).toISOString(),
    requestContext: { requestId, functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:hello:$LATEST', condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload: { id: 1 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'Error', errorMessage: 'no stock' },
  });
  expect(deliveries[1]).toEqual({
    to: 'arn:aws:sqs:eu-west-1:1:dead',
    from: 'arn:aws:lambda:eu-west-1:123456789012:function:hello',
    payload: '{"id":1}',
    attributes: {
      RequestID: { DataType: 'String', StringValue: requestId },
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      ErrorMessage: { DataType: 'String', StringValue: 'no stock' },
    },
  });
});

test('what is done goes to the destination for that, of the alias that was invoked', async () => {
  const { accept, deliveries } = failing(0, { qualifier: 'live', onSuccess: 'arn:aws:sqs:eu-west-1:1:done' }, 'arn:aws:sqs:eu-west-1:1:dead');
  await accept(0);
  expect(deliveries).toEqual([]);
  await accept(0, { qualifier: 'live' });
  expect(deliveries.map(({ to, payload }) => [to.split(':').pop(), JSON.parse(payload)])).toEqual([['done', expect.objectContaining({
    requestContext: expect.objectContaining({ condition: 'Success', functionArn: expect.stringMatching(/:hello:live$/) }),
    responseContext: { statusCode: 200, executedVersion: '7' },
    responsePayload: 'sold',
  })]]);
});

test('nothing is tried again once the Regions have stopped', async () => {
  const { accept, invocations } = failing(9);
  await accept(0);
  invocations.stop();
  expect(await accept()).toEqual([0]);
});
