import { ManualClock } from '../../../../local/machine/clock';
import { ReplicationLink } from '../../../../local/services/dynamodb/replication-link';

test('a delivery that fails holds up nothing: the others arrive, and then the link is idle', async () => {
  const clock = new ManualClock();
  const arrived: string[] = [];
  const settled = jest.fn();
  let arrive = () => {};
  const link = new ReplicationLink<string>('us-east-1', 'eu-west-1', clock, async value => {
    if (value === 'bad') throw new Error('undeliverable');
    await new Promise<void>(resolve => { arrive = resolve; });
    arrived.push(value);
  }, () => settled(link.idle));
  link.send('bad', 10);
  link.send('good', 10);

  await expect(clock.advance(10)).rejects.toThrow('undeliverable');
  expect(link.idle).toBe(false);
  arrive();
  await new Promise(setImmediate);
  expect(arrived).toEqual(['good']);
  expect(settled.mock.calls).toEqual([[false], [true]]);
});
