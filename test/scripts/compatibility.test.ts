import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { breakingChanges, isCompatible } from '../../scripts/compatibility';

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'compatibility-'));
const method = (name: string) => ({ name, locationInModule: { filename: 'door.ts', line: 1 } });

/** A library with one class that has the methods. */
function assembly(name: string, methods: string[]): string {
  const at = path.join(directory, name);
  fs.mkdirSync(at);
  fs.writeFileSync(path.join(at, 'package.json'), JSON.stringify({ name: 'doors', version: '1.0.0', jsii: {} }));
  fs.writeFileSync(path.join(at, '.jsii'), JSON.stringify({
    schema: 'jsii/0.10.0',
    name: 'doors',
    version: '1.0.0',
    types: { 'doors.Door': { assembly: 'doors', fqn: 'doors.Door', kind: 'class', name: 'Door', initializer: {}, methods: methods.map(method) } },
  }));
  return at;
}

afterAll(() => fs.rmSync(directory, { recursive: true }));

test('a method that is removed breaks callers', () => {
  const before = assembly('two', ['open', 'close']);
  const after = assembly('one', ['open']);
  const said: string[] = [];
  expect(isCompatible('doors', before, after, text => said.push(text))).toBe(false);
  expect(said.join()).toMatch(/METHOD doors\.Door\.close: has been removed \[removed:doors\.Door\.close\]/);
  expect(said.join()).not.toMatch('Door.open');
});

test('unless that is meant', () => {
  const before = assembly('kept', ['open', 'shut']);
  const after = assembly('meant', ['open']);
  fs.writeFileSync(path.join(after, '.compatignore'), 'removed:doors.Door.shut\n');
  expect(breakingChanges(before, after)).toBe('');
});

test('a method that is added does not', () => {
  const said: string[] = [];
  const before = assembly('locked', ['lock']);
  expect(isCompatible('doors', before, assembly('opened', ['lock', 'unlock']), text => said.push(text))).toBe(true);
  expect(said).toEqual([`The API is compatible with ${before}.`]);
});

test('before the first release there is nothing to be compatible with, and that is said', () => {
  const said: string[] = [];
  expect(isCompatible('doors', undefined, directory, text => said.push(text))).toBe(true);
  expect(said).toEqual(['Nothing is published yet as doors: there is no version that the API must be compatible with.']);
});

test('what cannot be compared is an error', () => {
  expect(() => breakingChanges(path.join(directory, 'nowhere'), assembly('here', ['open']))).toThrow(/jsii-diff must compare .*nowhere with .*here, got: /);
});
