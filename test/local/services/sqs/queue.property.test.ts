import fc from 'fast-check';
import { arnOf, content, redrivenTo, someQueues } from './a-queue';
import { ManualClock } from '../../../../local/machine/clock';
import { Received } from '../../../../local/services/sqs/received';

const GROUPS = ['a', 'b', 'c'];

type Step =
  | { readonly does: 'send'; readonly group: string; readonly delay: number }
  | { readonly does: 'receive'; readonly max: number }
  | { readonly does: 'delete' | 'release'; readonly which: number }
  | { readonly does: 'wait'; readonly seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constant('send' as const), group: fc.constantFrom(...GROUPS), delay: fc.constantFrom(0, 0, 7) }),
  fc.record({ does: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 10 }) }),
  fc.record({ does: fc.constantFrom('delete' as const, 'release' as const), which: fc.nat(20) }),
  fc.record({ does: fc.constant('wait' as const), seconds: fc.constantFrom(1, 10, 31) }),
);

describe.each(['standard', 'FIFO'])('a %s queue', kind => {
  const isFifo = kind === 'FIFO';
  const attributes: Record<string, string> = isFifo ? { FifoQueue: 'true' } : {};

  test('loses no message, gives none to two at once, and puts aside what is received too often', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), fc.boolean(), async (steps, hasDeadLetterQueue) => {
      const clock = new ManualClock();
      const { queue: named } = someQueues({ jobs: { ...attributes, ...hasDeadLetterQueue ? redrivenTo('dead', 3) : {} }, dead: attributes }, clock);
      const queue = named('jobs');
      const sent: string[] = [];
      const done = new Set<string>();
      const held = new Map<string, { received: Received; until: number; group: string }>();
      const order: Record<string, string[]> = {};

      const act = async (next: Step) => {
        const live = [...held].filter(([, { until }]) => until > clock.now());
        switch (next.does) {
          case 'send': {
            const body = `${next.group} ${sent.length}`;
            queue.send(content(body, isFifo ? { groupId: next.group, deduplicationId: body } : {}), isFifo ? undefined : next.delay);
            sent.push(body);
            break;
          }
          case 'receive':
            for (const received of queue.receive({ max: next.max })) {
              const { body } = received.message.content;
              expect(done).not.toContain(body);
              expect(live.map(([other]) => other)).not.toContain(body);
              const [group] = body.split(' ');
              if (isFifo) {
                expect(live.map(([, { group: other }]) => other)).not.toContain(group);
                order[group] = [...order[group] ?? [], body];
              }
              held.set(body, { received, until: clock.now() + 30_000, group });
            }
            break;
          case 'delete':
          case 'release': {
            if (live.length === 0) break;
            const [body, { received }] = live[next.which % live.length];
            if (next.does === 'delete') {
              queue.delete(received.receiptHandle);
              done.add(body);
            } else {
              queue.changeVisibility(received.receiptHandle, 0);
            }
            held.delete(body);
            break;
          }
          case 'wait': await clock.advance(next.seconds * 1000);
        }
      };
      for (const next of steps) await act(next);

      const left = new Set<string>();
      for (let round = 0; round <= sent.length + 4; round++) {
        await clock.advance(31_000);
        for (const from of [queue, named('dead')]) {
          for (const { message, receiptHandle } of from.receive({ max: 1_000 })) {
            left.add(message.content.body);
            from.delete(receiptHandle);
          }
        }
      }
      expect([...done, ...left].sort()).toEqual([...sent].sort());
      expect([queue.counts, named('dead').counts].map(({ visible, inFlight, delayed }) => visible + inFlight + delayed)).toEqual([0, 0]);
      for (const group of Object.values(order)) { // what comes again is where it was: each is first received after all that were sent before it
        const first = group.filter((body, at) => group.indexOf(body) === at);
        expect(first).toEqual([...first].sort((a, b) => sent.indexOf(a) - sent.indexOf(b)));
      }
    }), { numRuns: 300 });
  });
});

test('a dead-letter queue is found by its ARN', () => {
  expect(someQueues({ jobs: redrivenTo('dead', 3), dead: {} }).queue('jobs').deadLetterTargetArn).toBe(arnOf('dead'));
});
