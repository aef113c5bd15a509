import { mkdtempSync, readdirSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { millisecondsOf, readDrill } from '../../../local/drill/drill-file';
import schema from '../../../local/drill/drill.schema.json';
import { FAULT_ACTIONS } from '../../../local/faults/fault-kinds';

const DRILLS = path.join(__dirname, '..', '..', '..', 'examples', 'hit-counter', 'drills');
const file = path.join(mkdtempSync(path.join(tmpdir(), 'drill-')), 'a.yaml');

const GOOD = `name: A drill
clients:
  visitor: { from: us-east-1, request: GET /hello }
steps:
  - send: { client: visitor }
`;

function problemsOf(text: string): string {
  writeFileSync(file, text);
  try {
    readDrill(file);
    return 'none';
  } catch (error) {
    return (error as Error).message.replaceAll(file, 'a.yaml');
  }
}

test.each(readdirSync(DRILLS))('the drill %s of the hit counter is right', name => {
  expect(() => readDrill(path.join(DRILLS, name))).not.toThrow();
});

test.each([
  ['none', GOOD],
  ['a.yaml:5: `steps[1].sned` must be one of send, invert, revert, drain, undrain, lose, restore, fault, clear, sleep, until, replicated, items, got: sned', GOOD.replace('send', 'sned')],
  ['a.yaml:5: `client` must be one of `clients` (visitor), got: nobody', GOOD.replace('client: visitor', 'client: nobody')],
  ['a.yaml:3: `clients.visitor.from` must be a Region, e.g. eu-west-1, got: mars', GOOD.replace('us-east-1', 'mars')],
  ['a.yaml:3: `clients.visitor` must have `request`, got: from', GOOD.replace(', request: GET /hello', '')],
  ['a.yaml:6: `steps[2].sleep` must be a time, e.g. 500ms, 90s or 2m, got: 90', `${GOOD}  - sleep: 90\n`],
  ['a.yaml:6: `steps[2].fault.action` must be one of', `${GOOD}  - fault: { action: local:region:looze }\n`],
  ['a.yaml:7: `budgets.lostUpdates` must be a whole number, 0 or more, got: -1', `${GOOD}budgets:\n  lostUpdates: -1\n`],
  ['a.yaml:5: `steps` must be a list that is not empty, got: []', GOOD.replace(/steps:.*/s, 'steps:\n  []\n')],
  ['a.yaml:4: Flow map', GOOD.replace('hello }', 'hello')],
])('it is told: %s', (told, text) => {
  expect(problemsOf(text)).toMatch(new RegExp(`^${told.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
});

test('all that is wrong is told at once', () => {
  expect(problemsOf(GOOD.replace('us-east-1', 'mars').replace('send', 'sned')).split('\n')).toHaveLength(2);
});

test('editors know every fault that there is', () => {
  expect(schema.$defs.step.properties.fault.properties.action.enum).toEqual(FAULT_ACTIONS);
});

test.each([['500ms', 500], ['90s', 90_000], ['1.5m', 90_000], ['2h', 7_200_000]])('%s is %d ms', (time, milliseconds) => {
  expect(millisecondsOf(time)).toBe(milliseconds);
});
