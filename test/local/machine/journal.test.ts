import { ManualClock } from '../../../local/machine/clock';
import { Journal } from '../../../local/machine/journal';

const output = (line: string) => ({ region: 'eu-west-1', functionName: 'hello', path: 'HitCounter/eu-west-1/HitCounter/Hello', line });
const health = { healthCheckId: 'hc-1', healthy: false, cause: 'its settings' };

test('the journal has what happened in its order, with the time on the clock', async () => {
  const clock = new ManualClock(1000);
  const journal = new Journal(clock);
  journal.write('output', output('one'));
  await clock.advance(500);
  journal.write('health', health);
  expect(journal.entries()).toEqual([
    { kind: 'output', at: 1000, ...output('one') },
    { kind: 'health', at: 1500, ...health },
  ]);
  expect(journal.entries('health')).toEqual([{ kind: 'health', at: 1500, ...health }]);
});

test('a listener gets the entries of its kind, from then on and until it has enough', () => {
  const journal = new Journal(new ManualClock());
  journal.write('output', output('before'));
  const lines: string[] = [];
  const stop = journal.on('output', ({ line }) => lines.push(line));
  journal.write('output', output('one'));
  journal.write('health', health);
  stop();
  journal.write('output', output('after'));
  expect(lines).toEqual(['one']);
});

test.each([1, 2, 5, 10, 11, 19, 20, 21, 45])('the oldest entries are forgotten: of %i, ten are kept', count => {
  const journal = new Journal(new ManualClock(), 10);
  const lines = Array.from({ length: count }, (_, i) => `${i}`);
  lines.forEach(line => journal.write('output', output(line)));
  expect(journal.entries('output').map(({ line }) => line)).toEqual(lines.slice(-10));
});
