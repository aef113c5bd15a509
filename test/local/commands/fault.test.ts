import { begin, clear, list } from '../../../local/commands/fault';
import { Faults } from '../../../local/faults/faults';
import { Fis } from '../../../local/faults/fis';
import { ManualClock } from '../../../local/machine/clock';
import { Journal } from '../../../local/machine/journal';
import { serve } from '../services/delivered';

const clock = new ManualClock(Date.UTC(2026, 0, 1, 12));
const KNOWN = { regions: ['us-east-1', 'eu-west-1'], functions: ['Shop/us-east-1/Hello'], queues: ['orders'], schedules: ['daily'], endpoints: ['s3'], checkers: ['sa-east-1'] };
const faults = new Faults({ clock, journal: new Journal(clock), known: () => KNOWN });
let endpoint: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  const { clientIn, stop: end } = await serve(new Fis({ faults, clock, experimentTemplates: [] }));
  [endpoint, stop] = [clientIn('us-east-1').endpoint, end];
});
afterAll(() => stop());

test('a Region is lost and restored, a line a fault', async () => {
  expect(await list(endpoint)).toBe('Nothing goes wrong on purpose');
  expect(await begin(endpoint, { action: 'local:region:lose', parameters: { region: 'eu-west-1', how: 'hang' }, seconds: 300 }))
    .toMatch(/^1 {2}eu-west-1 is lost: its endpoints do not answer, until \d\d:05:00$/);
  await begin(endpoint, { action: 'local:region:lose', parameters: { region: 'eu-west-1' } });
  expect(await list(endpoint)).toBe('2  eu-west-1 is lost: its endpoints refuse connections');
  expect(await clear(endpoint, { region: 'eu-west-1' })).toBe('Over: eu-west-1 is lost: its endpoints refuse connections');
  expect(await clear(endpoint, { region: 'eu-west-1' })).toBe('Nothing of that goes wrong');
});

test('a fault is read from texts, and ended by its number', async () => {
  await begin(endpoint, { action: 'local:dynamodb:partition', texts: { regions: 'us-east-1', from: 'eu-west-1' } });
  const second = await begin(endpoint, { action: 'local:dynamodb:replication-lag', texts: { lagMilliseconds: '500' } });
  expect(second).toBe('4  writes from every Region to the others take 500 ms longer');
  expect(await clear(endpoint, { id: '4' })).toBe('Over: writes from every Region to the others take 500 ms longer');
  expect(await clear(endpoint)).toBe('Over: us-east-1 and eu-west-1 do not replicate to each other');
});

test.each([
  ['local:region:lose', { region: 'mars-1' }, '`region` must be a Region of the app (us-east-1, eu-west-1), got: "mars-1"'],
  ['local:region:lose', {}, '`region` must be a Region of the app (us-east-1, eu-west-1), got: nothing'],
  ['local:region:lose', { reason: 'flood' }, 'local:region:lose has `region`, `how`, `delayMilliseconds`, got: `reason`'],
  ['local:dynamodb:replication-lag', { lagMilliseconds: 'long' }, '`lagMilliseconds` must be a number of milliseconds, 0 or more, got: null'],
  ['flood', {}, 'A fault must be one of local:region:lose, '],
])('what is no fault is refused in one sentence: %s %p', async (action, texts, message) => {
  await expect(begin(endpoint, { action, texts })).rejects.toThrow(message);
});
