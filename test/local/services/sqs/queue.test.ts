import { bodies, content, redrivenTo, someQueues } from './a-queue';
import { ManualClock } from '../../../../local/machine/clock';
import { received } from '../../../../local/services/sqs/received-messages';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
let clock: ManualClock;
beforeEach(() => { clock = new ManualClock(); });

const one = (attributes: Record<string, string> = {}) => someQueues({ jobs: attributes }, clock).queue('jobs');

test('a message is hidden for the visibility time-out of the queue, or of the request, and comes again', async () => {
  const queue = one({ VisibilityTimeout: '40' });
  queue.send(content('a'));
  queue.send(content('b'));
  expect(queue.receive({ max: 1, visibilityTimeout: 5 })).toHaveLength(1);
  expect(bodies(queue)).toEqual(['b']);
  await clock.advance(5 * SECOND);
  expect(bodies(queue)).toEqual(['a']);
  await clock.advance(34 * SECOND);
  expect(bodies(queue)).toEqual([]);
  await clock.advance(SECOND);
  expect(bodies(queue)).toEqual(['b']);
});

test('a message is delayed by the queue, or by itself', async () => {
  const queue = one({ DelaySeconds: '900' });
  queue.send(content('later'));
  queue.send(content('soon'), 10);
  queue.send(content('now'), 0);
  expect(queue.counts).toMatchObject({ visible: 1, delayed: 2, inFlight: 0 });
  expect(bodies(queue)).toEqual(['now']);
  await clock.advance(10 * SECOND);
  expect(bodies(queue)).toEqual(['soon']);
  await clock.advance(890 * SECOND);
  expect(bodies(queue)).toContain('later');
});

test('a message is forgotten after the retention period', async () => {
  const queue = one({ MessageRetentionPeriod: '60' });
  queue.send(content('old'));
  await clock.advance(59 * SECOND);
  queue.send(content('new'));
  await clock.advance(SECOND);
  expect(queue.counts).toMatchObject({ visible: 1, ageOfOldest: 1 });
  expect(bodies(queue)).toEqual(['new']);
});

test('a long poll ends with the first message, also with one that becomes visible, or with nothing', async () => {
  const queue = one({ VisibilityTimeout: '7' });
  const poll = (seconds: number) => received(queue, { max: 10 }, seconds, clock).then(all => all.map(({ message }) => message.content.body));
  const first = poll(20);
  queue.send(content('a'));
  expect(await first).toEqual(['a']);
  const again = poll(20);
  await clock.advance(7 * SECOND);
  expect(await again).toEqual(['a']);
  const nothing = poll(2);
  await clock.advance(2 * SECOND);
  expect(await nothing).toEqual([]);
  const stopped = poll(20);
  queue.stop();
  expect(await stopped).toEqual([]);
});

test('what is received too often goes to the dead-letter queue, with its age and its source, and comes back as new', async () => {
  const { queue, sqs } = someQueues({ jobs: redrivenTo('dead', 2), dead: {} }, clock);
  const { id } = queue('jobs').send(content('poison'));
  for (let time = 0; time < 2; time++) {
    expect(bodies(queue('jobs'))).toEqual(['poison']);
    await clock.advance(30 * SECOND);
  }
  expect(queue('dead').counts.visible).toBe(0);
  expect(bodies(queue('jobs'))).toEqual([]);
  const [{ message }] = queue('dead').receive({ max: 1, visibilityTimeout: 0 });
  expect(message).toMatchObject({ id, deadLetterSourceArn: queue('jobs').arn, receiveCount: 1 });
  expect(queue('dead').counts.ageOfOldest).toBe(60);
  expect(queue('dead').moveAll(({ deadLetterSourceArn }) => sqs.queue(deadLetterSourceArn!)!)).toBe(1);
  const [back] = queue('jobs').receive({ max: 1 });
  expect(back.message).toMatchObject({ receiveCount: 1, deadLetterSourceArn: undefined });
  expect(back.message.id).not.toBe(id);
});

test('only the last receipt handle deletes, and a FIFO queue\'s only in time', async () => {
  const queue = one();
  queue.send(content('a'));
  const [{ receiptHandle: old }] = queue.receive({ max: 1 });
  await clock.advance(30 * SECOND);
  const [{ receiptHandle: last }] = queue.receive({ max: 1 });
  queue.delete(old);
  expect(queue.counts.inFlight).toBe(1);
  queue.delete(last);
  queue.delete(last);
  expect(queue.counts).toMatchObject({ visible: 0, inFlight: 0 });
  expect(() => queue.delete('no handle')).toThrow('The input receipt handle "no handle" is not a valid receipt handle.');

  const fifo = one({ FifoQueue: 'true', ContentBasedDeduplication: 'true' });
  fifo.send(content('a', { groupId: 'a' }));
  const [{ receiptHandle }] = fifo.receive({ max: 1 });
  await clock.advance(30 * SECOND);
  expect(() => fifo.delete(receiptHandle)).toThrow('The receipt handle has expired');
});

test('a FIFO queue takes in the same only once in five minutes, in all groups or in each', async () => {
  const queue = one({ FifoQueue: 'true', ContentBasedDeduplication: 'true' });
  const { id } = queue.send(content('a', { groupId: 'x' }));
  expect(queue.send(content('a', { groupId: 'y' })).id).toBe(id);
  await clock.advance(5 * MINUTE);
  expect(queue.send(content('a', { groupId: 'x' })).id).not.toBe(id);
  const byGroup = one({ FifoQueue: 'true', ContentBasedDeduplication: 'true', DeduplicationScope: 'messageGroup' });
  expect(byGroup.send(content('a', { groupId: 'x' })).id).not.toBe(byGroup.send(content('a', { groupId: 'y' })).id);
});

test('a group of a FIFO queue waits for its messages in flight, while others go on', async () => {
  const queue = one({ FifoQueue: 'true', ContentBasedDeduplication: 'true' });
  ['x1', 'x2', 'y1', 'x3'].forEach(body => queue.send(content(body, { groupId: body[0] })));
  expect(bodies(queue, 1)).toEqual(['x1']);
  expect(bodies(queue)).toEqual(['y1']);
  await clock.advance(30 * SECOND);
  expect(bodies(queue)).toEqual(['x1', 'x2', 'x3', 'y1']);
});

test.each([
  ['no group', {}, 'The request must contain the parameter MessageGroupId'],
  ['nothing that makes it the same', { groupId: 'x' }, 'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly'],
])('a FIFO queue refuses a message with %s', (_, more, error) => {
  expect(() => one({ FifoQueue: 'true' }).send(content('a', more))).toThrow(error);
});

test('queues come and go with the templates, and messages stay in those that are still there', () => {
  const { sqs, queue } = someQueues({ jobs: {}, old: {} }, clock);
  queue('jobs').send(content('a'));
  const [jobs] = sqs.queuesOf('eu-west-1').map(({ definition }) => definition);
  expect(sqs.update({ queues: [{ ...jobs, attributes: { VisibilityTimeout: '1' } }, { ...jobs, name: 'new' }] })).toEqual([]);
  expect(sqs.queuesOf('eu-west-1').map(({ definition: { name } }) => name)).toEqual(['jobs', 'new']);
  expect(queue('jobs').attributes.VisibilityTimeout).toBe('1');
  expect(bodies(queue('jobs'))).toEqual(['a']);
});

test('what queues hold is measured every minute, and what is done with messages at once', async () => {
  const { sqs, queue, measured } = someQueues({ jobs: {} }, clock);
  sqs.start();
  queue('jobs').send(content('a'));
  queue('jobs').send(content('b'));
  await clock.advance(30 * SECOND);
  const [{ receiptHandle }] = queue('jobs').receive({ max: 1, visibilityTimeout: 60 });
  queue('jobs').delete(receiptHandle);
  await clock.advance(30 * SECOND);
  sqs.stop();
  expect(measured.map(({ metric: { name, dimensions }, value }) => `${dimensions.QueueName} ${name} ${value}`)).toEqual([
    'jobs NumberOfMessagesSent 1', 'jobs SentMessageSize 1', 'jobs NumberOfMessagesSent 1', 'jobs SentMessageSize 1',
    'jobs NumberOfMessagesReceived 1', 'jobs NumberOfMessagesDeleted 1',
    'jobs ApproximateNumberOfMessagesVisible 1', 'jobs ApproximateNumberOfMessagesNotVisible 0', 'jobs ApproximateNumberOfMessagesDelayed 0',
    'jobs ApproximateAgeOfOldestMessage 59',
  ]);
});
