import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { readLocalValues } from '../../../local/machine/local-values';

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'values-'));
afterAll(() => fs.rmSync(directory, { recursive: true }));

function read(content: string) {
  fs.writeFileSync(path.join(directory, 'values.json'), content);
  return readLocalValues(directory, 'values.json');
}

test('a secret is a text, or an object that it holds as JSON; a parameter is a text', () => {
  expect(read('{"secrets":{"a":"x","b":{"user":"ana"}},"parameters":{"/c":"1"}}'))
    .toEqual({ file: 'values.json', secrets: { a: 'x', b: '{"user":"ana"}' }, parameters: { '/c': '1' } });
});

test('nothing is given where there is no file, unless somebody said so', () => {
  expect(readLocalValues(directory)).toEqual({ file: 'secrets.local.json', secrets: {}, parameters: {} });
  expect(() => readLocalValues(directory, 'none.json')).toThrow(/^`secrets` \(`--secrets`\) must be a file like .*, got: none\.json, ENOENT/);
});

test.each([
  ['{', /^`secrets` \(`--secrets`\) must be a file like/],
  ['[]', /^values\.json must be like .*, got: \[\]$/],
  ['{"Shop\\/Twilio":"x"}', /^values\.json must be like .*, got: Shop\/Twilio$/],
  ['{"secrets":"x"}', /^`secrets` in values\.json must be an object of names and values, got: "x"$/],
  ['{"secrets":{"a":1}}', /^a in `secrets` of values\.json must be a text or an object, got: 1$/],
  ['{"parameters":{"a":{}}}', /^a in `parameters` of values\.json must be a text, got: \{\}$/],
])('%s is refused', (content, message) => {
  expect(() => read(content)).toThrow(message);
});
