import { Gate } from '../../../local/machine/gate';

/** What is done until it is told to end. */
function task(log: string[], name: string) {
  let end = () => {};
  const ended = new Promise<void>(resolve => { end = resolve; });
  const run = async () => {
    log.push(`${name} begins`);
    await ended;
    log.push(`${name} ends`);
  };
  return { run, end };
}

test('what is to be alone waits for those who pass, and those who come meanwhile wait for it', async () => {
  const log: string[] = [];
  const gate = new Gate();
  const [one, two, alone, later] = ['one', 'two', 'alone', 'later'].map(name => task(log, name));
  const all = [gate.pass(one.run), gate.pass(two.run), gate.alone(alone.run), gate.pass(later.run)];
  [later, alone, two, one].forEach(({ end }) => end());
  await Promise.all(all);
  expect(log).toEqual(['one begins', 'two begins', 'one ends', 'two ends', 'alone begins', 'alone ends', 'later begins', 'later ends']
    .sort((a, b) => log.indexOf(a) - log.indexOf(b)));
  expect(log.indexOf('alone begins')).toBeGreaterThan(Math.max(log.indexOf('one ends'), log.indexOf('two ends')));
  expect(log.indexOf('later begins')).toBeGreaterThan(log.indexOf('alone ends'));
});

test('what fails while it passes lets others go on', async () => {
  const gate = new Gate();
  await expect(gate.pass(async () => { throw new Error('no'); })).rejects.toThrow('no');
  expect(await gate.alone(async () => 'alone')).toBe('alone');
});

test('two that are to be alone come one after the other', async () => {
  const log: string[] = [];
  const gate = new Gate();
  const [one, two] = ['one', 'two'].map(name => task(log, name));
  const both = [gate.alone(one.run), gate.alone(two.run)];
  two.end();
  one.end();
  await Promise.all(both);
  expect(log).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
});

test('where what was to be alone fails, nobody passes, for it may be half done', async () => {
  const gate = new Gate();
  await expect(gate.alone(async () => { throw new Error('half'); })).rejects.toThrow('half');
  let passed = false;
  void gate.pass(async () => { passed = true; });
  await new Promise(resolve => setImmediate(resolve));
  expect(passed).toBe(false);
});
