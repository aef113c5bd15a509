import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { thirdPartyLicenses } from '../../scripts/third-party-licenses';

let root: string;
beforeEach(() => { root = fs.mkdtempSync(path.join(os.tmpdir(), 'bundled-')); });
afterEach(() => fs.rmSync(root, { recursive: true }));

function write(file: string, content: string | object) {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), typeof content === 'string' ? content : JSON.stringify(content));
}

/** A package in node_modules, as one of the inputs of a bundle. */
function bundled(directory: string, manifest: object, files: Record<string, string> = { LICENSE: 'Permission is granted' }): string {
  write(`${directory}/package.json`, manifest);
  Object.entries(files).forEach(([file, text]) => write(`${directory}/${file}`, text));
  return `${directory}/lib/index.js`;
}

function licensesOf(...bundles: string[][]): string {
  const metafiles = bundles.map((inputs, index) => {
    write(`${index}.json`, { inputs: Object.fromEntries(inputs.map(input => [input, {}])) });
    return `${index}.json`;
  });
  return thirdPartyLicenses(root, metafiles);
}

test('every bundled package is named once, with its version, license and texts, sorted by name', () => {
  const b = bundled('node_modules/b', { name: 'b', version: '2.0.0', license: 'Apache-2.0' }, { 'NOTICE': 'By B\r\n', 'LICENSE.md': 'Apache text\r\n', 'README.md': 'Read me' });
  const a = bundled('node_modules/b/node_modules/@scope/a', { name: '@scope/a', version: '1.0.0', license: { type: 'MIT' } }, { licence: 'MIT text' });
  const line = '-'.repeat(80);
  expect(licensesOf(['src/probe.ts', b], [a, b, 'local/cli.ts'])).toBe([
    'This package contains code of the packages below.\n',
    '@scope/a 1.0.0 (MIT)\n\nMIT text\n',
    'b 2.0.0 (Apache-2.0)\n\nApache text\n\nBy B\n',
  ].join(`\n${line}\n\n`));
});

test('packages of the same license text stand above it together', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(name => bundled(`node_modules/${name}`, { name, version: '1.0.0', license: 'MIT' }, { LICENSE: name === 'b' ? 'By B' : 'By all' }));
  expect(licensesOf([c, b, a]).split(/^-+\n\n/m).slice(1)).toEqual(['a 1.0.0 (MIT)\nc 1.0.0 (MIT)\n\nBy all\n\n', 'b 1.0.0 (MIT)\n\nBy B\n']);
});

test('a package that publishes no license text has the one that is kept here', () => {
  const lazy = bundled('node_modules/lazy', { name: 'lazy', version: '1.0.11', license: 'MIT' }, {});
  expect(licensesOf([lazy])).toContain('lazy 1.0.11 (MIT)\n\nThis package publishes no license text.');
});

test('a package without a license text is refused', () => {
  const a = bundled('node_modules/a', { name: 'a', version: '1.0.0', license: 'MIT' }, { 'README.md': 'MIT' });
  expect(() => licensesOf([a])).toThrow(new Error('a publishes no license text: add the one of its sources as scripts/license-texts/a.txt'));
});

test.each([['GPL-3.0-only', '"GPL-3.0-only"'], [undefined, 'undefined']])('a package whose license is %s is refused', (license, got) => {
  const a = bundled('node_modules/a', { name: 'a', version: '1.0.0', license });
  expect(() => licensesOf([a])).toThrow(new Error(`The license of a must be one of 0BSD, Apache-2.0, BSD-2-Clause, BSD-3-Clause, ISC, MIT, got: ${got}`));
});
